"""An event that cannot be taken, and values that cannot be read, stop nobody else and are not lost."""

from dataclasses import replace

import pytest

from bot.delivery import deliveries
from bot.model.ids import CaseId, Ids
from bot.model.turn import Case, CaseKind
from bot.store.cases import Cases
from bot.store.codec import SCHEMA, UnknownSchema
from bot.store.leases import release
from bot.store.mailbox import RAISED, Claimed, event_id
from bot.store.vitals import gauges
from tests.store.building import NOW, House, lease_of, turn_saying


def test_an_event_that_cannot_be_taken_is_buried_with_a_case_and_an_apology_and_later_ones_go_on(house: House) -> None:
    house.accept("1", text="poison")
    house.accept("2", text="fine")
    (claimed,) = house.claim()
    event, case = event_id(claimed.entries[0]), Case(CaseId("dead"), CaseKind.DEAD_LETTER, NOW)
    sorry = deliveries(turn_saying(claimed.contact, "sorry"), Ids(event), {}, NOW)

    assert house.runner.run(house.mailbox.bury(lease_of(claimed), event, case, sorry))

    (again,) = house.claim()
    assert house.texts(again.entries) == ["fine"]
    waiting = house.runner.run(gauges())
    assert (waiting.many("cases"), waiting.many("sends")) == (1, 1)
    assert not house.runner.run(house.mailbox.bury(lease_of(claimed), event, case, sorry))


@pytest.mark.parametrize(("replay", "left"), [(True, ["poison"]), (False, [])])
def test_a_dead_letter_is_replayed_or_discarded_and_its_case_closed(
    house: House,
    replay: bool,  # noqa: FBT001 - a row of the table
    left: list[str],
) -> None:
    house.accept("1", text="poison")
    (claimed,) = house.claim()
    event, case = event_id(claimed.entries[0]), Case(CaseId("dead"), CaseKind.DEAD_LETTER, NOW)
    house.runner.run(house.mailbox.bury(lease_of(claimed), event, case, ()))

    assert house.runner.run(house.mailbox.revive(event, case.id, replay=replay))

    assert [text for one in house.claim() for text in house.texts(one.entries)] == left
    assert house.runner.run(gauges()).many("cases") == 0
    assert not house.runner.run(house.mailbox.revive(event, case.id, replay=replay))


def test_failures_are_counted_for_each_event(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    assert claimed.tries == 0

    house.runner.run(house.mailbox.tries(event_id(claimed.entries[0])))
    house.runner.run(release(lease_of(claimed), 0))

    (again,) = house.claim()
    assert (again.tries, again.suspect) == (RAISED, True)


def _vanish(house: House, claimed: Claimed) -> Claimed:
    """The holder dies: its lease ends, nothing is released."""
    house.runner.redis.delete(f"turns:lease:{claimed.contact}")
    house.runner.redis.zadd("turns", {claimed.contact: 0})
    return house.claim()[0]


def test_a_process_that_vanishes_makes_its_events_suspects_and_no_more(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    assert not claimed.suspect

    for _ in range(5):
        claimed = _vanish(house, claimed)
        assert (claimed.suspect, claimed.tries) == (True, 0)


def test_a_process_that_vanishes_while_it_takes_a_suspect_has_tried_it(house: House) -> None:
    house.accept("1")
    (first,) = house.claim()
    second = _vanish(house, first)

    third = _vanish(house, second)

    assert house.runner.run(house.mailbox.suspect(lease_of(third), event_id(third.entries[0])))
    assert not house.runner.run(house.mailbox.suspect(lease_of(second), event_id(third.entries[0])))
    fourth = _vanish(house, third)
    assert (fourth.suspect, fourth.tries) == (True, 1)
    assert _vanish(house, fourth).tries == 1


def test_a_try_that_raised_counts_for_more_than_a_process_that_vanished(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()

    assert [house.runner.run(house.mailbox.tries(event_id(claimed.entries[0]))) for _ in range(3)] == [2, 4, 6]


def test_what_follows_a_suspect_is_none(house: House) -> None:
    house.accept("1")
    house.accept("2")
    (first,) = house.claim()

    committed = house.commit(_vanish(house, first))

    assert (len(committed.following), committed.suspect) == (1, False)


def test_what_is_damaged_is_set_aside_and_begins_anew(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    cut = replace(claimed, session=b'1 {"contact":', record=b"garbage", orders=(b'1 {"id": 5}',))

    known = house.mailbox.known(cut)
    house.runner.run(house.mailbox.quarantine(cut, Case(CaseId("damaged-c1"), CaseKind.DAMAGED, NOW)))

    assert known.damaged == ("contact", "session", "order")
    assert (known.contact.id, known.session.version, known.orders) == ("c1", 0, ())
    assert house.runner.redis.exists("quarantine:c1") == 1
    (case,) = house.runner.run(Cases(house.codec).open())
    assert (case.contact, case.case.kind) == ("c1", CaseKind.DAMAGED)


def test_a_value_of_another_schema_is_refused_not_guessed(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()

    with pytest.raises(UnknownSchema):
        house.mailbox.known(replace(claimed, session=b"9 {}"))
    assert SCHEMA == b"1 "
