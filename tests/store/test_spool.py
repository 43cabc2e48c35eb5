"""While Redis is away messages lie on the disk, in order, up to a bound, and none is lost by a crash."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.store.spool import Full, Spool

BATCH = 5


class Died(Exception):
    """The process is gone."""


def _die(*_: object, **__: object) -> None:
    raise Died


def taken(spool: Spool) -> list[bytes]:
    lines: list[bytes] = []
    spool.flush(lines.extend)
    return lines


def test_lines_come_back_in_order_once(tmp_path: Path) -> None:
    spool = Spool(tmp_path, batch=BATCH)
    for number in range(BATCH + 3):
        spool.put(b"%d" % number)

    assert taken(spool) == [b"%d" % number for number in range(BATCH + 3)]
    assert not spool.waiting()
    assert taken(spool) == []


def test_its_depth_is_how_many_lines_wait(tmp_path: Path) -> None:
    spool = Spool(tmp_path, batch=BATCH)
    assert spool.depth() == 0
    for number in range(BATCH + 3):
        spool.put(b"%d" % number)
    assert spool.depth() == BATCH + 3
    taken(spool)
    assert spool.depth() == 0


def test_another_process_finds_what_was_put(tmp_path: Path) -> None:
    Spool(tmp_path).put(b"one")

    assert Spool(tmp_path).waiting()
    assert taken(Spool(tmp_path)) == [b"one"]


def test_a_flush_that_stops_goes_on_where_it_stopped(tmp_path: Path) -> None:
    spool = Spool(tmp_path, batch=BATCH)
    for number in range(BATCH + 2):
        spool.put(b"%d" % number)
    handed: list[bytes] = []

    def away(lines: Sequence[bytes]) -> None:
        if b"%d" % (BATCH + 1) in lines:
            raise ConnectionError
        handed.extend(lines)

    with pytest.raises(ConnectionError):
        spool.flush(away)

    spool.put(b"last")
    rest = taken(Spool(tmp_path))
    assert handed == [b"%d" % number for number in range(BATCH)]
    assert rest == [b"%d" % BATCH, b"%d" % (BATCH + 1), b"last"]


@pytest.mark.parametrize(("where", "what"), [(os, "truncate"), (Path, "unlink")])
def test_who_dies_while_an_emptied_spool_begins_anew_passes_over_nothing(
    tmp_path: Path, where: object, what: str
) -> None:
    spool = Spool(tmp_path, batch=BATCH)
    for number in range(BATCH + 2):
        spool.put(b"%d" % number)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, what, _die)
        with pytest.raises(Died):
            taken(spool)

    spool.put(b"new")

    assert taken(spool)[-1] == b"new"
    assert not spool.waiting()


def test_a_line_cut_by_a_crash_does_not_spoil_the_next(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put(b"whole")
    with (tmp_path / "spool").open("ab") as file:
        file.write(b"half")
    spool.put(b"next")

    assert taken(spool) == [b"whole", b"half", b"next"]


def test_one_process_at_a_time_flushes(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put(b"one")
    inner: list[int] = []

    def meanwhile(_: Sequence[bytes]) -> None:
        inner.append(Spool(tmp_path).flush(lambda _: None))

    spool.flush(meanwhile)

    assert inner == [0]


def test_a_full_spool_says_so(tmp_path: Path) -> None:
    spool = Spool(tmp_path, limit=2)
    spool.put(b"one")
    spool.put(b"two")

    with pytest.raises(Full):
        spool.put(b"three")
    assert taken(spool) == [b"one", b"two"]


def test_a_disk_that_takes_nothing_is_a_full_spool(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    (tmp_path / "spool").mkdir()

    with pytest.raises(Full):
        spool.put(b"one")
