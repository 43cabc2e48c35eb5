"""The chat's page: who the visitor is, what the page may load, in which language it speaks."""

from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient

from bot.store.away import Unavailable
from bot.web import create_app
from bot.web.sockets import SOCKETS_A_PROCESS
from bot.web.words import PAGES, WordsMissing, page_words
from tests.web.standin import Standin, house

PUBLIC = "https://bot.utility.example"
OURS = {"Origin": PUBLIC}


def test_the_front_door_leads_to_the_chat(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/chat")


def test_a_visitor_gets_a_secret_that_scripts_and_other_sites_never_see(client: FlaskClient) -> None:
    cookie = client.get("/chat", base_url=PUBLIC).headers["Set-Cookie"]
    name, _, rest = cookie.partition("=")
    assert name == "__Host-wattline"
    assert len(rest.split(";")[0]) == 43
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in rest.split(";")}
    assert "Domain" not in cookie


def test_without_tls_the_cookie_has_a_plain_name() -> None:
    client = create_app(house("http://localhost:8000")).test_client()
    cookie = client.get("/chat").headers["Set-Cookie"]
    assert cookie.startswith("wattline=")
    assert "Secure" not in cookie


def test_a_visitor_who_comes_back_is_the_same_and_the_secret_stays_out_of_the_page(
    client: FlaskClient, inside: Standin
) -> None:
    first = client.get("/chat", base_url=PUBLIC)
    second = client.get("/chat", base_url=PUBLIC)
    token = first.headers["Set-Cookie"].split("=")[1].split(";")[0]
    assert second.headers["Set-Cookie"].split("=")[1].split(";")[0] == token
    assert token not in first.text
    visit = inside.visitors.look(token)
    assert visit is not None
    assert visit.visitor not in first.text
    client.set_cookie("__Host-wattline", "made up", domain="bot.utility.example", secure=True)
    third = client.get("/chat", base_url=PUBLIC).headers["Set-Cookie"]
    assert "made" not in third


def test_the_page_may_load_only_what_is_ours(client: FlaskClient) -> None:
    answer = client.get("/chat", base_url=PUBLIC)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["img-src"] == "'self'"
    assert policy["connect-src"] == "'self' wss://bot.utility.example"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["frame-ancestors"] == "'self' https://www.utility.example"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script>" not in answer.text
    assert "style=" not in answer.text


def test_the_pages_files_are_served(client: FlaskClient) -> None:
    for name in (
        "chat.js",
        "chat.css",
        "connection.js",
        "embedded.js",
        "messages.js",
        "palette.css",
        "screen.js",
        "transcript.js",
        "mark.svg",
    ):
        with client.get(f"/chat/static/{name}") as answer:
            assert answer.status_code == 200
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_embeds_the_chat_needs_one_tag_that_may_be_kept_for_an_hour(client: FlaskClient) -> None:
    answer = client.get("/chat/embed.js", base_url=PUBLIC)
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert f'const ORIGIN = "{PUBLIC}";' in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "Chat with us" in answer.text
    assert "Chatee con nosotros" in answer.text


def test_log_out_is_offered_to_whoever_proved_an_account_alone(client: FlaskClient, inside: Standin) -> None:
    assert 'id="leave" hidden' in client.get("/chat", base_url=PUBLIC).text
    token = client.get_cookie("__Host-wattline", domain="bot.utility.example")
    assert token is not None
    visit = inside.visitors.look(token.value)
    assert visit is not None
    inside.visitors.prove(visit.visitor, "typed-it")
    answer = client.post("/chat/session", base_url=PUBLIC, headers=OURS, json={"said": ["typed-it"]})
    assert answer.json is not None
    assert answer.json["proven"] is True
    assert 'id="leave" hidden' not in client.get("/chat", base_url=PUBLIC).text


@pytest.mark.parametrize(
    ("query", "accepted", "locale"),
    [
        ("", "es-MX,es;q=0.9", "es"),
        ("", "de", "en"),
        ("", "", "en"),
        ("?lang=hi", "es", "hi"),
        ("?lang=<script>", "es", "es"),
    ],
)
def test_the_page_speaks_the_visitors_language(query: str, accepted: str, locale: str, client: FlaskClient) -> None:
    page = client.get(f"/chat{query}", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{locale}">' in page
    assert page_words("chat", (locale,))[locale]["placeholder"] in page


def test_a_ticket_is_given_to_our_own_page_and_a_known_visitor_alone(client: FlaskClient, inside: Standin) -> None:
    assert client.post("/chat/ticket", base_url=PUBLIC, headers=OURS).status_code == 403
    token = client.get("/chat", base_url=PUBLIC).headers["Set-Cookie"].split("=")[1].split(";")[0]
    for origin in (
        {},
        {"Origin": "null"},
        {"Origin": f"{PUBLIC}.evil.example"},
        {"Origin": "http://bot.utility.example"},
    ):
        assert client.post("/chat/ticket", base_url=PUBLIC, headers=origin).status_code == 403
    answer = client.post("/chat/ticket", base_url=PUBLIC, headers=OURS)
    assert answer.json is not None
    visit = inside.visitors.look(token)
    assert visit is not None
    assert inside.tickets.redeem(answer.json["ticket"]) == visit.visitor


class _Open:
    """An open socket that does nothing."""

    def wake(self) -> None:
        """Look at nothing."""

    def stop(self, code: int) -> None:
        """End nothing."""


def test_a_process_that_holds_as_many_chats_as_it_may_sends_others_away_for_a_while(client: FlaskClient) -> None:
    sockets = client.application.extensions["sockets"]
    for number in range(SOCKETS_A_PROCESS):
        sockets.join(f"visitor-{number}", _Open())
    client.get("/chat", base_url=PUBLIC)
    ticket = client.post("/chat/ticket", base_url=PUBLIC, headers=OURS).json
    assert ticket is not None
    upgrade = {**OURS, "Connection": "Upgrade", "Upgrade": "websocket"}
    answer = client.get(f"/chat/socket?ticket={ticket['ticket']}", base_url=PUBLIC, headers=upgrade)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_words_that_a_language_lacks_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text(yaml.safe_dump({"chat": {"title": "Chat", "send": "Send"}}))
    (tmp_path / "es.yaml").write_text(yaml.safe_dump({"chat": {"title": "Chat"}}))
    with pytest.raises(WordsMissing, match=r"es\.yaml lacks chat: send"):
        page_words("chat", ("en", "es"), tmp_path)
    with pytest.raises(WordsMissing, match=r"hi\.yaml has no words"):
        page_words("chat", ("hi",), tmp_path)


def test_every_word_of_the_page_is_used_and_keeps_its_places_in_every_language() -> None:
    words = page_words("chat", ("en", "es", "hi"))
    templates = (Path(create_app.__code__.co_filename).parent / "templates").iterdir()
    template = "".join(one.read_text() for one in templates if one.is_file())
    for name, text in words["en"].items():
        assert f"words.{name}" in template or f'"{name}"' in template or f"spoken.{name}" in template
        for locale in words:
            assert ("{seconds}" in words[locale][name]) == ("{seconds}" in text)
    assert {file.stem for file in PAGES.glob("*.yaml")} == set(words)


def test_while_the_store_is_away_a_page_is_told_to_ask_again(client: FlaskClient, inside: Standin) -> None:
    client.get("/chat", base_url=PUBLIC)
    inside.tickets.failing = Unavailable("ticket_issue")
    answer = client.post("/chat/ticket", base_url=PUBLIC, headers=OURS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert answer.text == "unavailable, try again\n"
