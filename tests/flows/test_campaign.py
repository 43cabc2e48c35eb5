"""A "yes" to a campaign starts what it asked about; whatever is said first afterwards is noted as its answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation import step
from bot.flows import campaign
from bot.flows.catalogue import CATALOGUE
from bot.flows.scene import Scene
from bot.model.code import Codes
from bot.model.command import Reading, Say
from bot.model.contact import Contact
from bot.model.event import MessageReceived, TimeUp
from bot.model.ids import ContactId, EventId, Ids, TimerId
from bot.model.question import Answer, Outcome, Question
from bot.model.session import Session
from channels.messages import Address, InboundMessage, Keyword, Text
from tests.store.campaigns import NOON

SMS, TELEGRAM = Address("sms", "+12025550101"), Address("telegram", "4242")
ASKED = Question("campaign:spring", 7, "solar", NOON)
YES = Reading((Say("affirm"),), 1.0)


def scene(reading: Reading = YES, question: Question | None = ASKED, quotes: str | None = None) -> Scene:
    """Somebody says something an hour after a campaign asked."""
    now = NOON + timedelta(hours=1)
    event = MessageReceived(EventId("e1"), now, InboundMessage(SMS, "n1", Text("yes"), quotes=quotes))
    return Scene(
        event=event,
        contact=Contact(ContactId("c1")),
        session=Session(ContactId("c1")),
        orders=(),
        reading=reading,
        now=now,
        ids=Ids(event.id),
        say=lambda name, _, **__: name,
        codes=Codes(b"pepper of the tests"),
        asked=(question,) if question else (),
    )


def test_a_yes_starts_the_flow_and_is_noted() -> None:
    turn = step(scene())

    assert turn.answer == Answer(ASKED, (Outcome.ANSWERED, Outcome.JOINED))
    assert turn.session.slots["wanted"] == "solar" if "wanted" in turn.session.slots else turn.session.flow != "welcome"


@pytest.mark.parametrize("starts", sorted(campaign.STARTS))
def test_every_flow_that_a_campaign_may_start_is_one(starts: str) -> None:
    assert starts in CATALOGUE
    turn = step(scene(question=replace(ASKED, starts=starts)))
    assert turn.answer is not None
    assert Outcome.JOINED in turn.answer.outcomes


def test_other_words_are_an_answer_but_start_nothing() -> None:
    assert step(scene(Reading((Say("help"),), 1.0))).answer == Answer(ASKED, (Outcome.ANSWERED,))
    assert step(scene(question=replace(ASKED, starts=""))).answer == Answer(
        replace(ASKED, starts=""), (Outcome.ANSWERED,)
    )


def test_a_word_to_stop_is_noted_as_one() -> None:
    turn = step(scene(Reading((Say("opt_out"),), 1.0)))

    assert turn.answer == Answer(ASKED, (Outcome.ANSWERED, Outcome.OPTED_OUT))


def test_where_the_conversation_went_on_since_a_yes_is_not_for_the_campaign() -> None:
    later = scene()
    assert step(replace(later, session=replace(later.session, heard_at=NOON + timedelta(minutes=1)))).answer is None
    assert step(replace(later, now=NOON + timedelta(days=8))).answer is None
    assert step(scene(question=None)).answer is None
    earlier = replace(later, session=replace(later.session, heard_at=NOON - timedelta(minutes=1)))
    assert step(earlier).answer is not None


def test_words_under_a_message_answer_that_one_however_the_conversation_went_on() -> None:
    older = replace(ASKED, ledger="campaign:autumn", starts="dfp", at=NOON - timedelta(days=1), sent_as="SM1")
    both = (replace(ASKED, sent_as="SM2"), older)
    went_on = Session(ContactId("c1"), heard_at=NOON + timedelta(minutes=1))
    turn = step(replace(scene(quotes="SM1"), asked=both, session=went_on))

    assert turn.answer == Answer(older, (Outcome.ANSWERED, Outcome.JOINED))
    assert step(replace(scene(quotes="SM3"), asked=both)).answer is None
    assert step(replace(scene(quotes="SM1"), asked=both, now=NOON + timedelta(days=8))).answer is None


def arriving(link: str, contact: Contact | None = None, address: Address = TELEGRAM) -> Scene:
    """Somebody opens the chat by a link; Telegram alone says that it was one."""
    keyword = Keyword.OPENED if address is TELEGRAM else None
    opened = InboundMessage(address, "n1", Text(f"/start {link}"), keyword=keyword)
    event = MessageReceived(EventId("e1"), NOON, opened)
    known = contact or Contact(ContactId("c1"))
    return replace(scene(Reading((Say("greet"),), 1.0, "es"), None), event=event, now=NOON, contact=known)


@pytest.mark.parametrize("address", [TELEGRAM, Address("whatsapp", "+12025550101"), SMS], ids=lambda one: one.channel)
def test_a_campaigns_link_starts_what_it_names_and_is_counted_once(address: Address) -> None:
    turn = step(arriving("c-spring_solar", address=address))
    assert turn.answer == Answer(
        Question("campaign:spring", None, "solar", NOON), (Outcome.ANSWERED, Outcome.JOINED, Outcome.ARRIVED)
    )
    assert (turn.contact.campaign, turn.session.flow != "welcome") == ("spring", True)
    assert turn.session.locale is None, "the words are the link's"

    again = step(arriving("c-spring_solar", turn.contact, address)).answer
    assert again is not None
    assert again.outcomes == (Outcome.ANSWERED, Outcome.JOINED)


@pytest.mark.parametrize("link", ["c-spring_2027", "c-_solar", "c-spring"])
def test_a_link_that_names_no_flow_starts_none(link: str) -> None:
    turn = step(arriving(link))
    assert turn.answer is not None
    assert (turn.answer.question.starts, turn.answer.outcomes) == ("", (Outcome.ANSWERED, Outcome.ARRIVED))
    assert turn.contact.campaign == link.removeprefix("c-")


def test_what_nobody_said_is_no_answer() -> None:
    up = TimeUp(EventId("e2"), NOON, TimerId("t"), "welcome", "start", 0, NOON)

    assert campaign.asked(replace(scene(), event=up, reading=None)) is None
    assert campaign.noted(replace(scene(), reading=None), step(scene(question=None))).answer == Answer(
        ASKED, (Outcome.ANSWERED,)
    )
