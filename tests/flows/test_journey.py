"""The parts of a solar journey: what an order, a beginning, a "not now" and another account make of them."""

from dataclasses import replace
from datetime import timedelta

from bot.conversation import step
from bot.flows import draft, journey, settling
from bot.flows.catalogue import ERRANDS
from bot.flows.scene import Scene
from bot.model.command import Choose, Reading, Say
from bot.model.contact import Contact, Identity, Journey
from bot.model.event import IdentityProven
from bot.model.ids import AccountId, CallId, EventId, OrderId
from bot.model.order import Order, OrderState
from bot.model.session import Offered, Session
from bot.model.turn import Turn
from tests.flows.literals import START
from tests.flows.playing import WEB
from tests.flows.test_broken_sessions import IDENTITY, scene, standing
from tools.contract import Failed, Failure, OrderConfirmed, Result
from tools.offers import Kind, Progress

PLACED = OrderState.CONFIRMED
ORDER = Order(OrderId("o"), Kind.SOLAR, "t", "Roof", "Sunny", None, "d", PLACED, START, "9", account=IDENTITY.account)


def heard(kept: Journey, *orders: Order, say: Say | Choose) -> Turn:
    here = scene(standing("journey", "start"), say)
    return step(replace(here, contact=replace(here.contact, journey=kept), orders=orders))


def shown(kept: Journey, *orders: Order) -> list[str]:
    return heard(kept, *orders, say=Say("unclear")).replies[0].message.text.splitlines()[3:7]


def test_an_order_that_is_over_leaves_its_part_begun_and_a_strangers_order_counts_for_nobody() -> None:
    begun = Journey((Kind.SOLAR,))
    for over in (OrderState.REJECTED, OrderState.CANCELLED):
        assert shown(begun, replace(ORDER, state=over))[0].endswith("looked at, nothing ordered yet")
    assert "Roof" in shown(begun, replace(ORDER, state=OrderState.DELIVERED))[0]
    assert shown(begun, replace(ORDER, account=AccountId("other")))[0].endswith("looked at, nothing ordered yet")
    assert shown(begun, ORDER)[0].endswith("Roof, placed, number 9")
    assert shown(begun, replace(ORDER, state=OrderState.UNKNOWN))[0].endswith("a person is looking into it")


def test_not_now_leaves_out_what_is_open_and_nothing_that_is_done() -> None:
    for say in (Say("deny"), Say("event_skip")):
        left = heard(Journey(), ORDER, say=say).contact.journey
        assert left.skipped == (Kind.SURVEY, Kind.SUBSIDY, Kind.CONNECTION)


def test_what_was_left_out_is_taken_up_again_by_its_name() -> None:
    start = draft.begin(scene(standing("journey", "start")))
    kept = journey.took_up(journey.took_up(start, Kind.SUBSIDY), Kind.SUBSIDY)
    assert kept.contact.journey.begun == (Kind.SUBSIDY,)
    skipped = replace(start, contact=replace(start.contact, journey=Journey((), (Kind.SURVEY, Kind.SUBSIDY))))
    assert journey.took_up(skipped, Kind.SUBSIDY).contact.journey == Journey((Kind.SUBSIDY,), (Kind.SURVEY,))
    assert journey.took_up(start, Kind.DFP) == start


def test_every_part_leads_onward_and_nothing_else_does() -> None:
    assert {kind for kind, errand in ERRANDS.items() if errand.afterwards is journey.onward} == set(journey.PARTS)


def test_only_a_part_that_stands_leads_onward_and_only_where_its_owner_is_proven() -> None:
    call = CallId("c")
    order = replace(ORDER, state=OrderState.CONFIRMING, number=None, call=call)
    here = replace(scene(replace(standing("solar", "confirming"), waiting=call)), orders=(order,))
    stranger = replace(here, contact=Contact(here.contact.id))
    placed, unread = OrderConfirmed(Progress("9", "")), Failed(Failure.UNKNOWN)
    assert settled(here, placed) == ("journey", "next")
    assert settled(here, unread) == settled(stranger, placed) == ("welcome", "rest")
    elsewhere = replace(here, session=standing("compare", "start"))
    assert settled(elsewhere, placed) == ("compare", "start")


def settled(here: Scene, result: Result) -> tuple[str, str]:
    [order] = here.orders
    session = settling.settle(draft.begin(here), order, result, ERRANDS[order.kind]).session
    return session.flow, session.step


def test_another_home_begins_its_own_journey() -> None:
    other = Identity(IDENTITY.account, "MTR-0043", "Ada Example")
    here = scene(standing("welcome", "menu"), event=IdentityProven(EventId("e"), START, WEB, other, wanted="journey"))
    kept = replace(here, contact=replace(here.contact, journey=Journey((Kind.SOLAR,), (Kind.SUBSIDY,))))
    turn = step(kept)
    assert turn.contact.journey == Journey()
    assert turn.session.flow == "journey"


def test_what_could_come_next_is_left_for_something_else_without_another_proof() -> None:
    later = replace(scene(standing("journey", "next"), Say("order_status")), now=START + timedelta(minutes=50))
    assert step(later).session.slots["wanted"] == "orders"
    left = step(replace(later, reading=Reading((Choose("later"),), 1.0), session=asked(later)))
    assert (left.session.flow, left.contact.journey) == ("welcome", Journey())
    again = step(replace(later, reading=Reading((Say("unclear"),), 1.0)))
    assert (again.session.flow, again.session.slots["wanted"]) == ("authenticate", "journey")


def asked(here: Scene) -> Session:
    return replace(here.session, offered=(Offered("later", "Not now"),), asked=0)
