"""Labelled points at which a test may end this process, as a power cut would; free when off.

A file, named by the setting CRASH_FILE and absent in production, holds a label and how often it is passed before
the process ends there ("commit.after 3"). Each store operation has two points of its own, before and after it.
"""

import os
import signal
from pathlib import Path

_file: list[Path] = []
_passed: dict[str, int] = {}


def arm(file: Path | None) -> None:
    """Look at this file at every point from now on; None: at no point."""
    _file.clear()
    if file is not None:
        _file.append(file)


def crashpoint(label: str) -> None:
    """End this process here if a test asked for it; of several that pass at once, one ends."""
    if _file and _wanted(_file[0], label) and _taken(_file[0]):
        os.kill(os.getpid(), signal.SIGKILL)


def _taken(file: Path) -> bool:
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    return True


def _wanted(file: Path, label: str) -> bool:
    try:
        wanted, times = file.read_text().split()
    except (FileNotFoundError, ValueError):
        return False
    if wanted != label:
        return False
    _passed[label] = _passed.get(label, 0) + 1
    return _passed[label] >= int(times)
