"""How each command begins: with the settings, or with one sentence that says why it cannot."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bot import logs
from bot.setting_values import WrongSetting
from bot.settings import Settings, load
from bot.store.runners import Unavailable
from bot.store.server import UnfitServer

Operator = Annotated[str, typer.Option("--operator", help="Who does it; the audit keeps a pseudonym.")]


@contextmanager
def settings_of(process: str, *, level: str | None = None) -> Iterator[Settings]:
    """Give the settings to a command, and exit where they are wrong or Redis does not answer."""
    try:
        settings = load(os.environ)
        logs.configure(level or settings.log_level, process)
        yield settings
    except (WrongSetting, UnfitServer) as problem:
        sys.exit(f"wattline: {problem}")
    except Unavailable:
        sys.exit("wattline: Redis does not answer at REDIS_URL. Start it, or run `make demo`.")
