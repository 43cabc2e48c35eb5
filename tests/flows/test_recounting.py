"""Why a turn said what it said, in names of ours alone."""

import pytest

from bot.flows.recounting import why
from bot.flows.scene import Scene
from bot.model.code import Codes
from bot.model.command import (
    Choose,
    Command,
    GiveCode,
    GiveMeter,
    Rank,
    Reading,
    Say,
    SetLanguage,
    Trait,
    Unreadable,
)
from bot.model.contact import Contact
from bot.model.event import Event, MessageReceived, OperatorSpoke, OrderDue, ReminderDue, ToolFinished
from bot.model.ids import CallId, CaseId, ContactId, EventId, Ids, OrderId
from bot.model.order import Duty
from bot.model.reminder import Occasion
from bot.model.session import Session
from bot.model.transcript import Why
from bot.model.turn import Case, CaseKind, ToolCall, Turn
from channels.messages import InboundMessage, Text
from tests.flows.house import House
from tests.flows.literals import START
from tests.flows.playing import WEB
from tools.contract import Failed, Failure, FindAccount, OffersFound

CONTACT = Contact(ContactId("c"))
SESSION = Session(CONTACT.id, flow="solar", step="offers")
ID = EventId("e")
SAID = MessageReceived(ID, START, InboundMessage(WEB, "n", Text("MTR-0042 and 123456")))


def _why(event: Event, reading: Reading | None = None, turn: Turn | None = None) -> Why:
    scene = Scene(event, CONTACT, SESSION, (), reading, START, Ids(ID), lambda name, *_, **__: name, Codes(b"pepper"))
    return why(scene, turn or Turn(SESSION, CONTACT))


def test_it_says_what_was_understood_and_where_that_led() -> None:
    reading = Reading((Say("compare"),), 0.7, "es", (Say("start_solar"), Rank(Trait.CHEAPEST)))
    call = ToolCall(CallId("call"), FindAccount("MTR-0042"))
    case = Case(CaseId("case"), CaseKind.HANDOVER, START)
    turn = Turn(Session(CONTACT.id, flow="compare", step="result"), CONTACT, calls=(call,), cases=(case,))
    assert _why(SAID, reading, turn) == Why(
        "MessageReceived",
        "solar/offers",
        "compare/result",
        ("compare",),
        0.7,
        ("start_solar", "rank: cheapest"),
        "es",
        ("FindAccount",),
        ("case: handover",),
    )


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (GiveMeter("MTR-0042"), "GiveMeter"),
        (GiveCode("123456"), "GiveCode"),
        (Choose("offer-1"), "Choose"),
        (SetLanguage("hi"), "language: hi"),
        (SetLanguage(None), "language: which?"),
        (Unreadable("audio"), "unreadable: audio"),
    ],
)
def test_what_a_customer_gave_is_not_in_it(command: Command, named: str) -> None:
    assert _why(SAID, Reading((command,), 1.0)).meant == (named,)


@pytest.mark.parametrize(
    ("event", "happened"),
    [
        (ToolFinished(ID, START, CallId("c"), OffersFound(())), "ToolFinished: OffersFound"),
        (ToolFinished(ID, START, CallId("c"), Failed(Failure.SILENT)), "ToolFinished: Failed, silent"),
        (ReminderDue(ID, START, Occasion.SOON, "e1"), "ReminderDue: soon"),
        (OrderDue(ID, START, OrderId("o"), Duty.SETTLE, 1), "OrderDue: settle"),
        (OperatorSpoke(ID, START, "olga", "hello"), "OperatorSpoke"),
    ],
)
def test_it_says_what_happened(event: Event, happened: str) -> None:
    assert _why(event) == Why(happened, "solar/offers", "solar/offers")


def test_orders_and_codes_stand_in_it() -> None:
    house = House()
    house.hears(WEB, Text("x"), Reading((Say("start_solar"),), 1.0))
    turn = house.turns[-1]
    assert _why(SAID, None, turn).went == f"{turn.session.flow}/{turn.session.step}"
