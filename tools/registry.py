"""The literal table of what can be asked of the outside world."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from tools.accounts import accounts
from tools.beckn.client import NetworkClient
from tools.code_phones import CodePhones
from tools.compare import Comparing
from tools.contract import (
    AskSupport,
    CancelOrder,
    CheckOrder,
    CompareOptions,
    ConfirmOrder,
    FindAccount,
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
    TellRegistry,
    TermsOffered,
    Tool,
)
from tools.dfp import dfp, telling
from tools.economics.territory import Territory
from tools.meters import CustomerDirectory, MeterRegistry
from tools.offers import Kind
from tools.ordering import Ordering
from tools.screening import Screening
from tools.services import connection, survey
from tools.solar import solar
from tools.subsidies import subsidies
from tools.tariffs import territory as default_territory


def build(
    network: NetworkClient,
    registry: MeterRegistry,
    directory: CustomerDirectory,
    *,
    territory: Territory | None = None,
    phones: CodePhones | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Mapping[type, Tool]:
    """Return the tool for each class of request. `phones`: which phones may have one-time codes; None: all."""
    by_kind = _ByKind(
        {
            Kind.SOLAR: solar(network, directory),
            Kind.DFP: dfp(network, directory),
            Kind.SURVEY: survey(network, directory),
            Kind.CONNECTION: connection(network, directory),
            Kind.SUBSIDY: subsidies(network, directory),
        }
    )
    place = territory or default_territory()
    comparing = Comparing(network, registry, directory, place, now)
    screening = Screening(by_kind.search, registry, directory, place.zone, now)
    return {
        FindAccount: Tool("find_account", (phones or CodePhones()).over(accounts(registry, directory))),
        SearchOffers: Tool("search_offers", screening.run),
        SelectOffer: Tool("select_offer", by_kind.select),
        InitOrder: Tool("init_order", by_kind.init),
        ConfirmOrder: Tool("confirm_order", by_kind.confirm, writes=True, settle=by_kind.settle),
        SettleOrder: Tool("settle_order", by_kind.find),
        CheckOrder: Tool("check_order", by_kind.status),
        CancelOrder: Tool("cancel_order", by_kind.cancel, writes=True, settle=by_kind.was_cancelled),
        AskSupport: Tool("ask_support", by_kind.support),
        TellRegistry: Tool("tell_registry", telling(registry)),
        CompareOptions: Tool("compare_options", comparing.run),
    }


class _ByKind:
    """Hands each request to the ability of its kind."""

    def __init__(self, abilities: Mapping[Kind, Ordering]) -> None:
        self._abilities = abilities

    def search(self, request: SearchOffers) -> OffersFound:
        return self._abilities[request.kind].search(request)

    def select(self, request: SelectOffer) -> QuoteGiven:
        return self._abilities[request.offer.kind].select(request)

    def init(self, request: InitOrder) -> TermsOffered:
        return self._abilities[request.quote.offer.kind].init(request)

    def confirm(self, request: ConfirmOrder) -> OrderConfirmed:
        return self._abilities[request.terms.quote.offer.kind].confirm(request)

    def settle(self, request: ConfirmOrder) -> OrderConfirmed:
        return self._abilities[request.terms.quote.offer.kind].settle(request)

    def find(self, request: SettleOrder) -> OrderConfirmed:
        return self._abilities[request.offer.kind].find(request)

    def status(self, request: CheckOrder) -> OrderChecked:
        return self._abilities[request.kind].status(request)

    def cancel(self, request: CancelOrder) -> OrderCancelled:
        return self._abilities[request.kind].cancel(request)

    def was_cancelled(self, request: CancelOrder) -> OrderCancelled:
        return self._abilities[request.kind].was_cancelled(request)

    def support(self, request: AskSupport) -> SupportGiven:
        return self._abilities[request.kind].support(request)
