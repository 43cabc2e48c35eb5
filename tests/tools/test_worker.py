"""What a worker tells of a call beside its result."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.campaigns.listing import House as Here
from bot.campaigns.listing import Listing
from bot.campaigns.sending import Batches
from bot.jobs import complete
from bot.model.event import ToolFinished
from bot.model.ids import CallId
from bot.model.turn import ToolCall
from bot.parts import WorkerParts
from bot.policy import Place
from bot.settings import load
from bot.store.calls import Calls
from bot.store.ledgers import Ledgers
from tests.store.building import NOW, House, turn_saying
from tests.tools.market import TERMS, TRANSACTION
from tools.contract import AccountFound, ConfirmOrder, Failed, Failure, OrderConfirmed, Result, SearchOffers, Tool
from tools.offers import Kind, Progress

CALL = CallId("call1")
HERE = Here(Place(ZoneInfo("UTC")), "en")
SETTINGS = load(
    {"SECRET_KEY": "s" * 32, "OTP_PEPPER": "p" * 32, "FIELD_KEYS": f"k1:{base64.b64encode(bytes(32)).decode()}"}
)


@pytest.fixture
def house(redis_url: str) -> Iterator[House]:
    house = House(redis_url)
    house.accept("1")
    (claimed,) = house.claim()
    request = ConfirmOrder(TRANSACTION, "order-1", TERMS, "MTR-0001")
    house.commit(claimed, replace(turn_saying(claimed.contact), calls=(ToolCall(CALL, request),)))
    yield house
    house.runner.close()


def worker(house: House, tools: dict[type, Tool]) -> WorkerParts:
    ledgers = Ledgers(house.codec)
    batches = Batches(house.runner, ledgers, HERE, lambda: NOW)
    listing = Listing(house.runner, ledgers, HERE)
    return WorkerParts(SETTINGS, house.runner, Calls(house.codec, house.mailbox), tools, lambda: NOW, batches, listing)


def completed(house: House, result: Result) -> list[str]:
    """The events logged when the call ends so; the result has come to the mailbox."""
    tools: dict[type, Tool] = {ConfirmOrder: Tool("confirm_order", lambda _: result, writes=True)}
    parts = worker(house, tools)
    with capture_logs() as caught:
        complete(parts, CALL)
    (claimed,) = house.claim()
    event = house.mailbox.event(claimed.entries[0])
    assert isinstance(event, ToolFinished)
    assert event.result == result
    assert {line["call"] for line in caught} == {CALL}
    return [line["event"] for line in caught]


def test_a_call_is_logged_with_its_id(house: House) -> None:
    assert completed(house, OrderConfirmed(Progress("9001", ""))) == ["call"]


def test_a_call_is_timed_under_its_tools_name_and_its_end(house: House) -> None:
    parts = worker(house, {ConfirmOrder: Tool("confirm_order", lambda _: Failed(Failure.REJECTED), writes=True)})
    complete(parts, CALL)
    assert {name.rpartition(":")[0] for name in parts.tally.take()} == {"tool_seconds:ConfirmOrder:rejected"}


@pytest.mark.parametrize(("unchecked", "told"), [(True, ["registry_silent", "call"]), (False, ["call"])])
def test_a_meter_that_the_registry_could_not_be_asked_about_is_logged(
    house: House,
    unchecked: bool,  # noqa: FBT001 -- of a table
    told: list[str],
) -> None:
    assert completed(house, AccountFound(None, unchecked=unchecked)) == told


def broken(_: object) -> Result:
    raise TypeError("an answer nobody thought of")


def ended(house: House, call: CallId, tools: dict[type, Tool]) -> Result:
    parts = worker(house, tools)
    complete(parts, call)
    (claimed,) = house.claim()
    event = house.mailbox.event(claimed.entries[0])
    assert isinstance(event, ToolFinished)
    return event.result


def test_a_tool_that_breaks_ends_its_call_in_words_that_can_be_said(redis_url: str) -> None:
    house = House(redis_url)
    house.accept("1")
    (claimed,) = house.claim()
    asked = ToolCall(CALL, SearchOffers(Kind.SOLAR, TRANSACTION))
    house.commit(claimed, replace(turn_saying(claimed.contact), calls=(asked,)))
    assert ended(house, CALL, {SearchOffers: Tool("search", broken)}) == Failed(Failure.UNAVAILABLE)
    house.runner.close()


def test_a_confirm_that_breaks_is_never_run_again_and_ends_unknown(house: House) -> None:
    runs: list[object] = []

    def breaks(request: object) -> Result:
        runs.append(request)
        raise TypeError("an answer nobody thought of")

    tools: dict[type, Tool] = {ConfirmOrder: Tool("confirm_order", breaks, writes=True, settle=broken)}
    with pytest.raises(TypeError):
        ended(house, CALL, tools)
    house.runner.redis.hset(f"call:{CALL}", "until", 0)
    assert ended(house, CALL, tools) == Failed(Failure.UNKNOWN)
    assert len(runs) == 1
