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


def certain_label(heard: Utterance, lexicon: Lexicon) -> str | None:
    """Return the label of a message that a rule reads. The phrases stand first, then patterns by reach."""
    if heard.signs.startswith("/"):
        return lexicon.commands.get(heard.words[0]) if heard.words else None
    polite = lexicon.words["polite"]
    core = " ".join(word for word in heard.words if word not in polite)
    return (
        lexicon.phrases.get(heard.plain)
        or lexicon.phrases.get(core)
        or _first(lexicon.whole, core)
        or _in_clauses(heard, lexicon)
        or _inside(lexicon, heard.plain)
    )


def is_phrase(heard: Utterance, lexicon: Lexicon) -> bool:
    """Whether a whole message is one of the known phrases, or a word behind a slash."""
    core = " ".join(word for word in heard.words if word not in lexicon.words["polite"])
    return heard.signs.startswith("/") or heard.plain in lexicon.phrases or core in lexicon.phrases


def _first(patterns: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    return next((label for label, pattern in patterns if pattern.fullmatch(text)), None)


def _in_clauses(heard: Utterance, lexicon: Lexicon) -> str | None:
    """Read a message by one clause of it, unless it asks something ("why did you stop writing?")."""
    if heard.question:
        return None
    polite = lexicon.words["polite"]
    for clause in heard.clauses:
        label = _first(lexicon.clause, " ".join(word for word in clause if word not in polite))
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
