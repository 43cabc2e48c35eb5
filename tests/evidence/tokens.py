"""A browser's token after a proof, after a log-out and after its time: tried on HTTP and on a socket that was open."""

import asyncio
import json
import re
import secrets
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from urllib.parse import urlsplit

import websocket
from redis import Redis

from bot.store.visitors import key_of
from tests.chaos.outside import Line
from tests.chaos.storm import Stage
from tests.evidence.planting import Planted

Code = Callable[[], str]

ENDED = 4001
_PATIENCE = 20.0


class Browser:
    """One browser at the web chat."""

    def __init__(self, url: str) -> None:
        self.url, self.place = url, urlsplit(url).netloc
        self.cookie = ""
        self.said: list[str] = []
        self.ask("GET", "/chat")
        self.socket = self.open()

    @property
    def token(self) -> str:
        """Return the token itself."""
        return self.cookie.partition("=")[2]

    def ask(self, method: str, path: str, body: str = "", cookie: str | None = None) -> tuple[int, bytes]:
        """Ask as the page does; a new cookie is kept."""
        connection = HTTPConnection(self.place, timeout=_PATIENCE)
        headers = {"Origin": self.url, "Cookie": self.cookie if cookie is None else cookie}
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        words = answer.read()
        if cookie is None and (given := answer.getheader("Set-Cookie")) and "Max-Age=0" not in given:
            self.cookie = given.split(";")[0]
        connection.close()
        return answer.status, words

    def open(self, sockopt: Sequence[tuple[int, int, int]] = ()) -> websocket.WebSocket:
        """Open a socket and ask for everything."""
        ticket = json.loads(self.ask("POST", "/chat/ticket")[1])["ticket"]
        address = f"ws://{self.place}/chat/socket?ticket={ticket}"
        opened = websocket.create_connection(
            address, origin=self.url, cookie=self.cookie, timeout=_PATIENCE, sockopt=sockopt
        )
        opened.send(json.dumps({"type": "resume", "after": "0"}))
        return opened

    def say(self, words: str) -> None:
        """Say something."""
        self.said.append(secrets.token_hex(16))
        self.socket.send(json.dumps({"type": "message", "id": self.said[-1], "text": words}))

    def hears(self, words: str) -> bool:
        """Read on until these words come; False where the socket ends first."""
        while True:
            kind, data = self.socket.recv_data()
            if kind == websocket.ABNF.OPCODE_CLOSE:
                return False
            if words in data.decode():
                return True

    def ended(self) -> bool:
        """Read on until the socket closes; whether it says that the token is no longer good."""
        while True:
            kind, data = self.socket.recv_data()
            if kind == websocket.ABNF.OPCODE_CLOSE:
                self.socket.shutdown()
                return int.from_bytes(data[:2], "big") == ENDED

    def refused(self, cookie: str) -> bool:
        """Whether a token opens nothing any more: no ticket, and no session without what was said here."""
        ticket = self.ask("POST", "/chat/ticket", cookie=cookie)[0]
        leave = self.ask("POST", "/chat/leave", cookie=cookie)[0]
        return (ticket, leave) == (403, 403)


async def measure(stage: Stage, person: Planted) -> dict[str, bool]:
    """Prove an account in a browser and try its tokens."""
    loop = asyncio.get_running_loop()

    def code() -> str:
        return asyncio.run_coroutine_threadsafe(_code(stage, ("sms", person.customer.phone)), loop).result()

    port = int(stage.house.settings.redis_url.rpartition(":")[2].partition("/")[0])
    return await asyncio.to_thread(_measured, stage.house.web_url, person, code, port)


def _measured(url: str, person: Planted, code: Code, port: int) -> dict[str, bool]:
    came: dict[str, bool] = {}
    browser, stranger = _proven(url, person, code, came)
    before = browser.cookie
    exchanged = browser.ask("POST", "/chat/session", json.dumps({"said": browser.said}))[0]
    came["the browser that typed the code goes on"] = exchanged == 200 and browser.cookie != before
    browser.socket = browser.open()
    came["and hears that it is verified"] = browser.hears(person.customer.name)
    came["refused after the exchange, on HTTP"] = browser.refused(before)
    proven = browser.cookie
    browser.ask("POST", "/chat/leave")
    came["refused after a log-out, on an open socket"] = browser.ended()
    came["refused after a log-out, on HTTP"] = browser.refused(proven)
    with Redis(port=port) as redis:
        redis.pexpire(f"token:{key_of(stranger.token)}", 1)
        while redis.exists(f"token:{key_of(stranger.token)}"):
            pass
    stranger.say("am I still here?")
    came["refused after its time, on an open socket"] = stranger.ended()
    came["refused after its time, on HTTP"] = stranger.refused(stranger.cookie)
    return came


def _proven(url: str, person: Planted, code: Code, came: dict[str, bool]) -> tuple[Browser, Browser]:
    """Prove an account, with a second tab and a thief who knows the cookie; return the browser and somebody else's."""
    browser, stranger = Browser(url), Browser(url)
    thief = Browser.__new__(Browser)
    thief.url, thief.place, thief.cookie, thief.said = url, urlsplit(url).netloc, browser.cookie, []
    thief.socket = thief.open()
    browser.say(person.customer.meter)
    browser.say(code())
    came["refused after a proof, on an open socket"] = browser.ended()
    came["refused after a proof, on another open socket"] = thief.ended()
    came["refused after a proof, on HTTP"] = browser.refused(browser.cookie)
    stolen = thief.ask("POST", "/chat/session", json.dumps({"said": ["guess"]}))[0]
    came["refused after a proof, to who did not type the code"] = stolen == 409
    return browser, stranger


async def _code(stage: Stage, line: Line) -> str:
    async with asyncio.timeout(_PATIENCE):
        while True:
            for call in stage.outside.messages(line):
                if found := re.search(r"\b(\d{6})\b", call.text):
                    return found[1]
            await stage.outside.wait(0.5)
