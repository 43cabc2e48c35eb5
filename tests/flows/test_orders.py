"""What becomes of an order behind the words: whom the network is asked about, and what a person gets to see."""

from tests.flows.playing import Play
from tests.flows.test_transcripts import FOLDER
from tools.contract import CheckOrder, Request


def requests(name: str) -> list[Request]:
    """All that was asked of the outside world in a transcript."""
    play = Play()
    list(play.lines((FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()))
    return [call.request for turn in play.house.turns for call in turn.calls]


def test_the_seller_of_an_order_is_asked_how_far_it_is() -> None:
    checks = [request for request in requests("solar") if isinstance(request, CheckOrder)]
    assert [(one.bpp_id, one.bpp_uri) for one in checks] == [("bpp-0.example", "https://bpp-0.example")]
