"""Subsidies for a home: search, select, init, confirm (which applies for one), status."""

from tools.beckn.client import NetworkClient
from tools.meters import CustomerDirectory
from tools.offers import Kind
from tools.ordering import Ordering


def subsidies(network: NetworkClient, directory: CustomerDirectory) -> Ordering:
    """Return the calls for an application."""
    return Ordering(Kind.SUBSIDY, network, directory)
