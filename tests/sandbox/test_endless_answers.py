"""Answers that are too much, as a network's door would give them."""

import httpx

from sandbox.running import Sandbox


def test_an_answer_may_be_huge(sandbox: Sandbox) -> None:
    sandbox.wire.fault("beckn", "huge", path="/confirm")
    answer = httpx.post(f"{sandbox.url}/confirm", json={})
    assert len(answer.content) > 50_000_000
    assert len(answer.json()["responses"]) == 1


def test_an_answer_may_drip_for_ever(sandbox: Sandbox) -> None:
    sandbox.wire.fault("beckn", "slow_loris", path="/confirm")
    with httpx.stream("POST", f"{sandbox.url}/confirm", json={}, timeout=10) as answer:
        drops = answer.iter_raw()
        came = [next(drops), next(drops)]
    assert answer.status_code == 200
    assert b"".join(came) == b'{"responses":[ '
