"""The console's front, its sign-in and sign-out, and the page where an operator proves once more who they are."""

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Final

import gevent
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as Answer

from bot.signing import Attempt, Refused, TooOften
from bot.web.console.access import Door, View, needs, onward, operator, signed, unmasked
from bot.web.console.pages import noticed, page

AT_ONCE: Final = 2
"""Passwords that are tried at once: each takes 64 MiB."""
PATIENCE: Final = 20
"""Seconds that a password waits for its turn."""
_WRONG: Final = "The name, the password or the code is wrong. A code counts once: wait for the next one."
_turns = BoundedSemaphore(AT_ONCE)


def add(routes: Blueprint, door: Door) -> None:
    """Add these pages to the console."""

    @needs()
    def front() -> Response:
        return page("front.html", roles=sorted(operator().roles))

    @needs()
    def sign_out() -> Answer:
        door.parts.signing.sign_out(signed())
        return door.forget(redirect(url_for("console.sign_in"), 303))

    @needs()
    def sessions() -> Answer:
        here = url_for("console.sessions")
        if request.method == "GET":
            return page("sessions.html", sessions=door.parts.signing.sessions(signed()), own=signed().console.key)
        if not unmasked():
            return redirect(url_for("console.prove", to=here), 303)
        door.parts.signing.sign_out_everywhere(operator().name, operator().name)
        return door.forget(redirect(url_for("console.sign_in"), 303))

    routes.add_url_rule("", "front", front)
    routes.add_url_rule("/sign-in", "sign_in", _signing_in(door), methods=["GET", "POST"])
    routes.add_url_rule("/prove", "prove", needs()(_proving(door)), methods=["GET", "POST"])
    routes.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    routes.add_url_rule("/sessions", "sessions", sessions, methods=["GET", "POST"])


def _signing_in(door: Door) -> View:
    def sign_in() -> Answer:
        to = onward(request.args.get("to", ""))
        if request.method == "GET":
            return _sign_in_page(to)
        door.take_form()
        to, attempt = onward(request.form.get("to", "")), _attempt(request.form.get("name", "").strip(), door)
        try:
            token = door.parts.signing.sign_in(attempt, door.token(), _aside)
        except (Refused, TooOften) as refused:
            return _again(refused, lambda trouble: _sign_in_page(to, attempt.name, trouble))
        return door.remember(redirect(to, 303), token)

    return sign_in


def _proving(door: Door) -> View:
    def prove() -> Answer:
        to = onward(request.values.get("to", ""))
        if request.method == "GET":
            return page("prove.html", to=to)
        attempt = _attempt(operator().name, door)
        try:
            token = door.parts.signing.prove(signed(), attempt, _aside)
        except (Refused, TooOften) as refused:
            return _again(refused, lambda trouble: page("prove.html", to=to, trouble=trouble))
        return door.remember(noticed(redirect(to, 303), "Personal data is shown for five minutes."), token)

    return prove


def _attempt(name: str, door: Door) -> Attempt:
    code = "".join(request.form.get("code", "").split())
    return Attempt(name, request.form.get("password", ""), code, door.place())


def _sign_in_page(to: str, name: str = "", trouble: str = "") -> Response:
    return make_response(render_template("console/sign_in.html", to=to, name=name, trouble=trouble))


def _again(refused: Refused | TooOften, shown: Callable[[str], Response]) -> Response:
    """Show the form once more: alike, whatever was wrong."""
    if isinstance(refused, TooOften):
        minutes = -(-refused.seconds // 60)
        response = shown(f"That was wrong too often. Try again in {minutes} min.")
        response.status_code = 429
        response.headers["Retry-After"] = str(refused.seconds)
        return response
    response = shown(_WRONG)
    response.status_code = 403
    return response


def _aside(long: Callable[[], bool]) -> bool:
    """Hash a password in a thread, so that webhooks and chats go on; who waits too long for a turn has none."""
    if not _turns.acquire(timeout=PATIENCE):
        raise ServiceUnavailable(retry_after=PATIENCE)
    try:
        done: bool = gevent.get_hub().threadpool.apply(long)
        return done
    finally:
        _turns.release()
