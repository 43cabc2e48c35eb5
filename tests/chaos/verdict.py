"""The oracle: what left the house against what the pure step says, and what lies in the store afterwards."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot import wiring
from bot.model.contact import Purpose
from bot.model.delivery import Delivery
from bot.model.order import Order, OrderState
from bot.model.session import Session
from bot.store.codec import Codec
from tests.chaos.crowd import Person
from tests.chaos.house import House, stored
from tests.chaos.outside import Line, Outside
from tests.chaos.replay import Model, said_at
from tests.chaos.replay import Person as Replayed

FOR_EVER = re.compile(
    r"(contact|orders|address|account|meter|case|rq|audit):.*"
    r"|fence|counters|turns|sends|bulk|codes|calls|timers|cases(:.+)?|audit|tombstones"
)
"""Keys that may live without end; a case only while it is open. RQ keeps its own books."""

_CODE = re.compile(r"\b\d{6}\b")


@dataclass(slots=True)
class Compared:
    """One or many conversations: how often it was not as it should be."""

    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    repeated: int = 0
    examples: list[str] = field(default_factory=list)

    def take(self, line: Line, expected: Sequence[str], heard: Sequence[str]) -> None:
        """Compare what should have been said with what was heard; a repetition follows at once on the first."""
        rest, said = list(expected), list(heard)
        kept: list[str] = []
        for place, words in enumerate(said):
            again = place > 0 and said[place - 1] == words
            if rest[len(kept) : len(kept) + 1] != [words] and again:
                self.repeated += 1
                self.doubled += line[0] != "telegram"
            else:
                kept.append(words)
        missing, more = Counter(rest) - Counter(kept), Counter(kept) - Counter(rest)
        self.lost += missing.total()
        self.doubled += more.total()
        self.disordered += not missing and not more and kept != rest
        if kept != rest or (line[0] != "telegram" and len(kept) != len(said)):
            self.examples.append(f"{line}: should be {_short(rest)}, was {_short(said)}")


def _short(words: Iterable[str]) -> list[str]:
    return [one[:24] for one in words]


def compare(
    people: Iterable[Person], outside: Outside, model: Model, without: str = "\0"
) -> tuple[Compared, dict[Line, Replayed]]:
    """Replay what light customers wrote and compare it with what they heard, but for words beginning with `without`."""
    compared, replayed = Compared(), {}
    for person in people:
        one = replayed[person.line] = Replayed.new(model)
        did = [one.hears(person.line, wrote.text) for wrote in person.wrote]
        expected = [words for each in did for words in said_at(person.line, each.said)]
        heard = [call.text for call in outside.messages(person.line) if not call.text.startswith(without)]
        compared.take(person.line, expected, heard)
    return compared, replayed


@dataclass(slots=True)
class Left:
    """What lies in the store when all is quiet.

    By the records of the deliveries: how often an answer on Telegram may have been `repeated`, and the `unconfirmed`
    answers, of which nobody knows whether they arrived, each with a case.
    """

    versions: dict[Line, int] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    in_doubt_without_a_case: int = 0
    repeated: int = 0
    unconfirmed: int = 0
    immortal: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)


async def left(house: House, lines: Iterable[Line]) -> Left:
    """Look through the whole store."""
    store = wiring.store(house.settings)
    codec = store.mailbox._codec  # noqa: SLF001 -- the harness reads what the house wrote
    found, cases = Left(), set(await house.cases())
    async for raw in house.redis.scan_iter(count=1000):
        key = stored(raw).decode()
        if await house.redis.ttl(key) == -1 and not FOR_EVER.fullmatch(key):
            found.immortal.append(key)
        if key.startswith("mailbox:") or ":outbox:" in key:
            found.undone.append(key)
        if key.startswith("delivery:"):
            await _see_delivery(house, codec, key, cases, found)
        if key.startswith("orders:"):
            orders = [codec.read(stored(body), Order) for body in await house.redis.hvals(key)]
            found.orders.extend(orders)
            found.in_doubt_without_a_case += sum(_in_doubt(one, cases) for one in orders)
    found.versions = {line: await _version(house, codec, line) for line in lines}
    store.runner.close()
    return found


async def _see_delivery(house: House, codec: Codec, key: str, cases: set[str], found: Left) -> None:
    channel, status, again, body = await house.redis.hmget(key, "channel", "status", "again", "body")
    if channel == b"telegram":
        found.repeated += int(again or 0)
    if status == b"unconfirmed" and f"delivery-{key.partition(':')[2]}" in cases:
        found.unconfirmed += codec.read(stored(body), Delivery).purpose is Purpose.REPLY


def _in_doubt(order: Order, cases: set[str]) -> bool:
    if order.state is OrderState.CONFIRMING:
        return True
    return order.state is OrderState.UNKNOWN and order.id not in cases


async def _version(house: House, codec: Codec, line: Line) -> int:
    """Return how many turns a contact had."""
    contact = await house.redis.get(f"address:{codec.sealer.pseudonym('address', *line)}")
    if contact is None:
        return 0
    session = await house.redis.hget(f"contact:{stored(contact).decode()}", "session")
    return 0 if session is None else codec.read(stored(session), Session).version


def codes_twice(outside: Outside) -> int:
    """Count one-time codes that reached a phone more than once."""
    sent = Counter(
        (call.line, code)
        for calls in outside.heard.values()
        for call in calls
        if call.target == "twilio"
        for code in _CODE.findall(call.text)
    )
    return sum(times - 1 for times in sent.values())


def confirmed_twice(outside: Outside) -> int:
    """Count confirms beyond the first of a transaction."""
    sent = Counter(str((call.body.get("context") or {}).get("transaction_id")) for call in outside.confirms())
    return sum(times - 1 for times in sent.values())
