"""What an item of a catalogue really is: sellers list batteries under solar, and subsidies beside programmes."""

import re
from collections.abc import Mapping

from tools.beckn.plain import plain
from tools.beckn.tags import groups_of, spelled, tags_of
from tools.offers import Kind
from tools.reading import Json, within, words

_BATTERY = re.compile(r"batter|storage|powerwall|inverter|charge|lithium|accumulator", re.IGNORECASE)
_PANEL = re.compile(r"solar\s*panel|panels?\b|photovoltaic|\bpv\b|rooftop|roof-top|mono\s*perc", re.IGNORECASE)
_SOLAR = re.compile(r"solar", re.IGNORECASE)
_KILOWATTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*kWp?\b(?!\s*\.?h)", re.IGNORECASE)
_WATTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*Wp?\b(?!\s*\.?h)")
_KILOWATT_HOURS = re.compile(r"(\d+(?:[.,]\d+)?)\s*kWh\b", re.IGNORECASE)
_PROGRAMME = re.compile(r"program|demand|flex|response|curtail|discharge|\bdfp\b|peak", re.IGNORECASE)
_SUBSIDY = re.compile(r"subsid|incentive|rebate|grant|tax credit", re.IGNORECASE)

_CONNECTION = re.compile(r"connection|interconnect", re.IGNORECASE)

SUBSIDY_GROUPS = {"subsidy_program_details", "subsidy_details", "subsidy"}
CAPACITY = ("system_capacity", "total_capacity", "capacity", "capacity_kw", "power_kw", "system_size")
SMALLEST_KW, LARGEST_KW = 0.05, 1000.0
SMALLEST_KWH, LARGEST_KWH = 0.5, 1000.0


def belongs(item: Mapping[str, Json], kind: Kind, category: str = "") -> bool:
    """Tell whether an item is of the kind that was sought; networks find by words, and sellers list loosely."""
    match kind:
        case Kind.SOLAR:
            return is_solar_system(item, category)
        case Kind.DFP:
            return is_programme(item)
        case Kind.SUBSIDY:
            return is_subsidy(item)
        case Kind.BATTERY:
            return storage_kwh(item) is not None and not is_solar_system(item, category)
    return is_connection(item) is (kind is Kind.CONNECTION)


def is_connection(item: Mapping[str, Json]) -> bool:
    """Tell whether a service is a connection to the grid; the other services are installers'."""
    return _CONNECTION.search(_said(item)) is not None


def is_subsidy(item: Mapping[str, Json]) -> bool:
    """Tell whether an item is money for something that a home does, and no flexibility programme."""
    if groups_of(item) & SUBSIDY_GROUPS:
        return True
    return _SUBSIDY.search(_said(item)) is not None and not is_programme(item)


def is_solar_system(item: Mapping[str, Json], category: str = "") -> bool:
    """Tell whether an item makes electricity from the sun; a battery, an inverter or a charger does not.

    The seller's own code decides, then the name: what it begins with is what it is ("Solar panel kit with battery"
    is one, "Battery kit for solar panels" is none), then the category.
    """
    for text in (words(within(item, "descriptor", "code")), _name(item)):
        verdict = _verdict(text or "")
        if verdict is not None:
            return verdict
    if "battery_capacity" in tags_of(item):
        return False
    return _SOLAR.search(category) is not None or power_kw(item) is not None


def is_programme(item: Mapping[str, Json]) -> bool:
    """Tell whether an item is a flexibility programme and no subsidy."""
    if groups_of(item) & SUBSIDY_GROUPS:
        return False
    said = _said(item)
    if _PROGRAMME.search(said):
        return True
    kinds = " ".join(groups_of(item) | set(tags_of(item)))
    return _SUBSIDY.search(said) is None and any(word in kinds for word in ("reward", "penalt", "demand", "dfp"))


def power_kw(item: Mapping[str, Json]) -> float | None:
    """Return a solar system's size out of its tags, name or descriptions; None where none of them says."""
    tags = tags_of(item)
    tagged = next((tags[name] for name in CAPACITY if name in tags), "")
    descriptor = within(item, "descriptor")
    texts = (tagged, _name(item), words(within(descriptor, "short_desc")), words(within(descriptor, "long_desc")))
    for text in texts:
        found = _kilowatts(plain(text))
        if found is not None:
            return found
    return None


def storage_kwh(item: Mapping[str, Json]) -> float | None:
    """Return what a battery is said to hold, out of its tag or its name; None where it is none, or does not say."""
    if not _BATTERY.search(spelled(_said(item)).replace("_", " ")):
        return None
    for text in (tags_of(item).get("battery_capacity", ""), _name(item)):
        found = _KILOWATT_HOURS.search(plain(text))
        if found is not None:
            size = float(found.group(1).replace(",", "."))
            if SMALLEST_KWH <= size <= LARGEST_KWH:
                return size
    return None


def _kilowatts(text: str) -> float | None:
    for pattern, unit in ((_KILOWATTS, 1.0), (_WATTS, 0.001)):
        found = pattern.search(text)
        if found is not None:
            size = float(found.group(1).replace(",", ".")) * unit
            if SMALLEST_KW <= size <= LARGEST_KW:
                return size
    return None


def _verdict(text: str) -> bool | None:
    readable = spelled(text).replace("_", " ")
    battery, panel = _BATTERY.search(readable), _PANEL.search(readable)
    if battery and panel:
        return panel.start() < battery.start()
    if battery:
        return False
    return True if panel or _SOLAR.search(readable) else None


def _said(item: Mapping[str, Json]) -> str:
    return " ".join(text for text in (words(within(item, "descriptor", "code")), _name(item)) if text)


def _name(item: Mapping[str, Json]) -> str:
    return words(within(item, "descriptor", "name")) or ""
