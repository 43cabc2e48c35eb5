"""A file of recipients is looked at row by row; one bad row and nothing is sent."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.campaigns.files import Unfit
from bot.campaigns.planning import Planned
from bot.model.campaign import Campaign, Schedule, Words
from tests.store.campaigns import SPRING, Town, person

FILE = replace(SPRING, audience=None, recipients="people.csv", words={"sms": {"en": Words("Save {saving}, {name}")}})


@pytest.fixture
def town(redis_url: str) -> Iterator[Town]:
    town = Town(redis_url)
    town.settle(person(1), person(2))
    redis = town.store.runner.redis
    for number in (1, 2):
        hashed = town.store.mailbox.address_hash(person(number).addresses[0].address)
        redis.set(f"address:{hashed}", f"c{number}")
        redis.set(f"meter:{town.store.codec.sealer.pseudonym('meter', f'MTR-000{number}')}", f"c{number}")
    yield town
    town.store.runner.close()


def written(folder: Path, text: str) -> Path:
    file = folder / "people.csv"
    file.write_text(text, encoding="utf-8")
    return file


def refused(town: Town, file: Path, campaign: Campaign = FILE) -> tuple[str, ...]:
    with pytest.raises(Unfit) as caught:
        town.campaigns.launch(campaign, file, "olga", lambda _: None)
    assert town.campaigns.latest(5) == ()
    return caught.value.faults


@pytest.mark.parametrize(
    "text",
    [
        "phone,saving\n+12025550001,$40\n+12025550002,$50\n",
        "\ufeffmeter,saving\r\nMTR-0001,$40\r\n\r\nMTR-0002,$50\r\n",
        "saving,contact\n $40 , c1 \n$50,c2\n",
    ],
)
def test_whoever_a_row_names_gets_its_values(town: Town, tmp_path: Path, text: str) -> None:
    assert town.campaigns.launch(FILE, written(tmp_path, text), "olga", lambda _: None) == 2
    town.work()

    assert town.deliver() == ["c1: Save $40, Ada", "c2: Save $50, Ada"]


def test_every_bad_row_is_named_and_nothing_is_sent(town: Town, tmp_path: Path) -> None:
    rows = ["phone,saving", "+12025550001,$40", "+12025559999,$1", "+12025550002,", ",$2", "+12025550001,$3"]
    long, short = f"+12025550002,{'x' * 201}", "+12025550002"

    assert refused(town, written(tmp_path, "\n".join([*rows, long, short]))) == (
        "line 3: nobody here is known by this phone",
        "line 4: saving is empty",
        "line 5: phone is empty",
        "line 6: the same person as line 2",
        "line 7: saving is longer than 200 characters",
        "line 8: 1 cells instead of 2",
    )


@pytest.mark.parametrize(
    ("first", "fault"),
    [
        ("name,saving", "line 1: there should be exactly one of the columns contact, phone, meter"),
        ("phone,meter,saving", "line 1: there should be exactly one"),
        ("phone,saving,saving", "line 1: the column saving is there twice"),
        ("phone,price", "words.sms.en: nothing is known for {saving}; there is name, phone, price"),
    ],
)
def test_a_first_line_that_does_not_fit_is_said_to_be(town: Town, tmp_path: Path, first: str, fault: str) -> None:
    assert refused(town, written(tmp_path, f"{first}\n"))[0].startswith(fault)


def test_a_file_that_names_nobody_or_cannot_be_read_is_refused(town: Town, tmp_path: Path) -> None:
    assert refused(town, written(tmp_path, "phone,saving\n")) == ("people.csv names nobody",)
    assert refused(town, tmp_path / "none.csv")[0].startswith("none.csv cannot be read")
    (tmp_path / "latin.csv").write_bytes(b"phone,saving\n\xff")
    assert refused(town, tmp_path / "latin.csv")[0].startswith("latin.csv cannot be read")


def test_dates_are_dates(town: Town, tmp_path: Path) -> None:
    dated = replace(FILE, schedule=Schedule(field="visit"))
    file = written(tmp_path, "phone,saving,visit\n+12025550001,$1,tomorrow\n+12025550002,$2,2026-03-05\n")

    assert refused(town, file, dated) == ("line 2: visit is no date like 2026-03-05",)
    none = written(tmp_path, "phone,saving\n")
    assert refused(town, none, dated) == ("schedule.field: there is no column visit in a file of recipients",)


def test_an_outlook_says_who_would_get_what(town: Town) -> None:
    town.settle(person(3, willing=False))

    seen = {str(one.recipient.contact.id): one.plan for one in town.campaigns.outlook(SPRING, None, lambda _: None)}

    assert seen["c3"] == "no_consent"
    assert isinstance(seen["c1"], Planned)
    assert set(seen) == {"c1", "c2", "c3"}
    held = [one.plan for one in town.campaigns.outlook(replace(SPRING, holdout=90), None, lambda _: None)]
    assert held.count("holdout") >= 1


def test_a_query_with_a_placeholder_of_nobodys_is_refused(town: Town) -> None:
    with pytest.raises(Unfit, match="saving"):
        town.launch(replace(SPRING, words=FILE.words))
