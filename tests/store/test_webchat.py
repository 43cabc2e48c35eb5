"""The web chat's streams on a real server: what a visitor is told lies there sealed, once, and comes out as it was."""

from collections.abc import Iterator

import pytest
import redis

from bot.store.codec import Codec
from bot.store.runners import Blocking
from bot.store.sealing import Sealer
from bot.store.webchat import ChatStreams, append, read

SEALER = Sealer({"k1": b"1" * 32}, b"hash key of the tests")
FRAME = b'{"type":"message","text":"Thank you, Ada Example."}'


@pytest.fixture
def runner(redis_url: str) -> Iterator[Blocking]:
    runner = Blocking(redis_url)
    yield runner
    runner.close()


@pytest.fixture
def server(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


def test_what_a_visitor_is_told_never_lies_in_the_store_in_clear(runner: Blocking, server: redis.Redis) -> None:
    entry = runner.run(append("v1", "d1", FRAME, SEALER))
    assert runner.run(append("v1", "d1", FRAME, SEALER)) == entry
    assert ChatStreams(runner, Codec(SEALER)).read("v1", "0") == ((entry, FRAME),)
    assert runner.run(read("v1", entry, SEALER)) == ()
    stored = repr(server.xrange("chat:v1"))
    assert entry in stored
    assert "Ada Example" not in stored


def test_a_frame_that_cannot_be_opened_keeps_no_other_from_its_visitor(runner: Blocking, server: redis.Redis) -> None:
    for damaged in (b"k1.AAAA", b"k9.AAAA", b"{}", b"k1." + b"A" * 80):
        server.xadd("chat:v1", {"frame": damaged})
    entry = runner.run(append("v1", "d1", FRAME, SEALER))
    assert runner.run(read("v1", "0", SEALER)) == ((entry, FRAME),)
