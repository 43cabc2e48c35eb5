"""What is refused before anything is said: wrong settings, messages and territory files."""

import dataclasses
from datetime import UTC, datetime

import pytest

from tests.tools.market import NOW, TRANSACTION, Thing
from tools.beckn.network import Network
from tools.beckn.outgoing import Action, Reference, context
from tools.offers import Kind
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
    assert 0 < there.export_per_kwh < there.retail_per_kwh


@pytest.mark.parametrize("field", ["retail_per_kwh", "irradiation"])
def test_a_territory_file_that_misses_a_figure_names_it(field: str) -> None:
    figures: Thing = dict.fromkeys(("retail_per_kwh", "export_per_kwh", "latitude", "longitude"), 1)
    months: Thing = dict.fromkeys(("irradiation", "temperature"), [1] * 12)
    with pytest.raises(ValueError, match=field):
        territory_of("there", {**figures, **months, field: [1, 2]})
