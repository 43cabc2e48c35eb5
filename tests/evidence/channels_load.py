"""What one web process bears beside the providers' webhooks: idle web chats, slow clients, readers who take nothing."""

import asyncio
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import aiohttp
import websocket

from bot import wiring
from bot.settings import load
from bot.store import webchat
from bot.store.visitors import key_of
from sandbox import demo_secrets
from sandbox.config import Config
from sandbox.embedded import free_port, server_command, server_program
from tests.bench.processes import memory_mb, running
from tests.chaos.house import stored
from tests.evidence.tokens import Browser
from tests.measuring import Measure, Measurement, at_least, at_most

CHATS = 1000
SLOW = 500
_CHAT_KIB = 60.0
_LATE_MS = 100.0
_RATE = 50
_WEBHOOKS, _WEBHOOKS_LONG = 500, 3000
_OPENING = 20
_FIRST = 100
"""Chats before memory is measured: what the first ones make the process load and copy is no chat's own."""
_DRIP_SECONDS = 4.0
_READERS, _FLOODS = 5, 4
_FRAMES = 400
_FRAME_BYTES = 32 * 1024
_GIVEN_UP_SECONDS = 30.0
_numbers = count(900_000_000)


@dataclass(frozen=True, slots=True)
class Doors:
    """One web process over a store of its own, with nobody behind it."""

    url: str
    port: int
    pid: int
    environment: Mapping[str, str]

    @property
    def headers(self) -> Mapping[str, str]:
        """What Telegram sends with an update."""
        return {"X-Telegram-Bot-Api-Secret-Token": self.environment["TELEGRAM_WEBHOOK_SECRET"]}

    async def webhooks(self, number: int) -> list[float]:
        """Post updates at a steady rate, each on a connection of its own; the ms of those that were taken, sorted."""
        begun = time.monotonic()
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True, limit=0)) as http:
            posts = [self._post(http, begun + place / _RATE) for place in range(number)]
            return sorted(took for took in await asyncio.gather(*posts) if took is not None)

    async def _post(self, http: aiohttp.ClientSession, at: float) -> float | None:
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        number = next(_numbers)
        person = {"id": number, "is_bot": False, "first_name": "Ada"}
        chat = {"id": number, "type": "private", "first_name": "Ada"}
        message = {"message_id": number, "date": 1_795_000_000, "chat": chat, "from": person, "text": "hello"}
        begun = time.monotonic()
        with suppress(aiohttp.ClientError, TimeoutError):
            update = {"update_id": number, "message": message}
            async with http.post(f"{self.url}/webhooks/telegram", json=update, headers=self.headers) as answer:
                return (time.monotonic() - begun) * 1000 if answer.status in {200, 204} else None
        return None


@contextmanager
def _doors() -> Iterator[Doors]:
    with tempfile.TemporaryDirectory() as folder:
        store, web = free_port(), free_port()
        url = f"http://127.0.0.1:{web}"
        environment = {
            **os.environ,
            **Config(bot_url=url).environment("http://127.0.0.1:9"),
            **demo_secrets.keep(Path(folder) / "secrets"),
            "PORT": str(web),
            "REDIS_URL": f"redis://127.0.0.1:{store}/0",
            "DATA_DIR": folder,
            "LOG_LEVEL": "warning",
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "bot/web/gunicorn.py", "-b", f"127.0.0.1:{web}"]
        with (
            running(server_command(server_program(), port=store, directory=Path(folder)), store, environment),
            running([*command, "bot.web:create_app()"], web, environment) as pid,
        ):
            yield Doors(url, web, pid, environment)


def _p95(times: list[float]) -> float:
    return times[len(times) * 95 // 100] if times else float("inf")


def _idle(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    with _doors() as doors:
        yield from asyncio.run(_idle_chats(doors, _WEBHOOKS_LONG if long else _WEBHOOKS))


async def _idle_chats(doors: Doors, number: int) -> list[Measure]:
    async with _chats(doors, _FIRST):
        pass
    alone = await doors.webhooks(number)
    before = memory_mb([doors.pid])
    async with _chats(doors, CHATS) as chats:
        each = (memory_mb([doors.pid]) - before) * 1024 / CHATS
        beside = await doors.webhooks(number)
        still = sum(not chat.closed for chat in chats)
    return [
        at_least("idle web chats that stay open in one web process", still, CHATS, "sockets"),
        at_most("memory of each", each, _CHAT_KIB, "KiB"),
        at_least("webhooks taken beside them", 100 * len(beside) / number, 99.9, f"% of {number}"),
        at_most("the same, 95th percentile", _p95(beside), _LATE_MS, "ms"),
        Measure("the same without a chat", round(_p95(alone), 3), "ms", "is told", bool(alone)),
    ]


@asynccontextmanager
async def _chats(doors: Doors, number: int) -> AsyncIterator[list[aiohttp.ClientWebSocketResponse]]:
    gate = asyncio.Semaphore(_OPENING)
    jar = aiohttp.DummyCookieJar()  # each chat is another visitor
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as http:
        chats = await asyncio.gather(*(_chat(http, doors.url, gate) for _ in range(number)))
        listening = [asyncio.create_task(chat.receive()) for chat in chats]  # it answers the pings
        yield chats
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)


async def _chat(http: aiohttp.ClientSession, url: str, gate: asyncio.Semaphore) -> aiohttp.ClientWebSocketResponse:
    async with gate:
        async with http.get(f"{url}/chat") as page:
            headers = {"Cookie": page.headers["Set-Cookie"].split(";")[0], "Origin": url}
        async with http.post(f"{url}/chat/ticket", headers=headers) as answer:
            ticket = (await answer.json())["ticket"]
        chat = await http.ws_connect(f"{url}/chat/socket?ticket={ticket}", headers=headers)
        await chat.send_json({"type": "resume", "after": "0"})
        return chat


def _slow(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    with _doors() as doors:
        yield from asyncio.run(_beside_slow(doors, _WEBHOOKS_LONG if long else _WEBHOOKS))


async def _beside_slow(doors: Doors, number: int) -> list[Measure]:
    await doors.webhooks(_RATE)
    head = f"POST /webhooks/telegram HTTP/1.1\r\nHost: 127.0.0.1:{doors.port}\r\n".encode()
    secret = "".join(f"{name}: {value}\r\n" for name, value in doors.headers.items()).encode()
    body = head + secret + b'Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"'
    slow = [asyncio.create_task(_drip(doors.port, said)) for said in (head + b"X-Slow: ", body) for _ in range(SLOW)]
    await asyncio.sleep(_DRIP_SECONDS)
    times = await doors.webhooks(number)
    holding = sum(not one.done() for one in slow)
    for one in slow:
        one.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    return [
        at_least("clients who drip headers or bodies, at once", holding, 2 * SLOW, "clients"),
        at_least("webhooks taken beside them", 100 * len(times) / number, 99.9, f"% of {number}"),
        at_most("the same, 95th percentile", _p95(times), _LATE_MS, "ms"),
    ]


async def _drip(port: int, said: bytes) -> None:
    """Hold a connection by a byte now and then; one that is ended is taken up again."""
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            while not writer.is_closing():
                await writer.drain()
                await asyncio.sleep(_DRIP_SECONDS)
                writer.write(b"a")
        await asyncio.sleep(1)


def _taking_nothing(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    del long
    with _doors() as doors:
        readers = [_reader(doors) for _ in range(_READERS)]
        begun = time.monotonic()
        times = asyncio.run(doors.webhooks(_RATE * 15))
        given_up = sum(_is_ended(one, begun + _GIVEN_UP_SECONDS) for one in readers)
    yield at_least("readers who take nothing, cut off within 30 s", given_up, _READERS, f"of {_READERS}")
    yield at_most("webhooks beside them, 95th percentile", _p95(times), _LATE_MS, "ms")


def _reader(doors: Doors) -> websocket.WebSocket:
    """Open a chat with more to read than lies in any buffer, and read none of it."""
    browser = Browser(doors.url)
    browser.socket.shutdown()
    settings = load(doors.environment)
    runner, sealer = wiring.store(settings).runner, wiring.sealer(settings)
    visitor = stored(runner.redis.hget(f"token:{key_of(browser.token)}", "visitor")).decode()
    for number in range(_FRAMES):
        frame = b'{"type":"message","text":"' + b"x" * _FRAME_BYTES + b'"}'
        runner.run(webchat.append(visitor, f"{visitor}-{number}", frame, sealer))
    runner.close()
    return browser.open(((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),))


def _is_ended(reader: websocket.WebSocket, until: float) -> bool:
    """Read what is left, too late; whether the line ends before all of it came."""
    time.sleep(max(0.0, until - time.monotonic()))
    reader.settimeout(5)
    came = 0
    try:
        while came < _FRAMES:
            came += bool(reader.recv())
    except websocket.WebSocketTimeoutException:
        return False
    except (OSError, websocket.WebSocketException):
        return True
    return False


@dataclass(slots=True)
class Flood:
    """What visitors without manners sent, and how often they were cut off."""

    frames: int = 0
    cut: int = 0

    async def run(self, url: str) -> None:
        """Write as fast as the line takes it; who is cut off comes back as somebody else."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
            while True:
                chat = await _chat(http, url, asyncio.Semaphore())
                reading = asyncio.create_task(_read(chat))
                with suppress(aiohttp.ClientError, ConnectionError):
                    while not chat.closed:
                        await chat.send_json({"type": "message", "id": f"m{self.frames}", "text": "hello"})
                        self.frames += 1
                await reading
                self.cut += 1


async def _read(chat: aiohttp.ClientWebSocketResponse) -> None:
    """Read all that comes, so that the end is seen."""
    async for _ in chat:
        pass


def _flooded(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    with _doors() as doors:
        yield from asyncio.run(_beside_floods(doors, _WEBHOOKS_LONG if long else _WEBHOOKS))


async def _beside_floods(doors: Doors, number: int) -> list[Measure]:
    await doors.webhooks(_RATE)
    command = (sys.executable, "-m", __name__, doors.url, str(number / _RATE))
    flooding = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    times = await doors.webhooks(number)
    told, _ = await flooding.communicate()
    frames, cut = json.loads(told)
    return [
        at_least("frames from visitors who write as fast as they can", frames, 10_000, "frames"),
        at_least("the same, cut off for it", cut, _FLOODS, "sockets"),
        at_least("webhooks taken beside them", 100 * len(times) / number, 99.9, f"% of {number}"),
        at_most("the same, 95th percentile", _p95(times), _LATE_MS, "ms"),
    ]


async def _flood(url: str, seconds: float) -> list[int]:
    """Flood a web process from a process of its own, so that who measures is not slowed by it."""
    flood = Flood()
    writing = [asyncio.create_task(flood.run(url)) for _ in range(_FLOODS)]
    await asyncio.wait(writing, timeout=seconds)
    for one in writing:
        one.cancel()
    await asyncio.gather(*writing, return_exceptions=True)
    return [flood.frames, flood.cut]


MEASUREMENTS = (
    Measurement("a thousand idle web chats", _idle),
    Measurement("a thousand slow clients", _slow),
    Measurement("readers who take nothing", _taking_nothing),
    Measurement("visitors who flood", _flooded),
)

if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_flood(sys.argv[1], float(sys.argv[2])))))
