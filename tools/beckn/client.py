"""Our voice on the energy network: the protocol server's sync client, spoken to over HTTP."""

import time
from collections.abc import Callable
from datetime import datetime

import httpx

from tools.beckn import codec, outgoing
from tools.beckn.catalogue import MOST_OFFERS
from tools.beckn.codec import CANCELLED, Customer, Heard
from tools.beckn.network import Network
from tools.beckn.outgoing import Action, Context, DraftOrder, Fulfilment, OrderMessage, Outgoing, Reference
from tools.beckn.terms import is_unchanged
from tools.contract import AskSupport, CancelOrder, CheckOrder, Failure, ToolError
from tools.exchange import Answer, NotSent, TooLarge, TooSlow, Unanswered, exchange, http_client
from tools.offers import Kind, Offer, Progress, Quote, Support, Terms


class NetworkClient:
    """search, select, init, confirm, status, cancel and support; thread-safe. Close it when done.

    `now` gives aware time, `new_id` a fresh UUID for each message. A call that fails raises ToolError. What a confirm
    did not clearly answer is UNKNOWN, except where no connection was made (UNAVAILABLE: certainly not sent).
    """

    def __init__(self, network: Network, *, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._network = network
        self.now = now
        self._new_id = new_id
        self._reads = http_client(deadline=network.deadline)
        # A confirm goes over a connection of its own: a kept one may just be closing, which would leave it unknown.
        self._writes = http_client(deadline=network.deadline, keep=0)

    def search(self, kind: Kind, transaction: str) -> tuple[Offer, ...]:
        """Return what is on offer, at most MOST_OFFERS."""
        intent = outgoing.Intent(outgoing.SoughtItem(outgoing.Descriptor(outgoing.SOUGHT[kind])))
        context = self._context(Action.SEARCH, kind, transaction, self._network)
        return codec.found_offers(self._read(Outgoing(context, outgoing.SearchMessage(intent))), kind, MOST_OFFERS)

    def select(self, transaction: str, offer: Offer) -> Quote:
        """Return the seller's price for an offer."""
        fulfilment = Fulfilment(id=offer.fulfilment_id) if offer.fulfilment_id else None
        return codec.quoted(self._read(self._about(Action.SELECT, transaction, offer, fulfilment)), offer)

    def init(self, transaction: str, quote: Quote, meter: str) -> Terms:
        """Return the terms of an order for a meter."""
        fulfilment = Fulfilment(id=quote.offer.fulfilment_id, stops=outgoing.at_meter(meter))
        heard = self._read(self._about(Action.INIT, transaction, quote.offer, fulfilment))
        return codec.offered_terms(heard, quote.offer)

    def confirm(self, transaction: str, terms: Terms, *, customer: Customer, meter: str) -> Progress:
        """Order exactly these terms. Raises ToolError(REJECTED) unsent where they are not what their digest says."""
        if not is_unchanged(terms):
            raise ToolError(Failure.REJECTED, "terms that were changed after they were shown; nothing was sent")
        offer = terms.quote.offer
        person = outgoing.Customer(outgoing.Person(customer.name), outgoing.Contact(customer.phone))
        fulfilment = Fulfilment(id=offer.fulfilment_id, customer=person, stops=outgoing.at_meter(meter))
        placed = self._ordered(self._about(Action.CONFIRM, transaction, offer, fulfilment))
        if placed.milestone in CANCELLED:
            raise ToolError(Failure.REJECTED, "cancelled by the seller at once")
        return placed

    def status(self, order: CheckOrder | CancelOrder) -> Progress:
        """Return how far an order is."""
        context = self._of(Action.STATUS, order)
        try:
            return codec.progress(self._read(Outgoing(context, outgoing.StatusMessage(order.number))), order.number)
        except ToolError as error:
            if error.failure is Failure.REJECTED and "not found" in str(error).lower():
                raise ToolError(Failure.NOT_FOUND, "the seller does not know this order") from None
            raise

    def placed(self, transaction: str, offer: Offer, customer: Customer) -> Progress:
        """Return the order of a transaction, by asking for it in the place of an order's number.

        A network that knows orders by their transaction answers it. Raises ToolError where nothing clear is said.
        """
        context = self._context(Action.STATUS, offer.kind, transaction, self._network.at(offer.bpp_id, offer.bpp_uri))
        heard = self._read(Outgoing(context, outgoing.StatusMessage(transaction)))
        return codec.placed(heard, transaction, offer, customer)

    def cancel(self, order: CancelOrder) -> Progress:
        """Cancel an order, once. Raises ToolError(UNKNOWN) unless the seller clearly says that it is, or refuses."""
        request = Outgoing(self._of(Action.CANCEL, order), outgoing.CancelMessage(order.number))
        said = self._ordered(request, order.number)
        if said.milestone not in CANCELLED:
            raise ToolError(Failure.UNKNOWN, "answered, but not that the order is cancelled")
        return said

    def support(self, order: AskSupport) -> Support:
        """Return where the seller of an order helps its customers."""
        message = outgoing.SupportMessage(outgoing.SupportReference(order.number))
        return codec.support(self._read(Outgoing(self._of(Action.SUPPORT, order), message)))

    def close(self) -> None:
        """Let go of connections."""
        self._reads.close()
        self._writes.close()

    def _about(self, action: Action, transaction: str, offer: Offer, fulfilment: Fulfilment | None) -> Outgoing:
        order = DraftOrder(
            provider=Reference(offer.provider_id),
            items=(Reference(offer.item_id or offer.id),),
            fulfillments=(fulfilment,) if fulfilment else None,
        )
        seller = self._network.at(offer.bpp_id, offer.bpp_uri)
        return Outgoing(self._context(action, offer.kind, transaction, seller), OrderMessage(order))

    def _of(self, action: Action, order: CheckOrder | CancelOrder | AskSupport) -> Context:
        seller = self._network.at(order.bpp_id, order.bpp_uri)
        return self._context(action, order.kind, order.transaction, seller)

    def _context(self, action: Action, kind: Kind, transaction: str, network: Network) -> Context:
        message = self._new_id()
        return outgoing.context(network, action, kind, transaction=transaction, message=message, now=self.now())

    def _ordered(self, request: Outgoing, number: str | None = None) -> Progress:
        """Send a confirm or a cancel once. Only a clear answer is an answer."""
        try:
            return codec.progress(_heard(request, self._post(request, self._writes)), number)
        except NotSent as error:
            raise ToolError(Failure.UNAVAILABLE, f"no connection, nothing was sent: {error}") from None
        except (Unanswered, TooLarge) as error:
            raise ToolError(Failure.UNKNOWN, f"sent, no answer read: {error}") from None
        except ToolError as error:
            if error.failure is Failure.REJECTED:
                raise
            raise ToolError(Failure.UNKNOWN, f"sent, no clear answer: {error}") from None

    def _read(self, request: Outgoing) -> Heard:
        """Send a call that changes nothing; once more where the connection failed and time is left."""
        ends = time.monotonic() + self._network.deadline
        repeated = False
        while True:
            try:
                return _heard(request, self._post(request, self._reads))
            except TooSlow:
                raise ToolError(Failure.SILENT, "the protocol server did not answer in time") from None
            except TooLarge:
                raise ToolError(Failure.GARBLED, "the answer was too large") from None
            except (NotSent, Unanswered) as error:
                if repeated or time.monotonic() >= ends:
                    raise ToolError(Failure.UNAVAILABLE, f"no answer: {error}") from None
                repeated = True

    def _post(self, request: Outgoing, client: httpx.Client) -> Answer:
        url = f"{self._network.client_url.rstrip('/')}/{request.context.action}"
        built = client.build_request("POST", url, content=request.body(), headers={"Content-Type": "application/json"})
        return exchange(client, built, deadline=self._network.deadline)


def _heard(request: Outgoing, answer: Answer) -> Heard:
    context = request.context
    return codec.hear(answer.status, answer.body, action=context.action, transaction=context.transaction_id)
