"""What the simulated virtual top node of OpenADR remembers."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.shapes import Json, stamp


@dataclass(slots=True)
class Vtn:
    """What the node has: one program for each programme that is sold, and events that tests put there."""

    events: dict[str, Json] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    last: int = 0

    def put(self, wanted: Json, now: datetime) -> Json:
        """Create an event, or change the one of that id."""
        known = self.events.get(str(wanted.get("id") or ""))
        if known is None:
            self.last += 1
        made = known["createdDateTime"] if known else stamp(now)
        number = known["id"] if known else f"event-{self.last}"
        fields = {"id": number, "createdDateTime": made, "modificationDateTime": stamp(now), "objectType": "EVENT"}
        self.events[number] = {**wanted, **fields}
        return self.events[number]
