"""A session that another deploy wrote goes on where it can be carried over, and else begins again in plain words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation import step
from bot.flows.catalogue import CATALOGUE, Flow
from bot.flows.draft import begin
from bot.flows.resuming import AT_REST, PLACES
from bot.flows.scene import Scene
from bot.flows.versions import brought_over, migrated
from bot.model.command import Choose, Command, GiveMeter, Reading, Say
from bot.model.contact import Contact, Identity, Proof, Reachable
from bot.model.event import (
    ApprovalProven,
    DeliveryRefused,
    Event,
    IdentityProven,
    MessageReceived,
    OperatorSpoke,
    TimeUp,
    ToolFinished,
)
from bot.model.ids import AccountId, CallId, ContactId, EventId, Ids, OrderId, TimerId
from bot.model.order import Order, OrderState
from bot.model.session import Business, Expecting, Offered, Session
from bot.model.turn import Turn
from channels.messages import InboundMessage, Text
from tests.flows.house import CODES, PROMPTS
from tests.flows.literals import START, outcome, quote_of, terms_of
from tests.flows.on_offer import SOLAR
from tests.flows.playing import WEB
from tools.contract import CompareOptions, FindAccount, OrderConfirmed, SearchOffers
from tools.offers import Kind, Progress

IDENTITY = Identity(AccountId("acc-42"), "MTR-0042", "Ada Example")
CALL = CallId("call-1")
OTHER = 7
"""A version that no flow has."""
CHANGED = "We have changed something here since we last spoke"
SEARCHED = Business("t", Kind.SOLAR, SOLAR)
AT_OFFERS = Session(
    ContactId("c"),
    "solar",
    "offers",
    business=SEARCHED,
    slots={"page": "a page of another deploy"},
    expecting=Expecting.CHOICE,
    offered=(Offered("offer-0", "SunRoof 4"),),
    asked=1,
    last_address=WEB,
    flow_version=OTHER,
)
ORDER = Order(
    id=OrderId("o"),
    kind=Kind.SOLAR,
    transaction="t",
    name="SunRoof 4",
    provider="Bright Valley Solar",
    price=None,
    digest="d",
    state=OrderState.CONFIRMING,
    placed_at=START,
    account=IDENTITY.account,
    call=CALL,
)


def scene(session: Session, event: Event | None, *commands: Command, orders: tuple[Order, ...] = ()) -> Scene:
    contact = Contact(session.contact, (Reachable(WEB, Proof(IDENTITY.account, START)),), IDENTITY)
    heard = MessageReceived(EventId("e"), START, InboundMessage(WEB, "n", Text("words")))
    reading = None if event else Reading(commands, 1.0)
    return Scene(event or heard, contact, session, orders, reading, START, Ids(EventId("e")), PROMPTS.say, CODES)


def turn(session: Session, event: Event | None, *commands: Command, orders: tuple[Order, ...] = ()) -> Turn:
    return step(scene(session, event, *commands, orders=orders))


def said(caused: Turn) -> str:
    return "\n".join(reply.message.text for reply in caused.replies)


def at(caused: Turn) -> tuple[str, str]:
    return caused.session.flow, caused.session.step


def test_a_session_of_todays_version_goes_on() -> None:
    caused = turn(replace(AT_OFFERS, flow_version=1, slots={}), None, Choose("offer-0"))
    assert at(caused) == ("solar", "select")
    assert CHANGED not in said(caused)


@pytest.mark.parametrize("version", [0, OTHER])
def test_one_of_another_version_begins_again_says_so_and_keeps_its_business(version: int) -> None:
    caused = turn(replace(AT_OFFERS, flow_version=version), None, Choose("offer-0"))
    assert at(caused) == ("solar", "offers")
    assert said(caused).startswith(f"{CHANGED}, so let us take this up once more: your search for solar offers.")
    assert caused.session.business == SEARCHED
    assert caused.session.flow_version == 1
    assert not caused.calls, "a choice among what was shown before the change is none"
    assert said(caused).count("SunRoof 4") == 1


def test_it_begins_where_the_terms_are_agreed_too() -> None:
    agreed = replace(SEARCHED, chosen=SOLAR[0].id, terms=terms_of(quote_of(SOLAR[0])))
    caused = turn(replace(AT_OFFERS, step="gone", business=agreed), None, Say("affirm"))
    assert at(caused) == ("solar", "select")
    assert caused.session.business == agreed
    assert not caused.orders


def test_a_step_that_is_gone_begins_again_under_the_same_version() -> None:
    caused = turn(replace(AT_OFFERS, flow_version=1, step="gone"), None, Say("unclear"))
    assert said(caused).startswith(CHANGED)
    assert at(caused) == ("solar", "offers")


def test_another_errand_and_leaving_are_taken_all_the_same() -> None:
    assert [type(call.request) for call in turn(AT_OFFERS, None, Say("compare")).calls] == [CompareOptions]
    left = turn(AT_OFFERS, None, Say("cancel_flow"))
    assert left.session.business is None
    assert "Nothing was ordered." in said(left)


def test_an_awaited_result_is_dropped_and_its_step_begun_again() -> None:
    session = replace(AT_OFFERS, step="search", business=Business("t", Kind.SOLAR), waiting=CALL)
    event = ToolFinished(EventId("e"), START, CALL, outcome(SearchOffers(Kind.SOLAR, "t"), "ok"))
    caused = turn(session, event)
    assert said(caused).startswith(CHANGED)
    assert [call.request for call in caused.calls] == [SearchOffers(Kind.SOLAR, "t")]
    assert caused.session.waiting not in {None, CALL}
    late = turn(caused.session, event)
    assert late.session == replace(caused.session, version=2)
    assert not late.replies
    assert not late.calls


def test_what_an_identity_was_wanted_for_stays_known() -> None:
    asked = replace(AT_OFFERS, flow="authenticate", step="code", business=None, slots={"wanted": "dfp", "odd": "x"})
    caused = turn(asked, None, Say("unclear"))
    assert at(caused) == ("authenticate", "meter")
    assert caused.session.slots == {"wanted": "dfp"}
    found = turn(asked, None, GiveMeter("MTR-0050"))
    assert [call.request for call in found.calls] == [FindAccount("MTR-0050")]
    assert turn(replace(asked, slots={}), None, Say("unclear")).session.slots == {}


def test_who_comes_back_after_a_deploy_is_told_one_thing() -> None:
    long_ago = START - timedelta(days=2)
    asked = replace(AT_OFFERS, flow="authenticate", step="meter", business=None, slots={}, heard_at=long_ago)
    caused = turn(asked, None, Say("greet"))
    assert said(caused).startswith(CHANGED)
    assert "Welcome back" not in said(caused)
    assert "Welcome back" in said(turn(replace(asked, flow_version=1), None, Say("greet")))


@pytest.mark.parametrize("gone", [("gone", "too"), ("settings", "sure")])
def test_what_cannot_be_begun_again_leads_to_the_menu(gone: tuple[str, str]) -> None:
    caused = turn(replace(AT_OFFERS, flow=gone[0], step=gone[1]), None, Say("affirm"))
    assert at(caused) == ("welcome", "menu")
    assert said(caused).startswith(f"{CHANGED}, so please tell me")
    assert caused.replies[0].message.choices


def test_who_was_at_rest_is_told_nothing() -> None:
    caused = turn(replace(AT_OFFERS, flow="welcome", step="gone"), None, Say("unclear"))
    assert at(caused) == ("welcome", "menu")
    assert CHANGED not in said(caused)


def test_an_order_on_its_way_is_waited_for_and_not_begun_again() -> None:
    session = replace(AT_OFFERS, step="confirming", business=None, waiting=CALL)
    heard = turn(session, None, Say("unclear"), orders=(ORDER,))
    assert said(heard) == "I am still working on it. I will write as soon as there is an answer."
    ended = ToolFinished(EventId("e"), START, CALL, OrderConfirmed(Progress("ORD-1", "ORDER_RECEIVED")))
    for before in (session, heard.session):
        caused = turn(before, ended, orders=(ORDER,))
        assert [order.state for order in caused.orders] == [OrderState.CONFIRMED]
        assert said(caused).startswith("Done: SunRoof 4 is ordered")
        assert at(caused) == ("welcome", "rest")


def test_a_person_goes_on_undisturbed() -> None:
    quiet = replace(AT_OFFERS, flow="handover", step="gone", with_operator=True, slots={"case": "case-1"})
    heard = turn(quiet, None, Say("unclear"))
    assert (said(heard), at(heard)) == ("", ("handover", "quiet"))
    event = OperatorSpoke(EventId("e"), START, "olga", "Bye", hand_back=True)
    assert turn(heard.session, event).closed == ("case-1",)


def test_whose_conversation_a_person_takes_over_is_told_what_changed_and_asked_nothing() -> None:
    caused = turn(AT_OFFERS, OperatorSpoke(EventId("e"), START, "olga", "Good choice"))
    assert CHANGED in said(caused)
    assert said(caused).endswith("Our colleague: Good choice")
    assert at(caused) == ("handover", "quiet")


def test_a_proof_goes_where_it_was_for_without_a_word_about_it() -> None:
    caused = turn(AT_OFFERS, IdentityProven(EventId("e"), START, WEB, IDENTITY, "solar"))
    assert CHANGED not in said(caused)
    assert at(caused) == ("solar", "offers")
    approved = turn(AT_OFFERS, ApprovalProven(EventId("e"), START, WEB, "d"))
    assert said(approved).startswith("Those terms are too old.")


@pytest.mark.parametrize(
    "event",
    [
        TimeUp(EventId("e"), START, TimerId("t"), "solar", "search", 0, START),
        DeliveryRefused(EventId("e"), START, WEB),
        ToolFinished(EventId("e"), START, CallId("another"), outcome(FindAccount("MTR-0042"), "ok")),
    ],
)
def test_what_is_not_for_the_step_leaves_the_session_as_it_was_written(event: Event) -> None:
    session = replace(AT_OFFERS, step="search", waiting=CALL)
    caused = turn(session, event)
    assert replace(caused.session, version=0) == session


def test_a_migration_brings_a_session_over_version_by_version() -> None:
    steps = CATALOGUE["solar"].steps
    flow = Flow(
        steps,
        version=3,
        migrations={
            1: lambda session: replace(session, slots={"shown": session.slots["page"]}),
            2: lambda session: replace(session, step="terms", slots={"page": session.slots["shown"] + "!"}),
        },
    )
    old = replace(AT_OFFERS, flow_version=1, slots={"page": "0"})
    there = migrated(old, {"solar": flow})
    assert there == replace(old, step="terms", slots={"page": "0!"}, flow_version=3)
    draft = begin(scene(old, None, Say("affirm")))
    assert brought_over(draft, {"solar": flow}).session == replace(there, version=1)
    assert migrated(replace(old, flow_version=0), {"solar": flow}) is None


@pytest.mark.parametrize("name", CATALOGUE)
def test_migrations_lead_to_the_flow_of_today_which_begins_at_a_step(name: str) -> None:
    flow = CATALOGUE[name]
    assert all(1 <= version < flow.version for version in flow.migrations)
    assert flow.start is None or flow.start in flow.steps
    assert flow.version >= 1


def test_every_place_that_can_be_left_has_its_words() -> None:
    there = {name: set(flow.steps) for name, flow in CATALOGUE.items() if name not in AT_REST}
    assert {name: set(steps) for name, steps in PLACES.items()} == there
