"""`wattline readings`: a table for a file that can be read, one sentence and exit 1 for one that cannot."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import commanding
from tests.tools.meter_files import by_the_wall, green_button, readings

FORTNIGHT = readings(datetime(2025, 3, 2, 8, tzinfo=UTC), hours=24 * 15)


def wattline(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return commanding.wattline("readings", *words, environ=os.environ)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "readings"


def test_a_file_is_shown_with_what_was_found_and_what_it_is_enough_for(file: Path) -> None:
    file.write_bytes(green_button(FORTNIGHT))
    ended = wattline(file)
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in ended.stdout.splitlines()]
    assert "format Green Button (ESPI XML)" in lines
    assert "zone America/Los_Angeles" in lines
    assert "period 2025-03-02 00:00 to 2025-03-17 01:00" in lines
    assert "intervals 360 of 60 minutes" in lines
    assert f"drawn {sum(kwh for _, kwh in FORTNIGHT):.1f} kWh" in lines
    assert "short day 1 23.00 2025-03-09 00:00" in lines
    assert "Solar: less than twelve months, so the year is extrapolated." in lines
    assert "Flexibility: 10 complete weekdays, enough for a baseline." in lines


def test_a_years_file_is_enough_for_solar(file: Path) -> None:
    file.write_bytes(by_the_wall(readings(datetime(2025, 1, 1, 8, tzinfo=UTC), hours=24 * 365)))
    ended = wattline(file, "--zone", "America/Los_Angeles")
    assert "Solar: twelve months." in ended.stdout


def test_too_few_days_are_said_and_are_no_failure(file: Path) -> None:
    file.write_bytes(by_the_wall(FORTNIGHT[: 24 * 5]))
    ended = wattline(file, "--zone", "America/Los_Angeles")
    assert ended.returncode == 0
    assert "Nothing to remark." in ended.stdout
    assert "Enough for no honest number: too few days." in ended.stdout


def test_a_broken_file_ends_with_one_sentence_that_names_the_row(file: Path) -> None:
    file.write_bytes(by_the_wall(FORTNIGHT) + b"\nTotal,,1234.5\n")
    ended = wattline(file, "--zone", "America/Los_Angeles")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"wattline: {file} cannot be read: row 362: 'Total' is no date\n"


def test_a_file_that_is_not_there_and_a_zone_that_is_none_are_named(file: Path) -> None:
    missing = wattline(file)
    assert (missing.returncode, missing.stderr) == (1, f"wattline: {file} cannot be read: No such file or directory\n")
    file.write_bytes(by_the_wall(FORTNIGHT))
    assert "a time without a zone" in wattline(file).stderr
    nowhere = wattline(file, "--zone", "Atlantis")
    assert nowhere.returncode == 2
    assert "no zone of that name" in nowhere.stderr
