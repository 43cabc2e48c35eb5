"""Every way in which the protocol server answers, over real HTTP, and what becomes of it."""

import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest

from tests.tools.market import (
    BPP_ID,
    BPP_URI,
    NOW,
    OFFER,
    QUOTE,
    TERMS,
    TRANSACTION,
    answered,
    catalogue,
    client_at,
    entry,
    nack,
    order,
    responses,
)
from tests.tools.market import ITEM as SOLD
from tests.tools.playing import Played, Said
from tools.beckn.client import NetworkClient
from tools.beckn.codec import Customer
from tools.beckn.network import Network
from tools.contract import AskSupport, CancelOrder, CheckOrder, Failure, ToolError
from tools.offers import Cancellation, CancellationKind, Kind, Progress, Terms
from tools.reading import within

CHECK = CheckOrder(Kind.SOLAR, TRANSACTION, "9001")
CANCEL = CancelOrder(Kind.SOLAR, TRANSACTION, "9001", BPP_ID, BPP_URI)
ASK = AskSupport(Kind.SOLAR, TRANSACTION, "9001", BPP_ID, BPP_URI)
CUSTOMER = Customer("Ines Calder", "+12025550147")
HTML = Said(b"<html><body>Internal Server Error</body></html>", 500, "text/html")
READS: dict[str, Callable[[NetworkClient], object]] = {
    "search": lambda client: client.search(Kind.SOLAR, TRANSACTION),
    "select": lambda client: client.select(TRANSACTION, OFFER),
    "init": lambda client: client.init(TRANSACTION, QUOTE, "MTR-0001"),
    "status": lambda client: client.status(CHECK),
    "support": lambda client: client.support(ASK),
}


def confirm(client: NetworkClient, terms: Terms = TERMS) -> Progress:
    return client.confirm(TRANSACTION, terms, customer=CUSTOMER, meter="MTR-0001")


def failure(call: Callable[[], object]) -> Failure:
    with pytest.raises(ToolError) as raised:
        call()
    return raised.value.failure


OUTCOMES: dict[str, tuple[Said | Callable[[str], Said], Failure, Failure]] = {
    "nobody answers": (responses(), Failure.SILENT, Failure.UNKNOWN),
    "an error item with a number": (
        lambda action: answered(action, error={"code": 40002}),
        Failure.REJECTED,
        Failure.REJECTED,
    ),
    "an error item with text": (
        lambda action: answered(action, error={"code": "1"}),
        Failure.REJECTED,
        Failure.REJECTED,
    ),
    "an error and a message": (
        lambda action: answered(action, order(id="9001"), error={"code": "1"}),
        Failure.GARBLED,
        Failure.UNKNOWN,
    ),
    "NACK with 202": (nack(202), Failure.REJECTED, Failure.REJECTED),
    "NACK with 400": (nack(400, 30001), Failure.REJECTED, Failure.REJECTED),
    "NACK with 500": (nack(500), Failure.UNAVAILABLE, Failure.UNKNOWN),
    "HTML with 500": (HTML, Failure.UNAVAILABLE, Failure.UNKNOWN),
    "HTML with 404": (Said(b"<html>", 404, "text/html"), Failure.UNAVAILABLE, Failure.UNKNOWN),
    "an error with 429": (Said.json({"error": "too many"}, 429), Failure.UNAVAILABLE, Failure.UNKNOWN),
    "JSON with 403": (Said.json({"detail": "no"}, 403), Failure.UNAVAILABLE, Failure.UNKNOWN),
    "HTML with 200": (Said(b"<html>fine</html>", 200, "text/html"), Failure.GARBLED, Failure.UNKNOWN),
    "half a JSON": (Said(b'{"responses": [{"context"'), Failure.GARBLED, Failure.UNKNOWN),
    "a list": (Said(b"[]"), Failure.GARBLED, Failure.UNKNOWN),
    "responses of another kind": (Said.json({"responses": "soon"}), Failure.GARBLED, Failure.UNKNOWN),
    "responses without objects": (responses(1, "two", None), Failure.GARBLED, Failure.UNKNOWN),
    "an empty message": (lambda action: answered(action, {}), Failure.GARBLED, Failure.UNKNOWN),
    "a message of another kind": (lambda action: answered(action, "done"), Failure.GARBLED, Failure.UNKNOWN),
    "only an ACK": (Said.json({"message": {"ack": {"status": "ACK"}}}), Failure.SILENT, Failure.UNKNOWN),
    "another transaction's answer": (
        lambda action: answered(action, order(id="9001"), transaction="00000000-0000-4000-8000-0000000000ff"),
        Failure.SILENT,
        Failure.UNKNOWN,
    ),
    "another action's answer": (responses(entry("rating", order(id="9001"))), Failure.SILENT, Failure.UNKNOWN),
    "more than 5 MiB": (Said(endless=True), Failure.GARBLED, Failure.UNKNOWN),
    "half an answer": (Said(b'{"responses": []}', missing=9), Failure.UNAVAILABLE, Failure.UNKNOWN),
    "a closed connection": (Said(cut=True), Failure.UNAVAILABLE, Failure.UNKNOWN),
}


def _said(outcome: Said | Callable[[str], Said], action: str) -> Said:
    return outcome if isinstance(outcome, Said) else outcome(action)


@pytest.mark.parametrize("action", READS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_call_that_reads_fails_by_the_right_name(
    server: Played, network: NetworkClient, action: str, outcome: str
) -> None:
    said, read, _ = OUTCOMES[outcome]
    server.say(f"/{action}", _said(said, action))
    assert failure(lambda: READS[action](network)) is read


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_confirm_that_was_not_clearly_refused_is_unknown_and_sent_once(
    server: Played, network: NetworkClient, outcome: str
) -> None:
    said, _, written = OUTCOMES[outcome]
    server.say("/confirm", _said(said, "confirm"))
    assert failure(lambda: confirm(network)) is written
    assert len(server.asked) == 1


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_cancel_that_was_not_clearly_refused_is_unknown_and_sent_once(
    server: Played, network: NetworkClient, outcome: str
) -> None:
    said, _, written = OUTCOMES[outcome]
    server.say("/cancel", _said(said, "cancel"))
    assert failure(lambda: network.cancel(CANCEL)) is written
    assert len(server.asked) == 1


def test_no_answer_in_time_is_silence_for_a_read_and_unknown_for_a_confirm(server: Played) -> None:
    client = client_at(server.url, deadline=2)
    server.say("/search", Said(hang=True))
    server.say("/confirm", Said(hang=True))
    assert failure(lambda: client.search(Kind.SOLAR, TRANSACTION)) is Failure.SILENT
    assert failure(lambda: confirm(client)) is Failure.UNKNOWN
    assert [asked.path for asked in server.asked] == ["/search", "/confirm"]
    client.close()


@pytest.mark.parametrize("slow", [Said(dripping=True), Said(dripping_head=True)], ids=["the body", "the head"])
def test_an_answer_that_only_drips_ends_at_the_deadline(server: Played, slow: Said) -> None:
    client = client_at(server.url, deadline=2)
    server.say("/search", slow)
    assert failure(lambda: client.search(Kind.SOLAR, TRANSACTION)) is Failure.SILENT
    assert len(server.asked) == 1
    client.close()


def test_a_refused_connection_is_unavailable_even_for_a_confirm() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = client_at(f"http://127.0.0.1:{taken.getsockname()[1]}")
        assert failure(lambda: confirm(client)) is Failure.UNAVAILABLE
        assert failure(lambda: client.search(Kind.DFP, TRANSACTION)) is Failure.UNAVAILABLE
        client.close()


def test_a_read_is_tried_once_more_when_the_connection_broke(server: Played, network: NetworkClient) -> None:
    server.say("/search", Said(cut=True), answered("search", catalogue(SOLD)))
    assert network.search(Kind.SOLAR, TRANSACTION) == (OFFER,)
    assert len(server.asked) == 2


def test_a_search_gathers_all_platforms_although_one_refuses(server: Played, network: NetworkClient) -> None:
    other = {**SOLD, "id": "702"}
    server.say(
        "/search",
        responses(
            entry("search", catalogue(SOLD)),
            entry("search", error={"code": "40000"}),
            entry("search", catalogue(other, SOLD)),
        ),
    )
    assert [offer.item_id for offer in network.search(Kind.SOLAR, TRANSACTION)] == ["701", "702"]


def test_an_empty_catalogue_is_an_answer(server: Played, network: NetworkClient) -> None:
    server.say("/search", answered("search", {"catalog": {"providers": []}}))
    assert network.search(Kind.DFP, TRANSACTION) == ()


def test_a_confirmed_order_has_the_networks_number_and_the_sellers_milestone(
    server: Played, network: NetworkClient
) -> None:
    state = {"descriptor": {"code": "ORDER_RECEIVED"}}
    server.say("/confirm", answered("confirm", order(id="9001", fulfillments=[{"id": "8", "state": state}])))
    assert confirm(network) == Progress("9001", "ORDER_RECEIVED")


def test_an_order_without_its_number_is_unknown(server: Played, network: NetworkClient) -> None:
    server.say("/confirm", answered("confirm", order()))
    assert failure(lambda: confirm(network)) is Failure.UNKNOWN


def test_an_order_that_the_seller_cancels_at_once_is_rejected(server: Played, network: NetworkClient) -> None:
    server.say("/confirm", answered("confirm", order(id="9001", status="CANCELLED")))
    assert failure(lambda: confirm(network)) is Failure.REJECTED


def test_terms_changed_after_approval_are_refused_and_nothing_is_sent(server: Played, network: NetworkClient) -> None:
    changed = Terms(TERMS.quote, TERMS.payment, Cancellation(CancellationKind.FEE, percent=50.0), TERMS.digest)
    assert failure(lambda: confirm(network, changed)) is Failure.REJECTED
    assert server.asked == []


def test_a_status_of_an_order_that_the_seller_does_not_know_is_not_found(
    server: Played, network: NetworkClient
) -> None:
    server.say("/status", answered("status", error={"code": 30018, "message": "Order NOT found"}))
    assert failure(lambda: network.status(CHECK)) is Failure.NOT_FOUND


def test_a_status_that_tells_of_another_order_is_not_believed(server: Played, network: NetworkClient) -> None:
    server.say("/status", answered("status", order(id="9002")))
    assert failure(lambda: network.status(CHECK)) is Failure.GARBLED


def test_the_transaction_stays_the_same_and_the_message_id_does_not(server: Played, network: NetworkClient) -> None:
    server.say("/search", answered("search", catalogue(SOLD)))
    for action in ("select", "init", "confirm", "status"):
        server.say(f"/{action}", answered(action, order(id="9001")))
    offer = network.search(Kind.SOLAR, TRANSACTION)[0]
    terms = network.init(TRANSACTION, network.select(TRANSACTION, offer), "MTR-0001")
    number = confirm(network, terms).number
    network.status(CheckOrder(Kind.SOLAR, TRANSACTION, number, offer.bpp_id, offer.bpp_uri))
    contexts = [asked.json["context"] for asked in server.asked]
    assert {within(context, "transaction_id") for context in contexts} == {TRANSACTION}
    assert len({within(context, "message_id") for context in contexts}) == 5
    assert [within(context, "action") for context in contexts] == ["search", "select", "init", "confirm", "status"]
    assert [within(context, "bpp_id") for context in contexts] == [None, BPP_ID, BPP_ID, BPP_ID, BPP_ID]


def test_the_configured_seller_is_asked_for_a_status_where_the_orders_own_is_not_known(server: Played) -> None:
    server.say("/status", responses(entry("status", order(id="9001"), seller=None)))
    ours = Network(server.url, "bap.example", "https://bap.example", "bpp.ours.example", "https://bpp.ours.example")
    with closing(NetworkClient(ours, now=lambda: NOW, new_id=lambda: TRANSACTION)) as client:
        for asked in (CHECK, replace(CHECK, bpp_id=BPP_ID), replace(CHECK, bpp_id=BPP_ID, bpp_uri=BPP_URI)):
            client.status(asked)
    sellers = [(within(one.json, "context", "bpp_id"), within(one.json, "context", "bpp_uri")) for one in server.asked]
    known = ("bpp.ours.example", "https://bpp.ours.example")
    assert sellers == [known, known, (BPP_ID, BPP_URI)]


def test_a_confirm_carries_the_customer_and_the_meter(server: Played, network: NetworkClient) -> None:
    server.say("/confirm", answered("confirm", order(id="9001")))
    confirm(network)
    assert within(server.asked[0].json, "message", "order", "fulfillments") == [
        {
            "id": "5",
            "customer": {"person": {"name": "Ines Calder"}, "contact": {"phone": "+12025550147"}},
            "stops": [{"location": {"address": "der://meter/MTR-0001"}, "type": "end"}],
        }
    ]


def test_an_init_carries_the_meter_and_no_name(server: Played, network: NetworkClient) -> None:
    server.say("/init", answered("init", order()))
    network.init(TRANSACTION, QUOTE, "MTR-0001")
    assert b"der://meter/MTR-0001" in server.asked[0].body
    assert b"customer" not in server.asked[0].body


def test_an_answer_of_another_seller_than_the_one_asked_is_not_heard(server: Played) -> None:
    counted: list[str] = []
    network = Network(server.url, "bap.example", "https://bap.example", ttl=1, deadline=2)
    forged = entry("confirm", order(id="6666"), seller="evil.example")
    refused = entry("confirm", error={"code": "1"}, seller="evil.example")
    nameless = entry("confirm", order(id="9001"), seller=None)
    made = NetworkClient(network, now=lambda: NOW, new_id=lambda: TRANSACTION, count=counted.append)
    with closing(made) as client:
        server.say("/confirm", responses(forged, refused))
        assert failure(lambda: confirm(client)) is Failure.UNKNOWN
        for own in (entry("confirm", order(id="9001")), nameless):
            server.say("/confirm", responses(forged, refused, own))
            assert confirm(client) == Progress("9001", "")
    assert counted.count("beckn_deviation:another_seller") == 6
    assert counted.count("beckn_deviation:context_without_seller") == 1
