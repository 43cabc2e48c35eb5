"""What each process is made of: refused with a sentence where something is missing."""

from pathlib import Path

import pytest

from bot import senders, wiring
from bot.abilities import abilities
from bot.setting_values import WrongSetting
from bot.settings import Settings, load
from bot.store.server import UnfitServer
from sandbox import demo_secrets
from sandbox.embedded import free_port
from tools import territories
from tools.contract import (
    AccountFound,
    CancelOrder,
    CompareOptions,
    ConfirmOrder,
    Failed,
    Failure,
    FindAccount,
    Result,
)
from tools.running import run_tool

OUTSIDE = {
    "BECKN_CLIENT_URL": "http://127.0.0.1:9",
    "BECKN_BAP_ID": "bap.wattline.example",
    "BECKN_BAP_URI": "https://bap.wattline.example",
    "METER_REGISTRY_URL": "http://127.0.0.1:9",
    "CUSTOMER_DIRECTORY": "http://127.0.0.1:9",
}


def settings(folder: Path, redis_url: str, **given: str) -> Settings:
    secrets = demo_secrets.keep(folder / "secrets") | {"TWILIO_SMS_FROM": "+12025550100"}
    return load(secrets | {"REDIS_URL": redis_url, "DATA_DIR": str(folder)} | given)


@pytest.mark.parametrize("missing", ["BECKN_CLIENT_URL", "METER_REGISTRY_URL", "CUSTOMER_DIRECTORY"])
def test_a_worker_without_an_outside_system_says_which(missing: str, redis_url: str, tmp_path: Path) -> None:
    given = {name: value for name, value in OUTSIDE.items() if not name.startswith(missing.removesuffix("CLIENT_URL"))}
    with pytest.raises(WrongSetting) as raised:
        abilities(settings(tmp_path, redis_url, **given))
    assert raised.value.name == missing


@pytest.mark.parametrize(
    ("name", "reason"), [("nowhere", "there is no such file"), ("in-ahmedabad", "names its tariff and its costs")]
)
def test_a_worker_without_a_territory_that_has_prices_says_so(
    name: str, reason: str, redis_url: str, tmp_path: Path
) -> None:
    with pytest.raises(WrongSetting, match=reason) as raised:
        abilities(settings(tmp_path, redis_url, **OUTSIDE, TERRITORY=name))
    assert raised.value.name == "TERRITORY"


@pytest.mark.parametrize("source", ["embedded", "pvgis", "pvwatts"])
def test_a_worker_takes_its_own_territory_and_any_source_of_yields(source: str, redis_url: str, tmp_path: Path) -> None:
    own = tmp_path / "territories"
    own.mkdir()
    prices = "tariff: in-delhi-domestic\ncosts: {upkeep_per_kw: 500, inverter_per_kw: 6000, source: ours}\n"
    (own / "ours.yaml").write_text((territories.SHIPPED / "in-ahmedabad.yaml").read_text() + prices)
    given = OUTSIDE | {"TERRITORY": "ours", "YIELD_SOURCE": source, "PVWATTS_API_KEY": "key"}
    assert CompareOptions in abilities(settings(tmp_path, redis_url, **given))


@pytest.mark.parametrize(
    ("priced_by", "reason"), [("nowhere", "there is no tariff nowhere"), ("es-20td", "whose tariff is in INR")]
)
def test_a_worker_whose_territory_has_a_tariff_of_elsewhere_says_so(
    priced_by: str, reason: str, redis_url: str, tmp_path: Path
) -> None:
    own = tmp_path / "territories"
    own.mkdir()
    prices = f"tariff: {priced_by}\ncosts: {{upkeep_per_kw: 500, inverter_per_kw: 6000, source: ours}}\n"
    (own / "ours.yaml").write_text((territories.SHIPPED / "in-ahmedabad.yaml").read_text() + prices)
    with pytest.raises(WrongSetting, match=reason):
        abilities(settings(tmp_path, redis_url, **OUTSIDE, TERRITORY="ours"))


def test_a_worker_has_a_tool_for_each_request_and_two_that_write(redis_url: str, tmp_path: Path) -> None:
    parts = wiring.worker_parts(settings(tmp_path, redis_url, **OUTSIDE))
    assert FindAccount in parts.tools
    assert {request for request, tool in parts.tools.items() if tool.writes} == {ConfirmOrder, CancelOrder}
    parts.runner.close()


def test_a_worker_looks_up_phones_and_keeps_to_prefixes_as_it_is_set(redis_url: str, tmp_path: Path) -> None:
    customers = tmp_path / "customers.csv"
    customers.write_text("meter,accountId,phone,verified,otpAllowed\nMTR-0001,A-1,+12025550101,yes,yes\n")
    outside = OUTSIDE | {"CUSTOMER_DIRECTORY": str(customers), "TWILIO_API_URL": "http://127.0.0.1:9"}

    def find(**given: str) -> Result:
        tools = abilities(settings(tmp_path, redis_url, **outside, **given))
        return run_tool(tools, FindAccount("MTR-0001", for_order=True), attempted=False)

    phones = [find(), find(CODE_PREFIXES="+44"), find(CODE_PREFIXES="+44", TWILIO_LOOKUP="yes")]
    assert [one.account.phone for one in phones if isinstance(one, AccountFound) and one.account] == [
        "+12025550101",
        None,
        None,
    ]
    assert find(TWILIO_LOOKUP="yes") == Failed(Failure.UNAVAILABLE), "Lookup is away"


def test_the_web_process_starts_without_redis_and_says_what_is_missing(tmp_path: Path) -> None:
    parts = wiring.web_parts(settings(tmp_path, f"redis://127.0.0.1:{free_port()}/0"))
    assert parts.ready() == {"redis": False, "attend": False, "worker": False, "spool": True}
    assert set(parts.channels) == {"telegram", "sms"}


def test_no_process_starts_on_a_server_that_forgets(redis_url: str, tmp_path: Path) -> None:
    given = settings(tmp_path, redis_url, **OUTSIDE)
    store = wiring.store(given).runner
    store.redis.config_set("appendonly", "no")
    try:
        for start in (wiring.web_parts, wiring.worker_parts, wiring.attend_parts):
            with pytest.raises(UnfitServer, match="appendonly yes"):
                start(given)
    finally:
        store.redis.config_set("appendonly", "yes")
        store.close()


@pytest.mark.parametrize(
    ("given", "channel"), [({}, "sms"), ({"TWILIO_VERIFY_SERVICE_SID": "VA" + "4" * 32}, "verify")]
)
def test_codes_go_by_verify_as_it_is_set(given: dict[str, str], channel: str, redis_url: str, tmp_path: Path) -> None:
    made = settings(tmp_path, redis_url, CODE_DIGITS="8", **given)
    assert (wiring.codes(made).channel, wiring.codes(made).digits) == (channel, 8)
    assert channel in senders.channels(made)
