"""Plays a transcript: its `>` and `*` lines move a house, and what the bot says is written between them.

# a remark                            kept as it is
> hello                               the customer writes (in the web chat)
> [sms] hello                         ... at another address
> (stop) cancel                       ... words on which the provider itself acts: stop, start, help, opened
> tap: Order this                     ... presses the newest button with this label, however old
* SearchOffers: ok                    the oldest open call ends ("ok", a failure's name, or see literals.good)
* 6 minutes pass                      and what is to be done about orders is done meanwhile
* event e1 of 458 in 32 hours, for 3  an event is called; ", answered 4 before", "in Area", "emergency", "revision 1"
* operator: words                     a person writes
* operator takes over                 ... or says only that they are there
* operator hands back: words
* [sms] refuses                       the provider says that the address wants no more
* operator notes: marketing, web      an operator (or "import") records a consent from outside
* operator withdraws: service, web    ... or that it was taken back
* operator undoes the merge of [sms]  the address goes back to the contact that it came from
< words                               what the bot said, "(to sms)" where it is not where the customer wrote
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.model.command import (
    Choose,
    ChooseStale,
    Command,
    GiveCode,
    GiveMeter,
    Hearing,
    Reading,
    Say,
)
from bot.model.consent import How
from bot.model.contact import Purpose
from bot.model.delivery import CODE_MARK
from bot.model.event import ConsentRecorded, DeliveryRefused, EventCalled, MergeUndone, OperatorSpoke, TimeUp
from bot.model.ids import TimerId
from bot.model.session import chosen
from bot.model.turn import Reply
from channels.messages import Address, Body, Keyword, Tap, Text
from tests.flows import calling, sent
from tests.flows.house import House, Person
from tests.flows.literals import outcome
from tests.flows.spoken import SPOKEN

WEB = Address("web", "visitor-1")
PLACES = {
    "web": WEB,
    "sms": Address("sms", "+12025550142"),
    "telegram": Address("telegram", "4242"),
    "stranger": Address("whatsapp", "+12025550199"),
    "tablet": Address("web", "visitor-2"),
}

TYPED = {"(types the code)": 1, "(types the code once more)": 1, "(types the code before)": 2}
ORDINALS = {"the second one": 1, "the third one": 2}
PLACES_HERE = {"the second place": 1, "the third place": 2}
"""As a reader says it that knows only the choices of the question itself."""

RECORDS = {
    "operator notes": (How.OPERATOR, True),
    "operator withdraws": (How.OPERATOR, False),
    "import notes": (How.IMPORT, True),
}


@dataclass
class Play:
    """A transcript being played."""

    house: House = field(default_factory=House)
    here: Address = WEB
    shown: dict[str, str] = field(default_factory=dict)

    def lines(self, script: Iterable[str]) -> Iterator[str]:
        """Yield the whole transcript, the bot's words written anew."""
        for line in script:
            if line.startswith("<") or not line.strip():
                continue
            heard = len(self.house.replies)
            asked = len(self.house.calls)
            if not line.startswith("#"):
                yield ""
            self._play(line)
            yield line
            for reply in self.house.replies[heard:]:
                yield from self._spoken(reply)
            for _, call in self.house.calls[asked:]:
                yield f"< ({type(call.request).__name__})"

    def _play(self, line: str) -> None:
        if line.startswith("> "):
            self._customer(line.removeprefix("> "))
        elif line.startswith("* "):
            self._world(line.removeprefix("* "))

    def _customer(self, said: str) -> None:
        if said.startswith("["):
            place, _, said = said[1:].partition("] ")
            self.here = PLACES[place]
        keyword, _, rest = said[1:].partition(") ") if said.startswith("(") else ("", "", "")
        known = Keyword(keyword) if keyword in set(Keyword) else None
        said = rest if known else said
        body = self._body(said)
        self.house.hears(self.here, body, self._read(said, body), known)

    def _body(self, said: str) -> Body:
        if said.startswith("tap: "):
            label = said.removeprefix("tap: ")
            return Tap(self.shown[label], label)
        return sent.SENT.get(said) or Text(said)

    def _read(self, said: str, body: Body) -> Reading:
        hearing = self.house.hearing(self.here, body)
        if isinstance(body, Tap):
            asked, value = chosen(body.choice)
            fresh = asked == hearing.asked
            return Reading((Choose(value) if fresh else ChooseStale(value),), 1.0)
        if not isinstance(body, Text):
            return sent.read(said, body)
        if said in sent.UNSURE:
            return Reading(sent.UNSURE[said], 0.5)
        if said.startswith("no, "):
            return Reading((Choose(_taken_back(said.removeprefix("no, "), hearing), correction=True),), 1.0)
        return Reading(self._commands(said), 1.0, "es" if said.startswith("hola") else None)

    def _commands(self, said: str) -> tuple[Command, ...]:
        offered = self.house.person(self.here).session.offered
        if said in TYPED:
            return (GiveCode(self.house.code(TYPED[said])),)
        if said.isdigit() and len(said) < 3:
            place = int(said) - 1
            return (Choose(offered[place].value),) if place < len(offered) else (Say("unclear"),)
        if said.isdigit():
            return (GiveCode(said),)
        if said.startswith("MTR-"):
            return (GiveMeter(said),)
        named = [one.value for one in offered if one.label == said]
        return (Choose(named[0]),) if named else SPOKEN[said.removeprefix("hola, ")]

    def _world(self, what: str) -> None:
        person = self.house.person(self.here)
        head, _, rest = what.partition(": ")
        if head == "operator":
            self.house.take(person, OperatorSpoke(self.house.event_id(), self.house.now, "olga", rest))
        elif head == "operator takes over":
            self.house.take(person, OperatorSpoke(self.house.event_id(), self.house.now, "olga", ""))
        elif head == "operator hands back":
            spoke = OperatorSpoke(self.house.event_id(), self.house.now, "olga", rest, hand_back=True)
            self.house.take(person, spoke)
        elif head in RECORDS:
            purpose, _, channel = rest.partition(", ")
            how, given = RECORDS[head]
            told = (Purpose(purpose), channel, how, "form 7", "olga")
            self.house.take(person, ConsentRecorded(self.house.event_id(), self.house.now, *told, given=given))
        elif what.startswith("operator undoes"):
            self._undo(PLACES[what.partition("[")[2].rstrip("]")])
        elif what.endswith("minutes pass"):
            self.house.passes(float(what.split(maxsplit=1)[0]))
        elif what.endswith("] refuses"):
            address = PLACES[what[1:].partition("]")[0]]
            self.house.take(person, DeliveryRefused(self.house.event_id(), self.house.now, address))
        else:
            self._of_itself(person, what)

    def _of_itself(self, person: Person, what: str) -> None:
        if what == "a timer ends":
            session = person.session
            now, place = self.house.now, (session.flow, session.step, session.version)
            self.house.take(person, TimeUp(self.house.event_id(), now, TimerId("t"), *place, now))
        elif what.startswith("event "):
            event = calling.event_of(what, self.house.now)
            self.house.take(person, EventCalled(self.house.event_id(), self.house.now, event))
        else:
            head, _, rest = what.partition(": ")
            self._call_ends(head, rest)

    def _undo(self, address: Address) -> None:
        number, now = self.house.event_id(), self.house.now
        former = self.house.former[address]
        self.house.take(self.house.people[address], MergeUndone(number, now, "olga", former, (address,)))

    def _call_ends(self, name: str, word: str) -> None:
        place = next(place for place, (_, call) in enumerate(self.house.calls) if type(call.request).__name__ == name)
        person, call = self.house.calls[place]
        if not word.startswith("(late) "):
            del self.house.calls[place]
        word = word.removeprefix("(late) ")
        self.house.finishes(person, call, outcome(call.request, word))

    def _spoken(self, reply: Reply) -> Iterator[str]:
        self.shown.update({choice.label: choice.id for choice in reply.message.choices})
        elsewhere = "" if reply.address == self.here else f"(to {reply.address.channel}) "
        picture = reply.message.picture
        if picture:
            yield f"< {elsewhere}(a picture) {picture.caption}"
            yield from (f"<     | {line}" for line in picture.described.split("\n"))
            return
        text = reply.message.text.replace(CODE_MARK, "123456")
        for place, line in enumerate(text.split("\n")):
            yield f"< {elsewhere if place == 0 else ''}{line}".rstrip()
        for number, choice in enumerate(reply.message.choices, start=1):
            yield f"<     {number}. {choice.label}"


def _taken_back(said: str, hearing: Hearing) -> str:
    """The value that a correction names: one of the offers before, or one of the choices here."""
    if said in ORDINALS:
        return (hearing.earlier or hearing.offered)[ORDINALS[said]].value
    if said in PLACES_HERE:
        return hearing.offered[PLACES_HERE[said]].value
    return next(one.value for one in hearing.offered if one.label == said)
