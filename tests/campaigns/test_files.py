"""A campaign's file is read strictly: every fault is named with its place, all of them at once."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.campaigns.files import Unfit, campaign, read
from bot.hours import hours
from bot.model.audience import Audience, Condition
from bot.model.campaign import Campaign, Schedule, Stops, Words
from bot.model.contact import News, Purpose
from bot.model.notice import Caps
from tools.offers import Kind
from tools.reading import Json

ZONE = ZoneInfo("America/New_York")
DOCS = Path(__file__).parents[2] / "docs" / "campaigns.md"
LEAST: dict[str, Json] = {
    "name": "spring",
    "purpose": "service",
    "audience": {"where": {"account": True}},
    "words": {"sms": {"en": "Hello {name}"}},
}


def faults(**changed: Json) -> tuple[str, ...]:
    """What is wrong with the least campaign once it is changed."""
    with pytest.raises(Unfit) as caught:
        campaign(LEAST | changed, ZONE)
    return caught.value.faults


def test_the_example_of_the_documentation_is_a_campaign() -> None:
    found = re.search(r"```yaml\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert found is not None

    made = campaign(yaml.safe_load(found[1]), ZONE)

    assert (made.name, made.purpose, made.channels) == ("spring-solar", Purpose.MARKETING, ("whatsapp", "sms"))
    assert made.audience == Audience(
        Condition(account=True, languages=("en", "es")), (Condition(orders=(Kind.SOLAR,)), Condition(exempt=True))
    )
    assert made.schedule == Schedule(at=datetime(2027, 3, 2, 15, 0, tzinfo=UTC))
    assert made.words["whatsapp"]["en"].template == "HX0123456789abcdef0123456789abcdef"
    assert made.words["whatsapp"]["en"].values == ("name",)
    assert (made.hours, made.caps, made.stops) == (hours("mon-fri 10-17"), Caps(1, 2), Stops(5, 200, 3))
    assert (made.speed, made.late_hours, made.holdout, made.starts) == (20, 48, 10, "solar")


def test_four_parts_are_enough(tmp_path: Path) -> None:
    (tmp_path / "spring.yaml").write_text(yaml.safe_dump(LEAST))

    made = read(tmp_path / "spring.yaml", ZONE)

    audience = Audience(Condition(account=True))
    assert made == Campaign("spring", Purpose.SERVICE, audience, {"sms": {"en": Words("Hello {name}")}}, ("sms",))


def test_recipients_may_be_a_file_with_their_dates() -> None:
    changed = {"audience": {"csv": "people.csv"}, "schedule": {"field": "visit", "days_before": 1, "hour": 9}}

    made = campaign(LEAST | changed, ZONE)

    assert (made.audience, made.recipients) == (None, "people.csv")
    assert made.schedule == Schedule(field="visit", days_before=1, hour=9)


def test_conditions_are_read_one_by_one() -> None:
    where = {"news": "all", "consents": ["marketing"], "channels": "sms", "equipment": ["battery"], "zones": ["UTC"]}

    made = campaign(LEAST | {"audience": {"where": where, "without": {"contacts": ["c1"]}}}, ZONE)

    assert made.audience is not None
    assert made.audience.where == Condition(
        news=(News.ALL,),
        consents=(Purpose.MARKETING,),
        channels=("sms",),
        equipment=("battery",),
        zones=("UTC",),
    )
    assert made.audience.without == (Condition(contacts=("c1",)),)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"name": "Spring Campaign"}, "name: should be small letters"),
        ({"name": 7}, "name: should be"),
        ({"purpose": "reply"}, "purpose: should be one of service"),
        ({"sped": 3}, "sped: is not known; known are name"),
        ({"audience": {}}, "audience: should be where"),
        ({"audience": "all"}, "audience: should be a mapping"),
        ({"audience": {"csv": "x.csv", "where": {}}}, "audience: should be either"),
        ({"audience": {"csv": 5}}, "audience: should be either"),
        ({"audience": {"where": {"acount": True}}}, "audience.where.acount: is not known"),
        ({"audience": {"where": {"account": "yes"}}}, "audience.where.account: should be yes or no"),
        ({"audience": {"where": {"orders": ["wind"]}}}, "audience.where.orders: should be one or more of solar"),
        ({"audience": {"where": {"languages": []}}}, "audience.where.languages: should be a list of words"),
        ({"audience": {"without": [{"exempt": 1}]}}, "audience.without[1].exempt: should be yes or no"),
        ({"words": {}}, "words: should be words for one or more"),
        ({"words": {"fax": {"en": "x"}}}, "words.fax: is not known"),
        ({"words": {"sms": "x"}}, "words.sms: should be words by language"),
        ({"words": {"sms": {"en": ""}}}, "words.sms.en: should be words"),
        ({"words": {"whatsapp": {"en": "x"}}}, "words.whatsapp.en: should be a mapping with template"),
        (
            {"words": {"whatsapp": {"en": {"text": "x", "template": "hello"}}}},
            "words.whatsapp.en.template: should be the id of an approved template",
        ),
        ({"channels": ["telegram"]}, "channels: should be one or more of sms"),
        ({"schedule": {"at": "soon"}}, "schedule.at: should be a time"),
        ({"schedule": {"at": "9999-12-31 23:30"}}, "schedule.at: should be a time"),
        ({"schedule": {"hour": 9}}, "schedule.hour: needs a field"),
        ({"schedule": {"field": "visit", "at": "2026-03-05"}}, "schedule: should be either at"),
        ({"schedule": {"field": "visit", "days_before": -1}}, "schedule.days_before: should be a whole number"),
        ({"speed": 0}, "speed: should be a whole number from 1"),
        ({"speed": True}, "speed: should be a whole number"),
        ({"hours": "by day"}, "hours: hours are written like"),
        ({"hours": 9}, "hours: should be hours of the week"),
        ({"caps": {"day": 2}}, "caps.day: should be a whole number from 1 to 1"),
        ({"stop_when": {"failed_percent": 0}}, "stop_when.failed_percent: should be"),
        ({"stop_when": {"opted_out_percent": 101}}, "stop_when.opted_out_percent: should be"),
        ({"holdout": 100}, "holdout: should be a whole number from 0 to 90"),
        ({"starts": "pizza"}, "starts: should be one of solar"),
    ],
)
def test_a_fault_is_named_with_its_place(changed: dict[str, Json], place: str) -> None:
    (fault,) = faults(**changed)

    assert fault.startswith(place)


def test_all_faults_are_named_at_once() -> None:
    assert len(faults(speed=0, holdout=100, starts="pizza")) == 3


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("name: [", "spring.yaml is not YAML"),
        ("- a list", "the file should be a mapping"),
        ("schedule: {at: 2026-02-30}", "spring.yaml: a date or a number in it is none: day"),
        (f"speed: {':'.join('1' * 200)}.0", "spring.yaml: a date or a number in it is none"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_said_to_be(tmp_path: Path, content: str | None, fault: str) -> None:
    file = tmp_path / "spring.yaml"
    if content is not None:
        file.write_text(content)

    with pytest.raises(Unfit, match=fault):
        read(file, ZONE)
