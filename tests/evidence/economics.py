"""What the economics are held against: one row for each value that somebody else has published or computed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """One value of another's, and ours. `tolerance` is in `unit`, or a share of the reference if `relative`."""

    what: str
    source: str
    reference: float
    ours: float
    tolerance: float
    unit: str
    relative: bool = False
