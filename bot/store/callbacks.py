"""Callbacks of the energy network: kept for the call that waits for them, or made an event of the order's contact."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.model.event import NetworkCalledBack
from bot.model.ids import EventId
from bot.store.away import Unavailable
from bot.store.codec import Codec, Damaged
from bot.store.effects import transaction_key
from bot.store.mailbox import KEPT, REMEMBERED, Mailbox
from bot.store.operation import Operation, operation
from bot.store.runners import Blocking
from tools.beckn.callbacks import Callback
from tools.contract import Failed, OrderConfirmed
from tools.exchange import NotSent

log = structlog.get_logger()

MOST = 20
"""Callbacks of one call."""
MOST_BYTES = 8 * 1024 * 1024
"""Of one call, sealed."""
MOST_LATE = 100
"""Of one transaction, as long as its late ones are remembered."""
HELD_MS = 600_000
"""How long a callback is kept: a worker that takes up the call of one that died still finds it."""
SLACK = 1.0
"""Seconds that a call is waited for longer than it said, before what comes is late."""
LOOK = 1.0
"""Seconds after which whoever waits looks, though nobody called: a wake-up may be lost."""
AGAIN = 0.5


class CallbackBox:
    """Operations on callbacks."""

    def __init__(self, codec: Codec, mailbox: Mailbox) -> None:
        self._codec = codec
        self._mailbox = mailbox

    def keys(self, transaction: str, action: str) -> tuple[str, str]:
        """Return where it stands that a call is waited for, and where its callbacks lie."""
        name = self._codec.sealer.pseudonym("callback", transaction, action)
        return f"awaited:{name}", f"callbacks:{name}"

    def expect(self, keys: tuple[str, str], seconds: float) -> Operation[int]:
        """Begin to wait; answers how many earlier callbacks to pass over."""
        return operation("expect_callbacks", keys, (int((seconds + SLACK) * 1000), HELD_MS), int)

    def read(self, keys: tuple[str, str], after: int, *, end: bool) -> Operation[tuple[bytes, ...]]:
        """Return the callbacks of a call but for the first so many, and perhaps wait no more."""

        def opened(found: list[bytes]) -> tuple[bytes, ...]:
            return tuple(self._codec.sealer.open(one.decode()) for one in found)

        return operation("read_callbacks", keys, (after, "1" if end else ""), opened)

    def line(self, callback: Callback, at: datetime) -> bytes:
        """Return what a callback is to those who do not wait for it, as one line that can be spooled."""
        awaited, kept = self.keys(callback.transaction, callback.action)
        number = EventId(self._codec.sealer.pseudonym("called back", callback.transaction, *_said(callback)))
        entry = b""
        if callback.outcome is not None:
            event = NetworkCalledBack(number, at, callback.transaction, callback.outcome, callback.bpp_id)
            entry = self._mailbox.entry(event)
        look_up = transaction_key(self._codec, callback.transaction)
        words = (awaited, kept, look_up, f"seen:{number}", callback.mark)
        return b" ".join((*(word.encode() for word in words), entry))

    def accept(self, line: bytes, body: bytes = b"") -> Operation[bool]:
        """Hand a callback to whom it is for; answers whether it was new to anybody. Raises Damaged."""
        try:
            awaited, kept, look_up, seen, mark, entry = line.split(b" ", 5)
        except ValueError:
            raise Damaged("no spooled callback") from None
        sealed = self._codec.sealer.seal(body) if body else ""
        keys = tuple(key.decode() for key in (awaited, kept, look_up, seen, b"seen:" + look_up))
        arguments = (mark, sealed, HELD_MS, MOST, MOST_BYTES, entry, REMEMBERED, KEPT, MOST_LATE)
        return operation("call_back", keys, arguments, lambda answer: answer == 1)


def _said(callback: Callback) -> tuple[str, ...]:
    """Return who says what of an order: by this, what comes late is known when it comes again."""
    match callback.outcome:
        case OrderConfirmed(progress):
            return callback.bpp_id or "", progress.number, progress.milestone
        case Failed(failure):
            return callback.bpp_id or "", failure
        case None:
            return (callback.mark,)


class Waiting:
    """Where the threads of a worker wait for callbacks (tools.beckn.callbacks.Callbacks)."""

    def __init__(self, runner: Blocking, box: CallbackBox) -> None:
        self._runner = runner
        self._box = box
        self._lock = threading.Lock()
        self._bells: defaultdict[str, list[threading.Event]] = defaultdict(list)
        self._listening = False

    def expect(self, transaction: str, action: str, seconds: float) -> "AwaitedCallbacks":
        """Begin to wait. Raises NotSent where the store is away."""
        keys, bell = self._box.keys(transaction, action), threading.Event()
        try:
            after = self._runner.run(self._box.expect(keys, seconds))
        except Unavailable:
            raise NotSent("callbacks could not be kept") from None
        with self._lock:
            self._bells[keys[0]].append(bell)
            if not self._listening:
                self._listening = True
                threading.Thread(target=self._listen, daemon=True).start()
        return AwaitedCallbacks(lambda place, end: self._read(keys, place, end=end), bell, after, self._leave(keys[0]))

    def kept(self, transaction: str, action: str) -> tuple[bytes, ...]:
        """Return what came a short while ago, and let nobody wait for it any more."""
        return self._read(self._box.keys(transaction, action), 0, end=True)

    def _read(self, keys: tuple[str, str], after: int, *, end: bool) -> tuple[bytes, ...]:
        try:
            return self._runner.run(self._box.read(keys, after, end=end))
        except Unavailable:
            log.warning("callbacks_unread")
            return ()

    def _leave(self, key: str) -> Callable[[threading.Event], None]:
        def leave(bell: threading.Event) -> None:
            with self._lock:
                self._bells[key].remove(bell)
                if not self._bells[key]:
                    del self._bells[key]

        return leave

    def _listen(self) -> None:
        while True:
            try:
                for key in self._runner.listen("callbacks"):
                    with self._lock:
                        for bell in self._bells.get(key, ()):
                            bell.set()
            except Unavailable:
                log.warning("callbacks_unheard")
                time.sleep(AGAIN)


class AwaitedCallbacks:
    """The callbacks of one call, each once."""

    def __init__(
        self,
        read: Callable[[int, bool], tuple[bytes, ...]],
        bell: threading.Event,
        after: int,
        leave: Callable[[threading.Event], None],
    ) -> None:
        self._read = read
        self._bell = bell
        self._after = after
        self._leave = leave
        self._ended = False

    def next(self, seconds: float) -> tuple[bytes, ...]:
        """Return what came since the last time, waiting so long at most for something."""
        ends = time.monotonic() + seconds
        while True:
            self._bell.clear()
            found = self._taken(end=False)
            left = ends - time.monotonic()
            if found or left <= 0:
                return found
            self._bell.wait(min(left, LOOK))

    def end(self) -> tuple[bytes, ...]:
        """Return the rest, once, and wait no more."""
        if self._ended:
            return ()
        self._ended = True
        self._leave(self._bell)
        return self._taken(end=True)

    def _taken(self, *, end: bool) -> tuple[bytes, ...]:
        found = self._read(self._after, end)
        self._after += len(found)
        return found
