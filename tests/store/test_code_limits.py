"""Codes over all contacts: how often one is sent, how often one is typed, and that one counts once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.model.contact import Identity
from bot.model.event import IdentityProven, IdentityRefused, Refused
from bot.model.ids import AccountId
from bot.model.session import Challenge
from bot.model.turn import CaseKind
from bot.store.cases import Cases
from bot.store.codes import LIMITS
from bot.store.mailbox import Mailbox
from bot.store.vitals import counters
from channels.messages import Address
from tests.store.building import NOW, House
from tests.store.guessing import ANN, Guesser, race


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


def test_no_more_codes_an_hour_are_sent_than_the_budget_allows(guesser: Guesser) -> None:
    guesser.house.mailbox = Mailbox(guesser.house.codec, replace(LIMITS, budget=3))
    became = [guesser.asks(f"c{number}", f"MTR-{number:04}", None)[1] for number in range(5)]
    assert became == [SENT] * 3 + [WITHHELD] * 2
    guesser.pass_(LIMITS.hour / 1000 + 1)
    assert guesser.asks("later", "MTR-0042", None)[1] == SENT


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
    assert race(guesser.house, redis_url, guesser.asks()[0], 200) == 1
    assert len(list(guesser.house.runner.redis.scan_iter("account:*"))) == 1


def cases(guesser: Guesser) -> list[CaseKind]:
    return [found.case.kind for found in guesser.house.runner.run(Cases(guesser.house.codec).open(10))]


def customers(guesser: Guesser, number: int, *, use: int, decoys: bool = False) -> None:
    """So many customers ask for a code, and the first of them use theirs."""
    for place in range(number):
        meter = f"MTR-{place:04}"
        who = Identity(AccountId(f"account-{guesser.number}"), meter, "Some One")
        challenge = guesser.asks(f"c{guesser.number}", meter, None if decoys else who)[0]
        if place < use:
            guesser.types(challenge, right=True, account=who, who=challenge.address.id)


def test_of_twenty_codes_fewer_than_half_used_is_an_alarm_once_an_hour(guesser: Guesser) -> None:
    customers(guesser, 20, use=9)
    guesser.asks("early")
    assert cases(guesser) == [], "what is still good may yet be used"
    guesser.pass_(LIMITS.lasts / 1000 + 1)
    guesser.asks("one")
    guesser.pass_(60)
    guesser.asks("another")
    assert cases(guesser) == [CaseKind.CODES_UNUSED]
    assert guesser.house.runner.run(counters())["codes_unused"] == 1


@pytest.mark.parametrize(("number", "use", "decoys"), [(20, 10, False), (19, 0, False), (40, 0, True)])
def test_half_used_too_few_sent_or_sent_to_nobody_is_no_alarm(
    guesser: Guesser,
    number: int,
    use: int,
    decoys: bool,  # noqa: FBT001 -- drawn
) -> None:
    customers(guesser, number, use=use, decoys=decoys)
    guesser.pass_(LIMITS.lasts / 1000 + 1)
    guesser.asks("last")
    assert cases(guesser) == []


def test_what_was_sent_more_than_an_hour_ago_raises_no_alarm(guesser: Guesser) -> None:
    customers(guesser, 20, use=0)
    guesser.pass_(LIMITS.hour / 1000 + 1)
    guesser.asks("last")
    assert cases(guesser) == []


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
    assert cases(guesser) == [CaseKind.CODES_GUESSED]
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
