"""Home or business, as sellers and utilities write it."""

import pytest

from tools.categories import category_of
from tools.offers import Category

HOME, SHOP = Category.RESIDENTIAL, Category.COMMERCIAL


@pytest.mark.parametrize(
    ("texts", "category"),
    [
        (("RESIDENTIAL",), HOME),
        (("Residential customers only",), HOME),
        (("Commercial",), SHOP),
        (("small business",), SHOP),
        (("non-residential",), SHOP),
        (("Non residential",), SHOP),
        (("residential, commercial",), None),
        (("SMART",), None),
        (("SOLAR ENERGY",), None),
        ((None, ""), None),
        ((None, "SMART", "commercial"), SHOP),
        (("residential", "commercial"), HOME),
    ],
)
def test_one_category_is_named_or_none(texts: tuple[str | None, ...], category: Category | None) -> None:
    assert category_of(*texts) is category
