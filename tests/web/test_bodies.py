"""A request's body is read whole, in time, or refused."""

import gevent
import pytest

from bot.web.bodies import read_body
from channels.errors import WebhookRejected


class _Dripping:
    """A body that never comes to its end."""

    def read(self, _size: int, /) -> bytes:
        gevent.sleep(60)
        return b""


def test_a_body_that_drips_is_refused_when_its_time_is_over() -> None:
    environ = {"wsgi.input": _Dripping(), "CONTENT_LENGTH": "10"}
    with pytest.raises(WebhookRejected) as refused:
        read_body(environ, seconds=0.05)
    assert (refused.value.status, refused.value.reason) == (408, "the body takes too long")
