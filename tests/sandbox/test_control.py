"""What steers the simulation, and what says that it is one."""

import os
import re
import subprocess
import sys
import threading

import httpx
import pytest

from sandbox.client import NothingCame
from sandbox.config import Config
from sandbox.running import Sandbox, running


def test_every_answer_says_that_it_is_a_simulation(sandbox: Sandbox) -> None:
    for path in ("/", "/phones", "/meters", "/directory/meters/MTR-9999", "/_control/wire", "/phones/phones.js"):
        assert "simulation" in httpx.get(f"{sandbox.url}{path}").headers["X-Simulation"]
    for path in ("/", "/phones"):
        assert "Simulation" in httpx.get(f"{sandbox.url}{path}").text


def test_pages_load_nothing_from_elsewhere(sandbox: Sandbox) -> None:
    for path in ("/", "/phones", "/phones/phones.css", "/phones/phones.js"):
        answer = httpx.get(f"{sandbox.url}{path}")
        assert answer.status_code == 200
        assert not re.search(r"(src|href)=.?https?://|url\(.?https?:|@import", answer.text)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_wire_numbers_requests_and_hides_the_token(sandbox: Sandbox) -> None:
    start = sandbox.wire.last
    httpx.post(f"{sandbox.url}/bot{sandbox.config.telegram_token}/getMe", json={"a": 1})
    httpx.get(f"{sandbox.url}/meters")
    first, second = sandbox.wire.requests(after=start)
    assert (first["target"], first["path"], first["body"], first["status"]) == ("telegram", "/bot/getMe", {"a": 1}, 200)
    assert second["number"] == first["number"] + 1
    assert sandbox.wire.requests("meters", after=start) == [second]
    assert sandbox.config.telegram_token not in str(sandbox.wire.requests())


def test_one_can_wait_for_a_request(sandbox: Sandbox) -> None:
    with pytest.raises(NothingCame):
        sandbox.wire.wait_for("meters", timeout=0.05)
    later = threading.Timer(0.1, httpx.get, (f"{sandbox.url}/meters",))
    later.start()
    assert sandbox.wire.wait_for("meters", timeout=5)[0]["path"] == "/meters"
    later.join()


def test_faults_are_listed_counted_down_and_cleared(sandbox: Sandbox) -> None:
    sandbox.wire.fault("meters", "500", times=2, path="/meters")
    assert httpx.get(f"{sandbox.url}/_control/faults").json()[0]["times"] == 2
    assert [httpx.get(f"{sandbox.url}/meters").status_code for _ in range(3)] == [500, 500, 200]
    sandbox.wire.fault("meters", "500", times=9)
    sandbox.wire.clear_faults()
    assert httpx.get(f"{sandbox.url}/meters").status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", {"target": "moon", "mode": "500"}),
        ("faults", {"target": "beckn", "mode": "eclipse"}),
        ("faults", {"target": "beckn", "mode": "500", "times": "many"}),
        ("faults", []),
        ("clock", {"advance_seconds": "soon"}),
        ("network", {"knows_transactions": "perhaps"}),
        ("phones/pigeon/send", {"from": "MTR-0000", "text": "hi"}),
        ("phones/sms/send", {"from": "MTR-0000", "text": ""}),
        ("phones/sms/send", {"text": "hi"}),
        ("phones/telegram/send", {"from": "+12025550100", "text": "hi"}),
        ("phones/telegram/tap", {"from": "MTR-0000", "message_id": 1, "choice": "x"}),
        ("phones/sms/tap", {"from": "MTR-0000", "message_id": 1, "choice": "x"}),
    ],
)
def test_nonsense_is_refused_with_a_sentence(sandbox: Sandbox, path: str, body: object) -> None:
    answer = httpx.post(f"{sandbox.url}/_control/{path}", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_bot_that_is_away_leaves_messages_waiting(sandbox: Sandbox) -> None:
    sent = sandbox.wire.send("sms", "MTR-0000", "hello")
    assert sent["status"] == 0
    [shown] = sandbox.wire.messages("sms", "MTR-0000")
    assert shown["status"] == "waiting"


def test_the_stream_tells_what_is_new_and_resumes(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/_control/phones/stream"
    sandbox.wire.send("sms", "MTR-0000", "one", forged=True)

    def first_event(headers: dict[str, str]) -> tuple[str, str]:
        with httpx.stream("GET", url, headers=headers, timeout=10) as answer:
            lines = answer.iter_lines()
            number = next(line for line in lines if line.startswith("id: "))
            return number.removeprefix("id: "), next(lines)

    number, event = first_event({})
    assert '"text":"one"' in event
    sandbox.wire.send("sms", "MTR-0000", "two", forged=True)
    later, _ = first_event({"Last-Event-ID": number})
    assert int(later) > int(number)


def test_the_environment_points_a_bot_at_the_sandbox(sandbox: Sandbox) -> None:
    environment = sandbox.environment
    assert environment["TELEGRAM_API_URL"] == environment["BECKN_CLIENT_URL"] == sandbox.url
    assert re.fullmatch(r"AC[0-9a-f]{32}", environment["TWILIO_ACCOUNT_SID"])
    assert "token" not in repr(Config())


def test_a_port_that_is_taken_stops_the_start(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rsplit(":", 1)[1])
    with pytest.raises(RuntimeError, match="did not start"), running(Config(), port):
        pass


def test_the_command_explains_itself_and_runs_small() -> None:
    told = subprocess.run([sys.executable, "-m", "sandbox", "--help"], capture_output=True, text=True, check=True)
    assert "SIMULATION" in told.stdout
    assert "--bot-url" in told.stdout
    with running(Config()) as free:
        port = int(free.url.rsplit(":", 1)[1])
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--print-environment"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
        assert process.stdout is not None
        try:
            banner = next(line for line in process.stdout if "SIMULATION" in line)
            assert f"http://127.0.0.1:{port}" in banner
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=httpx.HTTPTransport(retries=8)) as client:
                assert client.get("/health/live").json()["simulation"] is True
        finally:
            process.terminate()
        assert process.wait(10) == 0
