"""Open cases on a real server: found by age, kind and owner among thousands, and claimed by one operator at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from bot import keeping
from bot.desk import Desk
from bot.model.audit import Act
from bot.model.ids import CaseId, ContactId
from bot.model.turn import Case, CaseKind, Owner
from bot.store.cases import NOBODY, Cases, Claim, Wanted
from bot.store.effects import case_fields
from bot.store.operation import operation
from bot.store.outbox import Outbox
from bot.store.runners import Blocking
from tests.store.building import NOW, House, turn_saying

MANY = 10_000


@pytest.fixture
def desk(house: House) -> Desk:
    ids = iter(f"id{number}" for number in range(1000))
    boxes = (house.mailbox, Outbox(house.codec), Cases(house.codec))
    return Desk(house.runner, *boxes, clock=lambda: NOW, new_id=lambda: next(ids))


def opened(house: House, name: str, kind: CaseKind = CaseKind.HANDOVER, contact: str = "c1") -> CaseId:
    """Open a case as a script does that finds something wrong."""
    case = Case(CaseId(name), kind, NOW, subject=name)
    fields = orjson.dumps(case_fields(house.codec, case))
    house.runner.run(operation("quarantine", (), (contact, "[]", 60, fields), int))
    return case.id


def listed(desk: Desk, wanted: Wanted = Wanted(), first: int = 0, most: int = 10) -> list[str]:  # noqa: B008 -- frozen
    return [found.case.id for found in desk.cases(wanted, first, most).cases]


def test_cases_are_found_by_kind_and_by_owner_oldest_first(house: House, desk: Desk) -> None:
    for number in range(8):
        opened(house, f"n{number}", CaseKind.DAMAGED if number % 2 else CaseKind.HANDOVER)
    assert desk.claim(CaseId("n2"), "Ann") == Claim(done=True, owner=Owner("Ann", NOW))
    assert desk.claim(CaseId("n5"), "Ann") == Claim(done=True, owner=Owner("Ann", NOW))
    assert listed(desk) == [f"n{number}" for number in range(8)]
    assert listed(desk, Wanted(CaseKind.DAMAGED)) == ["n1", "n3", "n5", "n7"]
    assert listed(desk, Wanted(owner="Ann")) == ["n2", "n5"]
    assert listed(desk, Wanted(CaseKind.DAMAGED, "Ann")) == ["n5"]
    assert listed(desk, Wanted(CaseKind.HANDOVER, NOBODY)) == ["n0", "n4", "n6"]
    assert listed(desk, Wanted(CaseKind.HANDOVER, NOBODY), first=1, most=1) == ["n4"]
    assert desk.cases(Wanted(CaseKind.HANDOVER, NOBODY), 1, 1).total == 3
    assert listed(desk, first=6) == ["n6", "n7"]
    assert desk.cases(Wanted(), 6, 10).total == 8
    desk.close(CaseId("n5"), "Ann")
    assert listed(desk, Wanted(owner="Ann")) == ["n2"]
    assert listed(desk, Wanted(CaseKind.DAMAGED)) == ["n1", "n3", "n7"]


def test_the_last_of_thousands_of_cases_is_found_settled_and_closed(house: House, desk: Desk) -> None:
    operations = [
        operation(
            "quarantine",
            (),
            (f"c{number}", "[]", 60, orjson.dumps(case_fields(house.codec, Case(CaseId(f"n{number}"), kind, NOW)))),
            int,
        )
        for number in range(MANY)
        for kind in (CaseKind.HANDOVER if number % 2 else CaseKind.DEAD_LETTER,)
    ]
    house.runner.run_all(operations)
    last = CaseId(f"n{MANY - 1}")
    assert desk.cases(Wanted(), MANY - 1, 25).total == MANY
    assert listed(desk, first=MANY - 1) == [last]
    assert desk.cases(Wanted(CaseKind.HANDOVER, NOBODY), MANY // 2 - 1, 25).cases[0].case.id == last
    assert desk.knows(ContactId(f"c{MANY - 1}"))
    assert not desk.knows(ContactId("nobody"))
    assert desk.discard(last)
    assert desk.cases(Wanted(), 0, 1).total == MANY - 1


def test_of_two_who_claim_a_case_at_once_one_owns_it_and_the_other_is_told_who(house: House, redis_url: str) -> None:
    names = [f"operator {number}" for number in range(8)]

    def claims(name: str, case: CaseId) -> Claim | None:
        runner = Blocking(redis_url)
        boxes = (house.mailbox, Outbox(house.codec), Cases(house.codec))
        mine = Desk(runner, *boxes, clock=lambda: NOW, new_id=lambda: f"{name} {case}")
        claim = mine.claim(case, name)
        runner.close()
        return claim

    for number in range(10):
        case = opened(house, f"n{number}")
        with ThreadPoolExecutor(len(names)) as pool:
            found = [claim for claim in pool.map(claims, names, [case] * len(names)) if claim]
        assert len(found) == len(names)
        assert sum(claim.done for claim in found) == 1
        assert len({claim.owner for claim in found}) == 1


def test_a_case_is_taken_only_from_whom_it_was_seen_with_and_released_only_by_its_owner(
    house: House, desk: Desk
) -> None:
    case, ann, bea = opened(house, "a"), Owner("Ann", NOW), Owner("Bea", NOW)
    assert desk.release(case, "Ann") == Claim(done=True)
    assert desk.claim(case, "Ann") == desk.claim(case, "Ann") == Claim(done=True, owner=ann)
    assert desk.claim(case, "Bea") == desk.claim(case, "Bea", seen="Cleo") == Claim(done=False, owner=ann)
    assert desk.release(case, "Bea") == Claim(done=False, owner=ann)
    assert desk.claim(case, "Bea", seen="Ann") == Claim(done=True, owner=bea)
    assert desk.release(case, "Bea") == Claim(done=True)
    assert listed(desk, Wanted(owner=NOBODY)) == ["a"]
    assert desk.claim(CaseId("none"), "Ann") is None
    acts = [orjson.loads(entry.body)["act"] for entry in house.runner.run(house.mailbox.audit.read("0"))]
    assert acts == [Act.CLAIMED, Act.CLAIMED, Act.RELEASED], "what took place, and nothing else"
    assert keeping.broken(house.runner, house.mailbox.audit) is None


def test_a_case_that_is_opened_again_is_nobodys_and_is_kept(house: House, desk: Desk) -> None:
    case = opened(house, "a")
    desk.claim(case, "Ann")
    opened(house, "a", CaseKind.DAMAGED)
    assert listed(desk, Wanted(CaseKind.DAMAGED, "Ann")) == ["a"], "while it is open it keeps its owner"
    assert listed(desk, Wanted(CaseKind.HANDOVER)) == []
    desk.close(case)
    assert (found := desk.find(case))
    assert (found.open, found.owner) == (False, Owner("Ann", NOW))
    opened(house, "a")
    assert (found := desk.find(case))
    assert (found.open, found.owner) == (True, None)
    assert house.ask("TTL", "case:a") == -1


def test_cases_that_an_earlier_version_opened_are_found_too(house: House, desk: Desk) -> None:
    for name in ("a", "b"):
        opened(house, name)
    house.ask("DEL", "cases:kind:handover", "cases:owner:", "cases:indexed")
    house.ask("ZADD", "cases", 1, "gone")
    assert listed(desk, Wanted(CaseKind.HANDOVER, NOBODY)) == ["a", "b"]
    assert listed(desk) == ["a", "b"]


def test_an_operators_name_lies_nowhere_in_clear(house: House, desk: Desk) -> None:
    desk.claim(opened(house, "a"), "Ann Onymous")
    values = [house.ask("DUMP", key) for key in house.ask("KEYS", "*")]
    assert not any(b"Onymous" in value for value in values)
    assert not any(b"Onymous" in key for key in house.ask("KEYS", "*"))


def test_who_is_deleted_leaves_no_case_in_any_index(house: House, desk: Desk) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    case = Case(CaseId("a"), CaseKind.HANDOVER, NOW - timedelta(days=1))
    house.commit(claimed, replace(turn_saying(claimed.contact), cases=(case,)))
    desk.claim(case.id, "Ann")
    keys = orjson.dumps(["case:a"])
    (token,) = house.runner.run(operation("seize", (), ("c1", 60_000), lambda found: found[:1]))
    arguments = ("c1", token, keys, "[]", "[]", "[]", "", "", "", "{}")
    assert house.runner.run(operation("erase", (), arguments, int)) == 1
    assert house.ask("KEYS", "case*") == [b"cases:indexed"] * house.ask("EXISTS", "cases:indexed")
