"""What each process is made of; `bot/wiring.py` puts it together."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.campaigns.launching import Campaigning
from bot.campaigns.listing import Listing
from bot.campaigns.sending import Batches
from bot.delivery import Post
from bot.desk import Desk
from bot.events import Announcements
from bot.inbox import Inbox
from bot.model.code import Codes
from bot.pictures import Pictures
from bot.privacy import Privacy
from bot.prompts import Prompts
from bot.queue import Jobs
from bot.reading import Made
from bot.settings import Settings
from bot.signing import Signing
from bot.store import webchat
from bot.store.beating import Heart, Pulse, keep_beating
from bot.store.callbacks import CallbackBox
from bot.store.called import CalledEvents
from bot.store.calls import Calls
from bot.store.cases import Cases
from bot.store.conversations import Conversations
from bot.store.ledgers import Ledgers
from bot.store.mailbox import Mailbox
from bot.store.outbox import Outbox
from bot.store.runners import Awaiting, Blocking
from bot.store.tally import Tally
from bot.store.visitors import Visitors
from bot.store.vitals import Vitals
from bot.takeovers import Takeovers
from bot.texts import LiveTexts
from bot.understanding.model.masking import Mask
from channels.contract import Channel
from tools.contract import Tool


@dataclass(frozen=True, slots=True)
class Store:
    """The operations, and the blocking runner of this process."""

    runner: Blocking
    mailbox: Mailbox
    outbox: Outbox
    bulk: Outbox
    code_box: Outbox
    calls: Calls
    cases: Cases
    conversations: Conversations
    callbacks: CallbackBox
    ledgers: Ledgers
    called: CalledEvents


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What the desk's pages are made of."""

    desk: Desk
    takeovers: Takeovers
    canned: Prompts
    mask: Mask
    channels: Mapping[str, Channel]
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class PrivacyParts:
    """What takes care of persons' data is made of."""

    privacy: Privacy
    inbox: Inbox


@dataclass(frozen=True, slots=True)
class ConsoleParts:
    """What the operators' console is made of; `proxies` stand in front of it and tell whom they speak for."""

    signing: Signing
    desk: DeskParts
    people: PrivacyParts
    campaigns: Campaigning
    announcements: Announcements
    zone: ZoneInfo
    clock: Callable[[], datetime]
    proxies: int = 0


@dataclass(frozen=True, slots=True)
class WebParts:
    """What the web process is made of."""

    settings: Settings
    channels: Mapping[str, Channel]
    inbox: Inbox
    chat: webchat.ChatStreams
    tickets: webchat.Tickets
    visitors: Visitors
    pictures: Pictures
    announcements: Announcements
    console: ConsoleParts | None
    ready: Callable[[], Mapping[str, bool]]
    metrics: Callable[[], bytes]
    vitals: Callable[[], Vitals]
    keep_beating: Callable[[], None]


@dataclass(frozen=True, slots=True)
class WorkerParts:
    """What a worker is made of."""

    settings: Settings
    runner: Blocking
    calls: Calls
    tools: Mapping[type, Tool]
    clock: Callable[[], datetime]
    batches: Batches
    listing: Listing
    tally: Tally = field(default_factory=Tally)

    def start_beating(self) -> None:
        """Say in a thread of our own that this process lives, for as long as it does."""
        heart = Heart("worker", self.tally)
        threading.Thread(target=keep_beating, args=(self.runner, heart), daemon=True).start()


@dataclass(frozen=True, slots=True)
class AttendParts:
    """What the attend process is made of; `bulk_runner` is for what nobody waits for."""

    runner: Awaiting
    bulk_runner: Awaiting
    mailbox: Mailbox
    outbox: Outbox
    bulk: Outbox
    code_box: Outbox
    calls: Calls
    called: CalledEvents
    jobs: Jobs
    pulse: Pulse
    reading: Made
    texts: LiveTexts
    codes: Codes
    channels: Mapping[str, Channel]
    post: Post
    ledgers: Ledgers
