"""A model of the published Bot API (https://core.telegram.org/bots/api): what a call may hold, and kinds of update.

Written from Telegram's page, and used by nothing that sends: python-telegram-bot and the sandbox are held against it.
"""

import json
from collections.abc import Callable, Mapping

from tests.channels.test_telegram import BOT, CHAT, FILE, GROUP, MESSAGE, PERSON, member, update

Check = Callable[[object], bool]


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def _text(least: int, most: int) -> Check:
    return lambda value: isinstance(value, str) and least <= units(value) <= most and (not least or bool(value.strip()))


def _whole(value: object) -> bool:
    return isinstance(value, str) and value.removeprefix("-").isdecimal()


def _upload(value: object) -> bool:
    return isinstance(value, str) and value.startswith("attach://")


def _file(value: object) -> bool:
    return isinstance(value, dict) and 0 < int(value["size"]) <= 10 * 1024 * 1024


def _object(value: object) -> dict[str, object] | None:
    try:
        read = json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        return None
    return read if isinstance(read, dict) else None


def _preview(value: object) -> bool:
    options = _object(value)
    known = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
    return options is not None and options.keys() <= known


def _keyboard(value: object) -> bool:
    markup = _object(value)
    if markup is None or markup.keys() != {"inline_keyboard"}:
        return False
    rows = markup["inline_keyboard"]
    return isinstance(rows, list) and all(isinstance(row, list) and row and all(map(_button, row)) for row in rows)


def _button(button: object) -> bool:
    """One of ours: words, and what comes back when it is pressed; no other action."""
    if not isinstance(button, dict) or button.keys() != {"text", "callback_data"}:
        return False
    text, pressed = button["text"], button["callback_data"]
    return isinstance(text, str) and bool(text.strip()) and 1 <= len(str(pressed).encode()) <= 64


METHODS: Mapping[str, tuple[Mapping[str, Check], frozenset[str]]] = {
    "sendMessage": (
        {"chat_id": _whole, "text": _text(1, 4096), "link_preview_options": _preview, "reply_markup": _keyboard},
        frozenset({"chat_id", "text"}),
    ),
    "sendPhoto": (
        {"chat_id": _whole, "photo": _upload, "caption": _text(0, 1024), "reply_markup": _keyboard},
        frozenset({"chat_id", "photo"}),
    ),
    "answerCallbackQuery": ({"callback_query_id": _text(1, 100)}, frozenset({"callback_query_id"})),
    "sendChatAction": (
        {"chat_id": _whole, "action": lambda action: action == "typing"},
        frozenset({"chat_id", "action"}),
    ),
    "getFile": ({"file_id": _text(1, 200)}, frozenset({"file_id"})),
}
"""The calls that the bot makes while it serves: each parameter that it may use, and those that there must be."""


def refused_by_the_api(call: Mapping[str, object]) -> str:
    """Say why a recorded call would not be taken, "" where it would."""
    name, body = str(call["path"]).rsplit("/", 1)[-1], call["body"]
    if name not in METHODS or not isinstance(body, dict):
        return f"{name}: no such call"
    allowed, needed = METHODS[name]
    files = {key for key, value in body.items() if isinstance(value, dict) and "size" in value}
    if lacking := needed - body.keys():
        return f"{name} lacks {', '.join(sorted(lacking))}"
    for key, value in body.items():
        right = _file(value) if key in files else key in allowed and allowed[key](value)
        if not right:
            return f"{name}: {key} is not as it must be"
    return ""


_CHANNEL = {"id": -1001, "type": "channel", "title": "News"}
_MEDIA = {**FILE, "width": 1, "height": 1}
_STICKER = {**_MEDIA, "type": "regular", "is_animated": False, "is_video": False}
_TAPPED = {"id": "77", "from": PERSON, "chat_instance": "1", "data": "1:a", "message": {**MESSAGE, "text": "Which?"}}
_VENUE = {"location": {"latitude": 1, "longitude": 2}, "title": "x", "address": "x"}
_POLL = {
    "id": "1",
    "question": "?",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}


def _message(**more: object) -> bytes:
    return update(message={**MESSAGE, **more})


UPDATES: tuple[tuple[str, bytes, bool], ...] = (
    ("text", _message(text="Hi"), True),
    ("command", _message(text="/help", entities=[{"type": "bot_command", "offset": 0, "length": 5}]), True),
    ("link to the chat", _message(text="/start solar"), True),
    ("edited text", update(edited_message={**MESSAGE, "text": "Hi"}), True),
    ("tapped button", update(callback_query=_TAPPED), True),
    ("contact", _message(contact={"phone_number": "+12025550100", "first_name": "A", "user_id": 71}), True),
    ("location", _message(location={"latitude": 37.7, "longitude": -122.4}), True),
    ("live location going on", update(edited_message={**MESSAGE, "location": {"latitude": 1, "longitude": 2}}), False),
    ("venue", _message(location={"latitude": 1, "longitude": 2}, venue=_VENUE), True),
    ("photo", _message(photo=[_MEDIA]), True),
    ("document", _message(document={**FILE, "mime_type": "text/csv", "file_name": "u.csv"}), True),
    ("voice", _message(voice={**FILE, "duration": 2}), True),
    ("audio", _message(audio={**FILE, "duration": 2}), True),
    ("video", _message(video={**_MEDIA, "duration": 2}), True),
    ("video note", _message(video_note={**FILE, "length": 1, "duration": 2}), True),
    ("animation", _message(animation={**_MEDIA, "duration": 2}), True),
    ("sticker", _message(sticker=_STICKER), True),
    ("dice", _message(dice={"emoji": "x", "value": 1}), True),
    ("poll sent", _message(poll=_POLL), True),
    ("block", update(my_chat_member=member(CHAT, "member", "kicked")), True),
    ("end of a block", update(my_chat_member=member(CHAT, "kicked", "member")), False),
    ("taken into a group", update(my_chat_member=member(GROUP, "left", "member")), True),
    ("thrown out of a group", update(my_chat_member=member(GROUP, "member", "left")), False),
    ("words in a group", _message(chat=GROUP, text="/help"), True),
    ("somebody came into a group", _message(chat=GROUP, new_chat_members=[PERSON]), False),
    ("group migrates", _message(chat=GROUP, migrate_to_chat_id=-1001), False),
    ("group has migrated", _message(chat=GROUP, migrate_from_chat_id=-9), False),
    ("pinned message", _message(pinned_message={**MESSAGE, "text": "x"}), False),
    ("another bot's words", _message(**{"from": BOT, "text": "x"}), False),
    ("channel post", update(channel_post={"message_id": 1, "date": 1, "chat": _CHANNEL, "text": "x"}), False),
    ("edited channel post", update(edited_channel_post={"message_id": 1, "date": 1, "chat": _CHANNEL}), False),
    ("inline query", update(inline_query={"id": "1", "from": PERSON, "query": "", "offset": ""}), False),
    ("poll closed", update(poll=_POLL), False),
    ("a kind that comes one day", update(hologram={"id": 1}), False),
)
"""Kinds of update: name, body, and whether a person did something that is to be heard."""
