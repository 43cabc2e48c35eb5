"""What the energy network answers in a rehearsal: a small, quiet world that is read from a file beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Self

import cattrs
import yaml

from tools.contract import (
    Account,
    AccountFound,
    AskSupport,
    CancelOrder,
    CheckOrder,
    CompareOptions,
    Failed,
    Failure,
    FindAccount,
    InitOrder,
    OffersFound,
    OptionsCompared,
    OrderCancelled,
    OrderChecked,
    OrderConfirmed,
    QuoteGiven,
    RegistryTold,
    Request,
    Result,
    SearchOffers,
    SelectOffer,
    SupportGiven,
    TellRegistry,
    TermsOffered,
)
from tools.economics.comparison import Comparison
from tools.economics.eligibility import Applicant, eligibility
from tools.offers import (
    Cancellation,
    CancellationKind,
    Category,
    Kind,
    Offer,
    Payment,
    Progress,
    Quote,
    Support,
    Terms,
)

WORLD = Path(__file__).parent / "world.yaml"
_NUMBER = "ORD-1001"
_HOME = Applicant(6.2, Category.RESIDENTIAL)


@dataclass(frozen=True, slots=True)
class Network:
    """Accounts by meter, offers by kind, one comparison and one seller's help."""

    accounts: Mapping[str, Account]
    offers: Mapping[Kind, tuple[Offer, ...]]
    comparison: Comparison
    support: Support

    @classmethod
    def load(cls, path: Path = WORLD) -> Self:
        """Read a world."""
        converter = cattrs.Converter()
        for kind in (date, datetime):
            converter.register_structure_hook(kind, lambda value, _: value)
        world: Self = converter.structure(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader), cls)
        return world

    def answer(self, request: Request, how: str) -> Result:
        """Return what comes back: for "ok" what there is, for a number so many offers, else a failure of that name."""
        return Failed(Failure(how)) if how in {*Failure} else self._good(request, how)

    def _good(self, request: Request, how: str) -> Result:
        result: Result
        match request:
            case FindAccount(meter):
                result = AccountFound(self.accounts.get(meter))
            case SearchOffers(kind):
                result = self._found(self.offers.get(kind, ())[: int(how) if how.isdigit() else None])
            case SelectOffer(offer=offer):
                result = QuoteGiven(Quote(offer, offer.price))
            case InitOrder(quote=quote):
                result = TermsOffered(_terms(quote))
            case CompareOptions():
                result = OptionsCompared(self.comparison)
            case _:
                result = self._of_order(request)
        return result

    def _found(self, offers: tuple[Offer, ...]) -> OffersFound:
        programmes = [offer for offer in offers if offer.kind is Kind.DFP]
        return OffersFound(offers, {offer.id: eligibility(offer.programme, _HOME) for offer in programmes})

    def _of_order(self, request: Request) -> Result:
        match request:
            case CheckOrder():
                return OrderChecked(Progress(_NUMBER, "ORDER_DELIVERED"))
            case CancelOrder():
                return OrderCancelled(Progress(_NUMBER, "CANCELLED"))
            case AskSupport():
                return SupportGiven(self.support)
            case TellRegistry():
                return RegistryTold()
        return OrderConfirmed(Progress(_NUMBER, "ORDER_RECEIVED"))


def _terms(quote: Quote) -> Terms:
    bought = quote.price is not None
    payment = Payment.PRE_FULFILLMENT if bought else Payment.NOT_STATED
    leaving = Cancellation(CancellationKind.FEE, percent=5.0) if bought else Cancellation(CancellationKind.FREE)
    return Terms(quote, payment, leaving, f"{quote.offer.id:0>64}")
