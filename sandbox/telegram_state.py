"""What Telegram remembers: the bot's webhook, who blocked it, which buttons were pressed, which ids come next."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sandbox.customers import FIRST_TELEGRAM_USER
from sandbox.shapes import Json

_USERS = range(FIRST_TELEGRAM_USER, FIRST_TELEGRAM_USER + 200_000)


@dataclass(slots=True)
class TelegramState:
    """The bot's side of Telegram. Users from 700100000 to 700299999 exist and have started the bot."""

    secret: str = field(repr=False)
    last_update: int
    last_query: int
    webhook: str | None = None
    polled: bool = False
    allowed: frozenset[str] = frozenset()
    waiting: list[Json] = field(default_factory=list)
    commands: dict[str, object] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    paths: dict[str, str] = field(default_factory=dict)
    migrated: dict[str, int] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    open_queries: set[str] = field(default_factory=set)
    last_message: defaultdict[str, int] = field(default_factory=lambda: defaultdict(lambda: 10))

    @classmethod
    def begun(cls, secret: str, at: datetime) -> Self:
        """Return a state whose ids come after those of any earlier one: a bot hears no id twice, and rightly so."""
        milliseconds = int(at.timestamp() * 1000)
        return cls(secret, milliseconds, milliseconds * 1000)

    def emptied(self, secret: str) -> "TelegramState":
        """Return a new state under the secret of the beginning; ids go on."""
        return TelegramState(secret, self.last_update, self.last_query)

    def knows(self, chat: str) -> bool:
        """Whether there is such a chat with the bot."""
        group = chat.startswith("-") and chat[1:].isdigit()
        return group or (chat.isdigit() and int(chat) in _USERS)

    def keep(self, content: bytes) -> str:
        """Keep a file that a customer sent. Returns its file_id."""
        file_id = f"BQACAgIAAxkBAAI{len(self.files):04d}"
        self.files[file_id] = content
        return file_id

    def next_update(self) -> int:
        """A new update_id."""
        self.last_update += 1
        return self.last_update

    def next_message(self, chat: str) -> int:
        """A new message_id in a chat."""
        self.last_message[chat] += 1
        return self.last_message[chat]

    def next_query(self) -> str:
        """A new callback query, open until it is answered."""
        self.last_query += 1
        self.open_queries.add(str(self.last_query))
        return str(self.last_query)
