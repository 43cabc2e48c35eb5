"""No text makes the reader raise, and only its own rules opt anybody out."""

import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.command import Choose, Hearing, Say
from bot.model.session import Expecting, Offered
from bot.understanding.local import LocalReader
from bot.understanding.rules import OPT_OUT, certain_label, may_want_out
from bot.understanding.words import LIMIT, hear, tidy
from channels.messages import Tap, Text

OFFERED = (Offered("a", "Sunrise 3 kW"), Offered("b", "नया कार्यक्रम 👍"), Offered("c", ""))
WORDS = [
    *(
        "stop",
        "no",
        "yes",
        "but",
        "if",
        ",",
        "?",
        "मीटर",
        "meter",
        "mtr",
        "double",
        "forty",
        "0007",
        "493201",
        "second",
    ),
    *("नहीं", "messages", "dont", "send", "/", "/start", "है", "last"),
]
FRAGMENTS = st.sampled_from([*WORDS, "no more", "ﷺ", "1️⃣", "٣", "²", "\ud800", "\u202e", "hindi", "-"])
TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=80),
    st.lists(FRAGMENTS, max_size=12).map(" ".join),
    st.text(string.printable, max_size=2 * LIMIT),
    st.text("०१२कखि़ँ\u200d /", max_size=40),
)
PLACES = st.builds(
    Hearing,
    body=TEXTS.map(Text),
    locale=st.sampled_from(["en", "es", "hi"]),
    flow=st.sampled_from(["welcome", "solar"]),
    step=st.just("offers"),
    expecting=st.sampled_from(Expecting),
    offered=st.sampled_from([(), OFFERED]),
    asked=st.just(3),
    earlier=st.sampled_from([(), OFFERED]),
)
RELAXED = settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(hearing=PLACES)
@RELAXED
def test_any_text_anywhere_is_answered_with_commands_that_fit_the_place(reader: LocalReader, hearing: Hearing) -> None:
    reading = reader.read_now(hearing)
    assert reading.commands
    assert 0 <= reading.confidence <= 1
    shown = {offer.value for offer in (*hearing.offered, *hearing.earlier)}
    assert all(one.value in shown for one in reading.commands if isinstance(one, Choose))


@given(hearing=PLACES)
@RELAXED
def test_the_classifier_opts_nobody_out(reader: LocalReader, hearing: Hearing) -> None:
    if Say("opt_out") in reader.read_now(hearing).commands:
        assert isinstance(hearing.body, Text)
        said = hear(hearing.body.text)
        cancels = reader.rules.lexicon.phrases.get(said.plain) == "cancel"
        mended = said.mended(reader.spelling.mended)
        ruled = any(
            certain_label(one, reader.rules.lexicon) == OPT_OUT or may_want_out(one, reader.rules.lexicon, sure=True)
            for one in (said, mended)
        )
        assert cancels or ruled or said.plain.split()[0] in {"yes", "no", "नही", "नहीं"}


@given(tapped=st.text(st.characters(codec=None)))
@RELAXED
def test_any_button_is_a_choice_or_a_stale_one(reader: LocalReader, tapped: str) -> None:
    hearing = Hearing(Tap(tapped), "en", "solar", "offers", Expecting.CHOICE, OFFERED, 3)
    (command,) = reader.read_now(hearing).commands
    assert isinstance(command, Choose) == (tapped in {"3:a", "3:b", "3:c"})


@given(text=TEXTS)
@RELAXED
def test_tidying_is_bounded_and_settles_at_once(text: str) -> None:
    assert len(tidy(text)) <= LIMIT
    assert hear(tidy(text)).words == hear(text).words
