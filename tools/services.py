"""What a solar system needs besides panels: an installer who surveys the home, and a connection to the grid."""

from tools.beckn.client import NetworkClient
from tools.meters import CustomerDirectory
from tools.offers import Kind
from tools.ordering import Ordering


def survey(network: NetworkClient, directory: CustomerDirectory) -> Ordering:
    """Return the calls for an installer, whose work begins with a site survey."""
    return Ordering(Kind.SURVEY, network, directory)


def connection(network: NetworkClient, directory: CustomerDirectory) -> Ordering:
    """Return the calls for a grid connection."""
    return Ordering(Kind.CONNECTION, network, directory)
