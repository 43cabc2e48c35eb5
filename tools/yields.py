"""What 1 kW of panels yields: asked of a service where one is set, computed here where none is or none answers."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import orjson

from tools.breaker import Breaker
from tools.contract import Failure, ToolError
from tools.economics.clock import MONTHS
from tools.economics.solar_yield import Reported, Source, Yield, embedded, reported
from tools.economics.sunshine import System, hourly_yield
from tools.economics.territory import Place, Territory
from tools.exchange import NotSent
from tools.reading import mapping, number, sequence
from tools.sun_service import YieldService

KEPT = 500
"""Answers that are kept: so many different roofs of one territory."""
GOOD_FOR = 180 * 24 * 3600.0
"""Seconds. The services take in new years of weather about once a year."""
OF_ITSELF = frozenset({Failure.SILENT, Failure.UNAVAILABLE, Failure.GARBLED})
"""Failures after which a service is left alone for a while; a refusal says that it is well."""


class KeptYields:
    """Services' answers as small files in a folder; the oldest go first. Several processes may share it."""

    def __init__(self, folder: Path, *, most: int = KEPT, now: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._most = most
        self._now = now

    def find(self, asked: str) -> Reported | None:
        """Return what was answered; None where nothing readable is kept, or for too long."""
        file = self._folder / asked
        try:
            if self._now() - file.stat().st_mtime > GOOD_FOR:
                return None
            fields = mapping(orjson.loads(file.read_bytes()))
        except (OSError, orjson.JSONDecodeError):
            return None
        monthly = tuple(kwh for month in sequence(fields.get("monthly")) if (kwh := number(month)) is not None)
        return Reported(monthly, number(fields.get("deviation")) or 0.0) if len(monthly) == MONTHS else None

    def keep(self, asked: str, said: Reported) -> None:
        """Keep an answer whole or not at all. A folder that cannot be written costs the next customer the same call."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, part = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(descriptor, "wb") as out:
                out.write(orjson.dumps(asdict(said)))
            Path(part).replace(self._folder / asked)
            self._let_go()

    def _let_go(self) -> None:
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[self._most :]:
            file.unlink(missing_ok=True)


class Yields:
    """Where the yields of a territory come from. Thread-safe."""

    def __init__(
        self, territory: Territory, service: YieldService | None = None, kept: KeptYields | None = None
    ) -> None:
        self.territory = territory
        self._service = service
        self._kept = kept
        self._breaker = Breaker(lambda _: None)

    def of(self, system: System, *, year: int, place: Place | None = None) -> Yield:
        """Return the yield of 1 kW at a place. What a service did not say is computed here, and that is told."""
        service, territory = self._service, self.territory.at(place)
        if service is None:
            return embedded(territory, system, year=year)
        try:
            said = self._asked(service, territory, system)
        except (ToolError, NotSent):
            return embedded(territory, system, year=year, instead_of=service.source)
        return reported(said, service.source, hourly_yield(territory, system, year=year))

    def _asked(self, service: YieldService, territory: Territory, system: System) -> Reported:
        asked = key(service.source, territory, system)
        said = self._kept.find(asked) if self._kept else None
        if said is None:
            with self._breaker.through(service.source, is_fault=_is_its_own, may_probe=True):
                said = service.monthly(territory.latitude, territory.longitude, system)
            if self._kept:
                self._kept.keep(asked, said)
        return said


def key(source: Source, territory: Territory, system: System) -> str:
    """Return the name under which an answer is kept: it follows from place and system, and tells neither."""
    asked = [source, territory.latitude, territory.longitude, asdict(system)]
    return hashlib.sha256(orjson.dumps(asked)).hexdigest()[:32]


def _is_its_own(error: BaseException) -> bool:
    return isinstance(error, ToolError) and error.failure in OF_ITSELF
