"""Every word that a customer reads, by name and locale: templates loaded and checked at start; and pages of text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache
from pathlib import Path

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, get_currency_precision
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tools.offers import Money

FALLBACK = "en"
FIGURES = 3
"""How many figures of an estimate count."""
FEW = 2
"""Less than so many units of a currency is said to the smallest."""
HARD_SPACES = re.compile("[\u00a0\u202f]")
"""They would turn a whole SMS into UCS-2, at 70 characters a segment instead of 160."""


class PromptError(Exception):
    """The words are not fit to start with; the message names file and name."""


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown file: what stands in YAML between its two lines of `---`, and the text below them."""

    head: Mapping[str, object]
    body: str

    @classmethod
    def read(cls, file: Path) -> "Page":
        """Read a file. Raises PromptError."""
        place = f"{file.parent.name}/{file.name}"
        mark, head, body = [*file.read_text(encoding="utf-8").split("---\n", 2), "", ""][:3]
        try:
            content = yaml.load(head, yaml.CSafeLoader)
        except yaml.YAMLError as error:
            raise PromptError(f"{place}: what stands between --- is not YAML: {error}") from error
        if mark or not isinstance(content, dict) or not body.strip():
            raise PromptError(f"{place} must be names and values between two lines of ---, and a text below them")
        return cls(content, body.strip())


@dataclass(frozen=True, slots=True)
class Prompts:
    """The templates by locale and name. Every locale has the same names with the same placeholders."""

    texts: Mapping[str, Mapping[str, str]]
    environment: ImmutableSandboxedEnvironment

    @classmethod
    def load(cls, folder: Path, kind: str = "replies") -> "Prompts":
        """Read `<kind>/<locale>.yaml` below the folder of prompts. Raises PromptError."""
        environment = _environment()
        files = {file.stem: file for file in sorted((folder / kind).glob("*.yaml"))}
        sources = {locale: _names(file) for locale, file in files.items()}
        if FALLBACK not in sources:
            raise PromptError(f"{kind}/{FALLBACK}.yaml is missing: it is what other languages are held against")
        placeholders = {locale: _placeholders(environment, files[locale], names) for locale, names in sources.items()}
        for locale, found in placeholders.items():
            _compare(files[locale], found, placeholders[FALLBACK])
        return cls(sources, environment)

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages served."""
        return tuple(self.texts)

    def say(self, name: str, locale: str, /, **values: object) -> str:
        """Return the words under a name. An unserved locale gets English; "es-MX" and "es_MX" get "es".

        Raises:
            KeyError: there is no such name.
        """
        language = re.split("[-_]", locale)[0].lower()
        served = language if language in self.texts else FALLBACK
        text = self.texts[served][name]
        if _is_plain(text):
            return text
        form = locale if served == language else FALLBACK
        return _compiled(self.environment, text).render({**values, "_locale": _babel(form)})


def canned(folder: Path) -> Prompts:
    """Read `canned/<locale>.yaml`: what operators say often; it may name its `operator` and knows nothing else.

    Raises PromptError.
    """
    read = Prompts.load(folder, "canned")
    for name, text in read.texts[FALLBACK].items():
        for unknown in sorted(given(read.environment.parse(text)) - {"operator"}):
            raise PromptError(f"canned/{FALLBACK}.yaml: {name} wants {unknown}; there is the operator's name alone")
    return read


@cache
def _compiled(environment: ImmutableSandboxedEnvironment, text: str) -> Template:
    """Compile a template when it is first said: all of them at the start would cost half a second of each restart."""
    return environment.from_string(text)


def _is_plain(text: str) -> bool:
    """Tell whether a template is nothing but words."""
    return "{" not in text


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # plain text for messengers; a page that shows it escapes it itself
        trim_blocks=True,
        lstrip_blocks=True,
    )
    money = {"money": _money, "estimate": _estimate, "worth": _worth, "rate": _rate}
    environment.filters = {**money, "number": _number, "day": _day, "hour": _hour}
    return environment


def _place(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def _names(file: Path) -> Mapping[str, str]:
    """Read `section: {name: text}` as `section.name`."""
    place = _place(file)
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise PromptError(f"{place} is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise PromptError(f"{place} must be a mapping of sections")
    names: dict[str, str] = {}
    for section, texts in content.items():
        if not isinstance(texts, dict):
            raise PromptError(f"{place}: section {section} must map names to texts")
        for name, text in texts.items():
            if not isinstance(text, str) or not text.strip():
                raise PromptError(f"{place}: {section}.{name} has no words")
            names[f"{section}.{name}"] = text.strip()
    return names


def _placeholders(
    environment: ImmutableSandboxedEnvironment, file: Path, names: Mapping[str, str]
) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, text in names.items():
        if _is_plain(text):  # most of them, and to parse them is most of a start
            found[name] = frozenset()
            continue
        try:
            parsed = environment.parse(text)
        except TemplateSyntaxError as error:
            raise PromptError(f"{_place(file)}: {name} is not a template: {error}") from error
        used = {one.name for one in parsed.find_all((nodes.Filter, nodes.Test))}
        for unknown in used - environment.filters.keys() - environment.tests.keys():
            raise PromptError(f"{_place(file)}: {name} is not a template: nothing is named {unknown}")
        found[name] = given(parsed)
    return found


def given(parsed: nodes.Template) -> frozenset[str]:
    """Return the names that a template reads and does not set itself."""
    names = tuple(parsed.find_all(nodes.Name))
    made = {one.name for one in names if one.ctx != "load"}
    return frozenset(one.name for one in names) - made


def _compare(file: Path, found: Mapping[str, frozenset[str]], expected: Mapping[str, frozenset[str]]) -> None:
    place, original = _place(file), _place(file.with_name(f"{FALLBACK}.yaml"))
    for name in sorted(found.keys() ^ expected.keys()):
        lacking, other = (place, original) if name in expected else (original, place)
        raise PromptError(f"{lacking}: {name} is missing; {other} has it")
    for name, placeholders in expected.items():
        for placeholder in sorted(placeholders ^ found[name]):
            raise PromptError(f"{place}: {name} differs from {FALLBACK} in the placeholder {placeholder}")


@lru_cache(256)  # a customer's app may name any locale
def _babel(locale: str) -> Locale:
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(re.split("[-_]", locale)[0].lower())


def _soft(text: str) -> str:
    return HARD_SPACES.sub(" ", text)


@pass_context
def _money(context: Context, money: Money) -> str:
    """An amount with its currency, as it is written in the customer's language."""
    return _soft(format_currency(money.major, money.currency, locale=context["_locale"]))


@pass_context
def _estimate(context: Context, money: Money) -> str:
    """An amount that nobody knows to the cent: three figures that count, in whole units."""
    amount = Decimal(money.amount).scaleb(-get_currency_precision(money.currency))
    spare = max(amount.adjusted() - FIGURES + 1, 0)
    rounded = amount.quantize(Decimal((0, (1,), spare)), ROUND_HALF_EVEN)
    pattern = re.sub(r"\.0+", "", context["_locale"].currency_formats["standard"].pattern)
    words = format_currency(
        rounded + 0, money.currency, format=pattern, locale=context["_locale"], currency_digits=False
    )
    return _soft(words)


@pass_context
def _worth(context: Context, money: Money) -> str:
    """An estimate, but for what is so little that cents count."""
    few = abs(Decimal(money.amount).scaleb(-get_currency_precision(money.currency))) < FEW
    return _money(context, money) if few else _estimate(context, money)


@pass_context
def _rate(context: Context, price: float, currency: str) -> str:
    """A price of a kWh in major units: to a tenth of a cent, where that makes a difference."""
    places = get_currency_precision(currency)
    fine = round(Decimal(price), places + 1)
    amount = round(fine, places) if fine == round(fine, places) else fine
    return _soft(format_currency(amount, currency, locale=context["_locale"], decimal_quantization=False))


@pass_context
def _number(context: Context, number: float, places: int = 0) -> str:
    """A number, rounded to so many places."""
    return _soft(format_decimal(round(Decimal(number), places), locale=context["_locale"]))


@pass_context
def _day(context: Context, day: date) -> str:
    """A date with the month in letters."""
    return _soft(format_date(day, format="medium", locale=context["_locale"]))


@pass_context
def _hour(context: Context, moment: datetime) -> str:
    """A time of day in the zone that it bears."""
    return _soft(format_time(moment, format="short", tzinfo=moment.tzinfo, locale=context["_locale"]))
