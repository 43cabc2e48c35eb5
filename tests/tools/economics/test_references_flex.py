"""Every published value that flexibility and CO2 are held against, within its tolerance."""

import pytest

from tests.evidence.economics import Reference
from tests.evidence.economics_flex import portland, rows
from tools.economics.baseline import about
from tools.offers import Money


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row.what)
def test_a_published_value_is_held(row: Reference) -> None:
    tolerance = row.tolerance * abs(row.reference) if row.relative else row.tolerance
    assert abs(row.ours - row.reference) <= tolerance


def test_portlands_worked_example_is_exact_and_shown_without_false_precision() -> None:
    result = portland()
    assert result.baseline_kwh == pytest.approx(3.67 + 1.1)
    assert result.kwh is not None
    assert (round(result.kwh, 9), about(result.kwh)) == (2.56, 2.6)
    assert result.low == result.expected == Money(256, "USD")
