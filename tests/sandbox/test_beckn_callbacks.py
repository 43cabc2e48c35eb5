"""The protocol server in webhook mode, as it was measured: an acknowledgement, callbacks, and noise."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.config import Config
from sandbox.running import Sandbox, running

Json = dict[str, Any]
SECRET = "s" * 32
TRANSACTION = "0b8f0c9e-6f6c-4b4e-9d9a-0d6c6f1f2a11"
CUSTOMER = {"person": {"name": "Ada Whitfield"}, "contact": {"phone": "+12025550100"}}
ORDER = {"provider": {"id": "61"}, "items": [{"id": "6101"}], "fulfillments": [{"customer": CUSTOMER}]}


@pytest.fixture(scope="module")
def _running() -> Iterator[Sandbox]:
    with running(Config(bot_url="http://127.0.0.1:9", beckn_secret=SECRET)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_running: Sandbox) -> Sandbox:
    _running.wire.reset()
    return _running


def ask(sandbox: Sandbox, action: str, message: Json, **changed: object) -> httpx.Response:
    context = {
        "domain": "deg:retail",
        "action": action,
        "version": "1.1.0",
        "bap_id": "bap.wattline.example",
        "bap_uri": "https://bap.wattline.example",
        "bpp_id": sandbox.config.bpp_id,
        "bpp_uri": sandbox.config.bpp_uri,
        "transaction_id": TRANSACTION,
        "message_id": str(uuid.uuid4()),
        "timestamp": datetime.now(UTC).isoformat(),
        "ttl": "PT10S",
    } | changed
    context = {name: value for name, value in context.items() if value is not None}
    return httpx.post(f"{sandbox.url}/{action}", json={"context": context, "message": message})


def posted(sandbox: Sandbox, number: int) -> list[Json]:
    """What was posted to the bot, once it is so much."""
    found: list[Json] = []
    while len(found) < number:
        found += sandbox.wire.wait_for("bot", after=found[-1]["number"] if found else 0)
    assert all(one["path"].startswith("/webhooks/beckn") for one in found)
    return [one["body"] for one in found]


def said(entry: Json) -> tuple[str, str]:
    return entry["context"]["action"], entry["context"]["transaction_id"]


def test_a_search_is_acknowledged_and_its_answer_posted_with_noise_beside_it(sandbox: Sandbox) -> None:
    answer = ask(sandbox, "search", {"intent": {"item": {"descriptor": {"name": "solar"}}}})
    assert (answer.status_code, answer.json()) == (202, {"message": {"ack": {"status": "ACK"}}})
    found, noise = posted(sandbox, 2)
    assert said(found) == ("on_search", TRANSACTION)
    assert "message" in found
    assert (said(noise), "error" in noise) == (("search", TRANSACTION), True)


def test_it_is_as_strict_as_in_sync_mode(sandbox: Sandbox) -> None:
    assert ask(sandbox, "select", {}).status_code == 400
    assert ask(sandbox, "select", {"order": ORDER}, bpp_id=None).json()["message"]["ack"]["status"] == "NACK"
    assert ask(sandbox, "select", {"order": ORDER}, version="1.1.1").status_code == 500


def test_a_seller_who_refuses_posts_an_error(sandbox: Sandbox) -> None:
    ask(sandbox, "select", {"order": {**ORDER, "items": [{"id": "none"}]}})
    assert "error" in posted(sandbox, 1)[0]


def test_an_order_is_taken_though_its_callback_never_comes(sandbox: Sandbox) -> None:
    sandbox.wire.fault("beckn", "callback_silent", path="/confirm")
    assert ask(sandbox, "confirm", {"order": ORDER}).status_code == 202
    ask(sandbox, "select", {"order": ORDER})
    assert [said(one)[0] for one in posted(sandbox, 1)] == ["on_select"]
    assert len(sandbox.wire.orders()) == 1


def test_callbacks_come_late_or_twenty_times_or_of_another_transaction(sandbox: Sandbox) -> None:
    sandbox.wire.fault("beckn", "callback_late", path="/select", retry_after=5)
    sandbox.wire.fault("beckn", "callback_repeated", path="/init")
    sandbox.wire.fault("beckn", "callback_foreign", path="/confirm")
    ask(sandbox, "select", {"order": ORDER})
    ask(sandbox, "init", {"order": ORDER})
    ask(sandbox, "confirm", {"order": ORDER})
    found = posted(sandbox, 22)
    assert [said(one)[0] for one in found].count("on_init") == 20
    assert said(found[-1]) == ("on_select", TRANSACTION)
    assert [said(one)[1] != TRANSACTION for one in found if said(one)[0] == "on_confirm"] == [True]


def test_callbacks_of_an_order_come_out_of_order(sandbox: Sandbox) -> None:
    sandbox.wire.fault("beckn", "callback_disordered", path="/confirm")
    ask(sandbox, "confirm", {"order": ORDER})
    assert [said(one)[0] for one in posted(sandbox, 4)] == ["on_status", "on_confirm"] * 2


def test_nobody_posts_where_nobody_sells(sandbox: Sandbox) -> None:
    ask(sandbox, "search", {"intent": {}}, domain="deg:nothing")
    ask(sandbox, "select", {"order": ORDER})
    assert [said(one)[0] for one in posted(sandbox, 1)] == ["on_select"]


def test_the_bots_settings_say_so(sandbox: Sandbox) -> None:
    environment = sandbox.environment
    assert (environment["BECKN_MODE"], environment["BECKN_WEBHOOK_SECRET"]) == ("webhook", SECRET)
