"""What a customer can mean: the closed set that readers propose and flows act on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from bot.model.session import Expecting, Offered
from channels.messages import Body
from tools.economics.comparison import Wish
from tools.economics.roof import Shading
from tools.economics.territory import Place


@dataclass(frozen=True, slots=True)
class Say:
    """A plain intent without a value."""

    intent: Literal[
        "greet",
        "help",
        "thanks",
        "goodbye",
        "affirm",
        "deny",
        "cancel_flow",
        "back",
        "start_solar",
        "start_dfp",
        "start_survey",
        "start_connection",
        "start_subsidy",
        "journey",
        "compare",
        "order_status",
        "usage_or_bill",
        "resend_otp",
        "why_or_explain",
        "opt_out",
        "opt_out_all",
        "opt_in",
        "notifications",
        "unlink",
        "handover",
        "complaint_or_outage",
        "event_join",
        "event_skip",
        "event_settings",
        "leave_programme",
        "correction",
        "out_of_scope",
        "unclear",
    ]


@dataclass(frozen=True, slots=True)
class Choose:
    """One of the offered values. `correction`: the customer takes back an earlier choice ("no, the second one")."""

    value: str
    correction: bool = False


class Trait(StrEnum):
    """By what offers can be told apart without naming one."""

    CHEAPEST = "cheapest"
    BIGGEST = "biggest"
    BEST_RATED = "best_rated"


@dataclass(frozen=True, slots=True)
class Rank:
    """Put what has most of a trait first; `takes`: and choose it ("the cheapest one", not "cheapest first")."""

    trait: Trait
    takes: bool = False


@dataclass(frozen=True, slots=True)
class Suppose:
    """Compare once more, supposing this; None is what is not said. `loan` and `battery` False: without one.

    `area_m2` is the roof's surface, `share` the share of the roof that can be used, `place` where it is; `tilt` and
    `azimuth` are degrees, as in tools.economics.roof.
    """

    area_m2: float | None = None
    share: float | None = None
    shading: Shading | None = None
    tilt: float | None = None
    azimuth: float | None = None
    loan: bool | None = None
    battery: bool | None = None
    wish: Wish | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ChooseStale:
    """A button of an earlier message was pressed: helpful words, never the action."""

    value: str


@dataclass(frozen=True, slots=True)
class GiveMeter:
    """A meter ID in its canonical form; `mistyped` where its check digits are wrong."""

    meter: str
    mistyped: bool = False


@dataclass(frozen=True, slots=True)
class GiveCode:
    """The digits of a one-time code."""

    code: str


@dataclass(frozen=True, slots=True)
class GivePhone:
    """The customer shared a contact: the number (E.164) of their own, None for anybody else's."""

    phone: str | None


@dataclass(frozen=True, slots=True)
class GiveFile:
    """The customer sent a file that may hold a household's readings: the channel's own reference for it."""

    reference: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Speak this locale from now on ("en", "es", "hi"); None: asked without naming one."""

    locale: str | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A kind of message that cannot be read here: "image", "audio", "edit", "group", "sticker"."""

    what: str


Command = (
    Say | Choose | Rank | Suppose | ChooseStale | GiveMeter | GiveCode | GivePhone | GiveFile | SetLanguage | Unreadable
)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a reader may know: the message and where the conversation stands. Nothing personal beyond the words.

    `earlier` are the choices of the question before this one: a correction ("no, the second one") means one of them.
    `contact` is who speaks, as an id. `browsing`: a choice here only leads to something to look at. `personal` is what
    names the customer, to be taken out of words before they leave the house. `today` is the day where the
    customer is.
    """

    body: Body
    locale: str
    flow: str
    step: str
    expecting: Expecting
    offered: tuple[Offered, ...]
    asked: int
    earlier: tuple[Offered, ...] = ()
    contact: str = ""
    browsing: bool = False
    personal: tuple[str, ...] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood, in the order said; `confidence` 0 to 1 of the least sure command.

    `language` is the locale the words are in, if that is clear. `doubt` are the likeliest meanings, best first, where
    none is likely enough to act on: a flow can ask which.
    """

    commands: tuple[Command, ...]
    confidence: float
    language: str | None = None
    doubt: tuple[Command, ...] = ()
