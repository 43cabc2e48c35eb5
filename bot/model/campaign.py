"""A campaign as its file says it: who gets which words, when, how fast, and when it stops by itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.hours import Hours
from bot.model.audience import Audience
from bot.model.contact import Purpose
from bot.model.notice import CAPS, Caps, Urgency

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""Stands in a campaign's words for a value of the recipient."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one message says. `template` is the id that WhatsApp approved, `values` what goes into its places."""

    text: str
    template: str | None = None
    values: tuple[str, ...] = ()

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Which values of the recipient it needs."""
        return tuple(dict.fromkeys((*PLACEHOLDER.findall(self.text), *self.values)))


@dataclass(frozen=True, slots=True)
class Schedule:
    """When it goes out: at a moment, or at an hour of the recipients' own day so many days before a date of theirs.

    `field` names the column of that date. With neither it goes out when it is launched.
    """

    at: datetime | None = None
    field: str | None = None
    days_before: int = 0
    hour: int = 10


@dataclass(frozen=True, slots=True)
class Stops:
    """When it pauses by itself: so many percent of what was tried failed, or opted out, once `after` were tried."""

    failed_percent: int = 5
    after: int = 100
    opted_out_percent: int = 100


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign. `name` is its id; `words` are by channel and locale; `channels` are tried in their order.

    `speed` is messages a second, `late_hours` how long after its time a message is still worth sending, `holdout` the
    percent of the audience that gets nothing, to compare with. `audience` is None where a file names them,
    `recipients`. `starts` is the flow that a "yes" begins. `urgency` is not in the file: a test is past the caps.
    """

    name: str
    purpose: Purpose
    audience: Audience | None
    words: Mapping[str, Mapping[str, Words]]
    channels: tuple[str, ...]
    schedule: Schedule = Schedule()
    speed: int = 20
    late_hours: int = 72
    hours: Hours | None = None
    caps: Caps = CAPS
    stops: Stops = Stops()
    holdout: int = 0
    recipients: str | None = None
    starts: str | None = None
    urgency: Urgency = Urgency.ROUTINE

    @property
    def ledger(self) -> str:
        """The name of its ledger."""
        return f"campaign:{self.name}"

    @property
    def placeholders(self) -> tuple[str, ...]:
        """All values of a recipient that some words need."""
        every = (one.placeholders for spoken in self.words.values() for one in spoken.values())
        return tuple(dict.fromkeys(name for names in every for name in names))

    def too_late(self, due: datetime) -> datetime:
        """After this a message that was due is not sent any more."""
        return due + timedelta(hours=self.late_hours)
