"""From events to a turn: a burst is read together, an unclear beginning waits, everything else is taken at once."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.attendant.engine import Engine, Heard, Wait
from bot.model.code import Codes
from bot.model.command import Command, Hearing, Reading, Say
from bot.model.contact import Contact
from bot.model.event import MessageReceived, TimeUp
from bot.model.ids import ContactId, EventId, TimerId
from bot.model.question import Question
from bot.model.session import Session
from bot.store.mailbox import Known
from channels.messages import Address, InboundMessage, Keyword, Tap, Text, Unsupported

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SMS = Address("sms", "+12025550101")
KNOWN = Known(Contact(ContactId("c1")), Session(ContactId("c1")), ())
MEANINGS: dict[str, Command] = {
    "hello": Say("greet"),
    "hello solar": Say("start_solar"),
    "i want": Say("unclear"),
    "i want solar": Say("start_solar"),
    "solar": Say("start_solar"),
    "stop": Say("opt_out"),
}


@dataclass
class Listener:
    """A reader that knows a few sentences and notes what it was asked."""

    asked: list[str] = field(default_factory=list)
    slowly: list[Hearing] = field(default_factory=list)
    meant: Command | None = None

    def read_now(self, hearing: Hearing) -> Reading:
        words = hearing.body.text if isinstance(hearing.body, Text) else type(hearing.body).__name__
        self.asked.append(words)
        return Reading((MEANINGS.get(words, Say("unclear")),), 1.0)

    async def read(self, hearing: Hearing, first: Reading) -> Reading:
        self.slowly.append(hearing)
        return Reading((self.meant,), 0.5) if self.meant else first


def engine(now: datetime = NOW) -> Engine:
    return Engine(Listener(), lambda name, locale, **_: f"{name} {locale}", Codes(b"pepper of tests"), {}, lambda: now)


def said(text: str, after: float = 0.0) -> MessageReceived:
    at = NOW + timedelta(seconds=after)
    return MessageReceived(EventId(f"{text}-{after}"), at, InboundMessage(SMS, f"{text}{after}", Text(text)))


async def test_what_is_understood_is_taken_at_once_and_alone() -> None:
    heard = await engine().hear([said("stop"), said("solar", 0.1)], KNOWN)

    assert isinstance(heard, Heard)
    assert (heard.count, heard.reading) == (1, Reading((Say("opt_out"),), 1.0))


async def test_a_greeting_and_what_follows_it_are_one_turn() -> None:
    heard = await engine().hear([said("hello"), said("solar", 0.4), said("stop", 0.8)], KNOWN)

    assert isinstance(heard, Heard)
    assert (heard.count, heard.reading) == (2, Reading((Say("start_solar"),), 1.0))


async def test_an_unclear_beginning_waits_for_the_rest() -> None:
    first = said("i want")

    waiting = await engine(NOW + timedelta(seconds=0.2)).hear([first], KNOWN)
    whole = await engine(NOW + timedelta(seconds=0.7)).hear([first, said("solar", 0.6)], KNOWN)

    assert waiting == Wait(0.8)
    assert isinstance(whole, Heard)
    assert whole.count == 2


async def test_after_a_second_the_unclear_is_answered_as_it_is() -> None:
    heard = await engine(NOW + timedelta(seconds=1)).hear([said("i want")], KNOWN)

    assert isinstance(heard, Heard)
    assert heard.reading == Reading((Say("unclear"),), 1.0)


async def test_nothing_waits_while_a_person_leads_the_conversation() -> None:
    led = replace(KNOWN, session=replace(KNOWN.session, with_operator=True))

    assert isinstance(await engine().hear([said("i want")], led), Heard)


async def test_who_may_take_time_to_read_is_asked_once_about_all_that_belongs_together() -> None:
    listener = Listener(meant=Say("compare"))
    listening = replace(engine(NOW + timedelta(seconds=2)), reader=listener)

    heard = await listening.hear([said("hello"), said("i want", 0.4), said("solar", 0.8)], KNOWN)

    assert isinstance(heard, Heard)
    assert (heard.count, heard.reading) == (3, Reading((Say("compare"),), 0.5))
    assert [one.body for one in listener.slowly] == [Text("hello i want solar")]


async def test_who_may_take_time_is_not_asked_while_more_may_come_or_a_person_leads() -> None:
    listener = Listener()
    led = replace(KNOWN, session=replace(KNOWN.session, with_operator=True))
    listening = replace(engine(NOW + timedelta(seconds=0.2)), reader=listener)

    assert isinstance(await listening.hear([said("i want")], KNOWN), Wait)
    assert isinstance(await listening.hear([said("i want")], led), Heard)
    assert listener.slowly == []


async def test_buttons_and_unreadable_things_do_not_wait() -> None:
    for body in (Tap("1:a"), Unsupported("sticker")):
        event = replace(said("x"), message=replace(said("x").message, body=body))
        assert isinstance(await engine().hear([event], KNOWN), Heard)


async def test_a_button_of_a_campaigns_template_is_read_by_its_label() -> None:
    known = replace(KNOWN, asked=(Question("campaign:spring", 1, "solar", NOW, sent_as="SM1"),))
    pressed = said("x")

    def heard_as(body: Tap, quotes: str | None) -> MessageReceived:
        return replace(pressed, message=replace(pressed.message, body=body, quotes=quotes))

    heard = await engine().hear([heard_as(Tap("yes-please", "solar"), "SM1")], known)
    assert isinstance(heard, Heard)
    assert heard.reading == Reading((Say("start_solar"),), 1.0)
    for other in (heard_as(Tap("1:a", "solar"), "SM2"), heard_as(Tap("1:a", "solar"), None), heard_as(Tap("a"), "SM1")):
        assert await engine().hear([other], known) == Heard(other, 1, Reading((Say("unclear"),), 1.0))


async def test_other_events_are_taken_without_reading() -> None:
    up = TimeUp(EventId("t"), NOW, TimerId("t"), "solar", "terms", 1, NOW)
    listening = engine()

    heard = await listening.hear([up, said("solar")], KNOWN)

    assert heard == Heard(up, 1)


async def test_a_turn_redone_is_the_same_turn() -> None:
    listening = engine()
    heard = await listening.hear([said("hello")], KNOWN)
    assert isinstance(heard, Heard)

    assert listening.turn(heard, KNOWN) == listening.turn(heard, KNOWN)


async def test_a_stop_is_never_joined_with_what_was_said_around_it() -> None:
    later = engine(NOW + timedelta(seconds=2))
    keyword = said("arret", 0.4)
    keyword = replace(keyword, message=replace(keyword.message, keyword=Keyword.STOP))
    for burst in ([said("i want"), said("stop", 0.4)], [said("i want"), keyword], [keyword, said("solar", 0.5)]):
        heard = await later.hear(burst, KNOWN)
        assert isinstance(heard, Heard)
        assert heard.count == 1
