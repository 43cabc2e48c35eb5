"""All that one writes to add a channel."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from channels.errors import SendError
from channels.messages import Address, InboundMessage, OutboundMessage, StatusUpdate, Template


@dataclass(frozen=True, slots=True)
class Webhook:
    """A provider's request as it came: `path` with its query, header names in lower case, the raw body."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Received:
    """What a webhook held, and the JSON to answer with (None: an empty 204)."""

    messages: tuple[InboundMessage, ...] = ()
    receipts: tuple[StatusUpdate, ...] = ()
    answer: bytes | None = None


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a channel can show. Lengths are in characters, or in UTF-16 units where `utf16` says so.

    `buttons` is how many choices it shows as buttons (0: they become numbered lines in the text), `button_label` how
    long one may be, `text` how long one message may be, and one with buttons where `above_buttons` is not 0. `exact`:
    sending a delivery twice shows it once. `window` is how long after a customer's last word anything but an approved
    template may be sent; None: always. `narrow`: signs of print are spelled in the alphabet of text messages.
    """

    text: int
    buttons: int = 0
    button_label: int = 0
    above_buttons: int = 0
    pictures: bool = False
    receipts: bool = False
    utf16: bool = False
    templates: bool = False
    exact: bool = False
    window: timedelta | None = None
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took the message and gave it this id."""

    provider_id: str


@runtime_checkable
class Askable(Protocol):
    """A channel whose provider can be asked whether it took a message."""

    async def find(
        self, address: Address, message: OutboundMessage, *, since: datetime, others: Collection[str]
    ) -> Sent | None:
        """Return what the provider has of this message to this address since then. Raises a SendError.

        `others` are the provider's ids of other messages of ours, which may have the same words.
        """
        ...


@runtime_checkable
class Keeping(Protocol):
    """A channel whose provider keeps the files that customers send."""

    async def open_file(self, reference: str, *, limit: int) -> bytes:
        """Return a file by its Media.reference. Raises MediaRefused (MediaTooLarge over `limit` bytes), Unreachable."""
        ...


@runtime_checkable
class Templated(Protocol):
    """A channel whose provider approves messages beforehand, which it takes at any time."""

    def approved(self, name: str, locale: str) -> Template | None:
        """Return the template with the words under a name in a language, where the provider has approved it."""
        ...

    async def refresh(self) -> None:
        """Look again at what the provider has approved. Raises a SendError."""
        ...


@runtime_checkable
class Receipted(Protocol):
    """A channel whose provider tells later, with a code, that a message it took was not delivered."""

    def failure(self, code: str) -> SendError:
        """Say what a receipt's error code means for what is done next."""
        ...


class Channel(Protocol):
    """One way to reach people. `receive` is pure and blocking-free; `send` makes exactly one provider call."""

    @property
    def name(self) -> str:
        """The channel's name in addresses, settings and logs."""
        ...

    @property
    def abilities(self) -> Abilities:
        """What messages may look like here."""
        ...

    def receive(self, webhook: Webhook) -> Received:
        """Verify and parse a provider's request. Raises WebhookRejected."""
        ...

    async def send(self, address: Address, message: OutboundMessage, *, delivery: str) -> Sent:
        """Send one message that fits the abilities. `delivery` is our id for it. Raises a SendError."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
