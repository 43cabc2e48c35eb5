"""PVGIS of the European Commission: the yield of a fixed system by its grid-connected tool, PVcalc 5.3.

https://joint-research-centre.ec.europa.eu/photovoltaic-geographical-information-system-pvgis/getting-started-pvgis/api-non-interactive-service_en
"""

from tools.economics.clock import MONTHS
from tools.economics.solar_yield import Reported, Source
from tools.economics.sunshine import System
from tools.reading import members, number, within
from tools.sun_service import DEADLINE, SunService

URL = "https://re.jrc.ec.europa.eu"
SOUTH, HALF_TURN, FULL_TURN = 180.0, 180.0, 360.0


class Pvgis:
    """PVGIS; it wants no key and answers at most 30 questions a second."""

    source = Source.PVGIS

    def __init__(self, url: str = URL, *, deadline: float = DEADLINE) -> None:
        self._service = SunService("PVGIS", url, deadline=deadline)

    def monthly(self, latitude: float, longitude: float, system: System) -> Reported:
        """Return what 1 kW of crystalline silicon on a roof yields in each month. Raises ToolError.

        PVGIS' losses include the inverter's, so ours go in with it.
        """
        query = {
            "lat": f"{latitude:g}",
            "lon": f"{longitude:g}",
            "peakpower": "1",
            "pvtechchoice": "crystSi",
            "mountingplace": "building",
            "loss": f"{100 * (1 - system.kept * system.inverter):.2f}",
            "angle": f"{system.tilt:g}",
            "aspect": f"{aspect(system.azimuth):g}",
            "outputformat": "json",
        }
        outputs = within(self._service.get("/api/v5_3/PVcalc", query), "outputs")
        energy = {
            number(month.get("month")): number(month.get("E_m"))
            for month in members(within(outputs, "monthly"), "fixed")
        }
        found = self._service.year(energy.get(float(month)) for month in range(1, MONTHS + 1))
        total, deviation = (number(within(outputs, "totals", "fixed", name)) for name in ("E_y", "SD_y"))
        if not total or deviation is None or not 0 <= deviation <= total:
            raise self._service.garbled()
        return Reported(found, deviation / total)

    def close(self) -> None:
        """Let go of connections."""
        self._service.close()


def aspect(azimuth: float) -> float:
    """Return PVGIS' angle for an azimuth: 0 is south, 90 west, -90 east."""
    return (azimuth - SOUTH + HALF_TURN) % FULL_TURN - HALF_TURN
