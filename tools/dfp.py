"""Demand Flexibility Programs: search, select, init, confirm (which enrols), status."""

from tools.beckn.client import NetworkClient
from tools.contract import Note, ToolError
from tools.meters import CustomerDirectory, MeterRegistry
from tools.offers import Kind
from tools.ordering import Ordering


def dfp(network: NetworkClient, registry: MeterRegistry, directory: CustomerDirectory) -> Ordering:
    """Return the calls for an enrolment. The meter registry is told of it afterwards.

    The enrolment stands once the network confirmed it: a registry that cannot be told does not undo it, but is noted.
    """

    def tell(meter: str, number: str) -> tuple[Note, ...]:
        try:
            registry.add_subscription(meter, number)
        except ToolError:
            return (Note.REGISTRY_NOT_TOLD,)
        return ()

    return Ordering(Kind.DFP, network, directory, placed=tell)
