"""Where messages are kept while Redis is away: a local file, flushed to the disk before anybody is answered.

One file a machine, shared by its web processes under a lock. While anything lies in it, everything goes into it, so
that the order stays; it is emptied in that order when Redis is back.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.crash import crashpoint

LIMIT = 100_000
BATCH = 500


class Full(Exception):
    """The spool cannot take more, or the disk cannot: answer 503, so that the provider repeats."""


class Spool:
    """Lines without line breaks, in the order in which they came; at most `limit` of them."""

    def __init__(self, folder: Path, *, limit: int = LIMIT, batch: int = BATCH) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "spool"
        self._done = folder / "spool.done"
        self._lock = folder / "spool.lock"
        self._flushing = folder / "spool.flushing"
        self._limit = limit
        self._batch_size = batch

    def waiting(self) -> bool:
        """Tell whether anything lies here; cheap enough for every message."""
        try:
            return self._file.stat().st_size > 0
        except FileNotFoundError:
            return False

    def depth(self) -> int:
        """Return how many lines wait, roughly where they are many."""
        try:
            with self._file.open("rb") as file:
                return self._count(file.fileno())
        except FileNotFoundError:
            return 0

    def put(self, line: bytes) -> None:
        """Keep a line on the disk. Raises Full."""
        try:
            with _locked(self._lock), self._file.open("ab+") as file:
                if self._count(file.fileno()) >= self._limit:
                    raise Full(f"{self._limit} messages wait already")
                crashpoint("spool.before")
                file.write(self._mend(file.fileno()) + line + b"\n")
                file.flush()
                os.fsync(file.fileno())
                crashpoint("spool.after")
        except OSError as problem:
            raise Full(problem.strerror or "the disk takes nothing") from problem

    def flush(self, take: Callable[[Sequence[bytes]], None]) -> int:
        """Hand the lines to `take`, many at a time, in order; what it raises stops that. Returns how many were taken.

        A line may be handed over again after a crash, so `take` must know it again; one that a crash cut short is
        handed over as it is. While another process flushes, nothing is done.
        """
        if not self.waiting():
            return 0
        taken = 0
        with _locked(self._flushing, wait=False) as ours:
            if not ours:
                return 0
            while batch := self._batch():
                take([line.rstrip(b"\n") for line in batch])
                taken += len(batch)
                self._forget(sum(len(line) for line in batch))
        return taken

    def _mend(self, descriptor: int) -> bytes:
        """End a line that a crash cut short: nobody was told that it is kept."""
        size = os.fstat(descriptor).st_size
        return b"\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else b""

    def _batch(self) -> list[bytes]:
        with _locked(self._lock), self._file.open("rb") as file:
            file.seek(self._offset())
            lines = [line for _, line in zip(range(self._batch_size), file, strict=False)]
        return [line for line in lines if line.endswith(b"\n")]

    def _forget(self, length: int) -> None:
        """Note what was taken; an emptied file begins anew.

        The note goes before the lines: who dies between both hands them over again, instead of passing over new ones.
        """
        with _locked(self._lock):
            offset = self._offset() + length
            if offset >= self._file.stat().st_size:
                self._done.unlink(missing_ok=True)
                os.truncate(self._file, 0)
            else:
                fresh = self._done.with_suffix(".new")
                fresh.write_text(str(offset))
                fresh.replace(self._done)

    def _offset(self) -> int:
        try:
            return int(self._done.read_text())
        except FileNotFoundError:
            return 0

    def _count(self, descriptor: int) -> int:
        """Count the lines that wait, roughly: by the file's size and the length of its first lines."""
        size = os.fstat(descriptor).st_size - self._offset()
        if size <= 0:
            return 0
        sample = os.pread(descriptor, 65536, self._offset())
        lines = sample.count(b"\n")
        return lines * size // len(sample) if lines else 1


@contextmanager
def _locked(file: Path, *, wait: bool = True) -> Iterator[bool]:
    with file.open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
