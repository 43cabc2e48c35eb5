"""What a customer does on Telegram, as the updates that Telegram would post of it."""

import base64
import binascii
from collections.abc import Callable, Mapping

import orjson

from sandbox import telegram
from sandbox.courier import TELEGRAM_PAUSES, Letter
from sandbox.phonebook import Bubble, Button
from sandbox.shapes import Json
from sandbox.world import World

GROUP = -100_000_000
"""Every customer has one group with the bot: its id is this less their own."""


class Misdialled(Exception):
    """A message was asked for that no phone could send."""


def person(world: World, address: str) -> Json:
    """Return Telegram's description of a customer."""
    customer = world.directory.at("telegram", address)
    names = (customer.name if customer else "Guest").split(maxsplit=1)
    found: Json = {"id": int(address), "is_bot": False, "first_name": names[0]}
    if len(names) > 1:
        found["last_name"] = names[1]
    return found | {"language_code": customer.locale if customer else "en"}


def text(world: World, bubble: Bubble, *, forged: bool) -> Letter:
    """Type words."""
    if not bubble.phone.isdigit():
        raise Misdialled("a Telegram user is a number")
    world.telegram.blocked.discard(bubble.phone)
    message = _message(world, bubble) | {"text": bubble.text}
    command = bubble.text.split(maxsplit=1)[0]
    if command.startswith("/") and len(command) > 1:
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
    return update(world, bubble, {"message": message}, forged=forged)


def tap(world: World, bubble: Bubble, button: Button) -> Letter:
    """Press a button."""
    query = {
        "id": world.telegram.next_query(),
        "from": person(world, bubble.phone),
        "message": telegram.described(world, bubble),
        "chat_instance": f"-{bubble.phone}",
        "data": button.data,
    }
    return update(world, bubble, {"callback_query": query}, forged=False)


def act(world: World, bubble: Bubble, kind: str, wanted: Json) -> Letter:
    """Do what else one can do there: see KINDS. Raises Misdialled."""
    if kind not in KINDS:
        raise Misdialled(f"kind must be one of {', '.join(KINDS)}")
    return update(world, bubble, KINDS[kind](world, bubble, wanted), forged=False)


def update(world: World, bubble: Bubble, content: Json, *, forged: bool) -> Letter:
    """Return the letter that brings an update to the bot; its body is none where the bot polls."""
    content = {"update_id": world.telegram.next_update(), **content}
    url = world.telegram.webhook or world.webhook("/webhooks/telegram")
    return Letter(
        url=world.reachable(url),
        headers={
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": "forged" if forged else world.telegram.secret,
        },
        body=orjson.dumps(content),
        lane=f"telegram {bubble.phone}",
        pauses=() if forged else TELEGRAM_PAUSES,
        repeat_refused=True,
        shown=content,
    )


def _message(world: World, bubble: Bubble) -> Json:
    bubble.native_id = str(world.telegram.next_message(bubble.phone))
    return {
        "message_id": int(bubble.native_id),
        "from": person(world, bubble.phone),
        "chat": telegram.chat_of(world, bubble.phone),
        "date": int(world.now().timestamp()),
    }


def _file(world: World, wanted: Json) -> Json:
    try:
        content = base64.b64decode(str(wanted.get("content") or ""), validate=True)
    except binascii.Error as error:
        raise Misdialled("content must be base64") from error
    file_id = world.telegram.keep(content)
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content)}


def _document(world: World, bubble: Bubble, wanted: Json) -> Json:
    file = _file(world, wanted) | {"file_name": str(wanted.get("name") or "file")}
    kind = str(wanted.get("mime_type") or "")
    message = _message(world, bubble) | {"document": file | ({"mime_type": kind} if kind else {})}
    return {"message": message | ({"caption": str(wanted["caption"])} if wanted.get("caption") else {})}


def _photo(world: World, bubble: Bubble, wanted: Json) -> Json:
    return {"message": _message(world, bubble) | {"photo": [_file(world, wanted) | {"width": 800, "height": 600}]}}


def _voice(world: World, bubble: Bubble, wanted: Json) -> Json:
    voice = _file(world, wanted) | {"duration": 3, "mime_type": "audio/ogg"}
    return {"message": _message(world, bubble) | {"voice": voice}}


def _location(world: World, bubble: Bubble, wanted: Json) -> Json:
    place = {"latitude": float(wanted.get("latitude") or 0), "longitude": float(wanted.get("longitude") or 0)}
    return {"message": _message(world, bubble) | {"location": place}}


def _contact(world: World, bubble: Bubble, wanted: Json) -> Json:
    contact = {"phone_number": str(wanted.get("phone") or ""), "first_name": "Somebody"}
    own = {"user_id": int(bubble.phone)} if wanted.get("own") else {}
    return {"message": _message(world, bubble) | {"contact": contact | own}}


def _edit(world: World, bubble: Bubble, wanted: Json) -> Json:
    edited = {"edit_date": int(world.now().timestamp()), "text": str(wanted.get("text") or "")}
    return {"edited_message": _message(world, bubble) | edited}


def _sticker(world: World, bubble: Bubble, wanted: Json) -> Json:
    still = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"message": _message(world, bubble) | {"sticker": _file(world, wanted) | still}}


def _member(world: World, bubble: Bubble, wanted: Json) -> Json:
    """The customer blocks the bot ("kicked") or lifts that ("member")."""
    now, before = str(wanted.get("status") or "kicked"), str(wanted.get("before") or "member")
    if now == "kicked":
        world.telegram.blocked.add(bubble.phone)
    else:
        world.telegram.blocked.discard(bubble.phone)
    return {"my_chat_member": _membership(world, bubble, telegram.chat_of(world, bubble.phone), before, now)}


def _membership(world: World, bubble: Bubble, chat: Json, before: str, now: str) -> Json:
    return {
        "chat": chat,
        "from": person(world, bubble.phone),
        "date": int(world.now().timestamp()),
        "old_chat_member": _standing(before),
        "new_chat_member": _standing(now),
    }


def _standing(status: str) -> Json:
    return {"status": status, "user": telegram.BOT} | ({"until_date": 0} if status == "kicked" else {})


def _group(world: World, bubble: Bubble, wanted: Json) -> Json:
    """The customer writes to the bot in a group."""
    chat = {"id": GROUP - int(bubble.phone), "type": "group", "title": "Neighbours"}
    return {"message": _message(world, bubble) | {"chat": chat, "text": str(wanted.get("text") or "")}}


def _migrate(world: World, bubble: Bubble, wanted: Json) -> Json:
    """That group becomes a supergroup: from now on messages to its old id are refused with the new one."""
    group = GROUP - int(bubble.phone)
    new = int(wanted.get("to") or group * 1000)
    world.telegram.migrated[str(group)] = new
    chat = {"id": group, "type": "group", "title": "Neighbours"}
    return {"message": _message(world, bubble) | {"chat": chat, "migrate_to_chat_id": new}}


KINDS: Mapping[str, Callable[[World, Bubble, Json], Json]] = {
    "document": _document,
    "photo": _photo,
    "voice": _voice,
    "location": _location,
    "contact": _contact,
    "edit": _edit,
    "sticker": _sticker,
    "member": _member,
    "group": _group,
    "migrate": _migrate,
}
