"""What one asks of the outside world and what comes back: requests, results, errors, and the Tool that joins them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tools.economics.comparison import NOTHING_SUPPOSED, Comparison, Supposition
from tools.economics.eligibility import Eligibility
from tools.economics.household import Lack
from tools.offers import Category, Kind, Offer, Progress, Quote, Support, Terms
from tools.picture import DrawPicture, PictureDrawn
from tools.reduction import MeasureReduction, ReductionMeasured
from tools.sent_file import SentFile


@dataclass(frozen=True, slots=True)
class Account:
    """A utility's customer, from its directory. `phone` is where one-time codes go (E.164), None where none may.

    `verified_on` is when the utility last made sure whose phone that is, if it says so. `sanctioned_kw` is the load
    that it allows at the connection. `area` is where on the grid the home is, in the utility's own words.
    """

    id: str
    meter: str
    name: str
    phone: str | None
    locale: str | None = None
    time_zone: str | None = None
    exempt: bool = False
    category: Category | None = None
    verified_on: date | None = None
    sanctioned_kw: float | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class FindAccount:
    """Whose meter is this? `for_order`: a code that confirms an order goes to the phone on file next."""

    meter: str
    for_order: bool = False


@dataclass(frozen=True, slots=True)
class SearchOffers:
    """What is on offer? `transaction` is a UUID that stays the same from search to status.

    With a `meter` the offers come with what its household may join.
    """

    kind: Kind
    transaction: str
    meter: str | None = None


@dataclass(frozen=True, slots=True)
class SelectOffer:
    """What would this offer cost?"""

    transaction: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class InitOrder:
    """On which terms? The meter says who would be served and where."""

    transaction: str
    quote: Quote
    meter: str


@dataclass(frozen=True, slots=True)
class ConfirmOrder:
    """Order exactly these terms. It writes; not begun any more from `not_after` on."""

    transaction: str
    order: str
    terms: Terms
    meter: str
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class SettleOrder:
    """Does the order of a confirm stand whose answer was never read? The network is asked by its transaction."""

    transaction: str
    offer: Offer
    meter: str


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """Where is my order? `number` is the network's own; `bpp_id` and `bpp_uri` are its seller's, else the set ones."""

    kind: Kind
    transaction: str
    number: str
    bpp_id: str | None = None
    bpp_uri: str | None = None


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Cancel an order that stands. It writes: it is sent once, and whoever does not read the answer asks how it is."""

    kind: Kind
    transaction: str
    number: str
    bpp_id: str | None = None
    bpp_uri: str | None = None


@dataclass(frozen=True, slots=True)
class AskSupport:
    """Where does the seller of an order help its customers?"""

    kind: Kind
    transaction: str
    number: str
    bpp_id: str | None = None
    bpp_uri: str | None = None


@dataclass(frozen=True, slots=True)
class TellRegistry:
    """Tell the meter registry of an enrolment. It may be told the same again."""

    meter: str
    number: str


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """Solar, the flexibility programme, both or neither, for this meter, and what the customer supposes of the home?

    `file` holds the household's readings, in place of what the meter registry has.
    """

    meter: str
    transaction: str
    supposing: Supposition = NOTHING_SUPPOSED
    file: SentFile | None = None


Request = (
    FindAccount
    | SearchOffers
    | SelectOffer
    | InitOrder
    | ConfirmOrder
    | SettleOrder
    | CheckOrder
    | CancelOrder
    | AskSupport
    | TellRegistry
    | CompareOptions
    | MeasureReduction
    | DrawPicture
)


@dataclass(frozen=True, slots=True)
class AccountFound:
    """Whose meter it is; None: nobody has this meter (a customer must not be able to tell).

    `unchecked`: the meter registry could not say whether there is such a meter. `phone_changed`: the phone on file may
    be in other hands, so it confirms no order.
    """

    account: Account | None
    unchecked: bool = False
    phone_changed: bool = False


@dataclass(frozen=True, slots=True)
class OffersFound:
    """What is on offer now; may be empty. `eligibility` by the id of an offer, where it was asked for a meter."""

    offers: tuple[Offer, ...]
    eligibility: Mapping[str, Eligibility] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuoteGiven:
    """The provider's price."""

    quote: Quote


@dataclass(frozen=True, slots=True)
class TermsOffered:
    """The terms to show and to have approved."""

    terms: Terms


@dataclass(frozen=True, slots=True)
class OrderConfirmed:
    """The network placed the order."""

    progress: Progress


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """The seller says that the order is cancelled."""

    progress: Progress


@dataclass(frozen=True, slots=True)
class SupportGiven:
    """Where the seller helps."""

    support: Support


@dataclass(frozen=True, slots=True)
class RegistryTold:
    """The meter registry knows of an enrolment."""


@dataclass(frozen=True, slots=True)
class OrderChecked:
    """The network's word on an order."""

    progress: Progress


@dataclass(frozen=True, slots=True)
class OptionsCompared:
    """A comparison for one household."""

    comparison: Comparison


class Failure(StrEnum):
    """Why a call gave no result, named by what can be said to the customer."""

    SILENT = "silent"  # nobody answered in time
    UNAVAILABLE = "unavailable"  # not reachable, or broken on their side
    REJECTED = "rejected"  # answered with a refusal
    GARBLED = "garbled"  # answered with something unreadable
    UNKNOWN = "unknown"  # a confirm went out and no answer was read: neither placed nor failed
    NO_DATA = "no_data"  # the meter's data do not allow an honest number
    NOT_FOUND = "not_found"  # the network does not know what was asked about


@dataclass(frozen=True, slots=True)
class Failed:
    """A call that gave no result; with NO_DATA, `lack` says what is wrong with the meter's data where that is known."""

    failure: Failure
    lack: Lack | None = None


Result = (
    AccountFound
    | OffersFound
    | QuoteGiven
    | TermsOffered
    | OrderConfirmed
    | OrderChecked
    | OrderCancelled
    | SupportGiven
    | RegistryTold
    | OptionsCompared
    | ReductionMeasured
    | PictureDrawn
    | Failed
)


class ToolError(Exception):
    """Raised by a tool instead of a result."""

    def __init__(self, failure: Failure, reason: str, lack: Lack | None = None) -> None:
        super().__init__(f"{failure}: {reason}")
        self.failure = failure
        self.lack = lack


@dataclass(frozen=True, slots=True)
class Tool:
    """One ability. `run` blocks (it is called in an RQ job) and raises ToolError.

    A tool that `writes` is run at most once for a call. If a run may have reached the network without an answer, it is
    never repeated: `settle`, which only reads, may find out how it ended; else the call ends as Failure.UNKNOWN.
    """

    name: str
    run: Callable[..., Result]
    writes: bool = False
    settle: Callable[..., Result] | None = None
