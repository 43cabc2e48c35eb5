"""What we promise of text messages: segments counted as they are billed, and no more of them than the words need."""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.prompts import Prompts
from channels.segments import lean, narrow, segments
from sandbox import twilio_checks
from tests.measuring import Measure, Measurement

_SEED = 160
_ROOT = Path(__file__).parents[2]
_ALPHABETS = ("abc def,.", "äöüñ¿", "€[]^", "áíó", "हिन्दी ", "😀☀")
_PRINT = "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a0\u2022\u00d7"


def _texts(chance: random.Random, number: int) -> Iterator[str]:
    for _ in range(number):
        signs = "".join(chance.sample(_ALPHABETS, chance.randrange(1, 4)))
        yield "".join(chance.choices(signs, k=chance.randrange(1, 400)))


def _counted(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    number = 50_000 if long else 5000
    texts = list(_texts(random.Random(_SEED), number))  # noqa: S311 -- not for secrets
    fewer = sum(segments(text) < twilio_checks.segments(text) for text in texts)
    measure = "segments: texts counted as fewer than their length alone makes them"
    yield Measure(measure, fewer, f"of {number} texts", "0", fewer == 0, _SEED)


def _spoken(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    del long
    prompts = Prompts.load(_ROOT / "prompts")
    wide = [name for name, text in prompts.texts["en"].items() if not narrow(text)]
    others = [name for name in wide if not name.startswith("language.")]  # they are named in their own letters
    total = len(prompts.texts["en"])
    yield Measure("English sentences that need the wide alphabet", len(others), f"of {total}", "0", not others)
    printed = [f"Goldcrest {sign} Plus" for sign in _PRINT]
    left = sum(not narrow(lean(text)) for text in printed)
    yield Measure("names with signs of print that stay wide", left, f"of {len(printed)}", "0", left == 0)
    letters = [text for name, text in prompts.texts["es"].items() if lean(text) != text and not narrow(text)]
    lost = sum(sum(map(str.isalpha, text)) != sum(map(str.isalpha, lean(text))) for text in letters)
    yield Measure("Spanish sentences that lose a letter", lost, f"of {len(prompts.texts['es'])}", "0", lost == 0)


MEASUREMENTS = (
    Measurement("segments", _counted),
    Measurement("alphabets", _spoken),
)
