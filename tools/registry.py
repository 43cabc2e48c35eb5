"""The literal table of what can be asked of the outside world."""

from collections.abc import Mapping

from tools.accounts import accounts
from tools.beckn.client import NetworkClient
from tools.code_phones import CodePhones
from tools.compare import Comparing, Prices
from tools.contract import (
    AskSupport,
    CancelOrder,
    CheckOrder,
    CompareOptions,
    ConfirmOrder,
    FindAccount,
    InitOrder,
    SearchOffers,
    SelectOffer,
    SettleOrder,
    TellRegistry,
    Tool,
)
from tools.drawing import Drawing
from tools.enrolment import telling
from tools.grids import grid
from tools.measuring import Measuring
from tools.meters import CustomerDirectory
from tools.ordering import Ordering
from tools.picture import DrawPicture
from tools.readings import Readings
from tools.reduction import MeasureReduction
from tools.screening import Screening
from tools.subsidies import schemes
from tools.tariffs import tariff
from tools.territories import territory
from tools.yields import Yields


def build(
    network: NetworkClient,
    readings: Readings,
    directory: CustomerDirectory,
    *,
    drawing: Drawing,
    yields: Yields | None = None,
    phones: CodePhones | None = None,
) -> Mapping[type, Tool]:
    """Return the tool for each class of request, by the network's clock.

    `phones`: which phones may have one-time codes; None: all. `yields`: of which territory, and who computes what
    panels yield there; None: the demo's, and we do. Raises ValueError naming the file of the territory's
    tariff, subsidies or grid that cannot be read.
    """
    ordering, registry = Ordering(network, directory), readings.registry
    sun = yields or Yields(territory())
    prices = Prices(tariff(sun.territory.tariff), schemes(), grid(sun.territory.name))
    comparing = Comparing(network, readings, directory, sun, prices, network.now)
    screening = Screening(ordering.search, registry, directory, sun.territory.zone, network.now)
    return {
        FindAccount: Tool("find_account", (phones or CodePhones()).over(accounts(registry, directory))),
        SearchOffers: Tool("search_offers", screening.run),
        SelectOffer: Tool("select_offer", ordering.select),
        InitOrder: Tool("init_order", ordering.init),
        ConfirmOrder: Tool("confirm_order", ordering.confirm, writes=True, settle=ordering.settle),
        SettleOrder: Tool("settle_order", ordering.find),
        CheckOrder: Tool("check_order", ordering.status),
        CancelOrder: Tool("cancel_order", ordering.cancel, writes=True, settle=ordering.was_cancelled),
        AskSupport: Tool("ask_support", ordering.support),
        TellRegistry: Tool("tell_registry", telling(registry)),
        CompareOptions: Tool("compare_options", comparing.run),
        MeasureReduction: Tool("measure_reduction", Measuring(registry, sun.territory, network.now).run),
        DrawPicture: Tool("draw_picture", drawing.run),
    }
