"""What every customer directory and every meter registry must do, whatever it is made of."""

from collections.abc import Callable

import pytest

from tools.contract import Failure, ToolError
from tools.meters import CustomerDirectory, MeterRegistry
from tools.offers import Category

NOBODYS = "MTR-7777"


def it_finds_an_account_by_its_meter_in_any_spelling(customers: CustomerDirectory) -> None:
    found = customers.find_by_meter("MTR-0001")
    assert found is not None
    assert (found.id, found.meter, found.name) == ("A-700113", "MTR-0001", "Marcus Oyelaran")
    assert (found.locale, found.time_zone) == ("en", "America/Los_Angeles")
    assert customers.find_by_meter(" mtr-0001 ") == found


def it_tells_the_phone_that_may_take_codes_and_no_other(customers: CustomerDirectory) -> None:
    allowed, forbidden = customers.find_by_meter("MTR-0001"), customers.find_by_meter("MTR-0015")
    assert allowed is not None
    assert forbidden is not None
    assert (allowed.phone, forbidden.phone) == ("+12025550101", None)


def it_tells_who_is_exempt_and_who_lives_there(customers: CustomerDirectory) -> None:
    usual, exempt = customers.find_by_meter("MTR-0001"), customers.find_by_meter("MTR-0009")
    assert usual is not None
    assert exempt is not None
    assert (usual.exempt, exempt.exempt) == (False, True)
    assert usual.category is Category.RESIDENTIAL


def it_knows_nobody_at_other_meters(customers: CustomerDirectory) -> None:
    for meter in (NOBODYS, "", "../MTR-0001", "MTR-0001/../MTR-0002"):
        assert customers.find_by_meter(meter) is None


OF_DIRECTORIES: tuple[Callable[[CustomerDirectory], None], ...] = (
    it_finds_an_account_by_its_meter_in_any_spelling,
    it_tells_the_phone_that_may_take_codes_and_no_other,
    it_tells_who_is_exempt_and_who_lives_there,
    it_knows_nobody_at_other_meters,
)


def it_reads_a_meter_by_its_code_in_any_spelling(registry: MeterRegistry) -> None:
    read = registry.intervals("MTR-0013")
    assert read
    assert registry.intervals(" mtr-0013 ") == read


def its_intervals_are_in_order_and_never_overlap(registry: MeterRegistry) -> None:
    read = registry.intervals("MTR-0013")
    assert all(0 < one.hours <= 24 and one.start.tzinfo for one in read)
    ends = [one.start.timestamp() + one.hours * 3600 for one in read]
    assert all(end <= after.start.timestamp() + 1e-3 for end, after in zip(ends, read[1:], strict=False))


def it_does_not_know_a_meter_that_nobody_has(registry: MeterRegistry) -> None:
    with pytest.raises(ToolError) as raised:
        registry.intervals(NOBODYS)
    assert raised.value.failure is Failure.NOT_FOUND
    with pytest.raises(ToolError):
        registry.add_subscription(NOBODYS, "48212")


def it_takes_a_subscription_and_the_same_again(registry: MeterRegistry) -> None:
    registry.add_subscription("MTR-0013", "48212")
    registry.add_subscription("MTR-0013", "48212")


OF_REGISTRIES: tuple[Callable[[MeterRegistry], None], ...] = (
    it_reads_a_meter_by_its_code_in_any_spelling,
    its_intervals_are_in_order_and_never_overlap,
    it_does_not_know_a_meter_that_nobody_has,
    it_takes_a_subscription_and_the_same_again,
)
