"""What Telegram remembers: the bot's webhook, who blocked it, which buttons were pressed, which ids come next."""

from collections import defaultdict
from dataclasses import dataclass, field

from sandbox.customers import FIRST_TELEGRAM_USER

_USERS = range(FIRST_TELEGRAM_USER, FIRST_TELEGRAM_USER + 100_000)


@dataclass(slots=True)
class TelegramState:
    """The bot's side of Telegram. Users from 700100000 to 700199999 exist and have started the bot."""

    secret: str = field(repr=False)
    webhook: str | None = None
    last_update: int = 901_000_000
    last_query: int = 4_820_000_000_000_000
    commands: list[object] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    open_queries: set[str] = field(default_factory=set)
    last_message: defaultdict[str, int] = field(default_factory=lambda: defaultdict(lambda: 10))

    def knows(self, chat: str) -> bool:
        """Whether there is such a chat with the bot."""
        return chat.isdigit() and int(chat) in _USERS

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
