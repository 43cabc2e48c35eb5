"""The protocol server in webhook mode: it acknowledges, and what sellers say comes by callbacks, or late, or never."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import orjson
import pytest

from tests.tools.market import BPP_ID, ITEM, NOW, OFFER, QUOTE, TERMS, TRANSACTION, Thing, catalogue, entry, nack, order
from tests.tools.playing import Played, Said
from tools.beckn import servers
from tools.beckn.callbacks import Ignored, NoCallback, read_callback
from tools.beckn.client import NetworkClient
from tools.beckn.codec import Customer
from tools.beckn.network import Network
from tools.contract import CheckOrder, Failed, Failure, OrderConfirmed, ToolError
from tools.exchange import NotSent
from tools.offers import Kind, Progress

ACK = Said.json({"message": {"ack": {"status": "ACK"}}}, 202)
CUSTOMER = Customer("Ines Calder", "+12025550147")
OTHER: Thing = {**ITEM, "id": "702"}


@dataclass
class Box:
    """Callbacks in memory: those that `after` says come so many seconds after somebody begins to wait."""

    after: list[tuple[float, Thing]] = field(default_factory=list)
    before: list[Thing] = field(default_factory=list)
    away: bool = False
    ended: int = 0

    def expect(self, transaction: str, action: str, seconds: float) -> "Box":
        assert (transaction, seconds > 0) == (TRANSACTION, True)
        self.asked = action
        if self.away:
            raise NotSent("callbacks could not be kept")
        self._come: queue.Queue[bytes] = queue.Queue()
        for pause, one in self.after:
            timer = threading.Timer(pause, self._come.put, (orjson.dumps(one),))
            timer.daemon = True
            timer.start()
        return self

    def next(self, seconds: float) -> tuple[bytes, ...]:
        try:
            return (self._come.get(timeout=seconds),)
        except queue.Empty:
            return ()

    def end(self) -> tuple[bytes, ...]:
        self.ended += 1
        return ()

    def kept(self, transaction: str, action: str) -> tuple[bytes, ...]:
        assert (transaction, action) == (TRANSACTION, "confirm")
        return tuple(orjson.dumps(one) for one in self.before)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def counted() -> list[str]:
    return []


@pytest.fixture
def client(server: Played, box: Box, counted: list[str]) -> Iterator[NetworkClient]:
    network = Network(server.url, "bap.example", "https://bap.example", ttl=1, deadline=1.2)
    for action in ("search", "select", "init", "confirm", "status"):
        server.say(f"/{action}", ACK)
    made = NetworkClient(network, now=lambda: NOW, new_id=lambda: TRANSACTION, callbacks=box, count=counted.append)
    with closing(made) as client:
        yield client


def confirm(client: NetworkClient) -> Progress:
    return client.confirm(TRANSACTION, TERMS, customer=CUSTOMER, meter="MTR-0001")


def failure(call: Callable[[], object]) -> Failure:
    with pytest.raises(ToolError) as raised:
        call()
    return raised.value.failure


def test_each_step_is_answered_by_its_callback(client: NetworkClient, box: Box, server: Played) -> None:
    box.after = [(0.05, entry("select", order()))]
    assert client.select(TRANSACTION, OFFER) == QUOTE
    box.after = [(0.05, entry("init", order()))]
    assert client.init(TRANSACTION, QUOTE, "MTR-0001").quote == QUOTE
    box.after = [(0.05, entry("confirm", order(id="9001")))]
    assert confirm(client) == Progress("9001", "")
    box.after = [(0.05, entry("status", order(id="9001")))]
    assert client.status(CheckOrder(Kind.SOLAR, TRANSACTION, "9001")) == Progress("9001", "")
    assert [asked.path for asked in server.asked] == ["/select", "/init", "/confirm", "/status"]


def test_a_search_gathers_sellers_until_they_fall_silent(
    server: Played, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "SETTLED", 2.0)
    network = Network(server.url, "bap.example", "https://bap.example", ttl=1, deadline=20)
    server.say("/search", ACK)
    box.after = [(0.05, entry("search", catalogue(ITEM))), (0.2, entry("search", catalogue(OTHER)))]
    begun = time.monotonic()
    with closing(NetworkClient(network, now=lambda: NOW, new_id=lambda: TRANSACTION, callbacks=box)) as client:
        assert [offer.item_id for offer in client.search(Kind.SOLAR, TRANSACTION)] == ["701", "702"]
    assert time.monotonic() - begun < 10


def test_a_search_of_one_seller_ends_with_his_answer(server: Played, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "SETTLED", 20.0)
    network = Network(server.url, "bap.example", "https://bap.example", BPP_ID, "https://b.example", ttl=1, deadline=30)
    server.say("/search", ACK)
    box.after = [(0.05, entry("search", catalogue(ITEM)))]
    begun = time.monotonic()
    with closing(NetworkClient(network, now=lambda: NOW, new_id=lambda: TRANSACTION, callbacks=box)) as client:
        assert len(client.search(Kind.SOLAR, TRANSACTION)) == 1
    assert time.monotonic() - begun < 10


def test_silence_is_silence_for_a_read_and_unknown_for_a_confirm(client: NetworkClient, box: Box) -> None:
    assert failure(lambda: client.search(Kind.SOLAR, TRANSACTION)) is Failure.SILENT
    assert failure(lambda: client.select(TRANSACTION, OFFER)) is Failure.SILENT
    assert failure(lambda: confirm(client)) is Failure.UNKNOWN
    assert box.ended >= 3


def test_an_answer_to_an_earlier_choice_is_passed_over(client: NetworkClient, box: Box) -> None:
    earlier = order(items=[OTHER])
    box.after = [(0.02, entry("select", earlier)), (0.1, entry("select", order()))]
    assert client.select(TRANSACTION, OFFER) == QUOTE


def test_a_refusal_is_heard_at_once(client: NetworkClient, box: Box) -> None:
    box.after = [(0.02, entry("confirm", error={"code": "1"}))]
    assert failure(lambda: confirm(client)) is Failure.REJECTED


@pytest.mark.parametrize(
    ("said", "read", "written"),
    [
        (nack(400), Failure.REJECTED, Failure.REJECTED),
        (nack(202), Failure.REJECTED, Failure.REJECTED),
        (Said(b"<html>", 500, "text/html"), Failure.UNAVAILABLE, Failure.UNKNOWN),
        (Said(b"<html>", 200, "text/html"), Failure.GARBLED, Failure.UNKNOWN),
        (Said.json({"responses": []}), Failure.GARBLED, Failure.UNKNOWN),
        (Said(cut=True), Failure.UNAVAILABLE, Failure.UNKNOWN),
        (Said(endless=True), Failure.GARBLED, Failure.UNKNOWN),
    ],
    ids=["NACK 400", "NACK 202", "HTML 500", "HTML 200", "sync mode", "a closed connection", "endless"],
)
def test_what_is_no_acknowledgement_has_its_name(
    client: NetworkClient, server: Played, said: Said, read: Failure, written: Failure
) -> None:
    server.say("/select", said)
    server.say("/confirm", said)
    assert failure(lambda: client.select(TRANSACTION, OFFER)) is read
    assert failure(lambda: confirm(client)) is written
    assert [asked.path for asked in server.asked].count("/confirm") == 1


def test_a_confirm_whose_acknowledgement_was_lost_is_settled_by_its_callback(
    client: NetworkClient, server: Played, box: Box
) -> None:
    server.say("/confirm", Said(cut=True))
    box.after = [(0.1, entry("confirm", order(id="9001")))]
    assert confirm(client).number == "9001"


def test_where_callbacks_cannot_be_kept_nothing_is_sent(client: NetworkClient, server: Played, box: Box) -> None:
    box.away = True
    assert failure(lambda: confirm(client)) is Failure.UNAVAILABLE
    assert failure(lambda: client.select(TRANSACTION, OFFER)) is Failure.UNAVAILABLE
    assert server.asked == []


def test_what_a_dead_workers_confirm_was_answered_settles_it_without_asking(
    client: NetworkClient, server: Played, box: Box
) -> None:
    box.before = [entry("confirm", order(id="9001"))]
    assert client.placed(TRANSACTION, OFFER, CUSTOMER).number == "9001"
    assert server.asked == []
    box.before = []
    assert failure(lambda: client.placed(TRANSACTION, OFFER, CUSTOMER)) is Failure.SILENT
    assert [asked.path for asked in server.asked] == ["/status"]


def test_what_is_forgiven_is_counted_by_name(client: NetworkClient, box: Box, counted: list[str]) -> None:
    box.after = [(0.02, entry("select", order(payments=[{"status": "PAID"}])))]
    client.select(TRANSACTION, OFFER)
    assert sorted(counted) == [
        "beckn_answers:select:answered",
        "beckn_deviation:another_message_id",
        "beckn_deviation:markup_in_a_description",
        "beckn_deviation:paid_before_anyone_paid",
    ]


@pytest.mark.parametrize(
    ("posted", "outcome"),
    [
        (entry("confirm", order(id="9001")), OrderConfirmed(Progress("9001", ""))),
        (entry("status", order(id="9001")), OrderConfirmed(Progress("9001", ""))),
        (entry("confirm", error={"code": "1"}), Failed(Failure.REJECTED)),
        (entry("confirm", order(id="9001", status="CANCELLED")), Failed(Failure.REJECTED)),
        (entry("status", order(id="9001", status="CANCELLED")), None),
        (entry("status", error={"code": "1"}), None),
        (entry("confirm", order()), None),
        (entry("select", order(id="9001")), None),
    ],
)
def test_a_callback_says_how_an_order_stands(posted: Thing, outcome: OrderConfirmed | Failed | None) -> None:
    assert read_callback(posted).outcome == outcome


def test_a_repetition_bears_the_same_mark_and_another_answer_another() -> None:
    one, other = entry("confirm", order(id="1")), entry("confirm", order(id="2"))
    assert read_callback(one).mark == read_callback(one).mark != read_callback(other).mark


@pytest.mark.parametrize("posted", [{}, {"context": {"action": "on_x", "transaction_id": "t", "bpp_id": 5}}])
def test_what_is_no_callback_is_refused(posted: Thing) -> None:
    with pytest.raises(NoCallback):
        read_callback(posted)


def test_an_action_that_is_no_answer_is_ignored() -> None:
    with pytest.raises(Ignored):
        read_callback({"context": {"action": "search", "transaction_id": "t"}, "error": {"code": 1}})


@pytest.mark.parametrize("stranger", ["evil.example", None, ["bpp.example"]])
def test_only_the_seller_who_was_asked_is_heard(
    client: NetworkClient, box: Box, counted: list[str], stranger: object
) -> None:
    forged = entry("confirm", order(id="6666"), seller=stranger)
    refused = entry("confirm", error={"code": "1"}, seller=stranger)
    box.after = [(0.02, forged), (0.04, refused), (0.1, entry("confirm", order(id="9001")))]
    assert confirm(client) == Progress("9001", "")
    kind = "context_without_seller" if stranger is None else "another_seller"
    assert counted.count(f"beckn_deviation:{kind}") == 2
    box.after, box.before = [(0.02, entry("status", error={"code": "1"}, seller=stranger))], [forged, refused]
    assert failure(lambda: client.placed(TRANSACTION, OFFER, CUSTOMER)) is Failure.SILENT


def test_a_late_callback_tells_who_says_it() -> None:
    said = entry("confirm", order(id="9001"), seller="evil.example")
    assert read_callback(said).bpp_id == "evil.example"
