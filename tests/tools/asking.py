"""Who asks, and for what: a registry and a directory in memory, an order and an enrolment that were approved."""

from dataclasses import dataclass

from tests.tools.market import TERMS, TRANSACTION, Thing
from tests.tools.playing import Said
from tools.beckn.terms import terms
from tools.contract import Account, ConfirmOrder, ToolError
from tools.intervals import Interval
from tools.offers import Cancellation, Kind, Money, Offer, Payment, Quote

ADA = Account("A-1", "MTR-0001", "Ada\u202e <b>Whitfield</b>", "+12025550100")
PROGRAMME: Thing = {
    "id": "901",
    "descriptor": {"name": "Evening Saver Program"},
    "price": {"value": "0", "currency": "USD"},
    "tags": [{"list": [{"descriptor": {"code": "reward_per_kwh"}, "value": "2"}]}],
}
ENROLMENT = Offer("e", Kind.DFP, "Evening Saver Program", "Grid", "90", "", Money(0, "USD"), item_id="901")


@dataclass
class Meters:
    """A registry and a directory in memory; `wrong` is raised instead of any answer."""

    readings: tuple[Interval, ...] = ()
    account: Account | None = ADA
    wrong: ToolError | None = None
    told: tuple[tuple[str, str], ...] = ()
    unknown: bool = False
    asked: tuple[str, ...] = ()

    def knows(self, meter: str) -> bool:
        self.asked = (*self.asked, f"registry {meter}")
        if self.wrong is not None:
            raise self.wrong
        return not self.unknown

    def intervals(self, meter: str) -> tuple[Interval, ...]:  # noqa: ARG002 -- every meter's
        if self.wrong is not None:
            raise self.wrong
        return self.readings

    def add_subscription(self, meter: str, order: str) -> None:
        if self.wrong is not None:
            raise self.wrong
        self.told = (*self.told, (meter, order))

    def find_by_meter(self, meter: str) -> Account | None:
        self.asked = (*self.asked, f"directory {meter}")
        return self.account


CONFIRM = ConfirmOrder(TRANSACTION, "order-1", TERMS, "MTR-0001")
ENROLMENT_TERMS = terms(Quote(ENROLMENT, Money(0, "USD")), Payment.NOT_STATED, Cancellation())
ENROL = ConfirmOrder(TRANSACTION, "order-2", ENROLMENT_TERMS, "MTR-0001")


def listed(*meters: tuple[str, int], page: int = 1, pages: int = 1) -> Said:
    """A page of the registry's list of meters."""
    rows = [{"code": code, "id": number} for code, number in meters]
    return Said.json({"data": {"results": rows, "pagination": {"page": page, "pageCount": pages}}})
