"""`wattline place`: a place is added from a file or from NASA POWER, shown, and refused with a sentence."""

import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from bot.cli import places
from bot.settings import Settings, load
from sandbox import demo_secrets
from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.tools.test_climatology import FIELDS, POWER
from tools.territories import territory


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with running(Config(longest_wait=0.2)) as sandbox:
        yield sandbox


@pytest.fixture
def settings(world: Sandbox, tmp_path: Path) -> Settings:
    secrets = demo_secrets.keep(tmp_path / "secrets")
    given = {"DATA_DIR": str(tmp_path), "NASA_POWER_URL": world.url, "TIME_ZONE": "Asia/Kolkata", "CURRENCY": "INR"}
    return load({name: secrets[name] for name in ("SECRET_KEY", "OTP_PEPPER", "FIELD_KEYS")} | given)


def wanted(name: str = "in-delhi", file: Path | None = None, **other: object) -> places.Wanted:
    nothing = dict.fromkeys(("latitude", "longitude", "time_zone", "currency", "source"))
    return places.Wanted(name, file, **{**nothing, **other})  # type: ignore[arg-type] # one of each


def test_a_place_is_added_from_a_file_and_shown(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "means.json"
    file.write_bytes(orjson.dumps(FIELDS))
    places.add(settings, wanted(file=file, latitude=28.6, source="the utility's own station"))
    added = territory("in-delhi", (tmp_path / "territories",))
    assert (added.latitude, added.longitude, added.zone.key, added.currency) == (28.6, 72.6, "Asia/Kolkata", "INR")
    shown = capsys.readouterr().out
    assert "in-delhi: 28.6, 72.6; Asia/Kolkata; INR\nSource: the utility's own station\n" in shown
    assert "set TERRITORY=in-delhi" in shown
    months = re.findall(r"(?m)^ +([A-Z][a-z]{2}) +([0-9.]+) +([0-9.]+) +([0-9]+) *$", shown)
    assert [month[0] for month in months][::11] == ["Jan", "Dec"]
    (year,) = re.findall(r"A year: ([0-9]+) kWh", shown)
    assert sum(int(month[3]) for month in months) == pytest.approx(int(year), abs=12)


def test_a_place_is_added_from_an_answer_of_nasa_power(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "power.json"
    file.write_bytes(orjson.dumps(POWER))
    places.add(settings, wanted(file=file, time_zone="UTC", currency="USD"))
    added = territory("in-delhi", (tmp_path / "territories",))
    assert (added.zone.key, added.currency) == ("UTC", "USD")
    assert "Source: NASA POWER, 20-year" in capsys.readouterr().out


def test_without_a_file_nasa_power_is_asked(settings: Settings, world: Sandbox, tmp_path: Path) -> None:
    world.wire.reset()
    places.add(settings, wanted(latitude=28.6, longitude=77.2))
    assert territory("in-delhi", (tmp_path / "territories",)).source.startswith("NASA POWER")
    (asked,) = world.wire.requests("nasa_power")
    assert (asked["query"]["latitude"], asked["query"]["longitude"]) == ("28.6", "77.2")


def test_what_cannot_be_added_is_named_and_nothing_is_written(
    settings: Settings, world: Sandbox, tmp_path: Path
) -> None:
    world.wire.reset()
    with pytest.raises(SystemExit, match="--latitude and --longitude"):
        places.add(settings, wanted())
    with pytest.raises(SystemExit, match=r"wattline: nowhere\.csv cannot be read: FileNotFoundError"):
        places.add(settings, wanted(file=tmp_path / "nowhere.csv"))
    world.wire.fault("nasa_power", "500")
    with pytest.raises(SystemExit, match="NASA POWER answered 500"):
        places.add(settings, wanted(latitude=28.6, longitude=77.2))
    assert not (tmp_path / "territories").exists()


def test_the_territory_of_the_settings_is_shown_where_none_is_named(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    places.show(settings, None)
    assert capsys.readouterr().out.startswith("us-ca-san-francisco: 37.62, -122.38; America/Los_Angeles; USD\n")
    with pytest.raises(SystemExit, match="there is no such file; the shipped ones are"):
        places.show(settings, "nowhere")
