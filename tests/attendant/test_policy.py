"""May we send this, to this person, now?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.hours import hours
from bot.model.contact import CONSENTED, Consent, Contact, Identity, Purpose, Reachable
from bot.model.delivery import Delivery
from bot.model.ids import AccountId, ContactId, DeliveryId
from bot.model.notice import OWN, ROUTINE, URGENT, Caps, Cause, Notice
from bot.model.session import Challenge
from bot.policy import Later, Place, Refusal, refusal, zones
from channels.messages import Address, OutboundMessage

NEW_YORK = ZoneInfo("America/New_York")
PLACE = Place(NEW_YORK)
NOW = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)  # a Wednesday, eleven o'clock in New York
SMS = Address("sms", "+12025550101")
NOBODY = Contact(ContactId("c1"))
WILLING = replace(NOBODY, consents=tuple(Consent(one, "sms", NOW) for one in CONSENTED))
ELSEWHERE = replace(NOBODY, consents=tuple(Consent(one, "whatsapp", NOW) for one in CONSENTED))
UNWILLING = replace(NOBODY, consents=tuple(Consent(one, "sms", NOW, given=False) for one in CONSENTED))
GONE = replace(WILLING, addresses=(Reachable(SMS, opted_out_at=NOW),))
NIGHT = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 23, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def delivery(
    purpose: Purpose, challenge: Challenge | None = None, notice: Notice = ROUTINE, to: Address = SMS
) -> Delivery:
    made = Delivery(DeliveryId("d"), ContactId("c1"), to, OutboundMessage("hello"), purpose, NOW)
    return replace(made, challenge=challenge, notice=notice)


def asked(
    notice: Notice = ROUTINE, now: datetime = NOW, *told: datetime, contact: Contact = WILLING
) -> Refusal | Later | None:
    return refusal(delivery(Purpose.MARKETING, notice=notice), contact, now=now, place=PLACE, told=told)


def at_home(zone: str | None) -> Contact:
    return replace(WILLING, identity=Identity(AccountId("a"), "MTR-0001", "Ada", time_zone=zone))


@pytest.mark.parametrize(
    ("purpose", "contact", "expected"),
    [
        (Purpose.REPLY, NOBODY, None),
        (Purpose.REPLY, GONE, None),
        (Purpose.CODE, GONE, None),
        (Purpose.SERVICE, NOBODY, None),
        (Purpose.SERVICE, GONE, Refusal.OPTED_OUT),
        (Purpose.SERVICE, ELSEWHERE, None),
        (Purpose.SERVICE, UNWILLING, Refusal.NO_CONSENT),
        (Purpose.REPLY, UNWILLING, None),
        (Purpose.CODE, UNWILLING, None),
        (Purpose.MARKETING, ELSEWHERE, Refusal.NO_CONSENT),
        (Purpose.MARKETING, UNWILLING, Refusal.NO_CONSENT),
        (Purpose.FLEXIBILITY, ELSEWHERE, Refusal.NO_CONSENT),
        (Purpose.FLEXIBILITY, UNWILLING, Refusal.NO_CONSENT),
        (Purpose.FLEXIBILITY, GONE, Refusal.OPTED_OUT),
        (Purpose.MARKETING, NOBODY, Refusal.NO_CONSENT),
        (Purpose.MARKETING, WILLING, None),
        (Purpose.MARKETING, GONE, Refusal.OPTED_OUT),
        (Purpose.FLEXIBILITY, NOBODY, Refusal.NO_CONSENT),
        (Purpose.FLEXIBILITY, WILLING, None),
    ],
)
def test_consent_decides_by_purpose(purpose: Purpose, contact: Contact, expected: Refusal | None) -> None:
    assert refusal(delivery(purpose), contact, now=NOW, place=PLACE) is expected


def test_a_code_is_sent_only_while_it_is_good() -> None:
    challenge = Challenge("nonce", "MTR-0001", SMS, NOW + timedelta(minutes=5))
    code = delivery(Purpose.CODE, challenge)

    assert refusal(code, NOBODY, now=NOW, place=PLACE) is None
    assert refusal(code, NOBODY, now=challenge.expires_at, place=PLACE) is Refusal.EXPIRED
    decoy = delivery(Purpose.CODE, replace(challenge, decoy=True))
    assert refusal(decoy, NOBODY, now=NOW, place=PLACE) is Refusal.DECOY


def test_at_night_what_nobody_asked_for_waits_for_the_morning() -> None:
    assert asked(ROUTINE, NIGHT) == Later(MORNING, Refusal.QUIET)
    assert asked(OWN, NIGHT) == Later(MORNING, Refusal.QUIET)
    assert asked(ROUTINE, FRIDAY) == Later(datetime(2026, 3, 7, 15, 0, tzinfo=UTC), Refusal.QUIET)


@pytest.mark.parametrize("purpose", [Purpose.REPLY, Purpose.CODE])
def test_answers_and_codes_know_no_night_and_no_cap(purpose: Purpose) -> None:
    assert refusal(delivery(purpose), WILLING, now=NIGHT, place=PLACE, told=(NIGHT,) * 9) is None


def test_an_emergency_waits_for_nothing_but_needs_its_consent() -> None:
    assert asked(URGENT, NIGHT, NIGHT, NIGHT, NIGHT) is None
    assert asked(URGENT, NIGHT, contact=GONE) is Refusal.OPTED_OUT
    assert asked(URGENT, NIGHT, contact=NOBODY) is Refusal.NO_CONSENT
    assert asked(replace(URGENT, not_after=NOW), NIGHT) is Refusal.TOO_LATE


def test_one_in_a_day_and_three_in_a_week_whatever_they_were_about() -> None:
    assert asked(ROUTINE, NOW, NOW - timedelta(hours=2)) == Later(
        datetime(2026, 3, 5, 14, 0, tzinfo=UTC), Refusal.CAPPED
    )
    assert asked(ROUTINE, NOW, NOW - DAY) is None
    thrice = (NOW - 2 * DAY, NOW - 3 * DAY, NOW - 6 * DAY)
    assert asked(ROUTINE, NOW, *thrice) == Later(NOW + DAY, Refusal.CAPPED)
    assert asked(ROUTINE, NOW, *thrice[:2], NOW - 7 * DAY) is None


def test_news_of_ones_own_order_is_no_matter_of_the_caps() -> None:
    assert asked(OWN, NOW, NOW, NOW, NOW) is None


def test_a_campaign_may_be_more_sparing_but_never_less() -> None:
    assert asked(Notice(caps=Caps(1, 1)), NOW, NOW - 5 * DAY) == Later(NOW + 2 * DAY, Refusal.CAPPED)
    assert isinstance(asked(Notice(caps=Caps(9, 9)), NOW, NOW - timedelta(hours=1)), Later)
    assert asked(Notice(hours=hours("thu 10-11"))) == Later(datetime(2026, 3, 5, 15, tzinfo=UTC), Refusal.QUIET)
    assert asked(Notice(hours=hours("mon-sun 0-24")), NIGHT) == Later(MORNING, Refusal.QUIET)


def test_what_would_come_too_late_is_withheld_and_says_what_kept_it() -> None:
    assert asked(Notice(not_after=NOW)) is None
    assert asked(Notice(not_after=NOW - timedelta(seconds=1))) is Refusal.TOO_LATE
    assert asked(Notice(not_after=MORNING), NIGHT) == Later(MORNING, Refusal.QUIET)
    assert asked(Notice(not_after=MORNING - timedelta(seconds=1)), NIGHT) is Refusal.QUIET
    assert asked(Notice(not_after=NOW + timedelta(hours=1)), NOW, NOW) is Refusal.CAPPED
    assert asked(Notice(hours=hours("sun 9-10"))) is Refusal.QUIET  # an hour that is never allowed


def test_a_place_with_a_law_of_its_own_keeps_its_own_hours() -> None:
    india, evening = at_home("Asia/Kolkata"), datetime(2026, 3, 8, 15, 0, tzinfo=UTC)  # Sunday, 20:30 there

    assert asked(now=evening, contact=india) is None
    assert asked(now=evening + timedelta(minutes=30), contact=india) == Later(
        datetime(2026, 3, 9, 4, 30, tzinfo=UTC), Refusal.QUIET
    )


@pytest.mark.parametrize(
    ("contact", "address", "expected"),
    [
        (at_home("America/Denver"), SMS, ("America/Denver",)),
        (at_home("Mars/Olympus"), Address("telegram", "7"), ("America/New_York",)),
        (at_home(None), Address("telegram", "+14155550101"), ("America/New_York",)),
        (NOBODY, Address("sms", "+14155550101"), ("America/New_York", "America/Los_Angeles")),
        (NOBODY, Address("whatsapp", "+34600111222"), ("America/New_York", "Atlantic/Canary", "Europe/Madrid")),
        (NOBODY, Address("sms", "+447700900123"), ("America/New_York",)),
        (NOBODY, Address("sms", "12345"), ("America/New_York",)),
    ],
)
def test_who_is_not_known_to_be_at_home_may_be_in_several_zones(
    contact: Contact, address: Address, expected: tuple[str, ...]
) -> None:
    assert tuple(zone.key for zone in zones(contact, address, PLACE)) == expected


def test_a_campaign_goes_to_the_contacts_own_addresses_alone() -> None:
    counted = Notice(cause=Cause("campaign:spring", 0))
    here = replace(WILLING, addresses=(Reachable(SMS),))
    elsewhere = replace(WILLING, addresses=(Reachable(Address("telegram", "7")),))

    assert asked(counted, contact=here) is None
    assert asked(counted, contact=elsewhere) is Refusal.NO_ADDRESS
    assert asked(counted, contact=WILLING) is Refusal.NO_ADDRESS
    assert asked(OWN, contact=WILLING) is None


def test_where_the_zone_is_not_known_all_possible_ones_must_allow_it() -> None:
    west = delivery(Purpose.SERVICE, to=Address("sms", "+14155550101"))

    assert refusal(west, NOBODY, now=NOW, place=PLACE) == Later(datetime(2026, 3, 4, 17, tzinfo=UTC), Refusal.QUIET)
