"""The visitors' tokens on a real server: exchanged when an account is proven, over when idle, too old, logged out."""

from dataclasses import replace

import pytest

from bot.model.contact import Identity
from bot.model.ids import AccountId, ContactId
from bot.model.turn import Binding, Reply
from bot.store.visitors import DAY_MS, Limits, Opened, Visit, VisitEnded, Visitors, Wait, key_of
from bot.store.webchat import ChatStreams, append
from channels.messages import Address
from tests.store.building import SMS, House, turn_saying

ADA = Identity(AccountId("account"), "MTR-0001", "Ada Example")
NATIVE = "{visitor}:typed-it"


@pytest.fixture
def visitors(house: House) -> Visitors:
    return Visitors(house.runner, house.mailbox.seen)


def _prove(house: House, visitor: str) -> None:
    """Type a right code at the web chat, under the browser's id `typed-it`."""
    web = Address("web", visitor)
    house.accept(NATIVE.format(visitor=visitor), address=web)
    claimed = next(one for one in house.claim() if house.texts(one.entries))
    house.commit(claimed, replace(turn_saying(claimed.contact), binding=Binding(web, ADA, None)))
    for lease in house.runner.redis.scan_iter("turns:lease:*"):  # whoever comes next may take what follows
        house.runner.redis.delete(lease)


def _renewed(found: Visit | Opened) -> Opened:
    assert isinstance(found, Opened)
    return found


def test_a_token_opens_its_visitor_and_a_made_up_one_nothing(visitors: Visitors) -> None:
    opened = visitors.new()
    assert visitors.look(opened.token) == opened.visit
    assert visitors.still(key_of(opened.token)) == opened.visit
    assert visitors.look("A" * 43) is None
    assert visitors.look("") is None


def test_the_store_knows_no_token(visitors: Visitors, house: House) -> None:
    opened = visitors.new()
    redis = house.runner.redis
    kept = b"".join(key + (redis.dump(key) or b"") for key in redis.scan_iter())
    assert opened.token.encode() not in kept
    assert opened.visit.visitor.encode() in kept


def test_who_proves_an_account_stays_the_visitor_under_a_new_token_and_the_old_one_is_refused(
    visitors: Visitors, house: House
) -> None:
    opened = visitors.new()
    _prove(house, opened.visit.visitor)
    assert visitors.look(opened.token) is None
    with pytest.raises(Wait):
        visitors.exchange(opened.token, ("something-else",))
    fresh = _renewed(visitors.exchange(opened.token, ("something-else", "typed-it")))
    assert fresh.visit.visitor == opened.visit.visitor
    assert visitors.look(fresh.token) == fresh.visit
    assert fresh.visit.proven
    assert visitors.look(opened.token) is None
    assert _renewed(visitors.exchange(opened.token, ("typed-it",))).visit.visitor != opened.visit.visitor


def test_a_stream_is_read_under_a_good_token_alone(visitors: Visitors, house: House) -> None:
    opened = visitors.new()
    visitor, streams = opened.visit.visitor, ChatStreams(house.runner, house.codec)
    house.runner.run(append(visitor, "d1", b"{}", house.codec.sealer))
    assert len(streams.read(visitor, "0", opened.visit.key)) == 1
    _prove(house, visitor)
    with pytest.raises(VisitEnded):
        streams.read(visitor, "0", opened.visit.key)
    fresh = _renewed(visitors.exchange(opened.token, ("typed-it",)))
    assert len(streams.read(visitor, "0", fresh.visit.key)) == 1
    visitors.end(fresh.visit.key)
    with pytest.raises(VisitEnded):
        streams.read(visitor, "0", fresh.visit.key)
    assert visitors.look(fresh.token) is None


def _take_all(house: House, replies: tuple[Reply, ...] = ()) -> None:
    """Take every event that waits, each with the same answer."""
    for claimed in house.claim():
        following = claimed.entries
        while following:
            turn = replace(turn_saying(claimed.contact), replies=replies)
            following = house.commit(claimed, turn, house.mailbox.event(following[0])).following


def _say(house: House, visitor: str, words: str, answer: str) -> None:
    """Say something in the web chat, and be answered there."""
    web = Address("web", visitor)
    house.accept(f"{visitor}:{words}", contact=f"of-{visitor}", address=web, text=words)
    _take_all(house, turn_saying(ContactId(""), answer, address=web).replies)


def test_what_was_said_before_is_told_under_a_good_token_and_earlier_visits_after_a_proof_alone(
    visitors: Visitors, house: House
) -> None:
    streams = ChatStreams(house.runner, house.codec)
    before, now = visitors.new(), visitors.new()
    assert streams.history(now.visit) == ()
    _prove(house, before.visit.visitor)
    house.accept("SM1", address=SMS, text="By text message")
    _say(house, before.visit.visitor, "Where is my order?", "On its way.")
    _say(house, now.visit.visitor, "hello", "Good morning.")
    told = [(one.text, one.own, one.earlier) for one in streams.history(now.visit)]
    assert told == [("hello", True, False)], "the answer lies on the stream, and nobody else's words are told"
    _prove(house, now.visit.visitor)
    with pytest.raises(VisitEnded):
        streams.history(now.visit)
    fresh = _renewed(visitors.exchange(now.token, ("typed-it",)))
    said = [(one.text, one.own) for one in streams.history(fresh.visit) if one.earlier]
    assert ("Where is my order?", True) in said
    assert ("On its way.", False) in said
    assert "By text message" not in [words for words, _ in said]
    visitors.end(fresh.visit.key)
    with pytest.raises(VisitEnded):
        streams.history(fresh.visit)


def test_a_line_that_cannot_be_read_keeps_no_other_from_its_visitor(visitors: Visitors, house: House) -> None:
    visit = visitors.new().visit
    _say(house, visit.visitor, "hello", "Good morning.")
    house.runner.redis.lpush(f"transcript:of-{visit.visitor}", b"1 {}", b"9 {}", b"")
    assert [one.text for one in ChatStreams(house.runner, house.codec).history(visit)] == ["hello"]


def test_a_token_with_an_account_ends_when_idle_and_after_its_longest_time(visitors: Visitors, house: House) -> None:
    opened = visitors.new()
    _prove(house, opened.visit.visitor)
    fresh = _renewed(visitors.exchange(opened.token, ("typed-it",)))
    redis, key = house.runner.redis, f"token:{fresh.visit.key}"
    assert 29 * 60_000 < redis.pttl(key) <= 30 * 60_000
    redis.pexpire(key, 60_000)
    assert visitors.look(fresh.token) is not None
    assert redis.pttl(key) > 29 * 60_000
    proven_at = int(redis.hget(key, "proven") or 0)
    redis.hset(key, "proven", proven_at - DAY_MS + 60_000)
    assert visitors.look(fresh.token) is not None
    assert redis.pttl(key) <= 60_000
    redis.hset(key, "proven", proven_at - DAY_MS)
    assert visitors.look(fresh.token) is None
    assert not redis.exists(key, f"visitor:{fresh.visit.visitor}")


def test_a_token_without_an_account_is_renewed_by_age_and_forgotten_if_nobody_brings_it_back(house: House) -> None:
    visitors = Visitors(house.runner, house.mailbox.seen, Limits(renewed_after=0))
    opened = visitors.new()
    assert house.runner.redis.ttl(f"token:{opened.visit.key}") <= 3600
    fresh = _renewed(visitors.exchange(opened.token, ()))
    assert fresh.visit.visitor == opened.visit.visitor
    assert visitors.look(opened.token) is None
    assert Visitors(house.runner, house.mailbox.seen).exchange(fresh.token, ()) == fresh.visit
