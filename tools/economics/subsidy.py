"""What public subsidies a solar system gets, by where it stands and when it is completed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf

from tools.offers import Category

WHOLE = 100.0


class Payout(StrEnum):
    """When a subsidy's money comes."""

    OFF_PRICE = "off_price"  # the seller takes it off the price
    PAID_OUT = "paid_out"  # the customer pays the whole price and has it back once the system stands
    TAX_CREDIT = "tax_credit"  # it lowers the taxes of the year, where that many are due


class Standing(StrEnum):
    """Whether a subsidy can be had on a day."""

    OPEN = "open"
    NOT_YET = "not_yet"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Band:
    """An amount for each kW up to a size, beyond the band before."""

    per_kw: float
    up_to_kw: float = inf


@dataclass(frozen=True, slots=True)
class Scheme:
    """A subsidy by law: a share of the price in `percent`, an amount for each kW by rising `bands`, a fixed `amount`.

    What it gives of these is added up, to `cap` at most. Amounts are major units of `currency`. `place` is how the
    names of the territories begin in which it holds: "us", "us-ca". It is given to systems completed from `starts` to
    `ends`, both included; None is without end. `category`: whom alone it is for. `source` says where it is written.
    """

    name: str
    title: str
    place: str
    currency: str
    source: str
    payout: Payout
    percent: float = 0.0
    bands: tuple[Band, ...] = ()
    amount: float = 0.0
    cap: float = inf
    starts: date | None = None
    ends: date | None = None
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Installation:
    """A system that is, or is to be, completed on a day in a territory, for a price before any subsidy."""

    territory: str
    currency: str
    completed: date
    power_kw: float
    price: float
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a scheme gives an installation: nothing where it is not open, so that this can be said."""

    scheme: Scheme
    standing: Standing
    amount: float


def grants(schemes: Iterable[Scheme], installation: Installation) -> tuple[Grant, ...]:
    """Return what each scheme of the place gives, in the schemes' order; all together never more than the price.

    A customer of whom it is not known whether it is a household or a business is taken for what a scheme asks.
    """
    return tuple(_granted(schemes, installation))


def total(given: Iterable[Grant], payout: Payout) -> float:
    """Return what comes in one way."""
    return sum(grant.amount for grant in given if grant.scheme.payout is payout)


def standing(scheme: Scheme, day: date) -> Standing:
    """Tell whether a scheme is open to a system that is completed on a day."""
    if scheme.starts is not None and day < scheme.starts:
        return Standing.NOT_YET
    if scheme.ends is not None and day > scheme.ends:
        return Standing.EXPIRED
    return Standing.OPEN


def _granted(schemes: Iterable[Scheme], installation: Installation) -> Iterator[Grant]:
    left = installation.price
    for scheme in schemes:
        if not _is_for(scheme, installation):
            continue
        stands = standing(scheme, installation.completed)
        amount = min(_amount(scheme, installation), scheme.cap, left) if stands is Standing.OPEN else 0.0
        left -= amount
        yield Grant(scheme, stands, amount)


def _is_for(scheme: Scheme, installation: Installation) -> bool:
    category = installation.category or scheme.category
    here = f"{installation.territory}-".startswith(f"{scheme.place}-")
    return here and scheme.currency == installation.currency and scheme.category in {None, category}


def _amount(scheme: Scheme, installation: Installation) -> float:
    ends = [min(installation.power_kw, band.up_to_kw) for band in scheme.bands]
    steps = zip(scheme.bands, [0.0, *ends], ends, strict=False)
    by_size = sum(band.per_kw * (end - start) for band, start, end in steps)
    return installation.price * scheme.percent / WHOLE + by_size + scheme.amount
