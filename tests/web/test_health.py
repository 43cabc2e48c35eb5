"""Liveness, readiness and metrics."""

from flask.testing import FlaskClient

from tests.web.standin import Standin


def test_readiness_names_what_is_missing(client: FlaskClient, inside: Standin) -> None:
    assert client.get("/health/live").json == {"live": True}
    assert client.get("/health/ready").json == {"ready": True, "missing": []}
    inside.state["redis"] = False
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "missing": ["redis"]}
    assert client.get("/health/live").status_code == 200


def test_metrics_are_prometheus_text(client: FlaskClient) -> None:
    answer = client.get("/metrics")
    assert answer.text == "wattline_up 1\n"
    assert answer.content_type.startswith("text/plain; version=0.0.4")


def test_an_unknown_page_gets_one_line(client: FlaskClient) -> None:
    answer = client.get("/nothing")
    assert (answer.status_code, answer.text) == (404, "not found\n")
