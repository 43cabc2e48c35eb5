"""Simulated customers: the same seed plays the same journey, and the score sees a bot that understands nothing."""

from pathlib import Path

import pytest

from bot import wiring
from bot.model.command import Reading, Say
from bot.rehearsal.network import Network
from bot.rehearsal.playing import Read
from bot.rehearsal.simulated import MOST_TURNS, Goal, Simulation, Words
from bot.understanding.local import LocalReader


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> LocalReader:
    return LocalReader.load(wiring.PROMPTS / "examples", Path(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def simulation(reader: LocalReader) -> Simulation:
    return simulated(reader.read_now)


def simulated(read: Read) -> Simulation:
    return Simulation(read, wiring.prompts().say, Network.load(), Words.load())


def test_a_seed_is_one_journey_word_for_word(simulation: Simulation, reader: LocalReader) -> None:
    assert simulation.journey(7) == simulated(reader.read_now).journey(7)


def test_nearly_all_customers_reach_their_goal_without_a_person(simulation: Simulation) -> None:
    journeys = [simulation.journey(seed) for seed in range(200)]

    assert {one.goal for one in journeys} == set(Goal)
    assert {one.language for one in journeys} == {"en", "es", "hi", "hi-Latn"}
    assert sum(one.reached and not one.handed_over for one in journeys) >= 190


def test_who_is_never_understood_reaches_nothing_and_gives_up() -> None:
    deaf = simulated(lambda _: Reading((Say("unclear"),), 1.0))

    journeys = [deaf.journey(seed) for seed in range(20)]

    assert not any(one.reached for one in journeys)
    assert {one.turns for one in journeys if not one.handed_over} <= {MOST_TURNS}


def test_who_is_handed_to_a_person_did_not_reach_the_goal() -> None:
    journey = simulated(lambda _: Reading((Say("handover"),), 1.0)).journey(1)

    assert (journey.handed_over, journey.reached) == (True, False)


def test_every_language_says_something_on_every_occasion() -> None:
    for words in Words.load().values():
        assert set(words.goals) == set(Goal)
        assert all((words.meter, words.code, words.agree, words.pick, words.ordinals, words.greet, words.aside))
