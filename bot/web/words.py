"""The words on our pages, from prompts/pages, checked when the process starts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import yaml

PAGES: Final = Path(__file__).parents[2] / "prompts" / "pages"


class WordsMissing(Exception):
    """A page's words are not there in every language served; the message names file and words."""


def page_words(page: str, locales: Sequence[str], folder: Path = PAGES) -> Mapping[str, Mapping[str, str]]:
    """Return the words of a page by locale. Raises WordsMissing."""
    words = {locale: _words(folder / f"{locale}.yaml", page) for locale in locales}
    names = {name for known in words.values() for name in known}
    for locale, known in words.items():
        if lacking := sorted(names - known.keys()):
            raise WordsMissing(f"{locale}.yaml lacks {page}: {', '.join(lacking)}")
    return words


def _words(file: Path, page: str) -> Mapping[str, str]:
    try:
        read = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        return {str(name): str(text) for name, text in read[page].items()}
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise WordsMissing(f"{file.name} has no words for the page {page}") from error
