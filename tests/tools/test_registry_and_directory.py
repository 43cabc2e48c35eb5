"""Meters by their code, and whose they are: over HTTP, from files, and when something is wrong."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.tools.asking import listed
from tests.tools.market import Thing
from tests.tools.playing import Played, Said
from tools.contract import Account, Failure, ToolError
from tools.directory import FileDirectory, UrlDirectory, account_of, directory
from tools.intervals import Interval
from tools.world_engine import WorldEngine

RECORD: Thing = {
    "customerId": "C-1",
    "accountId": "A-1",
    "name": "Ines Calder",
    "locale": "es",
    "timeZone": "America/Los_Angeles",
    "status": "active",
    "meter": {"code": "MTR-0001", "type": "SMART"},
    "contacts": [
        {"kind": "home", "e164": "+12025550110", "verified": True, "otpAllowed": False},
        {"kind": "old", "e164": "+12025550111", "verified": False, "otpAllowed": True},
        {"kind": "typo", "e164": "call me", "verified": True, "otpAllowed": True},
        {"kind": "short", "e164": "+1202", "verified": True, "otpAllowed": True},
        {"kind": "mobile", "e164": "+447700900123", "verified": True, "otpAllowed": True},
        {"kind": "mobile", "e164": "+12025550112", "verified": True, "otpAllowed": True},
    ],
    "specialNeed": None,
}
ACCOUNT = Account("A-1", "MTR-0001", "Ines Calder", "+447700900123", "es", "America/Los_Angeles")


def test_the_phone_is_the_first_that_is_verified_may_take_codes_and_is_one() -> None:
    assert account_of(RECORD) == ACCOUNT


@pytest.mark.parametrize(
    ("changes", "account"),
    [
        ({"contacts": []}, "no phone"),
        ({"contacts": None}, "no phone"),
        ({"meter": {}}, None),
        ({"accountId": None, "customerId": None}, None),
        ({"status": "closed"}, None),
        ({"meter": {"code": "MTR-0001", "status": "Inactive"}}, None),
    ],
)
def test_a_record_without_phone_meter_or_account(changes: Thing, account: str | None) -> None:
    found = account_of({**RECORD, **changes})
    assert (found is None) is (account is None)
    assert found is None or found.phone is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ines\u202e \x1b[2JCalder\n\n", "Ines [2JCalder"),
        ("<b>Ines</b> O'Hara & Sons", "Ines O'Hara & Sons"),
        ("x" * 100_000, "x" * 119 + "…"),
        (None, ""),
    ],
)
def test_a_name_is_one_short_line_that_can_be_shown(name: str | None, shown: str) -> None:
    found = account_of({**RECORD, "name": name})
    assert found is not None
    assert found.name == shown


@pytest.mark.parametrize(
    ("need", "exempt"), [(None, False), ("", False), ("none", False), (False, False), ("medical", True), (["x"], True)]
)
def test_a_special_need_exempts(need: object, exempt: bool) -> None:  # noqa: FBT001 -- of a table
    found = account_of({**RECORD, "specialNeed": need})
    assert found is not None
    assert found.exempt is exempt


def test_a_directory_at_a_url_is_asked_for_one_meter(server: Played) -> None:
    server.say("/meters/MTR-0001", Said.json(RECORD))
    asked = directory(f"{server.url}/")
    assert isinstance(asked, UrlDirectory)
    assert asked.find_by_meter(" mtr-0001 ") == ACCOUNT
    assert asked.find_by_meter("../secret") is None
    assert server.asked[1].path == "/meters/..%2FSECRET"
    asked.close()


@pytest.fixture
def at_url(server: Played) -> Iterator[UrlDirectory]:
    with closing(UrlDirectory(server.url)) as found:
        yield found


@pytest.fixture
def engine(server: Played) -> Iterator[WorldEngine]:
    with closing(WorldEngine(server.url)) as found:
        yield found


@pytest.mark.parametrize("record", [[], {}, {**RECORD, "meter": {"code": "MTR-0002"}}])
def test_a_record_that_is_not_of_this_meter_is_nobodys(server: Played, at_url: UrlDirectory, record: object) -> None:
    server.say("/meters/MTR-0001", Said.json(record))
    assert at_url.find_by_meter("MTR-0001") is None


@pytest.mark.parametrize(
    "said", [Said(status=500), Said(status=301), Said(b"<html>"), Said(cut=True), Said(endless=True)]
)
def test_a_directory_that_is_broken_is_unavailable_and_names_no_meter(
    server: Played, at_url: UrlDirectory, said: Said
) -> None:
    server.say("/meters/MTR-0001", said)
    with pytest.raises(ToolError) as raised:
        at_url.find_by_meter("MTR-0001")
    assert raised.value.failure is Failure.UNAVAILABLE
    assert "MTR" not in str(raised.value)


YAML = """
customers:
  - accountId: A-1
    name: Ines Calder
    meter: {code: mtr-0001, sanctionedLoad: 5}
    contacts: [{e164: "+12025550110", verified: yes, otpAllowed: true, verifiedAt: 2024-05-14}]
  - {accountId: A-2, name: Nobody}
"""
CSV = """meter,accountId,name,locale,phone,verified,verifiedAt,otpAllowed,specialNeed,sanctionedLoad
MTR-0001,A-1,Ines Calder,en,+12025550110,yes,2024-05-14T09:00:00Z,1,medical,7.5
MTR-0002,A-2,Omar Reyes,es,+12025550111,no,,1,,0
"""


def test_a_directory_in_a_yaml_file(tmp_path: Path) -> None:
    path = tmp_path / "customers.yaml"
    path.write_text(YAML)
    found = directory(str(path)).find_by_meter("MTR-0001")
    assert found == Account(
        "A-1", "MTR-0001", "Ines Calder", "+12025550110", verified_on=date(2024, 5, 14), sanctioned_kw=5.0
    )
    assert directory(str(path)).find_by_meter("MTR-0009") is None


def test_a_directory_in_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(CSV)
    first, second = (FileDirectory(path).find_by_meter(code) for code in ("MTR-0001", "MTR-0002"))
    assert first == Account(
        "A-1",
        "MTR-0001",
        "Ines Calder",
        "+12025550110",
        "en",
        exempt=True,
        verified_on=date(2024, 5, 14),
        sanctioned_kw=7.5,
    )
    assert second is not None
    assert second.sanctioned_kw is None
    assert second.phone is None


@pytest.mark.parametrize("content", ["just words", "customers: 3", "{ unclosed", b"\xff\xfe\xfa"])
def test_a_directory_file_that_cannot_be_read_stops_the_start(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "customers.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ValueError, match="customer directory"):
        directory(str(path))
    with pytest.raises(ValueError, match="customer directory"):
        directory(str(tmp_path / "missing.yaml"))


def row(stamp: str, used: object = 1.0, made: object = 0) -> Thing:
    return {"timestamp": stamp, "consumptionKWh": used, "productionKWh": made}


def at(hour: int) -> datetime:
    return datetime(2026, 3, 1, hour, tzinfo=UTC)


def test_rows_become_intervals_oldest_first_and_a_repeated_stamp_counts_once(
    server: Played, engine: WorldEngine
) -> None:
    rows = [
        row("2026-03-01T02:00:00.000Z", "0.5", 2),
        row("2026-03-01T00:00:00.000Z"),
        row("2026-03-01T01:00:00Z"),
        row("2026-03-01T01:00:00Z", 3.0),
        row("someday"),
        row("2026-03-01T05:00:00Z"),
        row("2026-03-01T06:00:00Z", None),
        "no row",
    ]
    server.say("/meters", listed(("MTR-0001", 5)))
    server.say("/meter-datasets/5", Said.json({"data": rows}))
    assert engine.intervals("MTR-0001") == (
        Interval(at(0), 1.0, 1.0, 0.0),
        Interval(at(1), 1.0, 3.0, 0.0),
        Interval(at(2), 1.0, 0.5, 2.0),
        Interval(at(5), 1.0, 1.0, 0.0),
    )


def test_a_code_is_looked_up_once_page_by_page(server: Played, engine: WorldEngine) -> None:
    server.say("/meters", listed(("MTR-0001", 5), pages=3), listed(("MTR-0002", 6), page=2, pages=3))
    server.say("/meter-datasets/6", Said.json({"data": [row("2026-03-01T00:00:00Z")]}))
    assert len(engine.intervals("mtr-0002")) == 1
    assert len(engine.intervals("MTR-0002")) == 1
    assert [asked.path.partition("?")[0] for asked in server.asked] == [
        "/meters",
        "/meters",
        "/meter-datasets/6",
        "/meter-datasets/6",
    ]


def test_after_a_reset_the_code_is_looked_up_anew(server: Played, engine: WorldEngine) -> None:
    server.say("/meters", listed(("MTR-0001", 5)), listed(("MTR-0001", 9)))
    server.say("/meter-datasets/5", Said.json({"data": []}), Said(status=404))
    server.say("/meter-datasets/9", Said.json({"data": [row("2026-03-01T00:00:00Z")]}))
    assert engine.intervals("MTR-0001") == ()
    assert len(engine.intervals("MTR-0001")) == 1


def test_meters_come_as_a_bare_list_or_with_attributes_as_well(server: Played, engine: WorldEngine) -> None:
    server.say("/meters", Said.json([{"id": 5, "attributes": {"code": "MTR-0001"}}, {"id": None, "code": "x"}, 7]))
    server.say("/meter-datasets/5", Said.json([row("2026-03-01T00:00:00Z")]))
    assert len(engine.intervals("MTR-0001")) == 1


def test_a_registry_that_never_ends_its_pages_is_left_after_enough_of_them(server: Played, engine: WorldEngine) -> None:
    server.say("/meters", listed(("MTR-0002", 6), pages=10**6))
    with pytest.raises(ToolError) as raised:
        engine.intervals("MTR-0001")
    assert raised.value.failure is Failure.NOT_FOUND
    assert len(server.asked) == 200


def test_an_enrolment_is_noted_at_the_meter(server: Played, engine: WorldEngine) -> None:
    server.say("/meters", listed(("MTR-0001", 5)))
    server.say("/meters/add-subscription", Said.json({"data": {}}))
    engine.add_subscription("MTR-0001", "48212")
    assert server.asked[-1].method == "PUT"
    assert server.asked[-1].json == {"Meter_id": 5, "Subscription_order_id": "48212"}


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        (listed(("MTR-0002", 6)), Failure.NOT_FOUND),
        (Said(status=404), Failure.NOT_FOUND),
        (Said(status=500), Failure.UNAVAILABLE),
        (Said(status=401), Failure.REJECTED),
        (Said(b"<html>"), Failure.GARBLED),
        (Said(cut=True), Failure.UNAVAILABLE),
        (Said(endless=True), Failure.GARBLED),
        (Said(hang=True), Failure.SILENT),
    ],
)
def test_a_registry_that_does_not_help_says_how(server: Played, said: Said, failure: Failure) -> None:
    server.say("/meters", said)
    deadline = 0.3 if said.hang else 5.0
    with closing(WorldEngine(server.url, deadline=deadline)) as engine, pytest.raises(ToolError) as raised:
        engine.intervals("MTR-0001")
    assert raised.value.failure is failure
