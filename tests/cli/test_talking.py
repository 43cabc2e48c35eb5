"""What the terminal shows of a message."""

from io import StringIO

import orjson
from rich.console import Console

from bot.cli.talking import show


def shown(**frame: object) -> str:
    console = Console(file=StringIO(), width=60)
    show(console, orjson.dumps(frame))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_choices_are_numbered_lines_and_words_are_no_markup() -> None:
    words = shown(text="Which [b]one[/b]?", choices=[{"id": "1:a", "label": "Solar"}, {"id": "1:b", "label": "[None]"}])
    assert words == "Which [b]one[/b]?\n  1. Solar\n  2. [None]\n"


def test_a_picture_is_an_address_on_one_line_however_narrow_the_terminal() -> None:
    url = "https://bot.utility.example/media/" + "x" * 73 + ".png"
    picture = {"url": url, "caption": "The same figures as a picture.", "described": "Solar: about $600.00"}
    words = shown(text="The same figures as a picture.", choices=[], picture=picture)
    assert words == f"The same figures as a picture.\n{url}\n"


def test_that_one_is_looked_for_is_no_answer_yet() -> None:
    console = Console(file=StringIO())
    assert not show(console, orjson.dumps({"text": "One moment.", "working": True}))
    assert show(console, orjson.dumps({"text": "A code is on its way."}))
