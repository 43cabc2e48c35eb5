"""A console on a real store, with operators in a file, a clock that stands, and browsers that keep their cookies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot import credentials
from bot.desk import Desk
from bot.model.audit import Act
from bot.operators import Operator, Operators, Role, write
from bot.parts import ConsoleParts, DeskParts
from bot.prompts import canned
from bot.signing import Signing
from bot.store.cases import Cases
from bot.store.consoles import Consoles, Limits
from bot.store.conversations import Conversations
from bot.store.outbox import Outbox
from bot.takeovers import Drawers, Takeovers
from bot.understanding.lexicon import load_lexicon
from bot.understanding.model.masking import Mask
from bot.web import create_app
from bot.web.console.access import Door
from bot.web.visitors import Site
from bot.wiring import PROMPTS
from channels.registry import Credentials, build
from tests.store.building import House
from tests.web.standin import TWILIO_SID, TWILIO_TOKEN, house
from tests.web.working import ZONE, work

PUBLIC = "https://bot.utility.example"
PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CHANNELS = build(
    Credentials(
        PUBLIC,
        twilio_sid=TWILIO_SID,
        twilio_token=TWILIO_TOKEN,
        twilio_sms_from="+12025550100",
        twilio_whatsapp_from="+12025550100",
    )
)
ACTS = {"alex": Role.AGENT, "cleo": Role.CAMPAIGNER, "ada": Role.ADMIN, "otto": Role.AUDITOR}


@cache
def hashed() -> str:
    return credentials.hashed(PASSWORD)


@cache
def mask() -> Mask:
    return Mask(load_lexicon(PROMPTS / "examples" / "lexicon"))


def people(totp: str | None = SECRET) -> dict[str, Operator]:
    return {name: Operator(name, frozenset({role}), hashed(), totp) for name, role in ACTS.items()}


@dataclass
class Browser:
    """A browser at the console: sends its own page's Origin, keeps cookies."""

    client: FlaskClient
    public: str = PUBLIC

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, base_url=self.public, headers=headers)

    def post(self, path: str, values: dict[str, str] | None = None, *, origin: str | None = None) -> TestResponse:
        headers = {"Origin": self.public if origin is None else origin}
        return self.client.post(path, base_url=self.public, data=values or {}, headers=headers)

    def csrf(self, path: str = "/console") -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(path).text)
        assert found is not None
        return found[1]

    def submit(self, path: str, **values: str) -> TestResponse:
        """Post as the page's own form would."""
        return self.post(path, {"csrf": self.csrf(), **values})


@dataclass
class Console:
    """The whole of it."""

    house: House
    file: Path
    now: datetime = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    public: str = PUBLIC
    proxies: int = 1
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not self.file.exists():
            write(self.file, people())
        ids = (f"id-{number}" for number in count())
        kept = self.house.codec.sealer
        self.operators = Operators(self.file, lambda name: kept.pseudonym("operator", name))
        audit = self.house.mailbox.audit
        self.signing = Signing(
            self.house.runner,
            self.operators,
            Consoles(audit, self.limits),
            audit,
            alone=Site(self.public).origin.startswith("http:"),
            clock=lambda: self.now,
            new_id=lambda: next(ids),
        )
        self.work = work(self.house, self.file.with_name("spool"), lambda: self.now)
        self.desk = self._drawers()
        self.app = self._app()

    def _app(self) -> Flask:
        inside = house(self.public)
        work = self.work
        parts = (
            self.signing,
            self.desk,
            work.people,
            work.campaigns,
            work.announcements,
            ZONE,
            lambda: self.now,
            self.proxies,
        )
        inside.console = ConsoleParts(*parts)
        return create_app(inside)

    def _drawers(self) -> DeskParts:
        ids = (f"once-{number}" for number in count())
        runner, mailbox, codec = self.house.runner, self.house.mailbox, self.house.codec
        drawers = Drawers(mailbox, cases := Cases(codec), Conversations(codec))
        return DeskParts(
            Desk(runner, mailbox, Outbox(codec), cases, clock=lambda: self.now, new_id=lambda: next(ids)),
            Takeovers(runner, drawers, clock=lambda: self.now, new_id=lambda: next(ids)),
            canned(PROMPTS),
            mask(),
            CHANNELS,
            new_id=lambda: next(ids),
        )

    @property
    def door(self) -> Door:
        found: Door = self.app.extensions["console"]
        return found

    def browser(self) -> Browser:
        return Browser(self.app.test_client(), self.public)

    def code(self) -> str:
        """Return the code of now, which nobody used yet: time goes on by a step for each."""
        self.now += timedelta(seconds=credentials.STEP_SECONDS)
        return credentials.code(SECRET, int(self.now.timestamp()) // credentials.STEP_SECONDS)

    def enter(self, browser: Browser, name: str = "alex", **wrong: str) -> TestResponse:
        """Sign in with what is right but for what is said to be wrong."""
        values = {"name": name, "password": PASSWORD} | wrong
        values.setdefault("code", self.code())
        return browser.post("/console/sign-in", values)

    def inside(self, name: str = "alex") -> Browser:
        browser = self.browser()
        assert self.enter(browser, name).status_code == 303
        return browser

    def prove(self, browser: Browser, **wrong: str) -> TestResponse:
        """Prove once more who one is, with what is right but for what is said to be wrong."""
        return browser.submit("/console/prove", **({"password": PASSWORD, "code": self.code()} | wrong))

    def acts(self) -> list[Act]:
        return [Act(act) for act in self._written()]

    def _written(self) -> Iterator[str]:
        for entry in self.house.runner.run(self.house.mailbox.audit.read("0")):
            yield re.findall(rb'"act":"([a-z_]+)"', entry.body)[0].decode()
