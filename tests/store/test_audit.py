"""The audit on a real server: chained, marked, sealed; whoever changes a byte of it is found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.keeping import broken, forget_old, seal
from bot.model.audit import Act, Note
from bot.model.ids import ContactId
from bot.store.audit import Audit, Head
from bot.store.runners import Blocking
from bot.store.sealing import Sealer
from tests.store.building import NOW, House, turn_saying


def _note(number: int, act: Act = Act.LOOKED) -> Note:
    return Note(f"note-{number}", NOW + timedelta(days=number), act, ContactId("c1"), about="case", by="Op Example")


def _wrote(house: House, entries: int) -> Audit:
    for number in range(entries):
        assert house.runner.run(house.mailbox.audit.append(_note(number))) == number + 1
    return house.mailbox.audit


def test_entries_are_numbered_chained_and_verified(house: House) -> None:
    audit = _wrote(house, 3)
    assert broken(house.runner, audit) is None
    entries = house.runner.run(audit.read("0"))
    assert [entry.number for entry in entries] == ["1-0", "2-0", "3-0"]
    assert entries[0].hash != entries[1].hash


def test_an_entry_holds_pseudonyms_and_no_names(house: House) -> None:
    audit = _wrote(house, 1)
    (entry,) = house.runner.run(audit.read("0"))
    assert b"looked" in entry.body
    assert b"Example" not in entry.body
    assert b'"c1"' not in entry.body


def test_an_entry_is_committed_with_its_turn_or_not_at_all(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    event = house.mailbox.event(claimed.entries[0])

    def commit(token: str) -> bool:
        operation = house.mailbox.commit(
            turn_saying(claimed.contact), token=token, events=(event,), deliveries=(), lease_ms=1000, notes=(_note(1),)
        )
        return house.runner.run(operation).done

    assert not commit("0")
    assert house.runner.run(house.mailbox.audit.head()) == Head()
    assert commit(claimed.token)
    assert house.runner.run(house.mailbox.audit.head()).number == 1


def _flipped(value: bytes) -> Iterator[bytes]:
    for place in range(len(value)):
        yield value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]


def _rewrite(house: House, number: str, **changed: bytes) -> None:
    """Put entries back as they are, but for one of them: what somebody with the store's password could do."""
    entries = house.ask("XRANGE", "audit", "-", "+")
    house.ask("DEL", "audit")
    for entry, fields in entries:
        old = {name.decode(): value for name, value in fields.items()}
        new = old | (changed if entry.decode() == number else {})
        house.ask("XADD", "audit", entry, *(word for pair in new.items() for word in pair))


@pytest.mark.parametrize("field", ["body", "mark", "hash"])
def test_flipping_any_one_byte_of_an_entry_is_found_and_the_entry_named(house: House, field: str) -> None:
    audit = _wrote(house, 3)
    seal(house.runner, audit, NOW)
    value = getattr(house.runner.run(audit.read("1-0"))[0], field)
    for other in _flipped(value):
        _rewrite(house, "2-0", **{field: other})
        found = broken(house.runner, audit)
        assert found is not None
        assert found.startswith("entry 2:")
    _rewrite(house, "2-0", **{field: value})
    assert broken(house.runner, audit) is None


def test_flipping_any_byte_beside_the_entries_is_found(house: House) -> None:
    audit = _wrote(house, 3)
    seal(house.runner, audit, NOW)
    forget_old(house.runner, audit, NOW + timedelta(days=1))
    assert broken(house.runner, audit) is None
    for key, name in (
        ("audit:head", "number"),
        ("audit:head", "hash"),
        *(("audit:start", n) for n in ("number", "hash", "mark")),
    ):
        value = house.ask("HGET", key, name)
        for other in _flipped(value):
            house.ask("HSET", key, name, other)
            assert broken(house.runner, audit) is not None
        house.ask("HSET", key, name, value)
    (kept,) = house.ask("LRANGE", "audit:seals", 0, -1)
    for other in _flipped(kept):
        house.ask("LSET", "audit:seals", 0, other)
        assert broken(house.runner, audit) is not None


def test_an_entry_taken_out_or_put_in_twice_is_found(house: House) -> None:
    audit = _wrote(house, 3)
    house.ask("XDEL", "audit", "2-0")
    assert broken(house.runner, audit) == "entry 2: 3-0 stands in its place"


def test_the_same_entry_a_second_time_is_found_even_if_it_is_chained_well(house: House) -> None:
    audit = _wrote(house, 2)
    house.runner.run(audit.append(_note(1)))
    assert broken(house.runner, audit) == "entry 3: it was written before"


def test_what_was_sealed_cannot_be_cut_off_or_chained_anew_without_the_key(house: House) -> None:
    audit = _wrote(house, 3)
    seal(house.runner, audit, NOW)
    entries = house.ask("XRANGE", "audit", "-", "+")
    house.ask("DEL", "audit", "audit:head")
    house.runner.run(audit.append(_note(0)))
    assert broken(house.runner, audit) == "entry 2: it was sealed and is missing"
    for number in (2, 1):
        house.runner.run(audit.append(_note(number)))
    assert len(house.ask("XRANGE", "audit", "-", "+")) == len(entries)
    assert broken(house.runner, audit) == "entry 3: it is not what was sealed"


def test_a_mark_of_another_key_is_not_ours(house: House) -> None:
    stranger = Audit(Sealer({"k1": b"1" * 32}, b"another key"))
    house.runner.run(stranger.append(_note(0)))
    assert broken(house.runner, house.mailbox.audit) == "entry 1: it is not what was written"


def test_old_entries_are_dropped_and_the_rest_still_holds(house: House) -> None:
    audit = _wrote(house, 5)
    assert forget_old(house.runner, audit, NOW + timedelta(days=2, hours=1)) == 3
    assert [entry.number for entry in house.runner.run(audit.read("0"))] == ["4-0", "5-0"]
    assert broken(house.runner, audit) is None
    assert forget_old(house.runner, audit, NOW) == 0


def test_nothing_written_is_nothing_broken(redis_url: str) -> None:
    runner = Blocking(redis_url)
    audit = Audit(Sealer({"k1": b"1" * 32}, b"key"))
    assert broken(runner, audit) is None
    assert seal(runner, audit, NOW) == Head()
    assert forget_old(runner, audit, NOW) == 0
    runner.close()


def test_a_note_keeps_its_contact_under_another_name_than_its_operator(house: House) -> None:
    one = house.mailbox.audit.fields(_note(1))["body"]
    two = house.mailbox.audit.fields(replace(_note(1), contact=ContactId("Op Example"), by="c1"))["body"]
    assert one != two
