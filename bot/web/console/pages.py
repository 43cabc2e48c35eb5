"""How every page of the console is made: with its navigation, a form's mark, and a short notice of what was done."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote

from flask import Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from bot.web.console.access import door, onward, operator, sees, unmasked

NAVIGATION: Final[Mapping[str, str]] = {
    "console.front": "Overview",
    "console.cases": "Cases",
    "console.contacts": "Contacts",
    "console.campaigns": "Campaigns",
    "console.events": "Events",
    "console.health": "Health",
}
"""The pages that are reached from everywhere, in their order; who may not see one is not shown it."""

_SAID_SECONDS: Final = 60
_SAID_CHARACTERS: Final = 500


def page(template: str, **values: object) -> Response:
    """Return a page from `templates/console/`."""
    known = {
        "navigation": {endpoint: words for endpoint, words in NAVIGATION.items() if sees(endpoint)},
        "operator": operator(),
        "unmasked": unmasked(),
        "sees": sees,
        "said": unquote(request.cookies.get(_said(), ""))[:_SAID_CHARACTERS],
        "here": onward(request.full_path.rstrip("?")),
    }
    g.said = bool(known["said"])
    return make_response(render_template(f"console/{template}", **known, **values))


def first_of(many: int) -> int:
    """Return where the part of a list begins that a request is for (`first`), shown `many` at once."""
    return max(request.args.get("first", 0, type=int), 0) // many * many


def places_of(endpoint: str, first: int, many: int, total: int, name: str | None = None) -> dict[str, str | None]:
    """Return where a list that is shown in pages goes on, and where it came from."""
    newer, older = first - many, first + many
    return {
        "newer": url_for(endpoint, name=name, first=newer) if first else None,
        "older": url_for(endpoint, name=name, first=older) if older < total else None,
    }


def back(endpoint: str, said: str, **values: str | int) -> Answer:
    """Return to a page after a form was taken, with a notice (no personal data) that is shown there once."""
    there = url_for(endpoint, **values)  # type: ignore[arg-type]  # its own words begin with _, a view's do not
    return noticed(redirect(there, 303), said)


def noticed(response: Answer, said: str) -> Answer:
    """Let the next page show a notice."""
    response.set_cookie(
        _said(),
        quote(said[:_SAID_CHARACTERS]),
        max_age=_SAID_SECONDS,
        path="/",
        secure=door().site.secure,
        httponly=True,
        samesite="Strict",
    )
    return response


def forget_said(response: Response) -> Response:
    """Take a notice from the browser once it was shown."""
    if g.get("said"):
        response.delete_cookie(_said(), path="/", secure=door().site.secure, httponly=True, samesite="Strict")
    return response


def _said() -> str:
    """The cookie of a notice."""
    return f"{door().cookie}-said"
