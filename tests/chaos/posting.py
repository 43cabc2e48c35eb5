"""Customers' messages as signed webhooks, posted until the house takes them, as providers do."""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

import aiohttp
import orjson

from sandbox.config import Config
from sandbox.signatures import twilio_signature
from tests.chaos.outside import Line

_PAUSE = 0.15
_LONGEST_PAUSE = 2.0
"""Providers try again ever more slowly; a crowd that does not is what keeps a house down."""
_PATIENCE = 90.0
_ANSWER = 20.0


@dataclass(frozen=True, slots=True)
class Webhook:
    """One customer's message. `number` makes the provider's id: the same number is the same message."""

    line: Line
    number: int
    text: str


class NotTaken(Exception):
    """The house did not take a webhook for so long that a provider gives up."""


@dataclass(slots=True)
class Postman:
    """Posts webhooks, counts what was answered, and repeats what was not taken."""

    url: str
    config: Config
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    taken: int = 0
    _http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=200)
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER), connector=connector)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._http is not None:
            await self._http.close()

    async def post(self, webhook: Webhook) -> None:
        """Post until it is answered 2xx. Raises NotTaken."""
        path, headers, body = self._request(webhook)
        end, pause = time.monotonic() + _PATIENCE, _PAUSE
        while (status := await self._once(path, headers, body)) // 100 != 2:
            if time.monotonic() > end:
                raise NotTaken(f"{webhook.number}: {status}")
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, _LONGEST_PAUSE)
        self.taken += 1

    async def once(self, webhook: Webhook) -> int:
        """Post once and return the status; 0: no answer."""
        return await self._once(*self._request(webhook))

    async def _once(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        if self._http is None:
            raise RuntimeError("the postman is not at work")
        begun, status = time.monotonic(), 0
        try:
            async with self._http.post(f"{self.url}{path}", data=body, headers=headers) as answer:
                status = answer.status
                await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            status = 0
        self.seconds.append(time.monotonic() - begun)
        self.statuses[status] += 1
        return status

    def _request(self, webhook: Webhook) -> tuple[str, Mapping[str, str], bytes]:
        channel, who = webhook.line
        if channel == "telegram":
            return "/webhooks/telegram", *self._update(webhook, int(who))
        return "/webhooks/twilio", *self._form(webhook, who)

    def _update(self, webhook: Webhook, who: int) -> tuple[Mapping[str, str], bytes]:
        person = {"id": who, "is_bot": False, "first_name": "Kim", "language_code": "en"}
        message = {
            "message_id": webhook.number,
            "from": person,
            "chat": {"id": who, "type": "private", "first_name": "Kim"},
            "date": int(time.time()),
            "text": webhook.text,
        }
        headers = {
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": self.config.telegram_secret,
        }
        return headers, orjson.dumps({"update_id": 910_000_000 + webhook.number, "message": message})

    def _form(self, webhook: Webhook, who: str) -> tuple[Mapping[str, str], bytes]:
        sid = "SM" + hashlib.md5(str(webhook.number).encode(), usedforsecurity=False).hexdigest()
        form = {
            "AccountSid": self.config.twilio_account,
            "ApiVersion": "2010-04-01",
            "Body": webhook.text,
            "From": who,
            "MessageSid": sid,
            "NumMedia": "0",
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "To": self.config.sms_from,
        }
        signature = twilio_signature(self.config.twilio_token, f"{self.url}/webhooks/twilio", form)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
        return headers, urlencode(form).encode()
