"""What is refused before anything is said: wrong settings, messages and territory files."""

import dataclasses
from datetime import UTC, datetime

import pytest

from tests.tools.market import NOW, TRANSACTION, Thing
from tools.beckn.network import Network
from tools.beckn.outgoing import Action, Reference, context
from tools.economics.loan import Loan
from tools.economics.territory import Costs, LoanTerms
from tools.offers import Kind
from tools.tariffs import tariff
from tools.territories import territory, territory_of


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("client_url", "ftp://bap.example"),
        ("bap_uri", "bap.example"),
        ("bpp_uri", "https://bpp example"),
        ("bap_id", ""),
        ("ttl", 0),
        ("ttl", 30),
    ],
)
def test_wrong_network_settings_name_themselves(field: str, value: str | int) -> None:
    right = Network("http://127.0.0.1:5001", "bap.example", "https://bap.example")
    values = {name: getattr(right, name) for name in Network.__slots__} | {field: value}
    with pytest.raises(ValueError, match=field):
        Network(**values)


NETWORK = Network("http://127.0.0.1:5001", "bap.example", "https://bap.example")
OTHER = TRANSACTION.replace("3b", "4b")


def test_a_context_is_strict() -> None:
    made = context(NETWORK, Action.SEARCH, Kind.DFP, transaction=TRANSACTION, message=OTHER, now=NOW)
    assert (made.timestamp, made.ttl, made.version) == ("2026-11-23T09:30:00.000Z", "PT10S", "1.1.0")
    with pytest.raises(ValueError, match="UUID"):
        context(NETWORK, Action.SEARCH, Kind.DFP, transaction="42", message=OTHER, now=NOW)
    with pytest.raises(ValueError, match="UUID"):
        context(NETWORK, Action.SEARCH, Kind.DFP, transaction=TRANSACTION.replace("-", ""), message=OTHER, now=NOW)
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - what must be refused
    with pytest.raises(ValueError, match="zone"):
        context(NETWORK, Action.SEARCH, Kind.DFP, transaction=TRANSACTION, message=OTHER, now=naive)
    with pytest.raises(ValueError, match="id is empty"):
        Reference(" ")
    with pytest.raises(ValueError, match="zone"):
        dataclasses.replace(made, timestamp="2026-11-23T09:30:00")
    with pytest.raises(ValueError, match="address"):
        dataclasses.replace(made, bpp_uri="bpp.example")
    with pytest.raises(ValueError, match="domain"):
        dataclasses.replace(made, domain="deg:everything")
    assert datetime.fromisoformat(made.timestamp) == NOW.astimezone(UTC)


def test_the_territory_files_are_complete() -> None:
    there = territory()
    assert there.currency == "USD"
    assert tariff(there.tariff).currency == there.currency
    assert there.costs is not None
    assert there.loan is not None
    assert "https://" in there.costs.source
    assert there.loan.page.startswith("https://")


COSTS: Thing = {"upkeep_per_kw": 29, "inverter_per_kw": 240, "source": "https://costs.example"}
LOAN: Thing = {"percent": 9, "years": 15, "down_percent": 10, "fee_percent": 1, "source": "A bank, May 2026"}
THERE: Thing = {
    "latitude": 1,
    "longitude": 1,
    "irradiation": [1] * 12,
    "temperature": [1] * 12,
    "tariff": "de-feed-in",
    "costs": COSTS,
    "loan": LOAN,
}


def test_a_territory_says_its_tariff_its_costs_and_its_loan() -> None:
    there = territory_of("there", THERE)
    assert there.tariff == "de-feed-in"
    assert there.costs == Costs(29.0, 240.0, "https://costs.example")
    lent = LoanTerms(Loan(0.09, 15, down_payment=0.1, fee=0.01), "A bank, May 2026")
    assert there.loan == lent
    page = "https://bank.example/solar"
    told = territory_of("there", {**THERE, "loan": {**LOAN, "page": page}})
    assert told.loan == dataclasses.replace(lent, page=page)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"irradiation": [1, 2]}, "irradiation"),
        ({"costs": {**COSTS, "upkeep_per_kw": None}}, "costs: upkeep_per_kw is no number"),
        ({"costs": {**COSTS, "inverter_per_kw": -1}}, "costs: inverter_per_kw should be 0 or more"),
        ({"costs": {**COSTS, "source": None}}, "costs: source does not read"),
        ({"costs": {**COSTS, "upkeep": 29}}, "costs: upkeep not known"),
        ({"loan": {**LOAN, "years": 7.5}}, "loan: years should be whole"),
        ({"loan": {**LOAN, "years": 0}}, "loan: years should be 1 or more"),
        ({"loan": {**LOAN, "down_percent": 100}}, "loan: down_percent leaves nothing to pay"),
        ({"loan": {**LOAN, "fee_percent": "much"}}, "loan: fee_percent is no number"),
        ({"loan": {**LOAN, "page": "a page"}}, "loan: page does not read"),
        ({"loans": LOAN}, "loans not known"),
    ],
)
def test_a_territory_file_that_misses_a_figure_names_it(changes: Thing, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        territory_of("there", {**THERE, **changes})
