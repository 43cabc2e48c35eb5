"""Whole journeys over real HTTP: signed webhooks, real client libraries, the web chat's socket."""

import re

import pytest

from tests.journeys.conftest import NewCustomer
from tests.journeys.house import House

CHANNELS = ("sms", "whatsapp", "telegram", "web")


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_customer_gets_solar_from_the_first_hello_to_where_is_my_order(
    house: House, customer: NewCustomer, meter: str, channel: str
) -> None:
    ada = customer(channel, meter)
    ada.says("hello")
    ada.hears("Hello, this is Wattline", "What can I do for you?")
    ada.says("I want solar")
    ada.proves_who_it_is()
    ada.hears("I found 6 solar offers", "Goldcrest Family 5.6 kW rooftop solar", "$14,560.00", "Which one?")
    ada.picks("Cooperative Roof 4.8 kW solar share")
    terms = ada.hears("Please read the terms. Cooperative Roof 4.8 kW solar share, from Tern Island Cooperative")
    assert "Price: $11,040.00" in terms
    assert "Nothing is ordered yet" in terms
    ada.picks("Order this")
    placed = ada.hears("Cooperative Roof 4.8 kW solar share is ordered from Tern Island Cooperative")
    number = re.search(r"Your order number is ([^.]+)\.", placed)
    assert number
    assert number[1] in {order["number"] for order in house.wire.orders()}
    ada.says("where is my order?")
    ada.hears(f"number {number[1]}", "the seller has received your order")
