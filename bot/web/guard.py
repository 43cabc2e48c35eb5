"""Who may come through which door: one literal table, and one check before every request."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from flask import Flask, abort, g, request
from werkzeug.wrappers import Response

from bot.store.visitors import Visit
from bot.web.console.access import Guarded, door
from bot.web.parts import Parts
from bot.web.visitors import Site


class Need(StrEnum):
    """What a route wants of whoever asks."""

    NOTHING = "nothing"
    SIGNATURE = "signature"  # of a provider: its channel verifies it before it reads anything
    PAGE = "page"  # our own page: the exact Origin
    VISITOR = "visitor"  # our own page, and a good token
    KEY = "key"  # of the utility's own systems: its own route reads it
    LINK = "link"  # an address that we signed not long ago: its own route reads it


NEEDS: Final[Mapping[str, Need]] = {
    "front": Need.NOTHING,
    "health.live": Need.NOTHING,
    "health.ready": Need.NOTHING,
    "health.metrics": Need.NOTHING,
    "webhooks.telegram": Need.SIGNATURE,
    "webhooks.twilio": Need.SIGNATURE,
    "webhooks.twilio_status": Need.SIGNATURE,
    "webhooks.beckn": Need.SIGNATURE,  # a secret in the address: its server signs nothing
    "announcing.announce": Need.KEY,
    "chat.show": Need.NOTHING,
    "embed.script": Need.NOTHING,
    "chat.static": Need.NOTHING,
    "media.picture": Need.LINK,
    "visits.session": Need.PAGE,
    "visits.ticket": Need.VISITOR,
    "visits.leave": Need.VISITOR,
    "chat_socket.open_socket": Need.VISITOR,
    "console.static": Need.NOTHING,
    "console.sign_in": Need.NOTHING,  # what it takes, it takes from our own page
}
"""What each endpoint needs. One that is not here and whose view says no roles (`needs`) stops the start."""


class Unguarded(Exception):
    """A route stands in no line of the table."""


def watch(app: Flask, parts: Parts) -> None:
    """Check every request from now on. Raises Unguarded for a route that neither the table nor a role guards."""
    guarded = {name for name, view in app.view_functions.items() if isinstance(view, Guarded)}
    forgotten = sorted({rule.endpoint for rule in app.url_map.iter_rules()} - NEEDS.keys() - guarded)
    if forgotten:
        raise Unguarded(", ".join(forgotten))
    site = Site(parts.settings.public_url)
    checks: Mapping[Need, Callable[[], None]] = {
        Need.PAGE: lambda: _page(site),
        Need.VISITOR: lambda: _visitor(site, parts),
    }

    def check() -> Response | None:
        view = app.view_functions.get(request.endpoint or "")
        if isinstance(view, Guarded):
            return door().admit(view)
        needed = checks.get(NEEDS[request.endpoint]) if request.endpoint else None
        if needed is not None:
            needed()
        return None

    app.before_request(check)


def visit() -> Visit:
    """Return who asks, on a route that needs a visitor."""
    found: Visit = g.visit
    return found


def _page(site: Site) -> None:
    if not site.is_ours(request):
        abort(403)


def _visitor(site: Site, parts: Parts) -> None:
    _page(site)
    token = site.token(request)
    found = None if token is None else parts.visitors.look(token)
    if found is None:
        abort(403)
    g.visit = found
