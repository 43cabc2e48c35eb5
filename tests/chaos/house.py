"""The whole house on free ports: the store, two web workers, two attendants, two workers, and the stand-ins outside.

The listening socket of the web processes is held outside of them, as a systemd socket unit does (docs/durability.md):
while all of them are dead, connections wait instead of being refused.
"""

import asyncio
import base64
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL

import aiohttp
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.settings import Settings, load
from sandbox import demo_secrets
from sandbox.config import Config
from sandbox.embedded import free_port, server_command, server_program
from sandbox.tether import tethered
from tests.chaos.consoling import operators
from tests.chaos.outside import Outside
from tests.chaos.processes import ROOT, Crew, Zygote
from tests.chaos.proxy import Proxy

CALLBACK_SECRET = "callback-secret-of-the-chaos-runs"
_READY = 180.0
_BACKLOG = 2048
_LOOK = 0.05
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE")


def stored(value: object) -> bytes:
    """Return what the store answered, which is bytes where nobody asked for more."""
    if not isinstance(value, bytes):
        raise TypeError(type(value).__name__)
    return value


class NotReady(Exception):
    """The house did not come up: look at its logs."""


@dataclass(frozen=True, slots=True)
class House:
    """A running house."""

    folder: Path
    web_url: str
    settings: Settings
    environment: Mapping[str, str]
    outside: Outside
    crew: Crew
    redis: Redis
    cli: Zygote
    line: Proxy
    """What stands between the house and its store, where that was asked for."""

    @property
    def crash_file(self) -> Path:
        """Where a label and a number end the process that passes there."""
        return self.folder / "crash"

    async def ready(self) -> None:
        """Wait until nothing is missing. Raises NotReady."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as http:

            async def asked() -> bool:
                try:
                    async with http.get(f"{self.web_url}/health/ready") as answer:
                        return answer.status == 200
                except (aiohttp.ClientError, TimeoutError):
                    return False

            if not await until(asked, _READY):
                raise NotReady(f"the house was not ready within {_READY:.0f} s; logs lie in {self.folder}")

    async def stop_redis(self) -> None:
        """Take the store away until start_redis, as a kill -9 does."""
        self.crew.held.add("redis")
        for pid in self.crew.pids("redis"):
            os.kill(pid, signal.SIGKILL)
        await until(self._redis_is_gone, 10.0)

    async def _redis_is_gone(self) -> bool:
        return not self.crew.pids("redis")

    async def both_attend(self) -> bool:
        """Tell whether both attendants run."""
        return len(self.crew.pids("attend")) == 2

    async def turns(self) -> int:
        """Return how many turns were committed so far."""
        return int(await self.redis.hget("counters", "turns") or 0)

    async def cases(self) -> list[str]:
        """Return the open cases, oldest first."""
        return [stored(one).decode() for one in await self.redis.zrange("cases", 0, -1)]

    async def start_redis(self) -> None:
        """Give the store back, and wait until it answers."""
        self.crew.held.discard("redis")
        if not await until(self.redis_answers, 30.0):
            raise NotReady("the store did not come back")

    async def redis_answers(self) -> bool:
        """Tell whether the store answers."""
        try:
            return bool(await self.redis.ping())
        except (RedisError, OSError):
            return False

    async def rotate(self) -> None:
        """Run `wattline keys rotate` under the same keys in the other order."""
        keys = ",".join(reversed(self.environment["FIELD_KEYS"].split(",")))
        process = await asyncio.create_subprocess_exec(
            *tethered((sys.executable, "-m", "bot.cli", "keys", "rotate")),
            env={**self.environment, "FIELD_KEYS": keys},
            cwd=ROOT,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        await process.wait()

    async def wattline(self, *words: str) -> int:
        """Run `wattline ...` in a process of its own and return its id."""
        return await self.cli.fork(self.folder / "wattline.log", "wattline", *words)


async def until(question: Callable[[], Awaitable[object]], within: float, pause: float = _LOOK) -> bool:
    """Ask again and again until the answer is yes; False when the time is over."""
    clock = asyncio.get_running_loop().time
    end = clock() + within
    while not await question():
        if clock() > end:
            return False
        await asyncio.sleep(pause)
    return True


@asynccontextmanager
async def running(folder: Path, *, behind_a_line: bool = False) -> AsyncIterator[House]:
    """Start a house in an empty folder, and stop all of it at the end."""
    door, redis, outside = socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG), free_port(), free_port()
    web = int(door.getsockname()[1])
    line, crew = Proxy(redis), Crew(folder)
    await line.start()
    config, environment = _settings(folder, web, line.port if behind_a_line else redis, outside)
    world, client = Outside(config), Redis(port=redis, socket_timeout=10.0)
    await world.start(outside)
    zygotes = await _zygotes(folder / "zygote.log", environment, door)
    house = House(folder, config.bot_url, load(environment), environment, world, crew, client, zygotes[0], line)
    try:
        (folder / "redis").mkdir()
        crew.keep_program("redis", "redis", server_command(server_program(), port=redis, directory=folder / "redis"))
        await house.start_redis()
        _keep_all(crew, zygotes)
        await house.ready()
        yield house
    finally:
        await crew.stop("redis")
        await asyncio.gather(*(zygote.stop() for zygote in zygotes))
        await client.aclose()
        await line.stop()
        await world.stop()
        door.close()


async def _zygotes(log: Path, environment: Mapping[str, str], door: socket.socket) -> list[Zygote]:
    listeners = {"cli": None, "worker": None, "web": door}
    return [await Zygote.start(kind, environment, log, listener) for kind, listener in listeners.items()]


def _keep_all(crew: Crew, zygotes: list[Zygote]) -> None:
    cli, worker, doors = zygotes
    crew.keep("web", "web", doors, ("gunicorn", "-c", "bot/web/gunicorn.py", "-w", "2", "bot.web:create_app()"))
    for number in (1, 2):
        crew.keep("attend", f"attend{number}", cli, ("wattline", "attend"))
        crew.keep("worker", f"worker{number}", worker, ("worker.py",))


def _settings(folder: Path, web: int, redis: int, outside: int) -> tuple[Config, Mapping[str, str]]:
    secrets = demo_secrets.keep(folder / "secrets")
    config = Config(
        bot_url=f"http://127.0.0.1:{web}",
        telegram_token=secrets["TELEGRAM_BOT_TOKEN"],
        telegram_secret=secrets["TELEGRAM_WEBHOOK_SECRET"],
        twilio_account=secrets["TWILIO_ACCOUNT_SID"],
        twilio_token=secrets["TWILIO_AUTH_TOKEN"],
        longest_wait=0.05,
        model_mind="unsure",  # what it is asked is answered as if it were not there: the pure step knows no model
    )
    newer = f"newer:{base64.b64encode(os.urandom(32)).decode()}"
    environment = {
        **{name: os.environ[name] for name in _INHERITED if name in os.environ},
        **{name: value for name, value in os.environ.items() if name.startswith("PYTHON")},
        **secrets,
        **config.environment(f"http://127.0.0.1:{outside}"),
        "CODES_PER_HOUR": "1000000",  # a crowd orders more in a minute than a town in an hour
        "FIELD_KEYS": f"{secrets['FIELD_KEYS']},{newer}",
        "BECKN_TTL": "PT2S",
        "BECKN_WEBHOOK_SECRET": CALLBACK_SECRET,  # the door is open, though the stage's network speaks the sync mode
        "PORT": str(web),
        "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        "DATA_DIR": str(folder),
        "CRASH_FILE": str(folder / "crash"),
        "CONSOLE_USERS": str(operators(folder)),
        "LOG_LEVEL": "info",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    return config, environment
