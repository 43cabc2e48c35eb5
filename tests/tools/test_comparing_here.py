"""A comparison from what the customer sent: a file in place of the meter's readings, a place for the roof."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.tools.asking import Meters
from tests.tools.drawn import drawing
from tests.tools.market import ITEM, NOW, TRANSACTION, answered, catalogue
from tests.tools.meter_files import green_button, readings
from tests.tools.playing import Played
from tools.beckn.client import NetworkClient
from tools.contract import CompareOptions, OptionsCompared, Tool
from tools.economics.comparison import Comparison, Supposition
from tools.economics.territory import Place
from tools.readings import Readings
from tools.registry import build
from tools.running import run_tool
from tools.sent_file import SentFile

DAYS = timedelta(days=41)
NEAR, FAR = Place(38.58, -121.49), Place(52.5, 13.4)
ASKED = CompareOptions("MTR-0001", TRANSACTION, file=SentFile("telegram", "F1"))


@pytest.fixture
def tools(network: NetworkClient, meters: Meters, server: Played) -> Mapping[type, Tool]:
    """The meter itself has no readings; a file of forty days was sent."""
    server.say("/search", answered("search", catalogue(ITEM)))
    content = green_button(readings(NOW - DAYS, hours=24 * 40))
    return build(network, Readings(meters, lambda _: content), meters, drawing=drawing())


def compared(tools: Mapping[type, Tool], asked: CompareOptions) -> Comparison:
    result = run_tool(tools, asked, attempted=False)
    assert isinstance(result, OptionsCompared)
    return result.comparison


def test_a_file_is_what_a_comparison_rests_on(tools: Mapping[type, Tool]) -> None:
    found = compared(tools, ASKED)
    assert found.from_file
    assert not found.full_year
    assert found.consumption_kwh > 0


@pytest.mark.parametrize(("place", "taken"), [(NEAR, NEAR), (FAR, None), (None, None)])
def test_a_place_is_supposed_where_the_territory_reaches_it(
    tools: Mapping[type, Tool], place: Place | None, taken: Place | None
) -> None:
    found = compared(tools, replace(ASKED, supposing=Supposition(place=place)))
    assert found.supposing == Supposition(place=taken)
