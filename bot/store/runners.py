"""The two ways to run an operation: blocking (web, jobs, terminal) and awaiting (attend), which pipelines.

Nothing is retried here: a lost answer is dealt with by the operation's own claim, fence or sweep.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, TypeVar

import structlog
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.connection import Connection
from redis.exceptions import NoScriptError, RedisError, ResponseError
from redis.retry import Retry

from bot.crash import crashpoint
from bot.store.away import Unavailable, is_away, reaching
from bot.store.operation import SCRIPTS, Operation, Value

Answer = TypeVar("Answer")
Asked = TypeVar("Asked")

log = structlog.get_logger()

DURABLE_MS = 1500
"""How long to wait for the disk: the server flushes at least every second."""
HEARTBEAT = 25.0
"""Seconds after which a listener that heard nothing looks again."""
TIMEOUT = 2.0
"""Seconds until an answer of Redis is given up; a listener waits longer, by its own client."""
CONNECTIONS = 1000
"""Of one process at once; the client's own hundred is less than the web process has requests while Redis is slow."""


AT_ONCE = 64
"""Operations of one pipeline: all wait for the last of them."""
FEW_AT_ONCE = 16
"""Of one that nobody waits for: on another connection, an answer's operations wait behind no more than these."""

SMOOTHED = 16
"""Operations over which it is smoothed how long one takes."""


class Blocking:
    """Runs operations one by one, or many in their order."""

    def __init__(self, url: str) -> None:
        self.redis = Redis.from_url(
            url,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 0),
            max_connections=CONNECTIONS,
        )
        self._listener = Redis.from_url(url, socket_timeout=None, socket_connect_timeout=TIMEOUT)
        self._idle: list[Connection] = []

    def run(self, operation: Operation[Answer]) -> Answer:
        """Run one operation. Raises Unavailable."""
        crashpoint(f"{operation.script.name}.before")
        answer = self._on_a_connection(operation.script.name, operation, _answer)
        crashpoint(f"{operation.script.name}.after")
        return operation.read(answer)

    def run_all(self, operations: Sequence[Operation[Any]]) -> list[Any]:
        """Run operations in their order, all in one round trip. Raises Unavailable: some of them may have been done."""
        for operation in operations:
            crashpoint(f"{operation.script.name}.before")
        answers = self._on_a_connection(operations[0].script.name, operations, _answer_all) if operations else []
        for operation in operations:
            crashpoint(f"{operation.script.name}.after")
        return [operation.read(answer) for operation, answer in zip(operations, answers, strict=True)]

    def durably(self, operation: Operation[Answer]) -> Answer:
        """Run one operation and wait until it is on the server's disk. Raises Unavailable where that is not known.

        A server without WAITAOF (before 7.2) promises only what its append-only file promises.
        """
        crashpoint(f"{operation.script.name}.before")
        answer = self._on_a_connection(operation.script.name, operation, _durable_answer)
        crashpoint(f"{operation.script.name}.after")
        return operation.read(answer)

    def _on_a_connection(self, name: str, asked: Asked, ask: Callable[[Connection, Asked], Any]) -> Any:
        """Ask on a connection that is ours for so long; the client's own way to one costs as much as the call itself.

        When one fails, the idle ones are probably stale too and go with it: back to the pool, which counts them.
        """
        answered, one = False, None
        try:
            one = self._idle_one() or self.redis.connection_pool.get_connection()
            answer = ask(one, asked)
            answered = True
        except RedisError as failure:
            if not is_away(failure):
                raise
            self._give_back_idle()
            raise Unavailable(name) from failure
        finally:
            if one is not None:
                self._idle.append(one) if answered else self._give_back(one)
        return answer

    def _idle_one(self) -> Connection | None:
        try:
            return self._idle.pop()
        except IndexError:  # another thread may have taken the last
            return None

    def _give_back(self, one: Connection) -> None:
        """Close a connection and let the pool open it anew: an answer may still be on its way to it."""
        one.disconnect()  # type: ignore[no-untyped-call]  # as below
        self.redis.connection_pool.release(one)

    def _give_back_idle(self) -> None:
        while one := self._idle_one():
            self._give_back(one)

    def close(self) -> None:
        """Let go of the connections."""
        self._give_back_idle()
        self.redis.close()
        self._listener.close()

    def listen(self, channel: str) -> Iterator[str]:
        """Yield what is published on a channel, for ever. Raises Unavailable when the connection is lost."""
        with PubSub(self._listener.connection_pool, ignore_subscribe_messages=True) as subscription, reaching(channel):
            subscription.subscribe(channel)
            while True:
                message = subscription.get_message(timeout=HEARTBEAT)
                if message is not None:
                    yield message["data"].decode()


class Awaiting:
    """Runs operations of many contacts in one pipeline: all that is asked for while one is under way goes together."""

    def __init__(self, url: str, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self.took = 0.0
        """Seconds that an operation takes of late."""
        self.redis = AsyncRedis.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=AsyncRetry(NoBackoff(), 0)
        )
        self._listener = AsyncRedis.from_url(url, socket_timeout=None, socket_connect_timeout=TIMEOUT)
        self._waiting: list[tuple[Operation[Any], asyncio.Future[Any]]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def run(self, operation: Operation[Answer]) -> Answer:
        """Run one operation, together with others that wait. Raises Unavailable."""
        loop = asyncio.get_running_loop()
        begun, future = loop.time(), loop.create_future()
        self._waiting.append((operation, future))
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        try:
            answer: Answer = await future
        finally:
            self.took += (loop.time() - begun - self.took) / SMOOTHED
        return answer

    async def _flush(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[: self._at_once], self._waiting[self._at_once :]
                await self._execute(batch)
        finally:
            self._flushing = None

    async def _execute(self, batch: list[tuple[Operation[Any], asyncio.Future[Any]]]) -> None:
        try:
            answers = await self._pipeline([operation for operation, _ in batch])
            if any(isinstance(answer, NoScriptError) for answer in answers):
                await self._load()
                missed = [n for n, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
                again = await self._pipeline([batch[n][0] for n in missed])
                answers = [again[missed.index(n)] if n in missed else answer for n, answer in enumerate(answers)]
        except Exception as failure:  # noqa: BLE001 - whatever broke, all who wait must hear of it, or they wait for ever
            log.warning("redis_away", reason=type(failure).__name__)
            for operation, future in batch:
                if not future.done():
                    future.set_exception(_told(failure, operation))
            return
        for (operation, future), answer in zip(batch, answers, strict=True):
            _settle(future, operation, answer)

    async def _pipeline(self, operations: list[Operation[Any]]) -> list[Any]:
        pipeline = self.redis.pipeline(transaction=False)
        for operation in operations:
            crashpoint(f"{operation.script.name}.before")
            pipeline.evalsha(operation.script.sha, len(operation.keys), *operation.keys, *operation.arguments)
        answers = await pipeline.execute(raise_on_error=False)
        for operation in operations:
            crashpoint(f"{operation.script.name}.after")
        return answers

    async def _load(self) -> None:
        pipeline = self.redis.pipeline(transaction=False)
        for script in SCRIPTS.values():
            pipeline.script_load(script.text)
        await pipeline.execute()

    async def listen(self, channel: str) -> AsyncIterator[str]:
        """Yield what is published on a channel, for ever. Raises Unavailable when the connection is lost."""
        async with self._listener.pubsub(ignore_subscribe_messages=True) as subscription:
            with reaching(channel):
                await subscription.subscribe(channel)
                async for message in subscription.listen():
                    yield message["data"].decode()

    async def close(self) -> None:
        """Let go of the connections."""
        await self.redis.aclose()
        await self._listener.aclose()


def _answer(connection: Connection, operation: Operation[Any]) -> Any:
    script, rest = operation.script, (len(operation.keys), *operation.keys, *operation.arguments)
    try:
        return _command(connection, "EVALSHA", script.sha, *rest)
    except NoScriptError:
        return _command(connection, "EVAL", script.text, *rest)


def _answer_all(connection: Connection, operations: Sequence[Operation[Any]]) -> list[Any]:
    """Ask all at once. Their scripts go first: what Redis does not know would be left out, and the order be lost."""
    commands: list[tuple[Value, ...]] = [("SCRIPT", "LOAD", text) for text in {one.script.text for one in operations}]
    commands.extend(("EVALSHA", one.script.sha, len(one.keys), *one.keys, *one.arguments) for one in operations)
    connection.send_packed_command(connection.pack_commands(commands))  # type: ignore[no-untyped-call]  # as below
    answers = [_read(connection) for _ in commands]
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return answers[-len(operations) :]


def _read(connection: Connection) -> Any:
    """Read one of many answers: what was refused must not leave the others unread."""
    try:
        return connection.read_response()
    except ResponseError as refused:
        return refused


def _command(connection: Connection, *words: Value) -> Any:
    connection.send_command(*words)  # type: ignore[no-untyped-call]  # redis-py types its neighbours, not this
    return connection.read_response()


def _durable_answer(connection: Connection, operation: Operation[Any]) -> Any:
    """Answer when all that this connection wrote is on the server's disk. Raises Unavailable where it is not yet."""
    answer = _answer(connection, operation)
    try:
        kept, _ = _command(connection, "WAITAOF", 1, 0, DURABLE_MS)
    except ResponseError as problem:
        if "unknown command" not in str(problem).lower():
            raise
        log.warning("server_without_waitaof")
        return answer
    if kept != 1:
        raise Unavailable(f"{operation.script.name} is not on the disk yet")
    return answer


def _told(failure: Exception, operation: Operation[Any]) -> Exception:
    if not is_away(failure):
        return failure
    away = Unavailable(operation.script.name)
    away.__cause__ = failure
    return away


def _settle(future: asyncio.Future[Any], operation: Operation[Any], answer: Any) -> None:
    if future.done():
        return
    if is_away(answer):
        future.set_exception(Unavailable(operation.script.name))
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
        return
    try:
        future.set_result(operation.read(answer))
    except Exception as failure:  # noqa: BLE001 - handed to whoever awaits this operation
        future.set_exception(failure)
