"""Several things said in one message: an errand, something that was asked for, a question beside it."""

from collections.abc import Callable, Sequence
from enum import IntEnum

from bot.understanding.certain import Recognised
from bot.understanding.labels import COMMANDS, UNCLEAR
from bot.understanding.words import Utterance

MOST = 4
"""Parts of a message that are read one by one; a longer one is a story and read as a whole."""

SURE_OF_PART = 0.5
"""The share of belief below which a part of a message is passed over."""


class Kind(IntEnum):
    """What a part of a message can be, in the order in which it is answered.

    A question stands before what is given, because what is given may set off a search, and after an errand, because it
    is about it.
    """

    ERRAND = 1
    QUESTION = 2
    GIVEN = 3


KINDS = {
    "start_solar": Kind.ERRAND,
    "start_dfp": Kind.ERRAND,
    "compare": Kind.ERRAND,
    "order_status": Kind.ERRAND,
    "why_or_explain": Kind.QUESTION,
    "usage_or_bill": Kind.QUESTION,
    "provide_meter_id": Kind.GIVEN,
    "provide_otp": Kind.GIVEN,
    "select_option": Kind.GIVEN,
    "correction": Kind.GIVEN,
}
"""The kind of each label that goes with others; any other part ("hello", "thanks") says nothing beside them."""

_ALONE = {"affirm", "deny", "opt_out", "handover", "cancel_flow"}  # beside one of these nothing else counts here


def several(parts: Sequence[Utterance], read: Callable[[Utterance], Recognised]) -> tuple[Recognised, ...]:
    """Return what the parts of a message mean, where it is more than one thing and one of each kind; else nothing."""
    if not 1 < len(parts) <= MOST:
        return ()
    found = [read(part) for part in parts]
    if any(one.label in _ALONE for one in found):
        return ()
    clear = (one for one in found if one.confidence >= SURE_OF_PART and one.command != COMMANDS[UNCLEAR])
    told = [one for one in clear if one.label in KINDS]
    kinds = [KINDS[one.label] for one in told]
    if len(kinds) < 2 or len(set(kinds)) < len(kinds):  # noqa: PLR2004 -- two things are several
        return ()
    return tuple(sorted(told, key=lambda one: KINDS[one.label]))
