"""Tariff files: those that are shipped, and that whatever is wrong with one is named with its file and its field."""

import copy
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.tools.market import Thing
from tools.economics.tariff import Export, ExportRule, Label, Period, Spread, Tariff, Tier
from tools.tariffs import names, tariff, tariff_of
from tools.territories import territory

DAY = [0] * 16 + [1] * 8
RIGHT: Thing = {
    "currency": "USD",
    "time_zone": "America/Los_Angeles",
    "valid_from": date(2026, 6, 1),
    "source": "https://rates.example/tou",
    "fixed": 10,
    "minimum": 5.5,
    "escalation": [-0.01, 0.02, 0.03],
    "export": {"rule": "net_billing", "settled_in": 12, "surplus_paid": 0.5},
    "periods": [
        {"label": "off_peak", "tiers": [{"rate": 0.1, "sell": 0.05}]},
        {"label": "peak", "tiers": [{"rate": 0.3, "adj": -0.1, "max": 300}, {"rate": 0.4}]},
    ],
    "weekday": [DAY] * 12,
    "weekend": [[0] * 24] * 12,
}


def changed(change: Callable[[Thing], object]) -> Thing:
    fields = copy.deepcopy(RIGHT)
    change(fields)
    return fields


def test_a_file_becomes_a_tariff() -> None:
    assert tariff_of("here", RIGHT) == Tariff(
        name="here",
        currency="USD",
        zone=ZoneInfo("America/Los_Angeles"),
        valid_from=date(2026, 6, 1),
        source="https://rates.example/tou",
        periods=(
            Period(Label.OFF_PEAK, (Tier(0.1, sell=0.05),)),
            Period(Label.PEAK, (Tier(0.3, adj=-0.1, max=300.0), Tier(0.4))),
        ),
        weekday=(tuple(DAY),) * 12,
        weekend=((0,) * 24,) * 12,
        export=Export(ExportRule.NET_BILLING, settled_in=12, surplus_paid=0.5),
        fixed=10.0,
        minimum=5.5,
        escalation=Spread(-0.01, 0.02, 0.03),
    )


def test_what_need_not_be_said_is_nothing() -> None:
    plain = changed(lambda fields: fields.pop("minimum"))
    plain["export"] = {"rule": "feed_in"}
    assert tariff_of("here", plain).minimum == 0.0
    assert tariff_of("here", plain).export == Export(ExportRule.FEED_IN)
    plain["export"] = {"rule": "net_billing", "settled_in": "monthly", "surplus_paid": 0}
    assert tariff_of("here", plain).export == Export(ExportRule.NET_BILLING)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda fields: fields.pop("currency"), "currency is missing"),
        (lambda fields: fields.update(currency="dollars"), "currency does not read"),
        (lambda fields: fields.update(currency=840), "currency does not read"),
        (lambda fields: fields.update(time_zone="America/Nowhere"), "time_zone is not known"),
        (lambda fields: fields.update(time_zone="../etc"), "time_zone does not read"),
        (lambda fields: fields.update(valid_from="June"), "valid_from is no date"),
        (lambda fields: fields.update(valid_from=datetime(2026, 6, 1)), "valid_from is no date"),  # noqa: DTZ001 - refused
        (lambda fields: fields.update(source="a colleague"), "source does not read"),
        (lambda fields: fields.update(fixed="10"), "fixed is no number"),
        (lambda fields: fields.update(fixed=True), "fixed is no number"),
        (lambda fields: fields.update(fixed=float("nan")), "fixed is no number"),
        (lambda fields: fields.update(minimum=-1), "minimum should be 0 or more"),
        (lambda fields: fields.update(minimun=1, tax=2), "minimun, tax not known"),
        (lambda fields: fields.update(escalation=[0.02, 0.03]), "escalation should be low, expected and high"),
        (lambda fields: fields.update(escalation=0.02), "escalation should be low, expected and high"),
        (lambda fields: fields.update(escalation=[0.03, 0.02, 0.03]), "escalation should rise"),
        (lambda fields: fields.update(escalation=[0, "2 %", 0.03]), "escalation is no number"),
        (lambda fields: fields.update(export="net_billing"), "export holds no fields"),
        (lambda fields: fields["export"].update(rule="swap"), "export: rule should be one of net_metering"),
        (lambda fields: fields["export"].update(rule=["feed_in"]), "export: rule should be one of net_metering"),
        (lambda fields: fields["export"].update(settled_in=13), "export: settled_in should be monthly"),
        (lambda fields: fields["export"].update(settled_in=True), "export: settled_in should be monthly"),
        (lambda fields: fields["export"].update(surplus_paid=1.5), "surplus_paid should be 0 or more and at most 1"),
        (lambda fields: fields["export"].update(surplus_per_kwh=0.1), "export: surplus_per_kwh not known"),
        (lambda fields: fields.update(export={"rule": "feed_in", "settled_in": 12}), "export: settled_in not known"),
        (
            lambda fields: fields.update(export={"rule": "net_metering", "settled_in": 3, "surplus_per_kwh": 0.1}),
            "periods sells",
        ),
        (lambda fields: fields.update(periods=[]), "periods is no list with members"),
        (lambda fields: fields.update(periods=[0.2, 0.3]), r"periods\[0\] holds no fields"),
        (lambda fields: fields["periods"][1].update(label="noon"), r"periods\[1\]: label should be one of flat"),
        (lambda fields: fields["periods"][1].update(name="x"), r"periods\[1\]: name not known"),
        (lambda fields: fields["periods"][1].update(tiers=0.3), r"periods\[1\]: tiers is no list"),
        (lambda fields: fields["periods"][0]["tiers"][0].pop("rate"), r"periods\[0\]: tiers\[0\]: rate is missing"),
        (lambda fields: fields["periods"][0]["tiers"][0].update(adj=-1), r"tiers\[0\]: adj makes the price less"),
        (lambda fields: fields["periods"][0]["tiers"][0].update(unit="kWh"), r"tiers\[0\]: unit not known"),
        (lambda fields: fields["periods"][0]["tiers"][0].update(max=100), "tiers should each have a greater max"),
        (lambda fields: fields["periods"][1]["tiers"][0].pop("max"), "tiers should each have a greater max"),
        (lambda fields: fields.update(weekday=[DAY] * 11), "weekday is no table of 12 months with 24 hours"),
        (lambda fields: fields.update(weekday=[DAY] * 11 + [[0] * 23]), "weekday is no table"),
        (lambda fields: fields.update(weekend="as on weekdays"), "weekend is no table"),
        (lambda fields: fields.update(weekend=[[2] * 24] * 12), "weekend should hold the numbers of periods, 0 to 1"),
        (lambda fields: fields.update(weekend=[[True] * 24] * 12), "weekend should hold the numbers"),
        (lambda fields: fields.update(weekday=[[0] * 24] * 12), r"periods has periods of no hour: \[1\]"),
    ],
)
def test_what_is_wrong_is_named(change: Callable[[Thing], object], named: str) -> None:
    with pytest.raises(ValueError, match=f"^tariff here.*{named}"):
        tariff_of("here", changed(change))


def test_a_file_that_is_no_object_or_no_yaml_or_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- 1\n")
    (tmp_path / "torn.yaml").write_text("periods: [1,\n")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\xfa")
    assert names(tmp_path) == ("bytes", "list", "torn")
    with pytest.raises(ValueError, match=r"^tariff list holds no fields"):
        tariff("list", tmp_path)
    with pytest.raises(ValueError, match=r"^tariff torn cannot be read: ParserError"):
        tariff("torn", tmp_path)
    with pytest.raises(ValueError, match=r"^tariff bytes cannot be read: "):
        tariff("bytes", tmp_path)
    for name in ("gone", "../tmp", ""):
        with pytest.raises(ValueError, match="there are bytes, list, torn"):
            tariff(name, tmp_path)


@pytest.mark.parametrize("name", names())
def test_a_shipped_tariff_is_read_and_says_since_when_it_holds(name: str) -> None:
    assert tariff(name).name == name
    assert date(2015, 1, 1) < tariff(name).valid_from <= date(2026, 11, 1)


def test_there_is_a_shipped_tariff_for_each_way_of_counting_what_is_fed_in() -> None:
    rules = {name: tariff(name).export.rule for name in names()}
    assert set(rules.values()) == set(ExportRule)
    assert any(len(period.tiers) > 1 for name in names() for period in tariff(name).periods)
    assert any(tariff(name).weekday != tariff(name).weekend for name in names())


def test_the_demo_territory_has_one_price_at_all_hours() -> None:
    there = territory("us-ca-san-francisco")
    flat = tariff(there.tariff)
    (period,) = flat.periods
    assert period.tiers == (Tier(0.38, sell=0.06),)
    assert (flat.currency, flat.zone) == (there.currency, there.zone)


def test_sacramento_is_dear_on_a_summer_evening_of_a_weekday_alone() -> None:
    rate = tariff("us-ca-sacramento-tod")
    july, january = 6 * 24, 0
    assert rate.period(july + 18, weekday=True).tiers[0].price == 0.3765
    assert rate.period(july + 13, weekday=True).label is Label.SHOULDER
    assert rate.period(july + 18, weekday=False).tiers[0].price == 0.155
    assert rate.period(january + 18, weekday=True).tiers[0].price == 0.1776


def test_spain_s_hours_are_eight_of_each_kind_on_a_weekday() -> None:
    day = tariff("es-20td").weekday[0]
    assert [day.count(place) for place in range(3)] == [8, 8, 8]
