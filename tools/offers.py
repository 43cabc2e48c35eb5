"""What the energy network trades, in neutral words: no protocol version shows here."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from babel.numbers import get_currency_precision


class Kind(StrEnum):
    """What a customer can get: rooftop solar, a Demand Flexibility Program (DFP), and what goes with a solar system.

    SURVEY is an installer, whose work begins with a visit to the home. A BATTERY is
    compared, never ordered by itself.
    """

    SOLAR = "solar"
    DFP = "dfp"
    SURVEY = "survey"
    CONNECTION = "connection"
    SUBSIDY = "subsidy"
    BATTERY = "battery"


PURCHASES = frozenset({Kind.SOLAR, Kind.SURVEY, Kind.CONNECTION, Kind.BATTERY})
"""What has a price."""


class Category(StrEnum):
    """Whether a customer lives behind the meter, or works there."""

    RESIDENTIAL = "residential"
    COMMERCIAL = "commercial"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in integer minor units (cents, paise) of an ISO 4217 currency."""

    amount: int
    currency: str

    @property
    def major(self) -> Decimal:
        """The amount in whole units of the currency (dollars, rupees)."""
        return Decimal(self.amount).scaleb(-get_currency_precision(self.currency))


class BaselineMethod(StrEnum):
    """Of which days before an event the mean use is what a household would have used (tools.economics.baseline)."""

    TEN_IN_TEN = "10-in-10"
    FIVE_IN_TEN = "5-in-10"  # of the last ten similar days the five with the highest use
    THREE_OF_FIVE = "3-of-5"  # of the last five the three with the highest use


@dataclass(frozen=True, slots=True)
class ProgrammeTerms:
    """What a DFP pays and asks. Rates are per kWh shifted or a year; None where the programme does not say.

    `yearly_per_kw`: the yearly amount is for each kW that the household can spare, not for the household.
    `equipment`: what a household must have to join, in the seller's words. `category`: whom alone it is for.
    `monthly_per_kw` is paid for each kW in each of the `months` that the programme runs. The bonus is earned above
    `bonus_above` and the penalty below `penalty_below`, shares of what was pledged; `penalty_per_kwh` is for each kWh
    that is missing. `yearly_cap`: more is never paid in a year. Events lie within `window`, two hours of the local
    clock (16, 21), and last `event_hours`. `baseline` is how the programme reckons, `same_day_adjustment` whether it
    adjusts for the day.
    """

    reward_low: Money | None = None
    reward_high: Money | None = None
    yearly: Money | None = None
    bonus_percent: float | None = None
    penalty_percent: float | None = None
    minimum_load_kw: float | None = None
    events_a_year: int | None = None
    notice_hours: float | None = None
    yearly_per_kw: bool = False
    equipment: str | None = None
    category: Category | None = None
    monthly_per_kw: Money | None = None
    months: int | None = None
    bonus_above: float | None = None
    penalty_below: float | None = None
    penalty_per_kwh: Money | None = None
    yearly_cap: Money | None = None
    window: tuple[int, int] | None = None
    event_hours: float | None = None
    baseline: BaselineMethod | None = None
    same_day_adjustment: bool = False


@dataclass(frozen=True, slots=True)
class Subsidy:
    """What a subsidy gives and asks; None where it does not say. With both, `amount` is the most that `percent` gives.

    `eligibility` and `application` (how to apply) are in the seller's words.
    """

    amount: Money | None = None
    percent: float | None = None
    starts: date | None = None
    ends: date | None = None
    eligibility: str | None = None
    application: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which a seller can come; `id` is the network's, of the fulfilment."""

    id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that a provider offers, cleaned: plain text, bounded, with the item's own price.

    `summary` is at most 500 characters. `rating` is 0 to 5. `power_kw` is the size of a solar system,
    `storage_kwh` what a battery is said to hold. `id` is ours, of
    at most 12 characters and unique among all sellers; `item_id` is the seller's own, where it is another. `slots` are
    the times that the seller offers, `slot` is the one that was chosen.
    """

    id: str
    kind: Kind
    name: str
    provider: str
    provider_id: str
    summary: str
    price: Money | None
    fulfilment_id: str | None = None
    rating: float | None = None
    power_kw: float | None = None
    programme: ProgrammeTerms | None = None
    bpp_id: str | None = None
    bpp_uri: str | None = None
    item_id: str | None = None
    subsidy: Subsidy | None = None
    slots: tuple[Slot, ...] = ()
    slot: Slot | None = None
    storage_kwh: float | None = None


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of a price's breakdown."""

    title: str
    price: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """A provider's price for an offer. `disputed`: it disagrees with the item or itself; the seller must confirm it."""

    offer: Offer
    price: Money | None
    lines: tuple[PriceLine, ...] = ()
    disputed: bool = False


class Payment(StrEnum):
    """When a customer pays: with the order, or before, at or after the fulfilment (an installation, a programme)."""

    NOT_STATED = "not_stated"
    PRE_ORDER = "pre_order"
    PRE_FULFILLMENT = "pre_fulfillment"
    ON_FULFILLMENT = "on_fulfillment"
    POST_FULFILLMENT = "post_fulfillment"


class CancellationKind(StrEnum):
    """Whether a cancellation costs something."""

    NOT_STATED = "not_stated"
    FREE = "free"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What a cancellation costs. A fee is `percent` of the price or a sum; with neither, its size is not known."""

    kind: CancellationKind = CancellationKind.NOT_STATED
    percent: float | None = None
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Exactly what a customer is asked to approve; `digest` is a SHA-256 over all the rest."""

    quote: Quote
    payment: Payment
    cancellation: Cancellation
    digest: str


@dataclass(frozen=True, slots=True)
class Support:
    """Where a seller says that its customers find help: plain text, an https address; None where it says nothing."""

    phone: str | None = None
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order on the network is: its number there and the seller's last milestone code."""

    number: str
    milestone: str
