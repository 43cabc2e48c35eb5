"""How far a seller's quote is believed, and what a customer is shown to approve."""

import pytest

from tests.tools.market import ITEM, OFFER, QUOTE, TERMS, TRANSACTION, Thing, answered, entry, order, responses
from tools.beckn import codec, hearing
from tools.beckn.hearing import Heard
from tools.beckn.outgoing import Action
from tools.beckn.terms import FREE, NOT_STATED, cancellation_of, digest, is_unchanged, payment_of, terms
from tools.contract import Failure, ToolError
from tools.offers import Cancellation, CancellationKind, Kind, Money, Offer, Payment, PriceLine, Progress, Quote
from tools.reading import flag, moment, number, words

USD_9000 = Money(900000, "USD")


def heard(message: object, action: Action = Action.SELECT) -> Heard:
    return hearing.hear(200, answered(action, message).body, action=action, transaction=TRANSACTION)


def fee(*, percent: float | None = None, of: Money | None = None) -> Cancellation:
    return Cancellation(CancellationKind.FEE, percent, of)


def price(value: str, currency: str = "USD") -> Thing:
    return {"value": value, "currency": currency}


def line(title: str, value: str, currency: str = "USD") -> Thing:
    return {"title": title, "price": price(value, currency)}


def quoted(total: Thing, *breakup: Thing) -> Quote:
    return codec.quoted(heard(order(quote={"price": total, "breakup": list(breakup)})), OFFER)


def test_a_quote_that_is_the_items_price_is_believed() -> None:
    assert quoted(price("9000")) == QUOTE


def test_a_breakup_that_sums_is_shown() -> None:
    quote = quoted(price("9000"), line("Set", "8500"), line("Tax", "700"), line("Discount", "-200"))
    assert not quote.disputed
    assert quote.lines[2] == PriceLine("Discount", Money(-20000, "USD"))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("BASE PRICE", "Base Price"),
        ("TAX", "Tax"),
        ("GST (18%)", "GST (18%)"),
        ("DELIVERY AND VAT", "Delivery And VAT"),
        ("Item Price", "Item Price"),
        ("base price", "base price"),
        ("कर", "कर"),
        ("", ""),
    ],
)
def test_a_title_in_capitals_alone_is_made_readable(title: str, shown: str) -> None:
    assert [one.title for one in quoted(price("9000"), line(title, "9000")).lines] == [shown]


def test_a_tax_on_top_of_the_items_price_is_believed() -> None:
    quote = quoted(price("9810"), line("Set", "9000"), line("Tax", "810"))
    assert (quote.price, quote.disputed) == (Money(981000, "USD"), False)


@pytest.mark.parametrize(
    ("total", "breakup"),
    [
        (price("100", "INR"), []),
        (price("100"), []),
        (price("9000"), [line("Set", "2000", "INR"), line("Tax", "174", "INR")]),
        (price("9000"), [line("Set", "9000"), line("Tax", "810")]),
        (price("9000"), [line("Set", "nine thousand")]),
        (price("100", "INR"), [line("Set", "2000"), line("Tax", "174")]),
        (price("soon"), []),
    ],
)
def test_a_quote_in_doubt_shows_the_items_price_and_says_that_the_seller_must_confirm(
    total: Thing, breakup: list[Thing]
) -> None:
    quote = quoted(total, *breakup)
    assert quote.disputed
    assert quote.price == USD_9000
    assert quote.lines == ()


def test_an_order_without_any_quote_keeps_the_items_price() -> None:
    assert codec.quoted(heard(order(quote=None)), OFFER) == QUOTE


def test_a_purchase_without_any_price_is_unreadable_but_a_programme_needs_none() -> None:
    free = {key: part for key, part in ITEM.items() if key != "price"}
    unpriced = Offer("x", Kind.SOLAR, "Set", "Seller", "70", "", None, item_id="701")
    with pytest.raises(ToolError):
        codec.quoted(heard(order(items=[free], quote=None)), unpriced)
    programme = Offer("x", Kind.DFP, "Program", "Seller", "70", "", None, item_id="701")
    quote = codec.quoted(heard(order(items=[free], quote=None)), programme)
    assert (quote.price, quote.disputed) == (None, False)


def test_an_answer_about_another_item_is_not_taken_for_the_chosen_one() -> None:
    with pytest.raises(ToolError) as raised:
        codec.quoted(heard(order(items=[{**ITEM, "id": "999"}])), OFFER)
    assert raised.value.failure is Failure.GARBLED


def test_an_answer_that_names_no_item_is_about_the_chosen_one() -> None:
    assert codec.quoted(heard(order(items=[])), OFFER) == QUOTE


def test_the_fulfilment_id_of_the_answer_replaces_the_advertised_one() -> None:
    quote = codec.quoted(heard(order(fulfillments=[{"id": "18"}])), OFFER)
    assert quote.offer.fulfilment_id == "18"


def test_bank_details_are_never_relayed_and_paid_is_not_believed() -> None:
    bank = {"bank_account": "000111222333", "bank_code": "XBANK", "bank_account_name": "Somebody"}
    paid = {"collected_by": "BPP", "status": "PAID", "type": "PRE-ORDER", "params": bank, "url": "https://pay.example"}
    offered = codec.offered_terms(heard(order(payments=[paid, paid]), Action.INIT), OFFER)
    assert offered.payment is Payment.PRE_ORDER
    for secret in ("000111222333", "XBANK", "Somebody", "PAID", "pay.example"):
        assert secret not in repr(offered)


@pytest.mark.parametrize(
    ("order_", "payment"),
    [
        ({"payments": [{"type": "POST-FULFILLMENT"}]}, Payment.POST_FULFILLMENT),
        ({"payments": [{"type": "whenever"}, {"type": "on-fulfillment"}]}, Payment.ON_FULFILLMENT),
        ({"payments": "none"}, Payment.NOT_STATED),
        ({}, Payment.NOT_STATED),
    ],
)
def test_when_to_pay_is_one_of_four_times_or_not_stated(order_: Thing, payment: Payment) -> None:
    assert payment_of(order_) is payment


@pytest.mark.parametrize(
    ("listed", "cancellation"),
    [
        ([], NOT_STATED),
        ([{"cancellation_fee": {"percentage": "0"}}], FREE),
        ([{"cancellation_fee": {"percentage": "0"}}, {"cancellation_fee": {"percentage": "12.5"}}], fee(percent=12.5)),
        ([{"cancellation_fee": {"amount": price("50")}}], fee(of=Money(5000, "USD"))),
        ([{"cancellation_fee": {"amount": price("0")}}], FREE),
        ([{"cancellation_fee": {"amount": "a little"}}], fee()),
        ([{"cancellation_eligible": True}], FREE),
        ([{"reason_required": True}], NOT_STATED),
    ],
)
def test_what_a_cancellation_costs(listed: list[Thing], cancellation: Cancellation) -> None:
    assert cancellation_of({"cancellation_terms": listed}) == cancellation


def test_the_digest_is_over_quote_payment_and_cancellation() -> None:
    assert is_unchanged(TERMS)
    other = Quote(OFFER, Money(900001, "USD"))
    fees = (fee(percent=5.0), fee(percent=6.0), fee(of=Money(500, "USD")), fee(of=Money(500, "EUR")), fee(), FREE)
    digests = {digest(quote, when, cost) for quote in (QUOTE, other) for when in Payment for cost in fees}
    assert len(digests) == 2 * 5 * 6
    assert terms(QUOTE, Payment.ON_FULFILLMENT, FREE).digest == digest(QUOTE, Payment.ON_FULFILLMENT, FREE)


@pytest.mark.parametrize(
    ("changes", "milestone"),
    [
        (
            {"status": "ACTIVE", "fulfillments": [{"state": {"descriptor": {"code": "ORDER_DELIVERED"}}}]},
            "ORDER_DELIVERED",
        ),
        ({"fulfillments": [{"id": "5"}, {"state": {"descriptor": {"name": "order received"}}}]}, "ORDER_RECEIVED"),
        ({"status": "Cancelled", "fulfillments": [{"state": {"descriptor": {"code": "X"}}}]}, "CANCELLED"),
        ({"status": "COMPLETE"}, "COMPLETE"),
        ({}, ""),
    ],
)
def test_progress_is_the_fulfilments_state_because_the_status_stays_active(changes: Thing, milestone: str) -> None:
    assert codec.progress(heard(order(id="9", **changes), Action.STATUS), "9") == Progress("9", milestone)


def test_the_first_answer_that_holds_an_order_counts() -> None:
    body = responses(entry("status", {"order": None}), entry("status", order(id="9"))).body
    answer = hearing.hear(200, body, action=Action.STATUS, transaction=TRANSACTION)
    assert codec.progress(answer).number == "9"


@pytest.mark.parametrize(
    ("value", "read"), [("1.5", 1.5), (2, 2.0), ("x", None), (None, None), ("inf", None), (True, None)]
)
def test_foreign_numbers_are_read_or_left(value: object, read: float | None) -> None:
    assert number(value) == read


def test_foreign_words_flags_and_moments_are_read_or_left() -> None:
    foreign: tuple[object, ...] = (" a ", 3, "", [], False)
    assert [words(value) for value in foreign] == ["a", "3", None, None, None]
    assert [flag(value) for value in (True, "YES", 1, "no", None)] == [True, True, True, False, False]
    assert moment("2026-03-01T10:00:00+02:00") == moment("2026-03-01T08:00:00") == moment("2026-03-01T08:00:00Z")
    assert moment("yesterday") is None
