"""From a customer's webhook to the reply at the provider's door, at a steady rate, with the embedded reader."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import aiohttp

from bot.settings import load
from sandbox import demo_secrets
from sandbox.config import Config
from sandbox.embedded import free_port, server_command, server_program
from tests.bench.processes import cpu_seconds, running
from tests.measuring import Measure, at_most

_GOAL_MS = 50.0
RATE = 100
_SECONDS = 15
_LONG_SECONDS = 60
_FIRST_CHAT = 700_300_000
_PATIENCE = 30.0


def answering(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is the one thing a measurement is told
    """Write as many customers at a steady rate and see when each is answered."""
    seconds = _LONG_SECONDS if long else _SECONDS
    with tempfile.TemporaryDirectory() as folder, installed(Path(folder)) as house:
        asyncio.run(house.converse(_FIRST_CHAT - RATE, RATE))
        before = house.cpu()
        times = sorted(asyncio.run(house.converse(_FIRST_CHAT, RATE * seconds)))
        spent = house.cpu() - before
    name = f"webhook to reply at {RATE} messages/s"
    yield at_most(f"{name}, median", times[len(times) // 2] * 1000, _GOAL_MS, "ms")
    yield at_most(f"{name}, 99th percentile", times[len(times) * 99 // 100] * 1000, _GOAL_MS, "ms")
    yield at_most(f"{name}, CPU a turn of web, attend and Redis", spent / len(times) * 1000, 10.0, "ms")


class House:
    """Web, attend, Redis and a provider on loopback."""

    def __init__(self, ports: tuple[int, int, int], environment: Mapping[str, str], pids: tuple[int, int, int]) -> None:
        self.environment, self.settings = environment, load(environment)
        self.store, web, provider = ports
        self._webhook = f"http://127.0.0.1:{web}/webhooks/telegram"
        self._arrivals = f"http://127.0.0.1:{provider}/arrivals"
        self._headers = {"X-Telegram-Bot-Api-Secret-Token": self.settings.telegram_webhook_secret or ""}
        self._pids = pids
        self.redis, _, self.attend = pids

    def cpu(self) -> float:
        """Return the CPU seconds that our processes used so far."""
        return sum(cpu_seconds(pid) for pid in self._pids)

    async def converse(self, first: int, number: int, rate: int = RATE) -> list[float]:
        """Let so many customers say hello, `rate` of them a second; return the seconds until each was answered."""
        async with aiohttp.ClientSession(headers=self._headers) as session:
            begun = time.monotonic()
            sent = [asyncio.create_task(self._say(session, first + n, begun + n / rate)) for n in range(number)]
            said = dict(await asyncio.gather(*sent))
            arrived = await self._answers(session, first, number)
        return [arrived[chat] - at for chat, at in said.items()]

    async def _say(self, session: aiohttp.ClientSession, chat: int, at: float) -> tuple[str, float]:
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        person = {"id": chat, "is_bot": False, "first_name": "Ada"}
        where = {"id": chat, "type": "private", "first_name": "Ada"}
        message = {"message_id": chat, "date": 1_795_000_000, "chat": where, "from": person, "text": "hello"}
        begun = time.monotonic()
        async with session.post(self._webhook, json={"update_id": chat, "message": message}) as answer:
            answer.raise_for_status()
        return str(chat), begun

    async def _answers(self, session: aiohttp.ClientSession, first: int, number: int) -> dict[str, float]:
        arrived: dict[str, float] = {}
        asked, end = {"first": first, "number": number}, time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            async with session.get(self._arrivals, params=asked) as answer:
                arrived = await answer.json()
            if len(arrived) == number:
                return arrived
            await asyncio.sleep(0.2)
        raise RuntimeError(f"{number - len(arrived)} of {number} customers were not answered")


@contextmanager
def installed(folder: Path) -> Iterator[House]:
    secrets = demo_secrets.keep(folder / "secrets")
    store, web, provider = free_port(), free_port(), free_port()
    environment = {
        **os.environ,
        **Config(bot_url=f"http://127.0.0.1:{web}").environment(f"http://127.0.0.1:{provider}"),
        **secrets,
        "REDIS_URL": f"redis://127.0.0.1:{store}/0",
        "DATA_DIR": str(folder),
        "LOG_LEVEL": "warning",
    }
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "bot/web/gunicorn.py", "-b", f"127.0.0.1:{web}"]
    with ExitStack() as stack:
        redis = stack.enter_context(
            running(server_command(server_program(), port=store, directory=folder), store, environment)
        )
        stack.enter_context(
            running([sys.executable, "-m", "tests.bench.provider", str(provider)], provider, environment)
        )
        doors = stack.enter_context(running([*gunicorn, "bot.web:create_app()"], web, environment))
        attend = stack.enter_context(running([sys.executable, "-m", "bot.cli", "attend"], store, environment))
        yield House((store, web, provider), environment, (redis, doors, attend))
