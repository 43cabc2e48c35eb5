"""What a request gets when something of ours fails: one line and a 5xx, so that the provider sends it again."""

import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from bot.store.away import Unavailable
from bot.store.spool import Full

log = structlog.get_logger()


def register(app: Flask) -> None:
    """Answer every error in one line of text."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(Full, _unavailable)
    app.register_error_handler(Exception, _failed)


def _refused(error: HTTPException) -> Response:
    response = Response(f"{error.name.lower()}\n", status=error.code, mimetype="text/plain")
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _unavailable(error: Unavailable | Full) -> Response:
    log.error("store_unavailable", route=request.endpoint, error=type(error).__name__)
    return Response("unavailable, try again\n", status=503, mimetype="text/plain", headers={"Retry-After": "1"})


def _failed(error: Exception) -> Response:
    log.error("request_failed", route=request.endpoint, exc_info=error)
    return Response("failed, try again\n", status=500, mimetype="text/plain")
