"""What the simulated phones show: every message on every channel, with its receipts, as the customers see them."""

from collections import deque
from dataclasses import asdict, dataclass, field

from sandbox.shapes import Json
from sandbox.wire import Bell

CHANNELS = ("sms", "whatsapp", "telegram")
_KEPT = 5_000
_PICTURES_KEPT = 50


@dataclass(frozen=True, slots=True)
class Button:
    """A tappable answer under a message: its label and what tapping it sends back."""

    text: str
    data: str
    url: str = ""


@dataclass(slots=True)
class Bubble:
    """One message on a phone. `mine`: the customer wrote it. `status` moves forward with the receipts."""

    number: int
    channel: str
    phone: str
    mine: bool
    text: str
    at: str
    native_id: str = ""
    status: str = ""
    note: str = ""
    picture: str = ""
    buttons: list[list[Button]] = field(default_factory=list)


class Phonebook:
    """All messages in the order they happened, and all changes to them for those who watch."""

    def __init__(self) -> None:
        self._bubbles: dict[int, Bubble] = {}
        self._changes: deque[tuple[int, int]] = deque(maxlen=_KEPT)
        self._last = 0
        self._changed = 0
        self._pictures: dict[int, bytes] = {}
        self.bell = Bell()

    def add(self, channel: str, phone: str, *, mine: bool, text: str, at: str) -> Bubble:
        """Put a new message on a phone."""
        self._last += 1
        bubble = Bubble(self._last, channel, phone, mine, text, at)
        self._bubbles[bubble.number] = bubble
        if len(self._bubbles) > _KEPT:
            del self._bubbles[next(iter(self._bubbles))]
        self.show(bubble)
        return bubble

    def show(self, bubble: Bubble) -> None:
        """Tell those who watch that a message is new or changed."""
        self._changed += 1
        self._changes.append((self._changed, bubble.number))
        self.bell.ring()

    def attach(self, bubble: Bubble, picture: bytes) -> None:
        """Keep the picture of a message, and the latest few of others."""
        bubble.picture = f"/_control/phones/pictures/{bubble.number}"
        self._pictures[bubble.number] = picture
        if len(self._pictures) > _PICTURES_KEPT:
            del self._pictures[next(iter(self._pictures))]

    def picture(self, number: int) -> bytes | None:
        """Return the picture of the message of that number."""
        return self._pictures.get(number)

    def find(self, number: int) -> Bubble | None:
        """Return the message of that number."""
        return self._bubbles.get(number)

    def by_native(self, channel: str, phone: str, native_id: str) -> Bubble | None:
        """Return the message that the provider knows by this id."""
        for bubble in reversed(self._bubbles.values()):
            if (bubble.channel, bubble.phone, bubble.native_id) == (channel, phone, native_id):
                return bubble
        return None

    def read(self, channel: str, phone: str, after: int = 0, containing: str = "") -> list[Json]:
        """Return the messages of a phone ("" for all) with a number above `after`."""
        return [
            asdict(bubble)
            for bubble in self._bubbles.values()
            if bubble.number > after
            and channel in {"", bubble.channel}
            and phone in {"", bubble.phone}
            and containing in bubble.text
        ]

    def changes(self, after: int) -> list[tuple[int, Json]]:
        """Return what changed since a change, each as its number and the message as it is now."""
        return [
            (change, asdict(self._bubbles[number]))
            for change, number in self._changes
            if change > after and number in self._bubbles
        ]

    def clear(self) -> None:
        """Empty all phones; numbers go on."""
        self._bubbles.clear()
        self._pictures.clear()
        self._changes.clear()
        self._changed += 1
        self.bell.ring()


def picture_type(picture: bytes) -> str | None:
    """Return the MIME type of a picture by its first bytes, or None if it is none."""
    kinds = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
    return next((kind for start, kind in kinds.items() if picture.startswith(start)), None)
