"""The attend process as a whole, on a real server: what comes in is answered, whatever goes wrong on the way."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import redis
from structlog.testing import capture_logs

from bot.attendant.engine import Engine
from bot.attendant.process import Attendant
from bot.attendant.sends import Sends
from bot.attendant.sweeps import Sweeps
from bot.attendant.turns import Turns
from bot.delivery import Post
from bot.model.code import Codes
from bot.model.command import Command, GiveMeter, Hearing, Reading, Say
from bot.model.event import MessageReceived, ToolFinished
from bot.model.ids import CallId, ContactId, EventId
from bot.model.turn import CaseKind
from bot.policy import Place
from bot.queue import NAME, Jobs
from bot.reaching import Ways
from bot.store.away import Unavailable
from bot.store.beating import Heart, Pulse
from bot.store.calls import Calls
from bot.store.cases import Cases
from bot.store.ledgers import Ledgers
from bot.store.mailbox import Mailbox
from bot.store.outbox import Outbox
from bot.store.runners import Awaiting
from bot.store.tally import Tally
from channels.contract import Abilities, Received, Sent, Webhook
from channels.errors import OptedOut, WebhookRejected
from channels.messages import Address, InboundMessage, OutboundMessage, Text
from tests.store.building import codec
from tools.contract import AccountFound

SMS = Address("sms", "+12025550101")
OTHER = Address("sms", "+12025550102")
LEASE_MS = 1500
SOON = 10.0
QUEUE = f"rq:queue:{NAME}"
MENU = "1. choice.solar"


def now() -> datetime:
    return datetime.now(UTC)


def say(name: str, _locale: str, **_: object) -> str:
    return name


class Listener:
    """A reader that knows a meter, cannot stand poison, and takes everything else for a wish for a person."""

    def read_now(self, hearing: Hearing) -> Reading:
        assert isinstance(hearing.body, Text)
        if hearing.body.text == "poison":
            raise ValueError("poison")
        meant: Command = GiveMeter("MTR-0042") if hearing.body.text == "meter" else Say("help")
        return Reading((meant,), 1.0)

    async def read(self, _hearing: Hearing, first: Reading) -> Reading:
        return first


@dataclass
class Line:
    """A channel whose customers hear what is sent; one number blocked us."""

    name: str = "sms"
    abilities: Abilities = field(default_factory=lambda: Abilities(text=1600))
    heard: "asyncio.Queue[tuple[Address, str]]" = field(default_factory=asyncio.Queue)
    tried: "asyncio.Queue[Address]" = field(default_factory=asyncio.Queue)
    blocked: frozenset[Address] = frozenset()

    def receive(self, webhook: Webhook) -> Received:
        raise WebhookRejected(404, webhook.path)

    async def send(self, address: Address, message: OutboundMessage, *, delivery: str) -> Sent:
        self.tried.put_nowait(address)
        if address in self.blocked:
            raise OptedOut("blocked")
        self.heard.put_nowait((address, message.text))
        return Sent(f"SM-{delivery}")

    async def close(self) -> None:
        """Hold nothing open."""

    async def next(self) -> str:
        _, text = await asyncio.wait_for(self.heard.get(), SOON)
        return text


@dataclass
class Running:
    """An attend process under way, and what it is made of."""

    runner: Awaiting
    line: Line
    mailbox: Mailbox
    calls: Calls
    cases: Cases
    task: "asyncio.Task[None]"
    server: redis.Redis
    number: int = 0

    async def hears(self, text: str, address: Address = SMS, contact: str = "c1") -> EventId:
        self.number += 1
        event = MessageReceived(
            EventId(f"event{self.number}"), now(), InboundMessage(address, f"native{self.number}", Text(text))
        )
        await self.runner.run(self.mailbox.accept(self.mailbox.line(event, ContactId(contact))))
        return event.id

    def open_call(self) -> CallId:
        [call] = self.server.zrange("calls", 0, -1)
        assert isinstance(call, bytes)
        return CallId(call.decode())


@pytest.fixture
async def attend(redis_url: str) -> AsyncIterator[Running]:
    async with attending(redis_url, Line()) as running:
        yield running


@asynccontextmanager
async def attending(
    redis_url: str, line: Line, **beside: Callable[[], Coroutine[None, None, None]]
) -> AsyncIterator[Running]:
    kept, runner, codes = codec(), Awaiting(redis_url), Codes(b"a pepper for tests alone")
    mailbox = Mailbox(kept)
    calls = Calls(kept, mailbox)
    engine = Engine(Listener(), say, codes, {line.name: line}, now)
    turns = Turns(engine, runner, mailbox, Jobs(redis_url), LEASE_MS)
    post = Post({line.name: line}, codes, Place(ZoneInfo("UTC")), Ways(say), now)
    sends, bulk, codes_out = (
        Sends(post, runner, Outbox(kept, lane), mailbox, LEASE_MS, now) for lane in ("sends", "bulk", "codes")
    )
    sweeps, boxes = Sweeps(runner, calls, Ledgers(kept), Jobs(redis_url), now), (sends, bulk, codes_out)
    pulse = Pulse(runner, Heart("attend", Tally()))
    process = Attendant(runner, turns, boxes, pulse=pulse, sweeps=sweeps, lease_ms=LEASE_MS)
    try:
        with redis.Redis.from_url(redis_url) as server:
            running = Running(
                runner, line, mailbox, calls, Cases(kept), asyncio.create_task(process.run(**beside)), server
            )
            await until(lambda: server.exists("signs:attend"))
            yield running
            if not running.task.done():
                os.kill(os.getpid(), signal.SIGTERM)
            await running.task
    finally:
        await runner.close()


async def until(met: Callable[[], object]) -> None:
    """Look at the store until it is so."""
    async with asyncio.timeout(SOON):
        while not met():  # noqa: ASYNC110 -- a server cannot set our event
            await asyncio.sleep(0.02)


async def test_what_is_said_is_answered_in_order(attend: Running) -> None:
    for place in range(5):
        await attend.hears("meter" if place == 4 else "hello")
    answers = [await attend.line.next() for _ in range(4)]
    assert [answer.partition("\n")[0] for answer in answers] == ["welcome.hello", *["help.what"] * 3]
    await until(lambda: attend.server.llen(QUEUE))
    assert attend.server.hget("counters", "turns") == b"5"


async def test_a_call_wakes_a_worker_and_its_result_is_told(attend: Running) -> None:
    await attend.hears("meter")
    await until(lambda: attend.server.llen(QUEUE))
    result = ToolFinished(EventId("finished"), now(), attend.open_call(), AccountFound(None))
    assert await attend.runner.run(attend.calls.finish(result))
    assert "authenticate.code" in await attend.line.next()


async def test_a_call_without_a_result_is_put_before_a_worker_again(attend: Running) -> None:
    await attend.hears("meter")
    await until(lambda: attend.server.llen(QUEUE))
    attend.server.delete(QUEUE)
    attend.server.zadd("calls", {attend.open_call(): 0})
    await until(lambda: attend.server.llen(QUEUE))


async def test_what_always_fails_is_put_aside_with_an_apology_and_the_rest_goes_on(attend: Running) -> None:
    await attend.hears("hello")
    await attend.line.next()
    event = await attend.hears("poison")
    await attend.hears("are you there?")
    assert await attend.line.next() == "trouble.broken"
    assert MENU in await attend.line.next()
    [found] = await attend.runner.run(attend.cases.open())
    assert (found.case.kind, found.case.subject) == ("dead_letter", event)


async def test_who_blocked_us_is_noted_and_everybody_else_is_served(redis_url: str) -> None:
    async with attending(redis_url, Line(blocked=frozenset({OTHER}))) as attend:
        await attend.hears("hello", OTHER, "c2")
        assert await asyncio.wait_for(attend.line.tried.get(), SOON) == OTHER
        await until(lambda: attend.server.hget("counters", "turns") == b"2")  # the message, and the refusal
        await attend.hears("hello")
        assert MENU in await attend.line.next()
        assert attend.server.hget("counters", "deliveries:sms:failed") == b"1"


async def test_a_damaged_session_is_set_aside_and_the_customer_is_answered(attend: Running) -> None:
    await attend.hears("hello")
    await attend.line.next()
    await until(lambda: not attend.server.exists("turns:lease:c1"))
    attend.server.hset("contact:c1", "session", "1 {damaged")
    await attend.hears("hello again")
    assert MENU in await attend.line.next()
    assert attend.server.exists("quarantine:c1")
    assert [one.case.kind for one in await attend.runner.run(attend.cases.open())] == [CaseKind.DAMAGED]


async def test_what_another_version_wrote_is_left_alone_for_a_while(attend: Running) -> None:
    attend.server.rpush("mailbox:c1", b"event9|hash|9 {}")
    attend.server.zadd("turns", {"c1": 0})
    later = now().timestamp() * 1000 + 2 * LEASE_MS
    await until(lambda: (attend.server.zscore("turns", "c1") or 0) > later)
    assert attend.server.llen("mailbox:c1") == 1
    assert await attend.runner.run(attend.cases.open()) == ()


async def test_lost_connections_are_made_again(attend: Running) -> None:
    for place in range(2):
        attend.server.client_kill_filter(_type="normal", skipme=True)
        attend.server.client_kill_filter(_type="pubsub", skipme=True)
        try:
            await attend.hears(f"message {place}")
        except Unavailable:
            await attend.hears(f"message {place}")
        assert MENU in await attend.line.next()


async def test_a_word_to_stop_ends_the_process_and_leaves_the_rest_to_another(attend: Running) -> None:
    await attend.hears("hello")
    await attend.line.next()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(attend.task, SOON)
    await attend.hears("is anybody there?")
    assert attend.server.llen("mailbox:c1") == 1
    assert attend.line.heard.empty()


async def test_what_runs_beside_and_breaks_ends_the_process_and_the_log_says_so(redis_url: str) -> None:
    told = asyncio.Event()

    async def spreading() -> None:
        await told.wait()
        raise KeyError("cursor")

    async def attended() -> None:
        async with attending(redis_url, Line(), spreading=spreading) as running:
            told.set()
            await asyncio.wait([running.task], timeout=SOON)

    with capture_logs() as logs, pytest.raises(KeyError):
        await attended()
    assert [line["task"] for line in logs if line["event"] == "ended_by_itself"] == ["spreading"]
