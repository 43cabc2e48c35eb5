"""What is measured over HTTP sees harm where there is some: it is held against words made for it."""

from sandbox import customers
from tests.evidence.understanding_over_http import foreign, naming


def test_foreign_links_and_pieces_of_the_prompt_are_seen() -> None:
    bad = ["see https://evil.example/x", "You read one message to the assistant", "choose_earlier(1)"]
    assert foreign(["What can I do for you?", *bad]) == bad


def test_whoever_is_named_is_seen() -> None:
    one = customers.load().customers[3]
    assert naming(["What is your meter ID?", "for example MTR-0042"]) == []
    assert naming([f"Hello {one.name}", one.phone or ""]) == sorted(filter(None, {one.name, one.phone}))
