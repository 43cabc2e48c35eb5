"""A copy of the append-only file while the server runs, as Redis's own page on persistence describes it.

https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/#backing-up-aof-persistence
"""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.store.away import reaching
from bot.store.runners import Blocking

_LOOK = 0.1
_LONGEST_REWRITE = 600.0
_GROWTH = "auto-aof-rewrite-percentage"


class NoBackup(Exception):
    """It cannot be copied; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was copied."""

    folder: Path
    files: int
    bytes: int


def back_up(runner: Blocking, target: Path, data: Path | None = None) -> Backup:
    """Copy the server's append-only folder into a new folder `target`.

    `data` is where the server's data lies for us, where that is not the path that the server knows it by. While the
    files are copied the server does not rewrite them. Raises NoBackup, Unavailable.
    """
    if target.exists():
        raise NoBackup(f"{target} is there already: name a folder that is not.")
    with reaching("backup"):
        return _copied(runner.redis, target, data)


def _copied(server: Any, target: Path, data: Path | None) -> Backup:
    said = _configuration(server)
    source = (data or Path(said["dir"])) / said["appenddirname"]
    if not source.is_dir():
        raise NoBackup(
            f"{source} is not here: run this where the server's files are, or name their folder with --data."
        )
    server.config_set(_GROWTH, 0)
    try:
        _wait_for_a_rewrite(server)
        unfinished = target.with_name(f"{target.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(source, unfinished / source.name)
        unfinished.rename(target)
    finally:
        server.config_set(_GROWTH, said[_GROWTH])
    files = [file for file in target.rglob("*") if file.is_file()]
    return Backup(target, len(files), sum(file.stat().st_size for file in files))


def _configuration(server: Any) -> dict[str, str]:
    found = server.config_get("dir", "appenddirname", _GROWTH)
    return {_word(name): _word(value) for name, value in found.items()}


def _wait_for_a_rewrite(server: Any) -> None:
    end = time.monotonic() + _LONGEST_REWRITE
    while server.info("persistence")["aof_rewrite_in_progress"]:
        if time.monotonic() > end:
            raise NoBackup("the server has been rewriting its append-only file for ten minutes: try again later.")
        time.sleep(_LOOK)


def _word(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
