"""Who may come through which door: every route stands in the table, and is refused to whoever lacks what it needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.web.console.access import Guarded
from bot.web.guard import NEEDS, Need, Unguarded, watch
from tests.store.building import House
from tests.web.consoling import Console
from tests.web.standin import house

PUBLIC = "https://bot.utility.example"
NOWHERE = "redis://127.0.0.1:1/0"
OURS = {"Origin": PUBLIC}
NOBODY: tuple[dict[str, str], ...] = ({}, {"Origin": "null"}, {"Origin": f"{PUBLIC}.evil.example"})


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    store = House(NOWHERE)
    yield Console(store, tmp_path / "operators.yaml").app
    store.runner.close()


def _rules(app: Flask, *needs: Need) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if NEEDS.get(rule.endpoint) in needs and not rule.websocket:
            (method,) = (rule.methods or {"GET"}) - {"HEAD", "OPTIONS"}
            yield method, rule.rule


def test_every_route_stands_in_the_table_and_every_line_of_the_table_is_served(app: Flask) -> None:
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    assert {name for name, view in views.items() if not isinstance(view, Guarded)} == set(NEEDS)


def test_a_route_that_the_table_does_not_know_stops_the_start() -> None:
    fresh = Flask(__name__, static_folder=None)
    fresh.add_url_rule("/secrets", "secrets", lambda: "all of them")
    with pytest.raises(Unguarded, match="secrets"):
        watch(fresh, house(PUBLIC))


def test_what_needs_a_visitor_is_refused_without_our_page_or_a_good_token(app: Flask) -> None:
    routes = list(_rules(app, Need.VISITOR))
    assert {path for _, path in routes} == {"/chat/ticket", "/chat/leave"}
    for method, path in routes:
        for headers in (*NOBODY, OURS):
            assert app.test_client().open(path, method=method, base_url=PUBLIC, headers=headers).status_code == 403
        for token in ("", "made up", "A" * 43):
            client = app.test_client()
            client.set_cookie("__Host-wattline", token, domain="bot.utility.example", secure=True)
            assert client.open(path, method=method, base_url=PUBLIC, headers=OURS).status_code == 403
        known = app.test_client()
        known.get("/chat", base_url=PUBLIC)
        assert known.open(path, method=method, base_url=PUBLIC, headers=NOBODY[2]).status_code == 403
        assert known.open(path, method=method, base_url=PUBLIC, headers=OURS).status_code in {200, 204}


def test_what_needs_our_page_is_refused_to_every_other(app: Flask) -> None:
    for method, path in _rules(app, Need.PAGE):
        for headers in NOBODY:
            assert app.test_client().open(path, method=method, base_url=PUBLIC, headers=headers).status_code == 403


def test_what_needs_a_signature_is_refused_without_one(app: Flask) -> None:
    routes = list(_rules(app, Need.SIGNATURE))
    assert len(routes) == 4
    for method, path in routes:
        answer = app.test_client().open(
            path, method=method, base_url=PUBLIC, data=b"{}", content_type="application/json"
        )
        assert answer.status_code in {403, 415}


def test_a_console_without_a_file_of_operators_is_not_there(client: FlaskClient) -> None:
    assert client.get("/console").status_code == 404
