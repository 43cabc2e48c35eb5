"""How events are joined: what is kept, and that nothing becomes automatic by a guess."""

from dataclasses import replace

from bot.model.command import Choose, Reading, Say
from bot.model.order import Joining, Order
from bot.store.codec import Codec
from bot.store.sealing import Sealer
from channels.messages import Text
from tests.flows.house import House
from tests.flows.playing import WEB, Play
from tests.flows.test_transcripts import FOLDER


def played(name: str) -> House:
    """A house after a transcript."""
    play = Play()
    list(play.lines((FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()))
    return play.house


def test_an_enrolment_keeps_what_was_chosen_with_its_approval() -> None:
    (order,) = played("joining_with_code").person(WEB).orders.values()
    assert order.joining is Joining.AUTOMATIC


def test_a_plain_yes_means_to_be_asked_each_time() -> None:
    (order,) = played("dfp").person(WEB).orders.values()
    assert order.joining is Joining.ASK


def test_nothing_becomes_automatic_by_a_guess() -> None:
    house = played("joining_with_code")
    person = house.person(WEB)
    (order,) = person.orders.values()
    person.orders[order.id] = replace(order, joining=Joining.ASK)
    house.hears(WEB, Text("words"), Reading((Say("event_settings"),), 1.0))
    house.hears(WEB, Text("words"), Reading((Choose("automatic"),), 0.5))
    assert person.orders[order.id].joining is Joining.ASK
    assert house.replies[-1].message.choices
    house.hears(WEB, Text("words"), Reading((Choose("automatic"),), 1.0))
    assert person.orders[order.id].joining is Joining.AUTOMATIC


def test_an_order_without_a_way_of_joining_was_to_be_asked() -> None:
    codec = Codec(Sealer({"k1": b"1" * 32}, b"hash key of the tests"))
    (order,) = played("joining_with_code").person(WEB).orders.values()
    stored = codec.write(order).replace(b',"joining":"automatic"', b"")
    assert codec.read(codec.write(order), Order) == order
    assert codec.read(stored, Order) == replace(order, joining=Joining.ASK)
