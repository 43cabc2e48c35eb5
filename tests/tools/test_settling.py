"""What becomes of a confirm that may have gone out and whose answer was never read; it is never sent again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.tools.asking import CONFIRM, ENROL, PROGRAMME, Meters
from tests.tools.market import BPP_ID, ITEM, NOW, TRANSACTION, Thing, answered, nack, order, responses
from tests.tools.playing import Played, Said
from tools.contract import ConfirmOrder, Failed, Failure, OrderConfirmed, Result, SettleOrder, Tool
from tools.offers import Progress
from tools.reading import within
from tools.running import run_tool


def mine(**changes: object) -> Thing:
    """The order of CONFIRM as a seller tells of it."""
    customer: Thing = {"person": {"name": "Ada Whitfield"}, "contact": {"phone": "+1 202 555 0100"}}
    state: Thing = {"descriptor": {"code": "ORDER_RECEIVED"}}
    usual: Thing = {"id": "9001", "provider": {"id": "70"}, "fulfillments": [{"customer": customer, "state": state}]}
    return order(**{**usual, **changes})


def settled(server: Played, tools: Mapping[type, Tool], said: Said) -> Result:
    """What becomes of a confirm that was attempted before; it asks for the transaction and orders nothing."""
    server.say("/status", said)
    server.say("/confirm", answered("confirm", mine()))
    result = run_tool(tools, CONFIRM, attempted=True)
    assert {asked.path for asked in server.asked} == {"/status"}
    context, message = (server.asked[0].json[part] for part in ("context", "message"))
    assert message == {"order_id": TRANSACTION}
    assert within(context, "transaction_id") == TRANSACTION
    assert within(context, "bpp_id") == BPP_ID
    return result


def test_an_attempted_confirm_is_placed_where_the_network_knows_the_order_of_its_transaction(
    server: Played, tools: Mapping[type, Tool]
) -> None:
    expected = OrderConfirmed(Progress("9001", "ORDER_RECEIVED"))
    assert settled(server, tools, answered("status", mine())) == expected


def test_a_seller_that_names_neither_provider_nor_customer_contradicts_nothing(
    server: Played, tools: Mapping[type, Tool]
) -> None:
    said = answered("status", mine(provider=None, fulfillments=[{"customer": {}}]))
    assert settled(server, tools, said) == OrderConfirmed(Progress("9001", ""))


STRANGER: Thing = {"person": {"name": "Somebody Else"}, "contact": {"phone": "+12025550100"}}
OTHER_PHONE: Thing = {"person": {"name": "Ada Whitfield"}, "contact": {"phone": "+12025550199"}}
UNSETTLED: dict[str, Said] = {
    "nobody answers": responses(),
    "an error": answered("status", error={"code": "30018", "message": "Order not found"}),
    "an error and an order": answered("status", mine(), error={"code": "1"}),
    "NACK": nack(400),
    "HTML with 500": Said(b"<html>", 500, "text/html"),
    "a closed connection": Said(cut=True),
    "half a JSON": Said(b'{"responses": ['),
    "an order without its number": answered("status", mine(id=None)),
    "an order without items": answered("status", mine(items=[])),
    "an order of something else": answered("status", mine(items=[{**ITEM, "id": "999"}])),
    "an order of somebody else's shop": answered("status", mine(provider={"id": "71"})),
    "an order for somebody else": answered("status", mine(fulfillments=[{"customer": STRANGER}])),
    "an order for another phone": answered("status", mine(fulfillments=[{"customer": OTHER_PHONE}])),
    "an order that was cancelled": answered("status", mine(status="CANCELLED")),
    "another transaction": answered("status", mine(), transaction="00000000-0000-4000-8000-0000000000ff"),
    "no transaction": responses({"context": {"action": "on_status"}, "message": mine()}),
}


@pytest.mark.parametrize("said", UNSETTLED)
def test_an_attempted_confirm_stays_unknown_and_is_not_sent_again(
    server: Played, tools: Mapping[type, Tool], said: str
) -> None:
    assert settled(server, tools, UNSETTLED[said]) == Failed(Failure.UNKNOWN)


def test_an_attempted_confirm_for_nobodys_meter_stays_unknown(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    meters.account = None
    assert run_tool(tools, CONFIRM, attempted=True) == Failed(Failure.UNKNOWN)
    assert server.asked == []


def test_a_tool_that_cannot_find_out_leaves_an_attempt_unknown(tools: Mapping[type, Tool]) -> None:
    unable = replace(tools[ConfirmOrder], settle=None)
    assert run_tool({ConfirmOrder: unable}, CONFIRM, attempted=True) == Failed(Failure.UNKNOWN)


def test_a_confirm_in_doubt_can_be_asked_for_again_later(server: Played, tools: Mapping[type, Tool]) -> None:
    server.say("/status", answered("status", order(id="77", items=[PROGRAMME])))
    asked = SettleOrder(TRANSACTION, ENROL.terms.quote.offer, "MTR-0001")
    assert run_tool(tools, asked, attempted=False) == OrderConfirmed(Progress("77", ""))


@pytest.mark.parametrize("said", UNSETTLED)
def test_what_is_no_clear_yes_then_settles_nothing(server: Played, tools: Mapping[type, Tool], said: str) -> None:
    server.say("/status", UNSETTLED[said])
    asked = SettleOrder(TRANSACTION, CONFIRM.terms.quote.offer, "MTR-0001")
    assert isinstance(run_tool(tools, asked, attempted=False), Failed)


@pytest.mark.parametrize(("late", "sent"), [(timedelta(seconds=-1), 1), (timedelta(0), 0), (timedelta(hours=3), 0)])
def test_an_order_approved_too_long_ago_is_not_sent(
    server: Played, tools: Mapping[type, Tool], late: timedelta, sent: int
) -> None:
    """A worker that was away comes back to it: the terms may not hold, and nobody counts on the order any more."""
    server.say("/confirm", answered("confirm", mine()))
    result = run_tool(tools, replace(CONFIRM, not_after=NOW - late), attempted=False)
    assert len(server.asked) == sent
    assert (result == Failed(Failure.UNAVAILABLE)) is (sent == 0)
