"""The embedded reader: rules for what is certain, a small classifier for the rest. No key, no network."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from bot.model.command import (
    Choose,
    ChooseStale,
    Command,
    GiveFile,
    GivePhone,
    Hearing,
    Rank,
    Reading,
    Suppose,
    Unreadable,
)
from bot.model.session import Expecting, chosen
from bot.understanding.certain import HALF, Recognised, Rules, Standing, corrected
from bot.understanding.classifier import Classifier, load_classifier
from bot.understanding.examples import load_examples, whole_messages
from bot.understanding.labels import COMMANDS, MEANINGS, UNCLEAR
from bot.understanding.lexicon import load_lexicon
from bot.understanding.rules import OPT_IN, OPT_OUT
from bot.understanding.several import KINDS, several
from bot.understanding.spelling import Spelling
from bot.understanding.words import Utterance, hear
from channels.messages import Location, Media, SharedContact, Tap, Text, Unsupported
from tools.economics.territory import Place
from tools.meter_ids import DEFAULT_FORMS, Check, MeterForms

SURE = 0.25
"""The share of belief below which the reader asks instead of acting (docs/understanding.md says how it was set)."""

DOUBT = 0.1
"""The share of belief from which on it is worth asking about the likeliest meanings by name."""

MENDED = 0.7
"""What a rule is worth that reads mended words: too little to order anything, or to stop all messages, unasked."""

_LOCALES = {"en": "en", "es": "es", "hi": "hi"}  # Hindi in Latin letters is left out: it tells no locale to write in
_WHOLE = {"affirm", "deny", "thanks", "correction", "event_skip", "event_join"}  # may well begin with a yes or no
_ASKED = 2  # meanings that a question in doubt names
_SHOWN = frozenset({"image", "audio", "video", "font", "model"})
_PAGES = frozenset({"application/pdf"})
"""A bill as a document is a picture to us."""
_PLACES = 2  # of a degree: the sun is the same for a kilometre around, and more need not be known
_DEVANAGARI = range(0x0900, 0x0980)


@dataclass(frozen=True, slots=True)
class _Led:
    """A message that may begin with a yes or no: its label, the words behind it, whether a "but" stands between."""

    word: str
    rest: tuple[str, ...]
    but: bool


@dataclass(frozen=True, slots=True)
class LocalReader:
    """Reads a message within a fraction of a millisecond; safe to share between threads and tasks."""

    rules: Rules = field(repr=False)
    classifier: Classifier = field(repr=False)
    spelling: Spelling = field(repr=False)

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
            Rules(known, meter_forms, meter_check, code_digits),
            load_classifier(examples, lexicon.topics, cache),
            Spelling.of((example.words for example in examples), lexicon.known),
        )

    async def read(self, _hearing: Hearing, first: Reading) -> Reading:
        """Return what was understood at once: there is nothing to wait for."""
        return first

    def read_now(self, hearing: Hearing) -> Reading:
        """Return at least one command, in the order said."""
        body = hearing.body
        if isinstance(body, Tap):
            return self._tapped(body, hearing)
        if isinstance(body, SharedContact):
            return Reading((GivePhone(body.phone if body.own else None),), 1.0)
        if not isinstance(body, Text):
            return Reading((_attached(body),), 1.0)
        standing = Standing(hearing.expecting, hearing.offered, hearing.flow, hearing.earlier, hearing.today)
        found, language = self.understand(body.text, standing)
        doubt = next((one.doubt for one in found if one.doubt), ())
        return Reading(tuple(one.command for one in found), min(one.confidence for one in found), language, doubt)

    def _tapped(self, tap: Tap, hearing: Hearing) -> Reading:
        """Read a button "<asked>:<value>": an old one, or a value that is not offered now, does nothing.

        One that is not ours stands on a template of the utility's: of what it says, only a wish to hear no more counts.
        """
        asked, value = chosen(tap.choice)
        if asked == hearing.asked and any(offer.value == value for offer in hearing.offered):
            return Reading((Choose(value),), 1.0)
        said = self.understand(tap.label, Standing(None))[0][0] if asked < 0 and tap.label else None
        if said is not None and said.label == OPT_OUT:
            return Reading((said.command,), said.confidence)
        return Reading((ChooseStale(value or tap.choice),), 1.0)

    def understand(self, text: str, standing: Standing) -> tuple[tuple[Recognised, ...], str | None]:
        """Return what a text means, and its locale if that is clear."""
        heard = hear(text)
        mended = heard.mended(self.spelling.mended)
        certain = self.rules.recognise(heard, standing) or self._nearly_certain(heard, mended, standing)
        guess, language = self._guess(mended, standing)
        worded = any(map(str.isalpha, heard.plain))
        locale = "hi" if _is_devanagari(heard.plain) else _LOCALES.get(language or "") if worded else None
        found = (certain,) if certain else self._answer(mended, standing) or (guess,)
        if _may_be_several(found[-1], standing, certain=certain is not None):
            found = self._several(heard, standing) or found
        return tuple(self.rules.refined(one, mended) for one in found), locale

    def _several(self, heard: Utterance, standing: Standing) -> tuple[Recognised, ...]:
        """Read the parts of a message one by one, if they say several things."""
        joints = self.rules.lexicon.words["joints"]
        if len(heard.clauses) == 1 and joints.isdisjoint(heard.words):
            return ()
        return several(heard.parts(joints), lambda part: self._part(part, standing))

    def _part(self, heard: Utterance, standing: Standing) -> Recognised:
        mended = heard.mended(self.spelling.mended)
        certain = self.rules.recognise(heard, standing) or self._nearly_certain(heard, mended, standing)
        return certain or self._guess(mended, standing)[0]

    def _nearly_certain(self, heard: Utterance, mended: Utterance, standing: Standing) -> Recognised | None:
        """Read mended words by rule, if anything was mended."""
        found = self.rules.recognise(mended, standing) if mended.words != heard.words else None
        return found and replace(found, confidence=min(found.confidence, MENDED))

    def _guess(self, heard: Utterance, standing: Standing) -> tuple[Recognised, str | None]:
        """Let the classifier speak. It alone never opts a person out, nor takes a question or a condition for a yes."""
        guess, language = self.classifier.guess(heard.words, _barred(standing))
        open_yes = guess.label == "affirm" and self.rules.conditional(heard)
        no_end = guess.label == OPT_OUT and not self.rules.may_want_out(heard, guess.confidence)
        if guess.confidence < SURE or no_end or open_yes:
            doubt = tuple(MEANINGS[label] for label in guess.ranked if label in MEANINGS)[:_ASKED]
            worth_asking = guess.confidence >= DOUBT and guess.ranked[0] in MEANINGS
            return replace(_plain(UNCLEAR), confidence=guess.confidence, doubt=doubt if worth_asking else ()), language
        guessed_yes = guess.label == "affirm" and standing.expecting is Expecting.APPROVAL
        most = HALF if guessed_yes or guess.label == OPT_IN else 1.0
        return Recognised(guess.label, COMMANDS[guess.label], min(guess.confidence, most)), language

    def _answer(self, heard: Utterance, standing: Standing) -> tuple[Recognised, ...]:
        """Read a yes or no with something behind it; nothing where the whole is better read as one."""
        led = _led(heard, self.rules)
        if not led.word or not led.rest:
            return ()
        rest = heard.after(len(heard.words) - len(led.rest))
        if led.word == "deny":
            before = replace(standing, offered=standing.earlier or standing.offered)
            told = tuple(map(corrected, self._several(rest, before)))
        else:
            told = self._several(rest, standing) if led.but else ()
        return told or self._behind(heard, standing, led)

    def _behind(self, heard: Utterance, standing: Standing, led: _Led) -> tuple[Recognised, ...]:
        """Read what stands behind a yes or no as one thing.

        A yes approves nothing where a "but" or "if" stands behind it, or something that is not understood.
        """
        behind = hear(" ".join(led.rest) + ("?" if heard.question else ""))
        certain = self.rules.recognise(behind, standing)
        if certain is None and not led.but:
            whole, _ = self._guess(heard, standing)
            if whole.label in _WHOLE:
                return ()
        found = certain or self._guess(behind, standing)[0]
        if found.label == UNCLEAR:
            return (_plain(led.word),) if led.word == "deny" and not led.but else (found,)
        if found.label == "why_or_explain" and not led.but:
            return (_plain(led.word), found)
        if led.word == "deny":
            return (corrected(found),)
        alone = led.but or isinstance(found.command, Choose) or found.label == led.word
        return (found,) if alone else (_plain(led.word), found)


def _may_be_several(found: Recognised, standing: Standing, *, certain: bool) -> bool:
    """Whether the parts of a message are worth reading. Of an approval, and of words that name a choice, none is."""
    names_choice = certain and isinstance(found.command, Choose | Rank)
    return standing.expecting is not Expecting.APPROVAL and not names_choice and found.label in {*KINDS, UNCLEAR}


def _plain(label: str) -> Recognised:
    return Recognised(label, COMMANDS[label])


def _led(heard: Utterance, rules: Rules) -> _Led:
    """Part a message into the yes or no that it begins with and what stands behind."""
    first = heard.clauses[0] if heard.clauses else ()
    but = rules.lexicon.words["but"]
    length = next((place for place, word in enumerate(first) if word in but), len(first))
    lead = rules.lexicon.phrases.get(" ".join(first[:length]))
    rest = heard.words[length:]
    conditional = bool(rest) and rest[0] in but
    return _Led(lead if lead in {"affirm", "deny"} else "", rest[1:] if conditional else rest, conditional)


def _barred(standing: Standing) -> set[str]:
    """Return the labels that make no sense where the conversation stands."""
    if standing.expecting is None:
        return set()
    barred = set() if standing.chooses else {"select_option"}
    return barred if standing.expecting is Expecting.CODE else barred | {"provide_otp"}


def _attached(body: Location | Media | Unsupported) -> Command:
    """Take a document for readings, unless its type says that it cannot be; name all else: "audio", "sticker"."""
    if isinstance(body, Location):
        return Suppose(place=Place(round(body.latitude, _PLACES), round(body.longitude, _PLACES)))
    if isinstance(body, Unsupported):
        return Unreadable(body.what)
    kind = "image" if body.mime_type in _PAGES else body.mime_type.partition("/")[0]
    return Unreadable(kind) if kind in _SHOWN else GiveFile(body.reference)


def _is_devanagari(text: str) -> bool:
    letters = () if text.isascii() else tuple(filter(str.isalpha, text))
    return sum(ord(sign) in _DEVANAGARI for sign in letters) * 2 > len(letters)
