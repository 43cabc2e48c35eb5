"""Whose an address is, on a real server: bound by a proof, released again, and a merge undone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot import keeping
from bot.model.command import Choose, GiveCode, GiveMeter, Say
from bot.model.ids import ContactId
from bot.store.visitors import Visitors
from bot.store.webchat import append
from channels.messages import Address
from tests.flows.house import CODES
from tests.store.building import House
from tests.store.town import Town

SMS = Address("sms", "+12025550142")
TELEGRAM = Address("telegram", "4242")
WHATSAPP = Address("whatsapp", "+12025550142")
METER = "MTR-0042"
UNLINK_HERE = (Say("unlink"),), (Choose("unlink_here"),)
UNLINK_OTHERS = (Say("unlink"),), (Choose("unlink_others"),)


@pytest.fixture
def town(redis_url: str) -> Iterator[Town]:
    house = House(redis_url)
    yield Town(house)
    house.runner.close()


def _unlinks(town: Town, address: Address, *, others: bool = False) -> None:
    for commands in UNLINK_OTHERS if others else UNLINK_HERE:
        town.says(address, *commands)


def _hash(town: Town, address: Address) -> str:
    return town.house.mailbox.address_hash(address)


def _acts(town: Town) -> list[bytes]:
    entries = town.house.runner.run(town.house.mailbox.audit.read("0"))
    return [entry.body for entry in entries]


def test_who_writes_from_an_unlinked_address_is_somebody_new_who_knows_nothing(town: Town) -> None:
    town.proves(TELEGRAM, METER)
    town.proves(SMS, METER)
    account = town.owner(SMS)
    assert account == town.owner(TELEGRAM)
    _unlinks(town, SMS)
    assert town.owner(SMS) is None
    assert f"at:{_hash(town, SMS)}" not in town.record(account or "")
    town.says(SMS, Say("order_status"))
    assert town.owner(SMS) not in (None, account)
    assert town.replies[-1].message.text.startswith("First I need to know")
    assert any(b'"unlinked"' in body for body in _acts(town))


def test_what_still_waits_from_a_released_address_goes_to_somebody_new(town: Town) -> None:
    town.proves(TELEGRAM, METER)
    town.proves(SMS, METER)
    account = town.owner(SMS)
    town.says(TELEGRAM, Say("unlink"))
    town.puts(TELEGRAM, Choose("unlink_others"))
    town.puts(SMS, Say("order_status"))
    town.puts(TELEGRAM, Say("order_status"))
    town.attend()
    assert town.owner(SMS) not in (None, account)
    said = {reply.address: reply.message.text for reply in town.replies}
    assert said[SMS].startswith("First I need to know")
    assert said[TELEGRAM].startswith("There are no orders for this account")
    assert f"at:{_hash(town, SMS)}" in town.record(town.owner(SMS) or "")


def test_a_fourth_address_takes_the_place_of_the_one_used_the_longest_ago(town: Town) -> None:
    places = [SMS, TELEGRAM, WHATSAPP, Address("telegram", "7")]
    for place in places:
        town.proves(place, METER)
    assert [town.proven(place) for place in places] == [None, *["acc-42"] * 3]
    assert town.owner(SMS) is None
    assert len({town.owner(place) for place in places[1:]}) == 1


def test_an_opt_out_stays_with_its_address(town: Town) -> None:
    town.proves(TELEGRAM, METER)
    town.proves(SMS, METER)
    town.says(SMS, Say("opt_out"))
    account = town.owner(SMS)
    _unlinks(town, TELEGRAM, others=True)
    assert town.owner(SMS) is None
    assert town.house.ask("HEXISTS", "stopped", _hash(town, SMS)) == 1
    assert all(reply.address != SMS for reply in town.replies[-1:])
    town.says(SMS, Say("greet"))
    assert town.owner(SMS) not in (None, account)


def test_a_browser_that_is_unlinked_is_logged_out_and_what_was_said_there_is_still_found(town: Town) -> None:
    house = town.house
    visitors = Visitors(house.runner, house.mailbox.seen)
    opened = visitors.new()
    web = Address("web", opened.visit.visitor)
    town.proves(TELEGRAM, METER)
    town.proves(web, METER)
    account = ContactId(town.owner(web) or "")
    house.runner.run(append(web.id, "d1", b"You are verified", house.codec.sealer))
    _unlinks(town, web)
    assert town.owner(web) is None
    assert visitors.look(opened.token) is None
    assert not house.ask("EXISTS", f"visitor:{web.id}")
    exported = town.privacy.export(account, "op")
    assert exported is not None
    assert "You are verified" in str(exported["stored"])
    assert town.privacy.delete(account, "op", lambda: None)
    assert not house.ask("EXISTS", f"chat:{web.id}")


def test_the_caps_go_with_the_person_to_the_accounts_contact(town: Town) -> None:
    town.proves(TELEGRAM, METER)
    town.says(SMS, Say("greet"))
    redis = town.house.runner.redis
    redis.zadd(f"told:{town.owner(SMS)}", {"one": 5, "both": 9})
    redis.zadd(f"told:{town.owner(TELEGRAM)}", {"both": 7})

    town.proves(SMS, METER)

    assert redis.zrange(f"told:{town.owner(SMS)}", 0, -1, withscores=True) == [(b"one", 5.0), (b"both", 9.0)]
    assert redis.ttl(f"told:{town.owner(SMS)}") > 0


def test_a_merge_is_recorded_and_undone(town: Town) -> None:
    town.proves(TELEGRAM, METER)
    town.says(SMS, Say("greet"))
    former = ContactId(town.owner(SMS) or "")
    town.proves(SMS, METER)
    account = ContactId(town.owner(SMS) or "")
    assert account != former
    merged_at = (town.now).isoformat()
    assert town.record(account)[f"was:{former}"] == f"{_hash(town, SMS)}@{merged_at} "
    assert any(b'"merged"' in body and former.encode() in body for body in _acts(town))

    assert town.privacy.unmerge(account, former, "olga")
    town.attend()

    assert (town.owner(SMS), town.owner(TELEGRAM)) == (former, account)
    assert (town.proven(SMS), town.proven(TELEGRAM)) == (None, "acc-42")
    by = town.house.codec.sealer.pseudonym("operator", "olga").encode()
    assert any(b'"unmerged"' in body and by in body for body in _acts(town))
    assert keeping.broken(town.house.runner, town.house.mailbox.audit) is None
    assert f"was:{former}" not in town.record(account)
    assert f"at:{_hash(town, SMS)}" in town.record(former)
    assert not town.privacy.unmerge(account, former, "olga")
    town.says(SMS, Say("order_status"))
    assert town.replies[-1].message.text.startswith("First I need to know")

    assert town.privacy.delete(account, "op", lambda: None)
    assert town.owner(SMS) == former
    assert town.record(former)


def test_a_merge_can_no_longer_be_undone_when_the_address_went_elsewhere(town: Town) -> None:
    town.proves(TELEGRAM, METER)
    town.says(SMS, Say("greet"))
    former = ContactId(town.owner(SMS) or "")
    town.proves(SMS, METER)
    account = ContactId(town.owner(SMS) or "")
    assert not town.privacy.unmerge(account, ContactId("nobody"), "olga")
    assert not town.privacy.unmerge(ContactId("nobody"), former, "olga")
    _unlinks(town, SMS)
    assert town.record(account)[f"was:{former}"] == ""
    assert not town.privacy.unmerge(account, former, "olga")
    town.proves(SMS, METER)
    assert not town.privacy.unmerge(account, former, "olga")
    assert town.privacy.delete(account, "op", lambda: None)
    assert not town.record(former), "an earlier name of this person goes with it"


def test_asking_twice_to_undo_does_it_once(town: Town) -> None:
    town.proves(TELEGRAM, METER)
    town.proves(SMS, METER)
    account = ContactId(town.owner(SMS) or "")
    (former,) = [name.removeprefix("was:") for name in town.record(account) if name.startswith("was:")]
    for _ in range(2):
        assert town.privacy.unmerge(account, ContactId(former), "olga")
    town.attend()
    assert sum(b'"unmerged"' in body for body in _acts(town)) == 1


def test_a_proof_that_lapsed_is_given_anew_without_leaving_the_contact(town: Town) -> None:
    town.proves(TELEGRAM, METER)
    town.proves(SMS, METER)
    before = town.record(town.owner(SMS) or "")
    town.now += timedelta(hours=1)
    heard = len(town.replies)
    town.proves(SMS, METER)
    assert town.record(town.owner(SMS) or "") == before
    assert TELEGRAM not in {reply.address for reply in town.replies[heard:]}


def test_a_code_that_was_asked_for_at_a_released_address_counts_nowhere(town: Town) -> None:
    town.proves(TELEGRAM, METER)
    town.proves(SMS, METER)
    town.says(SMS, GiveMeter("MTR-0043"))
    asked = town.challenge(SMS)
    assert asked is not None
    _unlinks(town, SMS)
    for place in (SMS, TELEGRAM):
        town.says(place, GiveCode(CODES.code_for(asked)))
        assert not town.turns[-1][1].codes
    assert town.proven(SMS) is None
