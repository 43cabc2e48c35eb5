"""How every command begins: settings from the environment; what is missing ends it with one sentence."""

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
def started(process: str, *, level: str | None = None) -> Iterator[Settings]:
    """Give the settings to a command; a wrong one, or a store that is away, ends it."""
    try:
        settings = load(os.environ)
        logs.configure(level or settings.log_level, process)
        yield settings
    except (WrongSetting, UnfitServer) as problem:
        sys.exit(f"wattline: {problem}")
    except Unavailable:
        sys.exit("wattline: Redis does not answer at REDIS_URL. Start it, or run `make demo`.")


def lines(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the NAME=value lines of a file."""
    try:
        text = file.read_text()
    except OSError as problem:
        sys.exit(f"wattline: {file} cannot be read: {problem.strerror}")
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            yield name.strip(), value.strip().strip("\"'")
