"""Runs a command that is told to stop (SIGTERM) as soon as the process that started it is gone, however it went.

`python tether.py PARENT COMMAND...` becomes the command. On systems without prctl (macOS) the command simply runs, and
stopping it stays the parent's business.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1


def tethered(command: Sequence[str]) -> list[str]:
    """Return the command line that runs `command` tied to the calling process."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


def main() -> None:
    """Tie this process to its parent and become the command."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it went before we were tied to it
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 -- the whole point: become the command, without a shell


if __name__ == "__main__":
    main()
