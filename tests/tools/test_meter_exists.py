"""Whether there is a meter: one question to the registry, alike for every code, that nobody waits for long."""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.tools.asking import listed
from tests.tools.playing import Played, Said
from tools.contract import Failure, ToolError
from tools.world_engine import WorldEngine


@pytest.fixture
def engine(server: Played) -> Iterator[WorldEngine]:
    with closing(WorldEngine(server.url)) as found:
        yield found


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (listed(("MTR-0001", 5)), True),
        (Said.json([{"id": 5, "attributes": {"code": "mtr-0001", "status": "active"}}]), True),
        (Said.json([{"id": 5, "attributes": {"code": "MTR-0001", "status": "closed"}}]), False),
        (Said.json({"data": []}), False),
        (listed(), False),
    ],
)
def test_a_meter_exists_or_not_and_is_asked_for_every_time(
    server: Played,
    engine: WorldEngine,
    said: Said,
    known: bool,  # noqa: FBT001 -- of a table
) -> None:
    server.say("/meters", said)
    assert [engine.knows("mtr-0001"), engine.knows("MTR-0001")] == [known, known]
    assert len(server.asked) == 2
    assert server.asked[0] == server.asked[1]


@pytest.mark.parametrize(
    "said", [listed(("MTR-0002", 6), pages=9), Said.json({"data": None}), Said(status=404), Said(b"<")]
)
def test_a_registry_that_cannot_say_is_an_error(server: Played, engine: WorldEngine, said: Said) -> None:
    server.say("/meters", said)
    with pytest.raises(ToolError) as raised:
        engine.knows("MTR-0001")
    assert "MTR" not in str(raised.value)


def test_a_registry_that_hangs_is_not_waited_for_long(server: Played) -> None:
    server.say("/meters", Said(hang=True))
    begun = time.monotonic()
    with closing(WorldEngine(server.url, brief=0.3)) as engine, pytest.raises(ToolError) as raised:
        engine.knows("MTR-0001")
    assert raised.value.failure is Failure.SILENT
    assert time.monotonic() - begun < 5
