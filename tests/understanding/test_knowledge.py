"""Questions are answered from the pages, in the language spoken, or not at all; a page that is not fit is named."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from bot.flows.answering import LIKELY
from bot.model.command import Say
from bot.model.session import Expecting, Offered
from bot.prompts import PromptError, Prompts
from bot.understanding.examples import load_examples
from bot.understanding.knowledge import LONGEST, UNANSWERED, Knowledge, Pages
from bot.understanding.lexicon import load_lexicon
from bot.understanding.local import LocalReader
from tests.understanding.asking import hear
from tests.understanding.questioned import NOBODY, Got, found, told, unseen

PROMPTS = Path(__file__).parents[2] / "prompts"
QUESTIONS = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8"))
LOCALES = Prompts.load(PROMPTS).locales
LEXICON = load_lexicon(PROMPTS / "examples" / "lexicon")
PAGE = "---\nsource: A page\n---\n## one\n? what is one\n? which one is it\n? tell me of one\nOne is one.\n"


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    pages = Pages.read(PROMPTS / "knowledge", LOCALES)
    return Knowledge.learn(pages, LEXICON, tmp_path_factory.mktemp("cache"))


def read(folder: Path, locales: tuple[str, ...] = ("en",), **pages: str) -> Pages:
    for name, text in pages.items():
        page, _, locale = name.rpartition("_")
        (folder / f"{page}.{locale}.md").write_text(text, encoding="utf-8")
    return Pages.read(folder, locales)


def test_nine_of_ten_new_questions_are_answered_and_few_wrongly(knowledge: Knowledge) -> None:
    asked = [(line, wanted) for wanted, lines in QUESTIONS["answered"].items() for line in lines]
    found = [(knowledge.knows(line, "en"), wanted) for line, wanted in asked]
    right = sum(passage is not None and passage.id == wanted for passage, wanted in found)
    wrong = sum(passage is not None and passage.id != wanted for passage, wanted in found)
    assert right >= 0.85 * len(asked)
    assert wrong <= 0.07 * len(asked)


def test_questions_that_nothing_was_made_for_get_the_right_passage_or_none(knowledge: Knowledge) -> None:
    questions = dict(unseen())
    nobody = {NOBODY: questions.pop(NOBODY)}
    asked = sum(map(len, questions.values()))
    assert asked >= 140
    assert found(knowledge, questions)[Got.RIGHT] >= 0.80 * asked
    assert found(knowledge, questions)[Got.OTHER] <= 0.08 * asked
    assert found(knowledge, nobody)[Got.OTHER] <= 0.10 * len(nobody[NOBODY])


def test_put_at_the_menu_most_of_them_are_answered_and_few_wrongly(reader: LocalReader, knowledge: Knowledge) -> None:
    questions = dict(unseen())
    nobody = {NOBODY: questions.pop(NOBODY)}
    asked = sum(map(len, questions.values()))
    assert told(reader, knowledge, questions)[Got.RIGHT] >= 0.60 * asked
    assert told(reader, knowledge, questions)[Got.OTHER] <= 0.04 * asked
    assert told(reader, knowledge, nobody)[Got.OTHER] <= 0.06 * len(nobody[NOBODY])


@pytest.mark.parametrize(
    ("words", "asks"),
    [("what happens at night with solar", True), ("panels in the dark?", True), ("panels in the dark", False)],
)
def test_only_a_question_asks_for_a_passage(knowledge: Knowledge, words: str, *, asks: bool) -> None:
    passage = knowledge.knows(words, "en")
    assert passage is not None
    assert passage.id == "solar/night"
    assert (passage.belief > 0) is asks


def test_what_no_page_is_about_is_not_answered(knowledge: Knowledge) -> None:
    foreign = [one.text for one in load_examples(PROMPTS / "examples") if one.label == "out_of_scope"]
    assert [line for line in QUESTIONS["unanswered"] if knowledge.knows(line, "en")] == []
    asked = [line for line in foreign if (one := knowledge.knows(line, "en")) and one.belief >= LIKELY]
    assert len(asked) <= 0.02 * len(foreign), asked


@pytest.mark.parametrize(
    ("locale", "source"),
    [
        ("en", "Solar basics"),
        ("es-MX", "Energía solar, lo básico"),
        ("hi_IN", "सोलर की बुनियादी बातें"),
        ("fr", "Solar basics"),
    ],
)
def test_the_answer_is_in_the_language_spoken_whatever_the_question_is_in(
    knowledge: Knowledge, locale: str, source: str
) -> None:
    passage = knowledge.knows("what is net metering", locale)
    assert passage is not None
    assert (passage.id, passage.source) == ("solar/feeding-in", source)


def test_what_passages_tell_to_write_is_understood(knowledge: Knowledge, reader: LocalReader) -> None:
    menu = (Offered("start_solar", "Solar for my roof"), Offered("compare", "Compare the two"))
    quoted = {
        words for found in knowledge.pages.passages.values() for one in found.values() for words in _quoted(one.text)
    }
    lines = {words for words in quoted if words not in {"Penalty", "Penalización", "जुर्माना"}}  # a line of the terms
    assert len(lines) >= 15
    for words in lines:
        reading = hear(reader, words, Expecting.CHOICE, offered=menu, flow="welcome")
        assert reading.confidence > 0.9, words
        assert reading.commands[0] not in (Say("unclear"), Say("out_of_scope"), Say("why_or_explain")), words


def _quoted(text: str) -> Iterator[str]:
    return iter(re.findall(r'"([^"]+)"', text))


def test_the_english_passages_travel_in_the_narrow_alphabet_of_text_messages(knowledge: Knowledge) -> None:
    assert [one.id for one in knowledge.pages.passages["en"].values() if not one.text.isascii()] == []


def test_a_small_page_is_enough(tmp_path: Path) -> None:
    pages = read(tmp_path, numbers_en=PAGE, unanswered_en=PAGE.replace("One is one.", ""))
    assert list(pages.passages["en"]) == ["numbers/one"]
    assert {one.label for one in pages.asks} == {"numbers/one", UNANSWERED}


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ({}, "there is no page in en"),
        ({"a_en": PAGE}, "there is no page in es"),
        ({"a_en": PAGE, "a_es": PAGE.replace("## one", "## uno")}, "a/one is missing in es"),
        ({"a_en": PAGE, "b_es": PAGE, "a_es": PAGE}, "b/one is missing in en"),
        ({"a_en": PAGE.replace("source", "sauce")}, "a.en.md: its head must be the source"),
        ({"a_en": PAGE.replace("A page", "[1]")}, "a.en.md: its head must be the source"),
        ({"a_en": PAGE + PAGE.partition("---\n## ")[2].join(("## ", ""))}, "a.en.md: two passages have one name"),
        ({"a_en": PAGE.replace("? tell me of one\n", "")}, "a.en.md: one needs 3 ways to ask"),
        ({"a_en": PAGE.replace("One is one.", "x" * (LONGEST + 1))}, "a.en.md: one needs a text of at most"),
        ({"a_en": PAGE.replace("One is one.", "")}, "a.en.md: one needs a text of at most"),
        ({"a_en": PAGE.replace("One is one.", "See https://x.example")}, "without a link"),
        ({"a_en": "---\nsource: [\n---\n## one\n"}, "a.en.md: what stands between --- is not YAML"),
        ({"a_en": "## one\n"}, "must be names and values between two lines of ---"),
        ({"a_en": "---\nsource: A page\n---\n"}, "must be names and values between two lines of ---"),
    ],
)
def test_an_unfit_page_is_named(tmp_path: Path, pages: Mapping[str, str], sentence: str) -> None:
    with pytest.raises(PromptError, match=re.escape(sentence)):
        read(tmp_path, ("en", "es"), **pages)
