"""A prompt file that is not fit stops the start with a sentence that names it; each model gets its family's version."""

import re
import shutil
from pathlib import Path

import pytest

from bot.prompts import PromptError
from bot.understanding.model.files import load_prompt, load_prompts
from tests.understanding.modelled import PROMPTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PROMPTS / "model", tmp_path / "model")
    return tmp_path / "model"


def change(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / "read" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_model_gets_the_newest_version_of_its_family(folder: Path) -> None:
    for version, family in ((2, "qwen*"), (3, "gpt-*")):
        shutil.copy(folder / "read" / "1.md", folder / "read" / f"{version}.md")
        change(folder, f"{version}.md", "version: 1", f"version: {version}")
        change(folder, f"{version}.md", 'family: "*"', f'family: "{family}"')
    assert load_prompt(folder, "qwen3:8b").version == 2
    assert load_prompt(folder, "gpt-9").version == 3
    assert load_prompt(folder, "llama").version == 1
    assert [one.version for one in load_prompts(folder)] == [1, 2, 3]


def test_no_version_for_a_model_is_an_error(folder: Path) -> None:
    change(folder, "1.md", 'family: "*"', 'family: "qwen*"')
    with pytest.raises(PromptError, match="no version is for the model llama"):
        load_prompt(folder, "llama")


def test_no_prompt_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="model/read: there is no prompt"):
        load_prompts(tmp_path)


@pytest.mark.parametrize(
    ("file", "before", "after", "sentence"),
    [
        ("1.md", "version: 1", "version: 2", "1.md: its head must have"),
        ("1.md", "id: read", "id: write", "1.md: its head must have"),
        ("1.md", "temperature: 0", "temperature: 0\nseed: 1", "1.md: its head must have"),
        ("1.md", "temperature: 0", "temperature: 0.5", "1.md: temperature 0"),
        ("1.md", "in: 1500", "in: 9000", "1.md: temperature 0, at most 2000 tokens in"),
        ("1.md", "out: 120", "out: 900", "1.md: temperature 0, at most 2000 tokens in"),
        ("1.md", "    option: Its number.\n", "", "1.md: choose must say what it does and what option means"),
        ("1.md", "  ask:\n    does: The", "  ask:\n    what: The", "1.md: ask must say what it does"),
        ("1.md", "  ask:\n", "  confirm_order: {}\n  ask:\n", "1.md: there is no tool confirm_order"),
        ("1.md", "{{ step }}", "{{ stage }}", "1.md: differs in the placeholders stage, step"),
        ("1.md", "{{ step }}", "{{ step", "1.md is not a template"),
        ("1.md", "{{ one.message }}", "{{ one.words }}", "1.md is not a template"),
        ("1.md", "{{ most }}", "{{ most + 'x' }}", "1.md is not a template"),
        ("1.md", "---\nid", "id", "1.md: what stands between --- is not YAML"),
        ("examples.yaml", "- message:", "- note: x\n  message:", "an example has a message and calls"),
        ("examples.yaml", "errand: solar}", "errand: wind}", "no such value here"),
        ("examples.yaml", "option: 2}", "option: 3}", "no such value here"),
        ("examples.yaml", "calls: [{ask: {}}]", "calls: [ask]", "a call is a tool with its arguments"),
        ("examples.yaml", "calls: [{ask: {}}]", "calls: [{ask: }]", "a call is a tool with its arguments"),
        ("examples.yaml", 'options: ["SunRoof 4", "SunRoof 6"]', "options: two", "an example has a message and calls"),
        ("examples.yaml", "- message", "# [\n- [message", "examples.yaml cannot be read"),
    ],
)
def test_an_unfit_file_is_named(folder: Path, file: str, before: str, after: str, sentence: str) -> None:
    change(folder, file, before, after)
    with pytest.raises(PromptError, match=re.escape(sentence)):
        load_prompts(folder)


@pytest.mark.parametrize("text", ["[]", "- message: hm\n  calls: []\n", "{}"])
def test_too_few_examples_are_an_error(folder: Path, text: str) -> None:
    (folder / "read" / "examples.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PromptError, match="must list 8 to 12 examples"):
        load_prompts(folder)
