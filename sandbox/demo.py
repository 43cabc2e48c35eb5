"""`make demo`: everything at once on one machine, beside simulated providers. Knows the product by its commands."""

import asyncio
import fcntl
import json
import os
import shlex
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sandbox import customers, demo_operators, demo_secrets, demo_settings
from sandbox.config import Config
from sandbox.embedded import NoServer, answers, free_port, server_command, server_program
from sandbox.model_minds import MINDS
from sandbox.supervisor import Part, PartFailed, Supervisor

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TERM", "TMPDIR", "USER", "SSL_CERT_FILE", "SSL_CERT_DIR")
_INHERITED_KINDS = ("PYTHON", "WATTLINE_")
_SANDBOX_ABOVE = 10_000
_HIGHEST_PORT = 65_535
_READY_WITHIN = 60.0
_METERS_SHOWN = 3


class NotPossible(Exception):
    """The demo cannot start here: its sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the demo's processes listen, all on loopback."""

    web: int
    sandbox: int
    redis: int

    @property
    def web_url(self) -> str:
        """Where browsers and providers find the web process; one host name, so that a page may frame another."""
        return f"http://127.0.0.1:{self.web}"

    @property
    def web_bind(self) -> str:
        """Where the web process listens: for this machine alone."""
        return f"127.0.0.1:{self.web}"

    @property
    def sandbox_url(self) -> str:
        """Where the simulated providers are."""
        return f"http://127.0.0.1:{self.sandbox}"


def main(
    port: Annotated[int, typer.Option(min=1, max=_HIGHEST_PORT, help="The web process's port.")] = 8000,
    data_dir: Annotated[Path, typer.Option(help="Where data, secrets and logs of the demo are kept.")] = Path(".demo"),
    model: Annotated[str, typer.Option(help=f"Also ask a simulated language model: {', '.join(MINDS)}.")] = "",
    *,
    check: Annotated[bool, typer.Option("--check", help="Start, wait until all is ready, stop.")] = False,
) -> None:
    """Start Wattline with an embedded Redis and simulated providers; Ctrl-C stops all of it."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        with _taken(data_dir):
            asyncio.run(_Demo(console, data_dir.resolve(), _places(port), model).run(stay=not check))
    except (NotPossible, NoServer, PartFailed) as reason:
        console.print(str(reason), style="red", markup=False)
        raise typer.Exit(1) from None


@dataclass(frozen=True, slots=True)
class _Demo:
    console: Console
    data_dir: Path
    places: Places
    model: str = ""

    async def run(self, *, stay: bool) -> None:
        """Start all parts, say where to go, and stay until told to stop."""
        demo_operators.keep(self._operators)
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        settings = self._settings()
        demo_settings.write(self._env_file, settings)
        supervisor = Supervisor(_inherited() | settings, self.data_dir / "logs", self._tell)
        starting = asyncio.create_task(self._start(supervisor))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                self._say_where()
                if stay:
                    await stopping
        finally:
            starting.cancel()
            stopping.cancel()
            self._tell("Stopping")
            await supervisor.stop()
            self._tell("Everything is stopped")

    async def _start(self, supervisor: Supervisor) -> None:
        clock = asyncio.get_running_loop().time
        begun = clock()
        self._tell("Starting the store, the simulated providers, web, attend and worker")
        first, *others = self._parts()
        await self._start_one(supervisor, first, begun)
        await asyncio.gather(*(self._start_one(supervisor, part, begun) for part in others))
        self.console.print(f"[bold green]Ready[/] after {clock() - begun:.1f} s")

    async def _start_one(self, supervisor: Supervisor, part: Part, begun: float) -> None:
        await supervisor.start(part, within=_READY_WITHIN)
        self._tell(f"{part.name} is ready ({asyncio.get_running_loop().time() - begun:.1f} s)")

    def _parts(self) -> tuple[Part, ...]:
        python, places = sys.executable, self.places
        store = self.data_dir / "redis"
        store.mkdir(exist_ok=True)
        ready = f"{places.web_url}/health/ready"
        return (
            Part(
                "redis",
                tuple(server_command(server_program(), port=places.redis, directory=store)),
                _asked(lambda: answers(places.redis, within=0)),
                last=True,
            ),
            Part(
                "sandbox",
                (
                    *(python, "-m", "sandbox", "--port", str(places.sandbox), "--bot-url", places.web_url),
                    *("--orders", str(self.data_dir / "orders.json")),
                    *(("--model", self.model) if self.model else ()),
                ),
                _asked(lambda: _reached(f"{places.sandbox_url}/")),
            ),
            Part(
                "web",
                (python, "-m", "gunicorn", "-c", "bot/web/gunicorn.py", "-b", places.web_bind, "bot.web:create_app()"),
                _asked(lambda: _reached(f"{places.web_url}/health/live")),
            ),
            Part("attend", (python, "-m", "bot.cli", "attend"), _asked(lambda: _lives(ready, "attend"))),
            Part("worker", (python, "worker.py"), _asked(lambda: _lives(ready, "worker"))),
        )

    @property
    def _env_file(self) -> Path:
        return self.data_dir / "env"

    @property
    def _operators(self) -> Path:
        return self.data_dir / "operators.yaml"

    def _settings(self) -> dict[str, str]:
        if self.model and self.model not in MINDS:
            raise NotPossible(f"--model should be one of {', '.join(MINDS)}.")
        secrets = demo_secrets.keep(self.data_dir / "secrets")
        config = Config(
            bot_url=self.places.web_url,
            telegram_token=secrets["TELEGRAM_BOT_TOKEN"],
            telegram_secret=secrets["TELEGRAM_WEBHOOK_SECRET"],
            twilio_account=secrets["TWILIO_ACCOUNT_SID"],
            twilio_token=secrets["TWILIO_AUTH_TOKEN"],
            model_mind=self.model,
        )
        return {
            **secrets,
            **config.environment(self.places.sandbox_url),
            "PORT": str(self.places.web),
            "REDIS_URL": f"redis://127.0.0.1:{self.places.redis}/0",
            "DATA_DIR": str(self.data_dir),
            "PROMPTS_RELOAD": "yes",
            "CONSOLE_USERS": str(self._operators),
            "CHAT_EMBED_ORIGINS": f"{self.places.sandbox_url},http://localhost:{self.places.web}",
        }

    def _say_where(self) -> None:
        some = customers.load().customers[:_METERS_SHOWN]
        self.console.print()
        for name, where in (
            ("Web chat", f"{self.places.web_url}/chat"),
            ("Phones", f"{self.places.sandbox_url}/phones"),
            ("Console", f"{self.places.web_url}/console"),
            ("Health", f"{self.places.web_url}/health/ready"),
            ("Logs", str(self.data_dir / "logs")),
        ):
            self.console.print(f"  {name:<10}{where}")
        names = ", ".join(f"{name} ({role})" for name, role in demo_operators.NAMES.items())
        self.console.print(f"  {'Operators':<10}{names}; password {demo_operators.keep(self._operators)}", markup=False)
        meters = ", ".join(f"{customer.meter} ({customer.name})" for customer in some)
        self.console.print(f"  {'Meter IDs':<10}{meters}")
        command = f"{_typed(Path(sys.executable).with_name('wattline'))} --env-file {_typed(self._env_file)}"
        self.console.print(f"  {'Commands':<10}{command} doctor", markup=False)
        self.console.print("\n  The codes arrive on the Phones page. Ctrl-C stops everything.\n")

    def _tell(self, line: str) -> None:
        self.console.print(f"-- {line}", markup=False)


@contextmanager
def _taken(folder: Path) -> Iterator[None]:
    """Hold the data folder for this demo alone; the lock goes with the process, however that ends."""
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotPossible(
                f"Another demo runs in {folder}: stop it, or give this one a folder of its own (DATA_DIR=...)."
            ) from None
        yield


def _inherited() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if name in _INHERITED or name.startswith(_INHERITED_KINDS)
    }


def _typed(path: Path) -> str:
    """Return a path as one types it here: short where it lies below this folder, quoted where a shell needs it."""
    here = Path.cwd()
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def _places(port: int) -> Places:
    if not _free(port):
        raise NotPossible(f"Port {port} is taken: stop what listens there, or take another one (PORT=...).")
    beside = port + _SANDBOX_ABOVE
    return Places(port, beside if beside <= _HIGHEST_PORT and _free(beside) else free_port(), free_port())


def _free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _asked(question: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def ask() -> bool:
        return await asyncio.to_thread(question)

    return ask


def _reached(url: str) -> bool:
    return _fetched(url) is not None


def _lives(url: str, process: str) -> bool:
    body = _fetched(url)
    try:
        return body is not None and process not in json.loads(body)["missing"]
    except (ValueError, KeyError):
        return False


def _fetched(url: str) -> bytes | None:
    """Return what an address of ours answers, whatever its status; None if nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 -- our own loopback
            body: bytes = answer.read()
    except urllib.error.HTTPError as answer:
        return answer.read()
    except OSError:
        return None
    return body


if __name__ == "__main__":
    typer.run(main)
