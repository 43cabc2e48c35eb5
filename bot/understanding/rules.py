"""What a message certainly means: whole messages and whole clauses that have but one reading."""

import re

from bot.understanding.lexicon import Lexicon
from bot.understanding.words import Utterance

OPT_OUT = "opt_out"
"""Write to me no more: only a rule ever opts a person out, never a guess."""
OPT_OUT_ALL = "opt_out_all"
"""... nowhere, and about nothing."""
OPT_IN = "opt_in"
"""Write to me again: only a whole message that says so and nothing else is sure of it."""


_ELSEWHERE = frozenset(
    {
        *("power", "fault", "broken", "bill", "usage", "order", "status", "install", "solar", "flex", "programme"),
        *("earn", "compare", "save", "meter", "code", "event", "join", "tongue", "answer", "brand"),
    }
)
"""Topics of which a message may want an end to something else than messages: the power cuts, an order, an event."""
_NEAR = 1


def certain_label(heard: Utterance, lexicon: Lexicon) -> str | None:
    """Return the label of a message that a rule reads. The phrases stand first, then patterns by reach."""
    if heard.signs.startswith("/"):
        return lexicon.commands.get(heard.words[0]) if heard.words else None
    core = _core(heard.words, lexicon)
    return (
        lexicon.phrases.get(heard.plain)
        or lexicon.phrases.get(core)
        or _first(lexicon.whole, core)
        or _in_clauses(heard, lexicon)
        or _inside(lexicon, heard.plain)
    )


def is_phrase(heard: Utterance, lexicon: Lexicon) -> bool:
    """Whether a whole message is one of the known phrases, or a word behind a slash."""
    return (
        heard.signs.startswith("/") or heard.plain in lexicon.phrases or _core(heard.words, lexicon) in lexicon.phrases
    )


def may_want_out(heard: Utterance, lexicon: Lexicon, *, sure: bool = False) -> bool:
    """Tell whether words put an end to messages and speak of nothing else, so that a guess may be believed.

    A `sure` guess needs no word for messages, but an end or somebody who is to be left alone ("not for me").
    """
    asks = heard.question and lexicon.words["requests"].isdisjoint(heard.words[:1])
    return not asks and any(
        _ends_messages(words, lexicon, sure=sure) for words in (heard.words, *heard.clauses) if words
    )


def _ends_messages(words: tuple[str, ...], lexicon: Lexicon, *, sure: bool) -> bool:
    ending, negating, writing = (lexicon.words[name] for name in ("ending", "negating", "writing"))
    ends = [place for place, word in enumerate(words) if word in ending]
    negations = [place for place, word in enumerate(words) if word in negating]
    kept = any(abs(end - negation) <= _NEAR for end in ends for negation in negations)  # "do not stop the messages"
    mine = bool(ends) or not lexicon.words["addressed"].isdisjoint(words)
    named = (sure and mine) or not writing.isdisjoint(words)
    asked = words[0] in lexicon.words["questions"] - lexicon.words["requests"]
    if kept or asked or not (ends or negations) or not named:
        return False
    return not any(_elsewhere(word, lexicon) for word in words if word not in writing and word not in ending)


def _elsewhere(word: str, lexicon: Lexicon) -> bool:
    """Tell whether a word names what is no message, or but some of the messages ("before 9", "the Sunday report")."""
    some = word.isdigit() or word in lexicon.words["narrowing"] or word in lexicon.calendar
    return some or any(topic in _ELSEWHERE for topic in lexicon.topics.of(word))


def _core(words: tuple[str, ...], lexicon: Lexicon) -> str:
    """Return the words without courtesies."""
    return " ".join(lexicon.courtesies.sub(" ", " ".join(words)).split())


def _first(patterns: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    return next((label for label, pattern in patterns if pattern.fullmatch(text)), None)


def _in_clauses(heard: Utterance, lexicon: Lexicon) -> str | None:
    """Read a message by one clause of it, unless it asks something ("why did you stop writing?")."""
    if heard.question:
        return None
    for clause in heard.clauses:
        label = _first(lexicon.clause, _core(clause, lexicon))
        if label:
            return label
    return None


def _inside(lexicon: Lexicon, text: str) -> str | None:
    return next((label for label, pattern in lexicon.anywhere if pattern.search(text)), None)


def language_request(heard: Utterance, lexicon: Lexicon) -> tuple[str | None] | None:
    """Return the locale asked for, in a tuple, (None,) for a language that is not served, None for another message."""
    around = lexicon.words["language"] | lexicon.words["polite"]
    named = [word for word in heard.words if word in lexicon.languages]
    rest = [word for word in heard.words if word not in lexicon.languages and word not in around]
    if not named or rest:
        return None
    return (lexicon.languages[named[-1]],)
