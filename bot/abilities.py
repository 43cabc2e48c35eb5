"""What a worker can ask of the outside world, built from the settings."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.setting_values import WrongSetting
from bot.settings import Settings
from bot.store.tally import Tally
from tools import registry as tool_registry
from tools.beckn.callbacks import Callbacks
from tools.beckn.client import NetworkClient
from tools.beckn.network import Network
from tools.code_phones import CodePhones
from tools.contract import Tool
from tools.directory import directory
from tools.drawing import Drawing, Keep
from tools.economics.solar_yield import Source
from tools.economics.territory import Territory
from tools.lookup import PhoneLookup
from tools.pvgis import Pvgis
from tools.pvwatts import PvWatts
from tools.readings import Readings
from tools.sent_file import OpenFile
from tools.sun_service import YieldService
from tools.tariffs import tariff
from tools.territories import territory
from tools.world_engine import WorldEngine
from tools.yields import KeptYields, Yields

NETWORK_GRACE = 5.0
"""Seconds that we wait longer than the protocol server, which answers when its time to live is over."""


def abilities(
    settings: Settings,
    callbacks: Callbacks | None = None,
    tally: Tally | None = None,
    keep: Keep = lambda _number, _png: None,
    open_file: OpenFile | None = None,
) -> Mapping[type, Tool]:
    """Build the abilities of a worker; `keep` is where pictures go, `open_file` gives what customers sent.

    Raises WrongSetting naming the outside system that is not set.
    """
    counted = tally or Tally()
    network = Network(
        client_url=_needed(settings.beckn_client_url, "BECKN_CLIENT_URL", "the protocol server's address"),
        bap_id=_needed(settings.beckn_bap_id, "BECKN_BAP_ID", "who we are on the energy network"),
        bap_uri=_needed(settings.beckn_bap_uri, "BECKN_BAP_URI", "our address on the energy network"),
        bpp_id=settings.beckn_bpp_id,
        bpp_uri=settings.beckn_bpp_uri,
        country=settings.beckn_country,
        city=settings.beckn_city,
        ttl=settings.beckn_ttl,
        deadline=settings.beckn_ttl + NETWORK_GRACE,
    )
    client = NetworkClient(
        network,
        now=lambda: datetime.now(UTC),
        new_id=lambda: str(uuid.uuid4()),
        callbacks=callbacks,
        count=counted.count,
    )
    counted.watch("breakers", client.open_circuits)
    meters = WorldEngine(_needed(settings.meter_registry_url, "METER_REGISTRY_URL", "the meter registry's address"))
    source = _needed(settings.customer_directory, "CUSTOMER_DIRECTORY", "the customer directory's file or address")
    return tool_registry.build(
        client,
        Readings(meters, open_file) if open_file else Readings(meters),
        directory(source),
        drawing=Drawing(keep, settings.data_dir / "cache"),
        yields=Yields(_territory(settings), _yield_service(settings), KeptYields(settings.data_dir / "yields")),
        phones=_phones(settings),
    )


def own_territories(settings: Settings) -> Path:
    """Return the folder of an installation's own territories."""
    return settings.data_dir / "territories"


def _territory(settings: Settings) -> Territory:
    try:
        found = territory(settings.territory, (own_territories(settings),))
        if not (found.tariff and found.costs):
            raise WrongSetting("TERRITORY", "one whose file names its tariff and its costs")
        priced = tariff(found.tariff)
    except ValueError as problem:
        raise WrongSetting("TERRITORY", f"one that can be read ({problem})") from None
    if priced.currency != found.currency:
        raise WrongSetting("TERRITORY", f"one whose tariff is in {found.currency}")
    return found


def _yield_service(settings: Settings) -> YieldService | None:
    if settings.yield_source is Source.PVGIS:
        return Pvgis(settings.pvgis_url)
    if settings.yield_source is Source.PVWATTS and settings.pvwatts_api_key:
        return PvWatts(settings.pvwatts_api_key, settings.pvwatts_url)
    return None


def _phones(settings: Settings) -> CodePhones:
    sid, token, lookup = settings.twilio_account_sid, settings.twilio_auth_token, None
    if settings.twilio_lookup and sid and token:
        lookup = PhoneLookup(settings.twilio_api_url, sid, token, now=lambda: datetime.now(UTC))
    return CodePhones(settings.code_prefixes, lookup)


def _needed(value: str | None, name: str, what: str) -> str:
    if value is None:
        raise WrongSetting(name, f"{what}: a worker needs it")
    return value
