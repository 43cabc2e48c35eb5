"""Calls on the network as a conversation would leave them, and the real processes that take them from there."""

import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bot import wiring
from bot.model.contact import Contact
from bot.model.event import MessageReceived, ToolFinished
from bot.model.ids import CallId, ContactId, EventId, OrderId
from bot.model.order import Order, OrderState
from bot.model.session import Session
from bot.model.turn import ToolCall, Turn
from bot.queue import Jobs
from bot.settings import Settings, load
from bot.store.codec import Codec
from bot.store.vitals import counters
from channels.messages import Address, InboundMessage, Text
from sandbox import demo_secrets
from sandbox.config import Config
from sandbox.embedded import answers, free_port, server_command, server_program
from sandbox.running import Sandbox, running
from sandbox.tether import tethered
from tools.beckn.terms import terms
from tools.contract import ConfirmOrder, Request, Result
from tools.offers import Cancellation, Kind, Money, Offer, Payment, Quote, Terms

ROOT = Path(__file__).parents[2]
METER = "MTR-0001"
_LEASE_MS = 60_000
_LOOK = 0.05
_COMMANDS: Mapping[str, Sequence[str]] = {
    "web": ("-m", "gunicorn", "-c", "bot/web/gunicorn.py", "bot.web:create_app()"),
    "attend": ("-m", "bot.cli", "attend"),
    "worker": ("worker.py",),
}


def transaction() -> str:
    """Return a fresh transaction id."""
    return str(uuid.uuid4())


@dataclass
class Planted:
    """A store with planted calls, the stand-ins, and processes of the house that one starts."""

    sandbox: Sandbox
    settings: Settings
    environment: Mapping[str, str]
    folder: Path
    stack: ExitStack
    calls: list[CallId] = field(default_factory=list)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = wiring.store(self.settings)
        self.codec = Codec(wiring.sealer(self.settings))
        self.jobs = Jobs(self.settings.redis_url)

    @property
    def offer(self) -> Offer:
        """One thing that the sandbox's seller sells."""
        config = self.sandbox.config
        price = Money(896_000, "USD")
        offer = Offer("o1", Kind.SOLAR, "Goldcrest Starter", "Goldcrest", "61", "", price, item_id="6101")
        return replace(offer, bpp_id=config.bpp_id, bpp_uri=config.bpp_uri)

    @property
    def terms(self) -> Terms:
        """Terms of that offer, as they are approved."""
        return terms(Quote(self.offer, self.offer.price), Payment.NOT_STATED, Cancellation())

    def plant(self, request: Request) -> ContactId:
        """Leave a call as a turn would, of a contact of its own; a confirm with its order."""
        number = len(self.calls)
        contact, call, at = ContactId(f"contact-{number}"), CallId(f"call-{number}"), datetime.now(UTC)
        message = InboundMessage(Address("sms", f"+1202556{number:04}"), f"native-{number}", Text("hello"))
        event = MessageReceived(EventId(f"event-{number}"), at, message)
        run, mailbox = self.store.runner.run, self.store.mailbox
        run(mailbox.accept(mailbox.line(event, contact)))
        (claimed,) = run(mailbox.claim(1, _LEASE_MS))
        turn = Turn(Session(contact, version=1), Contact(contact), calls=(ToolCall(call, request),))
        if isinstance(request, ConfirmOrder):
            turn = replace(turn, orders=(_order(request, call, at),))
        run(mailbox.commit(turn, token=claimed.token, events=(event,), deliveries=(), lease_ms=_LEASE_MS))
        self.calls.append(call)
        return contact

    def start(self, *roles: str) -> None:
        """Start processes of the house."""
        for role in roles:
            log = self.stack.enter_context((self.folder / f"{role}.log").open("ab"))
            command = tethered([sys.executable, *_COMMANDS[role]])
            process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
            self.processes[role] = process
            self.stack.callback(_end, process)
        living = [role for role in roles if role != "web"]
        self.until(lambda: all(self.store.runner.redis.exists(f"signs:{role}") for role in living), 60)

    @property
    def crash_file(self) -> Path:
        """Where a label ends the process that passes there."""
        return self.folder / "crash"

    def gone(self, role: str, within: float) -> bool:
        """Wait until a process died, and tell whether it did."""
        self.until(lambda: self.processes[role].poll() is not None, within)
        return self.processes[role].poll() is not None

    def stop(self, role: str) -> None:
        """End a process."""
        _end(self.processes[role])

    def ask(self, *calls: CallId) -> None:
        """Wake workers for calls."""
        self.jobs.run_tools(calls)

    def finished(self) -> int:
        """Return how many calls have a result."""
        return self.store.runner.run(counters()).get("calls", 0)

    def result(self, contact: ContactId) -> Result | None:
        """Return the result that lies in a contact's mailbox."""
        for entry in self.store.runner.redis.lrange(f"mailbox:{contact}", 0, -1):
            event = self.store.mailbox.event(entry if isinstance(entry, bytes) else entry.encode())
            if isinstance(event, ToolFinished):
                return event.result
        return None

    def order(self, contact: ContactId) -> Order:
        """Return a contact's one order."""
        (kept,) = self.store.runner.redis.hvals(f"orders:{contact}")
        return self.codec.read(kept if isinstance(kept, bytes) else kept.encode(), Order)

    def on_the_wire(self, action: str) -> int:
        """Return how many requests of an action reached the network."""
        return len(self.sandbox.wire.requests("beckn", f"/{action}"))

    @staticmethod
    def until(question: Callable[[], object], within: float) -> float:
        """Ask again and again until the answer is yes, or so many seconds; returns how many went by."""
        begun = time.monotonic()
        while not question() and time.monotonic() - begun < within:
            time.sleep(_LOOK)
        return time.monotonic() - begun


def _order(request: ConfirmOrder, call: CallId, at: datetime) -> Order:
    offer = request.terms.quote.offer
    return Order(
        OrderId(request.order),
        offer.kind,
        request.transaction,
        offer.name,
        offer.provider,
        offer.price,
        request.terms.digest,
        OrderState.CONFIRMING,
        placed_at=at,
        call=call,
        bpp_id=offer.bpp_id,
        bpp_uri=offer.bpp_uri,
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()


@contextmanager
def planted(changed: Mapping[str, str], *, longest_wait: float = 1.0, callbacks: bool = False) -> Iterator[Planted]:
    """Give a store, and the stand-ins in the mode that is asked for; `changed` are settings of the house."""
    web, redis = free_port(), free_port()
    secret = "callback-secret-of-the-evidence-" if callbacks else ""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "redis").mkdir()
        config = Config(bot_url=f"http://127.0.0.1:{web}", longest_wait=longest_wait, beckn_secret=secret)
        sandbox = stack.enter_context(running(config))
        log = stack.enter_context((folder / "redis.log").open("ab"))
        server = server_command(server_program(), port=redis, directory=folder / "redis")
        stack.callback(_end, subprocess.Popen(tethered(server), stdout=log, stderr=log))
        answers(redis, within=20)
        environment = {
            **os.environ,
            **demo_secrets.keep(folder / "secrets"),
            **sandbox.environment,
            "PORT": str(web),
            "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
            "DATA_DIR": str(folder),
            "CRASH_FILE": str(folder / "crash"),
            "PYTHONPATH": str(ROOT),
            **changed,
        }
        yield Planted(sandbox, load(environment), environment, folder, stack)
