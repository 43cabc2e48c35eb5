"""The simulated Content API: what WhatsApp could not show is refused, and what it would not approve is not approved."""

import httpx
import pytest

from sandbox.running import Sandbox
from sandbox.twilio_shown import LIST, QUICK


def ask(sandbox: Sandbox, path: str, body: object) -> httpx.Response:
    account = (sandbox.config.twilio_account, sandbox.config.twilio_token)
    return httpx.post(f"{sandbox.url}{path}", json=body, auth=account)


def content(sandbox: Sandbox, body: str, **submitted: str) -> str:
    """Make a quick reply whose approval is asked for and pending."""
    shown = {"body": body, "actions": [{"type": "QUICK_REPLY", "title": "Read it", "id": "read"}]}
    made = ask(sandbox, "/v1/Content", {"friendly_name": "n", "language": "en", "types": {QUICK: shown}})
    sid = str(made.json()["sid"])
    wanted = {"name": "news", "category": "UTILITY", **submitted}
    assert ask(sandbox, f"/v1/Content/{sid}/ApprovalRequests/whatsapp", wanted).status_code == 201
    sandbox.wire.decide_templates("pending")
    return sid


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param({QUICK: {"body": "x", "actions": []}}, id="no buttons"),
        pytest.param({QUICK: {"body": "x", "actions": [{"title": "t" * 21, "id": "1"}]}}, id="a long label"),
        pytest.param(
            {QUICK: {"body": "x", "actions": [{"title": "a", "id": "1"}, {"title": "a", "id": "2"}]}}, id="alike"
        ),
        pytest.param({QUICK: {"body": "x" * 1025, "actions": [{"title": "a", "id": "1"}]}}, id="long words"),
        pytest.param({LIST: {"body": "x", "items": [{"item": "a", "id": "1"}]}}, id="nothing opens the list"),
        pytest.param({"twilio/flows": {"body": "x"}}, id="a type that is not simulated"),
        pytest.param({}, id="no type"),
    ],
)
def test_a_content_that_whatsapp_could_not_show_is_refused(sandbox: Sandbox, shown: object) -> None:
    assert ask(sandbox, "/v1/Content", {"language": "en", "types": shown}).status_code == 400


def test_a_list_is_never_approved_and_words_at_the_edge_of_a_variable_are_rejected(sandbox: Sandbox) -> None:
    shown = {"body": "x", "button": "Choose", "items": [{"item": "a", "id": "1"}]}
    sid = ask(sandbox, "/v1/Content", {"language": "en", "types": {LIST: shown}}).json()["sid"]
    path = f"/v1/Content/{sid}/ApprovalRequests/whatsapp"
    assert ask(sandbox, path, {"name": "choices", "category": "UTILITY"}).status_code == 400
    assert ask(sandbox, "/v1/Content/HX0/ApprovalRequests/whatsapp", {}).status_code == 404
    shown = {"body": "{{1}} has news", "actions": [{"type": "QUICK_REPLY", "title": "Read it", "id": "read"}]}
    sid = ask(sandbox, "/v1/Content", {"language": "en", "types": {QUICK: shown}}).json()["sid"]
    asked = ask(sandbox, f"/v1/Content/{sid}/ApprovalRequests/whatsapp", {"name": "edge", "category": "UTILITY"})
    assert asked.json()["status"] == "rejected"
