"""The two ways in which a protocol server's client side answers: with the call, or by callbacks to our door."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from tools.beckn import hearing
from tools.beckn.callbacks import Awaited, Callbacks, entries_of
from tools.beckn.deviations import deviations
from tools.beckn.hearing import Heard, sorted_out
from tools.beckn.outgoing import Action, Outgoing
from tools.contract import Failure, ToolError
from tools.exchange import Answer, NotSent, TooLarge, Unanswered, exchange, http_client
from tools.reading import Json

Said = TypeVar("Said")

CONNECTIONS = 64
"""More than a worker has threads."""
SETTLED = 1.5
"""Seconds without another seller's answer after which a search of all sellers is complete."""


class Server(Protocol):
    """A protocol server's client side."""

    def ask(self, request: Outgoing, said: Callable[[Heard], Said], *, deadline: float, once: bool) -> Said:
        """Post a request and return what `said` makes of the answer, within `deadline` seconds.

        `once`: the request may have an effect, so a post whose answer was lost still waits for what it may have caused.
        Raises ToolError, NotSent, Unanswered or TooLarge.
        """
        ...

    def recall(self, request: Outgoing, said: Callable[[Heard], Said]) -> Said | None:
        """Return what a request that was sent before has been answered meanwhile, if that is known."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class _Post:
    """Posts requests, each over a connection of its own: of one that is just closing nothing is certain."""

    def __init__(self, client_url: str, deadline: float) -> None:
        self._url = client_url.rstrip("/")
        self._client = http_client(deadline=deadline, connections=CONNECTIONS, keep=0)

    def __call__(self, request: Outgoing, deadline: float) -> Answer:
        url, headers = f"{self._url}/{request.context.action}", {"Content-Type": "application/json"}
        built = self._client.build_request("POST", url, content=request.body(), headers=headers)
        return exchange(self._client, built, deadline=deadline)

    def close(self) -> None:
        self._client.close()


class SyncServer:
    """Answers 200 with all callbacks in `responses`."""

    def __init__(self, client_url: str, *, deadline: float, count: Callable[[str], None]) -> None:
        self._post = _Post(client_url, deadline)
        self._count = count

    def ask(self, request: Outgoing, said: Callable[[Heard], Said], *, deadline: float, once: bool) -> Said:
        """Post, and read the answer."""
        del once
        answer, context = self._post(request, deadline), request.context
        entries = hearing.entries_of(answer.status, answer.body)
        _note(entries, request, self._count)
        sellers = (None, context.bpp_id) if context.bpp_id else ()
        heard = sorted_out(entries, action=context.action, transaction=context.transaction_id, sellers=sellers)
        return said(heard)

    def recall(self, request: Outgoing, said: Callable[[Heard], Said]) -> Said | None:
        """Nothing is kept of an answer that was never read."""
        del request, said
        return None

    def close(self) -> None:
        """Let go of connections."""
        self._post.close()


class WebhookServer:
    """Answers 202 ACK; what sellers say comes to our door, and from there to whoever waits."""

    def __init__(self, client_url: str, callbacks: Callbacks, *, deadline: float, count: Callable[[str], None]) -> None:
        self._post = _Post(client_url, deadline)
        self._callbacks = callbacks
        self._count = count

    def ask(self, request: Outgoing, said: Callable[[Heard], Said], *, deadline: float, once: bool) -> Said:
        """Post, and wait for the callback; a search of all sellers for several."""
        ends = time.monotonic() + deadline
        awaited = self._callbacks.expect(request.context.transaction_id, request.context.action, deadline)
        lost: Exception | None = None
        try:
            self._posted(request, deadline)
        except NotSent:
            awaited.end()
            raise
        except (Unanswered, TooLarge, ToolError) as error:
            if not once or (isinstance(error, ToolError) and error.failure is Failure.REJECTED):
                awaited.end()
                raise
            lost = error
        try:
            return self._gathered(request, said, awaited, ends)
        except ToolError as error:
            if lost is not None and error.failure is Failure.SILENT:
                raise lost from None
            raise

    def recall(self, request: Outgoing, said: Callable[[Heard], Said]) -> Said | None:
        """Return what came for a call whose worker is no more."""
        context = request.context
        entries = entries_of(self._callbacks.kept(context.transaction_id, context.action))
        return _first(request, said, entries)

    def close(self) -> None:
        """Let go of connections."""
        self._post.close()

    def _posted(self, request: Outgoing, deadline: float) -> None:
        answer = self._post(request, deadline)
        if not hearing.is_acknowledged(hearing.accepted(answer.status, answer.body)):
            raise ToolError(Failure.GARBLED, "neither acknowledged nor refused: is the server in webhook mode?")

    def _gathered(self, request: Outgoing, said: Callable[[Heard], Said], awaited: Awaited, ends: float) -> Said:
        everybody = request.context.action is Action.SEARCH and request.context.bpp_id is None
        entries: list[Mapping[str, Json]] = []
        try:
            for fresh in _arriving(awaited, ends, settled=SETTLED if everybody else None):
                _note(fresh, request, self._count)
                entries += fresh
                found = None if everybody else _first(request, said, fresh)
                if found is not None:
                    return found
        finally:
            awaited.end()
        return said(_sorted(request, entries))


def _arriving(awaited: Awaited, ends: float, *, settled: float | None) -> Iterator[list[Mapping[str, Json]]]:
    """Yield callbacks as they come, until the deadline, or `settled` seconds after the last one."""
    until = ends
    while (left := until - time.monotonic()) > 0:
        fresh = entries_of(awaited.next(left))
        if fresh and settled is not None:
            until = min(ends, time.monotonic() + settled)
        yield fresh
    yield entries_of(awaited.end())


def _first(request: Outgoing, said: Callable[[Heard], Said], entries: Iterable[Mapping[str, Json]]) -> Said | None:
    """Return the first clear answer. One that does not fit may be to an earlier question: it is passed over.

    The server gives requests ids of its own, so no message_id says which question a callback answers.
    """
    for entry in entries:
        try:
            return said(_sorted(request, [entry]))
        except ToolError as error:
            if error.failure is Failure.REJECTED:
                raise
    return None


def _sorted(request: Outgoing, entries: list[Mapping[str, Json]]) -> Heard:
    """Sort callbacks, which always name their seller: of a call to one, others and the nameless are not heard."""
    context = request.context
    sellers = (context.bpp_id,) if context.bpp_id else ()
    return sorted_out(entries, action=context.action, transaction=context.transaction_id, sellers=sellers)


def _note(entries: Iterable[Mapping[str, Json]], request: Outgoing, count: Callable[[str], None]) -> None:
    for entry in entries:
        for kind in deviations(entry, request.context):
            count(f"beckn_deviation:{kind}")
