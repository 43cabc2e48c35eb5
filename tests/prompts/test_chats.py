"""The chat examples under prompts/chats go through the real flows, so that nobody learns from a wrong one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.flows.catalogue import CATALOGUE
from tests.flows.playing import Play

FOLDER = Path(__file__).parents[2] / "prompts" / "chats"
CHATS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
SCRIPT = {"customer": ">", "network": "*"}


def lines(name: str) -> Iterator[tuple[str, str]]:
    """Yield who speaks and what."""
    chat = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert set(chat) == {"flow", "title", "chat"}
    assert chat["flow"] in CATALOGUE
    for line in chat["chat"]:
        ((who, words),) = line.items()
        assert isinstance(words, str)
        yield who, words


def test_there_are_chats_from_the_greeting_to_the_order() -> None:
    assert CHATS == ["authentication", "comparison", "dfp", "orders", "solar", "welcome"]


@pytest.mark.parametrize("name", CHATS)
def test_the_bot_says_what_the_example_says(name: str) -> None:
    play, said = Play(), ""
    for who, words in lines(name):
        if who == "bot":
            assert words in said
            said = said.partition(words)[2]
        else:
            said = "" if who == "customer" else said
            spoken = play.lines([f"{SCRIPT[who]} {words}"])
            said += "\n".join(line.removeprefix("< ") for line in spoken if line.startswith("<"))
