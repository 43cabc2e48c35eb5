"""Customers who write and read as people do, so that a test reads like the dialogue it is about."""

import json
import re
import time
from http.client import HTTPResponse
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import websocket

from sandbox.client import NothingCame, Wire
from sandbox.shapes import Json

PATIENCE = 30.0
ENDED = 4001
"""The close code of a socket whose token is no longer good."""
BALCONY = "Cooperative Balcony 0.8 kW plug-in solar"
_CODE = re.compile(r"\b(\d{6})\b")

SIGN_OF_LIFE = "I am still working on it."
"""Said once for each call that takes long, so how often depends on the machine."""


class Line(Protocol):
    """One person's way to the bot."""

    def write(self, text: str) -> None:
        """Send words."""
        ...

    def pick(self, label: str) -> None:
        """Take a choice of the last question as this channel lets one."""
        ...

    def next(self, seconds: float) -> str:
        """Return the next message of the bot, in order. Raises NothingCame."""
        ...


class Phone:
    """A line of the sandbox's phones. Where a message has buttons one presses them, else types a choice's number."""

    def __init__(self, wire: Wire, channel: str, who: str) -> None:
        self.wire, self.channel, self.who = wire, channel, who
        shown = wire.messages(channel, who)
        self.seen = int(shown[-1]["number"]) if shown else 0

    def write(self, text: str) -> None:
        self._taken(self.wire.send(self.channel, self.who, text))

    def pick(self, label: str) -> None:
        for message in reversed(self.wire.messages(self.channel, self.who)):
            if any(button["text"] == label for row in message["buttons"] for button in row):
                self._taken(self.wire.tap(self.who, int(message["number"]), label, channel=self.channel))
                return
            if found := re.search(rf"^(\d+)\. {re.escape(label)}$", message["text"], re.MULTILINE):
                self.write(found[1])
                return
        raise AssertionError(f"no choice {label!r} on this phone")

    def _taken(self, sent: Json) -> None:
        """Nothing is refused; where nobody answers, the provider says it again by itself."""
        assert not 400 <= sent["status"] < 500, f"the bot answered {sent['status']}"

    def button(self, label: str) -> int:
        """Return the number of the newest message with that button."""
        for message in reversed(self.wire.messages(self.channel, self.who)):
            if any(button["text"] == label for row in message["buttons"] for button in row):
                return int(message["number"])
        raise AssertionError(f"no button {label!r} on this phone")

    def next(self, seconds: float) -> str:
        message = self.wire.received(self.channel, self.who, self.seen, timeout=seconds)
        self.seen = int(message["number"])
        return str(message["text"])


class Browser:
    """The web chat's socket, opened as the page does: cookie, ticket, resume."""

    def __init__(self, web_url: str) -> None:
        self.web_url = web_url
        with urlopen(f"{web_url}/chat", timeout=PATIENCE) as page:  # noqa: S310 -- our own loopback
            self.cookie = page.headers["Set-Cookie"].split(";")[0]
        self.last, self.sent = "0", 0
        self.accepted: list[str] = []
        self.choices: dict[str, str] = {}
        self.connect()

    def connect(self) -> None:
        """Open a socket and ask for what came since the last message."""
        with self._post("ticket") as got:
            ticket = json.loads(got.read())["ticket"]
        address = f"ws://{urlsplit(self.web_url).netloc}/chat/socket?ticket={ticket}"
        self.socket = websocket.create_connection(
            address, cookie=self.cookie, origin=self.web_url, timeout=PATIENCE, enable_multithread=False
        )
        self.say(type="resume", after=self.last)

    def _post(self, what: str, body: bytes = b"") -> HTTPResponse:
        headers = {"Cookie": self.cookie, "Origin": self.web_url}
        answer: HTTPResponse = urlopen(Request(f"{self.web_url}/chat/{what}", body, headers), timeout=PATIENCE)  # noqa: S310 -- ours
        return answer

    def exchange(self) -> None:
        """Fetch a new token for the one that is refused, by what was said here, and go on."""
        self.socket.shutdown()
        said = [f"m{number}" for number in range(max(self.sent - 10, 0), self.sent + 1)]
        with self._post("session", json.dumps({"said": said}).encode()) as got:
            self.cookie = got.headers["Set-Cookie"].split(";")[0]
        self.connect()

    def say(self, **frame: str) -> None:
        """Send a frame."""
        self.socket.send(json.dumps(frame))

    def _new_id(self) -> str:
        self.sent += 1
        return f"m{self.sent}"

    def write(self, text: str) -> None:
        self.say(type="message", id=self._new_id(), text=text)

    def pick(self, label: str) -> None:
        self.say(type="tap", id=self._new_id(), choice=self.choices[label], label=label)

    def next(self, seconds: float) -> str:
        end = time.monotonic() + seconds
        while True:
            frame = self.frame(end - time.monotonic())
            if frame["type"] == "message":
                self.last = frame["id"]
                self.choices |= {one["label"]: one["id"] for one in frame["choices"]}
                return str(frame["text"])
            assert frame["type"] == "accepted", frame
            self.accepted.append(frame["id"])

    def frame(self, seconds: float) -> Json:
        """Return the next frame, whatever it is. Raises NothingCame."""
        self.socket.settimeout(max(seconds, 0.01))
        try:
            kind, data = self.socket.recv_data()
        except websocket.WebSocketTimeoutException:
            raise NothingCame(f"no frame within {seconds:.1f} s") from None
        if kind == websocket.ABNF.OPCODE_CLOSE and int.from_bytes(data[:2], "big") == ENDED:
            self.exchange()
            return self.frame(seconds)
        read: Json = json.loads(data)
        return read

    def close(self) -> None:
        """Close the socket."""
        self.socket.close()


class Customer:
    """A customer at one line. `hears` goes on to the next message with those words, `heard` keeps them all."""

    def __init__(self, line: Line, wire: Wire, meter: str) -> None:
        self.line, self.wire, self.meter = line, wire, meter
        self.heard: list[str] = []
        self._read = 0
        self._code_seen = max((int(one["number"]) for one in wire.messages()), default=0)

    def says(self, text: str) -> None:
        """Write words."""
        self.line.write(text)

    def picks(self, label: str) -> None:
        """Tap a choice, or type its number where there are no buttons."""
        self.line.pick(label)

    def hears(self, *containing: str, within: float = PATIENCE) -> str:
        """Read on until a message holds all these words, and return it. Raises AssertionError with what was heard."""
        end, first = time.monotonic() + within, self._read
        while True:
            if self._read == len(self.heard):
                try:
                    self.heard.append(self.line.next(end - time.monotonic()))
                except NothingCame:
                    raise AssertionError(f"waited for {containing}, heard {self.heard[first:]}") from None
            text = self.heard[self._read]
            self._read += 1
            if all(words in text for words in containing):
                return text

    def hears_too(self, *containing: str) -> str:
        """Find these words in the message that was just read, or in a later one."""
        self._read -= 1
        return self.hears(*containing)

    def hears_nothing(self, seconds: float = 0.7) -> None:
        """Wait a little and see that nobody says anything but that work goes on; `hears` still finds that."""
        end = time.monotonic() + seconds
        while True:
            try:
                text = self.line.next(end - time.monotonic())
            except NothingCame:
                return
            assert text.startswith(SIGN_OF_LIFE), f"expected silence, heard {text!r}"
            self.heard.append(text)

    def reads_code(self) -> str:
        """Read the newest one-time code on the phone on file."""
        while True:
            message = self.wire.received("sms", self.meter, self._code_seen, "Wattline", PATIENCE)
            self._code_seen = int(message["number"])
            if found := _CODE.search(message["text"]):
                return found[1]

    def proves_who_it_is(self) -> None:
        """Give the meter ID when it is asked for, and the code that comes to the phone on file."""
        self.hears("What is your meter ID?")
        self.says(self.meter)
        self.hears("a code is on its way by text message")
        self.says(self.reads_code())
        self.hears("You are verified")

    def orders(self) -> None:
        """Take the terms that are on the table, and type the code that confirms exactly them."""
        self.says(self.approves())

    def approves(self) -> str:
        """Take the terms that are on the table; returns the code that confirms exactly them."""
        self.picks("Order this")
        self.hears("It confirms exactly this order")
        return self.reads_code()

    def gets_to_offers(self) -> str:
        """Ask for solar as a stranger, prove who it is, and return the list of offers."""
        self.says("I want solar")
        self.proves_who_it_is()
        return self.hears_too("I found 6 solar offers")

    def gets_to_terms(self, label: str = BALCONY) -> str:
        """Pick one of the offers that are on the table, and return its terms."""
        self.gets_to_offers()
        self.picks("More offers")
        self.hears("Which one?")
        self.picks(label)
        return self.hears(f"Please read the terms. {label}")
