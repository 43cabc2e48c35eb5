"""The Bot API: /bot<token>/<method>, as python-telegram-bot and every other client calls it."""

import html
import re
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from sandbox import telegram_files, telegram_setup
from sandbox.phonebook import Bubble
from sandbox.pictures import look_at
from sandbox.shapes import Json, answer, inside, parsed, uploads
from sandbox.telegram_checks import (
    Refused,
    bad_request,
    checked_caption,
    checked_keyboard,
    checked_photo,
    checked_text,
)
from sandbox.world import WORLD, World

BOT = {
    "id": 7_000_000_001,
    "is_bot": True,
    "first_name": "Wattline (simulation)",
    "username": "wattline_simulation_bot",
    "can_join_groups": False,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")


async def call(request: web.Request) -> web.Response:
    """Answer one call in Telegram's envelope."""
    world = request.app[WORLD]
    token, method = request.match_info["token"], request.match_info["method"].lower()
    try:
        _authorise(world, token)
        result = await perform(world, method, {**request.query, **await _sent(request), **await uploads(request)})
    except Refused as refused:
        return refusal(refused)
    return answer({"ok": True, "result": result})


def _authorise(world: World, token: str) -> None:
    if not _TOKEN.fullmatch(token):
        raise Refused(404, "Not Found")
    if token != world.config.telegram_token:
        raise Refused(401, "Unauthorized")


async def _sent(request: web.Request) -> Json:
    sent = await parsed(request)
    if not isinstance(sent, dict):
        raise bad_request("can't parse the request")
    return sent


def refusal(refused: Refused) -> web.Response:
    """Answer an error as Telegram words it."""
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return answer(body, status=refused.code)


async def perform(world: World, method: str, sent: Json) -> object:
    """Carry out a call, whether it came as a request or as the answer to a webhook. Raises Refused."""
    if method not in METHODS:
        raise Refused(404, "Not Found")
    return await METHODS[method](world, sent)


def _chat(world: World, sent: Json) -> str:
    chat = str(sent.get("chat_id") or "")
    if not chat:
        raise bad_request("chat_id is empty")
    if not world.telegram.knows(chat):
        raise bad_request("chat not found")
    if chat in world.telegram.migrated:
        new = world.telegram.migrated[chat]
        raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": new})
    if chat in world.telegram.blocked:
        raise Refused(403, "Forbidden: bot was blocked by the user")
    return chat


def chat_of(world: World, chat: str) -> Json:
    """Return Telegram's description of a chat."""
    if chat.startswith("-"):
        return {"id": int(chat), "type": "group", "title": "Neighbours"}
    customer = world.directory.at("telegram", chat)
    return {"id": int(chat), "type": "private", "first_name": customer.name.split()[0] if customer else "Guest"}


def described(world: World, bubble: Bubble) -> Json:
    """Return the Message object of one of the bot's messages."""
    message: Json = {
        "message_id": int(bubble.native_id),
        "from": BOT,
        "chat": chat_of(world, bubble.phone),
        "date": int(world.now().timestamp()),
        "text": bubble.text,
    }
    if bubble.picture:
        look = look_at(world.phones.picture(bubble.number) or b"")
        size = {"width": look.width, "height": look.height} if look else {"width": 1, "height": 1}
        message["caption"] = message.pop("text")
        message["photo"] = [{"file_id": f"photo{bubble.number}", "file_unique_id": f"u{bubble.number}", **size}]
    if bubble.buttons:
        message["reply_markup"] = {
            "inline_keyboard": [
                [{"text": key.text, **({"url": key.url} if key.url else {"callback_data": key.data})} for key in row]
                for row in bubble.buttons
            ]
        }
    return message


def _shown(sent: Json, text: str) -> str:
    if str(sent.get("parse_mode") or "").lower() == "html":
        return html.unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", text))
    return text


def _put(world: World, chat: str, sent: Json, text: str, picture: bytes = b"") -> Json:
    buttons = checked_keyboard(sent)
    bubble = world.phones.add("telegram", chat, mine=False, text=_shown(sent, text), at=world.stamp())
    bubble.native_id = str(world.telegram.next_message(chat))
    bubble.buttons, bubble.status = buttons, "delivered"
    if picture:
        world.phones.attach(bubble, picture)
    world.phones.show(bubble)
    return described(world, bubble)


async def _get_me(_: World, __: Json) -> object:
    return BOT


async def _send_message(world: World, sent: Json) -> object:
    return _put(world, _chat(world, sent), sent, checked_text(sent))


async def _send_photo(world: World, sent: Json) -> object:
    chat, photo = _chat(world, sent), sent.get("photo")
    if isinstance(photo, str) and photo.startswith("attach://"):
        photo = sent.get(photo.removeprefix("attach://"))
    caption, picture = checked_caption(sent), await checked_photo(photo, world.reachable)
    return _put(world, chat, sent, caption, picture)


def _edited(world: World, sent: Json) -> Bubble:
    bubble = world.phones.by_native("telegram", _chat(world, sent), str(sent.get("message_id")))
    if bubble is None or bubble.mine:
        raise bad_request("message to edit not found")
    return bubble


async def _edit_text(world: World, sent: Json) -> object:
    bubble, text, buttons = _edited(world, sent), checked_text(sent), checked_keyboard(sent)
    if (bubble.text, bubble.buttons) == (_shown(sent, text), buttons):
        raise bad_request("message is not modified")
    bubble.text, bubble.buttons = _shown(sent, text), buttons
    world.phones.show(bubble)
    return described(world, bubble)


async def _edit_markup(world: World, sent: Json) -> object:
    bubble, buttons = _edited(world, sent), checked_keyboard(sent)
    if bubble.buttons == buttons:
        raise bad_request("message is not modified")
    bubble.buttons = buttons
    world.phones.show(bubble)
    return described(world, bubble)


async def _answer_query(world: World, sent: Json) -> object:
    query = str(sent.get("callback_query_id") or "")
    if query not in world.telegram.open_queries:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    world.telegram.open_queries.discard(query)
    return True


async def _chat_action(world: World, sent: Json) -> object:
    _chat(world, sent)
    if not sent.get("action"):
        raise bad_request("wrong parameter action in request")
    return True


METHODS: Mapping[str, Callable[[World, Json], Awaitable[object]]] = {
    "getme": _get_me,
    "sendmessage": _send_message,
    "sendphoto": _send_photo,
    "editmessagetext": _edit_text,
    "editmessagereplymarkup": _edit_markup,
    "answercallbackquery": _answer_query,
    "sendchataction": _chat_action,
    "getfile": telegram_files.get_file,
    **telegram_setup.METHODS,
}


def fault_answer(code: int, retry_after: int, text: str) -> web.Response:
    """Answer an error that was arranged, in Telegram's words."""
    words = {429: f"Too Many Requests: retry after {retry_after}", 403: "Forbidden: bot was blocked by the user"}
    parameters = {"retry_after": retry_after} if code == 429 else None  # noqa: PLR2004 - too many requests
    return refusal(Refused(code, text or words.get(code, "Internal Server Error"), parameters))


def called_in_answer(body: object) -> tuple[str, Json] | None:
    """Return the call that a webhook's answer holds, if it holds one."""
    method = inside(body, "method")
    return (method.lower(), body) if isinstance(method, str) and isinstance(body, dict) else None


ROUTES = (
    web.post("/bot{token}/{method}", call),
    web.get("/bot{token}/{method}", call),
    *telegram_files.ROUTES,
)
