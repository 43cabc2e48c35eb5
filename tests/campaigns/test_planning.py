"""What one recipient gets, where and in which language, or why nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.campaigns.planning import LONGEST, Planned, due, faults, held_out, planned
from bot.model.audience import Audience, Condition, meets
from bot.model.campaign import Campaign, Schedule, Words
from bot.model.contact import Consent, Contact, Identity, News, Proof, Purpose, Reachable
from bot.model.ids import AccountId, ContactId, OrderId
from bot.model.order import Order, OrderState
from channels.messages import Address, Template
from tools.offers import Kind

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
SMS, WHATSAPP, TELEGRAM = (Address(name, f"+1202555010{n}") for n, name in enumerate(("sms", "whatsapp", "telegram")))
HOME = Identity(AccountId("a1"), "MTR-0001", "Ada", locale="es", time_zone="America/Denver")
ADA = Contact(
    ContactId("c1"),
    (Reachable(SMS), Reachable(WHATSAPP)),
    HOME,
    consents=tuple(Consent(Purpose.MARKETING, channel, NOW) for channel in ("sms", "whatsapp")),
)
TEMPLATE = Words("Hello {name}", "HX1", ("name", "saving"))
SPRING = Campaign(
    "spring",
    Purpose.MARKETING,
    Audience(),
    {"sms": {"en": Words("Hello {name}"), "es": Words("Hola {name}")}, "whatsapp": {"en": TEMPLATE}},
    ("sms", "whatsapp"),
)


def plan(contact: Contact = ADA, campaign: Campaign = SPRING, *tried: str, **values: str) -> Planned:
    found = planned(campaign, contact, values, "en", tried)
    assert isinstance(found, Planned)
    return found


def reason(contact: Contact, campaign: Campaign = SPRING, *tried: str) -> str:
    found = planned(campaign, contact, {}, "en", tried)
    assert isinstance(found, str)
    return found


def test_the_language_is_the_persons_own_else_the_utilitys_else_the_houses() -> None:
    assert plan().message.text == "Hola Ada"
    assert plan(replace(ADA, locale="en_US")).message.text == "Hello Ada"
    assert plan(replace(ADA, locale="hi")).message.text == "Hello Ada"
    only = replace(SPRING, words={"sms": {"hi": Words("Namaste")}})
    assert plan(replace(ADA, locale="fr"), only).message.text == "Namaste"


def test_the_next_channel_is_there_for_what_failed_on_the_first() -> None:
    first = plan(saving="$40")
    assert (first.address, first.more) == (SMS, True)

    second = plan(ADA, SPRING, "sms", saving="$40")

    assert (second.address, second.more) == (WHATSAPP, False)
    assert second.message.template == Template("HX1", ("Ada", "$40"))
    assert reason(ADA, SPRING, "sms", "whatsapp") == "no_channel"


def test_of_several_addresses_the_one_proven_last_is_taken() -> None:
    other = Reachable(Address("sms", "+12025550199"), Proof(AccountId("a1"), NOW))

    assert plan(replace(ADA, addresses=(*ADA.addresses, other))).address == other.address


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (replace(ADA, addresses=(Reachable(TELEGRAM),)), "no_address"),
        (replace(ADA, addresses=(Reachable(SMS, opted_out_at=NOW),)), "opted_out"),
        (replace(ADA, consents=()), "no_consent"),
        (replace(ADA, identity=None), "no_value_name"),
        (replace(ADA, identity=replace(HOME, name="A" * LONGEST)), "too_long"),
    ],
)
def test_why_somebody_gets_nothing_has_a_name(contact: Contact, expected: str) -> None:
    assert reason(contact) == expected


def test_a_share_is_the_same_whenever_it_is_asked_and_about_as_large_as_wanted() -> None:
    tenth = replace(SPRING, holdout=10)

    out = [held_out(tenth, f"c{number}") for number in range(10_000)]

    assert out == [held_out(tenth, f"c{number}") for number in range(10_000)]
    assert 900 < sum(out) < 1100
    assert not any(held_out(SPRING, f"c{number}") for number in range(1000))


def test_a_message_is_due_by_the_clock_at_the_recipients_home() -> None:
    before = replace(SPRING, schedule=Schedule(field="visit", days_before=2, hour=10))
    denver = ZoneInfo("America/Denver")

    assert due(before, {"visit": " 2026-03-09 "}, denver, NOW) == datetime(2026, 3, 7, 17, 0, tzinfo=UTC)
    assert due(before, {"visit": "2026-03-10"}, denver, NOW) == datetime(2026, 3, 8, 16, 0, tzinfo=UTC)
    with pytest.raises(ValueError, match="03/09"):
        due(before, {"visit": "03/09/2026"}, denver, NOW)
    for slip in ("0001-01-01", "9999-12-31"):
        with pytest.raises(ValueError, match=slip):
            due(before, {"visit": slip}, denver, NOW)
    assert due(SPRING, {}, denver, NOW) == NOW
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert due(replace(SPRING, schedule=Schedule(at=later)), {}, denver, NOW) == later


def test_a_placeholder_that_nobody_has_is_named_with_its_place() -> None:
    assert list(faults(SPRING, ())) == ["words.whatsapp.en: nothing is known for {saving}; there is name"]
    assert list(faults(SPRING, ("saving",))) == []
    assert SPRING.placeholders == ("name", "saving")


def test_a_date_that_nobody_has_is_named_with_its_place() -> None:
    dated = replace(SPRING, schedule=Schedule(field="visit"))
    assert list(faults(dated, ("saving",))) == ["schedule.field: there is no column visit in a file of recipients"]
    assert list(faults(dated, ("saving", "visit"))) == []


ORDER = Order(OrderId("o"), Kind.SOLAR, "t", "SunRoof", "SunCo", None, "d", OrderState.CONFIRMED, NOW)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition(), True),
        (Condition(account=True), True),
        (Condition(account=False), False),
        (Condition(exempt=False), True),
        (Condition(exempt=True), False),
        (Condition(languages=("es", "hi")), True),
        (Condition(languages=("en",)), False),
        (Condition(channels=("telegram",)), False),
        (Condition(zones=("America/Denver",)), True),
        (Condition(news=(News.NONE,)), False),
        (Condition(equipment=("battery",)), True),
        (Condition(equipment=("heat pump",)), False),
        (Condition(orders=(Kind.SOLAR,)), True),
        (Condition(orders=(Kind.DFP,)), False),
        (Condition(ordered_from=("SunCo",)), True),
        (Condition(consents=(Purpose.MARKETING,)), True),
        (Condition(consents=(Purpose.SERVICE,)), False),
        (Condition(contacts=("c1",)), True),
        (Condition(account=True, contacts=("c2",)), False),
    ],
)
def test_a_condition_is_met_or_not(condition: Condition, expected: bool) -> None:  # noqa: FBT001 -- of a table
    ada = replace(ADA, equipment={"battery": True, "heat pump": False})

    assert meets(ada, (ORDER,), condition) is expected


def test_an_audience_leaves_out_who_meets_one_of_its_exclusions() -> None:
    audience = Audience(Condition(account=True), (Condition(orders=(Kind.SOLAR,)), Condition(exempt=True)))

    assert audience.has(ADA, ())
    assert not audience.has(ADA, (ORDER,))
    assert audience.has(ADA, (replace(ORDER, state=OrderState.CANCELLED),))
    assert not Audience(Condition(zones=("UTC",))).has(replace(ADA, identity=None), ())
    assert Audience(Condition(languages=("es",))).has(replace(ADA, identity=None, locale="es-MX"), ())
    assert not Audience(Condition(languages=("es",))).has(replace(ADA, identity=None), ())


def test_a_text_message_is_spelled_narrowly_and_counted_as_it_is_billed() -> None:
    spring = replace(
        SPRING,
        words={"sms": {"en": Words("It\u2019s here\u2026 " * 14)}, "whatsapp": {"en": Words("It\u2019s here\u2026")}},
    )

    by_text, by_whatsapp = plan(ADA, spring), plan(ADA, spring, "sms")

    assert (by_text.message.text, by_text.segments) == ("It's here... " * 14, 2)
    assert (by_whatsapp.message.text, by_whatsapp.segments) == ("It\u2019s here\u2026", 0)
