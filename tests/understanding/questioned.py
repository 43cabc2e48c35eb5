"""Questions put to the bot from its menu, as strangers put them, and what they get: a passage, or what else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import yaml

from bot.understanding.knowledge import Knowledge, Pages
from bot.understanding.local import LocalReader
from channels.messages import Address, Text
from tests.flows.house import PROMPTS, House

FOLDER = Path(__file__).parents[2] / "prompts"
UNSEEN = Path(__file__).parent / "questions_unseen.yaml"
NOBODY = "unanswered"
"""What should answer a question that no passage is about."""
_WEB = Address("web", "visitor-1")


class Got(StrEnum):
    """What came of a question."""

    RIGHT = "the passage that answers it"
    OTHER = "another passage"
    NO_PASSAGE = "no passage: a way on, an errand, whom to call"


def unseen() -> Mapping[str, Sequence[str]]:
    """Return the questions by the passage that should answer them; those of NOBODY by none."""
    read = yaml.safe_load(UNSEEN.read_text(encoding="utf-8"))
    return {**read["answered"], NOBODY: read["unanswered"]}


def learned(cache: Path | None = None) -> tuple[LocalReader, Knowledge]:
    """Return the reader and the pages as they ship."""
    reader = LocalReader.load(FOLDER / "examples", cache)
    return reader, Knowledge.learn(Pages.read(FOLDER / "knowledge", PROMPTS.locales), reader.rules.lexicon, cache)


def found(knowledge: Knowledge, questions: Mapping[str, Sequence[str]]) -> Counter[Got]:
    """Count what the pages say to questions."""
    passages = ((knowledge.knows(line, "en"), wanted) for wanted, lines in questions.items() for line in lines)
    return Counter(
        Got.NO_PASSAGE if one is None else Got.RIGHT if one.id == wanted else Got.OTHER for one, wanted in passages
    )


def told(reader: LocalReader, knowledge: Knowledge, questions: Mapping[str, Sequence[str]]) -> Counter[Got]:
    """Count what the bot says to questions, each of a stranger who has just been greeted."""
    return Counter(_got(reader, knowledge, wanted, line) for wanted, lines in questions.items() for line in lines)


def _got(reader: LocalReader, knowledge: Knowledge, wanted: str, line: str) -> Got:
    house = House(knows=knowledge.knows)
    for text in ("hello", line):
        house.hears(_WEB, Text(text), reader.read_now(house.hearing(_WEB, Text(text))))
    said = " ".join(reply.message.text for reply in house.turns[-1].replies)
    every = {one.id for passages in knowledge.pages.passages.values() for one in passages.values() if one.text in said}
    return Got.NO_PASSAGE if not every else Got.RIGHT if every == {wanted} else Got.OTHER
