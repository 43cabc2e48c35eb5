"""Demand Flexibility Programs: search, select, init, confirm (which enrols), status; and the registry's word on it."""

from collections.abc import Callable

from tools.beckn.client import NetworkClient
from tools.contract import RegistryTold, TellRegistry
from tools.meters import CustomerDirectory, MeterRegistry
from tools.offers import Kind
from tools.ordering import Ordering


def dfp(network: NetworkClient, directory: CustomerDirectory) -> Ordering:
    """Return the calls for an enrolment."""
    return Ordering(Kind.DFP, network, directory)


def telling(registry: MeterRegistry) -> Callable[[TellRegistry], RegistryTold]:
    """Return the call that tells the meter registry of an enrolment, which stands whether this gets through or not."""

    def tell(request: TellRegistry) -> RegistryTold:
        registry.add_subscription(request.meter, request.number)
        return RegistryTold()

    return tell
