"""A house without walls: contacts, sessions, orders and calls in memory, driven event by event through the real step.

It holds what must hold after every turn, so every test that uses it asks for it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bot.conversation import hearing, step
from bot.flows.scene import Knows, Scene, nothing_known
from bot.model.code import Codes
from bot.model.command import Hearing, Reading
from bot.model.contact import Contact, Purpose
from bot.model.event import (
    ApprovalProven,
    Event,
    EventCalled,
    IdentityProven,
    MessageReceived,
    OrderDue,
    OrderSettled,
    ReminderDue,
    TimeUp,
    ToolFinished,
)
from bot.model.ids import ContactId, EventId, Ids
from bot.model.order import Order, OrderState
from bot.model.reminder import Occasion, Reminder
from bot.model.session import CodePurpose, Session
from bot.model.turn import CodeUse, Release, Reply, ToolCall, Turn, Watch
from bot.prompts import Prompts
from channels.messages import Address, Body, InboundMessage, Keyword
from tests.flows.literals import ACCOUNTS, START
from tests.flows.on_offer import OFFERS
from tools.contract import CancelOrder, ConfirmOrder, Result
from tools.offers import Kind

PROMPTS = Prompts.load(Path(__file__).parents[2] / "prompts")
PRIVATE = {
    "ORD-",
    *(account.name for account in ACCOUNTS.values()),
    *(offer.name for kind in OFFERS.values() for offer in kind),
}
"""Words that only an owner may read."""

PHONES = {account.phone for account in ACCOUNTS.values()}
"""The phones on file."""

CODES = Codes(b"a pepper for tests alone")


@dataclass
class Person:
    """One contact with all that is kept of it."""

    contact: Contact
    session: Session
    orders: dict[str, Order] = field(default_factory=dict)


@dataclass
class House:
    """Takes events as the attendant does, and keeps what they cause."""

    now: datetime = START
    contact_proves: bool = False
    knows: Knows = nothing_known
    people: dict[Address, Person] = field(default_factory=dict)
    everybody: list[Person] = field(default_factory=list)
    former: dict[Address, ContactId] = field(default_factory=dict)
    accounts: dict[str, Person] = field(default_factory=dict)
    calls: list[tuple[Person, ToolCall]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    watches: list[tuple[Person, Watch]] = field(default_factory=list)
    reminders: dict[str, tuple[Person, Reminder]] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)
    codes: Codes = CODES

    def person(self, address: Address) -> Person:
        if address not in self.people:
            contact = ContactId(f"contact-{len(self.everybody)}")
            self.people[address] = Person(Contact(contact), Session(contact))
            self.everybody.append(self.people[address])
        return self.people[address]

    def event_id(self) -> EventId:
        return EventId(f"event-{next(self.numbers)}")

    def hearing(self, address: Address, body: Body) -> Hearing:
        person = self.person(address)
        return hearing(person.session, person.contact, body, None, self.now)

    def hears(self, address: Address, body: Body, reading: Reading, keyword: Keyword | None = None) -> Turn:
        message = InboundMessage(address, f"native-{next(self.numbers)}", body, keyword=keyword)
        event = MessageReceived(self.event_id(), self.now, message)
        return self.take(self.person(address), event, reading)

    def finishes(self, person: Person, call: ToolCall, result: Result) -> Turn:
        return self.take(person, ToolFinished(self.event_id(), self.now, call.id, result))

    def passes(self, minutes: float) -> None:
        """Let time pass; what is to be done about orders and events meanwhile is done in time."""
        until = self.now + timedelta(minutes=minutes)
        while due := [one for one in self._timers() if one[1].due <= until]:
            person, timer = min(due, key=lambda one: one[1].due)
            self.now = max(self.now, timer.due)
            self.take(person, self._up(person, timer))
        self.now = until

    def _timers(self) -> list[tuple[Person, Watch | Reminder]]:
        return [*self.watches, *self.reminders.values()]

    def _up(self, person: Person, timer: Watch | Reminder) -> Event:
        if isinstance(timer, Watch):
            self.watches.remove((person, timer))
            return OrderDue(EventId(timer.id), self.now, timer.order, timer.duty, timer.attempt)
        del self.reminders[timer.id]
        return ReminderDue(EventId(timer.id), self.now, timer.occasion, timer.about, timer.attempt)

    def take(self, person: Person, event: Event, reading: Reading | None = None) -> Turn:
        before = person.session
        orders = tuple(person.orders.values())
        scene = Scene(
            event,
            person.contact,
            before,
            orders,
            reading,
            self.now,
            Ids(event.id),
            PROMPTS.say,
            self.codes,
            contact_proves=self.contact_proves,
            knows=self.knows,
        )
        turn = step(scene)
        assert step(scene) == turn, "a step done again must do the same"
        self._watch_session(before, turn, event)
        self._watch_confirms(before, turn, event)
        self._watch_cancellations(person, turn, event)
        self._watch_words(turn, event)
        person.session, person.contact = turn.session, turn.contact
        person.orders.update({order.id: order for order in turn.orders})
        self.watches.extend((person, watch) for watch in turn.watches)
        self.reminders.update({one.id: (person, one) for one in turn.reminders})
        self.calls.extend((person, call) for call in turn.calls)
        self.replies.extend(turn.replies)
        self.turns.append(turn)
        if turn.binding:
            self._bind(person, turn, event)
        for release in turn.released:
            self._release(person, release)
        for done in turn.codes:
            if done.use is CodeUse.RIGHT and done.challenge.purpose is CodePurpose.ORDER:
                number = EventId(f"{event.id}.approved")
                self.take(person, ApprovalProven(number, self.now, done.challenge.address, done.challenge.bound))
        return turn

    def _watch_session(self, before: Session, turn: Turn, event: Event) -> None:
        """What nobody said changes nothing of the conversation, but where it puts a question."""
        unprompted = isinstance(event, OrderDue | OrderSettled | EventCalled | ReminderDue)
        asks = isinstance(event, EventCalled | ReminderDue) and turn.session.offered != before.offered
        if isinstance(event, ReminderDue) and event.occasion is Occasion.HAND_BACK and turn.session != before:
            assert (before.with_operator, turn.session.with_operator) == (True, False)
        elif asks:
            assert {reply.purpose for reply in turn.replies} == {Purpose.FLEXIBILITY}
        elif unprompted or (isinstance(event, TimeUp) and not turn.replies):
            assert turn.session == before, "nothing, or nothing of the conversation, changes"
        elif not isinstance(event, ToolFinished) or turn.session != before:
            assert turn.session.version == before.version + 1

    def _watch_words(self, turn: Turn, event: Event) -> None:
        """Nobody is left without an answer, and nothing of an account is said where it is not proven."""
        if isinstance(event, MessageReceived) and not turn.session.with_operator:
            assert turn.replies or turn.calls or turn.codes
        for reply in turn.replies:
            picture = reply.message.picture
            assert reply.message.text or (picture and picture.caption and picture.described)
            owner = self.people.get(reply.address)
            ours = owner is None or owner.contact.id == turn.contact.id
            assert ours or reply.challenge, "an address hears its own contact alone"
            proof = turn.contact.at(reply.address).proof
            fresh = proof is not None and self.now - proof.proven_at < timedelta(hours=24)
            on_file = reply.challenge is not None and reply.address.id in PHONES
            assert fresh or on_file or not any(word in reply.message.text for word in PRIVATE)
            allowed = reply.purpose is Purpose.FLEXIBILITY and turn.contact.allows(reply.purpose, reply.address.channel)
            theirs = proof is not None and turn.contact.identity and proof.account == turn.contact.identity.account
            assert fresh or not picture or (allowed and theirs), "it shows figures of a household"

    def _watch_confirms(self, before: Session, turn: Turn, event: Event) -> None:
        """Nothing is ordered but what was shown, approved by a message, still good, and not ordered before."""
        for call in turn.calls:
            if not isinstance(call.request, ConfirmOrder):
                continue
            assert isinstance(event, MessageReceived | ApprovalProven)
            business = before.business
            assert business is not None
            assert business.approval is not None
            assert business.terms == call.request.terms
            assert business.approval.digest == call.request.terms.digest
            if isinstance(event, ApprovalProven):
                assert event.digest == business.approval.digest
            else:
                assert before.step == "terms"
                assert call.request.terms.quote.offer.kind is Kind.DFP, "only what costs nothing needs no code"
            assert self.now < business.approval.expires_at
            approval = f"{business.transaction} {business.approval.digest} {business.approval.expires_at}"
            assert approval not in self.confirmed, "one approval orders once"
            self.confirmed.add(approval)
            assert any(call.request.terms.quote.offer.name in reply.message.text for reply in self.replies)

    def _watch_cancellations(self, person: Person, turn: Turn, event: Event) -> None:
        """Nothing is cancelled but the standing order of the proven account that was asked about."""
        for call in turn.calls:
            if not isinstance(call.request, CancelOrder):
                continue
            assert isinstance(event, MessageReceived)
            assert person.session.step == "cancel"
            [order] = [one for one in person.orders.values() if one.id == person.session.slots["order"]]
            assert order.number == call.request.number
            assert order.state is OrderState.CONFIRMED
            assert order.cancelling_since is None
            assert turn.contact.identity is not None
            assert order.account == turn.contact.identity.account

    def _bind(self, person: Person, turn: Turn, event: Event) -> None:
        binding = turn.binding
        assert binding is not None
        assert not turn.replies
        owner = self.accounts.setdefault(binding.identity.account, person)
        self.people[binding.address] = owner
        if owner is not person:
            self.former[binding.address] = person.contact.id
        proven = IdentityProven(
            EventId(f"{event.id}.proven"),
            self.now,
            binding.address,
            binding.identity,
            wanted=binding.wanted,
            locale=binding.locale,
            opted_out_at=binding.opted_out_at,
            former=person.contact.id,
        )
        self.take(owner, proven)

    def _release(self, person: Person, release: Release) -> None:
        assert self.people.pop(release.address) is person, "only its own contact lets go of an address"
        assert person.contact.at(release.address).proof is None
        if release.to:
            (self.people[release.address],) = [one for one in self.everybody if one.contact.id == release.to]

    def code(self, newest: int = 1) -> str:
        """The code that the last text message bears, or that before it."""
        challenge = [one.challenge for one in self.replies if one.purpose is Purpose.CODE][-newest]
        assert challenge is not None
        return CODES.code_for(replace(challenge, decoy=False))
