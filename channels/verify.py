"""One-time codes through Twilio Verify: it words and sends a code that is ours; nothing is ever heard here."""

from typing import Final

from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.rest import Client

from channels.contract import Abilities, Received, Sent, Webhook
from channels.errors import Refused, SendError, Throttled, Unconfirmed, Unreachable, WebhookRejected
from channels.messages import Address, OutboundMessage
from channels.transport import Transport
from channels.twilio_client import TwilioHttp

CHANNEL: Final = "verify"
HOSTS: Final = {"https://api.twilio.com": "https://verify.twilio.com"}
"""Verify has a host of its own; any other address stands for all of Twilio."""

# https://www.twilio.com/docs/verify/api/error-codes. What is not listed and answered with 4xx will never be sent.
_TOO_OFTEN: Final = "60203"
"""A number gets five codes in ten minutes. Verify answers 429, but nobody waits for so long."""
_LATER: Final = frozenset({20003, 20404, 401, 403, 404, 408})
"""Wrong credentials or a wrong service: nothing was taken, and the code can go when an operator has mended them."""


class Verify:
    """Twilio Verify's service as a way out for codes. Its provider cannot be asked, so no code is ever sent twice."""

    name = CHANNEL
    abilities = Abilities(text=10)

    def __init__(self, service_sid: str, *, client: Client, http: TwilioHttp) -> None:
        self._verifications = client.verify.v2.services(service_sid).verifications
        self._http = http

    def receive(self, webhook: Webhook) -> Received:
        """Refuse: Verify tells us nothing."""
        del webhook
        raise WebhookRejected(404, "Verify has no webhook")

    async def send(self, address: Address, message: OutboundMessage, *, delivery: str) -> Sent:
        """Have a code sent by SMS. Raises a SendError; ValueError where the message is more than the code's digits."""
        del delivery  # Verify takes no id of ours
        if not (message.text.isascii() and message.text.isdigit()):
            raise ValueError("Verify sends codes alone")
        try:
            made = await self._verifications.create_async(to=address.id, channel="sms", custom_code=message.text)
        except (TwilioRestException, TwilioServiceException) as error:
            raise _kind(error) from error
        except Throttled as error:
            if error.code != _TOO_OFTEN:
                raise
            raise Refused(error.reason, code=_TOO_OFTEN) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise Unconfirmed("an unreadable answer") from error
        if not isinstance(made.sid, str):
            raise Unconfirmed("an answer without an id")
        return Sent(made.sid)

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()


def connect(
    service_sid: str, *, account_sid: str, auth_token: str, api_url: str, transport: Transport | None = None
) -> Verify:
    """Return the channel of a Verify service."""
    http = TwilioHttp(HOSTS.get(api_url, api_url), transport or Transport())
    return Verify(service_sid, client=Client(account_sid, auth_token, http_client=http), http=http)


def _kind(error: TwilioRestException | TwilioServiceException) -> SendError:
    code = error.code if isinstance(error.code, int) else error.status
    kind = Unreachable if code in _LATER else Refused
    return kind(f"Verify refused: {code}", code=str(code))
