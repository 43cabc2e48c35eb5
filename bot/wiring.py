"""The only constructor of parts: what each process is made of."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot import reading
from bot.abilities import abilities
from bot.attachments import Attachments
from bot.campaigns.costing import Prices
from bot.campaigns.launching import Campaigning
from bot.campaigns.listing import House, Listing
from bot.campaigns.sending import Batches
from bot.crash import arm
from bot.delivery import Post
from bot.desk import Desk
from bot.events import Announcements
from bot.inbox import Boxes, Inbox
from bot.model.code import SMS, Codes
from bot.operators import NoOperators, Operators
from bot.parts import AttendParts, ConsoleParts, DeskParts, PrivacyParts, Store, WebParts, WorkerParts
from bot.pictures import Album, Links, Pictures
from bot.policy import Place
from bot.privacy import Privacy
from bot.prompts import Prompts, canned
from bot.queue import Jobs
from bot.reaching import Ways
from bot.senders import channels, words
from bot.setting_values import WrongSetting
from bot.settings import Settings
from bot.signing import Signing
from bot.store import vitals, webchat
from bot.store.away import Unavailable
from bot.store.beating import Heart, Pulse, keep_beating
from bot.store.callbacks import CallbackBox, Waiting
from bot.store.called import CalledEvents
from bot.store.calls import Calls
from bot.store.cases import Cases
from bot.store.codec import Codec
from bot.store.codes import LIMITS
from bot.store.consoles import Consoles
from bot.store.conversations import Conversations
from bot.store.ledgers import Ledgers
from bot.store.mailbox import Mailbox
from bot.store.metrics import exposition
from bot.store.outbox import Outbox
from bot.store.persons import Persons
from bot.store.pictures import PictureBox
from bot.store.runners import FEW_AT_ONCE, Awaiting, Blocking
from bot.store.sealing import Sealer
from bot.store.server import check, living
from bot.store.spool import Spool
from bot.store.tally import Tally
from bot.store.visitors import Visitors
from bot.takeovers import Drawers, Takeovers
from bot.understanding.lexicon import load_lexicon
from bot.understanding.model.masking import Mask
from channels import verify
from channels.contract import Channel
from channels.pacing import limits
from channels.twilio_webhooks import WHATSAPP
from tools.feed import EventFeed
from tools.openadr import OpenAdr

PROMPTS = Path(__file__).parent.parent / "prompts"

log = structlog.get_logger()


def now() -> datetime:
    """Return the time, aware UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return 128 random bits as hex digits."""
    return secrets.token_hex(16)


def sealer(settings: Settings) -> Sealer:
    """Build what seals personal data."""
    return Sealer(settings.field_keys, settings.secret_key.encode())


def store(settings: Settings) -> Store:
    """Build the operations and what runs them; connects when first used."""
    arm(settings.crash_file)
    codec = Codec(sealer(settings))
    mailbox = Mailbox(codec, replace(LIMITS, budget=settings.codes_per_hour))
    runner, paces = Blocking(settings.redis_url), limits(settings.rates)
    return Store(
        runner,
        mailbox,
        Outbox(codec, "sends", paces),
        Outbox(codec, "bulk", paces),
        Outbox(codec, "codes", paces),
        Calls(codec, mailbox),
        Cases(codec),
        Conversations(codec),
        CallbackBox(codec, mailbox),
        Ledgers(codec),
        CalledEvents(codec),
    )


def desk(parts: Store) -> Desk:
    """Build what a person of the utility does with cases."""
    return Desk(parts.runner, parts.mailbox, parts.outbox, parts.cases, clock=now, new_id=new_id)


def takeovers(parts: Store) -> Takeovers:
    """Build what the owner of a case does in its customer's conversation."""
    return Takeovers(parts.runner, Drawers(parts.mailbox, parts.cases, parts.conversations), clock=now, new_id=new_id)


def _inbox(parts: Store, spool: Spool) -> Inbox:
    boxes = Boxes(parts.mailbox, parts.outbox, parts.callbacks)
    return Inbox(parts.runner, boxes, spool, clock=now, new_id=new_id)


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
    tally = Tally()
    tally.watch("spool", spool.depth)
    return WebParts(
        settings=settings,
        channels=(on := channels(settings)),
        inbox=inbox,
        chat=webchat.ChatStreams(parts.runner, Codec(sealer(settings))),
        tickets=webchat.Tickets(parts.runner),
        visitors=Visitors(parts.runner, parts.mailbox.seen),
        pictures=_pictures(settings, parts),
        announcements=_announcements(parts),
        console=console_parts(settings, parts, on),
        ready=lambda: {**living(parts.runner), "spool": not spool.waiting()},
        metrics=lambda: exposition(parts.runner, spool.depth),
        vitals=lambda: vitals.look(parts.runner),
        keep_beating=lambda: keep_beating(parts.runner, Heart("web", tally)),
    )


def console_parts(settings: Settings, parts: Store, on: Mapping[str, Channel]) -> ConsoleParts | None:
    """Build the operators' console; None where no file of operators is named. Raises WrongSetting."""
    if settings.console_users is None:
        return None
    mask = Mask(load_lexicon(PROMPTS / "examples" / "lexicon"))
    return ConsoleParts(
        signing=signing(settings, parts),
        desk=DeskParts(desk(parts), takeovers(parts), canned(PROMPTS), mask, on, new_id),
        people=_people(settings, parts),
        campaigns=_campaigning(settings, parts),
        announcements=_announcements(parts),
        zone=settings.zone,
        clock=now,
        proxies=settings.trusted_proxies,
    )


def signing(settings: Settings, parts: Store) -> Signing:
    """Build what lets operators in. Raises WrongSetting."""
    if settings.console_users is None:
        raise WrongSetting("CONSOLE_USERS", "set: the file of the console's operators")
    kept_by, audit = sealer(settings), parts.mailbox.audit
    try:
        operators = Operators(settings.console_users, lambda name: kept_by.pseudonym("operator", name))
    except NoOperators as problem:
        raise WrongSetting("CONSOLE_USERS", f"a file of operators ({problem})") from problem
    alone = settings.of_this_machine
    return Signing(parts.runner, operators, Consoles(audit), audit, alone=alone, clock=now, new_id=new_id)


def inbox(settings: Settings) -> Inbox:
    """Build what keeps messages that come in."""
    return _inbox(store(settings), Spool(settings.data_dir / "spool"))


def privacy(settings: Settings) -> PrivacyParts:
    """Build what reads, exports and takes away a person's data."""
    return _people(settings, store(settings))


def _people(settings: Settings, parts: Store) -> PrivacyParts:
    persons = Persons(Codec(sealer(settings)), parts.mailbox)
    taken = Privacy(parts.runner, parts.mailbox, persons, clock=now, new_id=new_id)
    return PrivacyParts(taken, _inbox(parts, Spool(settings.data_dir / "spool")))


def campaigning(settings: Settings) -> Campaigning:
    """Build what a campaign manager does."""
    return _campaigning(settings, store(settings))


def _campaigning(settings: Settings, parts: Store) -> Campaigning:
    house = _house(settings)
    return Campaigning(parts.runner, parts.ledgers, parts.mailbox.audit, house, clock=now, new_id=new_id)


def _house(settings: Settings) -> House:
    return House(_place(settings), settings.locales[0], Prices(settings.currency, settings.prices))


def _place(settings: Settings) -> Place:
    return Place(ZoneInfo(settings.time_zone), settings.sending_hours)


def announcements(settings: Settings) -> Announcements:
    """Build what takes flexibility events."""
    return _announcements(store(settings))


def _announcements(parts: Store) -> Announcements:
    return Announcements(parts.runner, parts.called, clock=now, new_id=new_id)


def feeds(settings: Settings) -> tuple[EventFeed, ...]:
    """Build where flexibility events come from by themselves."""
    url, client, secret = settings.openadr_url, settings.openadr_client_id, settings.openadr_client_secret
    return (OpenAdr(url, client, secret),) if url and client and secret else ()


def worker_parts(settings: Settings) -> WorkerParts:
    """Build a worker. Raises UnfitServer, Unavailable, WrongSetting."""
    parts = store(settings)
    check(parts.runner)
    tally = Tally()
    waiting = Waiting(parts.runner, parts.callbacks) if settings.beckn_mode == "webhook" else None
    sent, house = Attachments(lambda: channels(settings)), _house(settings)
    tools = abilities(settings, waiting, tally, _pictures(settings, parts).keep, sent.open)
    batches, listing = Batches(parts.runner, parts.ledgers, house, now), Listing(parts.runner, parts.ledgers, house)
    return WorkerParts(settings, parts.runner, parts.calls, tools, now, batches, listing, tally)


def _pictures(settings: Settings, parts: Store) -> Pictures:
    return Pictures(parts.runner, PictureBox(sealer(settings)), Links.under(settings.secret_key, settings.public_url))


def prompts() -> Prompts:
    """Load every word that a customer reads. Raises PromptError naming file and name."""
    return Prompts.load(PROMPTS)


def codes(settings: Settings) -> Codes:
    """Build what computes one-time codes, and say which channel carries those that prove who somebody is."""
    carried_by = verify.CHANNEL if settings.twilio_verify_service_sid else SMS
    return Codes(settings.otp_pepper.encode(), settings.code_digits, carried_by)


def attend_parts(settings: Settings) -> AttendParts:
    """Build the attend process, in its running loop. Raises UnfitServer, Unavailable, PromptError."""
    parts = store(settings)
    check(parts.runner)
    parts.runner.close()
    runner, tally = Awaiting(settings.redis_url), Tally()
    album = Album(runner, PictureBox(sealer(settings)), Links.under(settings.secret_key, settings.public_url))
    derived, local = codes(settings), reading.embedded(settings, PROMPTS)
    texts = reading.texts(settings, local, PROMPTS)
    on = channels(settings, chat_append(runner, sealer(settings)), album.open, words(texts.prompts))
    ways = Ways(texts.say, {WHATSAPP: settings.whatsapp_fallback})
    return AttendParts(
        runner=runner,
        bulk_runner=Awaiting(settings.redis_url, FEW_AT_ONCE),
        mailbox=parts.mailbox,
        outbox=parts.outbox,
        bulk=parts.bulk,
        code_box=parts.code_box,
        calls=parts.calls,
        called=parts.called,
        jobs=Jobs(settings.redis_url),
        pulse=Pulse(Awaiting(settings.redis_url), Heart("attend", tally)),
        reading=reading.reader(settings, local, runner, parts.mailbox, texts.prompt),
        texts=texts,
        codes=derived,
        channels=on,
        post=Post(on, derived, _place(settings), ways, now, tally.took),
        ledgers=parts.ledgers,
    )
