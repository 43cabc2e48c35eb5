"""Solar money against what others have published."""

import pytest

from tests.evidence.economics import Reference
from tests.evidence.economics_money import rows


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row.what)
def test_a_published_value_is_held(row: Reference) -> None:
    assert abs(row.ours - row.reference) <= row.tolerance * (abs(row.reference) if row.relative else 1)
