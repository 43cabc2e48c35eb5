"""What operators say often: the same names in every language, and nothing to be put in but their own name."""

import shutil
from pathlib import Path

import pytest

from bot.prompts import PromptError, canned
from bot.wiring import PROMPTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PROMPTS / "canned", tmp_path / "canned")
    return tmp_path


def test_they_are_there_in_every_language_with_the_operators_name() -> None:
    read = canned(PROMPTS)
    assert read.locales == ("en", "es", "hi")
    said = {locale: read.say("greeting.hello", locale, operator="Alex") for locale in read.locales}
    assert all("Alex" in words for words in said.values())
    assert len(set(said.values())) == len(said)
    assert all(read.say(name, locale, operator="Alex") for locale in read.locales for name in read.texts[locale])


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("es.yaml", "greeting: {hello: Hola}", "canned/es.yaml: asking.meter is missing; canned/en.yaml has it"),
        ("es.yaml", "greeting: {hello: Hola}\nmore: {one: uno}", "canned/es.yaml: asking.meter is missing"),
        ("es.yaml", "[", "canned/es.yaml is not YAML"),
        ("hi.yaml", "greeting: hello", "canned/hi.yaml: section greeting must map names to texts"),
    ],
)
def test_a_file_that_does_not_fit_is_named(folder: Path, file: str, text: str, why: str) -> None:
    (folder / "canned" / file).write_text(text)
    with pytest.raises(PromptError) as problem:
        canned(folder)
    assert str(problem.value).startswith(why)


def test_nothing_but_the_operators_name_can_be_put_in(folder: Path) -> None:
    for file in (folder / "canned").iterdir():
        file.write_text("greeting: {hello: 'Hello {{ name }}'}")
    with pytest.raises(PromptError, match=r"greeting\.hello wants name; there is the operator's name alone"):
        canned(folder)


def test_without_english_there_is_nothing_to_hold_others_against(folder: Path) -> None:
    (folder / "canned" / "en.yaml").unlink()
    with pytest.raises(PromptError, match=r"canned/en\.yaml is missing"):
        canned(folder)
