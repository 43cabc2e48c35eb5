"""Fitting a message to a channel loses no word and keeps every limit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Abilities
from channels.messages import Choice, OutboundMessage, Picture, Template
from channels.rendering import fit, parted, size

BUTTONS = Abilities(text=4096, buttons=3, button_label=20, pictures=True)
PLAIN = Abilities(text=160)
TWO = (Choice("1", "Solar"), Choice("2", "Flexibility programme"[:20]))

words = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n😀न्।"), max_size=900
)
labels = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
choices = st.lists(
    st.builds(Choice, st.text(alphabet="abc:1", min_size=1, max_size=64), labels.filter(str.strip)), max_size=6
).map(tuple)
abilities = st.builds(
    Abilities,
    text=st.integers(20, 300),
    buttons=st.integers(0, 4),
    button_label=st.integers(0, 30),
    above_buttons=st.integers(0, 100),
    pictures=st.booleans(),
    utf16=st.booleans(),
)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(words.filter(str.strip), choices, abilities)
def test_no_word_is_lost_and_every_part_is_within_the_limits(
    text: str, offered: tuple[Choice, ...], able: Abilities
) -> None:
    parts = fit(OutboundMessage(text, offered), able)
    said = squeezed("".join(part.text for part in parts))
    assert said.startswith(squeezed(text))
    for part in parts:
        assert 0 < size(part.text, utf16=able.utf16) <= able.text
    shown = parts[-1].choices
    assert not any(part.choices for part in parts[:-1])
    if shown:
        assert size(parts[-1].text, utf16=able.utf16) <= (able.above_buttons or able.text)
        assert shown == offered
        assert said == squeezed(text)
        assert len(shown) <= able.buttons
        assert all(size(choice.label, utf16=able.utf16) <= able.button_label for choice in shown)
    else:
        lines = "".join(f"{number}.{choice.label}" for number, choice in enumerate(offered, start=1))
        assert said == squeezed(text + lines)


@given(words.filter(str.strip), words.filter(str.strip), abilities)
def test_a_picture_is_shown_or_told_but_never_dropped(text: str, caption: str, able: Abilities) -> None:
    picture = Picture("https://utility.example/chart.png", caption)
    parts = fit(OutboundMessage(text, picture=picture), able)
    said = squeezed("".join(part.text for part in parts))
    if able.pictures:
        assert [part.picture for part in parts] == [picture] + [None] * (len(parts) - 1)
        assert said == squeezed(caption + text)
    else:
        assert not any(part.picture for part in parts)
        assert said == squeezed(text + caption + picture.url)


@pytest.mark.parametrize(
    ("offered", "able", "text", "shown"),
    [
        pytest.param(TWO, BUTTONS, "Which?", TWO, id="choices that fit stay buttons"),
        pytest.param(TWO, PLAIN, "Which?\n\n1. Solar\n2. Flexibility programm", (), id="no buttons: numbered lines"),
        pytest.param(
            (Choice("1", "A label of more than twenty"),),
            BUTTONS,
            "Which?\n\n1. A label of more than twenty",
            (),
            id="a label that is too long is never cut",
        ),
        pytest.param(TWO * 2, BUTTONS, None, (), id="too many for the buttons"),
        pytest.param(
            (Choice("x" * 65, "Solar"),), BUTTONS, "Which?\n\n1. Solar", (), id="an id that no button can carry"
        ),
        pytest.param(
            (Choice("1", "Two\nlines"),), PLAIN, "Which?\n\n1. Two lines", (), id="a choice keeps to its line"
        ),
    ],
)
def test_choices_become_what_a_channel_can_show(
    offered: tuple[Choice, ...], able: Abilities, text: str | None, shown: tuple[Choice, ...]
) -> None:
    (only,) = fit(OutboundMessage("Which?", offered), able)
    assert only.choices == shown
    assert text is None or only.text == text


def test_long_text_is_parted_between_paragraphs_then_sentences_and_the_buttons_stay_last() -> None:
    first, second = "One sentence here. " * 5, "Another paragraph. " * 5
    parts = fit(
        OutboundMessage(f"{first}\n\n{second}", TWO),
        Abilities(text=120, buttons=3, button_label=25),
    )
    assert [part.text for part in parts] == [first.strip(), second.strip()]
    assert [part.choices for part in parts] == [(), TWO]
    assert list(parted("First one. Second one. Third", 20)) == ["First one.", "Second one. Third"]
    assert list(parted("पहला वाक्य। दूसरा वाक्य।", 14)) == ["पहला वाक्य।", "दूसरा वाक्य।"]
    assert list(parted("no " + "c" * 18, 20)) == ["no", "c" * 18]


def test_utf16_limits_count_an_emoji_as_two_and_never_cut_it() -> None:
    assert list(parted("😀" * 5, 4, utf16=True)) == ["😀😀", "😀😀", "😀"]
    assert list(parted("😀" * 5, 4)) == ["😀😀😀😀", "😀"]


def test_a_word_that_is_too_long_is_cut_between_the_characters_that_one_sees() -> None:
    assert list(parted("e\u0301" * 4, 3)) == ["e\u0301"] * 4
    family = "👩\u200d👩\u200d👧"
    assert list(parted(f"ab{family}", 6)) == ["ab", family]


def test_buttons_without_words_above_them_become_the_words() -> None:
    assert fit(OutboundMessage("", TWO), BUTTONS) == (OutboundMessage("1. Solar\n2. Flexibility programm"),)


def test_a_template_stays_where_templates_are_known_and_is_said_in_words_elsewhere() -> None:
    message = OutboundMessage("Your order is on its way.", template=Template("HX1", ("Ana",)))
    assert fit(message, Abilities(text=10, templates=True)) == (message,)
    assert fit(message, PLAIN) == (OutboundMessage("Your order is on its way."),)


def test_a_message_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="without words"):
        fit(OutboundMessage("  \n"), PLAIN)


def test_a_picture_without_words_under_it_is_one_message() -> None:
    picture = Picture("https://pictures.example/1.png", "A day of your meter")
    assert fit(OutboundMessage("", picture=picture), BUTTONS) == (OutboundMessage(picture.caption, picture=picture),)


def test_marks_without_an_end_are_cut_at_the_limit() -> None:
    assert list(parted("a" + "\u0301" * 40, 20)) == ["a" + "\u0301" * 19, "\u0301" * 20, "\u0301"]
