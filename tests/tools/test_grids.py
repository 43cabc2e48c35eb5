"""The files of grids: found by a territory's name, read whole or refused with the reason."""

from pathlib import Path

import pytest

from tools.grids import FOLDER, grid, grid_of
from tools.reading import Json

SAID = {"kg_per_kwh": 0.2, "source": "Board", "year": 2023}
HOURLY = {"kg_per_kwh": [[0.1] * 24] * 12, "source": "Desk", "year": 2024}


@pytest.mark.parametrize(
    ("territory", "name"),
    [("us-ca-san-francisco", "us-ca"), ("us-ca", "us-ca"), ("in-mh-mumbai", "in"), ("in", "in")],
)
def test_a_territory_has_the_grid_of_the_longest_part_of_its_name(territory: str, name: str) -> None:
    found = grid(territory)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("territory", ["us-ny-albany", "indiana", "xx", ""])
def test_nothing_is_claimed_where_no_file_knows_the_grid(territory: str) -> None:
    assert grid(territory) is None


def test_a_file_of_a_place_goes_before_that_of_its_state(tmp_path: Path) -> None:
    for name, kg in (("us", 0.4), ("us-ca-davis", 0.1)):
        (tmp_path / f"{name}.yaml").write_text(f"average: {{kg_per_kwh: {kg}, source: Board, year: 2023}}\n")
    places = ("us-ca-davis", "us-ca-san-francisco")
    assert [found.average.kg_per_kwh for place in places if (found := grid(place, folder=tmp_path))] == [0.1, 0.4]


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: str(file.stem))
def test_every_grid_that_we_ship_says_average_and_margin_with_source_and_year(file: Path) -> None:
    found = grid(file.stem)
    assert found is not None
    assert found.marginal is not None
    for factor in (found.average, found.marginal):
        assert 0.01 < factor.kg_per_kwh < 1.5
        assert factor.source
        assert 2020 <= factor.year <= 2030


def test_factors_by_the_hour_are_laid_in_one_row() -> None:
    found = grid_of("here", {"average": SAID, "hourly": HOURLY})
    assert found.hourly is not None
    assert found.hourly.kg_per_kwh.shape == (288,)
    assert (found.hourly.source, found.hourly.year) == ("Desk", 2024)
    assert found.marginal is None


@pytest.mark.parametrize(
    ("loaded", "wrong"),
    [
        (None, "grid here holds no fields"),
        ({"marginal": SAID}, "average is missing"),
        ({"average": {**SAID, "kg_per_kwh": "little"}}, "average: kg_per_kwh is no number"),
        ({"average": {"kg_per_kwh": 0.2, "year": 2023}}, "average: source is missing"),
        ({"average": {**SAID, "year": "long ago"}}, "average: year is no number"),
        ({"average": {**SAID, "unit": "lb"}}, "average: unit not known"),
        ({"average": SAID, "marginal": None}, "marginal holds no fields"),
        ({"average": SAID, "margin": SAID}, "margin not known"),
        ({"average": SAID, "hourly": {**HOURLY, "unit": "lb"}}, "hourly: unit not known"),
        ({"average": SAID, "hourly": {**HOURLY, "kg_per_kwh": [[0.1] * 24] * 11}}, "twelve months of 24"),
        ({"average": SAID, "hourly": {**HOURLY, "kg_per_kwh": [[0.1] * 23] * 12}}, "twelve months of 24"),
        ({"average": SAID, "hourly": {**HOURLY, "kg_per_kwh": [["?"] * 24] * 12}}, "twelve months of 24"),
        ({"average": SAID, "hourly": {"kg_per_kwh": HOURLY["kg_per_kwh"]}}, "hourly: source is missing"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_reason(loaded: Json, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        grid_of("here", loaded)
