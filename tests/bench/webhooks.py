"""What accepting a webhook costs, against a bare Flask route under the same server and in the same run."""

import json
import os
import socket
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from sandbox import demo_secrets
from sandbox.config import Config
from sandbox.embedded import free_port, server_command, server_program
from tests.bench.processes import cpu_seconds, running
from tests.measuring import Measure, at_most

_GOAL = 2.0
_REQUESTS = 1500
_ROUNDS = 5
_LONG_ROUNDS = 15
_WARM_UP = 300
_numbers = count(1)


def accepting(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is the one thing a measurement is told
    """Measure CPU for each accepted webhook of Telegram and of Twilio as a ratio, the median of several rounds."""
    with tempfile.TemporaryDirectory() as folder, _servers(Path(folder)) as (real, bare):
        for name, requests in (("Telegram", real.telegram), ("Twilio", real.twilio)):
            ratios = []
            for server in (real, bare):
                server.take(requests(_WARM_UP))
            for _ in range(_LONG_ROUNDS if long else _ROUNDS):
                costs = [server.take(requests(_REQUESTS)) for server in (real, bare)]
                ratios.append(costs[0] / costs[1])
            yield at_most(f"a webhook of {name}'s accepted, CPU", statistics.median(ratios), _GOAL, "bare Flask routes")


class _Server:
    """One gunicorn on loopback and the requests that it is sent."""

    def __init__(self, pid: int, port: int, secrets: dict[str, str]) -> None:
        self._pid = pid
        self._port = port
        self._secrets = secrets
        self._url = f"http://127.0.0.1:{port}/webhooks/twilio"
        self._validator = RequestValidator(secrets["TWILIO_AUTH_TOKEN"])

    def take(self, requests: Sequence[bytes]) -> float:
        """Send requests one after the other on one connection and return the CPU seconds of one."""
        before = cpu_seconds(self._pid)
        with socket.create_connection(("127.0.0.1", self._port)) as connection:
            for request in requests:
                connection.sendall(request)
                answer = connection.recv(4096)
                if not answer.startswith((b"HTTP/1.1 204", b"HTTP/1.1 200")):
                    raise RuntimeError(answer.decode(errors="replace"))
        return (cpu_seconds(self._pid) - before) / len(requests)

    def telegram(self, number: int) -> list[bytes]:
        """Make updates, each of another customer."""
        return [self._update(next(_numbers)) for _ in range(number)]

    def twilio(self, number: int) -> list[bytes]:
        """Make signed forms."""
        return [self._form(next(_numbers)) for _ in range(number)]

    def _update(self, place: int) -> bytes:
        person = {"id": 700_200_000 + place, "is_bot": False, "first_name": "Ada"}
        chat = {"id": person["id"], "type": "private", "first_name": "Ada"}
        message = {"message_id": place, "date": 1_795_000_000, "chat": chat, "from": person, "text": "I want solar"}
        body = json.dumps({"update_id": place, "message": message}).encode()
        secret = self._secrets["TELEGRAM_WEBHOOK_SECRET"]
        return _post("telegram", "application/json", f"X-Telegram-Bot-Api-Secret-Token: {secret}", body)

    def _form(self, place: int) -> bytes:
        form = {
            "AccountSid": self._secrets["TWILIO_ACCOUNT_SID"],
            "MessageSid": f"SM{place:032x}",
            "From": f"+1202555{100 + place % 100:04}",
            "To": Config().sms_from,
            "Body": "I want solar",
            "NumMedia": "0",
        }
        signature = self._validator.compute_signature(self._url, form)
        header = f"X-Twilio-Signature: {signature}"
        return _post("twilio", "application/x-www-form-urlencoded", header, urlencode(form).encode())


def _post(route: str, kind: str, header: str, body: bytes) -> bytes:
    lines = (
        f"POST /webhooks/{route} HTTP/1.1",
        "Host: 127.0.0.1",
        header,
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "",
        "",
    )
    return "\r\n".join(lines).encode() + body


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[_Server, _Server]]:
    secrets = demo_secrets.keep(folder / "secrets")
    store, real, bare = free_port(), free_port(), free_port()
    environment = {
        **os.environ,
        **Config(bot_url=f"http://127.0.0.1:{real}").environment("http://127.0.0.1:9"),
        **secrets,
        "REDIS_URL": f"redis://127.0.0.1:{store}/0",
        "DATA_DIR": str(folder),
    }
    with (
        running(server_command(server_program(), port=store, directory=folder), store, environment),
        running(_web("bot.web:create_app()", real), real, environment) as ours,
        running(_web("tests.bench.bare:app", bare), bare, environment) as theirs,
    ):
        yield _Server(ours, real, secrets), _Server(theirs, bare, secrets)


def _web(app: str, port: int) -> list[str]:
    return [sys.executable, "-m", "gunicorn", "-c", "bot/web/gunicorn.py", "-b", f"127.0.0.1:{port}", app]
