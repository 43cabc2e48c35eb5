"""The orders that the simulated sellers took, and how far each has come."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

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

    @property
    def state(self) -> str:
        """The milestone's code."""
        return MILESTONES[self.domain][self.milestone]


class Orders:
    """All orders. The same confirm twice makes two: the network does not know what a customer meant."""

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}

    def place(self, domain: str, item: str, transaction: str, fulfilment: Json, now: datetime) -> Order:
        """Take an order and number it."""
        number = str(_FIRST_NUMBER + len(self._orders) + 1)
        at = stamp(now)
        order = Order(number, domain, item, transaction, at, at)
        order.customer, order.stops = fulfilment.get("customer") or {}, fulfilment.get("stops") or []
        self._orders[number] = order
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
        if order is not None:
            line = MILESTONES[order.domain]
            order.milestone = line.index(to) if to in line else min(order.milestone + 1, len(line) - 1)
            order.updated_at = stamp(now)
        return order

    def all(self) -> list[Json]:
        """List the orders, oldest first."""
        return [asdict(order) | {"state": order.state} for order in self._orders.values()]
