"""Shows pictures of ours at signed addresses: to providers, to the chat's page, to whoever taps a link."""

from flask import Blueprint, Response, abort

from bot.store.pictures import ShownTooOften
from bot.web.parts import Parts


def blueprint(parts: Parts) -> Blueprint:
    """Return the route. The address itself says that it may be opened, and for how long."""
    routes = Blueprint("media", __name__, url_prefix="/media")

    def picture(token: str) -> Response:
        try:
            png = parts.pictures.show(token)
        except ShownTooOften:
            abort(429)
        if png is None:
            abort(404)
        response = Response(png, mimetype="image/png")
        response.headers["Cache-Control"] = "private, no-store"
        return response

    routes.add_url_rule("/<token>.png", "picture", picture)
    return routes
