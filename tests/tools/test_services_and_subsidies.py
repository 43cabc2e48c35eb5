"""Installers with the times at which they come, grid connections, and what a subsidy says."""

from dataclasses import replace
from datetime import date

import pytest

from tests.tools.market import ITEM, OFFER, SLOT, TRANSACTION, VISIT, Thing, answered, catalogue, entry, order
from tests.tools.playing import Played
from tools.beckn import codec
from tools.beckn.catalogue import offers_of
from tools.beckn.client import NetworkClient
from tools.beckn.hearing import hear
from tools.beckn.kinds import is_subsidy
from tools.beckn.outgoing import Action
from tools.beckn.subsidy import subsidy_of
from tools.contract import Failure, ToolError
from tools.offers import Kind, Money, Offer, Subsidy
from tools.reading import Json, sequence, within


def service(name: str, **fields: object) -> Thing:
    return {"id": "1", "descriptor": {"name": name, "code": name, "short_desc": "Roof work up to 4 kW"}, **fields}


def visit(number: str, start: str, end: str) -> Thing:
    return {"id": number, "stops": [{"time": {"range": {"start": start, "end": end}}}]}


FIRST = visit("21", "2026-11-26T17:00:00Z", "2026-11-26T19:00:00Z")
LATER = visit("22", "2026-11-30T17:00:00Z", "2026-11-30T19:00:00Z")


def offers(kind: Kind, *items: Thing, **provider: object) -> list[Offer]:
    return list(offers_of(entry("search", catalogue(*items, **provider)), kind))


def quoted(**changes: object) -> Offer:
    body = answered("select", order(**changes)).body
    return codec.quoted(hear(200, body, action=Action.SELECT, transaction=TRANSACTION), VISIT.offer).offer


def test_a_connection_among_installers_is_told_apart() -> None:
    goods = (service("xy-resi-004"), service("Grid Connection"))
    assert [offer.name for offer in offers(Kind.CONNECTION, *goods)] == ["Grid Connection"]
    assert [offer.name for offer in offers(Kind.SURVEY, *goods)] == ["Roof work up to 4 kW"]


def test_an_article_number_is_no_name() -> None:
    said = {"name": "ab-resi-01", "short_desc": "Roof work " * 10}
    assert len(offers(Kind.SURVEY, {"id": "1", "descriptor": said})[0].name) <= 60
    assert offers(Kind.SURVEY, {"id": "1", "descriptor": {"name": "ab-resi-01"}})[0].name == "ab-resi-01"
    assert offers(Kind.SURVEY, service("Roof crew 4"))[0].name == "Roof crew 4"


def test_the_times_of_a_visit_stand_soonest_first_and_only_those_of_the_item() -> None:
    one, other = (service("xy-1", fulfillment_ids=ids) for ids in ([], ["22"]))
    shelf: list[Thing] = [
        LATER,
        FIRST,
        {"id": "23"},
        visit("24", "soon", "later"),
        visit("25", "2026-11-30", "2026-11-29"),
    ]
    assert [slot.id for slot in offers(Kind.SURVEY, one, fulfillments=shelf)[0].slots] == ["21", "22"]
    assert [slot.id for slot in offers(Kind.SURVEY, other, fulfillments=shelf)[0].slots] == ["22"]
    assert offers(Kind.SURVEY, one, fulfillments=shelf)[0].slots[0] == SLOT


def test_a_panel_has_no_times_to_choose() -> None:
    assert offers(Kind.SOLAR, {**ITEM, "fulfillment_ids": ["21"]}, fulfillments=[FIRST])[0].slots == ()


def test_a_chosen_time_stands_only_where_the_answer_names_it_or_none() -> None:
    assert quoted(fulfillments=[{"id": "20"}, {"id": "21"}]).slot == SLOT
    assert quoted(fulfillments=[]).slot == SLOT
    other = quoted(fulfillments=[{"id": "9"}])
    assert (other.slot, other.fulfilment_id, other.slots) == (None, "9", (SLOT,))


def test_the_chosen_time_is_said_to_the_seller(server: Played, network: NetworkClient) -> None:
    server.say("/init", answered("init", order(fulfillments=[{"id": "21"}])))
    network.init(TRANSACTION, VISIT, "MTR-0001")
    fulfilment: Json = sequence(within(server.asked[0].json, "message", "order", "fulfillments"))[0]
    assert within(fulfilment, "id") == "21"
    assert within(sequence(within(fulfilment, "stops"))[0], "time", "range") == {
        "start": "2026-11-26T17:00:00.000Z",
        "end": "2026-11-26T19:00:00.000Z",
    }


@pytest.mark.parametrize(
    ("kind", "domain", "intent"),
    [
        (Kind.SURVEY, "deg:service", {"descriptor": {"name": "resi"}}),
        (Kind.CONNECTION, "deg:service", {"descriptor": {"name": "Connection"}}),
        (Kind.SUBSIDY, "deg:schemes", {"item": {"descriptor": {"name": "incentive"}}}),
    ],
)
def test_each_kind_is_sought_in_its_domain(
    server: Played, network: NetworkClient, kind: Kind, domain: str, intent: Thing
) -> None:
    server.say("/search", answered("search", catalogue()))
    network.search(kind, TRANSACTION)
    assert within(server.asked[0].json, "context", "domain") == domain
    assert within(server.asked[0].json, "message", "intent") == intent


@pytest.mark.parametrize("kind", [Kind.SURVEY, Kind.CONNECTION])
def test_a_service_without_any_price_is_unreadable(kind: Kind) -> None:
    body = answered("select", order(items=[], quote=None)).body
    heard = hear(200, body, action=Action.SELECT, transaction=TRANSACTION)
    with pytest.raises(ToolError) as raised:
        codec.quoted(heard, replace(OFFER, kind=kind, price=None))
    assert raised.value.failure is Failure.GARBLED


@pytest.mark.parametrize(
    ("tags", "subsidy"),
    [
        ({}, Subsidy()),
        ({"max_subsidy_amount_usd": "1500"}, Subsidy(Money(150000, "USD"))),
        ({"subsidy_amount": "₹ 78,000"}, Subsidy(Money(7800000, "INR"))),
        ({"amount": "500"}, Subsidy(Money(50000, "EUR"))),
        ({"amount": "10 %", "percent_of_price": "10 %"}, Subsidy(percent=10.0)),
        ({"amount": "generous", "percent": "a lot"}, Subsidy()),
        ({"percent": "400"}, Subsidy()),
        (
            {
                "valid_from": "2026-01-01",
                "deadline": "2027-06-30",
                "eligibility": "<b>Homes</b>",
                "application": "Online",
            },
            Subsidy(starts=date(2026, 1, 1), ends=date(2027, 6, 30), eligibility="Homes", application="Online"),
        ),
        ({"valid_until": "soon"}, Subsidy()),
    ],
)
def test_a_subsidy_says_how_much_from_when_for_whom_and_how(tags: dict[str, str], subsidy: Subsidy) -> None:
    assert subsidy_of(tags, "EUR") == subsidy


def test_a_subsidy_is_told_from_a_programme() -> None:
    tagged = service("Bonus", tags=[{"descriptor": {"code": "subsidy_program_details"}, "list": []}])
    goods = (tagged, service("Solar Rebate"), service("Peak Demand Program"), service("Incentive Program"))
    assert [is_subsidy(item) for item in goods] == [True, True, False, False]
    assert [offer.subsidy for offer in offers(Kind.SUBSIDY, *goods[:1])] == [Subsidy()]
