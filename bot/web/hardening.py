"""The headers that every answer has, unless its own route knows better: a browser runs, guesses and frames nothing."""

from collections.abc import Mapping
from typing import Final

from flask import Flask, Response

DEFAULTS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
TLS_ALONE: Final = "max-age=31536000; includeSubDomains"


def harden(app: Flask, *, secure: bool) -> None:
    """Put the headers on every answer, errors too; `secure` is whether we are reached over TLS."""

    def put(response: Response) -> Response:
        for name, words in DEFAULTS.items():
            response.headers.setdefault(name, words)
        if secure:
            response.headers["Strict-Transport-Security"] = TLS_ALONE
        return response

    app.after_request(put)
