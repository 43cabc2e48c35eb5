"""The web chat's page, the tickets that open its socket, and the socket's door."""

import hashlib
from typing import Final

import orjson
from flask import Blueprint, Response, abort, g, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from flask_sock import Sock
from simple_websocket import Server
from wsproto.utilities import RemoteProtocolError

from bot.web.parts import Parts
from bot.web.sockets import Sockets
from bot.web.talk import Talk
from bot.web.visitors import Site, new_token, visitor_of
from bot.web.wire import prepare
from bot.web.words import page_words

SOCKETS_A_VISITOR: Final = 5
FRAME_BYTES: Final = 8192
PING_SECONDS: Final = 25


def page(parts: Parts) -> Blueprint:
    """Return the page, its files and its tickets."""
    site = Site(parts.settings.public_url)
    words = page_words("chat", parts.settings.locales)
    policy = _policy(site, parts.settings.chat_embed_origins)
    routes = Blueprint("chat", __name__, template_folder="templates", static_folder="static", url_prefix="/chat")

    def show() -> Response:
        locale = _locale(tuple(words))
        token = site.token(request) or new_token()
        conversation = hashlib.sha256(visitor_of(token).encode()).hexdigest()[:16]
        html = render_template(
            "chat.html",
            words=words[locale],
            locale=locale,
            locales=words,
            origin=site.origin,
            conversation=conversation,
        )
        response = Response(html)
        response.headers["Content-Security-Policy"] = policy
        response.headers["Cache-Control"] = "no-store"
        site.remember(response, token)
        return response

    def ticket() -> Response:
        token = site.token(request)
        if not site.is_ours(request) or token is None:
            abort(403)
        issued = parts.tickets.issue(visitor_of(token))
        response = Response(orjson.dumps({"ticket": issued}), mimetype="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response

    routes.add_url_rule("", "show", show)
    routes.add_url_rule("/ticket", "ticket", ticket, methods=["POST"])
    routes.after_request(_harden)
    return routes


def socket(parts: Parts, sockets: Sockets) -> Blueprint:
    """Return the socket. Only our own page, with a fresh ticket of the same visitor, gets through."""
    site = Site(parts.settings.public_url)
    routes = Blueprint("chat_socket", __name__)

    def admit() -> None:
        token = site.token(request)
        if not site.is_ours(request) or token is None:
            abort(403)
        visitor = visitor_of(token)
        if parts.tickets.redeem(request.args.get("ticket", "")) != visitor:
            abort(403)
        if sockets.count(visitor) >= SOCKETS_A_VISITOR:
            abort(429)
        prepare(request.environ)
        g.visitor = visitor

    def open_socket(ws: Server) -> None:
        Talk(ws, g.visitor, parts, sockets).run()

    def configure(state: BlueprintSetupState) -> None:
        state.app.config["SOCK_SERVER_OPTIONS"] = {"ping_interval": PING_SECONDS, "max_message_size": FRAME_BYTES}

    routes.record(configure)
    routes.before_request(admit)
    routes.register_error_handler(RemoteProtocolError, _no_handshake)
    Sock().route("/chat/socket", bp=routes)(open_socket)
    return routes


def _no_handshake(_: RemoteProtocolError) -> Response:
    return Response("no handshake\n", status=400, mimetype="text/plain", headers={"Connection": "close"})


def _locale(locales: tuple[str, ...]) -> str:
    asked = request.args.get("lang", "")
    return asked if asked in locales else request.accept_languages.best_match(locales) or locales[0]


def _policy(site: Site, embed_origins: tuple[str, ...]) -> str:
    socket_origin = "ws" + site.origin.removeprefix("http")
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"connect-src 'self' {socket_origin}",
            "img-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            " ".join(("frame-ancestors 'self'", *embed_origins)),
            "require-trusted-types-for 'script'",
        )
    )


def _harden(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
