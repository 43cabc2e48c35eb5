"""What we promise about the energy network: waits cost no worker, who fails is left alone, callbacks do no harm."""

import time
from collections import Counter
from collections.abc import Iterable

from bot.jobs import HOLD_MS
from bot.model.ids import CallId, ContactId
from bot.model.order import OrderState
from tests.evidence.planted import METER, Planted, planted, transaction
from tests.measuring import Measure, Measurement, at_most
from tools.breaker import FAILURES
from tools.contract import ConfirmOrder, Failed, Failure, OrderConfirmed, SearchOffers, SelectOffer
from tools.offers import Kind

_AT_ONCE = 40
_EVERYBODY = {"BECKN_BPP_ID": "", "BECKN_BPP_URI": ""}
_LATE = 10
"""Seconds until a late callback: more than the call's deadline, which is the ttl of 2 seconds and 5."""
_MODES = ("", "callback_repeated", "callback_late", "callback_disordered", "callback_foreign", "callback_silent")
_EACH, _EACH_LONG = 4, 20
_POINTS = tuple(f"{name}.{side}" for name in ("expect_callbacks", "read_callbacks") for side in ("before", "after"))


def _equal(measure: str, value: int, wanted: int, unit: str) -> Measure:
    return Measure(measure, value, unit, f"= {wanted}", value == wanted)


def _throughput(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    del long
    with planted(_EVERYBODY) as house:
        for _ in range(_AT_ONCE):
            house.plant(SearchOffers(Kind.SOLAR, transaction()))
        house.start("worker")
        begun = time.monotonic()
        house.ask(*house.calls)
        house.until(lambda: house.finished() == _AT_ONCE, 60)
        took, done = time.monotonic() - begun, house.finished()
    yield _equal("tool steps that ended, of a counterpart that takes 1 s", done, _AT_ONCE, "steps")
    yield at_most("the same, all of them, one worker", took, 10, "s")


def _joined(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    del long
    with planted(_EVERYBODY) as house:
        business = transaction()
        for _ in range(5):
            house.plant(SearchOffers(Kind.SOLAR, business))
        house.start("worker")
        house.ask(*house.calls)
        house.until(lambda: house.finished() == 5, 30)
        yield _equal("five searches of one customer that ended", house.finished(), 5, "steps")
        yield _equal("the same on the wire", house.on_the_wire("search"), 1, "calls")


def _breaker(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    del long
    with planted({}) as house:
        house.sandbox.wire.fault("beckn", "html", path="/select", times=1000)
        contacts = [house.plant(SelectOffer(transaction(), house.offer)) for _ in range(FAILURES + 5)]
        contacts.append(_confirm(house, "order-1"))
        house.start("worker")
        for number, call in enumerate(house.calls, start=1):
            house.ask(call)
            house.until(lambda number=number: house.finished() == number, 20)  # type: ignore[misc]  # bound now
        ends = [house.result(contact) for contact in contacts]
        asked, sent = house.on_the_wire("select"), house.on_the_wire("confirm")
    yield _equal("calls to a seller who answers 500, of 10", asked, FAILURES, "calls")
    yield _equal("ended unavailable, with the confirm", ends.count(Failed(Failure.UNAVAILABLE)), len(ends), "calls")
    yield _equal("confirms sent to that seller", sent, 0, "calls")


def _confirm(house: Planted, order: str) -> ContactId:
    return house.plant(ConfirmOrder(transaction(), order, house.terms, METER))


def _callbacks(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    each = _EACH_LONG if long else _EACH
    total = each * len(_MODES)
    with planted({"BECKN_TTL": "PT2S"}, callbacks=True) as house:
        for mode in filter(None, _MODES):
            house.sandbox.wire.fault("beckn", mode, path="/confirm", times=each, retry_after=_LATE)
        contacts = [_confirm(house, f"order-{number}") for number in range(total)]
        house.start("web", "attend", "worker")
        house.ask(*house.calls)
        wanted = {OrderState.CONFIRMED: each * 4, OrderState.UNKNOWN: each * 2}
        house.until(lambda: Counter(house.order(contact).state for contact in contacts) == wanted, 90)
        orders = [house.order(contact) for contact in contacts]
        taken = Counter(str(one["transaction"]) for one in house.sandbox.wire.orders())
        cases = house.store.runner.redis.zcard("cases")
    confirmed = [order for order in orders if order.state is OrderState.CONFIRMED]
    unknown = [order for order in orders if order.state is OrderState.UNKNOWN]
    settled = {order.transaction for order in (*confirmed, *unknown)}
    yield _equal(
        "orders whose callbacks came, late, 20 times or in disorder, confirmed", len(confirmed), each * 4, "orders"
    )
    yield _equal(
        "orders whose callbacks never came or were another's, a person's case", len(unknown), each * 2, "orders"
    )
    yield _equal("cases open", cases, len(unknown), "cases")
    yield _equal("orders doubled at the sellers", sum(count - 1 for count in taken.values()), 0, f"of {total}")
    yield _equal(
        "orders lost: the seller's, and neither confirmed nor a case", len(taken.keys() - settled), 0, f"of {total}"
    )


def _killed(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    """Kill a worker at each point of its wait; another takes up its confirm."""
    labels = _POINTS * (_EACH_LONG if long else 1)
    with planted({"BECKN_TTL": "PT2S"}, callbacks=True) as house:
        contacts = [_confirm(house, f"order-{number}") for number in range(len(labels))]
        house.start("web")
        died = sum(_kill(house, call, label) for call, label in zip(house.calls, labels, strict=True))
        ends = [house.result(contact) for contact in contacts]
        taken = Counter(str(one["transaction"]) for one in house.sandbox.wire.orders())
        sent = house.on_the_wire("confirm")
    heard = sum(isinstance(end, OrderConfirmed) for end in ends)
    unknown = ends.count(Failed(Failure.UNKNOWN))
    of = f"of {len(labels)}"
    yield _equal("workers killed while they waited for a confirm", died, len(labels), "workers")
    yield Measure("confirms sent of these", sent, "calls", f"<= {len(labels)}", sent <= len(labels))
    yield _equal("the same, doubled at the sellers", sum(count - 1 for count in taken.values()), 0, of)
    yield _equal("the same, confirmed by what was called back meanwhile, or unknown", heard + unknown, len(labels), of)
    yield _equal("the same, taken by a seller and confirmed", heard, len(taken), "orders")


def _kill(house: Planted, call: CallId, label: str) -> bool:
    """Let a worker die at a point of a call, and another one end the call; tell whether the first died there."""
    before = house.finished()
    house.crash_file.write_text(f"{label} 1")
    house.start("worker")
    house.ask(call)
    died = house.gone("worker", 30)
    house.start("worker")
    time.sleep(HOLD_MS / 1000)
    house.ask(call)
    house.until(lambda: house.finished() > before, 30)
    house.stop("worker")
    return died


MEASUREMENTS = (
    Measurement("40 tool steps at once", _throughput),
    Measurement("five searches of one customer", _joined),
    Measurement("a seller who fails", _breaker),
    Measurement("a worker killed while it waits", _killed),
    Measurement("callbacks that come late, twenty times, in disorder, wrong or never", _callbacks),
)
