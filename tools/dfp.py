"""Demand Flexibility Programs: search, select, init, confirm (which enrols), status."""

import contextlib

from tools.beckn.client import NetworkClient
from tools.contract import ToolError
from tools.meters import CustomerDirectory, MeterRegistry
from tools.offers import Kind
from tools.ordering import Ordering


def dfp(network: NetworkClient, registry: MeterRegistry, directory: CustomerDirectory) -> Ordering:
    """Return the calls for an enrolment. The meter registry is told of it afterwards.

    That is a courtesy to the registry: the enrolment stands once the network confirmed it, so a registry that cannot
    be told does not undo it, and the telling is not repeated.
    """

    def tell(meter: str, number: str) -> None:
        with contextlib.suppress(ToolError):
            registry.add_subscription(meter, number)

    return Ordering(Kind.DFP, network, directory, placed=tell)
