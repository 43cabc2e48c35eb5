"""The house behind the doors, in memory: what it accepts, what it says, and when it is out of order."""

import os
import queue
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

from flask import Flask

from bot.parts import ConsoleParts
from bot.store.spool import Full
from bot.store.visitors import Opened, Visit, VisitEnded, Wait, key_of
from bot.store.vitals import Vitals
from bot.web import create_app
from channels.contract import Channel
from channels.messages import Address, InboundMessage, OutboundMessage, StatusUpdate, Tap, Text
from channels.registry import Credentials, build
from channels.webchat import Told, WebChat
from tests.web.answering import EARLIER, PNG, answers
from tests.web.wellbeing import VITALS
from tools.beckn.callbacks import Callback
from tools.feed import FlexibilityEvent, checked

TELEGRAM_SECRET = "s" * 32
BECKN_SECRET = "b" * 32
TWILIO_SID = "AC" + "1" * 32
TWILIO_TOKEN = "tok"
EVENTS_API_KEY = "k" * 32
EMBEDDERS = ("http://127.0.0.1:*", "http://localhost:*")
"""Pages that may show the chat of a real server: those of its own site, and of another on the same machine."""


@dataclass
class Settings:
    public_url: str
    beckn_webhook_secret: str | None = BECKN_SECRET
    chat_embed_origins: tuple[str, ...] = ("https://www.utility.example",)
    locales: tuple[str, ...] = ("en", "es", "hi")
    events_api_key: str | None = EVENTS_API_KEY
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Los_Angeles"))


class Visitors:
    """Tokens in memory; `prove` lets one wait for the browser that said something."""

    failing: Exception | None = None

    def __init__(self) -> None:
        self._visitors: dict[str, str] = {}
        self._proven: dict[str, str] = {}
        self._accounts: set[str] = set()

    def new(self) -> Opened:
        return self._issued(secrets.token_hex(32))

    def look(self, token: str) -> Visit | None:
        return self.still(key_of(token))

    def still(self, key: str) -> Visit | None:
        if self.failing is not None:
            raise self.failing
        return None if key not in self._visitors or key in self._proven else self._visit(key)

    def exchange(self, token: str, said: Sequence[str]) -> Visit | Opened:
        key = key_of(token)
        if key not in self._visitors:
            return self.new()
        if key not in self._proven:
            return self._visit(key)
        if self._proven[key] not in said:
            raise Wait(self._visitors[key])
        return self._issued(self._visitors.pop(key))

    def end(self, key: str) -> None:
        self._visitors.pop(key, None)

    def prove(self, visitor: str, said: str) -> None:
        self._accounts.add(visitor)
        self._proven |= {key: said for key, known in self._visitors.items() if known == visitor}

    def _visit(self, key: str) -> Visit:
        visitor = self._visitors[key]
        return Visit(visitor, key, visitor in self._accounts)

    def _issued(self, visitor: str) -> Opened:
        token = secrets.token_urlsafe(32)
        self._visitors[key_of(token)] = visitor
        return Opened(self._visit(key_of(token)), token)


class Streams:
    def __init__(self, visitors: Visitors) -> None:
        self.visitors = visitors
        self.said: dict[str, list[Told]] = {}
        self._entries: dict[str, list[tuple[int, bytes]]] = {}
        self._number = 0
        self._news: queue.Queue[str] = queue.Queue()

    async def append(self, visitor: str, _delivery: str, frame: bytes) -> str:
        number = self._number = max(self._number + 1, int(time.time() * 1000))
        self._entries.setdefault(visitor, []).append((number, frame))
        self._news.put(visitor)
        return f"{number}-0"

    def read(self, visitor: str, after: str, key: str) -> tuple[tuple[str, bytes], ...]:
        if self.visitors.still(key) is None:
            raise VisitEnded
        known = int(after.split("-", maxsplit=1)[0])
        news = [(f"{number}-0", frame) for number, frame in self._entries.get(visitor, []) if number > known]
        return tuple(news[:2])  # never all at once: the reader must come back

    def history(self, visit: Visit) -> tuple[Told, ...]:
        own = tuple(self.said.get(visit.visitor, ()))
        return (*EARLIER, *own) if visit.proven else own

    def listen(self) -> Iterator[str]:
        while True:
            yield self._news.get()


class Tickets:
    failing: Exception | None = None

    def __init__(self) -> None:
        self._issued: dict[str, str] = {}
        self._numbers = count(1)

    def issue(self, visitor: str) -> str:
        if self.failing is not None:
            raise self.failing
        ticket = f"ticket-{next(self._numbers)}"
        self._issued[ticket] = visitor
        return ticket

    def redeem(self, ticket: str) -> str | None:
        return self._issued.pop(ticket, None)


@dataclass
class Inbox:
    """Answers what is said in the web chat; "out of order" lets it take nothing, "break" breaks it, "prove" proves."""

    streams: Streams
    public_url: str
    messages: list[InboundMessage] = field(default_factory=list)
    receipts: list[StatusUpdate] = field(default_factory=list)
    callbacks: list[Callback] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    failing: Exception | None = None

    def accept(self, message: InboundMessage) -> None:
        if self.failing is not None:
            raise self.failing
        said = _said(message)
        if said == "out of order":
            raise Full("the disk takes nothing")
        if said == "break":
            raise RuntimeError("a fault of ours")
        if message.native_id in self.known:
            return
        self.known.add(message.native_id)
        self.messages.append(message)
        if message.address.channel == "web":
            told = Told(said, datetime.now(UTC), own=True, earlier=False)
            self.streams.said.setdefault(message.address.id, []).append(told)
            for number, answer in enumerate(answers(said, self.public_url)):
                self._send(message.address, answer, f"{message.native_id}:{number}")
        if said == "prove":
            self.streams.visitors.prove(*message.native_id.split(":"))

    def keep_flushing(self) -> None:
        """Nothing is spooled here."""

    def receipt(self, update: StatusUpdate) -> None:
        if self.failing is not None:
            raise self.failing
        self.receipts.append(update)

    def called_back(self, callback: Callback) -> None:
        if self.failing is not None:
            raise self.failing
        self.callbacks.append(callback)

    def _send(self, address: Address, answer: OutboundMessage, delivery: str) -> None:
        sending = WebChat(self.streams.append).send(address, answer, delivery=delivery)
        with suppress(StopIteration):  # it waits for nothing, and an event loop is no guest of gevent's
            sending.send(None)


class Pictures:
    """One picture, at the token "good"; `failing` is raised instead."""

    png = PNG
    failing: Exception | None = None

    def show(self, token: str) -> bytes | None:
        if self.failing is not None:
            raise self.failing
        return self.png if token == "good.by.signature" else None


class Announcements:
    """Events in memory; `failing` is raised instead."""

    failing: Exception | None = None

    def __init__(self) -> None:
        self.called: dict[str, FlexibilityEvent] = {}

    def announce(self, event: FlexibilityEvent) -> bool:
        if self.failing is not None:
            raise self.failing
        checked(event, datetime(2026, 11, 20, tzinfo=UTC))
        fresh = event.id not in self.called
        self.called[event.id] = event
        return fresh


@dataclass
class Standin:
    settings: Settings
    channels: Mapping[str, Channel]
    inbox: Inbox
    chat: Streams
    tickets: Tickets
    visitors: Visitors
    pictures: Pictures = field(default_factory=Pictures)
    announcements: Announcements = field(default_factory=Announcements)
    console: ConsoleParts | None = None
    state: dict[str, bool] = field(default_factory=lambda: {"redis": True, "spool": True})

    @property
    def ready(self) -> Callable[[], Mapping[str, bool]]:
        return lambda: self.state

    @property
    def metrics(self) -> Callable[[], bytes]:
        return lambda: b"wattline_up 1\n"

    @property
    def vitals(self) -> Callable[[], Vitals]:
        return lambda: VITALS

    @property
    def keep_beating(self) -> Callable[[], None]:
        return lambda: None


@dataclass(frozen=True)
class Served:
    """The doors under the real server."""

    url: str
    port: int
    process: subprocess.Popen[bytes]


def house(public_url: str, *, everything: bool = True) -> Standin:
    """Return a house whose channels all have credentials, or none at all."""
    visitors = Visitors()
    streams = Streams(visitors)
    credentials = Credentials(
        public_url,
        telegram_token="1:abcdefghijklmnopqrstuvwxyz",
        telegram_secret=TELEGRAM_SECRET,
        twilio_sid=TWILIO_SID,
        twilio_token=TWILIO_TOKEN,
        twilio_sms_from="+12025550100",
        webchat_append=streams.append,
    )
    channels = build(credentials) if everything else {}
    secret = BECKN_SECRET if everything else None
    key = EVENTS_API_KEY if everything else None
    settings = Settings(public_url, secret, events_api_key=key)
    return Standin(settings, channels, Inbox(streams, public_url), streams, Tickets(), visitors)


def served() -> Flask:
    """Build the application for a real server; its address comes from the environment."""
    inside = house(os.environ["PUBLIC_URL"])
    inside.settings.chat_embed_origins = EMBEDDERS
    return create_app(inside)


def _said(message: InboundMessage) -> str:
    match message.body:
        case Text(text):
            return text
        case Tap(_, label):
            return label
        case _:
            return ""
