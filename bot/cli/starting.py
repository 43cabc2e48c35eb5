"""How every command begins: with settings, a log, and one sentence where it cannot."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.setting_values import WrongSetting
from bot.settings import Settings, load
from bot.store.away import Unavailable
from bot.store.server import UnfitServer

Operator = Annotated[str, typer.Option("--operator", help="Who does it; the audit keeps a pseudonym.")]


@contextmanager
def started(process: str, *, level: str | None = None) -> Iterator[Settings]:
    """Give the settings, with the log of a process; what stops a start is told in a sentence."""
    try:
        settings = load(os.environ)
        logs.configure(level or settings.log_level, process)
        yield settings
    except (WrongSetting, UnfitServer) as problem:
        sys.exit(f"wattline: {problem}")
    except Unavailable:
        sys.exit("wattline: Redis does not answer at REDIS_URL. Start it, or run `make demo`.")


def lines(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a file of NAME=value lines."""
    try:
        text = file.read_text()
    except OSError as problem:
        sys.exit(f"wattline: {file} cannot be read: {problem.strerror}")
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            yield name.strip(), value.strip().strip("\"'")
