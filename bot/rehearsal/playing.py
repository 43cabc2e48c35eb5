"""Plays written conversations and keeps what went otherwise than written."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from bot.flows.scene import Say as Words
from bot.model.command import (
    Choose,
    ChooseStale,
    Command,
    GiveCode,
    GiveMeter,
    GivePhone,
    Hearing,
    Rank,
    Reading,
    Say,
    SetLanguage,
)
from bot.rehearsal.network import Network
from bot.rehearsal.script import Answered, Heard, Said, Script
from bot.rehearsal.stage import Stage

Read = Callable[[Hearing], Reading]
"""A reader that answers at once, as the embedded one does."""

_NAMES: Mapping[type, str] = {GiveCode: "give_code", GivePhone: "give_phone", ChooseStale: "choose_stale"}
_CODES = {"(types the code)": 1, "(types the code before)": 2}


@dataclass(frozen=True, slots=True)
class Confused:
    """A line that was understood otherwise than written."""

    words: str
    meant: str
    read: str


@dataclass
class Played:
    """How one conversation went. `astray` says in words what went otherwise; `times` are the reader's, in ms."""

    script: Script
    lines: int = 0
    checked: int = 0
    confused: list[Confused] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether all went as written."""
        return not self.confused and not self.astray


def spelled(command: Command) -> str:
    """Return a command as a conversation names it; a code is never spelled out."""
    match command:
        case Say(intent):
            name = str(intent)
        case Choose(value, correction):
            name = f"{'choose_instead' if correction else 'choose'} {value}"
        case Rank(trait, takes):
            name = f"{'take' if takes else 'rank'} {trait}"
        case GiveMeter(meter):
            name = f"give_meter {meter}"
        case SetLanguage(locale):
            name = f"set_language {locale or 'any'}"
        case _:
            name = _NAMES.get(type(command), "unreadable")
    return name


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Plays scripts with a reader, the bot's words and a network."""

    read: Read
    say: Words
    network: Network
    clock: Callable[[], float] = time.perf_counter

    def play(self, script: Script) -> Played:
        """Play one conversation. A call that the script leaves open is answered well before the customer goes on."""
        stage, played, said = Stage(self.say), Played(script), ""
        for line in script.lines:
            match line:
                case Said():
                    self._settle(stage)
                    stage.taken()
                    said = self._hear(stage, played, line)
                case Answered(call, how):
                    said += self._answer(stage, played, call, how)
                case Heard(words):
                    if words not in said and stage.calls:
                        self._settle(stage)
                        said += stage.taken()
                    if words not in said:
                        played.astray.append(f"the bot did not say: {words}")
                    said = said.partition(words)[2] or said
        self._settle(stage)
        played.astray.extend(_misplaced(stage, script.end))
        return played

    def _hear(self, stage: Stage, played: Played, line: Said) -> str:
        words = stage.code(_CODES[line.words]) if line.words in _CODES else line.words
        heard = stage.hearing(words)
        begun = self.clock()
        reading = self.read(heard)
        played.times.append((self.clock() - begun) * 1000)
        played.lines += 1
        played.checked += bool(line.means)
        read = tuple(spelled(command) for command in reading.commands)
        if line.means and not _same(line.means, read):
            played.confused.append(Confused(line.words, ", ".join(line.means), ", ".join(read)))
        stage.hears(words, reading)
        return stage.taken()

    def _answer(self, stage: Stage, played: Played, name: str, how: str) -> str:
        call = next((call for call in stage.calls if type(call.request).__name__ == name), None)
        if call is None:
            played.astray.append(f"nothing was asked of the network that {name} would answer")
            return ""
        stage.answered(call, self.network.answer(call.request, how))
        return "\n" + stage.taken()

    def _settle(self, stage: Stage) -> None:
        while stage.calls:
            call = stage.calls[0]
            stage.answered(call, self.network.answer(call.request, "ok"))


def _same(meant: Sequence[str], read: Sequence[str]) -> bool:
    """Compare; a name without its value ("choose") stands for any."""
    return len(meant) == len(read) and all(
        one in {other, other.split()[0]} for one, other in zip(meant, read, strict=True)
    )


def _misplaced(stage: Stage, end: Mapping[str, str]) -> list[str]:
    session = stage.session
    here = {"flow": session.flow, "step": session.step, "expecting": session.expecting, "locale": session.locale or ""}
    stands = {**session.slots, **here, "orders": str(len(stage.orders))}
    return [
        f"it ends with {name} {stands.get(name, '') or 'unset'}, not {value}"
        for name, value in end.items()
        if stands.get(name, "") != value
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """What `wattline eval FILE...` writes with --json. Times are the reader's, in milliseconds a line."""

    conversations: int
    right: int
    lines: int
    checked: int
    understood: int
    confusions: tuple[Confused, ...]
    astray: Mapping[str, tuple[str, ...]]
    median_ms: float
    p99_ms: float

    @classmethod
    def of(cls, played: Sequence[Played]) -> "Report":
        """Gather what was played."""
        times = sorted(took for one in played for took in one.times)
        confused = tuple(line for one in played for line in one.confused)
        checked = sum(one.checked for one in played)
        return cls(
            conversations=len(played),
            right=sum(one.right for one in played),
            lines=sum(one.lines for one in played),
            checked=checked,
            understood=checked - len(confused),
            confusions=confused,
            astray={one.script.name: tuple(one.astray) for one in played if one.astray},
            median_ms=statistics.median(times) if times else 0.0,
            p99_ms=times[max(0, -(-len(times) * 99 // 100) - 1)] if times else 0.0,
        )

    def confusion(self) -> Mapping[tuple[str, str], int]:
        """Return how often what was meant was taken for something else, most often first."""
        return dict(Counter((line.meant, line.read) for line in self.confusions).most_common())

    def plain(self) -> dict[str, object]:
        """Return it as JSON holds it."""
        return asdict(self)
