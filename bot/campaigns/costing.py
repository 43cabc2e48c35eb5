"""What messages cost, from what the utility pays for one on each channel. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from tools.offers import Money

FREE = ("telegram", "web")
"""Channels whose providers take nothing, unless a price says otherwise."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Whole units of a currency for one message by channel, for one segment by SMS."""

    currency: str
    each: Mapping[str, Decimal] = field(default_factory=dict)

    def cost(self, billed: Mapping[str, int]) -> Money | None:
        """Return what so many by channel cost; None where that of one of these channels is not known."""
        known = {**dict.fromkeys(FREE, Decimal()), **self.each}
        if not billed or any(channel not in known for channel in billed):
            return None
        total = sum((known[channel] * number for channel, number in billed.items()), Decimal())
        minor = total.scaleb(get_currency_precision(self.currency))
        return Money(int(minor.quantize(Decimal(1), ROUND_HALF_UP)), self.currency)


UNKNOWN = Prices("XTS")
"""No prices, in a currency that is nobody's."""
