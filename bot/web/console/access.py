"""Who may do what in the console: the roles on each view, the session behind the cookie, and what a form brings along.

Every view of the console is wrapped by `needs`: one that is not stops the start (bot/web/guard.py).
"""

import hashlib
import hmac
import io
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Response, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from bot.operators import Operator, Role
from bot.parts import ConsoleParts
from bot.signing import Signed
from bot.web.bodies import read_body
from bot.web.visitors import Site

FORM_BYTES: Final = 1024 * 1024
"""A form with everything in it: an uploaded file of an audience is the largest."""
PREFIX_V6: Final = 64
"""Who has one address of a network of IPv6 has all of it."""

View = Callable[..., str | Answer]


@dataclass(frozen=True, slots=True)
class Guarded:
    """A view that only operators with one of these roles see; without any role named, every operator."""

    view: View
    roles: frozenset[Role]
    live: bool

    def __call__(self, **values: str | int) -> str | Answer:
        """Answer the request, which was admitted before."""
        return self.view(**values)

    def open_to(self, operator: Operator) -> bool:
        """Whether an operator may see it."""
        return not self.roles or bool(self.roles & operator.roles)


def needs(*roles: Role, live: bool = False) -> Callable[[View], Guarded]:
    """Let operators with one of these roles see a view; a `live` part asks by itself and keeps no session open."""
    return lambda view: Guarded(view, frozenset(roles), live)


def operator() -> Operator:
    """Return who asks, on a guarded view."""
    return signed().operator


def unmasked() -> bool:
    """Whether this operator proved within the last minutes who they are, so that personal data may be shown."""
    return signed().console.proven


def signed() -> Signed:
    """Return who asks, with their session, on a guarded view."""
    found: Signed = g.signed
    return found


def csrf() -> str:
    """Return what every form of this session brings along (parts.html has it as a field)."""
    mark: str = g.csrf
    return mark


class Door:
    """Admits requests to guarded views, and keeps the cookie."""

    def __init__(self, parts: ConsoleParts, site: Site) -> None:
        self.parts = parts
        self.site = site

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers take `__Host-` over TLS alone, and only from this very host."""
        return "__Host-wattline-console" if self.site.secure else "wattline-console"

    def admit(self, view: Guarded) -> Answer | None:
        """Let a request through, or send it away: without a session to sign in, without a role or a form's mark by 403.

        Raises WebhookRejected for a body that is too large or broken, Unavailable.
        """
        token = self.token()
        found = None if token is None else self.parts.signing.look(token, use=not view.live)
        if found is None:
            return self._to_sign_in()
        g.signed = found
        g.csrf = hashlib.blake2b(found.token.encode(), person=b"console form").hexdigest()  # tells nothing of the token
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            self.take_form()
            sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
            if not hmac.compare_digest(sent.encode(), csrf().encode()):
                abort(403)
        if not view.open_to(found.operator):
            abort(403)
        return None

    def take_form(self) -> None:
        """Read a form whole, from our own page alone, before Flask does in pieces."""
        if not self.site.is_ours(request):
            abort(403)
        body = read_body(request.environ, FORM_BYTES)
        request.environ.pop("HTTP_TRANSFER_ENCODING", None)
        request.environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}

    def token(self) -> str | None:
        """Return the token that a browser brought along."""
        return request.cookies.get(self.cookie) or None

    def remember(self, response: Answer, token: str) -> Answer:
        """Give a browser its token until it is closed; the store says how long it is good."""
        response.set_cookie(self.cookie, token, path="/", secure=self.site.secure, httponly=True, samesite="Strict")
        return response

    def forget(self, response: Answer) -> Answer:
        """Take the token from a browser."""
        response.delete_cookie(self.cookie, path="/", secure=self.site.secure, httponly=True, samesite="Strict")
        return response

    def place(self) -> str:
        """Return where a request comes from, as the last proxy of ours saw it; a network's addresses are one place."""
        via = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
        proxies = self.parts.proxies
        said = via[-proxies] if 0 < proxies <= len(via) else request.remote_addr or ""
        try:
            address = ipaddress.ip_address(said)
        except ValueError:
            return ""
        width = PREFIX_V6 if address.version == 6 else address.max_prefixlen  # noqa: PLR2004 -- of IPv6
        return str(ipaddress.ip_network((address, width), strict=False))

    def _to_sign_in(self) -> Answer:
        if request.method != "GET" or request.headers.get("Sec-Fetch-Dest", "document") != "document":
            return Response("sign in first\n", status=401, mimetype="text/plain")
        return redirect(url_for("console.sign_in", to=onward(request.full_path.rstrip("?"))), 303)


def onward(path: str) -> str:
    """Return where to go on: a page of the console, or else its front."""
    front = url_for("console.front")
    inside = path == front or path.startswith((f"{front}/", f"{front}?"))
    return path if inside and path.isascii() and path.isprintable() and "\\" not in path and "//" not in path else front


def door() -> Door:
    """Return the console's door of this application."""
    found: Door = current_app.extensions["console"]
    return found


def sees(endpoint: str) -> bool:
    """Whether who asks may see the view of an endpoint, and there is one."""
    view = current_app.view_functions.get(endpoint)
    return isinstance(view, Guarded) and view.open_to(operator())
