"""What Telegram refuses, in its own words.

https://core.telegram.org/bots/api
"""

from collections.abc import Callable
from typing import Any

import orjson

from sandbox.phonebook import Button
from sandbox.pictures import NotFetched, fetch, look_at
from sandbox.shapes import Json
from sandbox.telegram_markup import fault_of

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
CALLBACK_BYTES = 64
PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_BYTES_BY_ADDRESS = 5 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
_TOO_BIG = "file of size {} bytes is too big for a photo; the maximum size is {} bytes"
_ACTIONS = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay")
_PARSE_MODES = {"", "html", "markdown", "markdownv2"}


class Refused(Exception):
    """The call is answered with an error: Telegram's code and description."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(what: str) -> Refused:
    """Build the usual 400."""
    return Refused(400, f"Bad Request: {what}")


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def checked_text(call: Json) -> str:
    """Return the text of a message that Telegram would take."""
    text = str(call.get("text") or "")
    if not text.strip():
        raise bad_request("message text is empty")
    if units(text) > TEXT_UNITS:
        raise bad_request("message is too long")
    checked_markup(call, text)
    return text


def checked_caption(call: Json) -> str:
    """Return a photo's caption, which may be empty."""
    caption = str(call.get("caption") or "")
    if units(caption) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    checked_markup(call, caption)
    return caption


async def checked_photo(photo: object, reachable: Callable[[str], str]) -> bytes:
    """Return a photo that Telegram would take: an upload, or what it finds at an address. Raises Refused."""
    if isinstance(photo, bytes) and len(photo) > PHOTO_BYTES:
        raise bad_request(_TOO_BIG.format(len(photo), PHOTO_BYTES))
    if isinstance(photo, str) and photo:
        photo = await _at(photo, reachable)
    if not isinstance(photo, bytes):
        raise bad_request("there is no photo in the request")
    look = look_at(photo)
    if look is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    longer, shorter = max(look.width, look.height), min(look.width, look.height)
    if longer + shorter > PHOTO_SIDES or longer > PHOTO_RATIO * shorter:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return photo


async def _at(address: str, reachable: Callable[[str], str]) -> bytes:
    if not address.startswith(("http://", "https://")):
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    try:
        found = await fetch(reachable(address), PHOTO_BYTES_BY_ADDRESS)
    except NotFetched as error:
        raise bad_request("failed to get HTTP URL content") from error
    if not found.kind.startswith("image/"):
        raise bad_request("wrong type of the web page content")
    if len(found.content) > PHOTO_BYTES_BY_ADDRESS:
        raise bad_request("failed to get HTTP URL content")
    return found.content


def checked_markup(call: Json, text: str) -> None:
    """Refuse a parse_mode that does not exist, and a text that it cannot be parsed by."""
    mode = str(call.get("parse_mode") or "").lower()
    if mode not in _PARSE_MODES:
        raise bad_request("unsupported parse_mode")
    if fault := fault_of(text, mode):
        raise bad_request(f"can't parse entities: {fault}")


def checked_keyboard(call: Json) -> list[list[Button]]:
    """Return the inline buttons of a message, row by row; other keyboards are taken and not shown."""
    markup = _decoded(call.get("reply_markup"))
    if markup is None:
        return []
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
    return [[_button(raw) for raw in row] for row in rows if row]


def _decoded(markup: object) -> Any:  # noqa: ANN401 - any JSON may stand there
    if not isinstance(markup, str):
        return markup
    try:
        return orjson.loads(markup) if markup else None
    except orjson.JSONDecodeError as error:
        raise bad_request("can't parse reply keyboard markup JSON object") from error


def _button(raw: object) -> Button:
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str) or not raw["text"].strip():
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not any(action in raw for action in _ACTIONS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    pressed = raw.get("callback_data", "")
    if "callback_data" in raw and not 1 <= len(str(pressed).encode()) <= CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return Button(text=raw["text"], data=str(pressed), url=str(raw.get("url", "")))
