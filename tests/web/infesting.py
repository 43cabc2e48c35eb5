"""Hostile words in every field of a store that the console shows: people, talk and notes, orders, campaigns, events."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.campaigns import files
from bot.model.contact import Identity, Reachable
from bot.model.ids import AccountId, CaseId, ContactId, EventId, OrderId
from bot.model.order import Change, Order, OrderState
from bot.model.session import Session
from bot.model.transcript import Line, Remark
from bot.model.turn import Case, CaseKind, Turn
from bot.operators import Operator, Role, write
from bot.store.conversations import Conversations
from bot.store.leases import release
from channels.messages import Address
from tests.store.building import lease_of, turn_saying
from tests.store.campaigns import person
from tests.web import hostile
from tests.web.console_served import Served
from tests.web.consoling import Console, hashed
from tests.web.working import ZONE
from tools.feed import FlexibilityEvent
from tools.offers import Kind, Money

ALL = " ".join(hostile.WORDS)
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n=")
"""What a spreadsheet takes the rest of a cell for a formula after."""
BOSS = "boss"
"""An operator with every role, and without an authenticator."""
_EVENT = "e" * 16
LISTED = (
    *("/console/campaigns", "/console/campaigns/of/infested", "/console/campaigns/of/infested/recipients"),
    *("/console/events", f"/console/events/of/{_EVENT}"),
)
"""The pages of campaigns and events that show these words."""


def boss(console: Console) -> None:
    """Let nobody but the boss work here."""
    write(console.file, {BOSS: Operator(BOSS, frozenset(Role), hashed())})


def infest(console: Console | Served, texts: Sequence[str] = hostile.WORDS) -> tuple[str, ...]:
    """Put hostile words wherever something is stored, a person and a case for each; returns pages no list leads to."""
    for number, words in enumerate(texts, start=1):
        _somebody(console, number, words)
    _campaign(console)
    _event(console)
    return tuple(f"/console/contacts/c{number}" for number in range(1, len(texts) + 1))


def _somebody(console: Console | Served, number: int, words: str) -> None:
    """Let a customer of this name write, be answered and be a case, with orders and colleagues of that name."""
    contact, now, house = ContactId(f"c{number}"), console.now, console.house
    where = Address("sms", f"+1202555{number:04}")
    identity = Identity(AccountId(words), words, words, locale="en", time_zone="America/New_York", area=words)
    one = replace(person(number), identity=identity, addresses=(Reachable(where),), campaign=words)
    order = Order(
        OrderId(f"o{number}"), Kind.SOLAR, words, words, words, Money(1_104_000, "USD"), "d", OrderState.CONFIRMED, now,
        number=words, milestone=words, meter=words, history=(Change(OrderState.CONFIRMED, now, words),),
    )  # fmt: skip
    house.accept(f"n{number}", contact=contact, address=where, text=words)
    claimed = next(one for one in house.claim() if one.contact == contact)
    said = turn_saying(contact, words, address=where)
    case = Case(CaseId(f"case{number}"), list(CaseKind)[number % len(CaseKind)], now, subject=words)
    session = Session(contact, version=1, last_address=where, heard_at=now, locale="en")
    house.commit(claimed, Turn(session, one, replies=said.replies, cases=(case,)))
    house.runner.run(release(lease_of(claimed), 0))
    console.work.settle(one, orders=(order,), said=words)
    house.ask("RPUSH", f"transcript:{contact}", house.codec.write(Line("operator", where, words, now, by=words)))
    house.runner.run(Conversations(house.codec).remark(contact, EventId(f"note-{number}"), Remark(words, words, now)))


def _campaign(console: Console | Served) -> None:
    text = {
        "name": "infested",
        "purpose": "marketing",
        "audience": {"where": {"account": True}},
        "words": {"sms": {"en": f"{{name}} {ALL.replace('{', '(').replace('}', ')')}"}},
    }
    one = files.campaign(text, ZONE)
    console.work.campaigns.put_forward(one, ALL)
    for number, sign in enumerate(FORMULAS):
        console.work.campaigns.put_forward(replace(one, name=f"formula-{number}"), f"{sign}1+1")
    console.work.write_down()


def _event(console: Console | Served) -> None:
    start = console.now + timedelta(days=1)
    end = start + timedelta(hours=1)
    event = FlexibilityEvent(_EVENT, ALL, start, end, start, end + timedelta(hours=1), tuple(hostile.WORDS), source=ALL)
    console.house.ask("SADD", f"enrolled:{ALL}", "c1")
    console.work.announcements.announce(event)
