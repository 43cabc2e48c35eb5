"""`wattline backup`: a copy of the store that can be brought back."""

import sys
from pathlib import Path

from bot.settings import Settings
from bot.store.backup import NoBackup, back_up
from bot.store.runners import Blocking


def run(settings: Settings, folder: Path, data: Path | None) -> None:
    """Copy, and say what was copied. Raises Unavailable."""
    runner = Blocking(settings.redis_url)
    try:
        done = back_up(runner, folder, data)
    except NoBackup as problem:
        sys.exit(f"wattline: {problem}")
    finally:
        runner.close()
    sys.stdout.write(f"{done.files} files, {done.bytes} bytes in {done.folder}\n")
