"""Every channel on a bench: how it is built, what its provider posts and answers; what the contract's suite turns over.

A channel that is added gets a Bench here; tests/channels/test_contract.py then holds it to the contract.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from channels.contract import Channel, Webhook
from channels.errors import OptedOut, Refused, SendError, Throttled, Unreachable
from channels.messages import Address, OutboundMessage
from channels.registry import Credentials, build
from sandbox.signatures import twilio_signature
from tests.channels.provider import Answer
from tests.channels.test_telegram import CHAT, HEADERS, MESSAGE, SECRET, TOKEN, update

PUBLIC = "https://bot.utility.example"
SID, SERVICE, AUTH = "AC" + "1" * 32, "VA" + "2" * 32, "tok"
STREAM: list[tuple[str, str, bytes]] = []
FORM = {"AccountSid": SID, "MessageSid": "SM" + "a" * 32, "Body": "Hi"}


async def append(visitor: str, delivery: str, frame: bytes) -> str:
    STREAM.append((visitor, delivery, frame))
    return f"{len(STREAM)}-0"


HELLO = OutboundMessage("Hello")


@dataclass(frozen=True)
class Bench:
    """One channel. `channel(url)` speaks to the provider at an address of ours.

    `genuine` are webhooks that hold something a person said, `unread` those that hold what cannot be read, `forged`
    those that are not the provider's. `taken` is what it answers when it takes a message (None: there is nobody to
    answer), `answers` what it answers otherwise, by what has to follow.
    """

    name: str
    address: Address
    channel: Callable[[str], Channel]
    genuine: tuple[Webhook, ...] = ()
    unread: tuple[Webhook, ...] = ()
    forged: tuple[Webhook, ...] = ()
    taken: Answer | None = None
    answers: Mapping[type[SendError], Answer] = field(default_factory=dict)
    message: OutboundMessage = HELLO


def credentials(url: str) -> Credentials:
    return Credentials(
        public_url=PUBLIC,
        telegram_token=TOKEN,
        telegram_secret=SECRET,
        telegram_api_url=url,
        twilio_sid=SID,
        twilio_token=AUTH,
        twilio_api_url=url,
        twilio_sms_from="+12025550100",
        twilio_whatsapp_from="+12025550101",
        twilio_verify_service_sid=SERVICE,
        webchat_append=append,
    )


def of_registry(name: str) -> Callable[[str], Channel]:
    return lambda url: build(credentials(url))[name]


def telegram(body: bytes, **headers: str) -> Webhook:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Webhook("/webhooks/telegram", {**HEADERS, **named}, body, {})


def twilio(form: Mapping[str, str], signature: str | None = "") -> Webhook:
    path = "/webhooks/twilio"
    signed = twilio_signature(AUTH, PUBLIC + path, form) if signature == "" else signature
    headers = {"content-type": "application/x-www-form-urlencoded"}
    shown = {} if signed is None else {"x-twilio-signature": signed}
    return Webhook(path, {**headers, **shown}, urlencode(form).encode(), {})


def refusal(status: int, code: int) -> Answer:
    return status, {"code": code, "message": "no", "status": status, "more_info": "x"}, {}


SENT: Answer = (200, {"ok": True, "result": {"message_id": 31, "date": 1790000000, "chat": CHAT, "text": "x"}}, {})
CREATED: Answer = (201, {"sid": "SM" + "b" * 32, "status": "queued"}, {})
OF_TWILIO: Mapping[type[SendError], Answer] = {
    Throttled: refusal(429, 20429),
    Refused: refusal(400, 21211),
    OptedOut: refusal(400, 21610),
    Unreachable: (503, b"down", {}),
}
SMS = FORM | {"From": "+12025550111", "To": "+12025550100"}
WHATSAPP = FORM | {"From": "whatsapp:+12025550111", "To": "whatsapp:+12025550101"}

BENCHES = (
    Bench(
        "telegram",
        Address("telegram", "71"),
        of_registry("telegram"),
        genuine=(telegram(update(message={**MESSAGE, "text": "Hi"})),),
        unread=(telegram(update(message={**MESSAGE, "dice": {"emoji": "🎲", "value": 3}})),),
        forged=(
            telegram(update(message={**MESSAGE, "text": "Hi"}), x_telegram_bot_api_secret_token="a" * 31),
            telegram(update(message={**MESSAGE, "text": "Hi"}), x_telegram_bot_api_secret_token=""),
        ),
        taken=SENT,
        answers={
            Throttled: (
                429,
                {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": 3}},
                {},
            ),
            Refused: (400, {"ok": False, "error_code": 400, "description": "Bad Request: x"}, {}),
            OptedOut: (403, {"ok": False, "error_code": 403, "description": "Forbidden: blocked"}, {}),
            Unreachable: (500, {"ok": False, "error_code": 500, "description": "x"}, {}),
        },
    ),
    Bench(
        "sms",
        Address("sms", "+12025550111"),
        of_registry("sms"),
        genuine=(twilio(SMS),),
        forged=(twilio(SMS, None), twilio(SMS, "x"), twilio(SMS, twilio_signature("other", PUBLIC, SMS))),
        taken=CREATED,
        answers=OF_TWILIO,
    ),
    Bench(
        "whatsapp",
        Address("whatsapp", "+12025550111"),
        of_registry("whatsapp"),
        genuine=(twilio(WHATSAPP),),
        forged=(twilio(WHATSAPP, None), twilio(WHATSAPP, "x")),
        taken=CREATED,
        answers=OF_TWILIO,
    ),
    Bench(
        "verify",
        Address("verify", "+12025550111"),
        of_registry("verify"),
        forged=(twilio(SMS),),
        taken=(201, {"sid": "VE" + "3" * 32, "status": "pending"}, {}),
        answers={
            Throttled: refusal(429, 20429),
            Refused: refusal(400, 60200),
            Unreachable: (503, b"down", {}),
        },
        message=OutboundMessage("49320187"),
    ),
    Bench("web", Address("web", "v" * 20), of_registry("web"), forged=(Webhook("/webhooks/web", {}, b"{}", {}),)),
)
