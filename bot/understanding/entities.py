"""Meter IDs and one-time codes in all the forms in which people write and speak them."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.model.session import Expecting
from bot.understanding.lexicon import Lexicon
from bot.understanding.words import Utterance
from tools.meter_ids import MeterForms

_CODE = range(4, 9)  # digits of what may be meant as a one-time code
_LINKS = 5  # words between "meter" and its number: "meter number for my house is ..."
_SPOKEN = 3  # number words in a row that are a number
_TENS = frozenset(str(tens) for tens in range(20, 100, 10))
_SURE = 3  # digits that make "meter 123" an ID rather than "meter 2 years old"


def merge_numbers(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Join spelled letters and spoken or parted digits: "m t r double oh one 7" becomes "mtr", "0017"."""
    merged: list[str] = []
    spoken = (word for place, word in enumerate(words) if not _joins(words, place, lexicon))
    for kind, group in groupby(spoken, key=lambda word: _kind(word, lexicon)):
        run = list(group)
        if kind == "digits":
            merged.extend(_join(run, lexicon))
        elif kind == "letter":
            merged.append("".join(run))
        else:
            merged.extend(run)
    return merged


def _joins(words: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    """Tell whether a word only joins tens to their unit: "cuarenta y nueve"."""
    if words[place] not in lexicon.words["joining"] or not 0 < place < len(words) - 1:
        return False
    tens, unit = lexicon.digits.get(words[place - 1], ""), lexicon.digits.get(words[place + 1], "")
    return tens in _TENS and len(unit) == 1


def _kind(word: str, lexicon: Lexicon) -> str:
    if _digits(word, lexicon) or word in lexicon.repeats:
        return "digits"
    return "letter" if len(word) == 1 else "word"


def _join(run: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Join a run of digits. A few number words are just words ("do it", "one moment"): only a longer run is spoken."""
    if len(run) >= _SPOKEN or all(map(_is_number, run)):
        yield "".join(_pieces(run, lexicon))
    else:
        yield from run


def _pieces(run: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Yield the digits of each word; tens take their unit, "double" doubles what follows."""
    times = 1
    tens = ""
    for word in run:
        value = _digits(word, lexicon)
        if value is None:
            times = lexicon.repeats[word]
        elif _tens(word, value):
            yield tens
            tens = value
        elif tens and len(value) == 1 and value != "0":
            yield tens[0] + value
            tens = ""
        else:
            yield tens + value[0] * (times - 1) + value
            times = 1
            tens = ""
    yield tens


def _digits(word: str, lexicon: Lexicon) -> str | None:
    return word if _is_number(word) else lexicon.digits.get(word)


def _tens(word: str, value: str) -> bool:
    """Tell whether a word such as "forty" waits for its unit; digits that were typed never do."""
    return not word.isdigit() and value in _TENS


def numbered(heard: Utterance, lexicon: Lexicon) -> list[str]:
    """Return a message's words with its numbers merged; nothing where there is no number."""
    some = any(map(str.isdigit, heard.signs)) or not lexicon.digits.keys().isdisjoint(heard.words)
    return merge_numbers(heard.words, lexicon) if some else []


def find_meter(
    words: Sequence[str], heard: Utterance, lexicon: Lexicon, forms: MeterForms, expecting: Expecting | None
) -> str | None:
    """Return the canonical meter ID in `numbered` words, if there is one. `expecting` None: the state is not known."""
    found = _prefixed(words, lexicon, forms, asked=expecting is Expecting.METER)
    return found or ("+" not in heard.signs and _bare(words, _numbers(words, lexicon), forms, expecting)) or None


def _prefixed(words: Sequence[str], lexicon: Lexicon, forms: MeterForms, *, asked: bool) -> str | None:
    """Read a prefix and number in one word or in two, or the word "meter" and a number."""
    names = lexicon.words["meter"] | {form.prefix.lower() for form in forms.prefixed}
    for place, word in enumerate(words):
        for form in forms.prefixed:
            joined = word.removeprefix(form.prefix.lower())
            if joined != word and _is_number(joined):
                return form.canonical(joined)
        number = _number_after(words, place, lexicon) if word in names else None
        found = _named(word, number, forms, asked=asked) if number else None
        if found:
            return found
    return None


def _number_after(words: Sequence[str], place: int, lexicon: Lexicon) -> str | None:
    """Return the digits that follow a word, with nothing but linking words between."""
    return next((words[found] for found in _first_number(words, place + 1, lexicon)), None)


def _first_number(words: Sequence[str], start: int, lexicon: Lexicon) -> Iterator[int]:
    """Yield the place of the number that follows, if nothing but linking words stands before it."""
    linking = lexicon.words["linking"] | lexicon.words["meter"]
    for place, word in enumerate(words[start : start + 1 + _LINKS], start):
        if _is_number(word):
            yield place
        if word not in linking:
            return


def _named(word: str, number: str, forms: MeterForms, *, asked: bool) -> str | None:
    """Give a number behind "meter" or a prefix its form: by its prefix, by its length, else the first form."""
    exact = [form for form in forms.prefixed if form.digits == len(number)]
    prefix = [form for form in forms.prefixed if form.prefix.lower() == word]
    named = [form for form in prefix if form in exact] or [form for form in prefix if form is forms.prefixed[0]]
    if len(number) in forms.bare and not (named and named[0] in exact):
        return number
    if named:
        return named[0].canonical(number)
    if not asked and len(number) < _SURE:
        return None
    chosen = exact or [form for form in forms.prefixed if len(number) < form.digits]
    return chosen[0].canonical(number) if chosen else None


def _bare(words: Sequence[str], numbers: Sequence[str], forms: MeterForms, expecting: Expecting | None) -> str | None:
    """Read digits without a prefix: where a meter is asked for, or where they are the whole message."""
    if len(numbers) != 1:
        return None
    alone, asked = len(words) == 1, expecting is Expecting.METER
    if len(numbers[0]) in forms.bare:
        code = expecting is Expecting.CODE and len(numbers[0]) in _CODE
        return numbers[0] if asked or (alone and not code) else None
    exact = [form for form in forms.prefixed if form.digits == len(numbers[0])]
    return exact[0].canonical(numbers[0]) if asked and alone and exact else None


def find_code(words: Sequence[str], lexicon: Lexicon, digits: int, expecting: Expecting | None) -> str | None:
    """Return a one-time code in `numbered` words: any short number where one is asked for, else `digits` of them."""
    named = any(word in lexicon.words["code"] for word in words)
    asked = expecting is Expecting.CODE
    numbers = [word for word in words if _is_number(word)] if asked or named else _numbers(words, lexicon)
    if asked:
        whole = [number for number in numbers if len(number) == digits]
        near = [number for number in numbers if len(number) in _CODE]
        fitting = whole or near
        return fitting[0] if len(fitting) == 1 else None
    alone = len(words) == 1 and expecting is not Expecting.METER
    fitting = [number for number in numbers if len(number) == digits]
    return fitting[0] if len(fitting) == 1 and (named or alone) else None


def _numbers(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Return the numbers, but for those that are named as something else: "my phone number is ...", "zip code ..."."""
    named = (
        place
        for start, word in enumerate(words)
        if word in lexicon.words["elsewhere"]
        for place in _first_number(words, start + 1, lexicon)
    )
    others = set(named)
    return [word for place, word in enumerate(words) if _is_number(word) and place not in others]


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit()
