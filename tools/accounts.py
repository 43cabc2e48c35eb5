"""Whose meter is this?"""

from collections.abc import Callable

from tools.contract import Account, AccountFound, Failure, FindAccount, ToolError
from tools.meters import CustomerDirectory, MeterRegistry

NOBODYS = frozenset({Failure.GARBLED, Failure.NOT_FOUND, Failure.NO_DATA, Failure.REJECTED})
"""After these of the directory a meter is nobody's."""


def accounts(registry: MeterRegistry, directory: CustomerDirectory) -> Callable[[FindAccount], AccountFound]:
    """Return the look-up: a meter has an account if the registry knows it and the directory says whose it is.

    It must not tell a stranger which meters exist. Both are always asked, whatever the first one said, so that every
    meter costs the same calls. A record that cannot be read is nobody's meter, and a directory that does not answer is
    UNAVAILABLE for every meter alike, in the same words. A registry that does not answer locks nobody out: the
    directory's word counts alone then.
    """

    def find(request: FindAccount) -> AccountFound:
        known = _known(registry, request.meter)
        account = _account(directory, request.meter)
        return AccountFound(None if known is False else account, unchecked=known is None)

    return find


def _known(registry: MeterRegistry, meter: str) -> bool | None:
    """Whether the registry knows a meter; None where it cannot say."""
    try:
        return registry.knows(meter)
    except ToolError:
        return None


def _account(directory: CustomerDirectory, meter: str) -> Account | None:
    try:
        return directory.find_by_meter(meter)
    except ToolError as error:
        if error.failure in NOBODYS:
            return None
        raise ToolError(Failure.UNAVAILABLE, "the customer directory did not answer") from None
