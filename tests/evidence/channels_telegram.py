"""What we promise of Telegram: nothing forged is read, nothing but Telegram is fetched from, every update is heard."""

import asyncio
import random
import string
from collections.abc import Iterable, Iterator
from unicodedata import category

from channels.contract import Webhook
from channels.errors import WebhookRejected
from channels.media import MediaFetcher, MediaRefused
from channels.messages import Address, Choice, OutboundMessage
from channels.rendering import fit
from channels.telegram import ABILITIES, Telegram
from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.channels.ssrf import ELSEWHERE, connections
from tests.channels.telegram_api import UPDATES, refused_by_the_api
from tests.measuring import Measure, Measurement, at_least

SEED = 20261126
FORGED = 500
SECRET = "S" * 32
TOKEN = "123456:abcdefghijklmnopqrstuvwxyz012345678"
_SIGNS = string.ascii_letters + string.digits + "_-"


def _equal(measure: str, value: int, wanted: int, unit: str, seed: int | None = None) -> Measure:
    return Measure(measure, value, unit, f"= {wanted}", value == wanted, seed)


def _tokens(chance: random.Random) -> Iterator[str | None]:
    """None, empty, prefixes, one sign changed, doubled, other cases, spaces, other scripts, chance."""
    yield from (None, "", SECRET[:-1], SECRET + "S", SECRET.lower(), f" {SECRET}", f"{SECRET} ", f"{SECRET},{SECRET}")
    for place in range(len(SECRET)):
        yield SECRET[:place] + "s" + SECRET[place + 1 :]
        yield SECRET[:place]
    while True:
        size = chance.choice((1, 16, 31, 32, 33, 64, 256))
        kind = chance.choice((_SIGNS, "\xe4\u0938\U0001f512", "\0\r\n\t ", "%53S"))
        yield "".join(chance.choice(kind) for _ in range(size))


def _forged(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    del long
    chance = random.Random(SEED)  # noqa: S311 -- repeatable, not secret
    channel = Telegram(token=TOKEN, secret=f"{SECRET},{'T' * 32}", api_url="http://127.0.0.1:9")
    tokens = _tokens(chance)
    refused = parsed = 0
    for _ in range(FORGED):
        token = next(tokens)
        headers = {"content-type": "application/json"}
        headers |= {} if token is None else {"x-telegram-bot-api-secret-token": token}
        try:
            channel.receive(Webhook("/webhooks/telegram", headers, b"{", {}))  # would be 400, were it parsed
        except WebhookRejected as rejected:
            refused += rejected.status == 403
            parsed += rejected.status == 400
    yield _equal("forged, absent or garbled secret tokens refused with 403", refused, FORGED, "requests", SEED)
    yield _equal("the same, of which a byte of the body was parsed", parsed, 0, "requests", SEED)


def _fetched(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    del long
    fetcher, refused = MediaFetcher("https://api.provider.example"), 0
    with connections() as seen:
        for address in ELSEWHERE:
            refused += asyncio.run(_is_refused(fetcher, address))
    yield _equal("addresses off the provider refused", refused, len(ELSEWHERE), f"of {len(ELSEWHERE)}")
    yield _equal("connections begun and names looked up for them", len(seen), 0, "connections")


async def _is_refused(fetcher: MediaFetcher, address: str) -> bool:
    try:
        await fetcher.fetch(address)
    except MediaRefused:
        return True
    return False


def _updates(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    del long
    channel = Telegram(token=TOKEN, secret=SECRET, api_url="http://127.0.0.1:9")
    headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET}
    read = answered = 0
    for _, body, heard in UPDATES:
        received = channel.receive(Webhook("/webhooks/telegram", headers, body, {}))
        read += 1
        answered += bool(received.messages) == heard
    yield at_least("kinds of update that are read without an error", read, 20, "kinds")
    yield _equal("the same, heard where a person did something and silent else", answered, len(UPDATES), "kinds")


def _words(chance: random.Random) -> str:
    """Words of several scripts with signs that a markup would take for its own, up to three messages long."""
    signs = [*"abc *_`[]<>&\\~#+-=|{}.!\n", *"ñáé", *"नमस्ते", "\U0001f512", "\u200d"]
    size = chance.choice((1, 20, 300, 4096, 9000))
    words = "".join(chance.choice(signs) for _ in range(size)).strip()
    return words if any(not category(sign).startswith(("Z", "C")) for sign in words) else f"Hello {words}"


def _outgoing(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    count = 300 if long else 60
    chance = random.Random(SEED)  # noqa: S311 -- repeatable, not secret
    with running(Config()) as sandbox:
        sent = asyncio.run(_send(sandbox, chance, count))
        calls = sandbox.wire.requests("telegram")
    refused = [one for one in calls if one["status"] != 200]
    wrong = [reason for one in calls if (reason := refused_by_the_api(one))]
    yield at_least("messages of chance words and choices sent", sent, count, "messages", seed=SEED)
    yield _equal("calls that the simulated Telegram refused", len(refused), 0, f"of {len(calls)}", SEED)
    yield _equal("calls that a model of the published Bot API refuses", len(wrong), 0, f"of {len(calls)}", SEED)


async def _send(sandbox: Sandbox, chance: random.Random, count: int) -> int:
    channel = Telegram(token=sandbox.config.telegram_token, secret=SECRET, api_url=sandbox.url)
    sent = 0
    try:
        for number in range(count):
            labels = [f"Choice {place} {_words(chance)[:20]}" for place in range(chance.choice((0, 1, 5, 12, 30)))]
            choices = tuple(Choice(f"{number}:value-{place}", label) for place, label in enumerate(labels))
            for part in fit(OutboundMessage(_words(chance), choices), ABILITIES):
                await channel.send(Address("telegram", "700100000"), part, delivery=f"d{number}")
            sent += 1
    finally:
        await channel.close()
    return sent


MEASUREMENTS = (
    Measurement("forged secret tokens", _forged),
    Measurement("addresses off the provider", _fetched),
    Measurement("kinds of update", _updates),
    Measurement("what is sent, against a model of the Bot API", _outgoing),
)
