"""What a campaign moved: orders of those whom it was for, held against those of the share that was held back."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.campaigns.listing import HOLDOUT
from bot.model.order import Order, OrderState
from bot.store.rows import Seen
from tools.offers import Kind

STANDING = frozenset({OrderState.CONFIRMED, OrderState.DELIVERED})
_Z = 1.959963984540054
"""The standard normal's 97.5 % point: two sides of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Group:
    """One side of the draw: how many people, and how many of them have an order that stands."""

    people: int = 0
    ordered: int = 0

    @property
    def share(self) -> float:
        """Return the part that ordered, 0 to 1; 0 of nobody."""
        return self.ordered / self.people if self.people else 0.0

    def interval(self) -> tuple[float, float]:
        """Return Wilson's 95 % score interval of the share (Wilson 1927)."""
        n = self.people
        if n == 0:
            return 0.0, 1.0
        middle = self.share + _Z**2 / (2 * n)
        half = _Z * math.sqrt(self.share * (1 - self.share) / n + _Z**2 / (4 * n * n))
        return (middle - half) / (1 + _Z**2 / n), (middle + half) / (1 + _Z**2 / n)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides after `days` days from each person's time; orders of `kind` count, None: of every kind.

    `intended` are all whom the draw let through, whether or not a message reached them: only so are the sides alike.
    """

    kind: Kind | None
    days: int
    intended: Group = Group()
    held: Group = Group()

    @property
    def difference(self) -> float:
        """Return by how much the share of the intended is above that of the held back."""
        return self.intended.share - self.held.share

    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the difference, by Newcombe's hybrid score (Statistics in Medicine 1998, 10)."""
        low, high = self.intended.interval()
        held_low, held_high = self.held.interval()
        below = math.hypot(self.intended.share - low, held_high - self.held.share)
        above = math.hypot(high - self.intended.share, self.held.share - held_low)
        return self.difference - below, self.difference + above

    @property
    def certain(self) -> bool:
        """Tell whether the interval leaves out zero."""
        low, high = self.interval()
        return low > 0 or high < 0


def with_rows(found: Comparison, rows: Iterable[Seen], now: datetime) -> Comparison:
    """Return a comparison that also counts these rows: people who are still here, and whose time has come."""
    groups = {True: found.held, False: found.intended}
    for row in rows:
        if row.contact is not None and row.due <= now:
            held = row.fate == HOLDOUT
            until = row.due + timedelta(days=found.days)
            ordered = any(_counts(order, found.kind, row.due, until) for order in row.orders)
            groups[held] = Group(groups[held].people + 1, groups[held].ordered + ordered)
    return replace(found, held=groups[True], intended=groups[False])


def kind_of(starts: str | None) -> Kind | None:
    """Return the kind of order that a campaign is for, by the flow that its "yes" begins; None: for every kind."""
    return next((kind for kind in Kind if kind.value == starts), None)


def _counts(order: Order, kind: Kind | None, since: datetime, until: datetime) -> bool:
    return order.state in STANDING and kind in {None, order.kind} and since <= order.placed_at < until
