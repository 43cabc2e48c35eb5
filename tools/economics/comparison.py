"""What solar, a flexibility programme, both or neither would mean for one household: in a year, and over 25."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tools.economics import carbon, roof, sizing, solar_yield, subsidy, tariff, territory
from tools.offers import Money


class Choice(StrEnum):
    """What is compared."""

    NEITHER = "neither"
    SOLAR = "solar"
    DFP = "dfp"
    BOTH = "both"


class Wish(StrEnum):
    """What matters most to a customer; options are ranked by it."""

    MONEY = "money"  # what is left over 25 years
    NO_UPFRONT = "no_upfront"  # nothing to pay at the start
    BACKUP = "backup"  # what keeps running in an outage
    CLIMATE = "climate"  # how much CO2 is spared


class Assumption(StrEnum):
    """What a comparison rests on. Each is the name of a sentence that is said with it."""

    EXTRAPOLATED = "extrapolated"  # less than a year of data: the year was extrapolated
    SPIKES_LEFT_OUT = "spikes_left_out"  # intervals that the connection cannot have carried are not counted
    FIRST_YEAR_ONLY = "first_year_only"  # of comparisons made before those over 25 years
    FLAT_RATE = "flat_rate"  # one price for all hours of the day
    SHADING_NOT_SURVEYED = "shading_not_surveyed"  # hence a range of -15 to +10 % on the yield
    ROOF_ASSUMED = "roof_assumed"  # facing the equator at 20 degrees
    TILT_ASSUMED = "tilt_assumed"  # 20 degrees; which way the roof faces was told
    FACING_ASSUMED = "facing_assumed"  # the equator; how it is tilted was told
    EXPORT_AT_NET_BILLING = "export_at_net_billing"  # what is fed in earns less than what is bought costs
    SUBSIDIES_NOT_INCLUDED = "subsidies_not_included"
    EVENTS_COULD_BE_ZERO = "events_could_be_zero"  # hence the low figure
    EVENTS_ASSUMED = "events_assumed"  # the programme names no number of events: ten a year were taken
    MINIMUM_LOAD_NOT_REACHED = "minimum_load_not_reached"  # the household's peak is below a programme's minimum
    EXEMPT_FROM_EVENTS = "exempt_from_events"  # a special need is on file: programmes are not offered
    OTHER_CURRENCY_LEFT_OUT = "other_currency_left_out"  # offers in another currency were not compared
    UNPRICED_LEFT_OUT = "unpriced_left_out"  # no price, size or reward said, or special equipment needed
    BOTH_RECOMPUTED = "both_recomputed"  # with solar less is drawn in events: both is less than the sum
    LIFETIME_OF_25_YEARS = "lifetime_of_25_years"  # panels that fade, prices that rise, an inverter that is replaced
    YIELD_MODELLED = "yield_modelled"  # the sun's yield is our own model's; the service that should say it did not
    AREA_ASSUMED = "area_assumed"  # there is room enough on the roof
    ROOF_TOO_SMALL = "roof_too_small"  # no system on offer fits on the roof
    CONNECTION_TOO_SMALL = "connection_too_small"  # all systems on offer are larger than the connection allows
    TAX_CREDIT_NEEDS_TAXES = "tax_credit_needs_taxes"  # a subsidy is worth something to who owes that much in taxes
    PROGRAMME_STAYS = "programme_stays"  # as though its terms stayed as they are for 25 years
    TOO_FEW_DAYS_FOR_EVENTS = "too_few_days_for_events"  # fewer than ten complete weekdays: programmes are not counted
    NO_LOAN_OFFERED = "no_loan_offered"  # a loan was asked for, and none is known here
    NO_BATTERY_OFFERED = "no_battery_offered"  # a battery was asked for, and none is on offer
    BACKUP_NEEDS_WIRING = "backup_needs_wiring"  # a battery helps in an outage only where it is wired for that
    UNIT_TAKEN = "unit_taken"  # the file that was sent names no unit: kWh were taken
    DIRECTION_TAKEN = "direction_taken"  # nor says which way energy went: all of it was taken as drawn
    PANELS_STOP_IN_AN_OUTAGE = "panels_stop_in_an_outage"  # without a battery solar gives no power then


class Pricing(StrEnum):
    """How a tariff prices a kWh that is drawn."""

    FLAT = "flat"
    TIERED = "tiered"
    TIME_OF_USE = "time_of_use"


@dataclass(frozen=True, slots=True)
class Supposition:
    """What a customer supposes, or told of the home; None is what nobody said.

    `area_m2` is the roof's whole surface; `share` leaves that share of the roof as it is taken otherwise (0.5 is half).
    `tilt` and `azimuth` are in degrees, as in tools.economics.roof. `wish` None is Wish.MONEY.
    `place` is where the roof is, None in the middle of the territory.
    """

    area_m2: float | None = None
    share: float | None = None
    shading: roof.Shading | None = None
    tilt: float | None = None
    azimuth: float | None = None
    loan: bool = False
    wish: Wish | None = None
    battery: bool = False
    place: territory.Place | None = None


NOTHING_SUPPOSED = Supposition()


@dataclass(frozen=True, slots=True)
class Span:
    """Low, expected and high."""

    low: Money
    expected: Money
    high: Money


@dataclass(frozen=True, slots=True)
class SolarBasis:
    """What the figures of panels are made from. kWh and money are of the first year, as expected.

    `bound` is what sets the system's size. `yield_low` and `yield_high` are shares of the yield, `source`
    is who computed it. `fed_in_price` is what a kWh fed in earns on average, in major units; None where none is fed in.
    `inverter` is what its replacement costs in `inverter_year`.
    """

    power_kw: float
    bound: sizing.Bound
    source: solar_yield.Source
    yield_kwh: float
    yield_low: float
    yield_high: float
    own_kwh: float
    fed_in_kwh: float
    fed_in_price: float | None
    bill_today: Money
    bill_then: Money
    upkeep: Money
    inverter: Money
    inverter_year: int


@dataclass(frozen=True, slots=True)
class EventBasis:
    """What the figures of a programme are made from.

    `usual_kwh` is used in an event's hours as a rule, and of that the share `shifted` (with luck `shifted_high`) is
    moved. `low_per_kwh` and `high_per_kwh` are major units, `yearly` is what is paid for being ready, `at_risk` is the
    most that missed events cost in a year. Events lie between `first_hour` and `last_hour`, which is 21 for nine.
    """

    usual_kwh: float
    shifted: float
    shifted_high: float
    low_per_kwh: float
    high_per_kwh: float
    events: int
    yearly: Money
    at_risk: Money
    first_hour: int
    last_hour: int


@dataclass(frozen=True, slots=True)
class Carbon:
    """kg of CO2 spared in a year: by which plants it is counted, whose factor it is and of which year."""

    kg: float
    basis: carbon.Basis
    source: str
    year: int


@dataclass(frozen=True, slots=True)
class Aid:
    """A public subsidy of the place. `amount` is nothing where it is not open; `ends` is its last day, where set."""

    title: str
    standing: subsidy.Standing
    payout: subsidy.Payout
    amount: Money
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Borrowing:
    """A loan: `payment` is what it asks in a year, for `years`; `rate` is a share a year.

    `source` names who told of its terms and when, `page` where; "" where nobody wrote it down.
    """

    payment: Money
    years: int
    rate: float
    source: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Storage:
    """A battery that is in the figures: what it holds, and its price (in the money up front as well).

    `replacement` is what another one costs in `replacement_year`; None in comparisons made before it was said.
    """

    name: str
    usable_kwh: float
    price: Money
    replacement: Money | None = None
    replacement_year: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a comparison: money up front, and low, expected and high benefit in the first year.

    `payback_years` is until what it cost has come back, with upkeep and replacements. `lifetime` is what all of it is
    worth today over 25 years, money up front taken off; `irr` the return a year as a share; `lcoe` what a kWh of the
    panels costs, in major units of today. None where there is none. `balance` is all that came in less all that was
    spent until the end of each year, in minor units as expected; the first is the day of the purchase. `backup`:
    something keeps running in an outage.
    """

    choice: Choice
    offer_name: str
    upfront: Money
    low: Money
    expected: Money
    high: Money
    payback_years: float | None = None
    eligible: bool = True
    lifetime: Span | None = None
    irr: float | None = None
    lcoe: float | None = None
    carbon: Carbon | None = None
    aids: tuple[Aid, ...] = ()
    borrowing: Borrowing | None = None
    storage: Storage | None = None
    solar: SolarBasis | None = None
    events: EventBasis | None = None
    backup: bool = False
    balance: tuple[int, ...] = ()


class Hinge(StrEnum):
    """What would change the answer. Each is the name of a sentence."""

    EVENTS = "events"  # with `number` events a year `choice` would be first
    PRICE = "price"  # at a price of the system of `amount` or less `choice` would be first
    WISH = "wish"  # by the wish `wish` `choice` would be first
    LOAN = "loan"  # with a loan `choice` would be first
    LOW_CASE = "low_case"  # with little sun, steady prices, no events or all missed `choice` would be first


@dataclass(frozen=True, slots=True)
class Turning:
    """One thing that would put another choice first."""

    hinge: Hinge
    choice: Choice
    number: float | None = None
    amount: Money | None = None
    wish: Wish | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All options, best first for the wish, with the data they rest on.

    `consumption_kwh` is over the period; `peak_kw` the highest hourly mean in it; `full_year` says whether the period
    covers twelve months (else figures were extrapolated and must be called so). `assumptions` are values of Assumption.
    `tariff_name` is that of the tariff which all bills are by. `turning` is computed, the surest first.
    `loan_offered` and `battery_offered` tell whether it makes sense to suppose one, `solar_offered` and
    `programme_offered` whether there is anything to look at, be it counted or not.
    `from_file`: the readings are those of a file that the customer sent, not the meter registry's.
    """

    period_start: date
    period_end: date
    consumption_kwh: float
    peak_kw: float
    full_year: bool
    options: tuple[Option, ...]
    assumptions: tuple[str, ...] = ()
    tariff_name: str = ""
    pricing: Pricing = Pricing.FLAT
    export: tariff.ExportRule = tariff.ExportRule.NET_BILLING
    bill_today: Money | None = None
    wish: Wish = Wish.MONEY
    supposing: Supposition = NOTHING_SUPPOSED
    turning: tuple[Turning, ...] = ()
    loan_offered: bool = False
    battery_offered: bool = False
    solar_offered: bool = True
    programme_offered: bool = True
    from_file: bool = False
