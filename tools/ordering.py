"""From search to status: what orders, enrolments and applications have in common."""

from dataclasses import dataclass

from tools.beckn.client import NetworkClient
from tools.beckn.codec import CANCELLED, Customer
from tools.beckn.plain import NAME, plain
from tools.contract import (
    AskSupport,
    CancelOrder,
    CheckOrder,
    ConfirmOrder,
    Failure,
    InitOrder,
    OffersFound,
    OrderCancelled,
    OrderChecked,
    OrderConfirmed,
    QuoteGiven,
    SearchOffers,
    SelectOffer,
    SettleOrder,
    SupportGiven,
    TermsOffered,
    ToolError,
)
from tools.meters import CustomerDirectory


@dataclass(frozen=True, slots=True)
class Ordering:
    """The calls of a business of any kind: each request says of which it is."""

    network: NetworkClient
    directory: CustomerDirectory

    def search(self, request: SearchOffers) -> OffersFound:
        """Return what is on offer."""
        return OffersFound(self.network.search(request.kind, request.transaction))

    def select(self, request: SelectOffer) -> QuoteGiven:
        """Return the seller's price."""
        return QuoteGiven(self.network.select(request.transaction, request.offer))

    def init(self, request: InitOrder) -> TermsOffered:
        """Return the terms to show and to have approved."""
        return TermsOffered(self.network.init(request.transaction, request.quote, request.meter))

    def confirm(self, request: ConfirmOrder) -> OrderConfirmed:
        """Order the approved terms for the customer whose meter it is; name and phone come from the directory alone."""
        customer = self._customer(request.meter)
        if request.not_after is not None and self.network.now() >= request.not_after:
            raise ToolError(Failure.UNAVAILABLE, "approved too long ago; nothing was sent")
        return OrderConfirmed(
            self.network.confirm(request.transaction, request.terms, customer=customer, meter=request.meter)
        )

    def settle(self, request: ConfirmOrder) -> OrderConfirmed:
        """Find the order of a confirm that was begun and whose end is not known. Raises ToolError as `find` does."""
        return self.find(SettleOrder(request.transaction, request.terms.quote.offer, request.meter))

    def find(self, request: SettleOrder) -> OrderConfirmed:
        """Find the order of a confirm whose answer was never read. Raises ToolError unless it surely stands."""
        customer = self._customer(request.meter)
        return OrderConfirmed(self.network.placed(request.transaction, request.offer, customer))

    def status(self, request: CheckOrder) -> OrderChecked:
        """Return how far an order is."""
        return OrderChecked(self.network.status(request))

    def cancel(self, request: CancelOrder) -> OrderCancelled:
        """Cancel an order that stands."""
        return OrderCancelled(self.network.cancel(request))

    def was_cancelled(self, request: CancelOrder) -> OrderCancelled:
        """Find out whether a cancellation took place that was begun. Raises ToolError unless the order is cancelled."""
        progress = self.network.status(request)
        if progress.milestone not in CANCELLED:
            raise ToolError(Failure.UNKNOWN, "not cancelled, or not yet")
        return OrderCancelled(progress)

    def support(self, request: AskSupport) -> SupportGiven:
        """Return where the seller helps."""
        return SupportGiven(self.network.support(request))

    def _customer(self, meter: str) -> Customer:
        account = self.directory.find_by_meter(meter)
        if account is None:
            raise ToolError(Failure.NOT_FOUND, "nobody has this meter any more; nothing was sent")
        return Customer(plain(account.name, NAME) or account.id, account.phone)
