"""Sessions at the console: how they are proven, how long they last, how they end, and how little a guesser gets."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model.audit import Act
from bot.operators import write
from bot.signing import Attempt, Refused
from bot.store.operation import SCRIPTS
from sandbox.embedded import free_port
from tests.chaos import consoling
from tests.store.building import House
from tests.web.consoling import PASSWORD, SECRET, Browser, Console, people
from tests.web.crawling import served

COOKIE = "__Host-wattline-console"
MINUTE = 60_000


def _token(browser: Browser) -> str:
    cookie = browser.client.get_cookie(COOKIE, "bot.utility.example")
    assert cookie is not None
    return cookie.value


def _key(console: Console) -> str:
    (key,) = console.house.runner.redis.scan_iter("console:*")
    return str(key.decode())


def _prove(console: Console, browser: Browser, **wrong: str) -> int:
    values = {"csrf": browser.csrf(), "password": PASSWORD, "code": console.code(), "to": "/console?x=1"}
    return browser.post("/console/prove", values | wrong).status_code


def test_a_session_ends_after_half_an_hour_without_use(console: Console) -> None:
    browser, redis = console.inside(), console.house.runner.redis
    assert redis.pttl(_key(console)) > 29 * MINUTE
    redis.pexpire(_key(console), MINUTE)
    browser.get("/console")
    assert 29 * MINUTE < redis.pttl(_key(console)) <= 30 * MINUTE


def test_what_a_page_asks_by_itself_keeps_no_session_open(console: Console) -> None:
    token, redis = _token(console.inside()), console.house.runner.redis
    redis.pexpire(_key(console), 5000)
    assert console.signing.look(token, use=False) is not None
    assert redis.pttl(_key(console)) <= 5000


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(console: Console) -> None:
    browser, redis, key = console.inside(), console.house.runner.redis, _key(console)
    opened = int(redis.hget(key, "opened") or 0)
    redis.hset(key, "opened", opened - 12 * 60 * MINUTE + 20_000)
    assert browser.get("/console").status_code == 200
    assert redis.pttl(key) <= 20_000
    redis.hset(key, "opened", opened - 12 * 60 * MINUTE)
    assert browser.get("/console").status_code == 303
    assert not redis.exists(key)


def test_each_sign_in_and_each_proof_gives_a_new_token_and_the_old_one_ends(console: Console) -> None:
    browser = console.inside()
    tokens = [_token(browser)]
    console.enter(browser)
    tokens.append(_token(browser))
    assert _prove(console, browser) == 303
    tokens.append(_token(browser))
    assert len(set(tokens)) == 3
    assert [console.signing.look(token) is not None for token in tokens] == [False, False, True]
    assert console.acts() == [Act.SIGNED_IN, Act.SIGNED_IN, Act.PROVEN_AGAIN]


def test_nothing_a_browser_brings_along_becomes_a_session(console: Console) -> None:
    browser = console.browser()
    browser.client.set_cookie(COOKIE, "chosen-by-somebody", domain="bot.utility.example", secure=True)
    assert browser.get("/console").status_code == 303
    console.enter(browser)
    assert _token(browser) != "chosen-by-somebody"
    assert console.signing.look("chosen-by-somebody") is None


def test_personal_data_is_shown_for_five_minutes_after_a_proof_and_not_after_a_sign_in(console: Console) -> None:
    browser, redis = console.inside(), console.house.runner.redis
    assert "Show personal data" in browser.get("/console").text
    assert _prove(console, browser) == 303
    assert "Personal data is shown" in browser.get("/console").text
    key = _key(console)
    redis.hset(key, "proven", int(redis.hget(key, "proven") or 0) - 5 * MINUTE)
    assert "Show personal data" in browser.get("/console").text


def test_a_proof_keeps_the_session_its_first_hour(console: Console) -> None:
    browser, redis = console.inside(), console.house.runner.redis
    redis.hset(_key(console), "opened", "1000000")
    redis.hset(_key(console), "opened", str(int(datetime.now(UTC).timestamp() * 1000) - 11 * 60 * MINUTE))
    before = redis.hget(_key(console), "opened")
    assert _prove(console, browser) == 303
    assert redis.hget(_key(console), "opened") == before


@pytest.mark.parametrize("wrong", [{"password": "another"}, {"code": "000000"}, {"code": ""}], ids=str)
def test_a_wrong_proof_shows_nothing_and_says_so(console: Console, wrong: dict[str, str]) -> None:
    browser = console.inside()
    assert _prove(console, browser, **wrong) == 403
    assert "Show personal data" in browser.get("/console").text
    assert console.acts() == [Act.SIGNED_IN, Act.SIGN_IN_REFUSED]


def test_after_a_proof_one_is_back_on_the_page_with_a_notice_that_shows_once(console: Console) -> None:
    browser = console.inside()
    values = {"csrf": browser.csrf(), "password": PASSWORD, "code": console.code(), "to": "/console?x=1"}
    assert browser.post("/console/prove", values).headers["Location"] == "/console?x=1"
    assert "Personal data is shown for five minutes." in browser.get("/console").text
    assert "Personal data is shown for five minutes." not in browser.get("/console").text


def test_sign_out_ends_this_session_and_everywhere_ends_all(console: Console) -> None:
    first, second, other = console.inside(), console.inside(), console.inside("ada")
    assert "this one" in first.get("/console/sessions").text
    assert first.get("/console/sessions").text.count("min ago") == 2
    first.submit("/console/sign-out")
    assert [one.get("/console").status_code for one in (first, second, other)] == [303, 200, 200]
    third = console.inside()
    asked = third.submit("/console/sessions")
    assert asked.headers["Location"] == "/console/prove?to=/console/sessions"
    assert _prove(console, third) == 303
    assert third.submit("/console/sessions").headers["Location"] == "/console/sign-in"
    assert [one.get("/console").status_code for one in (second, third, other)] == [303, 303, 200]


def test_an_administrator_ends_the_sessions_of_somebody_else(console: Console) -> None:
    browser = console.inside()
    assert console.signing.sign_out_everywhere("alex", "ada") == 1
    assert browser.get("/console").status_code == 303
    assert console.acts()[-1] is Act.SIGNED_OUT


def test_a_session_that_ended_meanwhile_is_not_opened_again_by_a_proof(console: Console) -> None:
    browser = console.inside()
    token = _token(browser)
    signed = console.signing.look(token)
    assert signed is not None
    console.signing.sign_out(signed)
    with pytest.raises(Refused):
        console.signing.prove(signed, Attempt("alex", PASSWORD, console.code(), "here"), lambda long: long())


def test_every_page_has_a_way_out(console: Console) -> None:
    browser = console.inside()
    for path in ("/console", "/console/sessions", "/console/prove"):
        assert re.search(r'action="/console/sign-out"', browser.get(path).text), path


def test_a_lost_authenticator_is_replaced_and_the_old_one_opens_nothing(console: Console) -> None:
    browser = console.inside()
    write(console.file, people() | {"alex": replace(people()["alex"], totp="A" * 32)})
    assert browser.get("/console").status_code == 303
    assert SECRET != "A" * 32
    assert console.enter(console.browser()).status_code == 403


def test_a_password_stays_good_until_somebody_changes_it(console: Console) -> None:
    console.now += timedelta(days=3650)
    assert console.enter(console.browser()).status_code == 303


def test_every_cookie_is_for_this_host_alone(console: Console) -> None:
    browser = console.inside()
    values = {"csrf": browser.csrf(), "password": PASSWORD, "code": console.code()}
    set_now = browser.post("/console/prove", values).headers.getlist("Set-Cookie")
    assert len(set_now) == 2
    for cookie in set_now:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))


async def test_whoever_ends_processes_comes_by_every_operation(redis_url: str, tmp_path: Path) -> None:
    house = House(redis_url)
    public = f"http://127.0.0.1:{free_port()}"
    with served(Console(house, consoling.operators(tmp_path), public=public, proxies=0)) as url:
        await consoling.operate(url)
    known = house.runner.redis.script_exists(*(SCRIPTS[name].sha for name in consoling.OPERATED))
    assert dict(zip(consoling.OPERATED, known, strict=True)) == dict.fromkeys(consoling.OPERATED, True)
    house.runner.close()
