"""The running demo's settings as a file, so that `wattline --env-file` reaches it from another terminal."""

import os
from collections.abc import Mapping
from pathlib import Path

_OURS_ALONE = 0o600


def write(file: Path, settings: Mapping[str, str]) -> None:
    """Write NAME=value lines for their owner alone; replaces what an earlier start wrote, whose ports are gone."""
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OURS_ALONE), "w") as out:
        out.writelines(f"{name}={value}\n" for name, value in settings.items())
    part.replace(file)
