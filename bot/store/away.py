"""What Redis says, or leaves unsaid, while it cannot be reached or takes nothing: to be tried again, never a fault."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

_AWAY = (RedisConnectionError, RedisTimeoutError, OutOfMemoryError, ReadOnlyError, RuntimeError)
"""uvloop has a plain RuntimeError for writing to a connection that the other side has reset."""
_REFUSALS = ("NOREPLICAS ", "MISCONF ", "MASTERDOWN ")
"""How answers begin that the client has no error of its own for: too few replicas, a full disk, a lost primary."""


class Unavailable(Exception):
    """Redis did not answer, or takes nothing now: what was asked may or may not have been done."""


def is_away(failure: object) -> bool:
    """Tell whether what an operation of Redis ended with means that it is away."""
    return isinstance(failure, _AWAY) or (isinstance(failure, ResponseError) and str(failure).startswith(_REFUSALS))


@contextmanager
def reaching(what: str) -> Iterator[None]:
    """Raise Unavailable, which names what was asked, where Redis is away."""
    try:
        yield
    except (RedisError, RuntimeError) as failure:
        if not is_away(failure):
            raise
        raise Unavailable(what) from failure
