"""Codes over all contacts: how often one is sent, how often one is typed, and that one counts once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.model.contact import Identity, Purpose
from bot.model.delivery import Delivery
from bot.model.event import IdentityProven, IdentityRefused, MessageReceived, Refused
from bot.model.ids import AccountId, ContactId
from bot.model.session import Challenge
from bot.model.turn import Binding, CaseKind, CodeStep, CodeUse, Reply
from bot.store.cases import Cases
from bot.store.codes import LIMITS
from bot.store.leases import release
from bot.store.metrics import counters
from bot.store.runners import Blocking
from channels.messages import Address, OutboundMessage
from tests.store.building import NOW, House, lease_of, turn_saying

PHONE = Address("sms", "+12025550142")
ANN = Identity(AccountId("account-1"), "MTR-0042", "Ann Example")


@dataclass
class Guesser:
    """Asks for codes and types them, from any contact; what the store holds can be made older."""

    house: House
    number: int = 0

    def asks(self, who: str = "c1", meter: str = "MTR-0042", account: Identity | None = ANN) -> tuple[Challenge, str]:
        """Ask for a code; returns the challenge, and what became of its delivery."""
        self.number += 1
        where = Address("telegram", who)
        challenge = Challenge(f"nonce-{self.number}", meter, where, NOW + timedelta(minutes=5), decoy=account is None)
        reply = Reply(PHONE, OutboundMessage("{code}"), Purpose.CODE, challenge)
        step = CodeStep(CodeUse.ASKED, challenge, account.account if account else None)
        self.turn(who, step, replies=(reply,))
        (found,) = [
            key for key in self.house.runner.redis.scan_iter("delivery:*") if self.challenge_of(key) == challenge
        ]
        assert isinstance(found, bytes)
        values = self.house.runner.redis.hmget(found, "status", "error")
        return challenge, b" ".join(value for value in values if isinstance(value, bytes)).decode()

    def challenge_of(self, key: bytes) -> Challenge | None:
        body = self.house.runner.redis.hget(key, "body")
        assert isinstance(body, bytes)
        return self.house.codec.read(body, Delivery).challenge

    def types(
        self, challenge: Challenge, *, right: bool = False, account: Identity | None = ANN, who: str = "c1"
    ) -> list[object]:
        """Type a code; returns what the mailbox says about it then."""
        use = CodeUse.RIGHT if right else CodeUse.WRONG
        step = CodeStep(use, challenge, account.account if account else None)
        binding = Binding(challenge.address, account, None) if right and account else None
        told = self.turn(who, step, binding=binding)
        return [event for event in told if not isinstance(event, MessageReceived)]

    def turn(
        self,
        who: str,
        step: CodeStep,
        *,
        replies: tuple[Reply, ...] = (),
        binding: Binding | None = None,
    ) -> list[object]:
        self.number += 1
        self.house.accept(str(self.number), contact=who, address=Address("telegram", who))
        (claimed,) = [one for one in self.house.claim() if one.contact == who]
        caused = replace(turn_saying(ContactId(who)), codes=(step,), replies=replies, binding=binding)
        committed = self.house.commit(claimed, caused)
        assert committed.done
        told: list[object] = []
        while committed.following:
            event = self.house.mailbox.event(committed.following[0])
            told.append(event)
            committed = self.house.commit(claimed, event=event)
        self.house.runner.run(release(lease_of(claimed), 0))
        return told

    def pass_(self, seconds: float) -> None:
        """Let time pass for the limits: what they remember is so much older."""
        redis = self.house.runner.redis
        for key in redis.scan_iter("codes:*"):
            if redis.type(key) == b"zset":
                for member in redis.zrange(key, 0, -1):
                    assert isinstance(member, bytes)
                    redis.zincrby(key, -seconds * 1000, member)


@pytest.fixture
def guesser(redis_url: str) -> Iterator[Guesser]:
    house = House(redis_url)
    yield Guesser(house)
    house.runner.close()


SENT = "queued"
WITHHELD = "withheld code_limit"


@pytest.mark.parametrize("account", [ANN, None])
def test_another_code_waits_longer_each_time_whoever_asks(guesser: Guesser, account: Identity | None) -> None:
    assert guesser.asks("c1", account=account)[1] == SENT
    for place, pause in enumerate((30, 60, 120, 300)):
        guesser.pass_(pause - 5)
        assert guesser.asks(f"early{place}", account=account)[1] == WITHHELD
        guesser.pass_(5)
        assert guesser.asks(f"late{place}", account=account)[1] == SENT


def test_no_account_gets_more_than_ten_codes_a_day_nor_five_in_ten_minutes(guesser: Guesser) -> None:
    got = 0
    for number in range(40):
        got += guesser.asks(f"c{number}")[1] == SENT
        guesser.pass_(310)
    assert got == LIMITS.a_day
    guesser.pass_(LIMITS.day / 1000)
    assert guesser.asks("later")[1] == SENT


def test_one_address_asks_for_three_meters_a_day(guesser: Guesser) -> None:
    meters = [f"MTR-{number:04}" for number in range(5)]
    assert [guesser.asks("c1", meter, None)[1] for meter in meters] == [SENT] * 3 + [WITHHELD] * 2
    guesser.pass_(LIMITS.day / 1000 + 1)
    assert guesser.asks("c1", "MTR-0009", None)[1] == SENT


def test_ten_wrong_codes_lock_an_account_over_all_contacts_and_codes(guesser: Guesser) -> None:
    mine = guesser.asks("owner")[0]
    for number in range(9):
        guesser.pass_(310)
        assert guesser.types(guesser.asks(f"c{number}")[0], who=f"c{number}") == []
    guesser.pass_(LIMITS.hour / 1000)
    challenge = guesser.asks("owner")[0]
    (told,) = guesser.types(mine, who="other")
    assert isinstance(told, IdentityRefused)
    (refused,) = guesser.types(challenge, right=True, who="owner")
    assert isinstance(refused, IdentityRefused)
    assert (refused.why, refused.address) == (Refused.LOCKED, challenge.address)
    assert guesser.asks("owner")[1] == WITHHELD


def test_meters_that_nobody_has_lock_alike(guesser: Guesser) -> None:
    said = []
    for account, meter in ((ANN, "MTR-0042"), (None, "MTR-9999")):
        challenge = guesser.asks("c1", meter, account)[0]
        said.append([len(guesser.types(challenge, account=account)) for _ in range(12)])
    assert said[0] == said[1] == [0] * 9 + [1] * 3


def test_a_code_counts_once_and_leaves_no_pause_behind(guesser: Guesser) -> None:
    challenge = guesser.asks()[0]
    (proven,) = guesser.types(challenge, right=True)
    assert isinstance(proven, IdentityProven)
    (refused,) = guesser.types(challenge, right=True)
    assert isinstance(refused, IdentityRefused)
    assert refused.why is Refused.USED
    assert guesser.asks()[1] == SENT


def test_a_code_that_was_withheld_or_is_too_old_never_counts(guesser: Guesser) -> None:
    late = guesser.asks("c1")[0]
    withheld, became = guesser.asks("c2")
    assert became == WITHHELD
    guesser.pass_(LIMITS.lasts / 1000 + 1)
    for who, challenge in (("c1", late), ("c2", withheld)):
        (refused,) = guesser.types(challenge, right=True, who=who)
        assert isinstance(refused, IdentityRefused)
        assert refused.why is Refused.USED


def test_two_hundred_tries_of_one_code_at_once_have_one_success(guesser: Guesser, redis_url: str) -> None:
    challenge = guesser.asks()[0]
    house, contacts = guesser.house, [f"racer{number}" for number in range(200)]
    for place, who in enumerate(contacts):
        house.accept(f"race-{place}", contact=who, address=Address("telegram", who))
    claimed = {one.contact: one for one in house.claim(limit=300)}
    step = CodeStep(CodeUse.RIGHT, challenge, ANN.account)
    turns = [
        (
            claimed[ContactId(who)],
            replace(turn_saying(ContactId(who)), codes=(step,), binding=Binding(challenge.address, ANN, None)),
        )
        for who in contacts
    ]

    def race(part: int) -> int:
        runner = Blocking(redis_url)
        done = [runner.run(house.committing(one, turn, None)).done for one, turn in turns[part::20]]
        runner.close()
        return sum(done)

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(race, range(20))) == 200
    proven = list(house.runner.redis.scan_iter("account:*"))
    assert len(proven) == 1
    assert house.runner.run(counters())["codes_refused"] == 199


def test_many_wrong_codes_slow_everything_down_and_open_one_case(guesser: Guesser) -> None:
    mine = guesser.asks("owner")[0]
    other = Identity(AccountId("account-2"), "MTR-0070", "Bob Example")
    theirs = guesser.asks("other", other.meter, other)[0]
    told: list[object] = []
    for number in range(LIMITS.breaker + 10):
        meter = f"MTR-{number // 5:05}"
        challenge = Challenge(f"n{number}", meter, Address("telegram", f"g{number}"), NOW)
        told += guesser.types(challenge, account=None, who=f"g{number}")
    assert [one.why for one in told if isinstance(one, IdentityRefused)] == [Refused.BUSY] * 10
    cases = [found.case.kind for found in guesser.house.runner.run(Cases(guesser.house.codec).open(10))]
    assert cases == [CaseKind.CODES_GUESSED]
    assert guesser.house.runner.run(counters())["codes_slow"] == 1
    (refused,) = guesser.types(mine, right=True, who="owner")
    assert isinstance(refused, IdentityRefused)
    assert refused.why is Refused.BUSY
    guesser.pass_(70)
    (again,) = guesser.types(mine, right=True, who="owner")
    assert isinstance(again, IdentityRefused)
    assert again.why is Refused.USED
    (proven,) = guesser.types(theirs, right=True, who="other", account=other)
    assert isinstance(proven, IdentityProven)
