"""`wattline` for tests: each command is a process of its own, forked where everything is imported already."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.cli import main

ROOT = Path(__file__).parents[1]

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["bot.cli"])


def wattline(
    *words: str | Path, environ: Mapping[str, str], typed: str = "", within: float = 60.0
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with nothing but this environment and without a terminal.

    Raises subprocess.TimeoutExpired after `within` seconds.
    """
    command = [str(word) for word in words]
    with TemporaryDirectory() as folder:
        typing, told, complained = (Path(folder) / name for name in ("stdin", "stdout", "stderr"))
        typing.write_text(typed)
        process = _FORKS.Process(target=_become, args=(command, dict(environ), (typing, told, complained)))
        process.start()
        process.join(within)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(command, within)
        return subprocess.CompletedProcess(command, process.exitcode, told.read_text(), complained.read_text())


def _become(command: Sequence[str], environ: Mapping[str, str], files: tuple[Path, Path, Path]) -> None:
    """Be `wattline`, as if Python had been started for it."""
    os.setsid()  # no terminal to ask for a password
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environ)
    typing, *said = files
    for number, file in enumerate(said, start=1):
        with file.open("wb") as out:
            os.dup2(out.fileno(), number)
    sys.stdin = typing.open()
    sys.argv = ["wattline", *command]
    try:
        main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
