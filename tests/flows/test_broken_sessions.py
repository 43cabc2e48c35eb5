"""A session that lost something (another deploy, a repaired store) leads back to a question, never to a failure."""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from bot.conversation import step
from bot.flows import anywhere, catalogue, draft, ordering, settings
from bot.flows.scene import Scene
from bot.model.command import Choose, Command, GiveCode, GiveMeter, Reading, Say, SetLanguage
from bot.model.contact import Contact, Identity, Proof, Reachable
from bot.model.event import Event, MessageReceived, ToolFinished
from bot.model.ids import AccountId, CallId, ContactId, EventId, Ids
from bot.model.session import Approval, Business, Expecting, Session
from bot.model.turn import Turn
from channels.messages import InboundMessage, Text
from tests.flows.house import CODES, PROMPTS
from tests.flows.literals import START, outcome, quote_of, terms_of
from tests.flows.on_offer import SOLAR
from tests.flows.playing import WEB
from tools.contract import Failed, Failure, FindAccount, Result, SearchOffers, SelectOffer
from tools.offers import Kind

PLACES = [(flow, name) for flow, known in catalogue.CATALOGUE.items() for name in known.steps]
COMMANDS: tuple[Command, ...] = (
    Say("unclear"),
    Say("affirm"),
    Say("correction"),
    Choose("offer-0"),
    Choose("offer-0", correction=True),
    GiveMeter("MTR-0042"),
    GiveCode("123456"),
    SetLanguage(None),
)
RESULTS: tuple[Result, ...] = (
    Failed(Failure.SILENT),
    outcome(FindAccount("MTR-0042"), "ok"),
    outcome(SearchOffers(Kind.SOLAR, "t"), "ok"),
    outcome(SelectOffer("t", SOLAR[0]), "ok"),
)
IDENTITY = Identity(AccountId("acc-42"), "MTR-0042", "Ada Example")


def scene(session: Session, *commands: Command, event: Event | None = None) -> Scene:
    contact = Contact(session.contact, (Reachable(WEB, Proof(IDENTITY.account, START)),), IDENTITY)
    heard = MessageReceived(EventId("e"), START, InboundMessage(WEB, "n", Text("words")))
    reading = Reading(commands, 1.0) if commands else None
    return Scene(event or heard, contact, session, (), reading, START, Ids(EventId("e")), PROMPTS.say, CODES)


def turn(session: Session, *commands: Command) -> Turn:
    return step(scene(session, *commands))


def standing(flow: str, name: str) -> Session:
    return Session(ContactId("c"), flow, name, last_address=WEB)


def businesses() -> Iterator[Business | None]:
    terms = terms_of(quote_of(SOLAR[0]))
    yield None
    yield Business("t", Kind.SOLAR)
    yield Business("t", Kind.SOLAR, SOLAR, chosen="gone", terms=terms)
    yield Business("t", Kind.SOLAR, SOLAR, chosen=SOLAR[0].id, terms=terms)
    yield Business("t", Kind.DFP, SOLAR, approval=Approval("x", START))


@pytest.mark.parametrize(("flow", "name"), PLACES)
@pytest.mark.parametrize("business", tuple(businesses()))
def test_every_step_survives_a_session_that_lost_its_business(flow: str, name: str, business: Business | None) -> None:
    session = replace(standing(flow, name), business=business, slots={"page": "7"})
    for command in COMMANDS:
        caused = turn(session, command)
        assert caused.replies or caused.calls
    for result in RESULTS:
        waiting = replace(session, waiting=CallId("call"))
        event = ToolFinished(EventId("e"), START, CallId("call"), result)
        assert step(scene(waiting, event=event)).session.version == 1


@pytest.mark.parametrize(("flow", "name"), PLACES)
def test_every_step_survives_being_asked_where_nothing_is_known(flow: str, name: str) -> None:
    here = catalogue.CATALOGUE[flow].steps[name]
    start = draft.begin(scene(Session(ContactId("c"), flow, name)))
    assert isinstance(here.enter(start), draft.Draft)
    for command in COMMANDS:
        assert isinstance(here.hear(start, command), draft.Draft | None)
    for result in RESULTS:
        assert isinstance(here.got(start, result), draft.Draft)


def test_a_message_that_nobody_read_is_answered() -> None:
    assert turn(standing("welcome", "rest")).replies


def test_every_intent_has_an_answer_everywhere() -> None:
    assert set(anywhere.INTENTS) == set(get_args(Say.__annotations__["intent"]))


def test_an_opt_out_without_an_address_changes_nobody() -> None:
    start = draft.begin(scene(Session(ContactId("c"))))
    assert settings.stopped(start).contact == start.contact


def test_picking_without_a_business_starts_anew() -> None:
    start = draft.begin(scene(standing("solar", "offers")))
    assert ordering.pick(start, "offer-0").session.step == "start"


def test_terms_other_than_the_approved_are_fetched_again() -> None:
    terms = terms_of(quote_of(SOLAR[0]))
    other = Approval("f" * 64, START.replace(hour=23))
    business = Business("t", Kind.SOLAR, SOLAR, SOLAR[0].id, terms=terms, approval=other)
    session = replace(standing("solar", "terms"), business=business, expecting=Expecting.APPROVAL)
    caused = turn(session, Say("affirm"))
    assert [type(call.request) for call in caused.calls] == [SelectOffer]
    assert not caused.orders


def test_nothing_is_heard_after_a_right_code() -> None:
    found = turn(standing("authenticate", "finding"), GiveMeter("MTR-0099"))
    event = ToolFinished(EventId("e2"), START, found.calls[0].id, outcome(FindAccount("MTR-0050"), "ok"))
    sent = step(scene(found.session, event=event))
    challenge = sent.session.challenge
    assert challenge is not None
    caused = turn(sent.session, GiveCode(CODES.code_for(challenge)), Say("greet"))
    assert caused.binding is not None
    assert not caused.replies
