"""The subsidy files: each is sound and says where it is written; a broken one is refused by name."""

from datetime import UTC, date, datetime
from math import inf
from pathlib import Path

import pytest

from tools.economics.subsidy import Band, Payout, Scheme
from tools.offers import Category
from tools.reading import Json
from tools.subsidies import scheme_of, schemes

SOUND: dict[str, Json] = {
    "title": "Rebate",
    "place": "us-ca",
    "currency": "USD",
    "source": "https://rebate.example",
    "payout": "off_price",
    "amount": 500,
}


def giving(**gift: Json) -> dict[str, Json]:
    return {name: value for name, value in SOUND.items() if name != "amount"} | gift


def test_every_shipped_file_is_read_and_names_its_source_and_its_dates() -> None:
    found = schemes()
    assert [scheme.name for scheme in found] == ["in-pm-surya-ghar", "us-25d"]
    for scheme in found:
        assert scheme.source.startswith("https://")
        assert scheme.starts is not None
        assert scheme.ends is not None
        assert scheme.starts < scheme.ends


def test_the_federal_credit_of_the_united_states_ended_with_2025() -> None:
    credit = schemes()[1]
    assert (credit.percent, credit.payout, credit.ends) == (30.0, Payout.TAX_CREDIT, date(2025, 12, 31))


def test_a_file_says_all_of_a_scheme() -> None:
    dated = SOUND | {"cap": 400, "starts": date(2026, 1, 1), "ends": date(2026, 12, 31), "category": "residential"}
    assert scheme_of("rebate", dated) == Scheme(
        name="rebate",
        title="Rebate",
        place="us-ca",
        currency="USD",
        source="https://rebate.example",
        payout=Payout.OFF_PRICE,
        amount=500.0,
        cap=400.0,
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
        category=Category.RESIDENTIAL,
    )


def test_what_a_file_leaves_out_has_no_bounds() -> None:
    found = scheme_of("rebate", SOUND)
    assert (found.cap, found.starts, found.ends, found.category) == (inf, None, None, None)


def test_a_file_may_give_by_price_and_by_size() -> None:
    assert scheme_of("rebate", giving(percent=30)).percent == 30.0
    bands: list[Json] = [{"per_kw": 300, "up_to_kw": 2}, {"per_kw": 100}]
    assert scheme_of("rebate", giving(bands=bands)).bands == (Band(300.0, 2.0), Band(100.0))


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "rebate.yaml").write_text("title: [\n")
    with pytest.raises(ValueError, match="subsidy rebate cannot be read: ParserError"):
        schemes(tmp_path)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (SOUND | {"title": None}, "title does not read"),
        (SOUND | {"payout": "some day"}, "payout should be one of off_price, paid_out, tax_credit"),
        (SOUND | {"category": "farm"}, "category should be one of"),
        (SOUND | {"cap": "much"}, "cap is no number"),
        (SOUND | {"amount": -1}, "amount should be 0 or more"),
        (giving(percent=300), "percent should be 0 or more and at most 100"),
        (SOUND | {"starts": "soon"}, "starts is no date"),
        (SOUND | {"ends": datetime(2026, 1, 1, tzinfo=UTC)}, "ends is no date"),
        (SOUND | {"end": date(2026, 1, 1)}, "end not known"),
        (SOUND | {"source": "a colleague"}, "source does not read"),
        (giving(), "gives neither"),
        (giving(bands="soon"), "bands is no list with members"),
        (giving(bands=[{"per_kw": 1, "up_to_kw": 3}, {"per_kw": 2, "up_to_kw": 2}]), "bands do not rise"),
        (giving(bands=[{"up_to_kw": 3}]), r"bands\[0\]: per_kw is missing"),
        (giving(bands=[{"per_kw": 1, "to_kw": 3}]), r"bands\[0\]: to_kw not known"),
    ],
)
def test_a_broken_file_is_refused_by_its_name(broken: dict[str, Json], reason: str) -> None:
    with pytest.raises(ValueError, match=rf"subsidy rebate: .*{reason}"):
        scheme_of("rebate", broken)
