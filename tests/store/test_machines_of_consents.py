"""Consents and opt-outs over several addresses and channels against a plain model, on a real server."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bot.model.command import Reading, Say
from bot.model.consent import How
from bot.model.contact import CONSENTED, Purpose
from bot.model.event import ConsentRecorded, DeliveryRefused
from bot.model.ids import ContactId, EventId
from bot.privacy import Privacy
from bot.store.persons import Persons
from channels.messages import Address
from tests.store.building import NOW
from tests.store.consenting import notice, send, turn
from tests.store.machine import Machine, hold

ADDRESSES = (Address("sms", "+12025550101"), Address("sms", "+12025550102"), Address("telegram", "700100001"))
WHERE = st.sampled_from(ADDRESSES)
WHAT = st.sampled_from(CONSENTED)
CHATTER = st.sampled_from(["greet", "affirm", "deny", "thanks", "help", "unclear", "start_solar", "cancel_flow"])


class Consents(Machine):
    """What is sent is what the last word about an address, a purpose and a channel allows, whenever it was queued."""

    def __init__(self) -> None:
        super().__init__()
        self.contact = "c0"
        self.known: set[Address] = set()
        self.last: Address | None = None
        self.out: set[Address] = set()
        self.given: dict[tuple[Purpose, str], bool] = {}
        self.queued: list[tuple[Address, Purpose]] = []
        self.privacy = Privacy(
            self.house.runner,
            self.house.mailbox,
            Persons(self.house.codec, self.house.mailbox),
            clock=lambda: NOW,
            new_id=lambda: f"note-{self.number()}",
        )
        self._own()

    def _own(self) -> None:
        for address in ADDRESSES:
            self.house.ask("SET", f"address:{self.house.mailbox.address_hash(address)}", self.contact)

    def _hear(self, address: Address, intent: str, notices: tuple[tuple[Address, Purpose], ...] = ()) -> None:
        said = Say(intent)  # type: ignore[arg-type]  # one of the intents
        assert self.house.accept(str(self.number()), self.contact, address, text=intent)
        turn(self.house, Reading((said,), 1.0), [notice(*one) for one in notices])
        self.last = address
        if address in self.out:
            self.known.add(address)

    @rule(address=WHERE, intent=CHATTER)
    def chat(self, address: Address, intent: str) -> None:
        self._hear(address, intent)

    @rule(address=WHERE)
    def stop(self, address: Address) -> None:
        self._hear(address, "opt_out")
        self.out.add(address)
        self.known.add(address)

    @rule(address=WHERE)
    def stop_all(self, address: Address) -> None:
        self._hear(address, "opt_out_all")
        self.known.add(address)
        self.out |= self.known
        self.given = {place: False for place, _ in self.given.items()}

    @rule(address=WHERE)
    def start(self, address: Address) -> None:
        self._hear(address, "opt_in")
        self.out.discard(address)
        self.known.add(address)
        if self.given.get((Purpose.SERVICE, address.channel)) is False:
            del self.given[Purpose.SERVICE, address.channel]

    @rule(address=WHERE)
    def refuse(self, address: Address) -> None:
        event = DeliveryRefused(EventId(f"refused-{self.number()}"), NOW, address)
        self.house.runner.run(self.house.mailbox.append(ContactId(self.contact), event))
        turn(self.house)
        self.out.add(address)
        if address == self.last:
            self.known.add(address)

    @rule(purpose=WHAT, channel=st.sampled_from(["sms", "telegram"]), given=st.booleans(), heard=st.booleans())
    def record(self, purpose: Purpose, channel: str, given: bool, heard: bool) -> None:  # noqa: FBT001 -- drawn
        how = How.OPERATOR if heard else How.IMPORT
        number = EventId(f"record-{self.number()}")
        event = ConsentRecorded(number, NOW, purpose, channel, how, "form 7", "olga", given=given)
        self.house.runner.run(self.house.mailbox.append(ContactId(self.contact), event))
        turn(self.house)
        self.given[purpose, channel] = given
        if given and heard:
            self._lift(channel)

    def _lift(self, channel: str) -> None:
        lifted = [address for address in self.known & self.out if address.channel == channel]
        self.out -= set(lifted)
        if lifted and self.given.get((Purpose.SERVICE, channel)) is False:
            del self.given[Purpose.SERVICE, channel]

    @rule(address=WHERE, notices=st.lists(st.tuples(WHERE, WHAT), min_size=1, max_size=3))
    def queue(self, address: Address, notices: list[tuple[Address, Purpose]]) -> None:
        self._hear(address, "greet", tuple(notices))
        self.queued += notices

    @precondition(lambda self: self.queued)
    @rule()
    def send(self) -> None:
        expected = [(address, purpose, self._may(address, purpose)) for address, purpose in self.queued]
        assert send(self.house, self.contact) == expected
        self.queued = []

    def _may(self, address: Address, purpose: Purpose) -> bool:
        default = purpose is Purpose.SERVICE
        return address not in self.out and self.given.get((purpose, address.channel), default)

    @rule()
    def delete(self) -> None:
        """Whoever is deleted takes the consents along, and leaves the opt-outs."""
        self.privacy.delete(ContactId(self.contact), "op", lambda: None)
        self.contact = f"c{self.number()}"
        self._own()
        self.known, self.last, self.given, self.queued = set(), None, {}, []


def test_nothing_is_sent_that_the_last_word_does_not_allow(redis_url: str) -> None:
    hold(Consents, redis_url)
