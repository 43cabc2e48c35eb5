"""NASA POWER: a place's climatology, for the operator who adds a territory.

https://power.larc.nasa.gov/docs/services/api/temporal/climatology/
"""

from tools.climatology import SUNSHINE, WARMTH, Climatology, from_nasa_power
from tools.sun_service import SunService

URL = "https://power.larc.nasa.gov"
DEADLINE = 60.0
"""An operator waits, and the service is slow."""


class NasaPower:
    """NASA POWER; it wants no key."""

    def __init__(self, url: str = URL, *, deadline: float = DEADLINE) -> None:
        self._service = SunService("NASA POWER", url, deadline=deadline)

    def climatology(self, latitude: float, longitude: float) -> Climatology:
        """Return a place's means. Raises ToolError, also where the answer is no climatology."""
        query = {
            "parameters": f"{SUNSHINE},{WARMTH}",
            "community": "RE",
            "longitude": f"{longitude:g}",
            "latitude": f"{latitude:g}",
            "format": "JSON",
        }
        answer = self._service.get("/api/temporal/climatology/point", query)
        try:
            return Climatology.of(from_nasa_power(answer))
        except ValueError:
            raise self._service.garbled() from None

    def close(self) -> None:
        """Let go of connections."""
        self._service.close()
