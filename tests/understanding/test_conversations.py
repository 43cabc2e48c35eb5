"""Conversations in customers' own words go as written, read by the embedded reader and played through the flows."""

from pathlib import Path

import pytest

from bot import wiring
from bot.rehearsal.network import Network
from bot.rehearsal.playing import Rehearsal, Report
from bot.rehearsal.script import Script, UnreadableScript, load_scripts
from bot.understanding.local import LocalReader

WRITTEN = Path(__file__).parent / "conversations.yaml"


@pytest.fixture(scope="module")
def rehearsal(reader: LocalReader) -> Rehearsal:
    return Rehearsal(reader.read_now, wiring.prompts().say, Network.load())


@pytest.mark.parametrize("script", load_scripts(WRITTEN), ids=lambda script: script.name)
def test_a_written_conversation_goes_as_written(rehearsal: Rehearsal, script: Script) -> None:
    played = rehearsal.play(script)
    assert (played.confused, played.astray) == ([], [])


def test_what_goes_otherwise_is_named(rehearsal: Rehearsal, tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text(
        "title: Not so\n"
        "chat:\n"
        "  - {customer: I want solar, means: start_dfp}\n"
        '  - {network: "SearchOffers: ok"}\n'
        "  - {bot: Good night}\n"
        "end: {flow: orders}\n"
    )
    played = [rehearsal.play(one) for one in load_scripts(tmp_path / "odd.yaml")]
    report = Report.of(played)
    assert report.confusion() == {("start_dfp", "start_solar"): 1}
    assert (report.conversations, report.right, report.checked, report.understood) == (1, 0, 1, 0)
    assert report.astray == {
        "odd": (
            "nothing was asked of the network that SearchOffers would answer",
            "the bot did not say: Good night",
            "it ends with flow authenticate, not orders",
        )
    }


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "chat: no list",
        "chat: []\nend: []",
        "chat:\n  - {somebody: hello}",
        "chat:\n  - {network: nothing}",
        "chat: [",
    ],
)
def test_an_unreadable_conversation_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    with pytest.raises(UnreadableScript, match=r"bad\.yaml"):
        load_scripts(tmp_path / "bad.yaml")
