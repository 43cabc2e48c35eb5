"""What one operator proposes another one launches, whatever breaks off between them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from bot.campaigns.files import Unfit
from bot.campaigns.planning import Planned
from bot.model.campaign import Schedule, Words
from bot.privacy import Privacy
from bot.store.counts import State
from bot.store.persons import Persons
from bot.store.rotation import rotate
from tests.store.campaigns import NOON, SPRING, Town, person


def put_forward(town: Town, author: str = "ana") -> None:
    """Propose, and let workers write the recipients down."""
    town.campaigns.put_forward(SPRING, author)
    work(town)


def work(town: Town, seconds: float = 1) -> None:
    """Give the listing out to workers until it is done."""
    while listing := town.due().listing:
        for ledger in listing:
            town.listing.go_on(ledger, seconds)


def acts(town: Town) -> list[str]:
    audit = town.store.mailbox.audit
    return [orjson.loads(entry.body)["act"] for entry in town.store.runner.run(audit.read("0"))]


def test_what_is_proposed_waits_with_all_that_is_known_of_it(town: Town) -> None:
    put_forward(town)

    found = town.count()
    assert (found.state, found.author, found.launcher) == (State.PROPOSED, "ana", "")
    assert found.outlook.plans == {"sms en": 2, "no_address": 1, "no_consent": 1}
    assert (found.outlook.units, found.outlook.looked, found.total) == (2, 4, 4)
    assert town.work().chunks == ()
    assert acts(town) == ["campaign_proposed"]


def test_its_author_cannot_launch_it_and_somebody_else_can_once(town: Town) -> None:
    put_forward(town)

    assert not town.campaigns.approve("spring", "ana")
    assert town.count().state is State.PROPOSED
    assert town.campaigns.approve("spring", "bea")
    assert not town.campaigns.approve("spring", "bea")

    town.work()
    assert town.deliver() == ["c1: Hello Ada, the sun is back.", "c2: Hello Bo, the sun is back."]
    assert (town.count().author, town.count().launcher) == ("ana", "bea")
    assert acts(town) == ["campaign_proposed", "campaign_approved"]


def test_one_that_is_launched_from_the_terminal_says_so(town: Town) -> None:
    town.launch()

    assert (town.count().author, town.count().launcher) == ("", "olga")
    assert town.count().outlook.plans == {"sms en": 2, "no_address": 1, "no_consent": 1}
    assert acts(town) == ["campaign_launched"]


def test_nobody_launches_what_is_not_all_listed(town: Town) -> None:
    town.campaigns.put_forward(SPRING, "ana")

    assert not town.campaigns.approve("spring", "bea")
    with pytest.raises(Unfit, match="already"):
        town.launch()
    turned = town.ledgers.turn(SPRING.ledger, State.RUNNING, (State.LISTING,))
    assert not town.store.runner.run(turned)


def test_what_waited_for_a_launch_is_due_from_it_on_and_no_earlier(town: Town) -> None:
    put_forward(town)
    town.campaigns.approve("spring", "bea")
    launched = town.count().launched
    assert launched is not None

    town.now = launched + timedelta(hours=71)
    town.work()
    assert len(town.deliver()) == 2
    rows = town.store.runner.run(town.ledgers.rows(SPRING.ledger, 0, 10))
    assert {row.due for row in rows} == {launched}


def test_what_waited_too_long_after_its_launch_is_not_sent(town: Town) -> None:
    put_forward(town)
    town.campaigns.approve("spring", "bea")
    town.now = datetime.now(UTC) + timedelta(hours=73)

    town.work()

    assert town.fates()["withheld:too_late"] == 2


def test_a_listing_that_breaks_off_is_gone_on_with_and_a_step_is_taken_once(town: Town) -> None:
    town.settle(*(person(number) for number in range(10, 900)))
    town.campaigns.put_forward(SPRING, "ana")
    assert town.due().listing == (SPRING.ledger,)
    assert town.due().listing == ()
    town.listing.go_on(SPRING.ledger, 0)
    begun = town.count()
    assert (begun.state, begun.total > 0) == (State.LISTING, True)
    stale = begun.cursor

    work(town, 0)

    assert (town.count().state, town.count().total) == (State.PROPOSED, 894)
    assert town.count().outlook.looked == 894
    town.store.runner.redis.hset(f"ledger:{SPRING.ledger}", mapping={"state": "listing", "cursor": b"5"})
    town.listing.go_on(SPRING.ledger, 0)
    assert stale != b"0"
    assert town.count().total == 894


def test_what_is_withdrawn_while_it_is_listed_is_listed_no_more(town: Town) -> None:
    town.campaigns.put_forward(SPRING, "ana")
    assert town.campaigns.stop("spring", "ana")

    town.listing.go_on(SPRING.ledger)

    assert town.count().total == 0
    town.due()
    assert not town.campaigns.approve("spring", "bea")


def test_a_proposal_that_is_withdrawn_sends_nothing(town: Town) -> None:
    put_forward(town)
    assert town.campaigns.stop("spring", "ana")

    town.work()

    assert town.fates() == {"withheld:stopped": 4}
    assert not town.campaigns.approve("spring", "bea")


def test_a_name_is_proposed_once(town: Town) -> None:
    put_forward(town)

    with pytest.raises(Unfit, match="already"):
        town.campaigns.put_forward(SPRING, "bea")
    with pytest.raises(Unfit, match="already"):
        town.campaigns.propose(SPRING, None, "bea", lambda _: None)


def test_words_with_unknown_places_are_not_proposed(town: Town) -> None:
    with pytest.raises(Unfit, match="nothing is known"):
        town.campaigns.put_forward(replace(SPRING, words={"sms": {"en": Words("{pizza}")}}), "ana")
    assert town.campaigns.latest(5) == ()


def test_a_date_that_no_file_brings_is_not_proposed(town: Town) -> None:
    with pytest.raises(Unfit, match=r"schedule\.field: there is no column visit"):
        town.campaigns.put_forward(replace(SPRING, schedule=Schedule(field="visit")), "ana")
    assert town.campaigns.latest(5) == ()


def test_a_file_of_recipients_is_proposed_from_the_terminal(town: Town, tmp_path: Path) -> None:
    campaign = replace(SPRING, audience=None, recipients="people.csv")
    file = tmp_path / "people.csv"
    file.write_text("contact,saving\nc1,$4\n")
    with pytest.raises(Unfit, match="terminal"):
        town.campaigns.put_forward(campaign, "ana")

    assert town.campaigns.propose(campaign, file, "ana", lambda _: None) == 1

    assert town.due().chunks == ()
    assert not town.campaigns.approve("spring", "ana")
    assert town.campaigns.approve("spring", "bea")
    town.work()
    assert len(town.deliver()) == 1


def test_who_gets_what_is_told_by_name_and_noted(town: Town) -> None:
    put_forward(town)

    told = list(town.campaigns.recipients("spring", "bea"))

    said = {one.who: one.plan.message.text if isinstance(one.plan, Planned) else one.plan for one in told}
    assert said == {
        "c1": "Hello Ada, the sun is back.",
        "c2": "Hello Bo, the sun is back.",
        "c3": "no_address",
        "c4": "no_consent",
    }
    assert acts(town)[-1] == "looked"
    assert [one.who for one in town.campaigns.recipients("spring", "bea", 1, 2)] == [one.who for one in told][1:3]
    assert list(town.campaigns.recipients("autumn", "bea")) == []


def test_who_is_gone_is_still_counted_and_nothing_is_told_of_them(town: Town) -> None:
    put_forward(town)
    persons = Persons(town.store.codec, town.store.mailbox)
    privacy = Privacy(town.store.runner, town.store.mailbox, persons, clock=lambda: NOON, new_id=lambda: "n")
    for contact in ("c1", "c4"):
        assert privacy.delete(person(int(contact[1:])).id, "op", lambda: None)

    told = {one.fate for one in town.campaigns.recipients("spring", "bea") if one.plan is None}

    assert told == {"withheld:erased"}
    assert town.count().total == 4


def test_nobody_has_ordered_because_of_what_was_never_launched(town: Town) -> None:
    put_forward(town)
    assert town.campaigns.compare("spring", 30, lambda _: None) is None

    town.campaigns.approve("spring", "bea")

    assert town.campaigns.compare("spring", 30, lambda _: None) is not None


def test_the_operators_names_are_sealed(town: Town) -> None:
    put_forward(town)
    town.campaigns.approve("spring", "beatrice")

    kept = repr(town.store.runner.redis.hgetall(f"ledger:{SPRING.ledger}"))

    assert "beatrice" not in kept
    assert town.count().launcher == "beatrice"
    assert rotate(town.store.runner, town.store.codec.sealer, lambda _: None).old == 0
