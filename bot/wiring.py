"""The only constructor of parts: what each process is made of."""

import secrets
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.abilities import abilities
from bot.attachments import Attachments
from bot.crash import arm
from bot.delivery import Post
from bot.flows.scene import Say
from bot.inbox import Boxes, Inbox
from bot.model.code import SMS, Codes
from bot.pictures import Album, Links, Pictures
from bot.policy import Place
from bot.privacy import Privacy
from bot.prompts import Prompts
from bot.queue import Jobs
from bot.settings import Settings
from bot.store import webchat
from bot.store.beating import keep_beating
from bot.store.callbacks import CallbackBox, Waiting
from bot.store.calls import Calls
from bot.store.cases import Cases
from bot.store.codec import Codec
from bot.store.codes import LIMITS
from bot.store.mailbox import Mailbox
from bot.store.metrics import exposition
from bot.store.outbox import Outbox
from bot.store.persons import Persons
from bot.store.pictures import PictureBox
from bot.store.runners import Awaiting, Blocking, Unavailable
from bot.store.sealing import Sealer
from bot.store.server import check, living
from bot.store.spool import Spool
from bot.store.tally import Tally
from bot.store.visitors import Visitors
from bot.understanding.contract import Reader
from bot.understanding.local import LocalReader
from channels import registry as channel_registry
from channels import verify
from channels.contract import Channel
from channels.telegram import OpenPicture
from tools.contract import Tool

PROMPTS = Path(__file__).parent.parent / "prompts"

log = structlog.get_logger()


def now() -> datetime:
    """Return the time, aware UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return 128 random bits as hex digits."""
    return secrets.token_hex(16)


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
    callbacks: CallbackBox


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
    ready: Callable[[], Mapping[str, bool]]
    metrics: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class WorkerParts:
    """What a worker is made of."""

    settings: Settings
    runner: Blocking
    calls: Calls
    tools: Mapping[type, Tool]
    clock: Callable[[], datetime]
    tally: Tally = field(default_factory=Tally)

    def start_beating(self, process: str) -> None:
        """Say in a thread of our own that this process lives, for as long as it does."""
        threading.Thread(target=keep_beating, args=(self.runner, process), daemon=True).start()


def sealer(settings: Settings) -> Sealer:
    """Build what seals personal data."""
    return Sealer(settings.field_keys, settings.secret_key.encode())


def store(settings: Settings) -> Store:
    """Build the operations and what runs them; connects when first used."""
    arm(settings.crash_file)
    codec = Codec(sealer(settings))
    mailbox = Mailbox(codec, replace(LIMITS, budget=settings.codes_per_hour))
    runner = Blocking(settings.redis_url)
    return Store(
        runner,
        mailbox,
        Outbox(codec),
        Outbox(codec, "bulk"),
        Outbox(codec, "codes"),
        Calls(codec, mailbox),
        Cases(codec),
        CallbackBox(codec, mailbox),
    )


def _inbox(parts: Store, spool: Spool) -> Inbox:
    boxes = Boxes(parts.mailbox, parts.outbox, parts.callbacks)
    return Inbox(parts.runner, boxes, spool, clock=now, new_id=new_id)


def channels(
    settings: Settings,
    append: Callable[[str, str, bytes], Awaitable[str]] | None,
    open_picture: OpenPicture | None = None,
) -> Mapping[str, Channel]:
    """Build the channels that have credentials.

    `append` puts a frame into a web chat's stream; without it, where nothing is sent, there is no channel "web".
    `open_picture` gives a picture of ours to a channel that hands it on.
    """
    return channel_registry.build(
        channel_registry.Credentials(
            public_url=settings.public_url,
            telegram_token=settings.telegram_bot_token,
            telegram_secret=settings.telegram_webhook_secret,
            telegram_api_url=settings.telegram_api_url,
            twilio_sid=settings.twilio_account_sid,
            twilio_token=settings.twilio_auth_token,
            twilio_api_url=settings.twilio_api_url,
            twilio_sms_from=settings.twilio_sms_from,
            twilio_messaging_service_sid=settings.twilio_messaging_service_sid,
            twilio_whatsapp_from=settings.twilio_whatsapp_from,
            twilio_verify_service_sid=settings.twilio_verify_service_sid,
            webchat_append=append,
            open_picture=open_picture,
        )
    )


def chat_append(runner: Awaiting, sealed_by: Sealer) -> Callable[[str, str, bytes], Awaitable[str]]:
    """Return what appends a frame to a visitor's stream."""

    async def append(visitor: str, delivery: str, frame: bytes) -> str:
        return await runner.run(webchat.append(visitor, delivery, frame, sealed_by))

    return append


def web_parts(settings: Settings) -> WebParts:
    """Build the web process, which starts without Redis too. Raises UnfitServer for one that would lose data.

    It may be built before a fork: nothing is open afterwards, and no thread runs (see Inbox.keep_flushing).
    """
    parts = store(settings)
    try:
        check(parts.runner)
    except Unavailable:
        log.warning("redis_away_at_start")
    parts.runner.close()
    inbox = _inbox(parts, spool := Spool(settings.data_dir / "spool"))
    return WebParts(
        settings=settings,
        channels=channels(settings, None),
        inbox=inbox,
        chat=webchat.ChatStreams(parts.runner, sealer(settings)),
        tickets=webchat.Tickets(parts.runner),
        visitors=Visitors(parts.runner, parts.mailbox.seen),
        pictures=_pictures(settings, parts),
        ready=lambda: {**living(parts.runner), "spool": not spool.waiting()},
        metrics=lambda: exposition(parts.runner),
    )


def inbox(settings: Settings) -> Inbox:
    """Build what keeps messages that come in."""
    return _inbox(store(settings), Spool(settings.data_dir / "spool"))


@dataclass(frozen=True, slots=True)
class PrivacyParts:
    """What the commands about persons are made of."""

    privacy: Privacy
    inbox: Inbox


def privacy(settings: Settings) -> PrivacyParts:
    """Build what reads, exports and takes away a person's data."""
    parts = store(settings)
    persons = Persons(Codec(sealer(settings)), parts.mailbox)
    taken = Privacy(parts.runner, parts.mailbox, persons, clock=now, new_id=new_id)
    return PrivacyParts(taken, _inbox(parts, Spool(settings.data_dir / "spool")))


def worker_parts(settings: Settings) -> WorkerParts:
    """Build a worker. Raises UnfitServer, Unavailable, WrongSetting."""
    parts = store(settings)
    check(parts.runner)
    tally = Tally()
    waiting = Waiting(parts.runner, parts.callbacks) if settings.beckn_mode == "webhook" else None
    sent = Attachments(lambda: channels(settings, None))
    tools = abilities(settings, waiting, tally.count, _pictures(settings, parts).keep, sent.open)
    return WorkerParts(settings, parts.runner, parts.calls, tools, now, tally)


def _pictures(settings: Settings, parts: Store) -> Pictures:
    return Pictures(parts.runner, PictureBox(sealer(settings)), Links.under(settings.secret_key, settings.public_url))


def prompts() -> Prompts:
    """Load every word that a customer reads. Raises PromptError naming file and name."""
    return Prompts.load(PROMPTS)


def codes(settings: Settings) -> Codes:
    """Build what computes one-time codes, and say which channel carries those that prove who somebody is."""
    carried_by = verify.CHANNEL if settings.twilio_verify_service_sid else SMS
    return Codes(settings.otp_pepper.encode(), settings.code_digits, carried_by)


@dataclass(frozen=True, slots=True)
class AttendParts:
    """What the attend process is made of."""

    runner: Awaiting
    mailbox: Mailbox
    outbox: Outbox
    bulk: Outbox
    code_box: Outbox
    calls: Calls
    jobs: Jobs
    pulse: Awaiting
    reader: Reader
    say: Say
    codes: Codes
    channels: Mapping[str, Channel]
    post: Post


def attend_parts(settings: Settings) -> AttendParts:
    """Build the attend process, in its running loop. Raises UnfitServer, Unavailable, PromptError."""
    parts = store(settings)
    check(parts.runner)
    parts.runner.close()
    runner = Awaiting(settings.redis_url)
    album = Album(runner, PictureBox(sealer(settings)), Links.under(settings.secret_key, settings.public_url))
    on = channels(settings, chat_append(runner, sealer(settings)), album.open)
    derived = codes(settings)
    return AttendParts(
        runner=runner,
        mailbox=parts.mailbox,
        outbox=parts.outbox,
        bulk=parts.bulk,
        code_box=parts.code_box,
        calls=parts.calls,
        jobs=Jobs(settings.redis_url),
        pulse=Awaiting(settings.redis_url),
        reader=LocalReader.load(
            PROMPTS / "examples",
            settings.data_dir / "cache",
            meter_forms=settings.meter_forms,
            meter_check=settings.meter_check,
            code_digits=settings.code_digits,
        ),
        say=prompts().say,
        codes=derived,
        channels=on,
        post=Post(on, derived, Place(ZoneInfo(settings.time_zone), settings.sending_hours), now),
    )
