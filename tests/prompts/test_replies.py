"""The words that customers read: complete in every language, none unused, none missing, none that providers take."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.flows.explaining import ASSUMPTIONS
from bot.flows.settings import LANGUAGES
from bot.flows.trouble import LACKS
from bot.prompts import Prompts
from tools.economics.comparison import Assumption
from tools.economics.household import Lack
from tools.offers import Money

ROOT = Path(__file__).parents[2]
PROMPTS = Prompts.load(ROOT / "prompts")
SOURCES = [
    *(ROOT / "bot" / f"{name}.py" for name in ("conversation", "reaching", "senders")),
    *sorted((ROOT / "bot" / "flows").glob("*.py")),
]
NAME = re.compile(r"[a-z_]+\.[a-z_]+")
TAKEN = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "YES", "UNSTOP"}
"""Words that a text message provider acts on by itself; START is said where it is meant, to allow messages again."""


def named() -> Iterator[tuple[str, str]]:
    """Yield every name of words that the conversation's source holds: they are its only strings with a dot."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
                yield node.value, f"{source.name}:{node.lineno}"


def test_the_flows_say_exactly_the_names_that_there_are() -> None:
    used = {name for name, _ in named()}
    there = set(PROMPTS.texts["en"])
    missing = [f"{place}: {name}" for name, place in named() if name not in there]
    assert not missing, f"said, but in no file: {missing}"
    assert not there - used, f"in the files, but never said: {sorted(there - used)}"


def test_no_name_is_put_together_while_running() -> None:
    """Else nothing could tell whether it exists. Names from tables are constants of those tables."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"say", "words"} and node.args:
                assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), f"{source.name}:{node.lineno}"


def test_the_languages_served_are_those_that_can_be_chosen() -> None:
    assert set(PROMPTS.locales) == set(LANGUAGES)


def test_every_lack_of_readings_has_a_sentence() -> None:
    assert set(LACKS) == set(Lack)


def test_every_assumption_of_a_comparison_has_a_sentence() -> None:
    assert set(ASSUMPTIONS) == set(Assumption)


@pytest.mark.parametrize("locale", PROMPTS.locales)
def test_no_words_ask_for_what_a_provider_takes_for_itself(locale: str) -> None:
    words = (ROOT / "prompts" / "replies" / f"{locale}.yaml").read_text(encoding="utf-8")
    lines = [line for line in words.splitlines() if not line.startswith("#")]
    assert not TAKEN & set(re.findall(r"\b[A-Z]{3,}\b", "\n".join(lines)))


def test_english_travels_in_the_narrow_alphabet_of_text_messages() -> None:
    """One curly quote would turn 160 characters a segment into 70."""
    text = (ROOT / "prompts" / "replies" / "en.yaml").read_text(encoding="utf-8")
    wide = {sign for line in text.splitlines() for sign in line if not sign.isascii()}
    assert wide <= set("ñहिन्दी")  # the names of the other languages


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "Price: $8,000.00"),
        ("en-US", "Price: $8,000.00"),
        ("en_IN", "Price: $8,000.00"),
        ("es", "Precio: 8.000,00 US$"),
        ("es-US", "Precio: $8,000.00"),
        ("es_XX", "Precio: 8.000,00 US$"),
        ("hi", "क़ीमत: $8,000.00"),
        ("fr-FR", "Price: $8,000.00"),
    ],
)
def test_an_amount_is_written_as_the_customers_language_writes_it(locale: str, words: str) -> None:
    assert PROMPTS.say("ordering.price", locale, price=Money(800_000, "USD")) == words


def test_the_smallest_unit_of_a_currency_is_its_own() -> None:
    assert PROMPTS.say("ordering.price", "en", price=Money(800, "JPY")) == "Price: ¥800"
    assert PROMPTS.say("ordering.price", "en-IN", price=Money(12_345_678, "INR")) == "Price: ₹1,23,456.78"


@pytest.mark.parametrize(
    ("locale", "amount", "said"),
    [
        ("en", Money(61_749, "USD"), "about $617"),
        ("en", Money(-20, "USD"), "about $0"),
        ("en", Money(123_456, "JPY"), "about ¥123,000"),
        ("es", Money(41_234_500, "EUR"), "unos 412.000 €"),
        ("hi", Money(-18_649_900, "INR"), "लगभग -₹1,86,000"),
    ],
)
def test_an_estimate_has_three_figures_that_count_and_no_cents(locale: str, amount: Money, said: str) -> None:
    assert PROMPTS.say("picture.expected", locale, expected=amount) == said


@pytest.mark.parametrize(
    ("locale", "price", "currency", "words"),
    [
        ("en-US", 0.1043, "USD", "$0.104"),
        ("en-US", 0.3, "USD", "$0.30"),
        ("es", 0.0766, "EUR", "0,077 €"),
        ("en-IN", 7.5, "INR", "₹7.50"),
        ("hi-IN", 2.25, "INR", "₹2.25"),
    ],
)
def test_the_price_of_a_kwh_has_as_many_places_as_it_needs(
    locale: str, price: float, currency: str, words: str
) -> None:
    assert words in PROMPTS.say("explain.lcoe", locale, price=price, currency=currency)


def test_no_hard_space_reaches_a_text_message() -> None:
    assert PROMPTS.say("ordering.price", "es", price=Money(800_000, "USD")).isascii()


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        PROMPTS.say("no.such", "en")
