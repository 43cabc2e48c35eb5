"""Who enters the console, how far, for how long, and what its pages let happen to themselves."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.model.audit import Act
from bot.operators import Role, write
from bot.web.console.access import Guarded, needs
from bot.web.console.routes import POLICY
from tests.store.building import House
from tests.web.consoling import PUBLIC, Browser, Console, people

WRONG = "The name, the password or the code is wrong."


def test_who_signs_in_gets_to_the_page_they_asked_for(console: Console) -> None:
    browser = console.browser()
    sent = browser.get("/console?of=today")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/console/sign-in?to=/console?of%3Dtoday")
    page = browser.get(sent.headers["Location"])
    assert 'name="to" value="/console?of=today"' in page.text
    entered = console.enter(browser, to="/console?of=today")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/console?of=today")
    shown = browser.get("/console").text
    assert "Good day, alex" in shown
    assert "You work here as agent." in shown
    assert console.acts() == [Act.SIGNED_IN]


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example",
        "//evil.example",
        "/chat",
        "/console//evil.example",
        "/console\\evil",
        "/consolefoo",
        "\n",
    ],
)
def test_nobody_is_led_out_of_the_console_by_a_link(console: Console, to: str) -> None:
    assert console.enter(console.browser(), to=to).headers["Location"] == "/console"


@pytest.mark.parametrize(
    "wrong",
    [{"name": "nobody"}, {"name": ""}, {"password": "another"}, {"password": ""}, {"code": "000000"}, {"code": ""}],
    ids=str,
)
def test_whatever_is_wrong_is_answered_alike(console: Console, wrong: dict[str, str]) -> None:
    browser = console.browser()
    name = wrong.pop("name", "alex")
    answer = console.enter(browser, name, **wrong)
    assert answer.status_code == 403
    assert WRONG in answer.text
    assert "Set-Cookie" not in answer.headers
    assert browser.get("/console").status_code == 303
    assert console.acts() == [Act.SIGN_IN_REFUSED]


def test_the_sign_in_is_taken_from_our_own_page_alone(console: Console) -> None:
    for origin in ("https://evil.example", "null", f"{PUBLIC}.evil.example", ""):
        values = {"name": "alex", "password": "x", "code": "1"}
        assert console.browser().post("/console/sign-in", values, origin=origin).status_code == 403
    assert console.acts() == []


def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(console: Console) -> None:
    cookie = console.enter(console.browser()).headers["Set-Cookie"]
    name, _, rest = cookie.partition("=")
    token, *attributes = rest.split("; ")
    assert name == "__Host-wattline-console"
    assert len(token) == 43
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]


def test_a_form_without_its_mark_changes_nothing(console: Console) -> None:
    browser, other = console.inside(), console.inside("cleo")
    for mark in ("", "0" * 128, other.csrf()):
        assert browser.post("/console/sign-out", {"csrf": mark}).status_code == 403
    assert browser.post("/console/sign-out", {"csrf": browser.csrf()}, origin="null").status_code == 403
    assert "Good day" in browser.get("/console").text
    assert browser.submit("/console/sign-out").headers["Location"] == "/console/sign-in"
    assert browser.get("/console").status_code == 303


def test_every_view_says_who_may_see_it_and_nobody_else_does(console: Console) -> None:
    views = {name: view for name, view in console.app.view_functions.items() if name.startswith("console.")}
    unguarded = {name for name, view in views.items() if not isinstance(view, Guarded)}
    assert unguarded == {"console.static", "console.sign_in"}
    inside = {role: console.inside(name) for name, role in _names()}
    for rule in console.app.url_map.iter_rules():
        view = views.get(rule.endpoint)
        if not isinstance(view, Guarded):
            continue
        path = rule.rule.replace("<", "").replace(">", "")
        for method in (rule.methods or set[str]()) - {"HEAD", "OPTIONS"}:
            stranger = console.browser()
            refused = stranger.get(path) if method == "GET" else stranger.post(path)
            assert refused.status_code in {303, 401}, path
            for role, browser in inside.items():
                if view.roles and role not in view.roles:
                    answer = browser.get(path) if method == "GET" else browser.submit(path)
                    assert answer.status_code == 403, (path, role)


def _names() -> list[tuple[str, Role]]:
    return [("alex", Role.AGENT), ("cleo", Role.CAMPAIGNER), ("ada", Role.ADMIN), ("otto", Role.AUDITOR)]


def test_a_role_opens_its_own_pages_alone() -> None:
    view = needs(Role.AGENT, Role.ADMIN)(lambda: "words")
    assert [view.open_to(one) for one in people().values()] == [True, False, True, False]
    assert all(needs()(lambda: "words").open_to(one) for one in people().values())


def test_what_asks_by_itself_without_a_session_is_not_led_to_a_page(console: Console) -> None:
    answer = console.browser().get("/console", **{"Sec-Fetch-Dest": "empty"})
    assert (answer.status_code, answer.text) == (401, "sign in first\n")


@pytest.mark.parametrize("path", ["/console", "/console/sign-in", "/console/prove", "/console/static/console.css"])
def test_every_answer_carries_the_headers(console: Console, path: str) -> None:
    answer = console.inside().get(path)
    answer.close()
    headers = answer.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert ("no-store" in headers["Cache-Control"]) == (not path.endswith("css"))


def test_the_policy_lets_in_nothing_but_our_own_files() -> None:
    said = dict(one.partition(" ")[::2] for one in POLICY.split("; "))
    assert said["default-src"] == said["base-uri"] == said["frame-ancestors"] == said["trusted-types"] == "'none'"
    assert {said[name] for name in said if name.endswith("-src") and name != "default-src"} == {"'self'"}
    assert said["require-trusted-types-for"] == "'script'"


def test_whoever_is_taken_out_of_the_file_is_signed_out_at_once(console: Console) -> None:
    browser = console.inside()
    left = people()
    del left["alex"]
    write(console.file, left)
    assert browser.get("/console").status_code == 303
    assert console.enter(console.browser()).status_code == 403


def test_another_password_or_authenticator_ends_the_sessions_before(console: Console) -> None:
    alex = people()["alex"]
    for other in (replace(alex, password=alex.password[:-2] + "AA"), replace(alex, totp="A" * 32)):
        browser = console.inside()
        write(console.file, people() | {"alex": other})
        assert browser.get("/console").status_code == 303
        write(console.file, people())


def test_another_role_counts_at_once(console: Console) -> None:
    browser = console.inside()
    write(console.file, people() | {"alex": replace(people()["alex"], roles=frozenset({Role.AUDITOR}))})
    assert "You work here as auditor." in browser.get("/console").text


def test_a_file_that_nobody_can_read_any_more_changes_nothing(console: Console) -> None:
    browser = console.inside()
    console.file.write_text("alex: [")
    assert browser.get("/console").status_code == 200


def test_whoever_has_no_authenticator_enters_a_console_of_this_machine_alone(redis_url: str, tmp_path: Path) -> None:
    house = House(redis_url)
    for public, status in (("http://127.0.0.1:8000", 303), (PUBLIC, 403)):
        file = tmp_path / f"{status}.yaml"
        write(file, people(totp=None))
        console = Console(house, file, public=public)
        assert console.enter(console.browser(), code="").status_code == status
    house.runner.close()


def test_a_form_that_is_too_large_or_a_body_that_is_broken_is_refused(console: Console) -> None:
    browser = console.browser()
    assert browser.post("/console/sign-in", {"name": "x" * 1_100_000}).status_code == 413


def test_a_page_that_is_not_there_and_one_that_is_not_open_say_so(console: Console) -> None:
    browser = console.inside()
    assert browser.get("/console/nothing").status_code == 404
    refused = browser.post("/console/sign-out")
    assert "This is not open to your roles" in refused.text


def test_nothing_in_the_store_names_an_operator_or_holds_a_token(console: Console) -> None:
    browser = console.inside()
    assert isinstance(browser, Browser)
    (cookie,) = (one for one in (browser.client.get_cookie("__Host-wattline-console", "bot.utility.example"),) if one)
    redis = console.house.runner.redis
    kept = b"".join(key + (redis.dump(key) or b"") for key in redis.scan_iter())
    assert b"alex" not in kept
    assert cookie.value.encode() not in kept
    lasting = {key.decode() for key in redis.scan_iter() if redis.ttl(key) == -1}
    assert lasting == {"audit", "audit:head"}


def test_the_sign_in_lets_password_managers_work_and_hides_what_is_typed(console: Console) -> None:
    page = console.browser().get("/console/sign-in").text
    assert 'autocomplete="username"' in page
    assert 'type="password" autocomplete="current-password"' in page
    assert 'autocomplete="one-time-code"' in page
    assert "<script" not in page, "nothing there could keep anybody from pasting"


def test_every_answer_of_the_web_process_carries_the_headers(console: Console) -> None:
    client, rules = console.app.test_client(), list(console.app.url_map.iter_rules())
    assert len(rules) > 20
    for rule in rules:
        if rule.websocket:
            continue
        path = rule.rule.replace("<path:filename>", "chat.css").replace("<", "").replace(">", "").replace("int:", "")
        for method in (rule.methods or set[str]()) - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method, base_url=PUBLIC)
            answer.close()
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; "), path
            assert "base-uri 'none'" in policy, path
            assert "frame-ancestors " in policy, path
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
            assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}, path
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", path
            assert "Access-Control-Allow-Origin" not in answer.headers, path
    missing = client.get("/nowhere", base_url=PUBLIC)
    assert (missing.status_code, missing.headers["X-Content-Type-Options"]) == (404, "nosniff")
