"""A copy of a running server, brought back on an empty disk, holds what was there: every key, and the audit's chain."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot import keeping
from bot.model.audit import Act, Note
from bot.model.ids import CaseId
from bot.model.turn import Case, CaseKind
from bot.store.away import Unavailable
from bot.store.backup import NoBackup, back_up
from bot.store.runners import Blocking
from sandbox.embedded import answers, free_port, server_command, server_program
from sandbox.tether import tethered
from tests.store.building import NOW, House, turn_saying


@contextmanager
def server(folder: Path) -> Iterator[House]:
    """A server of one's own on a folder, killed at the end as a machine dies."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    command = tethered(server_command(server_program(), port=port, directory=folder))
    with (folder / "log").open("ab") as log, subprocess.Popen(command, stdout=log, stderr=log) as running:
        try:
            assert answers(port, within=20)
            house = House(f"redis://127.0.0.1:{port}/0")
            yield house
            house.runner.close()
        finally:
            running.kill()


def converse(house: House, first: int, number: int) -> None:
    for n in range(first, first + number):
        house.accept(str(n), contact=f"c{n}")
        (claimed,) = house.claim()
        case = Case(CaseId(f"case{n}"), CaseKind.HANDOVER, NOW)
        house.commit(claimed, replace(turn_saying(claimed.contact, "hello"), cases=(case,)))
        house.runner.run(house.mailbox.audit.append(Note(f"n{n}", NOW, Act.LOOKED, claimed.contact)))


def everything(house: House) -> dict[bytes, bytes]:
    return {key: house.ask("DUMP", key) for key in house.ask("KEYS", "*")}


def test_what_was_copied_comes_back_to_the_letter_and_goes_on(tmp_path: Path) -> None:
    with server(tmp_path / "first") as house:
        converse(house, 0, 20)
        house.ask("BGREWRITEAOF")
        converse(house, 20, 20)
        before = everything(house)
        done = back_up(house.runner, tmp_path / "copy")
        assert b"100" in house.ask("CONFIG", "GET", "auto-aof-rewrite-percentage").values()
        converse(house, 40, 1)
    assert (done.files, done.bytes > 1000) == (len(list((tmp_path / "copy").rglob("*.*"))), True)
    (tmp_path / "copy").rename(tmp_path / "second")
    with server(tmp_path / "second") as house:
        assert everything(house) == before
        assert keeping.broken(house.runner, house.mailbox.audit) is None
        converse(house, 41, 1)
        assert len(house.claim()) == 0


def test_a_copy_is_never_written_over_and_what_cannot_be_copied_is_said(tmp_path: Path, redis_url: str) -> None:
    runner = Blocking(redis_url)
    with pytest.raises(NoBackup, match="is there already"):
        back_up(runner, tmp_path)
    with pytest.raises(NoBackup, match="is not here"):
        back_up(runner, tmp_path / "copy", tmp_path / "elsewhere")
    assert list(tmp_path.iterdir()) == []
    away = Blocking(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(Unavailable):
        back_up(away, tmp_path / "copy")
    runner.close()
    away.close()
