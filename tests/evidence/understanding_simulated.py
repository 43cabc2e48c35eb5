"""What we promise of whole journeys: simulated customers reach their goals, and soon, without a person."""

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import track

from bot import wiring
from bot.rehearsal.network import Network
from bot.rehearsal.simulated import Journey, Simulation, Words
from bot.understanding.local import LocalReader
from tests.measuring import Measure, Measurement, at_least

_SEED = 20260
_JOURNEYS = 1000
_LONG = 10_000


def _simulated(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    with TemporaryDirectory() as cache:
        reader = LocalReader.load(wiring.PROMPTS / "examples", Path(cache))
    simulation = Simulation(reader.read_now, wiring.prompts().say, Network.load(), Words.load())
    wanted = _LONG if long else _JOURNEYS
    begun = time.perf_counter()
    journeys = [simulation.journey(_SEED + number) for number in track(range(wanted), "Journeys", transient=True)]
    seconds = time.perf_counter() - begun
    yield from _judged(journeys)
    yield at_least("simulated journeys in one process", wanted / seconds * 60, 500, "a minute", seed=_SEED)


def _judged(journeys: list[Journey]) -> Iterable[Measure]:
    reached = [one for one in journeys if one.reached and not one.handed_over]
    share = len(reached) / len(journeys)
    yield at_least("simulated journeys that reach their goal without a person", share, 0.95, "of all", seed=_SEED)
    by_language = Counter(one.language for one in reached)
    for language, count in sorted(Counter(one.language for one in journeys).items()):
        yield at_least(f"... in {language}", by_language[language] / count, 0.95, f"of {count}", seed=_SEED)
    turns = sum(one.turns for one in reached) / len(reached)
    yield Measure("messages that a customer writes until the goal", round(turns, 1), "the mean", "", holds=True)


MEASUREMENTS = (Measurement("simulated journeys", _simulated),)
