"""Turns a Telegram update into messages. What is no message of a person in a private chat moves no conversation."""

from collections.abc import Iterator
from typing import Final

import orjson
import phonenumbers
from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Contact, Message, PhotoSize, Update, User

from channels.contract import Received
from channels.errors import WebhookRejected
from channels.messages import (
    Address,
    Body,
    InboundMessage,
    Keyword,
    Location,
    Media,
    SharedContact,
    Tap,
    Text,
    Unsupported,
)
from channels.payload import bounded

CHANNEL: Final = "telegram"

_FILES: Final = {
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "document": "application/octet-stream",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "animation": "video/mp4",
}
_UPDATE: Final = ("update_id", "message")
_PLAIN: Final = frozenset({"message_id", "date", "chat", "from", "text", "entities"})
_JOINED: Final = frozenset({ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.RESTRICTED})
_OTHERS: Final = (
    "sticker",
    "poll",
    "dice",
    "game",
    "story",
    "invoice",
    "checklist",
    "paid_media",
    "giveaway",
)


def received(payload: dict[str, object]) -> Received:
    """Return what an update holds. Raises WebhookRejected(400) for what is none."""
    if type(payload.get("update_id")) is not int:
        raise WebhookRejected(400, "the update has no id")
    try:
        return _plain_text(payload) or _received(Update.de_json(payload, None))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        raise WebhookRejected(400, "the update is malformed") from error


def _plain_text(payload: dict[str, object]) -> Received | None:
    """Read a plain text in a private chat, which nearly all updates are, without the library.

    Its objects set two hundred attributes for each update, a quarter of what a webhook costs; a test holds that both
    ways read the same.
    """
    match payload:
        case {
            "update_id": update_id,
            "message": {
                "message_id": int(),
                "date": int(),
                "chat": {"id": int(chat), "type": "private"},
                "from": {"id": int(), "is_bot": False, "first_name": str()} as person,
                "text": str(text),
            } as message,
        } if len(payload) == len(_UPDATE) and isinstance(message, dict) and message.keys() <= _PLAIN:
            body, language = Text(bounded(text)), _language(person.get("language_code"))
            address, number = Address(CHANNEL, str(chat)), f"update:{update_id}"
            return Received(messages=(InboundMessage(address, number, body, language, _keyword(body)),))
    return None


def _received(update: Update) -> Received:
    native_id = f"update:{update.update_id}"
    if update.callback_query is not None:
        return _tapped(update.callback_query, native_id)
    if update.message is not None:
        return Received(messages=tuple(_messages(update.message, native_id)))
    if update.edited_message is not None:
        return Received(messages=tuple(_edited(update.edited_message, native_id)))
    if update.my_chat_member is not None:
        return Received(messages=tuple(_membership(update.my_chat_member, native_id)))
    return Received()


def _tapped(query: CallbackQuery, native_id: str) -> Received:
    answer = orjson.dumps({"method": "answerCallbackQuery", "callback_query_id": _string(query.id)})
    if query.message is None or query.data is None or query.from_user.is_bot:
        return Received(answer=answer)  # a game, or a button under a message sent by others
    label = _label(query.message, query.data) if isinstance(query.message, Message) else ""
    body = Tap(_string(query.data), label) if _private(query.message.chat) else Unsupported("group")
    language = query.from_user.language_code
    message = InboundMessage(_address(query.message.chat), native_id, body, language=_language(language))
    return Received(messages=(message,), answer=answer)


def _label(message: Message, choice: str) -> str:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return next((_string(button.text) for row in rows for button in row if button.callback_data == choice), "")


def _messages(message: Message, native_id: str) -> Iterator[InboundMessage]:
    """One message, or two where a file came with words under it: neither is dropped."""
    if not _of_a_person(message):
        return
    bodies = list(_bodies(message) if _private(message.chat) else _in_group(message))
    for place, body in enumerate(bodies):
        yield _inbound(message, native_id if place == 0 else f"{native_id}:{place}", body)


def _edited(message: Message, native_id: str) -> Iterator[InboundMessage]:
    """An edit is told apart from new words: acting on it would repeat or turn round what was done already.

    A place that goes along with somebody is one edit after the other; where it began was heard.
    """
    if _of_a_person(message) and _private(message.chat) and message.location is None:
        yield _inbound(message, native_id, Unsupported("edit"))


def _in_group(message: Message) -> Iterator[Body]:
    """What is said to the bot in a group; that somebody came or went, or that the group moved, is said to nobody."""
    if message.text or message.caption:
        yield Unsupported("group")


def _membership(change: ChatMemberUpdated, native_id: str) -> Iterator[InboundMessage]:
    """The customer blocked the bot, or took it into a group; an end of a block is told by `/start`."""
    status = change.new_chat_member.status
    address, language = _address(change.chat), _language(change.from_user.language_code)
    if _private(change.chat) and status == ChatMember.BANNED:
        yield InboundMessage(address, native_id, Unsupported("block"), language, Keyword.BLOCKED)
    if not _private(change.chat) and status in _JOINED and change.old_chat_member.status not in _JOINED:
        yield InboundMessage(address, native_id, Unsupported("group"), language)


def _bodies(message: Message) -> Iterator[Body]:
    if message.text is not None:
        yield Text(bounded(_string(message.text)))
    elif message.location is not None:
        yield Location(float(message.location.latitude), float(message.location.longitude))
    elif message.contact is not None:
        yield _shared(message.contact, message.from_user)
    else:
        yield from _attached(message)
        if message.caption:
            yield Text(bounded(_string(message.caption)))


def _shared(contact: Contact, sender: User | None) -> SharedContact:
    """Read a contact; it is the sender's own only where Telegram says that it is of the same user."""
    own = sender is not None and type(contact.user_id) is int and contact.user_id == sender.id
    return SharedContact(_e164(_string(contact.phone_number)), own=own)


def _e164(number: str) -> str | None:
    """Telegram writes numbers with their country code, with a plus or without."""
    try:
        parsed = phonenumbers.parse(f"+{number.lstrip('+')}", None)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number(parsed)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if possible else None


def _attached(message: Message) -> Iterator[Body]:
    if message.photo:
        largest: PhotoSize = message.photo[-1]
        yield Media(_string(largest.file_id), "image/jpeg")
        return
    for kind, usual in _FILES.items():
        file = getattr(message, kind)
        if file is not None:
            yield Media(_string(file.file_id), getattr(file, "mime_type", None) or usual)
            return
    for kind in _OTHERS:
        if getattr(message, kind) is not None:
            yield Unsupported(kind)
            return


def _inbound(message: Message, native_id: str, body: Body) -> InboundMessage:
    language = _language(message.from_user.language_code if message.from_user else None)
    keyword, quotes = _keyword(body), _quoted(message.reply_to_message)
    return InboundMessage(_address(message.chat), native_id, body, language, keyword, quotes)


def _quoted(ours: Message | None) -> str | None:
    """Only a bot's own message can be one that we sent."""
    return str(ours.message_id) if ours is not None and ours.from_user is not None and ours.from_user.is_bot else None


def _keyword(body: Body) -> Keyword | None:
    """The button "Start", or "Restart" once a block is lifted, says `/start` (https://core.telegram.org/bots/features)."""
    return Keyword.OPENED if isinstance(body, Text) and body.text.split(maxsplit=1)[:1] == ["/start"] else None


def _of_a_person(message: Message) -> bool:
    return message.from_user is not None and not message.from_user.is_bot


def _private(chat: Chat) -> bool:
    return chat.type == Chat.PRIVATE


def _address(chat: Chat) -> Address:
    if type(chat.id) is not int:
        raise TypeError("a chat's id is a number")
    return Address(CHANNEL, str(chat.id))


def _language(code: object) -> str | None:
    return code if isinstance(code, str) and len(code) <= 35 else None  # noqa: PLR2004 the longest language tag (RFC 5646, 4.4.1)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a word was expected")
    return value
