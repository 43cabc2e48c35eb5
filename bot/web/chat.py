"""The web chat's page, and the socket's door."""

from typing import Final

from flask import Blueprint, Response, abort, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from flask_sock import Sock
from simple_websocket import Server
from werkzeug.exceptions import ServiceUnavailable
from wsproto.utilities import RemoteProtocolError

from bot.store.visitors import Opened, Visit, Wait
from bot.web import guard
from bot.web.parts import Parts
from bot.web.sockets import Sockets
from bot.web.talk import Talk
from bot.web.visitors import Site
from bot.web.visits import conversation, remembered, visit_of
from bot.web.wire import prepare
from bot.web.words import page_words

SOCKETS_A_VISITOR: Final = 5
FRAME_BYTES: Final = 8192
PING_SECONDS: Final = 25
AGAIN_SECONDS: Final = 10


def page(parts: Parts) -> Blueprint:
    """Return the page and its files."""
    site = Site(parts.settings.public_url)
    words = page_words("chat", parts.settings.locales)
    policy = _policy(site, parts.settings.chat_embed_origins)
    routes = Blueprint("chat", __name__, template_folder="templates", static_folder="static", url_prefix="/chat")

    def show() -> Response:
        locale = _locale(tuple(words))
        token = site.token(request)
        found: Visit | Opened | None = None
        try:
            found = parts.visitors.new() if token is None else parts.visitors.exchange(token, ())
            visit = visit_of(found)
        except Wait as wait:  # the page's script knows what this browser said
            visit = Visit(wait.visitor, "")
        html = render_template(
            "chat.html",
            words=words[locale],
            locale=locale,
            locales=words,
            origin=site.origin,
            conversation=conversation(visit.visitor),
            proven=visit.proven,
            embedded="embedded" in request.args,
        )
        response = Response(html)
        response.headers["Content-Security-Policy"] = policy
        return remembered(response, site, token, found)

    routes.add_url_rule("", "show", show)
    return routes


def socket(parts: Parts, sockets: Sockets) -> Blueprint:
    """Return the socket. Only our own page, with a fresh ticket of the same visitor, gets through."""
    routes = Blueprint("chat_socket", __name__)

    def admit() -> None:
        visitor = guard.visit().visitor
        if parts.tickets.redeem(request.args.get("ticket", "")) != visitor:
            abort(403)
        if sockets.count(visitor) >= SOCKETS_A_VISITOR:
            abort(429)
        if sockets.full():
            raise ServiceUnavailable(retry_after=AGAIN_SECONDS)
        prepare(request.environ)

    def open_socket(ws: Server) -> None:
        Talk(ws, guard.visit(), parts, sockets).run()

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
