"""The console's blueprint: its rooms in one literal table, its headers, and the page that says what was refused."""

from collections.abc import Callable, Sequence
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from bot.web.console import campaigns, contacts, entering, events, health
from bot.web.console.access import Door
from bot.web.console.pages import forget_said
from bot.web.webhooks import refusal
from channels.errors import WebhookRejected

ROOMS: Final[Sequence[Callable[[Blueprint, Door], None]]] = (
    entering.add,
    contacts.add,
    campaigns.add,
    events.add,
    health.add,
)
"""What adds its pages to the console."""

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with "no-referrer" a browser sends no Origin with a form, and we look at it
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def blueprint(door: Door) -> Blueprint:
    """Return every page of the console; who may see one stands on its view."""
    routes = Blueprint(
        "console", __name__, template_folder="../templates", static_folder="../static", url_prefix="/console"
    )
    for add in ROOMS:
        add(routes, door)

    def harden(response: Response) -> Response:
        response.headers.extend({name: words for name, words in _HEADERS.items() if name not in response.headers})
        if request.endpoint != "console.static":
            response.headers["Cache-Control"] = "no-store"
        return response

    routes.after_request(forget_said)
    routes.after_request(harden)
    routes.register_error_handler(HTTPException, _problem)
    routes.register_error_handler(WebhookRejected, refusal)
    return routes


def _problem(error: HTTPException) -> Response:
    return make_response(render_template("console/problem.html", name=error.name, code=error.code), error.code or 500)
