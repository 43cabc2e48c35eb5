"""The script that puts the web chat on any page: a button, and the chat in a frame behind it."""

from typing import Final

from flask import Blueprint, Response, render_template

from bot.web.parts import Parts
from bot.web.visitors import Site
from bot.web.words import page_words

_NEEDED: Final = ("title", "open")
"""The words that are needed before the chat is opened."""


def blueprint(parts: Parts) -> Blueprint:
    """Return the route. The script is the same for everybody and sets nothing."""
    origin = Site(parts.settings.public_url).origin
    spoken = page_words("chat", parts.settings.locales)
    words = {locale: {name: known[name] for name in _NEEDED} for locale, known in spoken.items()}
    routes = Blueprint("embed", __name__, template_folder="templates", url_prefix="/chat")

    def script() -> Response:
        response = Response(render_template("embed.js", words=words, origin=origin), mimetype="text/javascript")
        response.headers["Cache-Control"] = "public, max-age=3600"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    routes.add_url_rule("/embed.js", "script", script)
    return routes
