"""Somebody who is enrolled in a programme, and the events that are called there."""

from dataclasses import replace
from datetime import timedelta

from bot.model.command import Command, Reading
from bot.model.contact import CONSENTED, Consent, Identity, Proof, Purpose, Reachable
from bot.model.event import EventCalled, ReminderDue
from bot.model.ids import AccountId, OrderId
from bot.model.order import Joining, Order, OrderState
from bot.model.participation import Participation
from bot.model.preferences import Preferences
from bot.model.reminder import Occasion
from bot.model.turn import Turn
from channels.messages import Text
from tests.flows.house import House, Person
from tests.flows.literals import START
from tests.flows.on_offer import DFP
from tests.flows.playing import PLACES, WEB
from tools.feed import FlexibilityEvent
from tools.offers import Kind

HOUR = timedelta(hours=1)
ADA = Identity(AccountId("acc-42"), "MTR-0042", "Ada Example", "en-US", "America/Los_Angeles", area="Bay")
SMS = PLACES["sms"]


def called(starts: float = 31, lasts: float = 3, **other: object) -> FlexibilityEvent:
    start = START + starts * HOUR
    end = start + lasts * HOUR
    event = FlexibilityEvent("e1", "458", start, end, start - 4 * HOUR, end + HOUR)
    return replace(event, **other)  # type: ignore[arg-type]  # fields by name


def enrolment(joining: Joining = Joining.ASK, state: OrderState = OrderState.CONFIRMED) -> Order:
    offer = DFP[0]
    return Order(
        OrderId("o1"),
        Kind.DFP,
        "t1",
        offer.name,
        offer.provider,
        None,
        "d",
        state,
        START,
        number="ORD-1",
        account=AccountId("acc-42"),
        offer=offer,
        meter="MTR-0042",
        joining=joining,
    )


def at_home(
    house: House,
    identity: Identity | None = ADA,
    order: Order | None = None,
    preferences: Preferences = Preferences(),  # noqa: B008 -- frozen
    *,
    consents: tuple[Purpose, ...] = CONSENTED,
) -> Person:
    """Somebody who is enrolled, and proved it a month ago in the web chat."""
    person = house.person(WEB)
    proof = Proof(AccountId("acc-42"), START - timedelta(days=30))
    allowed = tuple(Consent(purpose, "web", START) for purpose in consents)
    known = replace(person.contact, addresses=(Reachable(WEB, proof),), identity=identity, consents=allowed)
    person.contact = replace(known, preferences=preferences)
    order = order or enrolment()
    person.orders[order.id] = order
    person.session = replace(person.session, last_address=WEB)
    return person


def calls(house: House, person: Person, event: FlexibilityEvent) -> Turn:
    return house.take(person, EventCalled(house.event_id(), house.now, event))


def says(house: House, *commands: Command, confidence: float = 1.0) -> Turn:
    return house.hears(WEB, Text("words"), Reading(commands, confidence))


def due(house: House, person: Person, occasion: Occasion, about: str = "e1", attempt: int = 0) -> Turn:
    return house.take(person, ReminderDue(house.event_id(), house.now, occasion, about, attempt))


def kept(person: Person) -> Participation:
    (one,) = person.contact.participations
    return one
