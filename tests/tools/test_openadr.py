"""OpenADR 3: what is asked of a VTN, what its events are taken for, and how it fails."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.config import Config
from sandbox.running import Sandbox, running
from tools.contract import Failure, ToolError
from tools.feed import NotAnEvent
from tools.openadr import OpenAdr, duration, event_of
from tools.reading import Json

START = datetime(2026, 11, 24, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
WINDOW = {"start": "2026-11-24T17:00:00Z", "duration": "PT3H"}
SIMPLE = {"id": 0, "payloads": [{"type": "SIMPLE", "values": [2]}]}


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with running(Config(openadr_client_id="wattline", openadr_client_secret="of the tests")) as sandbox:
        yield sandbox


@pytest.fixture
def vtn(world: Sandbox) -> Iterator[OpenAdr]:
    world.wire.reset()
    with closing(OpenAdr(f"{world.url}/openadr3", "wattline", "of the tests", deadline=5.0)) as client:
        yield client


def fields(**other: Json) -> dict[str, Json]:
    usual = {"id": "e", "programID": "p", "modificationDateTime": "2026-11-20T08:00:00Z"}
    return {**usual, "intervalPeriod": WINDOW, "intervals": [SIMPLE], **other}


def test_an_event_is_taken_with_its_programme_window_and_place(world: Sandbox, vtn: OpenAdr) -> None:
    made = world.wire.call_event(
        programID="program-8101", intervalPeriod=WINDOW, intervals=[SIMPLE], targets=["North", "East"]
    )
    (event,) = vtn.called().events
    assert (event.programme, event.start, event.end) == ("8101", START, START + 3 * HOUR)
    assert (event.answer_by, event.measured_from) == (START, START + 4 * HOUR)
    assert (event.areas, event.emergency, event.source) == (("North", "East"), False, "openadr")
    changed = world.wire.call_event(id=made, programID="program-8101", intervalPeriod=WINDOW, intervals=[SIMPLE])
    assert changed == made
    (again,) = vtn.called().events
    assert (again.id, again.areas) == (event.id, ())
    assert again.revision >= event.revision
    world.wire.delete_event(made)
    assert vtn.called().events == ()


def test_all_pages_are_read_with_one_token_and_a_new_one_where_it_is_no_longer_good(
    world: Sandbox, vtn: OpenAdr
) -> None:
    for _ in range(51):
        world.wire.call_event(programID="program-8101", intervalPeriod=WINDOW, intervals=[SIMPLE])
    assert len(vtn.called().events) == 51
    world.wire.revoke_tokens()
    assert len(vtn.called().events) == 51
    assert len(world.wire.requests("openadr", "/auth/token")) == 2


def test_what_is_no_event_for_homes_is_named_and_passed_over(world: Sandbox, vtn: OpenAdr) -> None:
    world.wire.call_event(programID="program-8101", intervalPeriod=WINDOW, intervals=[SIMPLE])
    world.wire.call_event(programID="program-none", intervalPeriod=WINDOW, intervals=[SIMPLE])
    world.wire.call_event(programID="program-8101", intervals=[SIMPLE])
    called = vtn.called()
    assert len(called.events) == 1
    assert [fault.partition(": ")[2] for fault in called.faults] == [
        "the VTN does not name its programme",
        "an interval without start or end",
    ]
    assert called.there is not None
    assert {event.id for event in called.events} < called.there
    assert len(called.there) == 3


@pytest.mark.parametrize(
    ("mode", "failure"),
    [
        ("500", Failure.UNAVAILABLE),
        ("403", Failure.REJECTED),
        ("garbage", Failure.GARBLED),
        ("huge", Failure.UNAVAILABLE),
    ],
)
def test_a_vtn_that_fails_is_named_by_what_is_certain(
    world: Sandbox, vtn: OpenAdr, mode: str, failure: Failure
) -> None:
    world.wire.fault("openadr", mode, path="/events")
    with pytest.raises(ToolError) as raised:
        vtn.called()
    assert raised.value.failure is failure


@pytest.mark.parametrize(("place", "secret"), [("openadr3", "another"), ("directory", "of the tests")])
def test_wrong_credentials_and_what_is_no_vtn_are_refused(world: Sandbox, place: str, secret: str) -> None:
    with closing(OpenAdr(f"{world.url}/{place}", "wattline", secret)) as stranger, pytest.raises(ToolError) as raised:
        stranger.called()
    assert raised.value.failure is Failure.REJECTED


def test_an_answer_without_a_token_is_none(world: Sandbox, vtn: OpenAdr) -> None:
    world.wire.fault("openadr", "empty", path="/auth/token")
    with pytest.raises(ToolError) as raised:
        vtn.called()
    assert raised.value.failure is Failure.GARBLED


def test_intervals_have_times_of_their_own_or_follow_one_another() -> None:
    own = {"intervalPeriod": {"start": "2026-11-24T19:00:00Z", "duration": "PT30M"}}
    event = event_of(fields(intervals=[own, {}, SIMPLE]), "8101")
    assert (event.start, event.end) == (START + 2 * HOUR, START + 8.5 * HOUR)
    three = event_of(fields(intervals=[SIMPLE] * 2, intervalPeriod={**WINDOW, "duration": "PT1H"}), "8101")
    assert (three.start, three.end) == (START, START + 2 * HOUR)


@pytest.mark.parametrize(
    ("payload", "emergency"),
    [
        ({"type": "SIMPLE", "values": [3]}, True),
        ({"type": "SIMPLE", "values": []}, False),
        ({"type": "ALERT_GRID_EMERGENCY", "values": ["now"]}, True),
        ({"type": "PRICE", "values": [3]}, False),
    ],
)
def test_an_emergency_is_what_the_standard_calls_one(payload: Json, *, emergency: bool) -> None:
    assert event_of(fields(intervals=[{"id": 0, "payloads": [payload]}]), "8101").emergency is emergency


def test_targets_of_3_0_say_where_by_their_kind() -> None:
    targets = [{"type": "SERVICE_AREA", "values": ["North"]}, {"type": "VEN_NAME", "values": ["ours"]}]
    assert event_of(fields(targets=targets), "8101").areas == ("North",)


@pytest.mark.parametrize("broken", [{"id": None}, {"modificationDateTime": "soon"}, {"intervals": []}])
def test_an_event_without_what_it_needs_is_none(broken: dict[str, Json]) -> None:
    with pytest.raises(NotAnEvent):
        event_of(fields(**broken), "8101")


@pytest.mark.parametrize(
    "period",
    [
        {"start": "2026-11-24T17:00:00Z", "duration": "P9999999D"},
        {"start": "9999-12-31T12:00:00Z", "duration": "P1D"},
        {"start": "9999-12-31T22:30:00Z", "duration": "PT1H"},
    ],
)
def test_an_event_that_never_ends_is_none(period: dict[str, Json]) -> None:
    with pytest.raises(NotAnEvent, match="it never ends"):
        event_of(fields(intervalPeriod=period), "8101")


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("PT3H", 3 * HOUR),
        ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("P9999Y", None),
        ("P", None),
        ("PT", None),
        (f"P{'9' * 12}D", None),
        (f"P{'9' * 5000}D", None),
        (None, None),
    ],
)
def test_a_duration_is_days_hours_minutes_and_seconds(written: str | None, known: timedelta | None) -> None:
    assert duration(written) == known
