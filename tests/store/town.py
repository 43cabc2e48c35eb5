"""Customers at many addresses, the real conversation and the real store: what the attend process does, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.conversation import step
from bot.delivery import deliveries
from bot.flows.scene import Scene
from bot.model.audit import notes
from bot.model.command import Command, GiveCode, GiveMeter, Reading
from bot.model.contact import Contact
from bot.model.event import Event, MessageReceived, ToolFinished
from bot.model.ids import ContactId, EventId, Ids
from bot.model.session import Challenge
from bot.model.turn import Reply, ToolCall, Turn
from bot.privacy import Privacy
from bot.store.codes import LIMITS
from bot.store.mailbox import Claimed, Known, Mailbox
from bot.store.persons import Persons
from channels.messages import Address, InboundMessage, Text
from tests.flows.house import CODES, PROMPTS
from tests.flows.literals import outcome
from tests.store.building import LEASE, NOW, House

_GENEROUS = replace(LIMITS, pauses=(0,), a_short=1000, a_day=1000, meters=1000, wrong=1000, breaker=1000)


@dataclass
class Town:
    """Every message is taken and every call ends well at once. `replies` and `turns` are all there were."""

    house: House
    now: datetime = NOW
    replies: list[Reply] = field(default_factory=list)
    turns: list[tuple[Event, Turn]] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)
    number: int = 0

    def __post_init__(self) -> None:
        self.house.mailbox = Mailbox(self.house.codec, _GENEROUS)
        persons = Persons(self.house.codec, self.house.mailbox)
        self.privacy = Privacy(
            self.house.runner, self.house.mailbox, persons, clock=lambda: self.now, new_id=lambda: self.name("id")
        )

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}{self.number}"

    def says(self, address: Address, *commands: Command) -> None:
        self.puts(address, *commands)
        self.attend()

    def puts(self, address: Address, *commands: Command) -> None:
        """Let a message wait in its mailbox."""
        event, native = EventId(self.name("e")), self.name("native")
        self.readings[event] = Reading(commands, 1.0)
        self.now += timedelta(seconds=1)
        received = MessageReceived(event, self.now, InboundMessage(address, native, Text("words")))
        line = self.house.mailbox.line(received, ContactId(self.name("c")))
        assert self.house.runner.run(self.house.mailbox.accept(line))

    def attend(self) -> None:
        while claims := self.house.claim():
            for claimed in claims:
                self._attend(claimed)

    def proves(self, address: Address, meter: str) -> None:
        self.says(address, GiveMeter(meter))
        challenge = self.challenge(address)
        assert challenge is not None
        self.says(address, GiveCode(CODES.code_for(challenge)))

    def challenge(self, address: Address) -> Challenge | None:
        """The last code that was asked for at an address."""
        asked = [one.challenge for one in self.replies if one.challenge and one.challenge.address == address]
        return asked[-1] if asked else None

    def owner(self, address: Address) -> str | None:
        """Whose an address is."""
        found = self.house.ask("GET", f"address:{self.house.mailbox.address_hash(address)}")
        return found.decode() if isinstance(found, bytes) else None

    def record(self, contact: str) -> Mapping[str, str]:
        """A contact's fields but for what it holds itself."""
        found = self.house.ask("HGETALL", f"contact:{contact}")
        own = (b"contact", b"session")
        return {name.decode(): value.decode() for name, value in found.items() if name not in own}

    def contact(self, contact: str) -> Contact:
        stored = self.house.ask("HGET", f"contact:{contact}", "contact")
        return self.house.codec.read(stored, Contact) if stored else Contact(ContactId(contact))

    def proven(self, address: Address) -> str | None:
        """The account that is proven at an address for whoever writes there next."""
        owner = self.owner(address)
        proof = self.contact(owner).at(address).proof if owner else None
        return proof.account if proof else None

    def _attend(self, claimed: Claimed) -> None:
        known, entries = self.house.mailbox.known(claimed), claimed.entries
        while entries:
            event = self.house.mailbox.event(entries[0])
            turn = self._step(event, known)
            commit = self.house.mailbox.commit(
                turn,
                token=claimed.token,
                events=(event,),
                deliveries=deliveries(turn, Ids(event.id), {}, self.now),
                lease_ms=LEASE,
                notes=notes(known.contact, known.orders, event, turn),
            )
            committed = self.house.runner.run(commit)
            assert committed.done
            self.turns.append((event, turn))
            self.replies.extend(turn.replies)
            for call in turn.calls:
                self._ends(claimed.contact, call)
            known, entries = known.after(turn), committed.following

    def _step(self, event: Event, known: Known) -> Turn:
        reading, ids = self.readings.get(event.id), Ids(event.id)
        scene = Scene(event, known.contact, known.session, known.orders, reading, self.now, ids, PROMPTS.say, CODES)
        return step(scene)

    def _ends(self, contact: ContactId, call: ToolCall) -> None:
        finished = ToolFinished(EventId(f"{call.id}.finished"), self.now, call.id, outcome(call.request, "ok"))
        self.house.runner.run(self.house.mailbox.append(contact, finished))
