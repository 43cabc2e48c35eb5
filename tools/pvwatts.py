"""PVWatts version 8 of the United States' National Laboratory of the Rockies.

https://developer.nlr.gov/docs/solar/pvwatts/v8/
"""

from tools.contract import Failure, ToolError
from tools.economics.solar_yield import Reported, Source
from tools.economics.sunshine import System
from tools.reading import mapping, number, sequence, within
from tools.sun_service import DEADLINE, SunService

URL = "https://developer.nlr.gov"
STANDARD_MODULE, ROOF_MOUNT = "0", "1"


class PvWatts:
    """PVWatts; a key is free and good for 1,000 questions an hour. It travels in a header, so that no log has it."""

    source = Source.PVWATTS

    def __init__(self, key: str, url: str = URL, *, deadline: float = DEADLINE) -> None:
        self._key = key
        self._service = SunService("PVWatts", url, deadline=deadline)

    def monthly(self, latitude: float, longitude: float, system: System) -> Reported:
        """Return what 1 kW of standard modules on a roof yields in each month. Raises ToolError."""
        query = {
            "lat": f"{latitude:g}",
            "lon": f"{longitude:g}",
            "system_capacity": "1",
            "module_type": STANDARD_MODULE,
            "array_type": ROOF_MOUNT,
            "tilt": f"{system.tilt:g}",
            "azimuth": f"{system.azimuth:g}",
            "losses": f"{100 * (1 - system.kept):.2f}",
            "dc_ac_ratio": f"{system.oversizing:g}",
            "inv_eff": f"{100 * system.inverter:g}",
            "timeframe": "monthly",
        }
        answer = self._service.get("/api/pvwatts/v8.json", query, {"X-Api-Key": self._key})
        if sequence(mapping(answer).get("errors")):
            raise ToolError(Failure.REJECTED, "PVWatts will not compute this")
        months = sequence(within(answer, "outputs", "ac_monthly"))
        return Reported(self._service.year(number(month) for month in months))

    def close(self) -> None:
        """Let go of connections."""
        self._service.close()
