"""The chat's socket under the real server: who gets in, what is said, and that nothing is lost."""

import json
import signal
from http.client import HTTPConnection
from typing import Any, Self

import pytest
import websocket

from tests.web.standin import Served


class Browser:
    """A visitor: the page's cookie, fresh tickets, sockets."""

    def __init__(self, server: Served) -> None:
        self.server = server
        self.cookie = self.ask("GET", "/chat", {})[1]["Set-Cookie"].split(";")[0]

    def ask(self, method: str, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        read = (answer.status, dict(answer.getheaders()), answer.read())
        connection.close()
        return read

    def ticket(self) -> str:
        headers = {"Origin": self.server.url, "Cookie": self.cookie}
        _, _, body = self.ask("POST", "/chat/ticket", headers)
        return str(json.loads(body)["ticket"])

    def socket(self, ticket: str, origin: str | None = None, cookie: str | None = None) -> "Line":
        return Line(
            websocket.create_connection(
                f"ws://127.0.0.1:{self.server.port}/chat/socket?ticket={ticket}",
                origin=self.server.url if origin is None else origin,
                cookie=self.cookie if cookie is None else cookie,
                suppress_origin=origin == "",
                timeout=10,
            )
        )

    def open(self, after: str = "0") -> "Line":
        line = self.socket(self.ticket())
        line.say({"type": "resume", "after": after})
        return line


class Line:
    """One open socket, closed with the test."""

    def __init__(self, connection: websocket.WebSocket) -> None:
        self.connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.shutdown()

    def say(self, frame: dict[str, str]) -> None:
        self.connection.send(json.dumps(frame))

    def hear(self, wanted: str) -> dict[str, Any]:
        """Return the next frame of a type; others in between belong to other questions."""
        while True:
            heard: dict[str, Any] = json.loads(self.connection.recv())
            if heard["type"] == wanted:
                return heard

    def closing(self) -> int:
        while True:
            kind, frame = self.connection.recv_data(control_frame=True)
            if kind == websocket.ABNF.OPCODE_CLOSE:
                return int.from_bytes(frame[:2], "big")


@pytest.fixture
def browser(server: Served) -> Browser:
    return Browser(server)


def test_what_is_said_is_accepted_and_answered(browser: Browser) -> None:
    with browser.open() as line:
        line.say({"type": "message", "id": "a1", "text": "Hi"})
        assert line.hear("message")["text"] == "You said Hi"
    with browser.open() as line:
        line.say({"type": "tap", "id": "a2", "choice": "c:1", "label": "Go on"})
        assert line.hear("accepted") == {"type": "accepted", "id": "a2"}


def test_a_reconnect_resumes_after_the_last_message_and_loses_nothing(browser: Browser) -> None:
    with browser.open() as line:
        line.say({"type": "message", "id": "a1", "text": "1|2|3|4|5"})
        first = line.hear("message")
        assert first["text"] == "You said 1"
    with browser.open(after=str(first["id"])) as line:
        assert [line.hear("message")["text"] for _ in range(4)] == [f"You said {number}" for number in (2, 3, 4, 5)]
    with browser.open() as line:
        assert line.hear("message") == first


def test_what_a_visitor_said_before_is_told_to_who_asks(browser: Browser) -> None:
    with browser.open() as line:
        line.say({"type": "message", "id": "a1", "text": "Hi"})
        line.hear("message")
    with browser.socket(browser.ticket()) as line:
        line.say({"type": "history"})
        (said,) = line.hear("history")["lines"]
        assert (said["who"], said["text"], said["earlier"]) == ("you", "Hi", False)


def test_two_tabs_of_a_visitor_hear_the_same_and_another_visitor_nothing(browser: Browser, server: Served) -> None:
    other = Browser(server)
    with browser.open() as one, browser.open() as two, other.open() as stranger:
        one.say({"type": "message", "id": "a1", "text": "Hi"})
        assert one.hear("message") == two.hear("message")
        stranger.say({"type": "message", "id": "a1", "text": "Bye"})
        assert stranger.hear("message")["text"] == "You said Bye"


@pytest.mark.parametrize("origin", ["", "null", "http://evil.example", "{url}.evil.example", "{url}/", "https{rest}"])
def test_only_our_own_page_opens_a_socket(origin: str, browser: Browser) -> None:
    url = browser.server.url
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        browser.socket(browser.ticket(), origin.format(url=url, rest=url.removeprefix("http")))
    assert refused.value.status_code == 403


def test_a_ticket_opens_one_socket_of_its_own_visitor(browser: Browser, server: Served) -> None:
    ticket = browser.ticket()
    with browser.socket(ticket):
        pass
    other = Browser(server)
    for shown, cookie in ((ticket, None), ("made-up", None), (other.ticket(), None), (browser.ticket(), "")):
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            browser.socket(shown, cookie=cookie)
        assert refused.value.status_code == 403


def test_a_plain_request_or_a_broken_handshake_is_refused(browser: Browser) -> None:
    assert browser.ask("GET", "/chat/socket", {})[0] == 400
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Origin": browser.server.url, "Cookie": browser.cookie}
    status, _, body = browser.ask("GET", f"/chat/socket?ticket={browser.ticket()}", upgrade)
    assert (status, body) == (400, b"no handshake\n")


def test_a_malformed_frame_is_answered_and_the_line_stays_open(browser: Browser) -> None:
    with browser.open() as line:
        for frame in ("{", "[]", '{"type":"shout"}', '{"type":"message","id":"a1","text":""}'):
            line.connection.send(frame)
            assert line.hear("error") == {"type": "error", "reason": "malformed"}
        line.connection.send_binary(b"x")
        assert line.hear("error")["reason"] == "malformed"
        line.say({"type": "message", "id": "a1", "text": "Hi"})
        assert line.hear("accepted")["id"] == "a1"


def test_a_frame_over_eight_kilobytes_closes_the_line(browser: Browser) -> None:
    with browser.open() as line:
        line.connection.send("x" * 8193)
        assert line.closing() == 1009


def test_what_could_not_be_kept_is_told_so_that_the_browser_says_it_again(browser: Browser) -> None:
    with browser.open() as line:
        line.say({"type": "message", "id": "a1", "text": "out of order"})
        assert line.hear("error") == {"type": "error", "reason": "try_again", "id": "a1"}
        line.say({"type": "message", "id": "a2", "text": "break"})
        assert line.closing() == 1011


def test_thirty_frames_a_minute_are_heard_and_a_flood_closes_the_line(browser: Browser) -> None:
    with browser.open() as line:
        for number in range(32):
            line.say({"type": "message", "id": f"a{number}", "text": "Hi"})
        assert line.hear("error") == {"type": "error", "reason": "too_fast"}
    with browser.socket(browser.ticket()) as line:
        for number in range(31):  # none is left unread, or the end would be a reset
            line.say({"type": "message", "id": f"b{number}", "text": "Hi"})
        assert line.closing() == 1008


def test_a_visitor_has_five_sockets_at_most(browser: Browser) -> None:
    lines = [browser.open() for _ in range(5)]
    for line in lines:
        line.say({"type": "message", "id": "same", "text": "x"})
        line.hear("accepted")
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        browser.open()
    assert refused.value.status_code == 429
    for line in lines:
        line.connection.shutdown()


def test_a_log_out_closes_every_socket_of_the_visitor_and_refuses_its_token(browser: Browser) -> None:
    with browser.open() as one, browser.socket(browser.ticket()) as two:
        one.say({"type": "message", "id": "a1", "text": "Hi"})
        one.hear("accepted")
        headers = {"Origin": browser.server.url, "Cookie": browser.cookie}
        assert browser.ask("POST", "/chat/leave", headers)[0] == 204
        for line in (one, two):
            line.say({"type": "message", "id": "a2", "text": "Still here?"})
            assert line.closing() == 4001
        assert browser.ask("POST", "/chat/ticket", headers)[0] == 403


def test_no_compression_is_agreed_on(browser: Browser) -> None:
    ticket = browser.ticket()
    connection = websocket.create_connection(
        f"ws://127.0.0.1:{browser.server.port}/chat/socket?ticket={ticket}",
        origin=browser.server.url,
        cookie=browser.cookie,
        header=["Sec-WebSocket-Extensions: permessage-deflate"],
        timeout=10,
    )
    assert "sec-websocket-extensions" not in (connection.getheaders() or {})
    connection.shutdown()


def test_a_server_that_ends_sends_everybody_away_at_once(ending_server: Served) -> None:
    browser = Browser(ending_server)
    kept = HTTPConnection("127.0.0.1", browser.server.port, timeout=10)
    kept.request("GET", "/health/live")
    kept.getresponse().read()  # a connection that is kept open and idle
    with browser.open() as line:
        browser.server.process.send_signal(signal.SIGTERM)
        assert line.closing() == 1012
    assert browser.server.process.wait(timeout=20) == 0
    kept.close()
