"""The protocol server's client side, as it was measured."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sandbox.running import Sandbox

Json = dict[str, Any]
TRANSACTION = "0b8f0c9e-6f6c-4b4e-9d9a-0d6c6f1f2a11"
CUSTOMER = {"person": {"name": "Ada Whitfield"}, "contact": {"phone": "+12025550100"}}


class Network:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def context(self, action: str, domain: str = "deg:retail", /, **changed: object) -> Json:
        config = self.sandbox.config
        context = {
            "domain": domain,
            "action": action,
            "version": "1.1.0",
            "bap_id": "bap.wattline.example",
            "bap_uri": "https://bap.wattline.example",
            "bpp_id": config.bpp_id,
            "bpp_uri": config.bpp_uri,
            "transaction_id": TRANSACTION,
            "message_id": str(uuid.uuid4()),
            "timestamp": datetime.now(UTC).isoformat(),
            "ttl": "PT10S",
        } | changed
        return {name: value for name, value in context.items() if value is not None}

    def ask(self, action: str, message: Json, domain: str = "deg:retail", /, **changed: object) -> httpx.Response:
        body = {"context": self.context(action, domain, **changed), "message": message}
        return httpx.post(f"{self.sandbox.url}/{action}", json=body)

    def said(self, action: str, message: Json, domain: str = "deg:retail") -> Json:
        answer: Json = self.ask(action, message, domain).json()
        item: Json = answer["responses"][0]
        assert item["context"]["action"] == f"on_{action}"
        assert item["context"]["transaction_id"] == TRANSACTION
        said: Json = item["message"]
        return said

    def items(self, wanted: str, domain: str = "deg:retail") -> dict[str, Json]:
        catalog = self.said("search", {"intent": {"item": {"descriptor": {"name": wanted}}}}, domain)["catalog"]
        return {item["descriptor"]["name"]: item for shelf in catalog["providers"] for item in shelf["items"]}

    def order(self, item: str = "6101", provider: str = "61", **more: object) -> Json:
        return {"order": {"provider": {"id": provider}, "items": [{"id": item}], **more}}

    def confirm(self, item: str = "6101", provider: str = "61", domain: str = "deg:retail") -> Json:
        said = self.said("confirm", self.order(item, provider, fulfillments=[{"customer": CUSTOMER}]), domain)
        order: Json = said["order"]
        return order


@pytest.fixture
def network(sandbox: Sandbox) -> Network:
    return Network(sandbox)


def test_a_search_for_solar_finds_six_systems_and_two_batteries(network: Network) -> None:
    items = network.items("solar")
    codes = sorted(item["descriptor"]["code"] for item in items.values())
    assert codes == ["Battery"] * 2 + ["Solar Panel"] * 6
    assert all(item["price"]["currency"] == "USD" for item in items.values())
    assert "null" in {item["rating"] for item in items.values()}
    assert any("<style>" in item["descriptor"]["long_desc"] for item in items.values())


@pytest.mark.parametrize(
    ("domain", "wanted", "count"),
    [
        ("deg:service", "resi", 3),
        ("deg:service", "Connection", 1),
        ("deg:schemes", "Program", 4),
        ("deg:schemes", "incentive", 2),
        ("deg:retail", "windmill", 0),
    ],
)
def test_every_domain_has_its_goods(network: Network, domain: str, wanted: str, count: int) -> None:
    assert len(network.items(wanted, domain)) == count


def test_tags_are_named_in_three_ways(network: Network) -> None:
    named = {
        tuple(sorted(tag["descriptor"]))
        for item in network.items("solar").values()
        for group in item.get("tags", [])
        for tag in group["list"]
    }
    assert named == {("code", "name"), ("name",), ("code", "description")}


def test_quotes_are_honest_foreign_or_do_not_sum(network: Network) -> None:
    def breakup(item: str, provider: str) -> tuple[Json, list[Json]]:
        quote = network.said("select", network.order(item, provider))["order"]["quote"]
        return quote["price"], [line["price"] for line in quote["breakup"]]

    price, lines = breakup("6101", "61")
    assert sum(Decimal(line["value"]) for line in lines) == Decimal(price["value"]) == Decimal("8960.00")
    price, lines = breakup("6201", "62")
    assert sum(Decimal(line["value"]) for line in lines) != Decimal(price["value"])
    _, lines = breakup("6202", "62")
    assert {line["currency"] for line in lines} == {"INR"}


def test_terms_claim_that_all_is_paid_and_show_a_bank_account(network: Network) -> None:
    order = network.said("init", network.order())["order"]
    assert {payment["status"] for payment in order["payments"]} == {"PAID"}
    assert any("bank_account" in payment["params"] for payment in order["payments"])
    assert [term["cancellation_fee"]["percentage"] for term in order["cancellation_terms"]] == ["0", "5"]


def test_a_confirm_makes_an_order_that_status_knows_by_its_number(network: Network) -> None:
    order = network.confirm("6201", "62")
    assert order["quote"]["price"] == {"value": "100", "currency": "INR"}
    assert order["fulfillments"][0]["id"] == "18"
    assert order["provider"]["fulfillments"][0]["id"] == "12"
    tracked = network.said("status", {"order_id": order["id"]})["order"]
    assert (tracked["id"], tracked["status"]) == (order["id"], "ACTIVE")
    assert tracked["fulfillments"][0]["state"]["descriptor"]["code"] == "ORDER_RECEIVED"
    assert network.sandbox.wire.advance_order(order["id"]) == "SITE_SURVEY"
    assert network.sandbox.wire.advance_order(order["id"], "ORDER_DELIVERED") == "ORDER_DELIVERED"
    tracked = network.said("status", {"order_id": order["id"]})["order"]
    assert tracked["status"] == "ACTIVE"
    assert tracked["fulfillments"][0]["state"]["descriptor"]["code"] == "ORDER_DELIVERED"


def test_the_same_confirm_twice_is_two_orders(network: Network) -> None:
    assert network.confirm()["id"] != network.confirm()["id"]
    assert len(network.sandbox.wire.orders()) == 2
    assert len(network.sandbox.wire.requests("beckn", "/confirm")) == 2


def test_the_servers_own_message_id_and_timestamp_replace_ours(network: Network) -> None:
    sent = network.context("search")
    body = {"context": sent, "message": {"intent": {}}}
    context = httpx.post(f"{network.sandbox.url}/search", json=body).json()["responses"][0]["context"]
    assert context["transaction_id"] == sent["transaction_id"]
    assert context["message_id"] != sent["message_id"]
    assert context["timestamp"] != sent["timestamp"]


@pytest.mark.parametrize("action", ["select", "init", "confirm"])
def test_without_a_bpp_id_the_request_goes_no_further(network: Network, action: str) -> None:
    answer = network.ask(action, network.order(), bpp_id=None)
    assert (answer.status_code, answer.json()["message"]["ack"]["status"]) == (202, "NACK")


def test_another_version_breaks_the_server(network: Network) -> None:
    answer = network.ask("search", {"intent": {}}, version="1.1.1")
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (500, "text/html")


@pytest.mark.parametrize(
    ("action", "message", "changed"),
    [
        ("select", {}, {}),
        ("status", {}, {}),
        ("cancel", {}, {}),
        ("cancel", {"order_id": "1", "cancellation_reason_id": 7}, {}),
        ("cancel", {"order_id": "1", "descriptor": "no more"}, {}),
        ("support", {}, {}),
        ("support", {"support": {"ref_id": 7}}, {}),
        ("search", {"intent": {}}, {"action": "select"}),
        ("search", {"intent": {}}, {"timestamp": "yesterday"}),
        ("search", {"intent": {}}, {"ttl": "10 s"}),
        ("search", {"intent": {}}, {"transaction_id": "42"}),
        ("search", {"intent": {}}, {"bap_uri": "bap.wattline.example"}),
        ("select", {"order": {"items": [{"id": 6101}]}}, {}),
    ],
)
def test_what_breaks_the_schema_is_400(network: Network, action: str, message: Json, changed: Json) -> None:
    answer = network.ask(action, message, **changed)
    assert (answer.status_code, answer.json()["message"]["ack"]["status"]) == (400, "NACK")
    assert isinstance(answer.json()["error"]["code"], int)


def test_an_order_is_cancelled_for_a_reason_and_stays_so(network: Network) -> None:
    order = network.confirm()
    wanted = {"order_id": order["id"], "cancellation_reason_id": "CUSTOMER_REQUEST"}
    bare = network.ask("cancel", {"order_id": order["id"]}).json()["responses"][0]
    assert (bare["error"]["code"], "message" in bare) == ("50003", False)
    assert network.ask("cancel", wanted, bpp_id=None, bpp_uri=None).status_code == 202
    for _ in range(2):
        assert network.said("cancel", wanted)["order"]["status"] == "CANCELLED"
    network.sandbox.wire.advance_order(order["id"])
    assert network.said("status", {"order_id": order["id"]})["order"]["status"] == "CANCELLED"


def test_what_is_at_its_end_cannot_be_cancelled(network: Network) -> None:
    order = network.confirm()
    network.sandbox.wire.advance_order(order["id"], "ORDER_DELIVERED")
    wanted = {"order_id": order["id"], "cancellation_reason_id": "CUSTOMER_REQUEST"}
    assert network.ask("cancel", wanted).json()["responses"][0]["error"]["code"] == "50001"


def test_support_is_given_for_an_order_that_is_known(network: Network) -> None:
    order = network.confirm()
    said = network.said("support", {"support": {"ref_id": order["id"]}})["support"]
    assert said["ref_id"] == order["id"]
    assert set(said) == {"ref_id", "phone", "email", "url"}
    assert network.ask("support", {"support": {"ref_id": "1"}}).json()["responses"] == []


def test_a_status_in_the_wrong_domain_or_of_nothing_is_answered_with_nothing(network: Network) -> None:
    order = network.confirm()
    for message, domain in (({"order_id": order["id"]}, "deg:schemes"), ({"order_id": "1"}, "deg:retail")):
        answer = network.ask("status", message, domain)
        assert (answer.status_code, answer.json()["responses"]) == (200, [])


def test_a_status_by_transaction_is_answered_only_by_a_network_that_knows_transactions(network: Network) -> None:
    order = network.confirm()
    asked = {"order_id": TRANSACTION}
    assert network.ask("status", asked).json()["responses"] == []
    network.sandbox.wire.know_transactions()
    assert network.said("status", asked)["order"]["id"] == order["id"]
    assert network.said("status", {"order_id": order["id"]})["order"]["id"] == order["id"]
    assert network.ask("status", {"order_id": str(uuid.uuid4())}).json()["responses"] == []
    network.sandbox.wire.know_transactions(known=False)
    assert network.ask("status", asked).json()["responses"] == []


def test_an_unknown_seller_is_silent_and_an_unknown_item_an_error(network: Network) -> None:
    assert network.ask("select", network.order(), bpp_id="bpp.elsewhere.example").json()["responses"] == []
    item = network.ask("select", network.order("9999")).json()["responses"][0]
    assert "message" not in item
    assert item["error"]["code"] == "30004"


def test_a_confirm_needs_a_customer(network: Network) -> None:
    item = network.ask("confirm", network.order()).json()["responses"][0]
    assert item["error"]["code"] == "30008"
    assert network.sandbox.wire.orders() == []


@pytest.mark.parametrize(
    ("mode", "status", "orders"),
    [("empty", 200, 0), ("empty_after_accept", 200, 1), ("error_item", 200, 0), ("nack", 400, 0), ("202", 202, 0)],
)
def test_arranged_faults_of_a_confirm(network: Network, mode: str, status: int, orders: int) -> None:
    network.sandbox.wire.fault("beckn", mode, path="/confirm")
    answer = network.ask("confirm", network.order(fulfillments=[{"customer": CUSTOMER}]))
    assert answer.status_code == status
    assert len(network.sandbox.wire.orders()) == orders
    assert network.sandbox.wire.requests("beckn")[-1]["fault"] == mode
    if status == 200:
        found = answer.json()["responses"]
        assert found == [] or "error" in found[0]


def test_a_confirm_may_be_taken_and_never_answered(network: Network) -> None:
    network.sandbox.wire.fault("beckn", "timeout_after_accept")
    body = {
        "context": network.context("confirm"),
        "message": network.order(fulfillments=[{"customer": CUSTOMER}]),
    }
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{network.sandbox.url}/confirm", json=body, timeout=0.3)
    assert len(network.sandbox.wire.orders()) == 1


def test_installers_offer_times_and_take_no_other(network: Network) -> None:
    catalog = network.said("search", {"intent": {"descriptor": {"name": "resi"}}}, "deg:service")["catalog"]
    ridge = next(shelf for shelf in catalog["providers"] if shelf["id"] == "71")
    times = [stop["time"]["range"] for one in ridge["fulfillments"] for stop in one["stops"]]
    assert [one["id"] for one in ridge["fulfillments"]] == ridge["items"][0]["fulfillment_ids"]
    assert all(datetime.now(UTC) < datetime.fromisoformat(time["start"]) for time in times)
    wanted = network.order("7101", "71", fulfillments=[{"id": "2102"}])
    assert network.said("select", wanted, "deg:service")["order"]["fulfillments"][0]["id"] == "2102"
    gone = network.ask("select", network.order("7101", "71", fulfillments=[{"id": "9"}]), "deg:service").json()
    assert gone["responses"][0]["error"]["code"] == "30014"
    booked = network.said(
        "confirm", network.order("7101", "71", fulfillments=[{"id": "2103", "customer": CUSTOMER}]), "deg:service"
    )["order"]
    assert booked["fulfillments"][0]["id"] == "2103"


def test_who_offers_no_time_answers_with_a_fulfilment_of_its_own(network: Network) -> None:
    wanted = network.order("7201", "72", fulfillments=[{"id": "9", "customer": CUSTOMER}])
    assert network.said("confirm", wanted, "deg:service")["order"]["fulfillments"][0]["id"] == "27"
