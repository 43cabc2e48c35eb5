"""Our voice on the energy network: what is said to the protocol server's client side, and what comes of it."""

from collections.abc import Callable
from datetime import datetime

from tools.beckn import codec, outgoing
from tools.beckn.asking import Asking
from tools.beckn.callbacks import Callbacks
from tools.beckn.catalogue import MOST_OFFERS
from tools.beckn.codec import Customer
from tools.beckn.intent import SearchMessage, sought
from tools.beckn.joining import Joined
from tools.beckn.network import Network
from tools.beckn.outgoing import Action, Context, DraftOrder, Fulfilment, OrderMessage, Outgoing, Reference
from tools.beckn.servers import Server, SyncServer, WebhookServer
from tools.beckn.terms import is_unchanged
from tools.contract import AskSupport, CancelOrder, CheckOrder, Failure, ToolError
from tools.offers import Kind, Offer, Progress, Quote, Support, Terms


def _uncounted(_name: str) -> None:
    pass


class NetworkClient:
    """search, select, init, confirm, status, cancel and support; thread-safe. Close it when done.

    `now` gives aware time, `new_id` a fresh UUID for each message. With `callbacks` the protocol server is in webhook
    mode. `count` is told by name what happened. A call that fails raises ToolError. What a confirm did not clearly
    answer is UNKNOWN, except where nothing was sent (UNAVAILABLE).
    """

    def __init__(
        self,
        network: Network,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        callbacks: Callbacks | None = None,
        count: Callable[[str], None] = _uncounted,
    ) -> None:
        self._network = network
        self.now = now
        self._new_id = new_id
        url, deadline = network.client_url, network.deadline
        self._server: Server = (
            SyncServer(url, deadline=deadline, count=count)
            if callbacks is None
            else WebhookServer(url, callbacks, deadline=deadline, count=count)
        )
        self._asking = Asking(self._server, deadline=deadline, count=count)
        self._searches: Joined[tuple[Kind, str], tuple[Offer, ...]] = Joined(count)

    def open_circuits(self) -> int:
        """Return how many counterparts are being left alone now."""
        return self._asking.open_circuits()

    def search(self, kind: Kind, transaction: str) -> tuple[Offer, ...]:
        """Return what is on offer, at most MOST_OFFERS. The same search of one business at once is one on the wire."""
        return self._searches.ask((kind, transaction), lambda: self._search(kind, transaction))

    def _search(self, kind: Kind, transaction: str) -> tuple[Offer, ...]:
        context = self._context(Action.SEARCH, kind, transaction, self._network)
        request = Outgoing(context, SearchMessage(sought(kind)))
        return self._asking.read(request, lambda heard: codec.found_offers(heard, kind, MOST_OFFERS))

    def select(self, transaction: str, offer: Offer) -> Quote:
        """Return the seller's price for an offer."""
        fulfilment = Fulfilment(id=offer.fulfilment_id) if offer.fulfilment_id else None
        request = self._about(Action.SELECT, transaction, offer, fulfilment)
        return self._asking.read(request, lambda heard: codec.quoted(heard, offer))

    def init(self, transaction: str, quote: Quote, meter: str) -> Terms:
        """Return the terms of an order for a meter."""
        fulfilment = Fulfilment(id=quote.offer.fulfilment_id, stops=outgoing.at_meter(meter, quote.offer.slot))
        request = self._about(Action.INIT, transaction, quote.offer, fulfilment)
        return self._asking.read(request, lambda heard: codec.offered_terms(heard, quote.offer))

    def confirm(self, transaction: str, terms: Terms, *, customer: Customer, meter: str) -> Progress:
        """Order exactly these terms. Raises ToolError(REJECTED) unsent where they are not what their digest says."""
        if not is_unchanged(terms):
            raise ToolError(Failure.REJECTED, "terms that were changed after they were shown; nothing was sent")
        offer = terms.quote.offer
        person = outgoing.Customer(outgoing.Person(customer.name), outgoing.Contact(customer.phone))
        fulfilment = Fulfilment(id=offer.fulfilment_id, customer=person, stops=outgoing.at_meter(meter, offer.slot))
        return self._asking.write(self._about(Action.CONFIRM, transaction, offer, fulfilment), codec.confirmed)

    def status(self, order: CheckOrder | CancelOrder) -> Progress:
        """Return how far an order is."""
        request = Outgoing(self._of(Action.STATUS, order), outgoing.StatusMessage(order.number))
        try:
            return self._asking.read(request, lambda heard: codec.progress(heard, order.number))
        except ToolError as error:
            if error.failure is Failure.REJECTED and "not found" in str(error).lower():
                raise ToolError(Failure.NOT_FOUND, "the seller does not know this order") from None
            raise

    def placed(self, transaction: str, offer: Offer, customer: Customer) -> Progress:
        """Return the order of a transaction: what its confirm was answered meanwhile, or what a status says.

        The transaction stands in the place of the order's number then; a network that knows orders by it answers.
        Raises ToolError where nothing clear is said.
        """
        answered = self._server.recall(self._about(Action.CONFIRM, transaction, offer, None), codec.confirmed)
        if answered is not None:
            return answered
        context = self._context(Action.STATUS, offer.kind, transaction, self._network.at(offer.bpp_id, offer.bpp_uri))
        request = Outgoing(context, outgoing.StatusMessage(transaction))
        return self._asking.read(request, lambda heard: codec.placed(heard, transaction, offer, customer))

    def cancel(self, order: CancelOrder) -> Progress:
        """Cancel an order, once. Raises ToolError(UNKNOWN) unless the seller clearly says that it is, or refuses."""
        request = Outgoing(self._of(Action.CANCEL, order), outgoing.CancelMessage(order.number))
        return self._asking.write(request, lambda heard: codec.cancelled(heard, order.number))

    def support(self, order: AskSupport) -> Support:
        """Return where the seller of an order helps its customers."""
        message = outgoing.SupportMessage(outgoing.SupportReference(order.number))
        context = self._of(Action.SUPPORT, order)
        return self._asking.read(Outgoing(context, message), lambda heard: codec.support(heard, context.bpp_uri))

    def close(self) -> None:
        """Let go of connections."""
        self._server.close()

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
