"""What is written reads the same, and nothing personal lies in it in clear."""

from dataclasses import replace
from datetime import date, timedelta

import orjson
import pytest

from bot.model.contact import Contact, Identity, Journey, Reachable
from bot.model.event import MessageReceived
from bot.model.ids import AccountId, ContactId, EventId
from bot.model.session import Business, Session
from bot.store.codec import SCHEMA
from bot.store.mailbox import Mailbox
from channels.messages import InboundMessage, Tap, Text
from tests.store.building import NOW, SMS, codec
from tests.tools.economics.homes import battery, case, panels, programme
from tools.beckn.terms import is_unchanged, terms
from tools.contract import CompareOptions, Failed, Failure
from tools.economics.comparing import compare
from tools.economics.comparison import Comparison, Supposition, Wish
from tools.economics.eligibility import Barrier, Eligibility
from tools.economics.household import Lack
from tools.economics.roof import Shading
from tools.offers import Cancellation, Kind, Money, Offer, Payment, Quote, Slot, Subsidy, Terms


@pytest.mark.parametrize("body", [Text("call me at home"), Tap("0:call me at home", "call me at home")])
def test_no_words_of_a_customer_lie_in_a_mailbox_in_clear(body: Text | Tap) -> None:
    mailbox = Mailbox(codec())
    event = MessageReceived(EventId("e"), NOW, InboundMessage(SMS, "1", body))
    stored = mailbox.entry(event)
    assert b"call me" not in stored
    assert mailbox.event(stored) == event


def test_a_journey_is_read_again_and_a_contact_of_before_has_none() -> None:
    ours, contact = codec(), Contact(ContactId("c"), journey=Journey((Kind.SOLAR,), (Kind.SUBSIDY,)))
    assert ours.read(ours.write(contact), Contact) == contact
    before = orjson.loads(ours.write(contact)[2:])
    del before["journey"]
    assert ours.read(b"1 " + orjson.dumps(before), Contact).journey == Journey()


def test_a_chosen_time_and_a_subsidy_are_read_again() -> None:
    ours, slot = codec(), Slot("21", NOW, NOW + timedelta(hours=2))
    subsidy = Subsidy(Money(150000, "USD"), 10.0, date(2026, 1, 1), date(2027, 6, 30), "homes", "online")
    offer = Offer("o", Kind.SURVEY, "Visit", "Twin Ridge", "71", "", None, subsidy=subsidy, slots=(slot,), slot=slot)
    business = Business("t", Kind.SURVEY, (offer,), "o", slot="21")
    assert ours.read(ours.write(business), Business) == business
    agreed = terms(Quote(offer, None), Payment.NOT_STATED, Cancellation())
    assert is_unchanged(ours.read(ours.write(agreed), Terms)), "what was approved still is what was shown"


def test_an_offer_of_before_has_no_times() -> None:
    ours, offer = codec(), Offer("o", Kind.SOLAR, "Roof", "Sunny", "1", "", None)
    before = orjson.loads(ours.write(offer)[2:])
    for field in ("subsidy", "slots", "slot"):
        del before[field]
    assert ours.read(b"1 " + orjson.dumps(before), Offer) == offer


def test_why_readings_do_not_suffice_is_sealed_and_a_failure_of_before_says_nothing_of_it() -> None:
    ours, failed = codec(), Failed(Failure.NO_DATA, Lack.ALL_ALIKE)
    stored = ours.write(failed)
    assert b"alike" not in stored
    assert ours.read(stored, Failed) == failed
    assert ours.read(b'1 {"failure":"silent"}', Failed) == Failed(Failure.SILENT)


def test_a_session_that_was_written_before_flows_had_versions_is_read() -> None:
    slots = {"page": "1", "wanted": "solar"}
    session = Session(ContactId("c1"), "solar", "offers", slots, last_address=SMS, version=7)
    written = codec().write(session)
    assert codec().read(written, Session) == session
    fields = orjson.loads(written.removeprefix(SCHEMA))
    for name in ("flow_version", "heard_at"):
        del fields[name]
    old = codec().read(SCHEMA + orjson.dumps(fields), Session)
    assert old == replace(session, flow_version=1, heard_at=None)


def test_what_a_session_is_pinned_to_is_kept() -> None:
    session = Session(ContactId("c1"), flow_version=3, heard_at=NOW)
    assert codec().read(codec().write(session), Session) == session


def test_what_is_personal_is_sealed_however_deep_it_lies() -> None:
    """A contact has fields of its own to seal, and holds others that have."""
    identity = Identity(AccountId("account"), "MTR-0042", "Ada Example")
    known = Reachable(SMS)
    contact = Contact(ContactId("c1"), (known,), identity, equipment={"home battery": True})
    session = Session(contact.id, candidate=identity, last_address=known.address)
    for value in (contact, session):
        stored = codec().write(value)
        assert not any(word in stored for word in (b"MTR-0042", b"Ada Example", SMS.id.encode(), b"battery"))
        assert codec().read(stored, type(value)) == value


def test_all_of_a_comparison_is_kept_and_what_is_supposed_of_a_home_is_sealed() -> None:
    supposing = Supposition(area_m2=43.5, shading=Shading.HEAVY, wish=Wish.CLIMATE)
    comparison = compare(replace(case(), supposing=supposing), [panels(), programme(), battery()])
    assert comparison.turning
    session = Session(ContactId("c1"), comparison=comparison)
    assert codec().read(codec().write(session), Session) == session
    asked = CompareOptions("MTR-0042", "t", supposing)
    stored = codec().write(asked)
    assert not any(word in stored for word in (b"43.5", b"heavy", b"climate"))
    assert codec().read(stored, CompareOptions) == asked
    before = orjson.loads(stored.removeprefix(SCHEMA))
    del before["supposing"]
    assert codec().read(SCHEMA + orjson.dumps(before), CompareOptions) == CompareOptions("MTR-0042", "t")


def test_what_a_meter_tells_of_a_home_is_sealed_and_was_read_before_it_was() -> None:
    comparison = Comparison(date(2025, 1, 1), date(2025, 12, 31), 812.5, 6.25, full_year=True, options=())
    business = Business("t", Kind.DFP, eligibility={"o": Eligibility(Barrier.EXEMPT)})
    session = Session(ContactId("c1"), business=business, comparison=comparison)
    stored = codec().write(session)
    assert not any(word in stored for word in (b"812.5", b"6.25", b"exempt"))
    assert codec().read(stored, Session) == session
    identity = Identity(AccountId("account"), "MTR-0042", "Ada Example", exempt=True)
    clear = orjson.loads(codec().write(identity).removeprefix(SCHEMA)) | {"exempt": True}
    assert codec().read(SCHEMA + orjson.dumps(clear), Identity) == identity
