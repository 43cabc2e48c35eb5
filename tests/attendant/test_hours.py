"""The clock on the recipient's wall decides, in every zone and on the days when the clocks are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import STRICTEST, Hours, NoHours, common_opening, hours
from bot.model.contact import CONSENTED, Consent, Contact, Identity, Purpose
from bot.model.delivery import Delivery
from bot.model.ids import AccountId, ContactId, DeliveryId
from bot.model.notice import Notice, Urgency
from bot.policy import INDIA, OF_PLACES, Later, Place, refusal
from channels.messages import Address, OutboundMessage

ZONES = [
    "Africa/Abidjan",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Adak",
    "America/Anchorage",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Caracas",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Havana",
    "America/Lima",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Calcutta",
    "Asia/Dhaka",
    "Asia/Dubai",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Singapore",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/London",
    "Europe/Madrid",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Honolulu",
]
SMS = Address("sms", "+12025550101")
SPRING = datetime(2026, 3, 8, tzinfo=UTC)
AUTUMN = datetime(2026, 11, 1, tzinfo=UTC)
YEAR = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- it is UTC
CHANGES = st.tuples(
    st.sampled_from((SPRING - timedelta(days=3), AUTUMN - timedelta(days=10))), st.integers(0, 21 * 86400)
)
MOMENTS = st.one_of(YEAR, CHANGES.map(lambda change: change[0] + timedelta(seconds=change[1])))
PLACE = Place(ZoneInfo("America/New_York"))


def is_open(at: datetime, zone: ZoneInfo, law: Hours) -> bool:
    """Read the wall clock as a person would."""
    wall = at.astimezone(zone)
    window = law.days[wall.weekday()]
    return window is not None and window[0] <= wall.hour * 60 + wall.minute < window[1]


@given(
    zone=st.sampled_from(ZONES),
    now=MOMENTS,
    purpose=st.sampled_from(CONSENTED),
    urgency=st.sampled_from((Urgency.ROUTINE, Urgency.OWN)),
)
def test_nothing_goes_out_when_the_wall_clock_forbids_it_and_what_waits_may_go_at_its_time(
    zone: str, now: datetime, purpose: Purpose, urgency: Urgency
) -> None:
    consents = tuple(Consent(one, "sms", now) for one in CONSENTED)
    person = Contact(ContactId("c"), consents=consents, identity=Identity(AccountId("a"), "M", "A", time_zone=zone))
    delivery = Delivery(DeliveryId("d"), person.id, SMS, OutboundMessage("x"), purpose, now, notice=Notice(urgency))

    answer = refusal(delivery, person, now=now, place=PLACE)

    law = OF_PLACES.get(zone, STRICTEST)
    assert (answer is None) == is_open(now, ZoneInfo(zone), law)
    if answer is not None:
        assert isinstance(answer, Later)
        assert is_open(answer.at, ZoneInfo(zone), law)
        assert refusal(delivery, person, now=answer.at, place=PLACE) is None
        assert refusal(delivery, person, now=answer.at - timedelta(microseconds=1), place=PLACE) is not None


@given(
    one=st.sampled_from(ZONES), other=st.sampled_from(ZONES), moment=MOMENTS, law=st.sampled_from((STRICTEST, INDIA))
)
def test_a_common_opening_is_open_by_both_clocks(one: str, other: str, moment: datetime, law: Hours) -> None:
    found = common_opening(moment, ((law, ZoneInfo(one)), (STRICTEST, ZoneInfo(other))))

    if found is not None:
        assert found >= moment
        assert is_open(found, ZoneInfo(one), law)
        assert is_open(found, ZoneInfo(other), STRICTEST)


@pytest.mark.parametrize(
    ("written", "day", "expected"),
    [
        ("mon-fri 9-18, sat 10-17", 5, (600, 1020)),
        ("mon-fri 9-18", 6, None),
        ("Sun 0-24", 6, (0, 1440)),
        ("wed 9:30-17:45", 2, (570, 1065)),
    ],
)
def test_hours_are_read_as_one_writes_them(written: str, day: int, expected: tuple[int, int] | None) -> None:
    assert hours(written).days[day] == expected


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("mon-fri 9-18, sat 10:30-17", "mon-fri 9:00-18:00, sat 10:30-17:00"),
        ("sun 0-24", "sun 0:00-24:00"),
        ("mon 9-18, tue 9-18, thu-fri 9-18", "mon-tue 9:00-18:00, thu-fri 9:00-18:00"),
    ],
)
def test_hours_are_said_as_they_are_read(written: str, said: str) -> None:
    assert str(hours(written)) == said
    assert hours(said) == hours(written)


@pytest.mark.parametrize(
    "written",
    ["", "always", "mon 18-9", "mon 9-9", "mon 9-25", "xyz 9-18", "mon-xyz 9-18", "fri-mon 9-18", "mon 9-18;"],
)
def test_what_names_no_hours_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(NoHours, match="mon-fri 9-18"):
        hours(written)


@pytest.mark.parametrize(("start", "skipped"), [("1:30-3:30", "spring"), ("2:30-4", "spring"), ("1:30-2:30", "autumn")])
def test_where_the_clocks_are_changed_the_narrower_reading_counts(start: str, skipped: str) -> None:
    new_york, law = ZoneInfo("America/New_York"), hours(f"sun {start}")
    day = SPRING if skipped == "spring" else AUTUMN

    minutes = [day + timedelta(minutes=minute) for minute in range(24 * 60)]
    opened = [at for at in minutes if law.opening(at, new_york) == at]

    assert all(is_open(at, new_york, law) for at in opened)


def test_clocks_without_a_common_hour_have_none() -> None:
    clocks = ((STRICTEST, ZoneInfo("America/New_York")), (STRICTEST, ZoneInfo("Pacific/Guam")))

    assert common_opening(SPRING, clocks) is None
