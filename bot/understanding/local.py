"""The embedded reader: rules for what is certain, a small classifier for the rest. No key, no network."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bot.model.command import Choose, ChooseStale, Command, GiveFile, GivePhone, Hearing, Reading, Unreadable
from bot.model.session import Expecting, chosen
from bot.understanding.certain import HALF, Recognised, Rules, Standing, corrected
from bot.understanding.classifier import Classifier, load_classifier
from bot.understanding.examples import load_examples, whole_messages
from bot.understanding.labels import COMMANDS, UNCLEAR
from bot.understanding.lexicon import load_lexicon
from bot.understanding.rules import OPT_IN, OPT_OUT
from bot.understanding.words import Utterance, hear
from channels.messages import Location, Media, SharedContact, Tap, Text, Unsupported
from tools.meter_ids import DEFAULT_FORMS, Check, MeterForms

SURE = 0.25
"""The share of belief below which the reader asks instead of acting (docs/understanding.md says how it was set)."""

_LOCALES = {"en": "en", "es": "es", "hi": "hi"}  # Hindi in Latin letters is left out: it tells no locale to write in
_WHOLE = {"affirm", "deny", "thanks", "correction", "event_skip", "event_join"}  # may well begin with a yes or no
_SHOWN = frozenset({"image", "audio", "video", "font", "model"})
_PAGES = frozenset({"application/pdf"})
"""A bill as a document is a picture to us."""
_DEVANAGARI = range(0x0900, 0x0980)


@dataclass(frozen=True, slots=True)
class LocalReader:
    """Reads a message within a fraction of a millisecond; safe to share between threads and tasks."""

    rules: Rules
    classifier: Classifier

    @classmethod
    def load(
        cls,
        folder: Path,
        cache: Path | None = None,
        *,
        meter_forms: MeterForms = DEFAULT_FORMS,
        meter_check: Check = Check.NONE,
        code_digits: int = 6,
    ) -> Self:
        """Read `folder` (prompts/examples) and train, or take the trained weights from the directory `cache`.

        Raises UnreadableLexicon or UnreadableExamples.
        """
        examples, lexicon = load_examples(folder), load_lexicon(folder / "lexicon")
        known = replace(lexicon, phrases={**whole_messages(examples), **lexicon.phrases})
        return cls(
            Rules(known, meter_forms, meter_check, code_digits), load_classifier(examples, lexicon.topics, cache)
        )

    async def read(self, hearing: Hearing) -> Reading:
        """Return at least one command; never raises and never waits."""
        return self.read_now(hearing)

    def read_now(self, hearing: Hearing) -> Reading:
        """Return at least one command, in the order said."""
        body = hearing.body
        if isinstance(body, Tap):
            return Reading((_tapped(body.choice, hearing),), 1.0)
        if isinstance(body, SharedContact):
            return Reading((GivePhone(body.phone if body.own else None),), 1.0)
        if not isinstance(body, Text):
            return Reading((_attached(body),), 1.0)
        standing = Standing(hearing.expecting, hearing.offered, hearing.flow, hearing.earlier)
        found, language = self.understand(body.text, standing)
        return Reading(tuple(one.command for one in found), min(one.confidence for one in found), language)

    def understand(self, text: str, standing: Standing) -> tuple[tuple[Recognised, ...], str | None]:
        """Return what a text means, and its locale if that is clear."""
        heard = hear(text)
        certain = self.rules.recognise(heard, standing)
        guess, language = self._guess(heard, standing)
        letters = [sign for word in heard.words for sign in word if sign.isalpha()]
        locale = "hi" if _is_devanagari(letters) else _LOCALES.get(language or "") if letters else None
        found = (certain,) if certain else self._answer(heard, standing) or (guess,)
        return tuple(self.rules.refined(one, heard) for one in found), locale

    def _guess(self, heard: Utterance, standing: Standing) -> tuple[Recognised, str | None]:
        """Let the classifier speak. It never opts a person out, nor takes a question or a condition for a yes."""
        guess, language = self.classifier.guess(heard.words, _barred(standing))
        open_yes = guess.label == "affirm" and self.rules.conditional(heard)
        label = UNCLEAR if guess.confidence < SURE or guess.label == OPT_OUT or open_yes else guess.label
        guessed_yes = label == "affirm" and standing.expecting is Expecting.APPROVAL
        most = HALF if guessed_yes or label == OPT_IN else 1.0
        return Recognised(label, COMMANDS[label], min(guess.confidence, most)), language

    def _answer(self, heard: Utterance, standing: Standing) -> tuple[Recognised, ...]:
        """Read a yes or no with something behind it; nothing where the whole is better read as one.

        A yes approves nothing where a "but" or "if" stands behind it, or something that is not understood.
        """
        lead, rest, but = _parts(heard, self.rules)
        if not lead or not rest:
            return ()
        behind = hear(" ".join(rest) + ("?" if heard.question else ""))
        certain = self.rules.recognise(behind, standing)
        if certain is None and not but:
            whole, _ = self._guess(heard, standing)
            if whole.label in _WHOLE:
                return ()
        found = certain or self._guess(behind, standing)[0]
        if found.label == UNCLEAR:
            return (_plain(lead),) if lead == "deny" and not but else (found,)
        if found.label == "why_or_explain" and not but:
            return (_plain(lead), found)
        if lead == "deny":
            return (corrected(found),)
        alone = but or isinstance(found.command, Choose) or found.label == lead
        return (found,) if alone else (_plain(lead), found)


def _plain(label: str) -> Recognised:
    return Recognised(label, COMMANDS[label])


def _parts(heard: Utterance, rules: Rules) -> tuple[str | None, tuple[str, ...], bool]:
    """Return the yes or no that a message begins with, the words behind it, and whether a "but" stands between."""
    first = heard.clauses[0] if heard.clauses else ()
    but = rules.lexicon.words["but"]
    length = next((place for place, word in enumerate(first) if word in but), len(first))
    lead = rules.lexicon.phrases.get(" ".join(first[:length]))
    rest = heard.words[length:]
    conditional = bool(rest) and rest[0] in but
    return (lead if lead in {"affirm", "deny"} else None), rest[1:] if conditional else rest, conditional


def _barred(standing: Standing) -> set[str]:
    """Return the labels that make no sense where the conversation stands."""
    if standing.expecting is None:
        return set()
    barred = set() if standing.chooses else {"select_option"}
    return barred if standing.expecting is Expecting.CODE else barred | {"provide_otp"}


def _tapped(choice: str, hearing: Hearing) -> Command:
    """Read a button "<asked>:<value>": an old one, or a value that is not offered now, does nothing."""
    asked, value = chosen(choice)
    fresh = asked == hearing.asked and any(offer.value == value for offer in hearing.offered)
    return Choose(value) if fresh else ChooseStale(value or choice)


def _attached(body: Location | Media | Unsupported) -> Command:
    """Take a document for readings, unless its type says that it cannot be; name all else: "audio", "sticker"."""
    if isinstance(body, Location):
        return Unreadable("location")
    if isinstance(body, Unsupported):
        return Unreadable(body.what)
    kind = "image" if body.mime_type in _PAGES else body.mime_type.partition("/")[0]
    return Unreadable(kind) if kind in _SHOWN else GiveFile(body.reference)


def _is_devanagari(letters: Sequence[str]) -> bool:
    return sum(ord(sign) in _DEVANAGARI for sign in letters) * 2 > len(letters)
