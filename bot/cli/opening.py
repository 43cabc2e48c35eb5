"""How a command begins: with the settings, or with one sentence that says what is wrong."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import logs
from bot.setting_values import WrongSetting
from bot.settings import Settings, load
from bot.store.runners import Unavailable
from bot.store.server import UnfitServer


@contextmanager
def opened(process: str, *, level: str | None = None) -> Iterator[Settings]:
    """Give a command its settings; what is wrong with them, or with Redis, stops it with one sentence."""
    try:
        settings = load(os.environ)
        logs.configure(level or settings.log_level, process)
        yield settings
    except (WrongSetting, UnfitServer) as problem:
        sys.exit(f"wattline: {problem}")
    except Unavailable:
        sys.exit("wattline: Redis does not answer at REDIS_URL. Start it, or run `make demo`.")


def lines(file: Path) -> Iterator[tuple[str, str]]:
    """Yield names and values of a file of settings; what cannot be read stops the command."""
    try:
        text = file.read_text()
    except OSError as problem:
        sys.exit(f"wattline: {file} cannot be read: {problem.strerror}")
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            yield name.strip(), value.strip().strip("\"'")
