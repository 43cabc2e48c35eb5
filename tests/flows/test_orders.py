"""What becomes of an order behind the words: whom the network is asked about, and what a person gets to see."""

import pytest

from bot.model.event import Event, ToolFinished
from bot.model.ids import CallId, EventId
from bot.model.order import OrderState
from bot.model.turn import CaseKind
from bot.store.codec import Codec
from bot.store.sealing import Sealer
from tests.flows.house import House
from tests.flows.literals import START
from tests.flows.playing import Play
from tests.flows.test_transcripts import FOLDER
from tools.contract import CheckOrder, Note, OrderConfirmed
from tools.offers import Progress


def played(name: str) -> House:
    """A house after a transcript."""
    play = Play()
    list(play.lines((FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()))
    return play.house


def test_the_seller_of_an_order_is_asked_how_far_it_is() -> None:
    requests = [call.request for turn in played("solar").turns for call in turn.calls]
    checks = [(one.bpp_id, one.bpp_uri) for one in requests if isinstance(one, CheckOrder)]
    assert checks == [("bpp-0.example", "https://bpp-0.example")]


def test_a_registry_that_was_not_told_is_a_persons_case_beside_an_order_that_stands() -> None:
    house = played("registry_not_told")
    cases = [case for turn in house.turns for case in turn.cases]
    [order] = house.everybody[0].orders.values()
    assert [(case.kind, case.subject) for case in cases] == [(CaseKind.REGISTRY_NOT_TOLD, order.id)]
    assert order.state is OrderState.CONFIRMED


def test_such_a_case_stays_open_when_the_doubt_about_its_order_ends() -> None:
    house = played("registry_told_late")
    cases = {case.id: case.kind for turn in house.turns for case in turn.cases}
    closed = {case for turn in house.turns for case in turn.closed}
    assert set(cases.values()) == {CaseKind.UNKNOWN_ORDER, CaseKind.REGISTRY_NOT_TOLD}
    assert {cases[case] for case in closed} == {CaseKind.UNKNOWN_ORDER}


@pytest.mark.parametrize("notes", [(), (Note.REGISTRY_NOT_TOLD,)])
def test_what_is_left_to_do_comes_back_from_the_store(notes: tuple[Note, ...]) -> None:
    codec = Codec(Sealer({"k1": b"1" * 32}, b"hash key of the tests"))
    event = ToolFinished(EventId("e"), START, CallId("c"), OrderConfirmed(Progress("9001", ""), notes))
    assert codec.read_event(codec.write(event, Event)) == event
