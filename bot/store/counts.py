"""How a campaign stands: its state, how many of its ledger's rows have each fate, and who proposed and launched it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from bot.model.campaign import Campaign
from bot.model.code import SMS
from bot.store.codec import Codec


class State(StrEnum):
    """Where a campaign stands."""

    LISTING = "listing"  # its recipients are being written down; nothing is sent
    PROPOSED = "proposed"  # they are, and somebody else than its author may launch it
    RUNNING = "running"
    FAILING = "failing"  # it failed too often: nothing is sent, and a case is about to be opened
    PAUSED = "paused"
    STOPPED = "stopped"
    ENDED = "ended"


AT_THE_LAUNCH = datetime.fromtimestamp(0, UTC)
"""When a recipient is due who is due as soon as the campaign is launched, whenever that is."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was planned when the recipients were written down.

    `plans` counts them by channel and language ("sms en"), or by why they get nothing; `units` are the SMS segments of
    all. `looked`: contacts that were looked at.
    """

    plans: Mapping[str, int] = field(default_factory=dict)
    units: int = 0
    looked: int = 0

    @property
    def billed(self) -> Mapping[str, int]:
        """How many would go out by channel, by SMS in segments."""
        found: Counter[str] = Counter()
        for plan, number in self.plans.items():
            channel, _, language = plan.partition(" ")
            if language:
                found[channel] += number
        return {channel: self.units if channel == SMS else number for channel, number in found.items()}


@dataclass(frozen=True, slots=True)
class Count:
    """A ledger without its rows: how many have each fate; the sum is `total`.

    `billed` counts by channel what went out, by SMS in segments. `author` proposed it, `launcher` launched it; one
    without an author was launched from the terminal, by one person alone. `cursor` is how far a worker has come with
    its recipients.
    """

    state: State
    campaign: Campaign
    total: int
    fates: Mapping[str, int]
    did: Mapping[str, int]
    units: int
    outlook: Outlook = Outlook()
    billed: Mapping[str, int] = field(default_factory=dict)
    author: str = ""
    launcher: str = ""
    launched: datetime | None = None
    cursor: bytes = b"0"


def read_count(codec: Codec, answer: list[bytes]) -> Count | None:
    """Read a ledger's fields; None where there are none."""
    fields = {name.decode(): value for name, value in zip(answer[::2], answer[1::2], strict=True)}
    if "body" not in fields:
        return None

    def counted(prefix: str) -> Mapping[str, int]:
        found = {name.removeprefix(prefix): int(n) for name, n in fields.items() if name.startswith(prefix)}
        return {name: number for name, number in sorted(found.items()) if number}

    launched = fields.get("launched")
    return Count(
        State(fields["state"].decode()),
        codec.read(fields["body"], Campaign),
        int(fields["total"]),
        counted("fate:"),
        counted("did:"),
        int(fields.get("units", 0)),
        Outlook(counted("plan:"), int(fields.get("planned", 0)), int(fields.get("looked", 0))),
        counted("billed:"),
        _name(codec, fields.get("author_name")),
        _name(codec, fields.get("launcher_name")),
        None if launched is None else time_of(launched),
        fields.get("cursor", b"0"),
    )


def read_counts(codec: Codec, answer: list[tuple[bytes, list[bytes]]]) -> tuple[Count, ...]:
    """Read several ledgers."""
    return tuple(count for _, fields in answer if (count := read_count(codec, fields)))


def named(codec: Codec, operator: str) -> str:
    """Return an operator's name as it lies in a ledger: sealed; nothing stands for none."""
    return codec.sealer.seal(operator.encode()) if operator else ""


def time_of(milliseconds: bytes) -> datetime:
    """Return the time that a script noted."""
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _name(codec: Codec, stored: bytes | None) -> str:
    return codec.sealer.open(stored.decode()).decode() if stored else ""
