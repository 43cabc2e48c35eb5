"""A turn as it grows: a step takes a Draft and returns it with more said, asked or called; nothing changes in place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.flows.scene import Scene
from bot.model.consent import Change
from bot.model.contact import Contact, Identity
from bot.model.ids import CallId, CaseId, OrderId, TimerId
from bot.model.order import Order
from bot.model.participation import MOST_KEPT, Fate, Outcome, Participation
from bot.model.reminder import Occasion, Reminder
from bot.model.session import Business, Expecting, Offered, Session, choice_id
from bot.model.turn import Binding, Case, CodeStep, CodeUse, Release, Reply, Timer, ToolCall, Turn, Watch
from channels.messages import Address, Choice, OutboundMessage
from tools.contract import Request

PROOF_LASTS = timedelta(hours=24)
"""How long a typed code opens an account at an address (NIST SP 800-63B-4, AAL1)."""

PROOF_RESTS = timedelta(minutes=30)
"""How long it does so while nothing is said there."""

SURE = 0.8
"""The least confidence with which words alone may order something or stop all messages."""

STILL_WORKING_AFTER = timedelta(seconds=3)
"""When a customer who waits for an answer from outside is told that the bot is still at it."""
STILL_WORKING_UNTIL = timedelta(seconds=30)
"""Later than this it would be no news: the timer was late, and is skipped."""

FALLBACK_LOCALE = "en"


@dataclass(frozen=True, slots=True)
class Draft:
    """One turn in the making. `entering`: the step where it stands has still to put its question."""

    scene: Scene
    session: Session
    contact: Contact
    said: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    sent: tuple[Reply, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    orders: tuple[Order, ...] = ()
    watches: tuple[Watch, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    cases: tuple[Case, ...] = ()
    closed: tuple[CaseId, ...] = ()
    binding: Binding | None = None
    codes: tuple[CodeStep, ...] = ()
    changes: tuple[Change, ...] = ()
    released: tuple[Release, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    entering: bool = False

    @property
    def now(self) -> datetime:
        """The moment of the turn."""
        return self.scene.now

    @property
    def ended(self) -> bool:
        """Whether a right code was typed: what it opens is the next event's, and nothing more is taken now."""
        return any(done.use is CodeUse.RIGHT for done in self.codes)

    @property
    def sure(self) -> bool:
        """Whether what the customer just said was surely understood."""
        reading = self.scene.reading
        return reading is not None and reading.confidence >= SURE

    @property
    def alone(self) -> bool:
        """Whether the customer surely says one thing and nothing else ("yes, but when?" approves nothing)."""
        reading = self.scene.reading
        return self.sure and reading is not None and len(reading.commands) == 1

    @property
    def locale(self) -> str:
        """The language of the conversation."""
        return spoken(self.contact, self.session)

    @property
    def address(self) -> Address | None:
        """Where the customer last wrote."""
        return self.session.last_address

    @property
    def proven(self) -> Identity | None:
        """Whom the customer proved to be at this address, if that is fresh."""
        return self.contact.identity if self.address and self.proven_at(self.address) else None

    def proven_at(self, address: Address) -> datetime | None:
        """When the contact's account was proven at an address; None if never or too long ago."""
        proof, identity = self.contact.at(address).proof, self.contact.identity
        if proof is None or identity is None or proof.account != identity.account:
            return None
        rests = self.now - (proof.used_at or proof.proven_at)
        return proof.proven_at if rests < PROOF_RESTS and self.now - proof.proven_at < PROOF_LASTS else None

    @property
    def lapsed(self) -> bool:
        """Whether the account was proven at this address, but too long ago."""
        proof, identity = self.contact.at(self.address).proof if self.address else None, self.contact.identity
        return bool(proof and identity and proof.account == identity.account and not self.proven)

    def heard_at(self, address: Address) -> "Draft":
        """Note that something was said at an address, which keeps its proof awake."""
        known = self.contact.at(address)
        if known.proof is None or self.proven_at(address) is None:
            return self
        awake = replace(known, proof=replace(known.proof, used_at=self.now))
        return replace(self, contact=replace(self.contact, addresses=self.contact.with_address(awake)))

    @property
    def own_orders(self) -> tuple[Order, ...]:
        """The orders of the account that is proven here, oldest first."""
        identity = self.proven
        return tuple(order for order in self.known_orders if identity and order.account == identity.account)

    @property
    def known_orders(self) -> tuple[Order, ...]:
        """The contact's orders as they stand now, oldest first."""
        changed = {order.id: order for order in self.orders}
        return tuple(changed.get(order.id, order) for order in self.scene.orders)

    @property
    def order_in_view(self) -> Order | None:
        """The order that the customer looks at, where its account is proven."""
        return next((order for order in self.own_orders if order.id == self.slot("order")), None)

    def order(self, number: OrderId | str) -> Order | None:
        """Return an order as it stands now."""
        return next((order for order in self.known_orders if order.id == number), None)

    def with_order(self, order: Order) -> "Draft":
        """Take an order as it stands from now on."""
        others = tuple(one for one in self.orders if one.id != order.id)
        return replace(self, orders=(*others, order))

    def with_participation(self, one: Participation) -> "Draft":
        """Take how the person takes part in an event from now on; the event's ledger notes it."""
        others = tuple(known for known in self.contact.participations if known.event.id != one.event.id)
        contact = replace(self.contact, participations=(*others, one)[-MOST_KEPT:])
        outcome = Outcome(one.event.id, one.fate, one.kwh, one.paid)
        return replace(self, contact=contact, outcomes=(*self.outcomes, outcome))

    def outcome(self, event: str, fate: Fate) -> "Draft":
        """Let an event's ledger note why the person was not asked."""
        return replace(self, outcomes=(*self.outcomes, Outcome(event, fate)))

    def remind(self, occasion: Occasion, about: str, due: datetime, attempt: int = 0) -> "Draft":
        """See to something at a time, wherever the conversation is then."""
        number = TimerId(self.scene.ids.make("reminder", f"{occasion}-{about}"))
        return replace(self, reminders=(*self.reminders, Reminder(number, due, occasion, about, attempt)))

    def open_case(self, case: Case) -> "Draft":
        """Ask a person of the utility to look."""
        return replace(self, cases=(*self.cases, case))

    def close_case(self, case: CaseId) -> "Draft":
        """Let a case be over; one that is not open stays as it is."""
        return replace(self, closed=(*self.closed, case))

    def words(self, name: str, /, **values: object) -> str:
        """Return the words under a name, in the customer's language."""
        return self.scene.say(name, self.locale, **values)

    def label(self, value: str, name: str, /, **values: object) -> Offered:
        """Return a choice: the value that a flow acts on, and the words under a name."""
        return Offered(value, self.words(name, **values))

    def say(self, name: str, /, **values: object) -> "Draft":
        """Add the words under a name to the answer."""
        return self.tell(self.words(name, **values))

    def tell(self, text: str) -> "Draft":
        """Add words that are ready to the answer."""
        return replace(self, said=(*self.said, text))

    def ask(self, text: str, offered: Sequence[Offered], expecting: Expecting = Expecting.CHOICE) -> "Draft":
        """Put a question with choices. Only these are good from now on."""
        return self.offer(offered, expecting).tell(text)

    def offer(self, offered: Sequence[Offered], expecting: Expecting = Expecting.CHOICE) -> "Draft":
        """Let these be the choices that are good from now on."""
        version = self.session.version
        session = replace(self.session, expecting=expecting, offered=tuple(offered), asked=version)
        choices = tuple(Choice(choice_id(version, one.value), one.label) for one in offered)
        return replace(self, session=session, choices=choices)

    def expect(self, expecting: Expecting) -> "Draft":
        """Wait for words of a kind; no choices are good any more."""
        session = replace(self.session, expecting=expecting, offered=(), asked=0)
        return replace(self, session=session, choices=())

    def go(self, flow: str, step: str) -> "Draft":
        """Move to a step, which will put its question at the end of the turn. Nothing is waited for any more."""
        left = replace(self.expect(Expecting.NOTHING).session, waiting=None, drawing=None)
        return replace(self, session=replace(left, flow=flow, step=step), choices=(), entering=True)

    def on(self, step: str) -> "Draft":
        """Move to another step of the same flow."""
        return self.go(self.session.flow, step)

    def rest(self) -> "Draft":
        """Leave the flow with nothing asked; an open business stays."""
        left = self.go("welcome", "rest")
        return replace(left, session=replace(left.session, slots={}))

    def again(self) -> "Draft":
        """Let the current step put its question once more."""
        return replace(self, entering=True)

    def call(self, request: Request, place: str = "call") -> "Draft":
        """Ask the outside world and wait for the answer at the current step."""
        call = ToolCall(CallId(self.scene.ids.make("call", place)), request)
        return replace(self, calls=(*self.calls, call)).awaiting(call.id)

    def awaiting(self, call: CallId) -> "Draft":
        """Wait for the answer to a call at the current step."""
        session = replace(self.expect(Expecting.NOTHING).session, waiting=call)
        return replace(self, session=session, choices=())

    def note(self, **slots: str) -> "Draft":
        """Keep values in the session."""
        return self.with_session(replace(self.session, slots={**self.session.slots, **slots}))

    def slot(self, name: str) -> str:
        """Return a value of the session, "" if there is none."""
        return self.session.slots.get(name, "")

    def with_session(self, session: Session) -> "Draft":
        """Take another session."""
        return replace(self, session=session)

    def with_business(self, business: Business | None) -> "Draft":
        """Take another business into the session."""
        return self.with_session(replace(self.session, business=business))

    def turn(self) -> Turn:
        """Close the draft: what was said becomes one message to where the customer last wrote.

        It stands before what goes elsewhere: were an answer to wait for a text message, its time would tell strangers
        whether a meter has a phone on file.
        """
        replies = self.sent
        if self.said and self.address:
            message = OutboundMessage("\n\n".join(self.said), self.choices, working=bool(self.session.waiting))
            replies = (Reply(self.address, message), *replies)
        return Turn(
            session=self.session,
            contact=self.contact,
            replies=replies,
            calls=self.calls,
            timers=self._timers(),
            watches=self.watches,
            reminders=self.reminders,
            orders=self.orders,
            cases=self.cases,
            closed=self.closed,
            binding=self.binding,
            codes=self.codes,
            changes=self.changes,
            released=self.released,
            outcomes=self.outcomes,
        )

    def _timers(self) -> tuple[Timer, ...]:
        """A call that is waited for is asked about after a while, so that the customer sees life."""
        session = self.session
        if session.waiting is None or session.waiting not in {call.id for call in self.calls}:
            return ()
        number = TimerId(self.scene.ids.make("timer", "still-working"))
        due = self.now + STILL_WORKING_AFTER
        return (Timer(number, due, session.flow, session.step, session.version, due + STILL_WORKING_UNTIL),)


def spoken(contact: Contact, session: Session) -> str:
    """Return the language chosen, else heard, else on file, with the region on file if that is its own."""
    on_file = (contact.identity.locale if contact.identity else None) or FALLBACK_LOCALE
    language = contact.locale or session.locale or on_file
    return on_file if on_file.replace("_", "-").startswith(f"{language}-") else language


def begin(scene: Scene) -> Draft:
    """Start a turn: nothing said, the session one version on."""
    return Draft(scene, replace(scene.session, version=scene.session.version + 1), scene.contact)
