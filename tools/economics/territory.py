"""Where a household is: what electricity costs there and how the sun shines."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Territory:
    """A utility's area.

    Rates are in major units of `currency` per kWh, drawn and fed in. `irradiation` is the mean daily global horizontal
    irradiation in kWh/m2 and `temperature` the mean in degrees Celsius, January to December.
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
