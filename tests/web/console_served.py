"""The console as it is served: gunicorn before a real store, with operators in a file, and who signs in there."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from bot import wiring
from bot.operators import write
from bot.settings import load
from bot.store.codec import Codec
from bot.store.mailbox import Mailbox
from sandbox import demo_secrets
from tests.store.building import House
from tests.web import serving as doors
from tests.web.consoling import PASSWORD, people
from tests.web.working import Work, work


@dataclass(frozen=True)
class Served:
    """Where the console is, and what its pages work on."""

    url: str
    port: int
    house: House
    work: Work

    @property
    def now(self) -> datetime:
        """Return the time of its pages."""
        return wiring.now()


class Operator:
    """An operator over HTTP."""

    def __init__(self, served: Served, name: str) -> None:
        """Sign in."""
        self._origin = served.url
        self._port = served.port
        self._cookies: dict[str, str] = {}
        self.get("/console/sign-in")
        answer = self.post("/console/sign-in", {"name": name, "password": PASSWORD, "code": ""})
        if answer.status != HTTPStatus.SEE_OTHER:
            raise RuntimeError(f"{name} was not let in: {answer.status}")
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get("/console")[1])
        self.csrf = found[1] if found else ""

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of a page."""
        answer, text = self._ask("GET", path)
        return answer.status, text

    def post(self, path: str, values: Mapping[str, str]) -> HTTPResponse:
        """Send a form as a page of ours would."""
        form = {"Origin": self._origin, "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(values), form)[0]

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.request(method, path, body, headers=self._headers() | dict(headers or {}))
        answer = connection.getresponse()
        text = answer.read().decode()
        self._keep(answer)
        connection.close()
        return answer, text

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}

    def _keep(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = line.partition("=")
            self._cookies[name] = rest.partition(";")[0]


@contextmanager
def serving(folder: Path, redis_url: str) -> Iterator[Served]:
    """Serve the doors of an installation whose operators have a password alone, on this machine alone."""
    write(folder / "operators.yaml", people(totp=None))
    settings = {
        **demo_secrets.keep(folder / "secrets"),
        "TWILIO_SMS_FROM": "+12025550100",
        "REDIS_URL": redis_url,
        "DATA_DIR": str(folder),
        "TIME_ZONE": "America/New_York",
        "CONSOLE_USERS": str(folder / "operators.yaml"),
        "LOG_LEVEL": "warning",
    }
    house = House(redis_url)
    house.codec = Codec(wiring.sealer(load(settings)))
    house.mailbox = Mailbox(house.codec)
    with doors.serving(folder / "log", "bot.web:create_app()", **settings) as served:
        yield Served(served.url, served.port, house, work(house, folder / "spool", wiring.now))
    house.runner.close()
