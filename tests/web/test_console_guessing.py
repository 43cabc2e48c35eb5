"""How little a guesser gets at the console: tries that wait, codes that count once, and answers that tell nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.signing import Attempt, Refused
from bot.store.consoles import Limits
from tests.web.consoling import PASSWORD, Browser, Console

MINUTE = 60_000


def test_a_code_counts_once_even_in_another_browser_and_for_a_proof(console: Console) -> None:
    browser, code = console.browser(), console.code()
    values = {"name": "alex", "password": PASSWORD, "code": code}
    assert browser.post("/console/sign-in", values).status_code == 303
    assert console.browser().post("/console/sign-in", values).status_code == 403
    proof = {"csrf": browser.csrf(), "password": PASSWORD, "code": code}
    assert browser.post("/console/prove", proof).status_code == 403


def test_a_code_counts_for_its_own_half_minute_and_the_next(console: Console) -> None:
    for later, status in ((0, 303), (59, 303), (60, 403), (-1, 403)):
        code = console.code()
        now = console.now
        console.now += timedelta(seconds=later)
        values = {"name": "alex", "password": PASSWORD, "code": code}
        assert console.browser().post("/console/sign-in", values).status_code == status, later
        console.now = now + timedelta(minutes=2)


def test_after_five_wrong_tries_a_right_one_waits_too_and_each_further_one_longer(console: Console) -> None:
    redis = console.house.runner.redis
    for _ in range(5):
        assert console.enter(console.browser(), password="wrong").status_code == 403
    waits = []
    for _ in range(6):
        answer = console.enter(console.browser())
        assert answer.status_code == 429
        assert "wrong too often" in answer.text
        waits.append(round(int(answer.headers["Retry-After"]) / 60))
        for key in redis.scan_iter("signing:*"):
            redis.hset(key, "until", 0)
        assert console.enter(console.browser(), password="wrong").status_code == 403
    assert waits == [1, 2, 4, 8, 15, 15]


def test_a_name_that_nobody_has_waits_as_well(console: Console) -> None:
    for _ in range(5):
        console.enter(console.browser(), "nobody")
    assert console.enter(console.browser(), "nobody").status_code == 429


def _from(browser: Browser, place: str, **values: str) -> int:
    headers = {"Origin": browser.public, "X-Forwarded-For": place}
    return browser.client.post("/console/sign-in", base_url=browser.public, data=values, headers=headers).status_code


def test_a_place_waits_whatever_names_it_tries_and_no_other_place_does(console: Console) -> None:
    wrong = {"password": "wrong", "code": "000000"}
    for number in range(5):
        assert _from(console.browser(), "8.8.8.8, 192.0.2.1", name=f"name{number}", **wrong) == 403
    right = {"name": "alex", "password": PASSWORD}
    assert _from(console.browser(), "1.1.1.1, 192.0.2.1", code=console.code(), **right) == 429
    assert _from(console.browser(), "192.0.2.1, 192.0.2.2", code=console.code(), **right) == 303


def test_a_network_of_ipv6_is_one_place(console: Console) -> None:
    for number in range(5):
        _from(console.browser(), f"2001:db8::{number}", name=f"name{number}", password="x", code="1")
    right = {"name": "alex", "password": PASSWORD}
    assert _from(console.browser(), "2001:db8::ffff", code=console.code(), **right) == 429
    assert _from(console.browser(), "2001:db8:1::1", code=console.code(), **right) == 303
    assert _from(console.browser(), "unknown", code=console.code(), **right) == 303


def test_what_was_right_forgives_what_was_wrong_before(console: Console) -> None:
    for _ in range(3):
        for _ in range(4):
            assert console.enter(console.browser(), password="wrong").status_code == 403
        assert console.enter(console.browser()).status_code == 303
    assert list(console.house.runner.redis.scan_iter("signing:*")) == []


def test_a_known_name_and_another_one_cost_the_same_work(console: Console) -> None:
    tried: list[bool] = []

    def aside(long: Callable[[], bool]) -> bool:
        tried.append(long())
        return tried[-1]

    for name in ("alex", "nobody"):
        with pytest.raises(Refused):
            console.signing.sign_in(Attempt(name, "wrong", "000000", "here"), None, aside)
    assert tried == [False, False], "one password is hashed for each, and no more"


def test_limits_are_what_the_page_says() -> None:
    limits = Limits()
    page = (Path(__file__).parents[2] / "docs" / "security.md").read_text()
    assert f"{limits.pause // MINUTE} minutes without use" in page
    assert f"after {limits.longest // MINUTE // 60} hours in any case" in page
    assert (limits.free, limits.proof // MINUTE, limits.longest_wait // MINUTE) == (5, 5, 15)
    assert "After five tries" in page
    assert "shows for five minutes" in page


def test_nobody_outside_keeps_an_operator_inside_from_a_proof(console: Console) -> None:
    browser = console.inside()
    for _ in range(6):
        console.enter(console.browser(), password="wrong")
    assert console.enter(console.browser()).status_code == 429
    assert console.prove(browser).status_code == 303
    for _ in range(5):
        assert console.prove(browser, password="wrong").status_code == 403
    assert console.prove(browser).status_code == 429
