"""Liveness, readiness and Prometheus metrics."""

import orjson
from flask import Blueprint, Response

from bot.web.parts import Parts


def blueprint(parts: Parts) -> Blueprint:
    """Return the routes for whoever runs the installation."""
    routes = Blueprint("health", __name__)
    routes.add_url_rule("/health/live", "live", _live)
    routes.add_url_rule("/health/ready", "ready", lambda: _ready(parts))
    routes.add_url_rule("/metrics", "metrics", lambda: _metrics(parts))
    return routes


def _live() -> Response:
    return _json({"live": True}, 200)


def _ready(parts: Parts) -> Response:
    """Name what is missing; 503 tells a balancer to wait."""
    missing = sorted(name for name, there in parts.ready().items() if not there)
    return _json({"ready": not missing, "missing": missing}, 503 if missing else 200)


def _metrics(parts: Parts) -> Response:
    return Response(parts.metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _json(answer: dict[str, object], status: int) -> Response:
    response = Response(orjson.dumps(answer), status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
