"""What commands begin with: the settings of the environment or of a file."""

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
def settings(process: str, *, level: str | None = None) -> Iterator[Settings]:
    """Give a command its settings; what stops it is told in one sentence."""
    try:
        read = load(os.environ)
        logs.configure(level or read.log_level, process)
        yield read
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
