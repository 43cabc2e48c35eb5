"""Which of the offered choices a customer means: by number, by place, or by words of its label."""

from collections.abc import Sequence
from datetime import date

from bot.model.command import Rank, Trait
from bot.model.session import Offered
from bot.understanding.canonical import canonical
from bot.understanding.lexicon import Lexicon
from bot.understanding.words import Utterance, split

_LIST_DIGITS = 2  # "200" is no place in a list
_FUZZY = 5  # letters from which a word may have one wrong


def position(words: Sequence[str], lexicon: Lexicon) -> int | None:
    """Return the place that the words name, from 1 (-1: the last); None if they say anything else besides."""
    fillers = lexicon.words["fillers"] | lexicon.words["polite"]
    rest = [word for word in words if word not in fillers]
    if not rest and lexicon.traits.keys().isdisjoint(words):  # "the best one" is not the first
        rest = [word for word in words if word in lexicon.ordinals]
    places = {_place(word, lexicon) for word in rest}
    return places.pop() if len(places) == 1 else None


def _place(word: str, lexicon: Lexicon) -> int | None:
    if word.isascii() and word.isdigit() and len(word) <= _LIST_DIGITS:
        return int(word)
    return lexicon.ordinals.get(word)


def at(place: int, offered: Sequence[Offered]) -> str | None:
    """Return the value at a place (-1: the last, 0: the middle), None where there is none."""
    if place == 0:
        place = (len(offered) + 1) // 2 if len(offered) % 2 else len(offered) + 1
    if place < 0:
        place += len(offered) + 1
    return offered[place - 1].value if 0 < place <= len(offered) else None


def ranked(heard: Utterance, lexicon: Lexicon) -> Rank | None:
    """Return which of the offers a superlative names; None if the words say anything else besides.

    It chooses where the words do ("the cheapest one", "take the biggest"), else it only puts the list in order.
    """
    fillers = lexicon.words["fillers"] | lexicon.words["polite"] | lexicon.words["showing"]
    if heard.question:
        return None
    said = f" {lexicon.courtesies.sub('', heard.plain)} "
    near = [(phrase, trait) for phrase, trait in lexicon.traits.items() if phrase in said]
    found = [(phrase, trait) for phrase, trait in near if f" {phrase} " in said]
    if len({trait for _, trait in found}) != 1:
        return None
    longest, trait = max(found, key=lambda one: len(one[0]))
    around = said.replace(f" {longest} ", "  ", 1).split()
    if any(word not in fillers and word not in lexicon.words["taking"] for word in around):
        return None
    shows = any(word in lexicon.words["showing"] for word in around)
    return Rank(Trait(trait), takes=not shows and any(word in lexicon.words["taking"] for word in around))


def by_label(heard: Utterance, offered: Sequence[Offered]) -> str | None:
    """Return the value whose label is exactly the message."""
    same = [choice.value for choice in offered if split(choice.label) == heard.words]
    return same[0] if len(same) == 1 else None


def again(heard: Utterance, offered: Sequence[Offered], lexicon: Lexicon) -> str | None:
    """Return what was chosen before, if it is among the choices and the words mean it ("the same as before")."""
    fillers = lexicon.words["fillers"] | lexicon.words["polite"]
    said = f" {heard.plain} "
    phrase = max((one for one in lexicon.again if one in said and f" {one} " in said), key=len, default=None)
    if phrase is None or heard.question or not fillers.issuperset(said.replace(f" {phrase} ", "  ", 1).split()):
        return None
    return next((choice.value for choice in offered if choice.taken), None)


def by_words(heard: Utterance, offered: Sequence[Offered], lexicon: Lexicon, today: date | None = None) -> str | None:
    """Return the one value whose label, or what was shown with it, fits the message best.

    None for a question, a tie, a longer story, or where something is denied ("the one without battery").
    """
    if not offered:
        return None
    fillers = lexicon.words["fillers"] | lexicon.words["polite"]
    told = heard.clauses[1:] if len(heard.clauses) > 1 and len(heard.clauses[0]) == 1 else heard.clauses
    denies = any(word in lexicon.words["negating"] for clause in told for word in clause)  # but for a leading "no,"
    if heard.question or denies or any(word in lexicon.words["questions"] for word in heard.words):
        return None
    wanted = [word for word in dict.fromkeys(canonical(heard.signs, lexicon, today)) if word not in fillers]
    labels = [_called(choice, lexicon) - fillers for choice in offered]
    scores = [0.0] * len(offered)
    known = 0
    for word in wanted:
        holders = [place for place, label in enumerate(labels) if any(_alike(word, other) for other in label)]
        known += bool(holders)
        for place in holders:
            scores[place] += 1 / len(holders)
    best = max(scores, default=0.0)
    if not best or known * 2 < len(wanted) or scores.count(best) > 1:
        return None
    return offered[scores.index(best)].value


def _called(choice: Offered, lexicon: Lexicon) -> frozenset[str]:
    """Return the words by which a choice can be meant."""
    return frozenset((*split(choice.label), *canonical(f"{choice.label}\n{choice.about}", lexicon)))


def _alike(word: str, other: str) -> bool:
    """Tell whether two words are the same but for one letter, in words long enough for that to be a slip."""
    if word == other:
        return True
    if min(len(word), len(other)) < _FUZZY or abs(len(word) - len(other)) > 1 or not word.isalpha():
        return False
    start = next((place for place, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rests = word[start:], other[start:]
    return rests[0][1:] == rests[1][1:] or rests[0] == rests[1][1:] or rests[0][1:] == rests[1]
