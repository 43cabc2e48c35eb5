"""Whether a phone changed hands of late, against the simulated Lookup over real HTTP."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.tools.asking import ADA, Meters
from tests.tools.playing import Played, Said
from tools.accounts import accounts
from tools.code_phones import CodePhones
from tools.contract import AccountFound, Failure, FindAccount, ToolError
from tools.lookup import HOSTS, PhoneLookup

PHONE = "+12025550100"
SINCE = date(2024, 5, 14)
FOR_ORDER = FindAccount("MTR-0001", for_order=True)


@pytest.fixture(scope="module")
def _world() -> Iterator[Sandbox]:
    with running(Config()) as sandbox:
        yield sandbox


@pytest.fixture
def world(_world: Sandbox) -> Sandbox:
    _world.wire.reset()
    return _world


@pytest.fixture
def phones(world: Sandbox) -> Iterator[PhoneLookup]:
    config = world.config
    with closing(
        PhoneLookup(world.url, config.twilio_account, config.twilio_token, now=lambda: datetime.now(UTC))
    ) as found:
        yield found


@pytest.mark.parametrize(
    ("known", "changed"),
    [
        ({}, False),
        ({"swapped_hours_ago": 1}, True),
        ({"swapped_hours_ago": 71.5}, True),
        ({"swapped_hours_ago": 73}, False),
        ({"reassigned_on": "2024-05-15"}, True),
        ({"reassigned_on": "2024-05-14"}, False),
        ({"reassigned_on": "2024-05-15", "swapped_hours_ago": 500}, True),
    ],
)
def test_a_new_card_or_owner_is_told(
    world: Sandbox, phones: PhoneLookup, known: dict[str, object], *, changed: bool
) -> None:
    world.wire.change_hands(PHONE, **known)
    assert phones.changed(PHONE, SINCE) is changed
    (asked,) = world.wire.requests("twilio")
    assert asked["query"] == {"Fields": "sim_swap,reassigned_number", "LastVerifiedDate": "20240514"}


@pytest.mark.parametrize(("phone", "since"), [(PHONE, None), ("+14165550100", SINCE), ("+447700900123", SINCE)])
def test_an_owner_is_asked_for_where_that_can_be_known(
    world: Sandbox, phones: PhoneLookup, phone: str, since: date | None
) -> None:
    world.wire.change_hands(PHONE, reassigned_on="2025-01-01")
    assert not phones.changed(phone, since)
    assert world.wire.requests("twilio")[0]["query"] == {"Fields": "sim_swap"}


@pytest.mark.parametrize("mode", ["500", "429", "401", "404", "garbage", "empty"])
def test_a_lookup_that_does_not_tell_clears_nobody(world: Sandbox, phones: PhoneLookup, mode: str) -> None:
    world.wire.fault("twilio", mode, path="/v2/PhoneNumbers/")
    with pytest.raises(ToolError) as raised:
        phones.changed(PHONE, SINCE)
    assert raised.value.failure is Failure.UNAVAILABLE
    assert PHONE.removeprefix("+") not in str(raised.value)


def test_a_carrier_that_tells_nothing_clears_nobody(world: Sandbox, phones: PhoneLookup) -> None:
    world.wire.change_hands(PHONE, told=False)
    with pytest.raises(ToolError, match="look-up"):
        phones.changed(PHONE, None)


def test_nobody_there_clears_nobody() -> None:
    with (
        closing(PhoneLookup("http://127.0.0.1:9", "AC1", "token", now=lambda: datetime.now(UTC))) as phones,
        pytest.raises(ToolError, match="look-up"),
    ):
        phones.changed(PHONE, SINCE)


@pytest.mark.parametrize(
    ("swap", "changed"),
    [
        ({"last_sim_swap": {"last_sim_swap_date": None, "swapped_period": "PT72H", "swapped_in_period": True}}, True),
        ({"last_sim_swap": {"last_sim_swap_date": None, "swapped_period": "PT72H", "swapped_in_period": False}}, False),
        ({"last_sim_swap": {"last_sim_swap_date": None, "swapped_period": None, "swapped_in_period": None}}, None),
        ({"last_sim_swap": None, "error_code": None}, None),
        ({"last_sim_swap": {"swapped_in_period": False}, "error_code": 60620}, None),
        (None, None),
    ],
)
def test_countries_without_a_day_tell_by_their_period(server: Played, swap: object, changed: bool | None) -> None:  # noqa: FBT001 -- drawn
    server.say(f"/v2/PhoneNumbers/%2B{PHONE[1:]}", Said.json({"sim_swap": swap}))
    with closing(PhoneLookup(server.url, "AC1", "token", now=lambda: datetime.now(UTC))) as phones:
        if changed is None:
            with pytest.raises(ToolError, match="look-up"):
                phones.changed(PHONE, None)
        else:
            assert phones.changed(PHONE, None) is changed


def test_only_a_code_for_an_order_has_the_phone_looked_up(world: Sandbox, phones: PhoneLookup) -> None:
    world.wire.change_hands(PHONE, swapped_hours_ago=1)
    meters = Meters()
    plain = accounts(meters, meters)
    find = CodePhones(lookup=phones).over(plain)
    assert find(FindAccount("MTR-0001")) == AccountFound(ADA)
    for account in (replace(ADA, phone=None), None):
        meters.account = account
        assert find(FOR_ORDER) == AccountFound(account)
    assert world.wire.requests("twilio") == []
    meters.account = ADA
    assert find(FOR_ORDER) == AccountFound(ADA, phone_changed=True)
    assert CodePhones().over(plain)(FOR_ORDER) == AccountFound(ADA)
    assert CodePhones(("+44",), phones).over(plain)(FOR_ORDER) == AccountFound(replace(ADA, phone=None))
    assert len(world.wire.requests("twilio")) == 1


@pytest.mark.parametrize(
    ("prefixes", "phone"),
    [((), ADA.phone), (("+44", "+1202"), ADA.phone), (("+44", "+91"), None), (("+2",), None)],
)
def test_a_phone_outside_the_prefixes_is_none(prefixes: tuple[str, ...], phone: str | None) -> None:
    meters = Meters()
    find = CodePhones(prefixes).over(accounts(meters, meters))
    assert find(FindAccount("MTR-0001")) == AccountFound(replace(ADA, phone=phone))
    meters.account = replace(ADA, phone=None)
    assert find(FindAccount("MTR-0001")) == AccountFound(meters.account)
    meters.unknown = True
    assert find(FindAccount("MTR-0001")) == AccountFound(None)


def test_lookup_has_a_host_of_its_own() -> None:
    assert HOSTS == {"https://api.twilio.com": "https://lookups.twilio.com"}
