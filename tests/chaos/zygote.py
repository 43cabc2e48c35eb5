"""A process that has everything imported and forks the house's processes: a kill costs a fork, not a start of Python.

`python -m tests.chaos.zygote KIND [LISTENER]` reads lines of JSON `[log file, argument...]` and answers each with a
process id. LISTENER is the number of a listening socket, handed on as systemd's socket units do it (sd_listen_fds).
The forked process becomes what the Procfile names; it dies with this one, and this one with its standard input.
"""

import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence

_PR_SET_PDEATHSIG = 1
_LINE = 65536
_FIRST_LISTENER = 3
_WITHOUT_LISTENER = 2


def _cli() -> Callable[[], None]:
    import bot.understanding.model.reader  # noqa: F401, PLC0415 -- an attendant's, which takes a second
    from bot.cli import main  # noqa: PLC0415 -- each kind imports its own

    return main


def _worker() -> Callable[[], None]:
    import worker  # noqa: PLC0415 -- as above

    return lambda: sys.exit(worker.main())


def _web() -> Callable[[], None]:
    """Import the house behind gevent's patch, as a gunicorn worker would; the application itself is built there."""
    from gevent import monkey  # noqa: PLC0415 -- as above

    monkey.patch_all(os=False, signal=False)
    from gunicorn.app.wsgiapp import run  # noqa: PLC0415 -- as above

    import bot.web  # noqa: F401, PLC0415 -- as above

    def serve() -> None:
        run()

    return serve


KINDS: Mapping[str, Callable[[], Callable[[], None]]] = {"cli": _cli, "worker": _worker, "web": _web}


def main() -> None:
    """Fork on demand until standard input ends."""
    run = KINDS[sys.argv[1]]()
    listener = int(sys.argv[2]) if len(sys.argv) > _WITHOUT_LISTENER else None
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while line := os.read(0, _LINE):
        log, *words = json.loads(line)
        parent, child = os.getpid(), os.fork()
        if child == 0:
            _become(run, log, words, parent, listener)
        os.write(1, f"{child}\n".encode())


def _become(run: Callable[[], None], log: str, words: Sequence[str], parent: int, listener: int | None) -> None:
    code = 1
    try:
        _detach(log, parent)
        if listener is not None:
            _hand_on(listener)
        sys.argv = list(words)
        run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 -- the edge of a process: it says why it ends
        import traceback  # noqa: PLC0415 -- for the worst day alone

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _detach(log: str, parent: int) -> None:
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing, out = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for source, target in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(source, target)


def _hand_on(listener: int) -> None:
    os.dup2(listener, _FIRST_LISTENER)
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")


if __name__ == "__main__":
    main()
