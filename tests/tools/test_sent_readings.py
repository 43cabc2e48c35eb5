"""A file of readings in place of the meter registry's: a household like any other, or a plain word why not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.tools.asking import Meters
from tests.tools.meter_files import block, feed, reading_type, readings
from tools.contract import Failure, ToolError
from tools.economics.comparison import Assumption
from tools.economics.household import Household, Lack
from tools.readings import Readings, sent
from tools.sent_file import SentFile

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
START = datetime(2026, 10, 1, 7, tzinfo=UTC)
FILE = SentFile("telegram", "F1")
MONTH = readings(START, hours=24 * 30)


def read(content: bytes) -> tuple[Household, list[Assumption]]:
    return sent(lambda file: content if file == FILE else b"", FILE, ZONE, now=NOW)


def rows(head: str) -> bytes:
    return "\n".join([head, *(f"{at.astimezone(ZONE):%Y-%m-%d %H:%M},{kwh}" for at, kwh in MONTH)]).encode()


def test_a_green_button_file_is_a_household() -> None:
    home, taken = read(feed(reading_type(), block(MONTH)))
    assert home.consumption_kwh == pytest.approx(sum(kwh for _, kwh in MONTH))
    assert taken == []


def test_what_had_to_be_assumed_of_a_csv_file_is_told() -> None:
    home, taken = read(rows("start,usage"))
    assert home.consumption_kwh == pytest.approx(sum(kwh for _, kwh in MONTH))
    assert Assumption.UNIT_TAKEN in taken


@pytest.mark.parametrize(
    ("content", "lack"),
    [
        (b"Dear Sir or Madam,\nplease find enclosed\n", Lack.NOT_READINGS),
        (b"<html><body>bill</body></html>", Lack.NOT_READINGS),
        (b"", Lack.NOT_READINGS),
        (feed(reading_type(), block(MONTH[:48])), Lack.TOO_FEW_DAYS),
    ],
)
def test_why_a_file_is_of_no_use_is_said(content: bytes, lack: Lack) -> None:
    with pytest.raises(ToolError) as raised:
        read(content)
    assert (raised.value.failure, raised.value.lack) == (Failure.NO_DATA, lack)


def test_where_no_channel_keeps_files_there_is_none(meters: Meters) -> None:
    with pytest.raises(ToolError) as raised:
        sent(Readings(meters).open_file, FILE, ZONE, now=NOW)
    assert raised.value.lack is Lack.FILE_GONE
