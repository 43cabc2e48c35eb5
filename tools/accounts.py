"""Whose meter is this, and where may its one-time codes go?"""

from collections.abc import Callable
from dataclasses import replace

from tools.contract import Account, AccountFound, Failure, FindAccount, ToolError
from tools.lookup import PhoneLookup
from tools.meters import CustomerDirectory


def accounts(
    directory: CustomerDirectory, *, prefixes: tuple[str, ...] = (), phones: PhoneLookup | None = None
) -> Callable[[FindAccount], AccountFound]:
    """Return the look-up. A phone that begins with none of the `prefixes`, if there are any, gets no codes.

    It must not tell a stranger which meters exist: a record that cannot be read is nobody's meter, and a directory
    that does not answer is UNAVAILABLE for every meter alike, in the same words. `phones` is asked for an order alone,
    which needs a proof of the account before; unless it answers, the phone confirms nothing.
    """

    def find(request: FindAccount) -> AccountFound:
        account = _served(_read(directory, request.meter), prefixes)
        if phones is None or not request.for_order or account is None or account.phone is None:
            return AccountFound(account)
        return AccountFound(account, phone_changed=phones.changed(account.phone, account.verified_on))

    return find


def _read(directory: CustomerDirectory, meter: str) -> Account | None:
    try:
        return directory.find_by_meter(meter)
    except ToolError as error:
        if error.failure in {Failure.GARBLED, Failure.NOT_FOUND, Failure.NO_DATA, Failure.REJECTED}:
            return None
        raise ToolError(Failure.UNAVAILABLE, "the customer directory did not answer") from None


def _served(account: Account | None, prefixes: tuple[str, ...]) -> Account | None:
    if account is None or account.phone is None or not prefixes or account.phone.startswith(prefixes):
        return account
    return replace(account, phone=None)
