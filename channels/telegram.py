"""Telegram: webhooks verified by their secret token, messages sent through python-telegram-bot."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError

from channels.contract import Abilities, Received, Sent, Webhook
from channels.errors import Moved, OptedOut, Refused, SendError, Unconfirmed, Unreachable, WebhookRejected
from channels.media import MediaFetcher, MediaRefused, MediaTooLarge
from channels.messages import Address, Choice, OutboundMessage, Picture
from channels.payload import check_content_type, check_size, json_object
from channels.telegram_request import TelegramRequest
from channels.telegram_updates import CHANNEL, received
from channels.transport import Transport

# https://core.telegram.org/bots/api#sendmessage; a button's label is cut by the apps on a phone after about 40.
ABILITIES: Final = Abilities(text=4096, buttons=12, button_label=40, pictures=True, utf16=True)

_KINDS: Final[tuple[tuple[type[TelegramError], Callable[[TelegramError], SendError]], ...]] = (
    (Forbidden, lambda error: OptedOut(error.message, code="403")),
    (BadRequest, lambda error: Refused(error.message, code="400")),  # before NetworkError, its parent
    (InvalidToken, lambda _: Unreachable("the bot's token is refused", code="401")),
    (NetworkError, lambda error: Refused(error.message)),  # an answered 4xx that has no kind of its own
    (TelegramError, lambda error: Unconfirmed(error.message)),  # an answer that could not be read
)

FILE_SECONDS: Final = 30.0
"""How long the largest file that Telegram gives to bots, of 20 MB, may take."""

OpenPicture = Callable[[str], Awaitable[bytes | None]]
"""`await open_picture(url)` gives the PNG at an address of ours, None where it is gone. Raises Unreachable."""

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
"""A page that a stranger's words name must not be fetched and shown as if it were ours."""


class Telegram:
    """One bot. Its parts are made once; connections open with the first message, in that event loop.

    `secret` may be two with a comma between: while one takes the other's place, updates come with either.
    """

    name = CHANNEL
    abilities = ABILITIES

    def __init__(
        self,
        *,
        token: str,
        secret: str,
        api_url: str,
        open_picture: OpenPicture | None = None,
        transport: Transport | None = None,
    ) -> None:
        self._open_picture = open_picture
        self._typing: set[asyncio.Task[None]] = set()
        self._secrets = [one.encode() for one in secret.split(",")]
        self._request = TelegramRequest(transport or Transport())
        self._fetcher = MediaFetcher(api_url, seconds=FILE_SECONDS)
        base = api_url.rstrip("/")
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    def receive(self, webhook: Webhook) -> Received:
        """Verify and parse an update; a tapped button is acknowledged in the answer."""
        shown = webhook.headers.get("x-telegram-bot-api-secret-token", "").encode()
        right = [hmac.compare_digest(shown, secret) for secret in self._secrets]
        if not any(right):
            raise WebhookRejected(403, "the secret token is wrong")
        check_content_type(webhook.headers, "application/json")
        check_size(webhook.body)
        return received(json_object(webhook.body))

    async def send(self, address: Address, message: OutboundMessage, *, delivery: str) -> Sent:
        """Send one message, or one picture with the text under it. Telegram has no place for `delivery`."""
        del delivery
        try:
            sent = await self._call(int(address.id), message)
            number = str(sent.message_id)
        except ChatMigrated as error:
            raise Moved(error.message, new_id=str(error.new_chat_id)) from error
        except TelegramError as error:
            raise _kind(error) from error
        except (KeyError, TypeError, AttributeError) as error:
            raise Unconfirmed("an unreadable answer") from error
        if message.working:
            self._show_typing(int(address.id))
        return Sent(number)

    async def open_file(self, reference: str, *, limit: int) -> bytes:
        """Return a file that a customer sent: its address is asked for, and holds for an hour."""
        try:
            file = await self._bot.get_file(reference)
        except BadRequest as error:
            raise (MediaTooLarge if "too big" in error.message else MediaRefused)(error.message) from error
        except TelegramError as error:
            raise Unreachable(error.message) from error
        if (file.file_size or 0) > limit:
            raise MediaTooLarge(f"it is larger than {limit} bytes")
        return await self._fetcher.fetch(str(file.file_path), limit=limit)

    async def close(self) -> None:
        """Let go of connections."""
        await asyncio.gather(*self._typing)
        await self._request.shutdown()

    def _show_typing(self, chat: int) -> None:
        """Let "typing ..." stand below what was sent, for five seconds at most. Nobody waits for it."""
        shown = asyncio.get_running_loop().create_task(self._type(chat))
        self._typing.add(shown)
        shown.add_done_callback(self._typing.discard)

    async def _type(self, chat: int) -> None:
        with suppress(TelegramError):  # a sign of life is no promise
            await self._bot.send_chat_action(chat, ChatAction.TYPING)

    async def _call(self, chat: int, message: OutboundMessage) -> Message:
        keyboard = _keyboard(message.choices)
        if message.picture is not None:
            photo = InputFile(await self._opened(message.picture), filename="picture.png")
            return await self._bot.send_photo(chat, photo, caption=message.text, reply_markup=keyboard)
        return await self._bot.send_message(chat, message.text, reply_markup=keyboard, link_preview_options=_NO_PREVIEW)

    async def _opened(self, picture: Picture) -> bytes:
        """Return the picture itself: an address Telegram must reach, and it remembers for days where it could not."""
        found = await self._open_picture(picture.url) if self._open_picture else None
        if found is None:
            raise Refused("the picture is kept no longer")
        return found


def _keyboard(choices: tuple[Choice, ...]) -> InlineKeyboardMarkup | None:
    if not choices:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(choice.label, callback_data=choice.id)] for choice in choices])


def _kind(error: TelegramError) -> SendError:
    """Our own error where our HTTP client raised it, else the kind that the library's error stands for."""
    if isinstance(error.__cause__, SendError):
        return error.__cause__
    return next(make(error) for kind, make in _KINDS if isinstance(error, kind))
