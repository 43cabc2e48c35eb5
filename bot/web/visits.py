"""What the chat's script asks for: a session, a ticket that opens a socket, and to be logged out."""

import hashlib
from collections.abc import Mapping

import orjson
from flask import Blueprint, Response, abort, request

from bot.store.visitors import Opened, Visit, Wait
from bot.web import guard
from bot.web.bodies import read_body
from bot.web.parts import Parts
from bot.web.visitors import Site
from bot.web.webhooks import refusal
from channels.errors import WebhookRejected
from channels.webchat import read_said


def blueprint(parts: Parts) -> Blueprint:
    """Return the routes; who may ask is in guard.NEEDS."""
    site = Site(parts.settings.public_url)
    routes = Blueprint("visits", __name__, url_prefix="/chat")

    def session() -> Response:
        token = site.token(request)
        said = read_said(read_body(request.environ))
        try:
            found = parts.visitors.new() if token is None else parts.visitors.exchange(token, said)
        except Wait:
            abort(409)
        visit = visit_of(found)
        told: Mapping[str, str | bool] = {"conversation": conversation(visit.visitor), "proven": visit.proven}
        return remembered(_json(told), site, token, found)

    def ticket() -> Response:
        return _json({"ticket": parts.tickets.issue(guard.visit().visitor)})

    def leave() -> Response:
        parts.visitors.end(guard.visit().key)
        response = Response(status=204)
        site.forget(response)
        return response

    routes.add_url_rule("/session", "session", session, methods=["POST"])
    routes.add_url_rule("/ticket", "ticket", ticket, methods=["POST"])
    routes.add_url_rule("/leave", "leave", leave, methods=["POST"])
    routes.register_error_handler(WebhookRejected, refusal)
    return routes


def visit_of(found: Visit | Opened) -> Visit:
    """Return whose visit it is, under a new token or not."""
    return found.visit if isinstance(found, Opened) else found


def conversation(visitor: str) -> str:
    """Return what names the conversation in the page, where the visitor's id has no business."""
    return hashlib.sha256(visitor.encode()).hexdigest()[:16]


def remembered(response: Response, site: Site, token: str | None, found: Visit | Opened | None) -> Response:
    """Let the browser keep its token: the new one, or the one that it has for so much longer."""
    response.headers["Cache-Control"] = "no-store"
    kept = found.token if isinstance(found, Opened) else token
    if found is not None and kept is not None:
        site.remember(response, kept)
    return response


def _json(answer: Mapping[str, str | bool]) -> Response:
    response = Response(orjson.dumps(answer), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
