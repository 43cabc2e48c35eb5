"""SMS and WhatsApp through Twilio: two rows of one class, with one door for the webhooks of both."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

import twilio.rest.api  # noqa: F401 -- the client imports it at its first use; a process that forks others has it then
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.base.values import unset
from twilio.rest import Client

from channels.contract import Abilities, Received, Sent, Webhook
from channels.errors import OptedOut, OutsideWindow, Refused, SendError, Throttled, Unconfirmed, Unreachable
from channels.messages import Address, OutboundMessage
from channels.transport import Transport
from channels.twilio_client import TwilioHttp
from channels.twilio_webhooks import PREFIX, SMS, STATUS_PATH, WHATSAPP, TwilioDoor

ABILITIES: Final = {
    SMS: Abilities(text=1600, receipts=True),
    WHATSAPP: Abilities(text=1600, receipts=True, pictures=True, templates=True),
}

# https://www.twilio.com/docs/api/errors. What is not listed and answered with 4xx will never be taken.
_OPTED_OUT: Final = frozenset({21610})
_OUTSIDE_WINDOW: Final = frozenset({63016})
_SLOWER: Final[Mapping[int, float]] = {20429: 1.0, 14107: 60.0, 63018: 60.0}
_LATER: Final = frozenset({20003, 20404, 30001, 30002, 30003, 30008, 401, 403, 404, 408})
"""Wrong credentials stand here too: nothing was taken, and the message can go when an operator has mended them."""

_LOOKED_AT: Final = 50
_CLOCKS_APART: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a message comes from: a number, a messaging service, or both."""

    number: str | None
    messaging_service_sid: str | None = None


class Twilio:
    """One of Twilio's channels: `name` is "sms" or "whatsapp". `client` and `door` are shared by both."""

    def __init__(self, name: str, *, sender: Sender, client: Client, http: TwilioHttp, door: TwilioDoor) -> None:
        self.name = name
        self.abilities = ABILITIES[name]
        self._sender = sender
        self._messages = client.messages
        self._http = http
        self._door = door
        self._prefix = PREFIX if name == WHATSAPP else ""

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
                **_content(message),
            )
        except (TwilioRestException, TwilioServiceException) as error:
            raise _kind(error) from error
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
            raise _kind(error) from error
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

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()


def connect(door: TwilioDoor, *, api_url: str, transport: Transport | None = None) -> Mapping[str, Twilio]:
    """Return the channels that the door's numbers allow, on one client."""
    http = TwilioHttp(api_url, transport or Transport())
    client = Client(door.account_sid, door.auth_token, http_client=http)
    senders = {
        SMS: Sender(door.sms_from, door.messaging_service_sid),
        WHATSAPP: Sender(door.whatsapp_from),
    }
    return {
        name: Twilio(name, sender=sender, client=client, http=http, door=door)
        for name, sender in senders.items()
        if sender.number or sender.messaging_service_sid
    }


def _content(message: OutboundMessage) -> dict[str, str | list[str]]:
    """Never words together with a template: Twilio refuses both at once."""
    if message.template is not None:
        values = {str(place): value for place, value in enumerate(message.template.values, start=1)}
        return {"content_sid": message.template.id, "content_variables": json.dumps(values, ensure_ascii=False)}
    if message.picture is not None:
        return {"body": message.text, "media_url": [message.picture.url]}
    return {"body": message.text}


def _kind(error: TwilioRestException | TwilioServiceException) -> SendError:
    code = error.code if isinstance(error.code, int) else error.status
    reason = f"Twilio refused: {code}"
    if code in _OPTED_OUT:
        return OptedOut(reason, code=str(code))
    if code in _OUTSIDE_WINDOW:
        return OutsideWindow(reason, code=str(code))
    if code in _SLOWER:
        return Throttled(reason, retry_after=_SLOWER[code], code=str(code))
    if code in _LATER:
        return Unreachable(reason, code=str(code))
    return Refused(reason, code=str(code))
