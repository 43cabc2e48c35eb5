"""SMS and WhatsApp through Twilio: two rows of one class, with one door for the webhooks of both."""

import base64
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

import twilio.rest.api  # noqa: F401 -- the client imports it at its first use; a process that forks others has it then
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.base.values import unset
from twilio.rest import Client

from channels.contract import Abilities, Received, Sent, Webhook
from channels.errors import SendError, Unconfirmed
from channels.media import MediaFetcher, MediaRefused
from channels.messages import Address, OutboundMessage, Template
from channels.rendering import fit
from channels.transport import Transport
from channels.twilio_client import TwilioHttp
from channels.twilio_content import ABOVE, HOSTS, LABEL, MOST, NOTHING_SAID, Contents, Words
from channels.twilio_errors import problem
from channels.twilio_webhooks import PREFIX, SMS, STATUS_PATH, WHATSAPP, TwilioDoor

WINDOW: Final = timedelta(hours=24, minutes=-1)
"""How long after a customer's last word WhatsApp takes free text from us, less a minute for the way."""

ABILITIES: Final = {
    SMS: Abilities(text=1600, receipts=True, narrow=True),
    WHATSAPP: Abilities(text=1600, receipts=True, pictures=True, templates=True, window=WINDOW),
}

WITH_CHOICES: Final = replace(ABILITIES[WHATSAPP], buttons=MOST, button_label=LABEL, above_buttons=ABOVE)

_API: Final = "https://api.twilio.com"
_FILE: Final = re.compile(
    rf"{re.escape(_API)}/2010-04-01/Accounts/(AC[0-9a-f]{{32}})/Messages/(?:SM|MM)[0-9a-f]{{32}}/Media/ME[0-9a-f]{{32}}"
)
"""Where Twilio keeps what customers send; nothing else that a form names is ever fetched."""
_LOOKED_AT: Final = 50
_CLOCKS_APART: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a message comes from: a number, a messaging service, or both."""

    number: str | None
    messaging_service_sid: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The account's connection, which both channels share."""

    client: Client
    http: TwilioHttp
    door: TwilioDoor
    api_url: str


class Twilio:
    """One of Twilio's channels: `name` is "sms" or "whatsapp". `contents` is what WhatsApp has of templates."""

    def __init__(self, name: str, *, sender: Sender, line: Line, contents: Contents | None = None) -> None:
        self.name = name
        self._sender = sender
        self._messages = line.client.messages
        self._http = line.http
        self._door = line.door
        self._api_url = line.api_url
        self._prefix = PREFIX if name == WHATSAPP else ""
        self.contents = contents

    @property
    def abilities(self) -> Abilities:
        """What messages may look like here; WhatsApp shows choices once their frames are known to be there."""
        shown = self.contents is not None and self.contents.shows_choices
        return WITH_CHOICES if shown else ABILITIES[self.name]

    def approved(self, name: str, locale: str) -> Template | None:
        """Return the template with the words under a name, where WhatsApp has approved it."""
        return self.contents.approved(name, locale) if self.contents else None

    async def refresh(self) -> None:
        """Look again at what WhatsApp has approved. Raises a SendError."""
        if self.contents:
            await self.contents.refresh()

    def receive(self, webhook: Webhook) -> Received:
        """Verify and parse what came to the one door: it may hold the other channel's message, and says so."""
        return self._door.receive(webhook)

    async def send(self, address: Address, message: OutboundMessage, *, delivery: str) -> Sent:
        """Send one message; its receipts will name `delivery`."""
        try:
            created = await self._messages.create_async(
                to=self._prefix + address.id,
                from_=self._prefix + self._sender.number if self._sender.number else unset,
                messaging_service_sid=self._sender.messaging_service_sid or unset,
                status_callback=f"{self._door.public_url}{STATUS_PATH}?delivery={quote(delivery, safe='')}",
                **self._content(message),
            )
        except (TwilioRestException, TwilioServiceException) as error:
            raise problem(self.name, _code(error)) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise Unconfirmed("an unreadable answer") from error
        if not isinstance(created.sid, str):
            raise Unconfirmed("an answer without an id")
        return Sent(created.sid)

    async def find(
        self, address: Address, message: OutboundMessage, *, since: datetime, others: Collection[str]
    ) -> Sent | None:
        """Look among the latest messages to this address for one of these words made since then."""
        try:
            latest = await self._messages.list_async(to=self._prefix + address.id, limit=_LOOKED_AT)
        except (TwilioRestException, TwilioServiceException) as error:
            raise problem(self.name, _code(error)) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise Unconfirmed("an unreadable answer") from error
        words = message.text.strip()
        for one in latest:
            made = one.date_created
            if not one.sid or one.sid in others or (one.body or "").strip() != words:
                continue
            if made is not None and made >= since - _CLOCKS_APART:
                return Sent(one.sid)
        return None

    async def open_file(self, reference: str, *, limit: int) -> bytes:
        """Return a file that a customer sent, from our account at Twilio's API and from nowhere else."""
        found = _FILE.fullmatch(reference)
        if found is None or found[1] != self._door.account_sid:
            raise MediaRefused("it is no file of our account")
        account = f"{self._door.account_sid}:{self._door.auth_token}"
        headers = {"Authorization": "Basic " + base64.b64encode(account.encode()).decode()}
        url = self._api_url + reference.removeprefix(_API)
        return await MediaFetcher(self._api_url).fetch(url, headers=headers, limit=limit)

    def failure(self, code: str) -> SendError:
        """Say what a receipt's error code means."""
        return problem(self.name, int(code) if code.isdecimal() else 0)

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()

    def _content(self, message: OutboundMessage) -> dict[str, str | list[str]]:
        """Never words together with a template: Twilio refuses both at once."""
        if message.choices and message.template is None:
            return self._choices(message)
        if message.template is not None:
            values = {str(place): value for place, value in enumerate(message.template.values, start=1)}
            return {"content_sid": message.template.id, "content_variables": json.dumps(values, ensure_ascii=False)}
        if message.picture is not None:
            return {"body": message.text, "media_url": [message.picture.url]}
        return {"body": message.text}

    def _choices(self, message: OutboundMessage) -> dict[str, str | list[str]]:
        """Put choices under the words; as numbers where their frames are not known yet, as after a start."""
        if self.contents and self.contents.shows_choices:
            return self._content(replace(message, template=self.contents.asking(message)))
        (numbered,) = fit(message, ABILITIES[self.name])
        return self._content(numbered)


def connect(
    door: TwilioDoor, *, api_url: str, transport: Transport | None = None, words: Words = NOTHING_SAID
) -> Mapping[str, Twilio]:
    """Return the channels that the door's numbers allow, on one client; `words` are what WhatsApp's content says."""
    shared = transport or Transport()
    http = TwilioHttp(api_url, shared)
    line = Line(Client(door.account_sid, door.auth_token, http_client=http), http, door, api_url)
    channels: dict[str, Twilio] = {}
    if door.sms_from or door.messaging_service_sid:
        channels[SMS] = Twilio(SMS, sender=Sender(door.sms_from, door.messaging_service_sid), line=line)
    if door.whatsapp_from:
        host, account = TwilioHttp(HOSTS.get(api_url, api_url), shared), (door.account_sid, door.auth_token)
        contents = Contents(words, http=host, account=account)
        channels[WHATSAPP] = Twilio(WHATSAPP, sender=Sender(door.whatsapp_from), line=line, contents=contents)
    return channels


def _code(error: TwilioRestException | TwilioServiceException) -> int:
    return error.code if isinstance(error.code, int) else error.status
