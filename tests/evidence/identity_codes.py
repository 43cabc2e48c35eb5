"""What we promise about one-time codes: not guessed, not used twice or elsewhere, and no answer tells who is known."""

import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

from bot.model.code import Codes
from bot.model.event import IdentityRefused
from bot.model.session import Challenge, CodePurpose
from bot.store.codes import LIMITS
from bot.store.mailbox import Mailbox
from channels.messages import Address
from tests.evidence.alike import auc, both
from tests.evidence.guessing import Model, crowd
from tests.evidence.store import server
from tests.measuring import Measure, Measurement, at_most
from tests.store.building import NOW, House
from tests.store.guessing import Guesser, race

_SEED = 20264


@contextmanager
def _house() -> Iterator[tuple[House, str]]:
    with server() as url:
        house = House(url)
        yield house, url
        house.runner.close()


def _elsewhere(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    codes = Codes(b"a pepper for measurements")
    used = tried = 0
    for number in range(200):
        one = Challenge(f"nonce-{number}", "MTR-0042", Address("web", "v"), NOW)
        uses = (
            one,
            replace(one, address=Address("telegram", "7")),
            replace(one, meter="MTR-0043"),
            replace(one, purpose=CodePurpose.ORDER, bound="a" * 64),
            replace(one, purpose=CodePurpose.ORDER, bound="b" * 64),
        )
        for sent, wanted in permutations(uses, 2):
            tried += 1
            used += codes.matches(wanted, codes.code_for(sent))
    unit = f"of {tried} tries in a 5 x 5 matrix"
    return [Measure("codes of another purpose, address, meter, order that count", used, unit, "0", used == 0)]


def _raced(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- see above
    rounds, won = 20 if long else 3, []
    for _ in range(rounds):
        with _house() as (house, url):
            won.append(race(house, url, Guesser(house).asks()[0], 200))
    worst = max(won, key=lambda one: abs(one - 1))
    return [Measure("200 threads with one right code: successes", worst, f"in each of {rounds}", "1", set(won) == {1})]


def _guessed(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- see above
    came = crowd(1_000_000, 1000, 100_000, _SEED)
    differ, steps = _against_the_commit(200)
    where = f"{came.guesses} guesses, 1,000 addresses, 100,000 meters"
    return [
        Measure("accounts taken over, expected", came.expected, where, "< 0.001", came.expected < 0.001, _SEED),
        Measure("the breaker trips after", came.tripped, "s", "<= 60", 0 <= came.tripped <= 60, _SEED),
        Measure("answers of the commit unlike the model", differ, f"of {steps}", "0", differ == 0, _SEED),
    ]


def _against_the_commit(addresses: int) -> tuple[int, int]:
    """Let a smaller crowd guess at the real commit and at the model, and count where they answer differently."""
    chance = random.Random(_SEED)  # noqa: S311 -- a seed repeats the run
    model, differ, steps = Model(), 0, 0
    with _house() as (house, _):
        guesser = Guesser(house)
        for place in range(addresses):
            who, meter = f"g{place}", f"MTR-{chance.randrange(60):04}"
            challenge = Challenge(f"n{place}", meter, Address("telegram", who), NOW + timedelta(minutes=5))
            for _ in range(chance.randrange(1, 6)):
                told = guesser.types(challenge, account=None, who=who)
                why = told[0].why.value if told and isinstance(told[0], IdentityRefused) else ""
                differ += why != model.guesses(meter, challenge.nonce, int(time.time() * 1000))[1]
                steps += 1
    return differ, steps


def _alike(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- see above
    each = 2000 if long else 500
    with _house() as (house, _):
        # A code that the hour's budget withholds is written in fewer commands, whoever asked: the crowd stays below it.
        house.mailbox = Mailbox(house.codec, replace(LIMITS, budget=4 * each))
        known, unknown = both(house, each, _SEED)
    replies = {one.words for one in (*known, *unknown)}
    commands = {one.commands for one in known} | {one.commands for one in unknown}
    jobs = {one.jobs for one in (*known, *unknown)}
    area = auc([one.seconds for one in known], [one.seconds for one in unknown])
    unit = f"over {each} known and {each} unknown meters"
    return [
        Measure("kinds of reply", len(replies), unit, "1", len(replies) == 1, _SEED),
        Measure("numbers of Redis commands until the answer", str(sorted(commands)), unit, "one", len(commands) == 1),
        Measure("numbers of jobs", str(sorted(jobs)), unit, "one", len(jobs) == 1),
        at_most("known told from unknown by time (AUC)", area, 0.55, unit, seed=_SEED),
    ]


MEASUREMENTS = (
    Measurement("codes used elsewhere", _elsewhere),
    Measurement("one code, 200 threads", _raced),
    Measurement("a million guesses", _guessed),
    Measurement("known and unknown meters", _alike),
)
