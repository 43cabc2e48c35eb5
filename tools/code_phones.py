"""Which phones on file may have one-time codes, and whether one may confirm an order."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tools.contract import Account, AccountFound, FindAccount
from tools.lookup import PhoneLookup

Find = Callable[[FindAccount], AccountFound]


@dataclass(frozen=True, slots=True)
class CodePhones:
    """A phone that begins with none of the `prefixes`, if there are any, reads as none.

    `lookup` is asked before a code for an order alone, which needs a proof of the account before: asked for a stranger,
    its time would tell meters with a phone from those without.
    """

    prefixes: tuple[str, ...] = ()
    lookup: PhoneLookup | None = None

    def over(self, find: Find) -> Find:
        """Return a look-up of accounts whose phones may be used as they say. Raises ToolError as that does."""

        def found(request: FindAccount) -> AccountFound:
            answer = find(request)
            account = self._served(answer.account)
            if account is None or account.phone is None or self.lookup is None or not request.for_order:
                return replace(answer, account=account)
            changed = self.lookup.changed(account.phone, account.verified_on)
            return replace(answer, account=account, phone_changed=changed)

        return found

    def _served(self, account: Account | None) -> Account | None:
        if account is None or account.phone is None or not self.prefixes or account.phone.startswith(self.prefixes):
            return account
        return replace(account, phone=None)
