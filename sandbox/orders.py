"""The orders that the simulated sellers took, and how far each has come."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from sandbox.shapes import Json, stamp

MILESTONES = {
    "deg:retail": ("ORDER_RECEIVED", "SITE_SURVEY", "PERMIT_APPROVED", "INSTALLATION_SCHEDULED", "ORDER_DELIVERED"),
    "deg:service": ("ORDER_RECEIVED", "SITE_SURVEY", "WORK_SCHEDULED", "ORDER_DELIVERED"),
    "deg:schemes": ("ORDER_RECEIVED", "ENROLLED", "ORDER_DELIVERED"),
}
_FIRST_NUMBER = 48_210


@dataclass(slots=True)
class Order:
    """One order on the network. `milestone` counts along the domain's list."""

    number: str
    domain: str
    item: str
    transaction: str
    created_at: str
    updated_at: str
    customer: Json = field(default_factory=dict)
    stops: list[object] = field(default_factory=list)
    milestone: int = 0
    cancelled: bool = False

    @property
    def state(self) -> str:
        """The milestone's code."""
        return MILESTONES[self.domain][self.milestone]


class Orders:
    """All orders. The same confirm twice makes two: the network does not know what a customer meant.

    With a file they outlive the process: who ordered yesterday asks today.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._last = _FIRST_NUMBER
        self._orders: dict[str, Order] = {}
        if file is not None and file.exists():
            kept = json.loads(file.read_text())
            self._last = kept["last"]
            self._orders = {order["number"]: Order(**order) for order in kept["orders"]}

    def place(self, domain: str, item: str, transaction: str, fulfilment: Json, now: datetime) -> Order:
        """Take an order and number it."""
        self._last += 1
        number = str(self._last)
        at = stamp(now)
        order = Order(number, domain, item, transaction, at, at)
        order.customer, order.stops = fulfilment.get("customer") or {}, fulfilment.get("stops") or []
        self._orders[number] = order
        self._keep()
        return order

    def find(self, number: str) -> Order | None:
        """Return the order of that number."""
        return self._orders.get(number)

    def of(self, transaction: str) -> Order | None:
        """Return the first order of a transaction."""
        return next((order for order in self._orders.values() if order.transaction == transaction), None)

    def advance(self, number: str, now: datetime, to: str = "") -> Order | None:
        """Move an order to its next milestone, or to a named one."""
        order = self._orders.get(number)
        if order is not None and not order.cancelled:
            line = MILESTONES[order.domain]
            order.milestone = line.index(to) if to in line else min(order.milestone + 1, len(line) - 1)
            order.updated_at = stamp(now)
            self._keep()
        return order

    def cancel(self, order: Order, now: datetime) -> bool:
        """Cancel an order that is not at its end; answers whether it is cancelled now."""
        if order.milestone == len(MILESTONES[order.domain]) - 1:
            return False
        order.cancelled, order.updated_at = True, stamp(now)
        self._keep()
        return True

    def all(self) -> list[Json]:
        """List the orders, oldest first."""
        return [asdict(order) | {"state": order.state} for order in self._orders.values()]

    def clear(self) -> None:
        """Forget all orders; numbers go on."""
        self._orders.clear()
        self._keep()

    def _keep(self) -> None:
        if self._file is not None:
            part = self._file.with_suffix(".part")
            part.write_text(json.dumps({"last": self._last, "orders": [asdict(it) for it in self._orders.values()]}))
            part.replace(self._file)
