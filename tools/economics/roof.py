"""What is known of a roof, and how panels on it are taken to stand where nobody told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tools.economics.sunshine import TILT, System, towards_equator


class Shading(StrEnum):
    """How much of the sky trees and buildings block, as one says it without measuring.

    The classes of the British Standard Assessment Procedure for photovoltaics (SAP, appendix M), as told at
    http://www.thesolarpvblog.com/2011/10/10/solar-pv-guide-the-new-shade-assessment-procedure/.
    """

    NONE = "none"  # none or very little: less than 20 %
    MODEST = "modest"  # 20 to 60 %
    SIGNIFICANT = "significant"  # 60 to 80 %
    HEAVY = "heavy"  # more than 80 %


LOST: Mapping[Shading, float] = {
    Shading.NONE: 0.0,
    Shading.MODEST: 0.20,
    Shading.SIGNIFICANT: 0.35,
    Shading.HEAVY: 0.50,
}
"""The share of a year's yield that is lost in each class."""


@dataclass(frozen=True, slots=True)
class Roof:
    """A roof as far as it is known; None is what nobody asked.

    `area_m2` is its whole surface, `tilt` in degrees from the level, `azimuth` in degrees clockwise from north: the way
    that one looks who stands on it and looks down. Raises ValueError for what no roof can be.
    """

    area_m2: float | None = None
    tilt: float | None = None
    azimuth: float | None = None
    shading: Shading | None = None

    def __post_init__(self) -> None:
        if self.area_m2 is not None and not self.area_m2 > 0:
            raise ValueError("a roof has an area")
        if self.tilt is not None and not 0 <= self.tilt <= 90:  # noqa: PLR2004 - from level to upright
            raise ValueError("a roof is tilted by 0 to 90 degrees")
        if self.azimuth is not None and not 0 <= self.azimuth < 360:  # noqa: PLR2004 - a full turn
            raise ValueError("an azimuth is 0 to 359 degrees")

    def system(self, latitude: float) -> System:
        """Return the panels on it."""
        known = System(
            tilt=TILT if self.tilt is None else self.tilt,
            azimuth=towards_equator(latitude) if self.azimuth is None else self.azimuth,
        )
        if self.shading is None:
            return known
        return System(known.tilt, known.azimuth, shading=LOST[self.shading])
