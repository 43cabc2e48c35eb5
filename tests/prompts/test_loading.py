"""A file of words that is not fit stops the start with a sentence that names file and name."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from bot.prompts import PromptError, Prompts

GOOD = "a:\n  hello: Hello {{ name }}\n"


def load(folder: Path, **files: str) -> Prompts:
    (folder / "replies").mkdir()
    for locale, text in files.items():
        (folder / "replies" / f"{locale}.yaml").write_text(text, encoding="utf-8")
    return Prompts.load(folder)


def test_names_are_section_and_name(tmp_path: Path) -> None:
    prompts = load(tmp_path, en=GOOD, es="a:\n  hello: Hola {{ name }}\n")
    assert prompts.locales == ("en", "es")
    assert prompts.say("a.hello", "es", name="Ada") == "Hola Ada"


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"es": GOOD}, "replies/en.yaml is missing"),
        ({"en": "a: ["}, "replies/en.yaml is not YAML"),
        ({"en": "- a"}, "replies/en.yaml must be a mapping of sections"),
        ({"en": "a: hello"}, "replies/en.yaml: section a must map names to texts"),
        ({"en": "a:\n  hello:\n"}, "replies/en.yaml: a.hello has no words"),
        ({"en": "a:\n  hello: '  '\n"}, "replies/en.yaml: a.hello has no words"),
        ({"en": "a:\n  hello: yes\n"}, "replies/en.yaml: a.hello has no words"),
        ({"en": "a:\n  hello: '{{ name'\n"}, "replies/en.yaml: a.hello is not a template"),
        ({"en": "a:\n  hello: '{{ name | loud }}'\n"}, "replies/en.yaml: a.hello is not a template"),
        ({"en": GOOD, "es": "a: {}\n"}, "replies/es.yaml: a.hello is missing; replies/en.yaml has it"),
        ({"en": GOOD, "es": GOOD + "  more: x\n"}, "replies/en.yaml: a.more is missing; replies/es.yaml has it"),
        ({"en": GOOD, "es": "a:\n  hello: Hola\n"}, "replies/es.yaml: a.hello differs from en in the placeholder name"),
        (
            {"en": GOOD, "es": "a:\n  hello: 'Hola {{ name }} {{ nombre }}'\n"},
            "replies/es.yaml: a.hello differs from en in the placeholder nombre",
        ),
    ],
)
def test_an_unfit_file_is_named(tmp_path: Path, files: dict[str, str], sentence: str) -> None:
    with pytest.raises(PromptError, match=sentence.replace("|", r"\|")):
        load(tmp_path, **files)


def test_a_value_that_is_lacking_is_an_error_and_no_gap(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError):
        load(tmp_path, en=GOOD).say("a.hello", "en")


def test_templates_reach_nothing_but_their_values(tmp_path: Path) -> None:
    prompts = load(tmp_path, en="a:\n  hello: '{{ name.__class__.__mro__ }}'\n")
    with pytest.raises(SecurityError):
        prompts.say("a.hello", "en", name="Ada")


def test_a_value_is_never_read_as_a_template(tmp_path: Path) -> None:
    assert load(tmp_path, en=GOOD).say("a.hello", "en", name="{{ 7 * 7 }}") == "Hello {{ 7 * 7 }}"
