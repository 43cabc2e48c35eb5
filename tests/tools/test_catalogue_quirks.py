"""What real sellers' answers look like, quirk by quirk, with data written for the purpose."""

import pytest

from tests.tools.market import BPP_ID, BPP_URI, ITEM, OFFER, TRANSACTION, Thing, answered, catalogue, entry, order
from tests.tools.playing import Played
from tools.beckn import codec
from tools.beckn.catalogue import offers_of, rating_of
from tools.beckn.client import NetworkClient
from tools.beckn.hearing import hear
from tools.beckn.kinds import is_programme, is_solar_system, power_kw, storage_kwh
from tools.beckn.outgoing import DOMAINS, Action
from tools.beckn.plain import plain
from tools.beckn.prices import money, price_of
from tools.beckn.tags import groups_of, tags_of
from tools.contract import CheckOrder
from tools.offers import Kind, Money, Offer, Progress
from tools.reading import within


def offers(*items: Thing, kind: Kind = Kind.SOLAR, **provider: object) -> list[Offer]:
    return list(offers_of(entry("search", catalogue(*items, **provider)), kind))


def named(name: str, **fields: object) -> Thing:
    return {"id": "1", "descriptor": {"name": name}, **fields}


def tag(value: str, **descriptor: str) -> Thing:
    return {"descriptor": descriptor, "value": value}


def test_an_ordinary_item_becomes_an_offer() -> None:
    assert offers(ITEM) == [OFFER]


def test_html_and_style_in_long_desc_become_text() -> None:
    html = "<style>td { border: 0 }</style><p>A&nbsp;<b>5 kW</b> set.</p>\n"
    table = "<table><tr><td>Cells</td><td>72</td></tr></table>"
    assert plain(html + table) == "A 5 kW set. Cells 72"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<script>alert('x')</script>Buy", "Buy"),
        ("<img src=x onerror=alert(1)>Roof", "Roof"),
        ("1 &lt; 2 &amp; 3 > 2", "1 < 2 & 3 > 2"),
        ("a\x00b\x07c\u202edrow\u2066x\ufeff", "abcdrowx"),
        ("line\r\none\ttwo\u2028three", "line one two three"),
        ("सौर\u200dऊर्जा", "सौर\u200dऊर्जा"),
        ("Pay at https://evil.example/x?y=1 now", "Pay at now"),
        ("Pay at HTTP://evil.example or tg://resolve?domain=x", "Pay at or"),
        ("See www.evil.example.", "See"),
        ("See evil.example/pay, t.me/evil or a.b.evil.example:8443/x", "See or"),
        ("Write to @evil_bot (@other)", "Write to ( )"),
        (
            "3.5 kW, e.g. 24/7, 230/400 V, kW/h, 9.5/10 and/or No.1/2",
            "3.5 kW, e.g. 24/7, 230/400 V, kW/h, 9.5/10 and/or No.1/2",
        ),
        (
            "Panels @ 0.4 USD/W, 5@400 W, St. John's Inc. 1.2.2027",
            "Panels @ 0.4 USD/W, 5@400 W, St. John's Inc. 1.2.2027",
        ),
        ("सौर ऊर्जा 3.5 kW/दिन", "सौर ऊर्जा 3.5 kW/दिन"),
        (None, ""),
        ("   ", ""),
    ],
)
def test_what_cannot_be_shown_is_taken_out(html: str | None, text: str) -> None:
    assert plain(html) == text


def test_a_summary_ends_at_a_word_within_500_characters() -> None:
    text = plain("sunny " * 400)
    assert len(text) <= 500
    assert text.endswith("sunny…")
    assert len(plain("x" * 4000)) == 500


def test_a_hundred_thousand_open_tags_do_not_stop_the_reading() -> None:
    assert plain("<div>" * 100_000) == ""


@pytest.mark.parametrize(
    ("rating", "cleaned"),
    [("null", None), ("4.5", 4.5), (5, 5.0), ("6", None), (None, None), ("NaN", None), (True, None)],
)
def test_a_rating_of_null_is_none(rating: object, cleaned: float | None) -> None:
    assert rating_of(rating) == cleaned


@pytest.mark.parametrize(
    ("item", "is_panel"),
    [
        ({"descriptor": {"name": "Lithium kit for energy storage, solar and backup", "code": "Battery"}}, False),
        ({"descriptor": {"name": "6 kW panels, polycrystalline", "code": "Solar Panel"}}, True),
        (named("Solar panel kit with battery"), True),
        (named("Battery kit for solar panels"), False),
        (named("Hybrid solar inverter 5 kW"), False),
        (named("Solar charge controller"), False),
        (named("3.5 kWp photovoltaic set"), True),
        (named("sp-resi-009", tags=[{"list": [tag("3KW", code="system_capacity")]}]), True),
        (named("EX-500", tags=[{"list": [tag("50", code="Battery Capacity")]}]), False),
        (named("Garden lamp"), False),
    ],
)
def test_a_battery_listed_under_solar_is_told_from_a_panel(item: Thing, is_panel: bool) -> None:  # noqa: FBT001 -- of a table
    assert is_solar_system(item) is is_panel


def test_a_search_for_solar_returns_only_panels() -> None:
    battery = {**ITEM, "id": "9", "descriptor": {"name": "Storage for solar homes", "code": "Battery"}}
    assert [offer.item_id for offer in offers(battery, ITEM)] == ["701"]


def test_a_search_for_batteries_returns_what_says_how_much_it_holds() -> None:
    tagged = named("Harbor Keep", tags=[{"list": [tag("10 kWh", code="Battery Capacity")]}])
    tagged["descriptor"] = {"name": "Harbor Keep", "code": "Battery"}
    found = offers(tagged, ITEM, named("Solar panel kit with battery, 5 kWh"), named("A battery"), kind=Kind.BATTERY)
    assert [(offer.kind, offer.name, offer.storage_kwh) for offer in found] == [(Kind.BATTERY, "Harbor Keep", 10.0)]
    assert offers(tagged) == []


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Home battery 7,5 kWh", 7.5),
        ("Powerwall 13.5kWh", 13.5),
        ("Battery 5 kW", None),
        ("Battery 0.1 kWh toy", None),
        ("4 kW panels, 5,000 kWh a year", None),
    ],
)
def test_what_a_battery_holds_is_read_from_its_name(name: str, size: float | None) -> None:
    assert storage_kwh(named(name)) == size


def test_an_unclear_name_is_settled_by_the_category() -> None:
    shelf = [{"id": "3", "descriptor": {"name": "SOLAR ENERGY", "code": "SOLAR_ENERGY"}}]
    assert [offer.name for offer in offers(named("EX-500"), categories=shelf)] == ["EX-500"]
    assert offers(named("EX-500", category_ids=["4"]), categories=[*shelf, {"id": "4"}]) == []
    assert offers(named("EX-500")) == []


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("5KW set", 5.0),
        ("5,5 kWp set", 5.5),
        ("A 10 kWh store", None),
        ("400 W panel", 0.4),
        ("0.01 kW toy", None),
        ("A set", None),
    ],
)
def test_the_size_of_a_system_is_read_from_its_name(name: str, size: float | None) -> None:
    assert power_kw(named(name)) == size


@pytest.mark.parametrize("how", ["code", "name", "description"])
def test_tags_are_named_by_code_name_or_description(how: str) -> None:
    group = {"descriptor": {how: "Program Terms"}, "list": [tag("5 kW", **{how: "Minimum sanctioned load"})]}
    item: Thing = {"tags": [group]}
    assert groups_of(item) == {"program_terms"}
    assert tags_of(item) == {"minimum_sanctioned_load": "5 kW"}


def test_tags_without_a_descriptor_are_named_by_their_own_code() -> None:
    assert tags_of({"tags": {"code": "terms", "list": {"code": "bonus", "value": 15}}}) == {"bonus": "15"}


def test_a_tag_without_a_value_says_nothing() -> None:
    assert tags_of({"tags": [{"list": [{"code": "bonus"}, {"code": "bonus", "value": "5"}]}]}) == {"bonus": "5"}


def test_a_subsidy_is_no_programme() -> None:
    rebate = named("Smart charger incentive", tags=[{"descriptor": {"code": "subsidy_program_details"}, "list": []}])
    assert not is_programme(rebate)
    assert not is_programme(named("Rooftop Rebate"))
    assert is_programme(named("Home Battery Discharge Program"))
    assert is_programme(named("Evening saver", tags=[{"list": [tag("2", code="reward")]}]))
    assert offers(rebate, kind=Kind.DFP) == []


def test_the_same_item_id_at_two_sellers_gives_two_offers() -> None:
    shops = [{"id": shop, "items": [ITEM]} for shop in ("70", "71")]
    answer = entry("search", {"catalog": {"providers": shops}})
    first, second = offers_of(answer, Kind.SOLAR)
    assert first.id != second.id
    assert len(first.id) <= 12
    assert first.item_id == second.item_id == "701"
    assert second.provider == "71"


@pytest.mark.parametrize(
    "item",
    [
        {**ITEM, "id": None},
        {**ITEM, "id": "x" * 300},
        {**ITEM, "id": "a\nb"},
        {**ITEM, "descriptor": None},
        {**ITEM, "descriptor": {"name": "<b></b>", "code": "Solar Panel"}},
        "no item at all",
    ],
)
def test_an_item_without_a_usable_id_or_name_is_no_offer(item: object) -> None:
    answer = entry("search", {"catalog": {"providers": [{"id": "70", "items": [item]}]}})
    assert list(offers_of(answer, Kind.SOLAR)) == []


def test_a_missing_descriptor_short_desc_or_fulfilment_leaves_an_offer_that_says_less() -> None:
    bare: Thing = {"id": 7, "descriptor": {"short_desc": "2 kW solar set"}}
    offer = offers(bare, fulfillments=[{"id": 31}])[0]
    assert (offer.item_id, offer.name, offer.summary, offer.price) == ("7", "2 kW solar set", "", None)
    assert offer.fulfilment_id == "31"


def test_a_platforms_address_that_is_no_web_address_is_not_kept() -> None:
    answer: Thing = {"context": {"bpp_id": BPP_ID, "bpp_uri": "javascript:alert(1)"}, "message": catalogue(ITEM)}
    assert next(offers_of(answer, Kind.SOLAR)).bpp_uri is None
    assert OFFER.bpp_uri == BPP_URI


@pytest.mark.parametrize(
    ("price", "read"),
    [
        ({"value": "187500", "currency": "INR"}, Money(18750000, "INR")),
        ({"value": "1,87,500.50", "currency": "inr"}, Money(18750050, "INR")),
        ({"value": 900, "currency": "JPY"}, Money(900, "JPY")),
        ({"listed_value": "12.5", "currency": "USD"}, Money(1250, "USD")),
        ({"value": "-5", "currency": "USD"}, None),
        ({"value": "free", "currency": "USD"}, None),
        ({"value": "NaN", "currency": "USD"}, None),
        ({"value": "1e99", "currency": "USD"}, None),
        ({"value": "5"}, None),
        ({"value": "5", "currency": "dollars"}, None),
        ({}, None),
        ("5 USD", None),
    ],
)
def test_a_price_is_read_in_minor_units_or_not_at_all(price: object, read: Money | None) -> None:
    assert price_of(price) == read


def test_a_price_without_a_value_is_no_money() -> None:
    assert money(None, "USD") is None


def test_a_placeholder_price_on_confirm_and_status_is_never_read() -> None:
    price = {"value": "100", "currency": "INR"}
    body = answered("status", order(id="9001", quote={"price": price}, status="ACTIVE")).body
    heard = hear(200, body, action=Action.STATUS, transaction=TRANSACTION)
    assert codec.progress(heard) == Progress("9001", "ACTIVE")


@pytest.mark.parametrize("kind", Kind)
def test_a_status_is_asked_in_the_domain_of_its_order_for_another_answers_nothing(
    server: Played, network: NetworkClient, kind: Kind
) -> None:
    server.say("/status", answered("status", order(id="9001")))
    network.status(CheckOrder(kind, TRANSACTION, "9001"))
    assert within(server.asked[0].json, "context", "domain") == DOMAINS[kind]
    assert within(server.asked[0].json, "context", "transaction_id") == TRANSACTION
