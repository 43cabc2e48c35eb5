"""What Prometheus reads: how much waits, who lives, and what was done, whichever process did it."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from redis.connection import Connection

from bot.model.ids import CaseId, ContactId
from bot.model.turn import Case, CaseKind
from bot.store.away import Unavailable
from bot.store.beating import Heart, beat, signs
from bot.store.cases import Cases
from bot.store.metrics import exposition
from bot.store.outbox import Ended, Outbox
from bot.store.runners import Blocking
from bot.store.tally import Tally
from bot.store.vitals import counters, look
from channels.messages import Status
from sandbox.embedded import free_port
from tests.store.building import LEASE, NOW, House, turn_saying


def figures(text: bytes) -> dict[str, float]:
    lines = [line for line in text.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def read(house: House) -> dict[str, float]:
    return figures(exposition(house.runner))


def beaten(house: House, heart: Heart) -> None:
    with heart.beat() as beating:
        house.runner.run(beating)


def test_an_empty_store_waits_for_nothing_and_nobody_lives(house: House) -> None:
    found = read(house)
    assert [found[f'wattline_process_alive{{process="{one}"}}'] for one in ("web", "attend", "worker")] == [0, 0, 0]
    waiting = {name: value for name, value in found.items() if name.startswith("wattline_waiting")}
    assert len(waiting) == 7
    late = {name: value for name, value in found.items() if name.startswith(("wattline_overdue", "wattline_cases"))}
    assert len(late) == 6 + 2 * len(CaseKind)
    assert not any((*waiting.values(), *late.values()))
    assert found["wattline_breakers_open"] == 0


def test_what_waits_and_since_when_is_told(house: House) -> None:
    house.accept("1", contact="c1")
    house.accept("1", contact="c1")
    time.sleep(0.02)
    found = read(house)
    assert found['wattline_waiting{what="turns"}'] == 1
    assert 0.02 <= found['wattline_overdue_seconds{what="turns"}'] < 60
    assert found['wattline_events_total{what="accepted"}'] == 1
    assert found['wattline_events_total{what="repeated"}'] == 1


def test_what_is_due_later_is_not_late(house: House) -> None:
    house.ask("ZADD", "timers", int(time.time() * 1000) + 60_000, "c1|later")
    found = read(house)
    assert found['wattline_waiting{what="timers"}'] == 1
    assert found['wattline_overdue_seconds{what="timers"}'] == 0


def test_open_cases_are_told_by_kind_until_they_are_closed(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    kinds = (CaseKind.HANDOVER, CaseKind.HANDOVER, CaseKind.UNKNOWN_ORDER)
    cases = tuple(Case(CaseId(f"case{n}"), kind, NOW) for n, kind in enumerate(kinds))
    house.commit(claimed, replace(turn_saying(claimed.contact), cases=cases))
    found = read(house)
    assert found['wattline_cases_open{kind="handover"}'] == 2
    assert found['wattline_cases_open{kind="unknown_order"}'] == 1
    assert 0 <= found['wattline_cases_oldest_seconds{kind="handover"}'] < 60
    for case in cases:
        assert house.runner.run(Cases(house.codec).close(case.id))
    assert [read(house)[f'wattline_cases_open{{kind="{kind}"}}'] for kind in ("handover", "unknown_order")] == [0, 0]


def test_deliveries_are_counted_by_channel_and_status(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    house.commit(claimed, turn_saying(ContactId("c1"), "hello"))
    outbox = Outbox(house.codec)
    assert read(house)['wattline_waiting{what="sends"}'] == 1
    (attempt,) = house.runner.run(outbox.claim(1, LEASE))
    house.runner.run(outbox.record(attempt, Ended(Status.SENT, provider_id="SM1"), LEASE))
    found = read(house)
    assert found['wattline_deliveries_total{channel="sms",status="sent"}'] == 1
    assert found['wattline_events_total{what="turns"}'] == 1
    assert found['wattline_waiting{what="sends"}'] == 0


def test_every_process_that_beats_is_told_with_its_version_and_its_levels(house: House) -> None:
    tally = Tally()
    tally.watch("breakers", lambda: 2)
    beaten(house, Heart("worker", tally))
    house.runner.run(beat("worker", "another:1", b'{"version":"0.0.9","levels":{"breakers":1}}'))
    house.runner.run(beat("attend", "another:2"))
    found = read(house)
    assert found['wattline_process_alive{process="worker"}'] == 1
    assert found['wattline_process_alive{process="web"}'] == 0
    assert found['wattline_processes{process="worker",version="0.0.9"}'] == 1
    assert sum(value for name, value in found.items() if name.startswith("wattline_processes{")) == 3
    assert found["wattline_breakers_open"] == 3


def test_a_process_that_beats_no_more_is_forgotten_by_the_next_that_does(house: House) -> None:
    house.ask("HSET", "signs:attend", "gone:1", f"{int(time.time() * 1000) - 6001}|{{}}")
    assert house.runner.run(signs()) == ()
    house.runner.run(beat("attend", "here:1"))
    assert [sign.instance for sign in house.runner.run(signs())] == ["here:1"]
    assert house.ask("HLEN", "signs:attend") == 1
    assert 0 < house.ask("PTTL", "signs:attend") <= 6000


def test_what_a_process_counted_comes_with_its_next_beat_once(house: House) -> None:
    tally = Tally()
    heart = Heart("worker", tally)
    for name in ("beckn_answers:search:answered", "beckn_deviation:rating_is_no_number", "searches_joined"):
        tally.count(name)
    beaten(house, heart)
    beaten(house, heart)
    found = read(house)
    assert found['wattline_beckn_answers_total{action="search",outcome="answered"}'] == 1
    assert found['wattline_beckn_deviation_total{kind="rating_is_no_number"}'] == 1
    assert found['wattline_events_total{what="searches_joined"}'] == 1


def test_what_could_not_be_told_is_told_later(house: House) -> None:
    tally = Tally()
    heart, away = Heart("worker", tally), Blocking(f"redis://127.0.0.1:{free_port()}/0")
    tally.count("searches_joined")
    with pytest.raises(Unavailable), heart.beat() as beating:
        away.run(beating)
    beaten(house, heart)
    assert house.runner.run(counters())["searches_joined"] == 1
    away.close()


def test_durations_are_a_histogram(house: House) -> None:
    tally = Tally()
    for seconds in (0.04, 0.05, 0.3, 99.0):
        tally.took("send_seconds:sms:taken", seconds)
    beaten(house, Heart("attend", tally))
    found = read(house)
    under = [
        found[f'wattline_send_seconds_bucket{{channel="sms",le="{bound}",outcome="taken"}}']
        for bound in ("0.05", "0.25", "0.5", "10.0", "+Inf")
    ]
    assert under == [2, 2, 3, 3, 4]
    assert found['wattline_send_seconds_count{channel="sms",outcome="taken"}'] == 4
    assert found['wattline_send_seconds_sum{channel="sms",outcome="taken"}'] == pytest.approx(99.39)


def test_the_store_tells_its_memory_and_whether_it_keeps_what_it_took(house: House) -> None:
    found = read(house)
    assert found["wattline_redis_up"] == 1
    assert found["wattline_redis_memory_bytes"] > 100_000
    assert found["wattline_redis_memory_max_bytes"] == 0
    safe = {
        name: found[f'wattline_redis_safe{{what="{name}"}}'] for name in ("append_only", "last_write", "noeviction")
    }
    assert safe == {"append_only": 1, "last_write": 1, "noeviction": 1}
    house.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    try:
        assert read(house)['wattline_redis_safe{what="noeviction"}'] == 0
    finally:
        house.ask("CONFIG", "SET", "maxmemory-policy", "noeviction")


class Counting(Blocking):
    """Counts how often it speaks to the store."""

    spoken = 0

    def _on_a_connection(self, name: str, asked: Any, ask: Callable[[Connection, Any], Any]) -> Any:  # noqa: ANN401 -- whatever an operation answers
        self.spoken += 1
        return super()._on_a_connection(name, asked, ask)


def test_all_of_it_is_one_round_trip(redis_url: str) -> None:
    runner = Counting(redis_url)
    assert look(runner).signs == ()
    assert runner.spoken == 1
    runner.close()


def test_while_the_store_is_away_the_spool_is_told_all_the_same() -> None:
    runner = Blocking(f"redis://127.0.0.1:{free_port()}/0")
    found = figures(exposition(runner, lambda: 12))
    assert found["wattline_redis_up"] == 0
    assert found["wattline_spool_messages"] == 12
    assert not [name for name in found if name.startswith("wattline_waiting")]
    runner.close()
