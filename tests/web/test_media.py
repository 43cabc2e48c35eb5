"""Pictures at signed addresses: shown to whoever has the address, kept by nobody on the way, and never in a log."""

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from bot.store.away import Unavailable
from bot.store.pictures import ShownTooOften
from tests.web.standin import Standin

ADDRESS = "/media/good.by.signature.png"


def test_a_picture_needs_no_session_and_is_kept_by_nobody_on_the_way(client: FlaskClient, inside: Standin) -> None:
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.data) == (200, inside.pictures.png)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    asked = client.head(ADDRESS)
    assert (asked.status_code, asked.data) == (200, b"")
    assert asked.headers["Content-Length"] == str(len(inside.pictures.png))


@pytest.mark.parametrize("path", ["/media/forged.png", "/media/good.by.signature", "/media/", "/media/a/b.png"])
def test_any_other_address_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.text == "not found\n"


def test_nothing_but_reading_is_allowed(client: FlaskClient) -> None:
    assert client.post(ADDRESS).status_code == 405
    assert client.delete(ADDRESS).status_code == 405


def test_a_picture_that_was_shown_too_often_is_refused(client: FlaskClient, inside: Standin) -> None:
    inside.pictures.failing = ShownTooOften()
    assert client.get(ADDRESS).status_code == 429


@pytest.mark.parametrize(
    ("failing", "status"), [(Unavailable("show_picture"), 503), (RuntimeError("a fault of ours"), 500)]
)
def test_what_goes_wrong_is_a_fault_of_ours_and_the_address_stays_out_of_the_log(
    client: FlaskClient, inside: Standin, failing: Exception, status: int
) -> None:
    inside.pictures.failing = failing
    with capture_logs() as logs:
        assert client.get(ADDRESS).status_code == status
    assert [line["route"] for line in logs] == ["media.picture"]
    assert "good.by.signature" not in repr(logs)
