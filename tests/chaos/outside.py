"""The sandbox in this process, with every request recorded in order and a place to make it misbehave."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.app import create_app
from sandbox.config import Config
from sandbox.door import target_of
from sandbox.shapes import Json, parsed
from sandbox.world import WORLD, World

Line = tuple[str, str]
"""A channel and the provider's id of a person there."""

_FOREVER = 120.0
_SLOW = 1.5
_OK = 200
_SENDING = re.compile(r"(/sendMessage|/sendPhoto|/Messages\.json)$")


@dataclass(slots=True)
class Call:
    """One request to a stand-in. `taken`: it did what it was asked, whatever it answered; `status` 0: no answer."""

    number: int
    target: str
    method: str
    path: str
    body: Json
    at: float
    taken: bool = False
    status: int = 0
    mode: str = ""
    sid: str = ""

    @property
    def sends(self) -> bool:
        """Whether it asks to send a message."""
        return self.method == "POST" and _SENDING.search(self.path) is not None

    @property
    def line(self) -> Line:
        """Who a message is for."""
        if self.target == "telegram":
            return "telegram", str(self.body.get("chat_id"))
        return "sms", str(self.body.get("To"))

    @property
    def text(self) -> str:
        """The words of a message."""
        return str(self.body.get("text") or self.body.get("caption") or self.body.get("Body") or "")


Mischief = Callable[[Call], str]
"""Says how a call shall fail: "" (not), "slow", "429", "500", "garbage", "silent", "reset"; "taken_..." obeys first."""


def _none(_: Call) -> str:
    return ""


@dataclass(slots=True)
class Outside:
    """All stand-ins. `heard` is what each person read, in the order in which the providers took it."""

    config: Config
    calls: list[Call] = field(default_factory=list)
    heard: defaultdict[Line, list[Call]] = field(default_factory=lambda: defaultdict(list))
    mischief: Mischief = _none
    retry_after: int = 1
    _rung: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None
    _world: World | None = None

    @property
    def world(self) -> World:
        """The sandbox's own memory."""
        if self._world is None:
            raise RuntimeError("the sandbox does not run")
        return self._world

    async def start(self, port: int) -> None:
        """Listen on a port of loopback."""
        app = create_app(self.config)
        self._world = app[WORLD]
        app.middlewares.insert(0, self._door)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    def messages(self, line: Line) -> list[Call]:
        """Return what a person read."""
        return self.heard[line]

    def confirms(self) -> list[Call]:
        """Return the orders that reached the network."""
        return [call for call in self.calls if call.target == "beckn" and call.path == "/confirm"]

    async def wait(self, seconds: float) -> None:
        """Wait until something was said to somebody, or for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return

    @web.middleware
    async def _door(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        target = target_of(request.path)
        if not target:
            return await handler(request)
        body = await parsed(request)
        call = Call(
            len(self.calls) + 1,
            target,
            request.method,
            re.sub(r"^/bot[^/]+/", "/bot/", request.path),
            body if isinstance(body, dict) else {},
            time.monotonic(),
        )
        self.calls.append(call)
        call.mode = self.mischief(call)
        if call.mode == "slow":
            await asyncio.sleep(_SLOW)
        if call.mode in {"", "slow"}:
            response = await handler(request)
            self._took(call, response)
            return response
        if call.mode.startswith("taken_"):
            self._took(call, await handler(request))
        response = await self._fail(request, call.mode.removeprefix("taken_"))
        call.status = response.status
        return response

    def _took(self, call: Call, response: web.StreamResponse) -> None:
        call.status = response.status
        call.taken = response.status // 100 == _OK // 100
        if call.taken and call.sends:
            if call.target == "twilio" and isinstance(response, web.Response) and isinstance(response.body, bytes):
                call.sid = str(orjson.loads(response.body).get("sid"))
            self.heard[call.line].append(call)
            self._rung.set()
            self._rung = asyncio.Event()

    async def _fail(self, request: web.Request, mode: str) -> web.StreamResponse:
        match mode:
            case "429":
                parameters = {"retry_after": self.retry_after}
                body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": parameters}
                body |= {"code": 20429, "message": "Too Many Requests", "status": 429}
                return web.json_response(body, status=429, headers={"Retry-After": str(self.retry_after)})
            case "500":
                return web.Response(text="<html>Internal Server Error</html>", status=500, content_type="text/html")
            case "garbage":
                return web.Response(body=b"\x00<<not json>>{", content_type="application/json")
            case "reset":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=500)
        await asyncio.sleep(_FOREVER)
        return web.Response(status=504)
