"""The web chat: frames to and from the browser. What is sent goes onto a stream, so a reconnect loses nothing."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson

from channels.contract import Abilities, Received, Sent, Webhook
from channels.errors import WebhookRejected
from channels.messages import Address, InboundMessage, OutboundMessage, Tap, Text
from channels.payload import bounded, json_object

CHANNEL: Final = "web"
ABILITIES: Final = Abilities(text=4000, buttons=20, button_label=120, pictures=True, exact=True)

Append = Callable[[str, str, bytes], Awaitable[str]]
"""`await append(visitor, delivery, frame)` puts a frame on the stream, once a delivery; gives the entry's id."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PLACE: Final = re.compile(r"[0-9]{1,18}(-[0-9]{1,18})?")
"""An entry's id; 19 digits could be more than the store counts to, which it would answer with an error."""
_LABEL: Final = 200
_CHOICE_BYTES: Final = 64
_MOST_SAID: Final = 20


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the visitor. `id` is the browser's own, named again in the answer."""

    id: str
    message: InboundMessage


@dataclass(frozen=True, slots=True)
class Resume:
    """The browser has everything up to the entry `after` and wants the rest."""

    after: str


@dataclass(frozen=True, slots=True)
class History:
    """The browser wants what was said before, where it has nothing of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was said before: by the visitor (`own`) or to it, on this visit or an `earlier` one."""

    text: str
    at: datetime
    own: bool
    earlier: bool


class WebChat:
    """The channel "web". A visitor's address is an opaque id that opens nothing by itself."""

    name = CHANNEL
    abilities = ABILITIES

    def __init__(self, append: Append) -> None:
        self._append = append

    def receive(self, webhook: Webhook) -> Received:
        """Refuse: nobody but the page's own socket brings words of the web chat."""
        del webhook
        raise WebhookRejected(404, "the web chat has no webhook")

    async def send(self, address: Address, message: OutboundMessage, *, delivery: str) -> Sent:
        """Put one message on the visitor's stream, exactly once a delivery. Raises what `append` raises."""
        return Sent(await self._append(address.id, delivery, _frame(message, delivery)))

    async def close(self) -> None:
        """Hold nothing open."""


def read_frame(raw: str, visitor: str) -> Said | Resume | History:
    """Return what a browser's frame says. Raises WebhookRejected(400), whose reason may be shown to programmers."""
    frame = json_object(raw)
    match frame.get("type"):
        case "message":
            return _said(frame, visitor, Text(_words(frame, "text")))
        case "tap":
            choice = _string(frame, "choice")
            if not 0 < len(choice.encode()) <= _CHOICE_BYTES:
                raise WebhookRejected(400, "choice is too long")
            label = _string(frame, "label") if "label" in frame else ""
            return _said(frame, visitor, Tap(choice, label[:_LABEL]))
        case "resume":
            after = _string(frame, "after")
            if not _PLACE.fullmatch(after):
                raise WebhookRejected(400, "after is no id of a message")
            return Resume(after)
        case "history":
            return History()
        case _:
            raise WebhookRejected(400, "the frame's type is unknown")


def read_said(raw: bytes) -> tuple[str, ...]:
    """Return the ids of a browser's own last messages, by which it is known. Raises WebhookRejected(400)."""
    said = json_object(raw).get("said", []) if raw else []
    if not isinstance(said, list) or len(said) > _MOST_SAID:
        raise WebhookRejected(400, f"said must be a list of at most {_MOST_SAID}")
    return tuple(one for one in said if isinstance(one, str) and _ID.fullmatch(one))


def delivered_frame(entry: str, frame: bytes) -> bytes:
    """Return the frame of a stream's entry as the browser gets it: with the entry's id, to resume by."""
    return b'{"id":' + orjson.dumps(entry) + b"," + frame.removeprefix(b"{")


def history_frame(told: Iterable[Told]) -> bytes:
    """Return what was said before as the browser gets it."""
    lines = [
        {
            "who": "you" if one.own else "bot",
            "text": one.text,
            "at": int(one.at.timestamp() * 1000),
            "earlier": one.earlier,
        }
        for one in told
    ]
    return orjson.dumps({"type": "history", "lines": lines})


def accepted_frame(client_id: str) -> bytes:
    """Tell the browser that a message is safely kept."""
    return orjson.dumps({"type": "accepted", "id": client_id})


def error_frame(reason: str, client_id: str | None = None) -> bytes:
    """Tell the browser that a frame was not taken: `malformed`, `too_fast` or `try_again`."""
    return orjson.dumps({"type": "error", "reason": reason, **({"id": client_id} if client_id else {})})


def _frame(message: OutboundMessage, delivery: str) -> bytes:
    frame: dict[str, object] = {
        "type": "message",
        "delivery": delivery,
        "text": message.text,
        "choices": [{"id": choice.id, "label": choice.label} for choice in message.choices],
    }
    if message.picture is not None:
        picture = message.picture
        described = picture.described or picture.caption
        frame["picture"] = {"url": picture.url, "caption": picture.caption, "described": described}
    if message.working:
        frame["working"] = True
    return orjson.dumps(frame)


def _said(frame: dict[str, object], visitor: str, body: Text | Tap) -> Said:
    """The browser chooses its ids, so the visitor's own stands before them: nobody can claim another's."""
    client_id = _string(frame, "id")
    if not _ID.fullmatch(client_id):
        raise WebhookRejected(400, "id must be 1 to 64 of A-Z, a-z, 0-9, _ and -")
    return Said(client_id, InboundMessage(Address(CHANNEL, visitor), f"{visitor}:{client_id}", body))


def _words(frame: dict[str, object], name: str) -> str:
    words = bounded(_string(frame, name))
    if not words.strip():
        raise WebhookRejected(400, f"{name} is empty")
    return words


def _string(frame: dict[str, object], name: str) -> str:
    value = frame.get(name)
    if not isinstance(value, str):
        raise WebhookRejected(400, f"{name} must be a string")
    return value
