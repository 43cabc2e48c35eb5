"""Asking the network: reads once more where that is harmless, confirms once; every end has a name and is counted."""

import time
from collections.abc import Callable
from typing import TypeVar

from tools.beckn.hearing import Heard
from tools.beckn.outgoing import Action, Outgoing
from tools.beckn.servers import Server
from tools.breaker import Breaker, Open
from tools.contract import Failure, ToolError
from tools.exchange import NotSent, TooLarge, TooSlow, Unanswered

Said = TypeVar("Said")

ANSWERED_BY_ONE = frozenset({Action.SELECT, Action.INIT, Action.CONFIRM, Action.CANCEL})
"""Calls that a seller who is well always answers. To a search there may be no offer, to a status no order."""


class Asking:
    """The calls of one client; `count` is told by name what happened. Thread-safe."""

    def __init__(self, server: Server, *, deadline: float, count: Callable[[str], None]) -> None:
        self._server = server
        self._deadline = deadline
        self._count = count
        self._breaker = Breaker(lambda what: count(f"beckn_breaker:{what}"))

    def open_circuits(self) -> int:
        """Return how many sellers, or the protocol server itself, are being left alone now."""
        return self._breaker.open_circuits()

    def read(self, request: Outgoing, said: Callable[[Heard], Said]) -> Said:
        """Send a call that changes nothing; once more where the connection failed and time is left."""
        return self._counted(request, lambda: self._read(request, said))

    def write(self, request: Outgoing, said: Callable[[Heard], Said]) -> Said:
        """Send a confirm once. Only a clear answer is an answer; what certainly was not sent is UNAVAILABLE."""
        return self._counted(request, lambda: self._write(request, said))

    def _read(self, request: Outgoing, said: Callable[[Heard], Said]) -> Said:
        ends = time.monotonic() + self._deadline
        repeated = False
        while True:
            try:
                return self._through(request, said, deadline=ends - time.monotonic(), once=False)
            except TooSlow:
                raise ToolError(Failure.SILENT, "the protocol server did not answer in time") from None
            except TooLarge:
                raise ToolError(Failure.GARBLED, "the answer was too large") from None
            except (NotSent, Unanswered) as error:
                if repeated or isinstance(error, Open) or time.monotonic() >= ends:
                    raise ToolError(Failure.UNAVAILABLE, f"no answer: {error}") from None
                repeated = True

    def _write(self, request: Outgoing, said: Callable[[Heard], Said]) -> Said:
        try:
            return self._through(request, said, deadline=self._deadline, once=True)
        except NotSent as error:
            raise ToolError(Failure.UNAVAILABLE, f"nothing was sent: {error}") from None
        except (Unanswered, TooLarge) as error:
            raise ToolError(Failure.UNKNOWN, f"sent, no answer read: {error}") from None
        except ToolError as error:
            if error.failure is Failure.REJECTED:
                raise
            raise ToolError(Failure.UNKNOWN, f"sent, no clear answer: {error}") from None

    def _through(self, request: Outgoing, said: Callable[[Heard], Said], *, deadline: float, once: bool) -> Said:
        directed = request.context.action in ANSWERED_BY_ONE
        counterpart = request.context.bpp_id or ""

        def is_fault(error: BaseException) -> bool:
            if isinstance(error, ToolError):
                return error.failure is Failure.UNAVAILABLE or (directed and error.failure is Failure.SILENT)
            return isinstance(error, NotSent | Unanswered)

        with self._breaker.through(counterpart, is_fault=is_fault, may_probe=not once):
            return self._server.ask(request, said, deadline=deadline, once=once)

    def _counted(self, request: Outgoing, ask: Callable[[], Said]) -> Said:
        outcome = "broken"
        try:
            answer = ask()
            outcome = "answered"
        except ToolError as error:
            outcome = error.failure
            raise
        finally:
            self._count(f"beckn_answers:{request.context.action}:{outcome}")
        return answer
