"""Every transcript reads as the conversation speaks today. `pytest --update` writes them anew; read the diff."""

from pathlib import Path

import pytest

from tests.flows.playing import Play

FOLDER = Path(__file__).parent / "transcripts"
TRANSCRIPTS = sorted(path.stem for path in FOLDER.glob("*.txt"))


def played(name: str) -> str:
    script = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(Play().lines(script)).strip() + "\n"


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_the_conversation_goes_as_its_transcript_says(name: str, request: pytest.FixtureRequest) -> None:
    path = FOLDER / f"{name}.txt"
    spoken = played(name)
    if request.config.getoption("--update"):
        path.write_text(spoken, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == spoken


def _heard(name: str) -> list[str]:
    """What the customer in the chat can see, without the text messages of the phone."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("<") and not line.startswith("< (to sms)")]


def test_a_meter_that_nobody_has_reads_exactly_like_one_that_somebody_has() -> None:
    known = _heard("known_meter")
    assert _heard("unknown_meter") == known
    assert _heard("meter_without_phone") == known
    assert any("code" in line for line in known)


def test_the_journey_is_there_in_every_flow() -> None:
    assert {"solar", "dfp", "compare", "orders", "handover", "channels", "language", "stop"} <= set(TRANSCRIPTS)
