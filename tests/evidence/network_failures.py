"""Twelve ways in which a seller fails a confirm: what the customer is told and when, and what becomes of the order."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bot.model.order import Order, OrderState
from sandbox.client import NothingCame
from tests.evidence.network_outgoing import Said, judged, said
from tests.evidence.planted import Planted, planted
from tests.journeys.house import answer
from tests.journeys.people import Customer, Phone
from tests.measuring import Measure, Measurement, at_most

_UNKNOWN = "It may or may not have been placed. I will not send it again."
_REFUSED = "was not ordered."
_ORDERED = "is ordered from"
_WITHIN = 20.0
_NEVER = 999.0
_PATIENCE = 30.0
_SOON_LATE, _LATE = 20, 600
"""Seconds until a late callback, both after the call's deadline: 15 seconds, as the ttl is the ordinary one of 10."""
_METERS = ("MTR-0001", "MTR-0002", "MTR-0003", "MTR-0004", "MTR-0005", "MTR-0006", "MTR-0007", "MTR-0008")


@dataclass(frozen=True, slots=True)
class Failing:
    """A failure, the sandbox's name for it, and the sentence that is true then."""

    name: str
    mode: str
    sentence: str


_ANSWERED = (
    Failing("silent", "timeout_after_accept", _UNKNOWN),
    Failing("slow loris", "slow_loris", _UNKNOWN),
    Failing("empty", "empty_after_accept", _UNKNOWN),
    Failing("huge", "huge", _UNKNOWN),
    Failing("HTML", "html", _UNKNOWN),
    Failing("an error item", "error_item", _REFUSED),
    Failing("NACK", "nack", _REFUSED),
    Failing("202", "202", _REFUSED),
)
"""In sync mode. In two of these the seller takes the order before it fails."""
_CALLED_BACK = (
    Failing("late", "callback_late", _UNKNOWN),
    Failing("a duplicate 20 times", "callback_repeated", _ORDERED),
    Failing("out of order", "callback_disordered", _ORDERED),
    Failing("another transaction", "callback_foreign", _UNKNOWN),
)
"""In webhook mode, where the seller takes all of them."""


@dataclass
class Ordering:
    """Customers of one house who order at the same time, each from a seller who fails in another way."""

    house: Planted
    late: int
    arranging: threading.Lock = field(default_factory=threading.Lock)

    def waits(self, failing: Failing, meter: str) -> float | None:
        """Order, and return the seconds from the code to the true sentence; None where it was not said."""
        wire = self.house.sandbox.wire
        someone = Customer(Phone(wire, "telegram", meter), wire, meter)
        try:
            someone.gets_to_terms()
            code = someone.approves()
            with self.arranging:
                wire.fault("beckn", failing.mode, path="/confirm", retry_after=self.late)
                before, begun = wire.last, time.monotonic()
                someone.says(code)
                wire.wait_for("beckn", "/confirm", before, timeout=_PATIENCE)
            someone.hears(failing.sentence, within=_PATIENCE)
        except (AssertionError, NothingCame):
            return None
        return time.monotonic() - begun

    def ours(self) -> Mapping[str, Order]:
        """Return our orders by transaction."""
        redis, found = self.house.store.runner.redis, {}
        for key in redis.scan_iter("orders:*"):
            for kept in redis.hvals(key):
                order = self.house.codec.read(kept if isinstance(kept, bytes) else kept.encode(), Order)
                found[order.transaction] = order
        return found

    def cases(self) -> set[str]:
        """Return the open cases."""
        found = self.house.store.runner.redis.zrange("cases", 0, -1)
        return {one.decode() if isinstance(one, bytes) else str(one) for one in found}

    def taken(self) -> Counter[str]:
        """Return how often sellers took an order in a transaction."""
        return Counter(str(one["transaction"]) for one in self.house.sandbox.wire.orders())


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one house's failures."""

    seconds: Mapping[str, float | None]
    asked: int
    doubled: int
    lost: tuple[str, ...]
    settled_late: bool
    messages: Sequence[Said]


def _order(failures: Sequence[Failing], *, callbacks: bool, late: int) -> Came:
    with planted({}, callbacks=callbacks) as house:
        house.start("web", "attend", "worker")
        house.until(lambda: answer(f"{house.sandbox.config.bot_url}/health/ready")[0] == 200, _PATIENCE)
        ordering = Ordering(house, late)
        with ThreadPoolExecutor(len(failures)) as pool:
            heard = list(pool.map(ordering.waits, failures, _METERS))
        settled_late = callbacks and _late_one_settles(ordering, failures)
        wire = house.sandbox.wire.requests("beckn")
        asked = Counter(
            str(one["body"]["context"]["transaction_id"]) for one in wire if one["path"].endswith("/confirm")
        )
        taken = ordering.taken()
        doubled = sum(count - 1 for count in (*asked.values(), *taken.values()))
        lost = _lost(asked, taken, ordering.ours(), ordering.cases())
    names = [one.name for one in failures]
    return Came(dict(zip(names, heard, strict=True)), len(asked), doubled, lost, settled_late, said(wire))


def _late_one_settles(ordering: Ordering, failures: Sequence[Failing]) -> bool:
    """Wait until as many orders are confirmed as sellers called back in our transactions."""
    wanted = sum(one.mode != "callback_foreign" for one in failures)

    def confirmed() -> bool:
        return sum(order.state is OrderState.CONFIRMED for order in ordering.ours().values()) == wanted

    ordering.house.until(confirmed, ordering.late + _PATIENCE)
    return confirmed()


def _lost(asked: Iterable[str], taken: Counter[str], ours: Mapping[str, Order], cases: set[str]) -> tuple[str, ...]:
    """Return the orders that are neither settled as the seller sees them, nor a person's case."""

    def is_safe(order: Order | None) -> bool:
        if order is None:
            return False
        stands = taken[order.transaction] > 0
        if order.state is OrderState.UNKNOWN:
            return order.id in cases
        return order.state is (OrderState.CONFIRMED if stands else OrderState.REJECTED)

    return tuple(one for one in asked if not is_safe(ours.get(one)))


def _failures(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    answered = _order(_ANSWERED, callbacks=False, late=0)
    called_back = _order(_CALLED_BACK, callbacks=True, late=_LATE if long else _SOON_LATE)
    came = (answered, called_back)
    seconds = {**answered.seconds, **called_back.seconds}
    tried, lost = sum(one.asked for one in came), [*answered.lost, *called_back.lost]
    yield Measure(
        "failures of a seller tried at the real house", tried, "orders", f"= {len(seconds)}", tried == len(seconds)
    )
    for name, took in seconds.items():
        yield at_most(f"a confirm, {name}: the true sentence after", _NEVER if took is None else took, _WITHIN, "s")
    doubled = sum(one.doubled for one in came)
    yield Measure("orders doubled, sent or taken", doubled, f"of {tried}", "0", doubled == 0)
    yield Measure("orders lost: neither settled nor a person's case", len(lost), f"of {tried}", "0", not lost)
    late = _LATE if long else _SOON_LATE
    settled = called_back.settled_late
    yield Measure(f"an order whose callback came {late} s late, settled by it", settled, "", "True", settled)
    yield from judged("the twelve customers", [message for one in came for message in one.messages], 48)


MEASUREMENTS = (Measurement("twelve failures of a seller", _failures),)
