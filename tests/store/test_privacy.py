"""One person's data on a real server: all of it read, all of it taken away, and everybody's sealed under a new key."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import keeping
from bot.model.audit import Act, Note
from bot.model.consent import ConsentAct, Entry, How
from bot.model.contact import Contact, Identity, Proof, Reachable
from bot.model.event import ToolFinished
from bot.model.ids import AccountId, CallId, CaseId, ContactId, DeliveryId, EventId, OrderId, TimerId
from bot.model.order import Order, OrderState
from bot.model.transcript import Remark
from bot.model.turn import Binding, Case, CaseKind, Owner, Timer, ToolCall
from bot.privacy import Busy, Privacy
from bot.store.calls import Calls
from bot.store.cases import NOBODY, Cases
from bot.store.codec import Codec
from bot.store.conversations import Conversations
from bot.store.leases import release
from bot.store.mailbox import Mailbox
from bot.store.operation import operation
from bot.store.outbox import Ended, Outbox
from bot.store.persons import Persons
from bot.store.rotation import rotate
from bot.store.sealing import Sealer
from bot.store.spending import Spending
from bot.store.visitors import Opened, Visitors
from bot.store.webchat import append
from channels.messages import Address, Status
from tests.store.building import NOW, SMS, House, codec, lease_of, turn_saying
from tools.contract import AccountFound, FindAccount
from tools.offers import Kind

METER, NAME = "MTR-0001", "Ada Example"
ADA = Identity(AccountId("account"), METER, NAME)
CLEAR = (b"+12025550101", METER.encode(), NAME.encode(), b"my secret words")
LEFT = {"audit", "audit:head", "counters", "fence", "tombstones", "model:tokens", "cases:indexed"}

SEALED = "[A-Za-z0-9_-]{38,}"
"""What stands behind the name of a key in a seal."""
READ: Mapping[bytes, tuple[str | int, ...]] = {
    b"string": ("GET",),
    b"hash": ("HGETALL",),
    b"list": ("LRANGE", 0, -1),
    b"set": ("SMEMBERS",),
    b"zset": ("ZRANGE", 0, -1),
    b"stream": ("XRANGE", "-", "+"),
}


@pytest.fixture
def privacy(house: House) -> Privacy:
    ids = iter(f"note-{number}" for number in range(100))
    persons = Persons(house.codec, house.mailbox)
    return Privacy(house.runner, house.mailbox, persons, clock=lambda: NOW, new_id=lambda: next(ids))


def _live(house: House) -> Opened:
    """Let Ada be known by SMS and in the web chat, with one of everything; somebody else is there too."""
    visitors = Visitors(house.runner, house.mailbox.seen)
    opened = visitors.new()
    web = Address("web", opened.visit.visitor)
    house.accept("1", text="my secret words")
    _prove(house, "c1", SMS)
    house.accept("2", contact="c2", address=web, text="my secret words")
    _prove(house, "c2", web)
    house.accept("3", text="more", address=SMS)
    _business(house)
    delivery = next(key for key in sorted(_keys(house)) if key.startswith("delivery:")).partition(":")[2]
    house.runner.run(append(opened.visit.visitor, delivery, f"You are verified, {NAME}".encode(), house.codec.sealer))
    house.runner.run(Spending(1000).before(ContactId("c1"), 10))
    house.accept("other", contact="c9", address=Address("sms", "+12025550109"), text="leave me")
    return opened


def _prove(house: House, contact: str, address: Address) -> None:
    claims = house.claim()
    claimed = next(one for one in claims if one.contact == contact)
    for other in claims:
        if other is not claimed:
            house.runner.run(release(lease_of(other), 0))
    said = replace(
        turn_saying(ContactId(contact), f"Hello {NAME}", address=address), binding=Binding(address, ADA, None)
    )
    house.commit(claimed, said)
    house.runner.run(release(lease_of(claimed), 0))


def _business(house: House) -> None:
    (claimed,) = house.claim()
    order = Order(OrderId("o1"), Kind.SOLAR, "t", "Roof", "Sunny", None, "digest", OrderState.CONFIRMING, NOW)
    proof = Reachable(SMS, Proof(ADA.account, NOW))
    turn = replace(
        turn_saying(claimed.contact, "words", address=SMS),
        contact=Contact(claimed.contact, addresses=(proof,), identity=ADA),
        calls=(ToolCall(CallId("k1"), FindAccount(METER)), ToolCall(CallId("k2"), FindAccount(METER))),
        orders=(order,),
        cases=(Case(CaseId("case1"), CaseKind.HANDOVER, NOW), Case(CaseId("case2"), CaseKind.HANDOVER, NOW)),
        timers=(Timer(TimerId("t1"), NOW, "solar", "terms", 1, NOW),),
    )
    house.commit(claimed, turn)
    cases, note = Cases(house.codec), Note("n", NOW, Act.CLAIMED)
    house.runner.run(cases.close(CaseId("case2")))
    house.runner.run(cases.claim(CaseId("case1"), NOBODY, Owner("Ann", NOW), note))
    remark = Remark("Ann", f"{NAME} calls back", NOW)
    house.runner.run(Conversations(house.codec).remark(claimed.contact, EventId("e1"), remark))
    finished = ToolFinished(EventId("k2.finished"), NOW, CallId("k2"), AccountFound(None))
    house.runner.run(Calls(house.codec, house.mailbox).finish(finished))
    house.runner.run(release(lease_of(claimed), 0))


def _keys(house: House) -> set[str]:
    return {key.decode() for key in house.runner.redis.scan_iter()}


def _stored(house: House) -> str:
    """All values: a dump may hold them compressed."""
    kinds = {key: READ[house.ask("TYPE", key)] for key in _keys(house)}
    return repr([house.ask(command, key, *how) for key, (command, *how) in kinds.items()])


def test_a_person_is_found_by_number_and_by_meter_and_nobody_else_is(house: House, privacy: Privacy) -> None:
    _live(house)
    assert privacy.find(phone="+12025550101") == "c1"
    assert privacy.find(meter=METER) == "c1"
    assert privacy.find(meter="MTR-0002") is None
    assert privacy.find() is None


def test_a_look_at_a_person_is_noted_and_shows_what_can_be_read(house: House, privacy: Privacy) -> None:
    _live(house)
    word = Entry(ConsentAct.GIVEN, NOW, How.SAID, "sms", words="yes")
    earlier = replace(word, at=NOW - timedelta(days=1), words="no")
    for contact, entry in (("c1", word), ("c2", earlier)):
        house.ask("RPUSH", f"consents:{contact}", house.codec.write(entry), b"1 {cut")
    noted = len(house.runner.run(house.mailbox.audit.read("0")))

    profile = privacy.look(ContactId("c1"), "op")

    assert profile is not None
    assert profile.contact is not None
    assert profile.contact.identity == ADA
    assert [order.id for order in profile.orders] == ["o1"]
    assert profile.consents == (earlier, word)
    assert privacy.consents(ContactId("c1"), "op") == profile.consents
    house.ask("HSET", "contact:c1", "contact", b"1 {cut")
    damaged = privacy.look(ContactId("c1"), "op")
    assert damaged is not None
    assert damaged.contact is None
    assert privacy.look(ContactId("nobody"), "op") is None
    assert privacy.consents(ContactId("nobody"), "op") == ()
    assert len(house.runner.run(house.mailbox.audit.read("0"))) == noted + 5


def test_an_export_holds_everything_in_clear_and_is_noted(house: House, privacy: Privacy) -> None:
    _live(house)
    exported = privacy.export(ContactId("c1"), "op")
    assert exported is not None
    words = json.dumps(exported)
    for clear in CLEAR:
        assert clear.decode() in words
    stored = exported["stored"]
    assert isinstance(stored, dict)
    kinds = {key.partition(":")[0] for key in stored}
    assert kinds == {
        "contact",
        "orders",
        "transcript",
        "mailbox",
        "sends",
        "delivery",
        "call",
        "case",
        "timers",
        "chat",
        "transaction",
        "heard",
        "model",
        "notes",
    }
    assert {"contact:c1", "contact:c2", "call:k1", "call:k2", "case:case1", "case:case2"} <= stored.keys()
    assert "k1." not in words
    *_, entry = house.runner.run(house.mailbox.audit.read("0"))
    assert b"exported" in entry.body
    assert privacy.export(ContactId("nobody"), "op") is None


def test_a_deletion_leaves_a_tombstone_and_nobody_else_is_touched(house: House, privacy: Privacy) -> None:
    opened = _live(house)
    before = _keys(house)
    assert privacy.delete(ContactId("c1"), "op", lambda: None)
    left = _keys(house)
    others = {key for key in left if "c9" in key} | {
        f"address:{house.mailbox.address_hash(Address('sms', '+12025550109'))}"
    }
    seen = {key for key in left if key.startswith("seen:")}
    assert left == LEFT | others | seen | {"turns"}
    assert len(before) > len(left) + 15
    assert house.ask("ZRANGE", "tombstones", 0, -1) == [
        Persons(house.codec, house.mailbox).pseudonym(ContactId("c1")).encode()
    ]
    assert Visitors(house.runner, house.mailbox.seen).look(opened.token) is None
    assert house.runner.run(house.mailbox.transcript(ContactId("c9"))) == ()
    assert keeping.broken(house.runner, house.mailbox.audit) is None
    assert not privacy.delete(ContactId("c1"), "op", lambda: None)


def test_who_was_deleted_and_writes_again_is_somebody_new(house: House, privacy: Privacy) -> None:
    _live(house)
    privacy.delete(ContactId("c1"), "op", lambda: None)
    house.accept("9", contact="c10")
    assert {claimed.contact for claimed in house.claim()} >= {"c10"}
    assert privacy.find(meter=METER) is None


def test_a_delivery_that_was_under_way_leaves_nothing_behind(house: House, privacy: Privacy) -> None:
    _live(house)
    outbox = Outbox(house.codec)
    (attempt,) = [one for one in house.runner.run(outbox.claim(10, 60_000)) if one.contact == "c1"]
    house.ask("DEL", "sends:lease:c1", "sends:lease:c2")  # its process vanished
    privacy.delete(ContactId("c1"), "op", lambda: None)
    before = _keys(house)
    assert not house.runner.run(outbox.record(attempt, Ended(Status.SENT, provider_id="SM1"), 1000)).done
    assert not house.runner.run(outbox.resend(DeliveryId(attempt.id), CaseId("none")))
    assert _keys(house) == before


@pytest.mark.parametrize("name", ["*", "c?", "c[19]", "c*", "c1|t1", "c", "", r"\c1"])
def test_an_id_that_is_nobodys_takes_no_timer_of_anybody(house: House, privacy: Privacy, name: str) -> None:
    timers = {f"{owner}|t{number}||1 {{}}": number for owner in ("c1", "c9") for number in range(1, 4)}
    house.runner.redis.zadd("timers", timers)

    assert privacy.export(ContactId(name), "op") is None
    assert not privacy.delete(ContactId(name), "op", lambda: None)

    assert house.ask("ZCARD", "timers") == 6


@pytest.mark.parametrize("name", ["c1", "c[1]", "c*", "c^-?", "c\\", "c%d"])
def test_whoever_is_deleted_takes_all_their_timers_along(house: House, privacy: Privacy, name: str) -> None:
    house.runner.redis.zadd("timers", {f"{owner}|t1||1 {{}}": 1 for owner in (name, "c9")})

    assert privacy.delete(ContactId(name), "op", lambda: None)

    assert house.ask("ZRANGE", "timers", 0, -1) == [b"c9|t1||1 {}"]


def test_a_person_that_somebody_is_at_is_waited_for(house: House, privacy: Privacy) -> None:
    _live(house)
    house.claim()
    with pytest.raises(Busy):
        privacy.delete(ContactId("c1"), "op", lambda: None, patience=0.2)
    assert privacy.find(meter=METER) == "c1"


def test_a_former_contact_with_an_account_of_its_own_is_somebody_else(house: House, privacy: Privacy) -> None:
    _live(house)
    other = replace(ADA, account=AccountId("other"))
    house.ask("HSET", "contact:c2", "contact", house.codec.write(Contact(ContactId("c2"), identity=other)))
    assert privacy.delete(ContactId("c1"), "op", lambda: None)
    assert "contact:c2" in _keys(house)


def test_everything_is_sealed_under_the_new_key_and_says_the_same(house: House) -> None:
    _live(house)
    (claimed,) = [one for one in house.claim() if one.contact == "c9"]
    cut = replace(claimed, record=house.codec.write(Contact(ContactId("c9"), identity=ADA)))
    house.runner.run(house.mailbox.quarantine(cut, Case(CaseId("damaged-c9"), CaseKind.DAMAGED, NOW)))
    both = Codec(Sealer({"k2": b"2" * 32, "k1": b"1" * 32}, b"hash key of the tests"))
    only = Codec(Sealer({"k2": b"2" * 32}, b"hash key of the tests"))
    before = Persons(codec(), house.mailbox).clear(
        house.runner.run(Persons(codec(), house.mailbox).dossier(ContactId("c1")))
    )
    looked: list[int] = []
    first = rotate(house.runner, both.sealer, looked.append)
    assert first.old == first.resealed > 10
    assert sum(looked) == first.keys
    assert rotate(house.runner, both.sealer, looked.append).old == 0
    persons = Persons(only, Mailbox(only))
    assert persons.clear(house.runner.run(persons.dossier(ContactId("c1")))) == before
    kept = _stored(house)
    assert re.search(rf"k2\.{SEALED}", kept)
    assert not re.search(rf"k1\.{SEALED}", kept)
    assert not re.search(rf"{b'k1.'.hex()}([0-9a-f]{{2}}){{38}}", kept)


@pytest.mark.parametrize("kind", ["string", "hash", "list", "zset"])
def test_what_changed_meanwhile_is_not_overwritten(house: House, kind: str) -> None:
    write = {"string": ("SET", "k"), "hash": ("HSET", "k", "0"), "list": ("RPUSH", "k"), "zset": ("ZADD", "k", 1)}
    house.ask(*write[kind], "newer")
    assert house.runner.run(operation("reseal", ("k",), (kind, "0", "old", "resealed"), int)) == 0
    assert house.runner.run(operation("reseal", ("k",), (kind, "0", "newer", "resealed"), int)) == 1
    assert b"resealed" in (house.ask("DUMP", "k") or b"")
