"""Several short messages in a row are often one thought: which events become one turn, and what is worth waiting for.

Nobody waits for an answer because of this: what is understood at once is answered at once. Only words that say
nothing yet ("i want", "hi") are joined with those that follow, and only what is not understood waits for a second.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows.arriving import is_link
from bot.model.command import Reading, Say
from bot.model.event import Event, MessageReceived
from channels.messages import Text

APART = timedelta(seconds=1)
"""Messages that come closer together than this may be one thought."""

_SOFT = frozenset({"greet", "thanks", "unclear", "out_of_scope"})
_ALONE = frozenset({"opt_out", "opt_out_all", "opt_in"})
_UNCLEAR = frozenset({"unclear", "out_of_scope"})


def follows(events: Sequence[Event]) -> int:
    """Return how many of the first events are texts from one address, each within a second of the one before.

    What the provider itself acted on stands alone, and so does a campaign's link; what is written under a message of
    ours begins a new thought.
    """
    count = 0
    before: MessageReceived | None = None
    for event in events:
        if not isinstance(event, MessageReceived) or not isinstance(event.message.body, Text):
            break
        if before and (event.message.address != before.message.address or event.at - before.at > APART):
            break
        if before and (event.message.keyword or before.message.keyword or event.message.quotes):
            break
        if before and (is_link(event.message.body) or is_link(before.message.body)):
            break
        before, count = event, count + 1
    return count


def joined(events: Sequence[MessageReceived]) -> MessageReceived:
    """Return the messages as one, under the first one's id and the last one's time."""
    first, last = events[0], events[-1]
    words = " ".join(event.message.body.text for event in events if isinstance(event.message.body, Text))
    return replace(first, at=last.at, message=replace(first.message, body=Text(words)))


def says_little(reading: Reading) -> bool:
    """Tell whether a message may be only the beginning of a thought."""
    return all(isinstance(command, Say) and command.intent in _SOFT for command in reading.commands)


def stands_alone(reading: Reading) -> bool:
    """Tell whether a message stops or starts what we write on our own: no other words are joined to that."""
    return any(isinstance(command, Say) and command.intent in _ALONE for command in reading.commands)


def worth_waiting(reading: Reading, event: MessageReceived, now: datetime) -> float:
    """Return the seconds for which a message that is not understood should wait for more; 0: answer now."""
    unclear = all(isinstance(command, Say) and command.intent in _UNCLEAR for command in reading.commands)
    left = (event.at + APART - now).total_seconds()
    return left if unclear and 0 < left <= APART.total_seconds() else 0.0
