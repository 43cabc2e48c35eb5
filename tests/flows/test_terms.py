"""What terms say in plain words, and that they come back from the store as they were."""

from dataclasses import replace

import pytest

from bot.flows import terms
from bot.flows.catalogue import ERRANDS
from bot.flows.draft import begin
from bot.flows.scene import Scene
from bot.model.contact import Contact
from bot.model.event import TimeUp
from bot.model.ids import ContactId, EventId, Ids, TimerId
from bot.model.session import Session
from bot.store.codec import Codec
from bot.store.sealing import Sealer
from channels.messages import Choice, OutboundMessage
from channels.rendering import fit
from channels.twilio import ABILITIES
from channels.twilio_webhooks import SMS, WHATSAPP
from tests.flows.house import CODES, PROMPTS
from tests.flows.literals import START, quote_of, terms_of
from tests.flows.on_offer import DFP, SOLAR, dollars
from tools.offers import Cancellation, CancellationKind, Category, Money, Offer, Payment, ProgrammeTerms, Quote, Terms

FREE = Cancellation(CancellationKind.FREE)
COSTS = (
    Cancellation(),
    FREE,
    Cancellation(CancellationKind.FEE),
    Cancellation(CancellationKind.FEE, percent=12.5),
    Cancellation(CancellationKind.FEE, fee=Money(5000, "USD")),
)


def said(agreed: Terms, locale: str = "en") -> tuple[str, ...]:
    contact = ContactId("contact-1")
    event = TimeUp(EventId("event-1"), START, TimerId("timer-1"), "solar", "terms", 1, START)
    scene = Scene(
        event, Contact(contact, locale=locale), Session(contact), (), None, START, Ids(event.id), PROMPTS.say, CODES
    )
    return terms.lines(begin(scene), agreed, ERRANDS[agreed.quote.offer.kind])


def agreed(offer: Offer, payment: Payment = Payment.PRE_ORDER, cancellation: Cancellation = FREE) -> Terms:
    return Terms(quote_of(offer), payment, cancellation, "digest")


def line(lines: tuple[str, ...], start: str) -> str | None:
    return next((one for one in lines if one.startswith(start)), None)


@pytest.mark.parametrize(
    ("payment", "words"),
    [
        (Payment.NOT_STATED, "Payment: the seller does not say when"),
        (Payment.PRE_ORDER, "Payment: when you order"),
        (Payment.PRE_FULFILLMENT, "Payment: before the installation"),
        (Payment.ON_FULFILLMENT, "Payment: at the installation"),
        (Payment.POST_FULFILLMENT, "Payment: after the installation"),
    ],
)
def test_when_a_purchase_is_paid_is_said_in_plain_words(payment: Payment, words: str) -> None:
    assert line(said(agreed(SOLAR[0], payment)), "Payment") == words


def test_a_programme_has_words_of_its_own_for_when_to_pay() -> None:
    quote = Quote(DFP[0], dollars(20))
    told = said(Terms(quote, Payment.POST_FULFILLMENT, FREE, "digest"))
    assert line(told, "Payment") == "Payment: after the programme has run"


def test_where_there_is_nothing_to_pay_nothing_is_said_of_when() -> None:
    free = Terms(Quote(DFP[0], dollars(0)), Payment.POST_FULFILLMENT, FREE, "digest")
    unpriced = agreed(DFP[0], Payment.NOT_STATED)
    assert line(said(free), "Payment") is None
    assert line(said(unpriced), "Payment") is None


def test_a_price_in_doubt_has_its_time_of_payment_all_the_same() -> None:
    quote = replace(quote_of(SOLAR[0], disputed=True), price=dollars(0))
    told = said(Terms(quote, Payment.ON_FULFILLMENT, FREE, "digest"))
    assert line(told, "Payment") == "Payment: at the installation"


@pytest.mark.parametrize(
    ("cancellation", "words"),
    [
        (COSTS[0], "the seller does not say what it costs"),
        (COSTS[1], "costs nothing"),
        (COSTS[2], "costs something, but the seller does not say how much"),
        (COSTS[3], "costs 12.5 % of the price"),
        (COSTS[4], "costs $50.00"),
    ],
)
def test_what_a_cancellation_costs_is_said_in_plain_words(cancellation: Cancellation, words: str) -> None:
    assert line(said(agreed(SOLAR[0], cancellation=cancellation)), "Cancellation") == f"Cancellation: {words}"


@pytest.mark.parametrize("locale", PROMPTS.locales)
@pytest.mark.parametrize("offer", [SOLAR[0], DFP[0]], ids=lambda offer: offer.kind)
def test_no_code_of_the_network_reaches_a_customer(locale: str, offer: Offer) -> None:
    for payment in Payment:
        for cancellation in COSTS:
            text = "\n".join(said(agreed(offer, payment, cancellation), locale))
            assert not any(f": {code}" in text for code in (*Payment, *CancellationKind, "fee:"))


@pytest.mark.parametrize("cancellation", COSTS, ids=str)
@pytest.mark.parametrize("payment", Payment)
def test_terms_come_back_from_the_store_as_they_were(payment: Payment, cancellation: Cancellation) -> None:
    codec = Codec(Sealer({"k1": b"1" * 32}, b"hash key of the tests"))
    kept = replace(terms_of(quote_of(SOLAR[0])), payment=payment, cancellation=cancellation)
    assert codec.read(codec.write(kept), Terms) == kept


def test_no_penalty_and_no_minimum_are_said_as_such() -> None:
    mild = ProgrammeTerms(reward_low=Money(100, "USD"), penalty_percent=0.0, minimum_load_kw=0.0)

    lines = said(agreed(replace(DFP[0], programme=mild)))

    assert "No penalty for poor results" in lines
    assert "No minimum: any kW you shift counts" in lines


SHORT = 900
"""The most characters of a programme's terms without its choices: six text messages in plain letters."""


@pytest.mark.parametrize("locale", PROMPTS.locales)
@pytest.mark.parametrize("channel", [SMS, WHATSAPP])
def test_a_programme_is_one_short_message_in_every_language(locale: str, channel: str) -> None:
    full = ProgrammeTerms(
        reward_low=dollars(3),
        reward_high=dollars(4.5),
        yearly=dollars(250),
        bonus_percent=15,
        penalty_percent=50,
        minimum_load_kw=5,
        events_a_year=12,
        notice_hours=24,
        equipment="Home battery",
        category=Category.RESIDENTIAL,
    )
    text = "\n".join(said(agreed(replace(DFP[0], programme=full)), locale))
    choices = tuple(Choice(str(number), "Enrol me, automatic") for number in range(4))
    assert len(text) < SHORT
    assert len(fit(OutboundMessage(text, choices), ABILITIES[channel])) == 1


def test_the_message_of_a_programme_has_reward_bonus_penalty_events_and_notice() -> None:
    starts = ("Reward: ", "Bonus for ", "Penalty for ", "Events: ", "Notice: ", "Minimum: ", "Taking part: ")
    told = said(agreed(DFP[0]))
    assert all(line(told, start) for start in starts)
    assert line(told, "The programme does not say") is None


def test_where_a_programme_is_silent_that_is_said() -> None:
    told = said(agreed(replace(DFP[0], programme=None)))
    silent = "The programme does not say: bonus, penalty, events a year, notice before an event"
    assert (told[1], told[2]) == ("Reward: the programme does not say what it pays", silent)
