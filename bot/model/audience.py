"""Who a campaign is for: conditions on what is known of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.contact import Contact, News, Purpose
from bot.model.order import Order, OrderState
from tools.offers import Kind

_OVER = frozenset({OrderState.REJECTED, OrderState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Condition:
    """What a person must be; a part that is not set says nothing. Of several values one must be true.

    `account`: has proven an account. `exempt`: depends on electricity for health. `equipment`: said that it is at home.
    `orders` are kinds that stand or were delivered, `ordered_from` their sellers, `consents` hold on any channel.
    """

    account: bool | None = None
    exempt: bool | None = None
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    news: tuple[News, ...] = ()
    equipment: tuple[str, ...] = ()
    orders: tuple[Kind, ...] = ()
    ordered_from: tuple[str, ...] = ()
    consents: tuple[Purpose, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody who meets `where` and none of `without`."""

    where: Condition = Condition()
    without: tuple[Condition, ...] = ()

    def has(self, contact: Contact, orders: Sequence[Order]) -> bool:
        """Whether a person belongs to it."""
        met = meets(contact, orders, self.where)
        return met and not any(meets(contact, orders, condition) for condition in self.without)


def language(contact: Contact) -> str | None:
    """Return the language that a person chose, or that the utility has on file."""
    chosen = contact.locale or (contact.identity.locale if contact.identity else None)
    return chosen.replace("_", "-").partition("-")[0].lower() if chosen else None


def meets(contact: Contact, orders: Sequence[Order], condition: Condition) -> bool:
    """Whether a person meets a condition."""
    identity = contact.identity
    standing = [order for order in orders if order.state not in _OVER]
    exact = ((condition.account, identity is not None), (condition.exempt, identity is not None and identity.exempt))
    one_of = (
        (condition.languages, {language(contact)}),
        (condition.channels, {one.address.channel for one in contact.addresses}),
        (condition.zones, {identity.time_zone if identity else None}),
        (condition.news, {contact.news}),
        (condition.equipment, {name for name, there in contact.equipment.items() if there}),
        (condition.orders, {order.kind for order in standing}),
        (condition.ordered_from, {order.provider for order in standing}),
        (condition.consents, {one.purpose for one in contact.consents if one.given}),
        (condition.contacts, {contact.id}),
    )
    return all(wanted is None or wanted == is_so for wanted, is_so in exact) and all(
        not wanted or not found.isdisjoint(wanted) for wanted, found in one_of
    )
