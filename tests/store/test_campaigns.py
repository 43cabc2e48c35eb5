"""Each recipient of a campaign gets exactly one message, or is accounted for by name of reason, whatever breaks off."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.campaigns.files import Unfit
from bot.model.campaign import Schedule, Stops, Words
from bot.model.contact import Reachable
from bot.model.question import Answer, Outcome
from bot.privacy import Privacy
from bot.store.counts import State
from bot.store.ledgers import WAITING, Due, Listed
from bot.store.outbox import Ended
from bot.store.persons import Persons
from channels.messages import Address, Status, StatusUpdate
from tests.store.building import turn_saying
from tests.store.campaigns import NOON, SPRING, Town, person

SPRING_KEY = f"ledger:{SPRING.ledger}"
FAILED = Ended(Status.FAILED, error="30006")


def test_each_gets_one_or_a_reason(town: Town) -> None:
    assert town.launch() == 4
    town.work()

    assert town.deliver() == ["c1: Hello Ada, the sun is back.", "c2: Hello Bo, the sun is back."]
    assert town.fates() == {"sent": 2, "withheld:no_address": 1, "withheld:no_consent": 1}
    town.due()
    assert town.count().state is State.ENDED
    assert (town.count().units, town.count().billed) == (2, {"sms": 2})


def test_what_is_done_again_sends_nothing_twice(town: Town) -> None:
    town.launch()
    (chunk,) = town.work().chunks
    town.batches.send(*chunk)
    assert len(town.deliver()) == 2

    town.batches.send(*chunk)

    assert town.deliver() == []
    assert town.fates()["sent"] == 2


def test_a_chunk_that_a_worker_took_along_is_given_out_again(town: Town) -> None:
    town.launch()
    town.due()
    assert town.due().chunks == ()
    town.store.runner.redis.zadd("ledger:campaign:spring:open", {"0": 0})

    town.work()

    assert len(town.deliver()) == 2


def test_a_launch_that_broke_off_is_gone_on_with(town: Town) -> None:
    town.store.runner.run(town.ledgers.open(SPRING))
    assert town.launch() == 4

    with pytest.raises(Unfit, match="already"):
        town.launch()


def test_a_launch_that_is_stopped_while_recipients_are_listed_says_so(town: Town) -> None:
    def stop(_: int) -> None:
        town.campaigns.stop("spring", "olga")

    with pytest.raises(Unfit, match="stopped"):
        town.campaigns.launch(SPRING, None, "olga", stop)

    assert town.fates() == {}
    assert town.work().chunks == ()


def test_a_name_is_used_once(town: Town) -> None:
    town.store.runner.run(town.ledgers.open(replace(SPRING, speed=1)))

    with pytest.raises(Unfit, match="already"):
        town.launch()


def test_what_waits_in_outboxes_goes_back_when_it_is_paused_and_on_when_it_is_resumed(town: Town) -> None:
    town.launch()
    town.work()
    assert town.campaigns.pause("spring", "olga")

    assert town.deliver() == []
    assert town.fates()["pending"] == 2
    assert town.due().chunks == ()

    assert town.campaigns.resume("spring", "olga")
    town.work()
    assert len(town.deliver()) == 2
    assert town.fates()["sent"] == 2
    assert not town.campaigns.resume("spring", "olga")


def test_a_stopped_campaign_sends_nothing_any_more_and_says_so_of_everybody(town: Town) -> None:
    town.settle(*(person(number) for number in range(10, 300)))
    town.launch(replace(SPRING, speed=200))
    first = town.work().chunks
    assert len(first) == 1
    assert town.campaigns.stop("spring", "olga")
    assert town.deliver() == []

    while town.work().chunks:
        pass

    assert set(town.fates()) <= {"withheld:stopped", "withheld:no_address", "withheld:no_consent"}
    assert town.count().state is State.STOPPED
    assert not town.campaigns.stop("spring", "olga")
    assert not town.campaigns.pause("spring", "olga")


def test_a_campaign_stopped_before_its_time_says_so_of_everybody_at_once(town: Town) -> None:
    town.launch(replace(SPRING, schedule=Schedule(at=town.now + timedelta(days=3650))))
    assert town.campaigns.stop("spring", "olga")

    town.work()
    town.due()

    assert town.fates() == {"withheld:stopped": 4}
    assert town.store.runner.redis.scard("ledgers:at_work") == 0


def test_it_is_no_faster_than_it_may_be(town: Town) -> None:
    town.settle(*(person(number) for number in range(10, 1010)))
    town.launch(replace(SPRING, speed=200))

    begun = time.monotonic()
    given = [chunk for _ in range(5) for _, chunk in town.work().chunks]

    assert 1 <= len(given) <= 2 + (time.monotonic() - begun)  # a chunk has 200 rows


def test_no_more_is_put_into_outboxes_than_leaves_them(town: Town) -> None:
    town.settle(*(person(number) for number in range(10, 2010)))
    town.launch()
    given = _in_time(town).chunks
    assert _in_time(town).chunks == (), "workers have it already"
    for ledger, chunk in given:
        town.batches.send(ledger, chunk)
    assert WAITING <= town.fates()["queued"] < WAITING + 200, "a chunk has 200 rows"
    assert _in_time(town).chunks == (), "it waits to leave"

    town.deliver()
    assert len(_in_time(town).chunks) == WAITING // 200


def _in_time(town: Town) -> Due:
    """Look for what is due when the campaign's own speed holds nothing back."""
    town.store.runner.redis.hset(SPRING_KEY, "next_at", 0)
    return town.due()


def test_too_many_failures_pause_it_and_a_person_is_told(town: Town) -> None:
    town.settle(*(person(number) for number in range(10, 30)))
    town.launch(replace(SPRING, stops=Stops(20, 10)))
    town.work()
    town.deliver(*[FAILED] * 5, Ended(Status.QUEUED, error="429", again=60))
    assert town.due().failing == ()
    town.store.runner.redis.zadd("bulk", {f"c{number}": 0 for number in range(1, 30)})
    for number in range(10, 30):
        town.store.runner.redis.delete(f"bulk:lease:c{number}")
    town.deliver(*[FAILED] * 6, Ended(Status.QUEUED, error="429", again=60))

    assert town.due().failing == ("campaign:spring",)
    assert town.due().failing == ("campaign:spring",)
    assert town.count().state is State.FAILING


def test_too_many_opt_outs_pause_it_too_and_are_counted_anew_when_it_goes_on(town: Town) -> None:
    strict, later = replace(SPRING, stops=Stops(100, 2, 50)), town.now + timedelta(days=3650)
    rows = [Listed(person(1).id, NOON), Listed(person(2).id, NOON), Listed(person(3).id, later)]
    town.store.runner.run(town.ledgers.open(strict))
    town.store.runner.run(town.ledgers.enlist(strict.ledger, rows))
    town.store.runner.run(town.ledgers.turn(strict.ledger, State.RUNNING, (State.LISTING,)))
    town.work()
    assert len(town.deliver()) == 2
    assert town.due().failing == ()

    town.store.accept("o1", "c1", person(1).addresses[0].address)
    (claimed,) = town.store.claim()
    (asked,) = town.store.mailbox.known(claimed).asked
    answer = Answer(asked, (Outcome.ANSWERED, Outcome.OPTED_OUT))
    town.store.commit(claimed, replace(turn_saying(claimed.contact), answer=answer))

    assert town.due().failing == ("campaign:spring",)
    town.store.runner.run(town.ledgers.turn(strict.ledger, State.PAUSED, (State.FAILING,)))
    assert town.campaigns.resume("spring", "olga")
    assert town.due().failing == ()


def test_what_failed_goes_to_the_next_channel_once_the_receipt_says_so(town: Town) -> None:
    both = {"sms": {"en": Words("by text")}, "telegram": {"en": Words("by telegram")}}
    town.settle(person(5, "sms", "telegram"))
    town.launch(replace(SPRING, words=both, channels=("sms", "telegram")))
    town.work()
    assert town.deliver() == ["c1: by text", "c2: by text", "c3: by telegram", "c5: by text"]
    town.due()
    assert town.count().state is State.ENDED
    failed = [
        bytes(key).decode().removeprefix("delivery:")
        for key in town.store.runner.redis.scan_iter("delivery:*")
        if town.store.runner.redis.hget(key, "contact") in {b"c5", b"c1"}
    ]
    for number in failed:
        line = town.bulk.line(StatusUpdate(number, "SM1", Status.FAILED, "30006"))
        town.store.runner.run(town.bulk.receipt(line))
    town.deliver(Ended(Status.FAILED, error="30006"))

    assert town.fates() == {"failed:30006": 1, "pending": 1, "sent": 2, "withheld:no_consent": 1}
    assert town.count().state is State.RUNNING
    town.work()
    assert town.deliver() == ["c5: by telegram"]
    assert town.fates()["sent"] == 3
    assert town.store.runner.redis.zcard("told:c5") == 1


def test_who_opted_out_meanwhile_gets_nothing_and_who_is_gone_neither(town: Town) -> None:
    town.launch()
    gone = replace(person(1), addresses=(Reachable(Address("sms", "+12025550001"), opted_out_at=NOON),))
    town.settle(gone)
    town.store.runner.redis.delete("contact:c2")

    town.work()

    assert town.fates()["withheld:opted_out"] == 1
    assert town.fates()["withheld:gone"] == 1


def test_what_is_due_later_waits_and_what_is_too_late_is_said_to_be(town: Town) -> None:
    tomorrow = town.now + timedelta(days=3650)
    town.launch(replace(SPRING, schedule=Schedule(at=tomorrow)))
    assert town.due().chunks == ()
    town.launch(replace(SPRING, name="old", schedule=Schedule(at=NOON - timedelta(days=4))))
    town.work()

    assert town.fates("old")["withheld:too_late"] == 2
    assert town.fates()["pending"] == 4


def test_a_share_gets_nothing_and_is_counted(town: Town) -> None:
    town.settle(*(person(number) for number in range(10, 110)))
    town.launch(replace(SPRING, holdout=20))
    town.work()
    town.deliver()

    assert 8 <= town.fates()["holdout"] <= 35


def test_a_test_goes_to_one_person_past_the_schedule(town: Town) -> None:
    town.settle(person(7))
    later = replace(SPRING, schedule=Schedule(at=NOON + timedelta(days=9)))
    assert town.campaigns.test(later, person(7).id, "olga", {})
    assert not town.campaigns.test(later, person(8).id, "olga", {})

    town.work()

    assert town.deliver() == ["c7: Hello Ada, the sun is back."]
    assert not town.store.runner.redis.exists("told:c7")
    assert len(town.campaigns.latest(5)) == 1


def test_a_person_can_read_their_row_and_leave_nothing_of_it_but_its_fate(town: Town, tmp_path: Path) -> None:
    town.settle(person(5))
    file = tmp_path / "people.csv"
    file.write_text("contact,saving\nc1,$40\nc5,$41\n")
    words = {"sms": {"en": Words("Save {saving}")}}
    town.campaigns.launch(replace(SPRING, audience=None, words=words), file, "olga", lambda _: None)
    mailbox = town.store.mailbox
    persons = Persons(town.store.codec, mailbox)
    privacy = Privacy(town.store.runner, mailbox, persons, clock=lambda: NOON, new_id=lambda: "1" * 32)
    shown = privacy.export(person(1).id, "olga")
    assert shown is not None
    assert "'$40'" in repr(shown["stored"])
    town.work()

    assert privacy.delete(person(1).id, "olga", lambda: None)
    assert privacy.delete(person(5).id, "olga", lambda: None)

    assert town.fates() == {"withheld:erased": 2}
    assert town.store.runner.redis.hvals("ledger:campaign:spring:rows:0") == [b"|0", b"|0"]
    assert not town.store.runner.redis.exists("rows:c1")
    assert town.deliver() == []
