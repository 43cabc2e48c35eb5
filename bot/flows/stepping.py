"""A step: one place of a flow, and what it makes of what happens there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.flows.draft import Draft
from bot.model.command import Command
from tools.contract import Result

Enter = Callable[[Draft], Draft]
Hear = Callable[[Draft, Command], Draft | None]
Got = Callable[[Draft, Result], Draft]


def _nothing_here(_draft: Draft, _command: Command) -> Draft | None:
    return None


def _unasked(draft: Draft, _result: Result) -> Draft:
    return draft


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a flow: what it asks or calls when it is entered, and what it makes of an answer or a result.

    `hear` returns None where a command is not its business. `why` names the words that say why it asks. A `private`
    step is entered, and hears, only at an address whose owner was proven. Where one is `browsing`, a choice only leads
    to something to look at: it may rest on what a language model made of the words.
    """

    enter: Enter
    hear: Hear = _nothing_here
    got: Got = _unasked
    why: str = "help.why"
    private: bool = False
    browsing: bool = False


Steps = Mapping[str, Step]
