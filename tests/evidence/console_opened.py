"""The console in this process, before an empty store of its own, for one measurement."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import logs
from tests.evidence.store import server
from tests.store.building import House
from tests.web.consoling import PUBLIC, Console


@contextmanager
def opened_console(public: str = PUBLIC, proxies: int = 1) -> Iterator[Console]:
    """Open a console that is reached at `public` through so many proxies."""
    with server() as url, tempfile.TemporaryDirectory() as folder:
        logs.configure("error", "evidence")
        house = House(url)
        yield Console(house, Path(folder) / "operators.yaml", public=public, proxies=proxies)
        house.runner.close()
