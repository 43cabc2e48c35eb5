"""Where browsers reach us, and the cookie with a visitor's token, which scripts cannot read."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import Request, Response

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_SECONDS: Final = 30 * 86400


@dataclass(frozen=True, slots=True)
class Site:
    """Where browsers reach us, as PUBLIC_URL says; a request's own headers are never asked."""

    public_url: str

    @property
    def origin(self) -> str:
        """Scheme and host: what a browser sends as Origin."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def secure(self) -> bool:
        """Whether the site is served over TLS."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers take `__Host-` over TLS alone, and only from this very host."""
        return "__Host-wattline" if self.secure else "wattline"

    def is_ours(self, request: Request) -> bool:
        """Whether a request was made by our own page."""
        return request.headers.get("Origin") == self.origin

    def token(self, request: Request) -> str | None:
        """Return the token that a browser brought along."""
        token = request.cookies.get(self.cookie, "")
        return token if _TOKEN.fullmatch(token) else None

    def remember(self, response: Response, token: str) -> None:
        """Give a browser its token, for as long as its stream is kept; the store says how long it is good."""
        response.set_cookie(
            self.cookie, token, max_age=_SECONDS, path="/", secure=self.secure, httponly=True, samesite="Lax"
        )

    def forget(self, response: Response) -> None:
        """Take the token from a browser."""
        response.delete_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="Lax")
