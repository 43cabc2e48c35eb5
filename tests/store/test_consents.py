"""The consent ledger and the addresses that opted out, on a real server: kept, told, and stronger than any queue."""

from dataclasses import replace

import orjson
import pytest

from bot.model.command import Reading, Say
from bot.model.consent import Change, ConsentAct, Entry, How, Shown
from bot.model.contact import CONSENTED, Consent, Contact, Identity, Proof, Purpose, Reachable
from bot.model.event import ConsentRecorded, OperatorSpoke
from bot.model.ids import AccountId, ContactId, EventId
from bot.privacy import Privacy
from bot.store.consents import MOST
from bot.store.outbox import Ended, Outbox
from bot.store.persons import Persons
from channels.messages import Address, Status
from tests.store.building import LEASE, NOW, SMS, House, turn_saying
from tests.store.consenting import notice, say, send, turn

C1 = ContactId("c1")
TELEGRAM = Address("telegram", "700100001")
SHOWN = Shown("notifications.ask_marketing", "en", "0" * 16)
GIVEN = Change(ConsentAct.GIVEN, NOW, How.SAID, "sms", SMS, Purpose.MARKETING, SHOWN, "yes, my secret words")


@pytest.fixture
def privacy(house: House) -> Privacy:
    ids = iter(f"note-{number}" for number in range(100))
    persons = Persons(house.codec, house.mailbox)
    return Privacy(house.runner, house.mailbox, persons, clock=lambda: NOW, new_id=lambda: next(ids))


def test_a_change_is_written_with_its_turn_sealed_and_read_back(house: House, privacy: Privacy) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    house.commit(claimed, replace(turn_saying(C1), changes=(GIVEN,)))
    (stored,) = house.ask("LRANGE", "consents:c1", 0, -1)
    assert b"secret" not in stored
    assert b"+1202" not in stored
    hashed = house.mailbox.address_hash(SMS)
    entry = Entry(GIVEN.act, NOW, How.SAID, "sms", hashed, Purpose.MARKETING, SHOWN, "yes, my secret words")
    assert privacy.consents(C1, "op") == (entry,)
    assert 0 < house.ask("TTL", "consents:c1") <= 5 * 366 * 86400
    (noted,) = house.runner.run(house.mailbox.audit.read("0"))
    assert b"looked" in noted.body


def test_a_ledger_does_not_grow_without_end(house: House) -> None:
    many = tuple(replace(GIVEN, words=str(number)) for number in range(MOST + 2))
    house.accept("1")
    (claimed,) = house.claim()
    house.commit(claimed, replace(turn_saying(C1), changes=many))
    assert house.ask("LLEN", "consents:c1") == MOST


def test_a_ledger_is_exported_and_goes_with_the_person_but_the_opt_out_does_not(house: House, privacy: Privacy) -> None:
    say(house, "c1", "1", SMS, Say("opt_out"))
    exported = privacy.export(C1, "op")
    assert exported is not None
    assert b'"act":"opted_out"' in orjson.dumps(exported["stored"])
    assert privacy.delete(C1, "op", lambda: None)
    assert house.ask("EXISTS", "consents:c1") == 0
    assert house.ask("HKEYS", "stopped") == [house.mailbox.address_hash(SMS).encode()]
    house.accept("2", "c2")
    turn(house, Reading((Say("greet"),), 1.0), [notice(SMS, purpose) for purpose in CONSENTED])
    assert {sent for _, _, sent in send(house, "c2")} == {False}
    (record,) = house.ask("HMGET", "contact:c2", "contact")
    assert house.codec.read(record, Contact).at(SMS).opted_out_at == NOW
    say(house, "c2", "3", SMS, Say("opt_in"))
    assert house.ask("EXISTS", "stopped") == 0


def test_an_opt_out_of_a_record_from_before_the_list_outlives_a_deletion_too(house: House, privacy: Privacy) -> None:
    old = Contact(C1, (Reachable(SMS, opted_out_at=NOW), Reachable(TELEGRAM)))
    house.ask("HSET", "contact:c1", "contact", house.codec.write(old))
    assert privacy.delete(C1, "op", lambda: None)
    assert house.ask("HGETALL", "stopped") == {house.mailbox.address_hash(SMS).encode(): b"1772366400000"}
    house.ask("HSET", "contact:c3", "contact", "1 {cut")
    assert privacy.delete(ContactId("c3"), "op", lambda: None)


def test_an_opt_out_counts_for_every_contact_that_writes_to_the_address(house: House) -> None:
    say(house, "c1", "1", SMS, Say("opt_out"))
    other = OperatorSpoke(EventId("e"), NOW, "op", "hello")
    house.runner.run(house.mailbox.append(ContactId("c2"), other))
    turn(house, None, [notice(SMS, Purpose.SERVICE), notice(TELEGRAM, Purpose.SERVICE)])
    assert send(house, "c2") == [(SMS, Purpose.SERVICE, False), (TELEGRAM, Purpose.SERVICE, True)]


def test_what_is_taken_back_holds_for_the_very_next_delivery_of_a_queue_that_is_being_sent(house: House) -> None:
    _record(house, "r1", given=True)
    house.accept("1")
    turn(house, Reading((Say("greet"),), 1.0), [notice(SMS, Purpose.MARKETING, str(number)) for number in range(3)])
    bulk = Outbox(house.codec, "bulk")
    (first,) = house.runner.run(bulk.claim(10, LEASE))
    assert bulk.known(first)[0].allows(Purpose.MARKETING, "sms")
    _record(house, "r2", given=False)
    second = house.runner.run(bulk.record(first, Ended(Status.SENT), LEASE)).following
    assert second is not None
    assert not bulk.known(second)[0].allows(Purpose.MARKETING, "sms")
    say(house, "c1", "2", SMS, Say("opt_out"))
    third = house.runner.run(bulk.record(second, Ended(Status.WITHHELD), LEASE)).following
    assert third is not None
    assert third.stopped_at == NOW
    assert bulk.known(third)[0].at(SMS).opted_out_at == NOW


def _record(house: House, number: str, *, given: bool) -> None:
    event = ConsentRecorded(EventId(number), NOW, Purpose.MARKETING, "sms", How.IMPORT, "form 7", "olga", given=given)
    house.runner.run(house.mailbox.append(C1, event))
    turn(house)


def test_a_record_from_outside_is_an_event_for_somebody_who_is_known(house: House, privacy: Privacy) -> None:
    event = ConsentRecorded(EventId("r"), NOW, Purpose.MARKETING, "sms", How.IMPORT, "form 7, my secret words", "olga")
    assert not privacy.record_consent(C1, event)
    say(house, "c1", "1", SMS, Say("greet"))
    assert privacy.record_consent(C1, event)
    (entry,) = house.ask("LRANGE", "mailbox:c1", 0, -1)
    assert b"secret" not in entry
    assert b"olga" not in entry
    turn(house)
    (written,) = privacy.consents(C1, "op")
    assert (written.by, written.words, written.address) == ("olga", "form 7, my secret words", "")


def test_what_was_said_before_the_account_was_proven_is_in_the_ledger_too(house: House, privacy: Privacy) -> None:
    say(house, "c1", "1", SMS, Say("opt_out"))
    say(house, "c2", "2", TELEGRAM, Say("opt_out"))
    ada = Identity(AccountId("account"), "MTR-0001", "Ada Example")
    known = Contact(ContactId("c2"), (Reachable(TELEGRAM, Proof(ada.account, NOW)),), ada)
    house.ask("HSET", "contact:c2", "contact", house.codec.write(known), "was:c1", "")
    assert [entry.channel for entry in privacy.consents(ContactId("c2"), "op")] == ["sms", "telegram"]


def test_contacts_from_before_there_were_consents_by_channel_are_read(house: House) -> None:
    now = house.codec.write(Contact(C1, (Reachable(SMS),)))
    before = now.replace(b'"consents":[]', b'"consents":{}').replace(b',"blocked":false', b"")
    assert before != now
    assert house.codec.read(before, Contact) == Contact(C1, (Reachable(SMS),))


def test_of_ten_thousand_messages_after_a_stop_none_is_sent_queued_ones_included(house: House) -> None:
    willing = tuple(Consent(purpose, "sms", NOW) for purpose in CONSENTED)
    sent, tried = 0, 0
    for person in range(100):
        contact, address = f"c{person}", Address("sms", f"+1202555{person:04}")
        allows = Contact(ContactId(contact), consents=willing)
        house.ask("HSET", f"contact:{contact}", "contact", house.codec.write(allows))
        waiting = [notice(address, purpose, str(number)) for number in range(25) for purpose in CONSENTED[:2]]
        house.accept(f"{person}.1", contact, address)
        turn(house, Reading((Say("greet"),), 1.0), waiting)
        say(house, contact, f"{person}.2", address, Say("opt_out_all" if person % 2 else "opt_out"))
        house.accept(f"{person}.3", contact, address)
        turn(house, Reading((Say("affirm"),), 1.0), waiting)
        found = send(house, contact)
        tried += len(found)
        sent += sum(went for _, _, went in found)
    assert (tried, sent) == (10_000, 0)
