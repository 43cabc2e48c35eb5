"""A cancel that counts, and where a seller says it can be reached, over real HTTP."""

import pytest

from tests.tools.market import BPP_ID, BPP_URI, TRANSACTION, answered, order
from tests.tools.playing import Played
from tools.beckn.client import NetworkClient
from tools.contract import AskSupport, CancelOrder, Failure, ToolError
from tools.offers import Kind, Support
from tools.reading import within

CANCEL = CancelOrder(Kind.SOLAR, TRANSACTION, "9001", BPP_ID, BPP_URI)
ASK = AskSupport(Kind.SOLAR, TRANSACTION, "9001", BPP_ID, BPP_URI)


@pytest.mark.parametrize("changes", [{"status": "CANCELLED"}, {"status": "Order_Cancelled"}])
def test_a_cancel_says_who_wants_it_and_is_done_where_the_order_is_cancelled(
    server: Played, network: NetworkClient, changes: dict[str, object]
) -> None:
    server.say("/cancel", answered("cancel", order(id="9001", **changes)))
    assert network.cancel(CANCEL).number == "9001"
    [asked] = server.asked
    assert asked.json["message"] == {
        "order_id": "9001",
        "cancellation_reason_id": "CUSTOMER_REQUEST",
        "descriptor": {"name": "Requested by the customer"},
    }
    assert within(asked.json, "context", "action") == "cancel"
    assert within(asked.json, "context", "bpp_id") == BPP_ID


@pytest.mark.parametrize(
    "said", [{"id": "9001"}, {"id": "9001", "status": "ACTIVE"}, {"id": "7", "status": "CANCELLED"}]
)
def test_an_answer_that_does_not_say_cancelled_leaves_it_unknown(
    server: Played, network: NetworkClient, said: dict[str, object]
) -> None:
    server.say("/cancel", answered("cancel", order(**said)))
    with pytest.raises(ToolError) as raised:
        network.cancel(CANCEL)
    assert raised.value.failure is Failure.UNKNOWN


HELP = {"phone": "+1 202 555 0161", "email": "help@seller.example", "url": "https://bpp.market.example/help"}


def test_support_is_asked_for_an_order(server: Played, network: NetworkClient) -> None:
    server.say("/support", answered("support", {"support": {"ref_id": "9001", **HELP}}))
    assert network.support(ASK) == Support("+1 202 555 0161", "help@seller.example", "https://bpp.market.example/help")
    assert [asked.json["message"] for asked in server.asked] == [{"support": {"ref_id": "9001"}}]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"callback_phone": "0800-123 456"}, Support(phone="0800-123 456")),
        ({"phone": "call <b>me</b>"}, Support()),
        ({"phone": "1" * 40}, Support()),
        ({"phone": 1202555}, Support(phone="1202555")),
        ({"email": "help@seller"}, Support()),
        ({"email": "a@b.example\u202e"}, Support()),
        ({"url": "http://bpp.market.example"}, Support()),
        ({"url": "https://user:word@bpp.market.example"}, Support()),
        ({"url": "https://bpp.market.example:8443/"}, Support()),
        ({"url": "https://192.0.2.1/"}, Support()),
        ({"url": "https://sеller.example"}, Support()),  # noqa: RUF001 -- a Cyrillic letter
        ({"url": "https://bpp.market.example/a b"}, Support()),
        ({"url": "https://[bpp"}, Support()),
        ({"url": "https://bpp.market.example/" + "x" * 200}, Support()),
        ({"url": "javascript:alert(1)"}, Support()),
        ({"url": "https://evil.example/help"}, Support()),
        ({"url": "https://evilbpp.market.example/help"}, Support()),
        ({"url": "https://market.example/help"}, Support()),
        ({"url": "https://help.bpp.market.example/a"}, Support(url="https://help.bpp.market.example/a")),
        ({"url": ["https://bpp.market.example"]}, Support()),
    ],
)
def test_only_what_is_a_phone_an_address_or_a_safe_page_is_shown(
    server: Played, network: NetworkClient, said: dict[str, object], shown: Support
) -> None:
    server.say("/support", answered("support", {"support": {"ref_id": "9001", **said}}))
    assert network.support(ASK) == shown
