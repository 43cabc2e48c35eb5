"""All that a comparison is made from, but for the offers."""

from dataclasses import dataclass
from datetime import date, timedelta

from tools.economics.carbon import Grid
from tools.economics.cash_flow import Outlook
from tools.economics.comparison import NOTHING_SUPPOSED, Supposition, Wish
from tools.economics.household import Household
from tools.economics.loan import Loan
from tools.economics.roof import Roof
from tools.economics.solar_yield import Yield
from tools.economics.subsidy import Scheme
from tools.economics.tariff import Tariff
from tools.economics.territory import Costs, LoanTerms, Territory
from tools.offers import Category, Money

UNTIL_INSTALLED = timedelta(days=90)
"""When a system that is ordered now stands, for subsidies that end; sellers name up to ten weeks."""
OUTLOOK = Outlook()


def supposed_roof(supposing: Supposition) -> Roof:
    """Return the roof as far as it is known. Raises ValueError for what no roof can be."""
    if supposing.share is not None and not supposing.share > 0:
        raise ValueError("a share of a roof is more than nothing")
    return Roof(supposing.area_m2, supposing.tilt, supposing.azimuth, supposing.shading)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One household, where it is, what it supposes and the day on which it asks.

    `sun` is the yield of 1 kW of panels as they stand on the supposed roof. `sanctioned_kw` is the load that the
    utility allows at the connection. `minor` is how many minor units make a major one of the territory's currency;
    `exempt` says that no flexibility programme may be offered.
    """

    home: Household
    territory: Territory
    tariff: Tariff
    sun: Yield
    day: date
    schemes: tuple[Scheme, ...] = ()
    grid: Grid | None = None
    category: Category | None = None
    sanctioned_kw: float | None = None
    minor: int = 100
    exempt: bool = False
    supposing: Supposition = NOTHING_SUPPOSED
    outlook: Outlook = OUTLOOK

    @property
    def wish(self) -> Wish:
        """What options are ranked by."""
        return self.supposing.wish or Wish.MONEY

    @property
    def roof(self) -> Roof:
        """The roof as far as it is known."""
        return supposed_roof(self.supposing)

    @property
    def costs(self) -> Costs:
        """What panels cost once they stand, never nothing: raises ValueError where the territory does not say."""
        if self.territory.costs is None:
            raise ValueError(f"territory {self.territory.name}: its file has no costs")
        return self.territory.costs

    @property
    def wants_loan(self) -> bool:
        """Whether a system is to be paid by a loan: so it was supposed, or nothing is to be paid at the start."""
        return self.supposing.loan or self.wish is Wish.NO_UPFRONT

    @property
    def wants_battery(self) -> bool:
        """Whether a battery is to go with panels: so it was supposed, or something is to run in an outage."""
        return self.supposing.battery or self.wish is Wish.BACKUP

    @property
    def borrowing(self) -> LoanTerms | None:
        """The loan in the figures of a system."""
        return self.territory.loan if self.wants_loan else None

    @property
    def loan(self) -> Loan | None:
        """The same without its source."""
        return self.borrowing.loan if self.borrowing else None

    @property
    def completed(self) -> date:
        """When a system would stand."""
        return self.day + UNTIL_INSTALLED

    def money(self, major: float) -> Money:
        """Return major units as money, rounded to the minor one."""
        return Money(round(major * self.minor), self.territory.currency)

    def major(self, amount: Money | None) -> float:
        """Return money in major units; nothing for None."""
        return amount.amount / self.minor if amount is not None else 0.0
