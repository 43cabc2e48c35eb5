"""What announces an event: names and values, every wrong one named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tools.event_file import event_of, events_in
from tools.feed import NotAnEvent, checked
from tools.reading import Json

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HERE = ZoneInfo("America/Los_Angeles")
LEAST: dict[str, Json] = {"programme": "8101", "start": "2026-11-24T17:00", "end": "2026-11-24T20:00-08:00"}


def test_the_least_is_a_programme_and_a_window_by_the_clock_here() -> None:
    event = event_of(LEAST, HERE)
    assert (event.start, event.end) == (datetime(2026, 11, 25, 1, tzinfo=UTC), datetime(2026, 11, 25, 4, tzinfo=UTC))
    assert (event.answer_by, event.measured_from) == (event.start, event.end + timedelta(hours=1))
    assert event == event_of({**LEAST, "name": f"8101@{event.start.isoformat()}"}, HERE)
    assert event.id != event_of({**LEAST, "name": "another"}, HERE).id


def test_everything_else_may_be_said() -> None:
    said = {**LEAST, "areas": ["North", " East "], "emergency": True, "revision": 2, "called_off": True}
    event = event_of({**said, "answer_by": datetime(2026, 11, 24, 12, 0), "measured_from": "2026-11-26"}, HERE)  # noqa: DTZ001 -- as YAML reads it
    assert (event.areas, event.emergency, event.revision, event.called_off) == (("North", "East"), True, 2, True)
    assert event.answer_by == datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert event_of({**LEAST, "areas": "North"}, HERE).areas == ("North",)


WRONG: list[tuple[dict[str, Json], str]] = [
    ({"program": "8101"}, "there is no field program"),
    ({"start": "soon"}, "start must be a time"),
    ({"end": None}, "end must be a time"),
    ({"name": "x" * 201}, "at most 200"),
    ({"areas": [7]}, "areas must be a list of names"),
    ({"emergency": "yes"}, "emergency must be true or false"),
    ({"revision": -1}, "revision must be a whole number"),
    ({"revision": True}, "revision must be a whole number"),
    ({"revision": 1_800_000_000_000_000_000}, "a whole number below 4,503,599,627,370,496"),
    ({"programme": ""}, "the programme is missing"),
    ({"end": "2026-11-24T17:00"}, "must end after it starts"),
    ({"end": "2026-11-26T17:00"}, "within 24 hours"),
    ({"answer_by": "2026-11-24T18:00"}, "answer before it starts"),
    ({"measured_from": "2026-11-24T18:00"}, "measured before its end"),
    ({"start": "2026-11-19T15:00", "end": "2026-11-19T16:00"}, "it is over"),
    ({"start": "9999-12-31T12:00Z", "end": "9999-12-31T22:59Z"}, "within a year"),
    ({"start": "9999-12-31T12:00Z", "end": "9999-12-31T23:30Z"}, "it never ends"),
    ({"answer_by": "0001-01-02T00:00Z"}, "within a year"),
    ({"measured_from": "9999-12-31T23:30Z"}, "within a year"),
    ({"start": "0001-01-02T01:00Z", "end": "0001-01-02T02:00Z", "called_off": True}, "within a year"),
]


def test_a_field_that_is_a_number_in_a_file_is_named_as_well(tmp_path: Path) -> None:
    file = tmp_path / "events.yaml"
    file.write_text("1: 8101\nfoo: bar\n")
    with pytest.raises(NotAnEvent, match="there is no field 1"):
        events_in(file, HERE, NOW)


@pytest.mark.parametrize(("wrong", "words"), WRONG)
def test_what_is_wrong_is_named(wrong: dict[str, Json], words: str) -> None:
    with pytest.raises(NotAnEvent, match=words):
        checked(event_of({**LEAST, **wrong}, HERE), NOW)


def test_a_file_holds_one_event_or_several_and_every_wrong_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "events.yaml"
    file.write_text("programme: '8101'\nstart: 2026-11-24T17:00:00-08:00\nend: 2026-11-24T20:00:00-08:00\n")
    assert events_in(file, HERE, NOW) == (event_of(LEAST, HERE),)
    file.write_text("[{programme: a}, {programme: b, start: 2026-11-24T17:00, end: 2026-11-24T18:00}, 7]")
    with pytest.raises(NotAnEvent, match=r"event 1: start must be .*; event 3: start must be"):
        events_in(file, HERE, NOW)
    for unfit in ("{cut", "start: 2026-02-30"):
        file.write_text(unfit)
        with pytest.raises(NotAnEvent, match=r"events\.yaml cannot be read"):
            events_in(file, HERE, NOW)
    with pytest.raises(NotAnEvent, match="cannot be read"):
        events_in(tmp_path / "none", HERE, NOW)
