"""The alerts and the board that we ship ask for what the application tells, and each alert says what to do."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.delivery import OUTCOMES
from bot.store.beating import beat
from bot.store.metrics import exposition
from bot.store.runners import Blocking
from bot.web.console.health import LATE
from tests.house.promql import Asked, NotAnExpression, asked
from tests.web.wellbeing import VITALS
from tools.contract import Failure

_ROOT = Path(__file__).parents[2]
_DEPLOY = _ROOT / "deploy"
_ALERTS = [
    rule
    for group in yaml.safe_load((_DEPLOY / "prometheus/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
_BOARD = json.loads((_DEPLOY / "grafana/wattline.json").read_text())
_PANELS = [(panel["title"], target["expr"]) for panel in _BOARD["panels"] for target in panel["targets"]]
_PROMETHEUS_OWN = {"up": {"job": {"wattline"}, "instance": {""}}}
_FROM_PROMETHEUS = {"le", "instance", "job"}


def _everything_that_is_counted() -> Mapping[str, int]:
    lua = "".join(file.read_text() for file in (_ROOT / "bot/store/lua").glob("*.lua"))
    events = dict.fromkeys(re.findall(r"count\('([a-z_]+)'\)", lua), 1)
    sends = {f"send_seconds:sms:{how}:0.1": 1 for how in ("taken", "broken", *OUTCOMES.values())}
    answers = {f"beckn_answers:search:{how}": 1 for how in ("answered", *Failure)}
    others = {"model:used": 1, "callbacks:late": 1, "beckn_deviation:another_seller": 1, "beckn_breaker:refused": 1}
    return {**VITALS.counters, **events, **sends, **answers, **others}


@pytest.fixture(scope="module")
def told(redis_server: str) -> Mapping[str, Mapping[str, set[str]]]:
    """Every sample's name, with its labels and their values."""
    runner = Blocking(redis_server)
    runner.redis.flushall()
    runner.run(beat("worker", "here:1", b'{"version":"1"}', _everything_that_is_counted()))
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for family in text_string_to_metric_families(exposition(runner).decode()):
        for sample in family.samples:
            for label, value in {**sample.labels, "": ""}.items():
                found[sample.name][label].add(value)
    runner.close()
    return {**found, **_PROMETHEUS_OWN}


def _unknown(expression: Asked, told: Mapping[str, Mapping[str, set[str]]]) -> list[str]:
    unknown = [one.metric for one in expression.selectors if one.metric not in told]
    known = [one for one in expression.selectors if one.metric in told]
    for one in known:
        labels = told[one.metric]
        for label, _, value in one.wanted:
            unknown += [f"{label}={word}" for word in value.split("|") if word not in labels.get(label, set())]
    labels_of_all = {label for one in known for label in told[one.metric]} | _FROM_PROMETHEUS
    return unknown + sorted(expression.grouped_by - labels_of_all)


@pytest.mark.parametrize("rule", _ALERTS, ids=[rule["alert"] for rule in _ALERTS])
def test_an_alert_asks_for_what_is_told(rule: Mapping[str, Any], told: Mapping[str, Mapping[str, set[str]]]) -> None:
    expression = asked(rule["expr"])
    assert expression.selectors
    assert _unknown(expression, told) == []


@pytest.mark.parametrize(("title", "expression"), _PANELS, ids=[f"{title}:{n}" for n, (title, _) in enumerate(_PANELS)])
def test_a_panel_asks_for_what_is_told(title: str, expression: str, told: Mapping[str, Mapping[str, set[str]]]) -> None:
    assert title
    assert asked(expression).selectors
    assert _unknown(asked(expression), told) == []


@pytest.mark.parametrize("rule", _ALERTS, ids=[rule["alert"] for rule in _ALERTS])
def test_an_alert_says_how_bad_it_is_what_is_and_where_it_stands_what_to_do(rule: Mapping[str, Any]) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z]+", rule["alert"])
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert re.fullmatch(r"\d+[smh]", rule.get("for", "0s"))
    assert rule["annotations"]["summary"].endswith((".", "more."))
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    headings = re.findall(r"(?m)^#+ (.+)$", (_ROOT / page).read_text())
    assert anchor in {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    labels = set(re.findall(r"\$labels\.([a-z]+)", rule["annotations"]["summary"]))
    assert labels <= asked(rule["expr"]).grouped_by | {"instance"}


def test_the_runbook_has_a_section_for_each_alert_and_for_nothing_else() -> None:
    runbook = (_ROOT / "docs/running.md").read_text().partition("## Runbook")[2].partition("\n## ")[0]
    assert re.findall(r"(?m)^### (.+)$", runbook) == [rule["alert"] for rule in _ALERTS]


def test_the_console_calls_late_what_the_alerts_call_late() -> None:
    said = [re.search(r'wattline_overdue_seconds\{what=~?"([a-z|]+)"\}\) > (\d+)$', rule["expr"]) for rule in _ALERTS]
    alerted = {name: float(found[2]) for found in said if found for name in found[1].split("|")}
    assert alerted == LATE


def test_names_follow_the_conventions_of_prometheus(told: Mapping[str, Mapping[str, set[str]]]) -> None:
    ours = {name for name in told if name not in _PROMETHEUS_OWN}
    assert all(re.fullmatch(r"wattline_[a-z_]+", name) for name in ours)
    labels = {label for name in ours for label in told[name]} - {""}
    personal = {"contact", "phone", "meter", "address", "delivery", "order", "instance", "id"}
    assert labels & personal == set()


@pytest.mark.parametrize("wrong", ["max(up", "rate up", 'up{job="a"', "up{job}", "up @ 5", "sum)"])
def test_what_is_no_expression_is_found(wrong: str) -> None:
    with pytest.raises((NotAnExpression, ValueError)):
        asked(wrong)


def test_what_does_not_exist_is_found(told: Mapping[str, Mapping[str, set[str]]]) -> None:
    wrong = asked('max by (colour) (wattline_waiting{what=~"turns|hens"}) / wattline_nothing')
    assert _unknown(wrong, told) == ["wattline_nothing", "what=hens", "colour"]
