"""What messages cost: whole cents or paise of all of them, and nothing where a price is not known."""

from decimal import Decimal

import pytest

from bot.campaigns.costing import Prices
from tools.offers import Money

PRICES = Prices("USD", {"sms": Decimal("0.0079"), "whatsapp": Decimal("0.005")})


@pytest.mark.parametrize(
    ("billed", "cost"),
    [
        ({"sms": 1000}, Money(790, "USD")),
        ({"sms": 1000, "whatsapp": 3, "telegram": 500}, Money(792, "USD")),  # 7.915
        ({"telegram": 7, "web": 1}, Money(0, "USD")),
        ({}, None),
        ({"sms": 5, "fax": 1}, None),
    ],
)
def test_a_cost_is_of_all_channels_or_not_told(billed: dict[str, int], cost: Money | None) -> None:
    assert PRICES.cost(billed) == cost


def test_a_currency_without_cents_has_none_and_no_price_is_taken_for_nothing() -> None:
    assert Prices("JPY", {"sms": Decimal("1.5")}).cost({"sms": 3}) == Money(5, "JPY")
    assert Prices("USD").cost({"sms": 3}) is None
