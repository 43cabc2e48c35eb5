"""Rooftop solar: search, select, init, confirm, status."""

from tools.beckn.client import NetworkClient
from tools.meters import CustomerDirectory
from tools.offers import Kind
from tools.ordering import Ordering


def solar(network: NetworkClient, directory: CustomerDirectory) -> Ordering:
    """Return the calls for a solar order."""
    return Ordering(Kind.SOLAR, network, directory)
