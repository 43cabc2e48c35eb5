"""The pages of knowledge, and which passage of them answers a question, learned from the ways to ask that stand there.

It is the reader's own classifier once more: a label is a passage, and one label is for what no passage answers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.model.passage import Passage
from bot.prompts import FALLBACK, Page, PromptError
from bot.understanding.classifier import Classifier, load_classifier
from bot.understanding.examples import Example
from bot.understanding.lexicon import Lexicon
from bot.understanding.words import hear, split

LONGEST = 320
"""Characters of a passage: two text messages."""
FEWEST = 3
"""Ways to ask that a passage must list in each language."""
SURE = 0.1
"""The share of belief below which nothing is quoted; docs/understanding.md says how it was set."""
UNANSWERED = "unanswered"
"""The page whose questions are those that no passage answers, and the label of all that."""

_LINK = re.compile(r"://|www\.")


@dataclass(frozen=True, slots=True)
class Section:
    """One passage of one language, and the ways to ask for it."""

    passage: Passage
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """All passages by language and id, and every way to ask with the passage that it asks for."""

    passages: Mapping[str, Mapping[str, Passage]]
    asks: tuple[Example, ...]

    @classmethod
    def read(cls, folder: Path, locales: Sequence[str]) -> "Pages":
        """Read `folder/<page>.<locale>.md`: the same pages and passages in every locale. Raises PromptError."""
        found = {locale: _sections(folder, locale) for locale in locales}
        for locale, sections in found.items():
            for name in sorted(sections.keys() ^ found[FALLBACK].keys()):
                lacking = locale if name in found[FALLBACK] else FALLBACK
                raise PromptError(f"knowledge: {name} is missing in {lacking}")
        passages = {
            locale: {name: one.passage for name, one in sections.items() if _label(one) != UNANSWERED}
            for locale, sections in found.items()
        }
        every = [(locale, section) for locale, sections in found.items() for section in sections.values()]
        return cls(
            passages, tuple(Example(ask, _label(one), locale, split(ask)) for locale, one in every for ask in one.asks)
        )


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The pages, and what tells which passage is asked for."""

    pages: Pages
    asking: frozenset[str] = field(repr=False)
    classifier: Classifier = field(repr=False)

    @classmethod
    def learn(cls, pages: Pages, lexicon: Lexicon, cache: Path | None = None) -> "Knowledge":
        """Learn from the ways to ask, or take what was learned from the directory `cache`."""
        return cls(pages, lexicon.words["questions"], load_classifier(pages.asks, lexicon.topics, cache))

    def knows(self, question: str, locale: str) -> Passage | None:
        """Return the passage that answers a question, in the language spoken; None where none surely does."""
        heard = hear(question)
        guess, _ = self.classifier.guess(heard.words, ())
        if guess.label == UNANSWERED or guess.confidence < SURE:
            return None
        language = re.split("[-_]", locale)[0].lower()
        passages = self.pages.passages
        found = passages[language if language in passages else FALLBACK][guess.label]
        return replace(found, belief=guess.confidence if heard.question or self.asking & set(heard.words) else 0.0)


def _label(section: Section) -> str:
    return UNANSWERED if section.passage.id.startswith(f"{UNANSWERED}/") else section.passage.id


def _sections(folder: Path, locale: str) -> dict[str, Section]:
    files = sorted(folder.glob(f"*.{locale}.md"))
    if not files:
        raise PromptError(f"knowledge: there is no page in {locale}")
    return {section.passage.id: section for file in files for section in _read(file)}


def _read(file: Path) -> list[Section]:
    page = Page.read(file)
    source = page.head.get("source")
    if set(page.head) != {"source"} or not isinstance(source, str):
        raise PromptError(f"knowledge/{file.name}: its head must be the source, and nothing else")
    name = file.name.partition(".")[0]
    found = [_section(part, name, source, file.name) for part in re.split(r"(?m)^## ", page.body) if part.strip()]
    if len({section.passage.id for section in found}) < len(found):
        raise PromptError(f"knowledge/{file.name}: two passages have one name")
    return found


def _section(part: str, page: str, source: str, place: str) -> Section:
    name, _, rest = part.partition("\n")
    lines = [line.strip() for line in rest.splitlines() if line.strip()]
    asks = tuple(line.removeprefix("? ") for line in lines if line.startswith("? "))
    text = " ".join(line for line in lines if not line.startswith("? "))
    if len(asks) < FEWEST:
        raise PromptError(f"knowledge/{place}: {name} needs {FEWEST} ways to ask or more, each a line behind '? '")
    if page != UNANSWERED and (not 0 < len(text) <= LONGEST or _LINK.search(text)):
        raise PromptError(f"knowledge/{place}: {name} needs a text of at most {LONGEST} characters without a link")
    return Section(Passage(f"{page}/{name.strip()}", text, source), asks)
