"""Whose meter is this, and where may its one-time codes go?"""

from collections.abc import Callable
from dataclasses import replace

from tools.contract import Account, AccountFound, Failure, FindAccount, ToolError
from tools.meters import CustomerDirectory


def accounts(directory: CustomerDirectory, *, prefixes: tuple[str, ...] = ()) -> Callable[[FindAccount], AccountFound]:
    """Return the look-up. A phone that begins with none of the `prefixes`, if there are any, gets no codes.

    It must not tell a stranger which meters exist: a record that cannot be read is nobody's meter, and a directory
    that does not answer is UNAVAILABLE for every meter alike, in the same words.
    """

    def find(request: FindAccount) -> AccountFound:
        try:
            account = directory.find_by_meter(request.meter)
        except ToolError as error:
            if error.failure in {Failure.GARBLED, Failure.NOT_FOUND, Failure.NO_DATA, Failure.REJECTED}:
                return AccountFound(None)
            raise ToolError(Failure.UNAVAILABLE, "the customer directory did not answer") from None
        return AccountFound(_served(account, prefixes))

    return find


def _served(account: Account | None, prefixes: tuple[str, ...]) -> Account | None:
    if account is None or account.phone is None or not prefixes or account.phone.startswith(prefixes):
        return account
    return replace(account, phone=None)
