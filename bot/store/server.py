"""Is this Redis fit to be the only store? It must keep what it acknowledged and never throw anything out."""

from collections.abc import Mapping

from bot.store.away import Unavailable, reaching
from bot.store.beating import PROCESSES, alive
from bot.store.runners import Blocking


class UnfitServer(Exception):
    """The server would lose or evict data: refuse to start."""


def check(runner: Blocking) -> None:
    """Raise UnfitServer unless the append-only file is on and nothing is evicted. Raises Unavailable."""
    with reaching("config_get"):
        found = runner.redis.config_get("appendonly", "maxmemory-policy")
    kept = {_word(name): _word(value) for name, value in found.items()}
    if kept.get("appendonly") != "yes":
        raise UnfitServer("Redis keeps no append-only file: set `appendonly yes`, or acknowledged messages are lost.")
    if kept.get("maxmemory-policy") != "noeviction":
        raise UnfitServer("Redis may evict data: set `maxmemory-policy noeviction`.")


def _word(value: bytes | str | None) -> str | None:
    return value.decode() if isinstance(value, bytes) else value


def living(runner: Blocking) -> Mapping[str, bool]:
    """Say whether Redis answers, and which processes gave a sign of life."""
    try:
        signs = runner.run(alive(PROCESSES))
    except Unavailable:
        return {"redis": False, **dict.fromkeys(PROCESSES, False)}
    return {"redis": True, **signs}
