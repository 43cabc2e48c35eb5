"""How well the reader understands lines that it never learned from."""

from pathlib import Path

import pytest

from bot.understanding.certain import Standing
from bot.understanding.evaluation import Measured, measure
from bot.understanding.examples import load_examples
from bot.understanding.labels import LEARNED
from bot.understanding.local import LocalReader
from bot.understanding.words import split
from tests.understanding.lines import EVERY, EVERY_NEVER, LANGUAGES, LineSet, lines_of


@pytest.fixture(scope="module")
def overall(reader: LocalReader) -> Measured:
    return measure(reader, lines_of(*LANGUAGES))


@pytest.mark.parametrize("lines", EVERY)
@pytest.mark.parametrize(("language", "goal"), [("en", 0.80), ("es", 0.75), ("hi", 0.65), ("hi-Latn", 0.65)])
def test_most_lines_of_each_language_are_understood(
    reader: LocalReader, lines: LineSet, language: str, goal: float
) -> None:
    assert measure(reader, lines.of(language)).accuracy >= goal


@pytest.mark.parametrize("label", ["opt_out", "handover"])
def test_who_wants_out_or_a_person_is_nearly_always_heard(overall: Measured, label: str) -> None:
    assert overall.recall[label] >= 0.92


def test_what_is_none_of_our_business_is_mostly_recognised(overall: Measured) -> None:
    assert overall.recall["out_of_scope"] >= 0.65


def test_no_label_is_deaf(overall: Measured) -> None:
    assert {label: recall for label, recall in overall.recall.items() if recall < 0.5} == {}


def test_words_of_an_opt_out_alone_opt_nobody_out(reader: LocalReader) -> None:
    false = [text for text in EVERY_NEVER if reader.understand(text, Standing(None))[0][-1].label == "opt_out"]
    assert len(EVERY_NEVER) >= 150
    assert len(false) <= 2, false


def test_the_lines_are_enough_and_stand_in_no_example(examples_folder: Path) -> None:
    learned = {split(example.text) for example in load_examples(examples_folder)}
    english = [line.label for line in lines_of("en")]
    assert set(english) == set(LEARNED)
    assert min(english.count(label) for label in LEARNED) >= 12
    shared = [line.text for line in lines_of(*LANGUAGES) if split(line.text) in learned]
    assert len(shared) < 5, shared
