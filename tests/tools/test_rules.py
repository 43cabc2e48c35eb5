"""Every directory and the registry over the simulated world keep the rules that all of them must keep."""

import csv
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from sandbox.config import Config
from sandbox.customers import FILE
from sandbox.running import Sandbox, running
from tests.tools.rules import NOBODYS, OF_DIRECTORIES, OF_REGISTRIES
from tools.contract import Failure, ToolError
from tools.directory import UrlDirectory, directory
from tools.meters import CustomerDirectory, MeterRegistry
from tools.readings import measured
from tools.territories import territory
from tools.world_engine import WorldEngine

COLUMNS = ("meter", "accountId", "name", "locale", "timeZone", "status", "specialNeed", "phone", "verified")


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with running(Config(longest_wait=0.2)) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def registry(world: Sandbox) -> Iterator[WorldEngine]:
    with closing(WorldEngine(world.environment["METER_REGISTRY_URL"])) as found:
        yield found


def _written_as_csv(path: Path) -> Path:
    """The customers of the simulated world as a spreadsheet would keep them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, (*COLUMNS, "otpAllowed", "category", "meterType"), extrasaction="ignore")
        lines.writeheader()
        for record in yaml.safe_load(FILE.read_text("utf-8"))["customers"]:
            (contact,) = record["contacts"]
            meter = record["meter"]
            phone = {"phone": contact["e164"], **contact, "meter": meter["code"], "meterType": meter["type"]}
            lines.writerow({**record, **phone})
    return path


@pytest.fixture(scope="module", params=["yaml", "csv", "url"])
def customers(
    request: pytest.FixtureRequest, world: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CustomerDirectory]:
    sources = {
        "yaml": str(FILE),
        "csv": str(_written_as_csv(tmp_path_factory.mktemp("customers") / "customers.csv")),
        "url": world.environment["CUSTOMER_DIRECTORY"],
    }
    found = directory(sources[request.param])
    yield found
    if isinstance(found, UrlDirectory):
        found.close()


@pytest.mark.parametrize("rule", OF_DIRECTORIES, ids=lambda rule: rule.__name__)
def test_a_directory(customers: CustomerDirectory, rule: Callable[[CustomerDirectory], None]) -> None:
    rule(customers)


@pytest.mark.parametrize("rule", OF_REGISTRIES, ids=lambda rule: rule.__name__)
def test_a_registry(registry: MeterRegistry, rule: Callable[[MeterRegistry], None]) -> None:
    rule(registry)


def test_codes_are_found_again_when_the_registry_was_set_up_anew(world: Sandbox, registry: WorldEngine) -> None:
    before = registry.intervals("MTR-0013")
    world.wire.renumber_meters()
    assert [one.start for one in registry.intervals("MTR-0013")] == [one.start for one in before]


def test_the_degenerate_data_of_a_real_registry_allow_no_number_and_a_sound_meters_do(registry: WorldEngine) -> None:
    now, zone = datetime.now(UTC), territory().zone
    broken = registry.intervals("MTR-0013")
    assert {one.consumed_kwh for one in broken} == {0.02824}
    apart = {after.start - one.start for one, after in pairwise(broken)}
    assert apart == {timedelta(hours=1)}, "stamps that wander are set to the interval"
    assert min(one.start for one in broken) > now, "years in the future"
    with pytest.raises(ToolError) as raised:
        measured(registry, "MTR-0013", zone, now=now)
    assert raised.value.failure is Failure.NO_DATA
    assert measured(registry, "MTR-0001", zone, now=now).peak_kw > 0


def test_a_registry_says_which_meters_there_are(registry: WorldEngine) -> None:
    assert registry.knows("MTR-0013")
    assert not registry.knows(NOBODYS)
