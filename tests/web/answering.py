"""What the house in memory answers in the web chat: what was said, or as much as the real one says."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from channels.messages import Choice, OutboundMessage, Picture
from channels.webchat import Told
from tests.sandbox.drawing import picture

PNG: Final = picture()
"""Of the size that all our pictures have."""

EARLIER: Final = (
    Told("Where is my order?", datetime(2026, 11, 20, 9, 30, tzinfo=UTC), own=True, earlier=True),
    Told("The seller has received your order.", datetime(2026, 11, 20, 9, 31, tzinfo=UTC), own=False, earlier=True),
)
"""What everybody who proves an account said on an earlier visit."""

_TRANSCRIPT: Final = Path(__file__).parents[1] / "flows" / "transcripts" / "compare_money.txt"
_OFFERED: Final = re.compile(r"<     \d+\. (.*)")


def answers(said: str, public_url: str) -> Iterator[OutboundMessage]:
    """Answer each word between strokes; "echo" says what follows in every place that a message has, "think" nothing.

    "search" says that an answer is looked for.
    """
    url = f"{public_url}/media/good.by.signature.png"
    match said.partition(" "):
        case ("echo", _, words):
            yield OutboundMessage(words, (Choice("c:1", words[:120]),))
            yield OutboundMessage(words, picture=Picture(url, words, words))
            yield OutboundMessage(words, picture=Picture(words, words))
        case ("think", _, _):
            return
        case ("search", _, _):
            yield OutboundMessage("I am looking for it.", working=True)
        case ("compare", _, _):
            yield comparison()
            caption = "The same figures as a picture."
            yield OutboundMessage(caption, picture=Picture(url, caption, "What the first year could bring"))
        case _:
            for word in said.split("|"):
                yield OutboundMessage(f"You said {word}", (Choice("c:1", "Go on"),))


def comparison() -> OutboundMessage:
    """Return a whole comparison, as the flows say it."""
    blocks = re.split(r"\n(?!<)", _TRANSCRIPT.read_text())
    lines = next(block for block in blocks if "What each choice could mean" in block).strip().split("\n")
    offered = [found[1] for line in lines if (found := _OFFERED.fullmatch(line))]
    words = "\n".join(line[2:] for line in lines if line.startswith("<") and not _OFFERED.fullmatch(line))
    return OutboundMessage(words.strip(), tuple(Choice(f"c:{n}", label) for n, label in enumerate(offered, start=1)))
