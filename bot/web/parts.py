"""What the doors are given: the few things of the house that they use."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.parts import ConsoleParts
from bot.store.visitors import Opened, Visit
from bot.store.vitals import Vitals
from channels.contract import Channel
from channels.messages import InboundMessage, StatusUpdate
from channels.webchat import Told
from tools.beckn.callbacks import Callback
from tools.feed import FlexibilityEvent


class WebSettings(Protocol):
    """The settings that the doors read."""

    @property
    def public_url(self) -> str:
        """Where browsers and providers reach us, without a slash at its end."""
        ...

    @property
    def beckn_webhook_secret(self) -> str | None:
        """What the energy network's protocol server must know to call back; None where it does not call back."""
        ...

    @property
    def events_api_key(self) -> str | None:
        """What the utility's systems must know to announce flexibility events; None where they do not."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """The utility's time zone."""
        ...

    @property
    def chat_embed_origins(self) -> tuple[str, ...]:
        """Who may show the chat in a frame."""
        ...

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages served, the first one for everybody else."""
        ...


class Inbox(Protocol):
    """Keeps what came in."""

    def accept(self, message: InboundMessage) -> None:
        """Keep a message durably, once for each native id. Raises store.spool.Full."""
        ...

    def receipt(self, update: StatusUpdate) -> None:
        """Note how far a delivery came. Raises store.spool.Full."""
        ...

    def keep_flushing(self) -> None:
        """Bring what waits on the disk into the store, for ever."""
        ...

    def called_back(self, callback: Callback) -> None:
        """Keep what the energy network said. Raises store.spool.Full, Unavailable."""
        ...


class ChatStreams(Protocol):
    """What was said to visitors of the web chat."""

    def read(self, visitor: str, after: str, key: str) -> tuple[tuple[str, bytes], ...]:
        """Return (entry id, frame) after an entry id, oldest first; perhaps not all of them at once.

        `key` is the hash of the reader's token. Raises VisitEnded when that is no longer good.
        """
        ...

    def history(self, visit: Visit) -> tuple[Told, ...]:
        """Return what was said before and is not on the stream, oldest first. Raises Unavailable, VisitEnded."""
        ...

    def listen(self) -> Iterator[str]:
        """Yield visitors that have something new; blocks. Raises when it is cut off."""
        ...


class Tickets(Protocol):
    """Single-use tickets that open a socket."""

    def issue(self, visitor: str) -> str:
        """Return a ticket for half a minute."""
        ...

    def redeem(self, ticket: str) -> str | None:
        """Return whose ticket it is, once."""
        ...


class Visitors(Protocol):
    """The tokens of browsers. All raise Unavailable."""

    def new(self) -> Opened:
        """Open a new visitor."""
        ...

    def look(self, token: str) -> Visit | None:
        """Return whose token it is, if it is good, and count it as used."""
        ...

    def still(self, key: str) -> Visit | None:
        """Do the same by the token's hash."""
        ...

    def exchange(self, token: str, said: Sequence[str]) -> Visit | Opened:
        """Return the visit, with a new token where it is time for one. Raises Wait."""
        ...

    def end(self, key: str) -> None:
        """Refuse a token from now on."""
        ...


class Pictures(Protocol):
    """Pictures that were drawn for customers."""

    def show(self, token: str) -> bytes | None:
        """Return the picture that an address's token names, None for any other. Raises ShownTooOften, Unavailable."""
        ...


class Announcements(Protocol):
    """Takes flexibility events."""

    def announce(self, event: FlexibilityEvent) -> bool:
        """Call an event; False: it is known. Raises NotAnEvent, Unavailable."""
        ...


class Parts(Protocol):
    """What the web process is made of."""

    @property
    def settings(self) -> WebSettings:
        """Where we are and which languages we speak."""
        ...

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The channels of providers that are on, by name."""
        ...

    @property
    def inbox(self) -> Inbox:
        """Where messages go."""
        ...

    @property
    def chat(self) -> ChatStreams:
        """Where the web chat's words come from."""
        ...

    @property
    def tickets(self) -> Tickets:
        """What opens a socket."""
        ...

    @property
    def visitors(self) -> Visitors:
        """Who browsers are."""
        ...

    @property
    def pictures(self) -> Pictures:
        """What is shown at signed addresses."""
        ...

    @property
    def announcements(self) -> Announcements:
        """Where flexibility events go."""
        ...

    @property
    def console(self) -> ConsoleParts | None:
        """What the console is made of; None: it is off."""
        ...

    @property
    def ready(self) -> Callable[[], Mapping[str, bool]]:
        """Say of each thing that is needed whether it is there."""
        ...

    @property
    def metrics(self) -> Callable[[], bytes]:
        """Return Prometheus text."""
        ...

    @property
    def vitals(self) -> Callable[[], Vitals]:
        """Return how the whole house is. Raises Unavailable."""
        ...

    @property
    def keep_beating(self) -> Callable[[], None]:
        """Say for ever that this process lives."""
        ...
