"""Whose meter is this?"""

from collections.abc import Callable

from tools.contract import AccountFound, Failure, FindAccount, ToolError
from tools.meters import CustomerDirectory


def accounts(directory: CustomerDirectory) -> Callable[[FindAccount], AccountFound]:
    """Return the look-up.

    It must not tell a stranger which meters exist: a record that cannot be read is nobody's meter, and a directory
    that does not answer is UNAVAILABLE for every meter alike, in the same words.
    """

    def find(request: FindAccount) -> AccountFound:
        try:
            return AccountFound(directory.find_by_meter(request.meter))
        except ToolError as error:
            if error.failure in {Failure.GARBLED, Failure.NOT_FOUND, Failure.NO_DATA, Failure.REJECTED}:
                return AccountFound(None)
            raise ToolError(Failure.UNAVAILABLE, "the customer directory did not answer") from None

    return find
