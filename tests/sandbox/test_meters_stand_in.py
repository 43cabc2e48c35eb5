"""The meter registry and the customer directory."""

import itertools
from datetime import datetime, timedelta
from statistics import fmean
from typing import Any

import httpx
import pytest

from sandbox.customers import FILE
from sandbox.running import Sandbox

Json = dict[str, Any]


def meters(sandbox: Sandbox, **query: str) -> list[Json]:
    found: list[Json] = httpx.get(f"{sandbox.url}/meters", params=query).json()["data"]
    return found


def meter_of(sandbox: Sandbox, code: str) -> Json:
    [meter] = meters(sandbox, **{"filters[code][$eq]": code})
    return meter


def rows_of(sandbox: Sandbox, code: str) -> list[Json]:
    rows: list[Json] = httpx.get(f"{sandbox.url}/meter-datasets/{meter_of(sandbox, code)['id']}").json()["data"]
    return rows


def test_meters_are_found_by_code_and_by_page(sandbox: Sandbox) -> None:
    assert {meter["code"] for meter in meters(sandbox)} == {f"MTR-{number:04}" for number in range(24)}
    assert meter_of(sandbox, "MTR-0003")["code"] == "MTR-0003"
    page = {"pagination[page]": "3", "pagination[pageSize]": "10"}
    answer = httpx.get(f"{sandbox.url}/meters", params=page).json()
    assert len(answer["data"]) == 4
    assert answer["meta"]["pagination"] == {"page": 3, "pageSize": 10, "pageCount": 3, "total": 24}
    assert meters(sandbox, **{"filters[code][$eq]": "MTR-9999"}) == []


def test_ids_are_no_codes_and_change_when_the_registry_is_set_up_anew(sandbox: Sandbox) -> None:
    before = meter_of(sandbox, "MTR-0003")["id"]
    assert httpx.get(f"{sandbox.url}/meters/{before}").json()["data"]["code"] == "MTR-0003"
    assert httpx.get(f"{sandbox.url}/meters/MTR-0003").status_code == 404
    sandbox.wire.renumber_meters()
    assert httpx.get(f"{sandbox.url}/meter-datasets/{before}").status_code == 404
    assert meter_of(sandbox, "MTR-0003")["id"] != before


def test_a_year_of_hours_without_gaps_ends_today(sandbox: Sandbox) -> None:
    rows = rows_of(sandbox, "MTR-0001")
    starts = [datetime.fromisoformat(row["timestamp"]) for row in rows]
    assert len(rows) == 8760
    assert all(after - before == timedelta(hours=1) for before, after in itertools.pairwise(starts))
    assert starts[-1] < datetime.now(starts[-1].tzinfo)
    assert 2_000 < sum(row["consumptionKWh"] for row in rows) < 20_000
    assert rows == rows_of(sandbox, "MTR-0001")


def test_evenings_use_more_than_nights_and_air_conditioning_shows_in_summer(sandbox: Sandbox) -> None:
    def mean(rows: list[Json], *, hours: set[int], months: set[int]) -> float:
        moments = ((datetime.fromisoformat(row["timestamp"]), row["consumptionKWh"]) for row in rows)
        return fmean(kwh for start, kwh in moments if start.hour in hours and start.month in months)

    rows, year = rows_of(sandbox, "MTR-0006"), set(range(1, 13))
    evening, night, afternoon = {2, 3, 4}, {9, 10, 11}, {22, 23, 0}
    assert mean(rows, hours=evening, months=year) > 1.5 * mean(rows, hours=night, months=year)
    assert mean(rows, hours=afternoon, months={7, 8}) > 1.5 * mean(rows, hours=afternoon, months={1, 2})


def test_one_meter_is_broken_and_two_feed_in(sandbox: Sandbox) -> None:
    rows = rows_of(sandbox, "MTR-0013")
    assert {row["consumptionKWh"] for row in rows} == {0.02824}
    assert datetime.fromisoformat(rows[0]["timestamp"]) > datetime.now().astimezone() + timedelta(days=365)
    assert sum(row["productionKWh"] for row in rows_of(sandbox, "MTR-0007")) > 500


def test_energy_resources_and_subscriptions(sandbox: Sandbox) -> None:
    meter = meter_of(sandbox, "MTR-0002")
    resource = httpx.get(f"{sandbox.url}/energy-resources/{meter['energyResource']['id']}").json()["data"]
    assert resource["meter"]["code"] == "MTR-0002"
    subscription = {"Meter_id": meter["id"], "Subscription_order_id": "48211"}
    assert httpx.put(f"{sandbox.url}/meters/add-subscription", json=subscription).status_code == 200
    assert httpx.get(f"{sandbox.url}/_control/meters/subscriptions").json() == [subscription]
    assert httpx.put(f"{sandbox.url}/meters/add-subscription", json={"Meter_id": 1}).status_code == 400
    unknown = {**subscription, "Meter_id": 1}
    assert httpx.put(f"{sandbox.url}/meters/add-subscription", json=unknown).status_code == 404


def test_the_registry_holds_no_phone(sandbox: Sandbox) -> None:
    assert "+1202555" not in httpx.get(f"{sandbox.url}/meters").text


def test_the_directory_knows_whose_meter_it_is(sandbox: Sandbox) -> None:
    ada = httpx.get(f"{sandbox.url}/directory/meters/MTR-0000").json()
    (contact,) = ada["contacts"]
    assert (contact["kind"], contact["e164"], contact["verifiedAt"]) == ("mobile", "+12025550100", "2024-05-14")
    assert contact["verified"] is contact["otpAllowed"] is True
    assert (ada["timeZone"], ada["locale"]) == ("America/Los_Angeles", "en")
    assert httpx.get(f"{sandbox.url}/directory/meters/MTR-9999").status_code == 404
    everyone = [httpx.get(f"{sandbox.url}/directory/meters/{meter['code']}").json() for meter in meters(sandbox)]
    assert {one["locale"] for one in everyone} == {"en", "es", "hi"}
    assert [one["meter"]["code"] for one in everyone if one["specialNeed"]] == ["MTR-0009"]
    assert [one["meter"]["code"] for one in everyone if not one["contacts"][0]["otpAllowed"]] == ["MTR-0015"]
    assert FILE.name == "directory.yaml"


@pytest.mark.parametrize(("target", "path"), [("meters", "/meters"), ("directory", "/directory/meters/MTR-0000")])
@pytest.mark.parametrize(("mode", "status"), [("500", 500), ("503", 503), ("429", 429), ("html", 500)])
def test_arranged_faults(sandbox: Sandbox, target: str, path: str, mode: str, status: int) -> None:
    sandbox.wire.fault(target, mode)
    assert httpx.get(f"{sandbox.url}{path}").status_code == status
    assert httpx.get(f"{sandbox.url}{path}").status_code == 200
