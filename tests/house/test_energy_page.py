"""The validation table of docs/energy.md: written from the rows that are tests."""

from pathlib import Path

from tests.evidence import economics_yield
from tests.evidence.economics import Reference
from tests.evidence.energy import deviation, holds, measured, publish

NEAR = Reference("a yield", "its source", 1000.0, 1040.0, 0.05, "kWh", relative=True)
FAR = Reference("a bill", "its source", 771.8, 772.0, 0.1, "USD")
EXACT = Reference("a credit", "its law", 0.3, 0.1 + 0.2, 0.0, "USD")


def test_a_row_says_how_near_it_comes_and_whether_that_is_near_enough() -> None:
    assert deviation(NEAR) == 0.04
    assert [holds(row) for row in (NEAR, FAR, EXACT)] == [True, False, True]
    assert measured(NEAR).goal == "1000 +- 0.05 of it"
    assert (measured(FAR).value, measured(FAR).holds) == (772.0, False)


def test_without_weather_files_it_is_said_that_yields_are_held_against_nothing() -> None:
    assert [holds(row) for row in economics_yield.rows(here=False)] == [False]


def test_the_table_stands_in_place_of_the_one_before(tmp_path: Path) -> None:
    page = tmp_path / "energy.md"
    page.write_text("# Energy\n\nWords.\n\n## Validation\n\nold\n")
    publish([("Bills", lambda: iter((NEAR, FAR, EXACT)))], page)
    publish([("Bills", lambda: iter((NEAR, FAR, EXACT)))], page)
    text = page.read_text()
    assert text.startswith("# Energy\n\nWords.\n\n## Validation\n\n")
    assert "old" not in text
    assert "| a yield | its source | 1000 kWh | 1040 kWh | 4 % | 5 % |" in text
    assert "| a bill | its source | 771.8 USD | 772 USD | **0.2 USD** | 0.1 USD |" in text
    assert "| a credit | its law | 0.3 USD | 0.3 USD | 0 USD | exact |" in text
