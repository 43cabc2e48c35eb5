"""What the contract asks of every channel, as checks that run on a Bench."""

import asyncio

import pytest

from channels.contract import Channel, Keeping
from channels.errors import SendError, Unconfirmed, Unreachable, WebhookRejected
from channels.messages import Choice, OutboundMessage, Unsupported
from channels.rendering import fit, size
from tests.channels.benches import Bench
from tests.channels.provider import Answer, Provider

SENTENCE = "One sentence of many, with a word that nobody may lose. "
CHOICES = tuple(Choice(f"1:offer-{number}", f"Offer number {number}") for number in range(40))
PATIENCE = 2.0


def check_form(channel: Channel, bench: Bench) -> None:
    """It says who it is and what it can show."""
    assert channel.name == bench.name == bench.address.channel
    abilities = channel.abilities
    assert abilities.text > 0
    assert (abilities.buttons == 0) or abilities.button_label > 0


def check_forged(channel: Channel, bench: Bench) -> None:
    """What is not the provider's is refused in one line, and none of it is parsed."""
    assert bench.forged
    for webhook in bench.forged:
        with pytest.raises(WebhookRejected) as rejected:
            channel.receive(webhook)
        assert rejected.value.status in {403, 404}
        assert "\n" not in rejected.value.reason


def check_repeated(channel: Channel, bench: Bench) -> None:
    """A webhook that comes again holds the same native ids, so that the inbox knows it."""
    for webhook in bench.genuine:
        first, again = channel.receive(webhook), channel.receive(webhook)
        assert first == again
        assert first.messages
        assert all(message.native_id and message.address.channel == bench.name for message in first.messages)


def check_unsupported(channel: Channel, bench: Bench) -> None:
    """What cannot be read is told as such: nobody is left without an answer."""
    for webhook in bench.unread:
        (message,) = channel.receive(webhook).messages
        assert isinstance(message.body, Unsupported)


def check_too_long(channel: Channel) -> None:
    """A message that is too long, or has too many choices, is fitted and loses no word."""
    long = SENTENCE * (3 * channel.abilities.text // len(SENTENCE) + 1)
    parts = fit(OutboundMessage(long, CHOICES), channel.abilities)
    assert all(0 < size(part.text, utf16=channel.abilities.utf16) <= channel.abilities.text for part in parts)
    said = " ".join(part.text for part in parts).split()
    assert said[: len(long.split())] == long.split()
    shown = [choice for part in parts for choice in part.choices]
    assert shown == list(CHOICES) or all(f"{place}." in said for place in range(1, len(CHOICES) + 1))


async def problem(channel: Channel, bench: Bench) -> SendError | None:
    """Return what comes of sending, None where the message is taken."""
    try:
        async with asyncio.timeout(PATIENCE * 10):
            sent = await channel.send(bench.address, bench.message, delivery="d1")
    except SendError as error:
        return error
    assert sent.provider_id
    return None


async def check_answers(channel: Channel, bench: Bench, provider: Provider) -> None:
    """Each answer becomes the error that says what to do next; one call is made for each message."""
    expected: list[tuple[Answer, type[SendError] | None]] = [(bench.taken, None)] if bench.taken else []
    expected += [(answer, kind) for kind, answer in bench.answers.items()]
    expected += [("reset", Unconfirmed)] if bench.taken else []
    for answer, kind in expected:
        provider.answer, before = answer, len(provider.asked)
        found = await problem(channel, bench)
        assert type(found) is (kind or type(None)), f"{bench.name}: {answer} became {found!r}"
        assert len(provider.asked) == before + 1


async def check_unreachable(channel: Channel, bench: Bench) -> None:
    """What never left is unreachable, and not doubtful."""
    if bench.taken:
        assert isinstance(await problem(channel, bench), Unreachable)


async def check_once(channel: Channel, bench: Bench) -> None:
    """A channel that says it shows a delivery once gives the same answer when it is sent again, or can be asked."""
    if channel.abilities.exact and bench.taken is None:
        assert await problem(channel, bench) is None
        assert await problem(channel, bench) is None


def check_files(channel: Channel) -> None:
    """A channel that keeps files says so by its type."""
    assert isinstance(channel, Keeping) == hasattr(channel, "open_file")
