"""Where a household is: what electricity costs there and how the sun shines."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Territory:
    """A utility's area.

    Rates are in major units of `currency` per kWh, drawn and fed in; 0 where its file does not say. `irradiation` is
    the mean daily global horizontal irradiation in kWh/m2 and `temperature` the mean in degrees Celsius, January to
    December; `source` says who published them.
    """

    name: str
    zone: ZoneInfo
    currency: str
    retail_per_kwh: float
    export_per_kwh: float
    latitude: float
    longitude: float
    irradiation: tuple[float, ...]
    temperature: tuple[float, ...]
    source: str = ""
