"""Programmes that a home may or may not join, where a transcript would be too long to read."""

from dataclasses import replace

import pytest

from bot.flows.draft import Draft, begin
from bot.flows.possible import MOST_ASKED, doubts, found
from bot.flows.possible import STEPS as POSSIBLE
from bot.flows.scene import Scene
from bot.model.command import Say
from bot.model.contact import Contact
from bot.model.event import TimeUp
from bot.model.ids import ContactId, EventId, Ids, TimerId
from bot.model.session import Business, Session
from bot.store.codec import Codec
from bot.store.sealing import Sealer
from tests.flows.house import CODES, PROMPTS
from tests.flows.literals import START
from tests.flows.on_offer import DFP
from tools.contract import OffersFound
from tools.economics.eligibility import Applicant, Doubt, Eligibility, eligibility
from tools.offers import Category, Kind, Offer, ProgrammeTerms

MANY = tuple(
    replace(DFP[2], id=f"b{place}", name=f"Battery {place}", programme=ProgrammeTerms(equipment=f"Thing {place}"))
    for place in range(MOST_ASKED + 3)
)
SMALL = tuple(
    replace(DFP[2], id=f"m{place}", name=f"Big {place}", programme=ProgrammeTerms(minimum_load_kw=50))
    for place in range(5)
)


def draft(locale: str = "en") -> Draft:
    contact = ContactId("contact-1")
    event = TimeUp(EventId("event-1"), START, TimerId("timer-1"), "dfp", "search", 1, START)
    session = Session(contact, flow="dfp", step="search", business=Business("t", Kind.DFP))
    return begin(
        Scene(event, Contact(contact, locale=locale), session, (), None, START, Ids(event.id), PROMPTS.say, CODES)
    )


def offered(offers: tuple[Offer, ...], applicant: Applicant, locale: str = "en") -> Draft:
    judged = {offer.id: eligibility(offer.programme, applicant) for offer in offers}
    return POSSIBLE["equipment"].enter(found(draft(locale), OffersFound(offers, judged)))


def test_equipment_beyond_the_question_stays_a_doubt() -> None:
    asked = offered(MANY, Applicant(9.0))
    assert len(asked.choices) == MOST_ASKED + 1
    hear = POSSIBLE["equipment"].hear
    told = hear(asked, Say("deny"))
    assert told is not None
    sifted = POSSIBLE["equipment"].enter(told)
    assert sifted.session.business is not None
    left = sifted.session.business.offers
    assert [offer.name for offer in left] == ["Battery 5", "Battery 6", "Battery 7"]
    assert doubts(sifted, left[0]) == ("it needs Thing 5, and I did not ask whether you have that",)


def test_of_many_programmes_left_out_the_first_are_named_and_the_others_counted() -> None:
    told = offered(SMALL, Applicant(3.0))
    assert told.said[0].startswith("Not possible for your home and left out: Big 0, Big 1, Big 2 and 2 more (asks for")
    assert told.session.step == "trouble"


@pytest.mark.parametrize("locale", PROMPTS.locales)
@pytest.mark.parametrize("doubt", Doubt)
def test_every_doubt_has_words(locale: str, doubt: Doubt) -> None:
    terms = ProgrammeTerms(minimum_load_kw=5, category=Category.COMMERCIAL, equipment="Home battery")
    offer = replace(DFP[0], programme=terms)
    here = draft(locale)
    business = Business("t", Kind.DFP, offers=(offer,), eligibility={offer.id: Eligibility(doubts=(doubt,))})
    (words,) = doubts(here.with_business(business), offer)
    assert words
    assert not words.endswith((".", "।"))


def test_without_a_business_there_is_nothing_to_doubt_and_nothing_to_sift() -> None:
    alone = draft().with_business(None)
    assert doubts(alone, DFP[0]) == ()
    assert POSSIBLE["equipment"].enter(alone).session.step == "start"


def test_what_a_home_may_join_and_has_comes_back_from_the_store_and_what_it_has_is_sealed() -> None:
    codec = Codec(Sealer({"k1": b"1" * 32}, b"hash key of the tests"))
    asked = offered(MANY[:1], Applicant(9.0))
    assert codec.read(codec.write(asked.session), Session) == asked.session
    contact = Contact(ContactId("c"), equipment={"home battery": True})
    stored = codec.write(contact)
    assert b"battery" not in stored
    assert codec.read(stored, Contact) == contact
    assert codec.read(b'1 {"id":"c","addresses":[]}', Contact) == Contact(ContactId("c"))
