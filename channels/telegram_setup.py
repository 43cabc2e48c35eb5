"""Tells Telegram of the bot: where its webhook is, what its menu says; and asks for updates where no webhook can be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import orjson
from telegram import Bot, BotCommand, Update

from channels.contract import Received
from channels.errors import WebhookRejected
from channels.telegram_request import TelegramRequest
from channels.telegram_updates import received
from channels.transport import Transport

WANTED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that are read; Telegram sends no others then."""
WAITING: Final = 10
"""Seconds that Telegram holds a question for updates; less than what the transport waits for an answer."""


@dataclass(frozen=True, slots=True)
class Menu:
    """How the bot presents itself in a language: commands and what each does, at most 100."""

    short_description: str
    description: str
    commands: Mapping[str, str]


class BotAccount:
    """One bot, seen from behind. To be used as `async with`. Every call raises telegram.error.TelegramError."""

    def __init__(self, *, token: str, api_url: str, transport: Transport | None = None) -> None:
        self._request = TelegramRequest(transport or Transport())
        base = f"{api_url.rstrip('/')}/bot"
        self._bot = Bot(token, base_url=base, request=self._request, get_updates_request=self._request)
        self._next = 0

    async def __aenter__(self) -> Self:
        """Connections come with the first call."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of connections."""
        await self._request.shutdown()

    async def name(self) -> str:
        """Return the bot's user name."""
        return (await self._bot.get_me()).username or ""

    async def listen_at(self, url: str, secret: str) -> None:
        """Have updates posted there, under that secret."""
        await self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(WANTED))

    async def present(self, menu: Menu, language: str | None) -> None:
        """Say what the bot is and can do, in a language (ISO 639-1); None: to whoever speaks none of the others."""
        commands = [BotCommand(command, words) for command, words in menu.commands.items()]
        await self._bot.set_my_commands(commands, language_code=language)
        await self._bot.set_my_description(menu.description, language_code=language)
        await self._bot.set_my_short_description(menu.short_description, language_code=language)

    async def poll(self) -> Sequence[Received]:
        """Wait for updates, while no webhook is set. Those returned before are confirmed with that: keep them first."""
        updates = await self._bot.get_updates(offset=self._next, timeout=WAITING, allowed_updates=list(WANTED))
        self._next = max([self._next, *(update.update_id + 1 for update in updates)])
        return list(_readable(updates))

    async def stop_listening(self) -> None:
        """Have updates posted nowhere, so that they can be asked for; what waits is kept."""
        await self._bot.delete_webhook()

    async def acknowledge(self, answer: bytes) -> None:
        """Make the call that an answer to a webhook would have held."""
        called = orjson.loads(answer)
        await self._bot.do_api_request(called.pop("method"), api_kwargs=called)


def _readable(updates: Iterable[Update]) -> Iterator[Received]:
    """Read what can be read: at the door, too, what cannot be is refused and forgotten."""
    for update in updates:
        with suppress(WebhookRejected):
            yield received(update.to_dict())
