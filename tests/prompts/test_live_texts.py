"""A changed file is read again while everything runs; one that is not fit changes nothing and is told in the log."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.texts import LiveTexts, Texts
from bot.understanding.lexicon import load_lexicon

PROMPTS = Path(__file__).parents[2] / "prompts"
LEXICON = load_lexicon(PROMPTS / "examples" / "lexicon")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PROMPTS, tmp_path / "prompts")
    return tmp_path / "prompts"


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    os.utime(file, ns=(1, file.stat().st_mtime_ns + 1))


def live(folder: Path, cache: Path) -> LiveTexts:
    return LiveTexts(folder, lambda: Texts.load(folder, LEXICON, cache, ""))


def test_replies_passages_and_the_prompt_are_read_again(folder: Path, cache: Path) -> None:
    texts = live(folder, cache)
    assert not texts.renew()
    change(folder / "replies" / "en.yaml", "You are welcome.", "With pleasure.")
    change(folder / "knowledge" / "solar.en.md", "At night panels make nothing.", "Panels sleep at night.")
    change(folder / "model" / "read" / "1.md", "Examples:", "For example:")
    assert texts.say("help.thanks", "en") == "You are welcome."
    assert texts.renew()
    assert texts.say("help.thanks", "en") == "With pleasure."
    passage = texts.knows("what happens at night with solar", "en")
    assert passage is not None
    assert passage.text.startswith("Panels sleep at night.")
    assert "For example:" in texts.prompt().template.render(flow="", step="", asked="", most=1, examples=())
    assert not texts.renew()


def test_what_is_not_fit_is_told_once_and_the_words_of_before_stay(folder: Path, cache: Path) -> None:
    texts = live(folder, cache)
    change(folder / "replies" / "en.yaml", "You are welcome.", "'{{ what }}'")
    with capture_logs() as logs:
        assert not texts.renew()
        assert not texts.renew()
    assert [entry["event"] for entry in logs] == ["prompts_unfit"]
    assert "replies/es.yaml: help.thanks differs from en" in logs[0]["reason"]
    assert texts.say("help.thanks", "en") == "You are welcome."


async def test_files_are_followed_until_told_to_stop(folder: Path, cache: Path) -> None:
    texts = live(folder, cache)
    following = asyncio.create_task(texts.follow(0.01))
    change(folder / "replies" / "en.yaml", "You are welcome.", "With pleasure.")
    for _ in range(6000):
        if texts.say("help.thanks", "en") == "With pleasure.":
            break
        await asyncio.sleep(0.01)
    following.cancel()
    assert texts.say("help.thanks", "en") == "With pleasure."
