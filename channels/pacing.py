"""How fast each provider takes messages: over the account, from one sender, to one chat.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this,
https://www.twilio.com/docs/whatsapp/best-practices-and-faqs, https://www.twilio.com/docs/usage/rest-api-best-practices.
Twilio itself queues what a number may not send at once, so SMS are paced for the account alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """One message each `every` seconds, and after a pause so many as `burst` at once; `over` names what they share."""

    over: str
    every: float
    burst: int


CHAT: Final = "chat"
"""Shared by the messages to one address."""

ACCOUNTS: Final[Mapping[str, Limit]] = {
    "sms": Limit("twilio", 0.01, 100),
    "whatsapp": Limit("twilio", 0.01, 100),
}
CHATS: Final[Mapping[str, Limit]] = {
    "telegram": Limit(CHAT, 1.0, 20),
    "whatsapp": Limit(CHAT, 6.0, 45),
}
SENDERS: Final[Mapping[str, int]] = {"telegram": 30, "whatsapp": 80, "sms": 100}
"""Messages a second from one sender, unless the installation says otherwise."""


def limits(senders: Mapping[str, int]) -> Mapping[str, tuple[Limit, ...]]:
    """Return all limits of the channels whose senders' rates are given; a channel without one has none."""
    return {
        channel: tuple(
            one
            for one in (ACCOUNTS.get(channel), Limit(channel, 1 / rate, rate), CHATS.get(channel))
            if one is not None
        )
        for channel, rate in senders.items()
    }
