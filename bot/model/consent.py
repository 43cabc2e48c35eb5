"""The consent ledger: what a person allowed or forbade, when, how, and which words were shown and said."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.contact import Purpose
from channels.messages import Address

MOST_WORDS = 200
"""Characters of a customer's words, or of a proof, that the ledger keeps."""


class ConsentAct(StrEnum):
    """What was done. The first three are about a purpose on a channel, the others about all messages to an address."""

    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"


class How(StrEnum):
    """Who or what said so."""

    SAID = "said"
    BUTTON = "button"
    PROVIDER = "provider"
    OPERATOR = "operator"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Shown:
    """Which text was shown: its name and locale in prompts/replies, and a digest of the text itself, as proof."""

    name: str
    locale: str
    digest: str


def shown(name: str, locale: str, text: str) -> Shown:
    """Return what proves later which text somebody agreed to."""
    return Shown(name, locale, hashlib.sha256(text.encode()).hexdigest()[:16])


@dataclass(frozen=True, slots=True)
class Change:
    """One entry to be. `purpose` None: all of them; `by`: the operator, where one did it."""

    act: ConsentAct
    at: datetime
    how: How
    channel: str
    address: Address | None = None
    purpose: Purpose | None = None
    shown: Shown | None = None
    words: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is kept: `address` is the keyed hash under which the house knows it, "" where none is meant."""

    act: ConsentAct
    at: datetime
    how: How
    channel: str
    address: str = ""
    purpose: Purpose | None = None
    shown: Shown | None = None
    words: str = ""
    by: str = ""
