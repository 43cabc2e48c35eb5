"""What RQ workers run, by id: tool calls, and of campaigns the listing of recipients and the chunks that go out.

A call spends its time waiting for the network, so the job only hands it to a thread: forty calls wait in one process.
That a thread dies with its process costs nothing, because a call without a result is put again (bot/store/calls.py).
"""

import os
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot import logs
from bot.crash import crashpoint
from bot.model.event import ToolFinished
from bot.model.ids import CallId, EventId
from bot.parts import WorkerParts
from bot.settings import load
from bot.store.away import Unavailable
from bot.wiring import worker_parts
from tools.contract import AccountFound, Failed, Failure, Request, Result, Tool
from tools.running import run_tool as run_one

log = structlog.get_logger()

AT_ONCE = 40
HOLD_MS = 5_000
"""A call is its worker's for so long, said anew every second; then another worker may take it."""
HOLD_SECONDS = 1.0
OFFERS = 120
"""How often a result is offered to a store that does not answer."""
OFFER_SECONDS = 0.5

_parts: list[WorkerParts] = []
_under_way: set[CallId] = set()
_room = threading.BoundedSemaphore(AT_ONCE)
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="call")


def prepare() -> WorkerParts:
    """Build this process's parts, once."""
    if not _parts:
        settings = load(os.environ)
        logs.configure(settings.log_level, "worker")
        _parts.append(worker_parts(settings))
    return _parts[0]


def run_tool(call: str) -> None:
    """Start a call in a thread; wait only while all threads are busy."""
    parts = prepare()
    _room.acquire()
    _threads.submit(_run, parts, CallId(call))


def send_batch(ledger: str, chunk: int) -> None:
    """Put a chunk of a campaign into outboxes. One that breaks off is given out again (bot/store/ledgers.py)."""
    try:
        prepare().batches.send(ledger, chunk)
    except Unavailable:
        log.warning("store_away", ledger=ledger, chunk=chunk)


def list_recipients(ledger: str) -> None:
    """Write some recipients of a proposed campaign down. One that breaks off is given out again."""
    try:
        prepare().listing.go_on(ledger)
    except Unavailable:
        log.warning("store_away", ledger=ledger)


def start_holding() -> None:
    """Say in a thread of our own which calls are under way, for as long as this process lives."""
    threading.Thread(target=_hold, args=(prepare(),), daemon=True).start()


def drain() -> None:
    """Let the calls under way end."""
    _threads.shutdown(wait=True)


def _run(parts: WorkerParts, call: CallId) -> None:
    try:
        complete(parts, call)
    except Unavailable:
        log.warning("store_away", call=call)
    except Exception:
        log.exception("call_failed", call=call)
        raise
    finally:
        _room.release()


def complete(parts: WorkerParts, call: CallId) -> None:
    """Take a call, run its tool and put the result into the contact's mailbox. Raises Unavailable."""
    if call in _under_way:
        return
    _under_way.add(call)
    try:
        _complete(parts, call)
    finally:
        _under_way.discard(call)


def _complete(parts: WorkerParts, call: CallId) -> None:
    started = parts.runner.run(parts.calls.start(call, HOLD_MS))
    if started is None:
        return
    attempted = started.attempted
    if parts.tools[type(started.request)].writes and not attempted:
        attempted = not parts.runner.durably(parts.calls.journal(call))
    crashpoint("tool.before")
    begun = time.monotonic()
    result = _ran(parts.tools, started.request, call, attempted=attempted)
    outcome = result.failure.value if isinstance(result, Failed) else "done"
    parts.tally.took(f"tool_seconds:{type(started.request).__name__}:{outcome}", time.monotonic() - begun)
    crashpoint("tool.after")
    event = ToolFinished(EventId(f"{call}.finished"), parts.clock(), call, result)
    _offer(parts, event)
    if isinstance(result, AccountFound) and result.unchecked:
        log.warning("registry_silent", call=call)
    log.info("call", call=call, tool=type(started.request).__name__, result=type(result).__name__)


def _ran(tools: Mapping[type, Tool], request: Request, call: CallId, *, attempted: bool) -> Result:
    """Run a call's tool. A fault of ours ends the call too: put again, it would only fail again, and nobody be told.

    A write that was just begun is put again, to be settled.
    """
    writes = tools[type(request)].writes
    try:
        return run_one(tools, request, attempted=attempted)
    except Exception:
        if writes and not attempted:
            raise
        log.exception("tool_broke", call=call)
        return Failed(Failure.UNKNOWN if writes else Failure.UNAVAILABLE)


def _offer(parts: WorkerParts, event: ToolFinished) -> None:
    """Put a result into the mailbox, however long the store is away: it may be the only word on an order."""
    for _ in range(OFFERS):
        try:
            parts.runner.run(parts.calls.finish(event))
        except Unavailable:
            log.warning("result_waits", call=event.call)
            time.sleep(OFFER_SECONDS)
        else:
            return
    raise Unavailable("finish_call")


def _hold(parts: WorkerParts) -> None:
    while True:
        time.sleep(HOLD_SECONDS)
        try:
            if calls := sorted(_under_way.copy()):
                parts.runner.run(parts.calls.hold(calls, HOLD_MS))
        except Unavailable:
            log.warning("hold_missed")
