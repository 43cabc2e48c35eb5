"""The HTTP doors: webhooks, web chat, console, pictures, events, health and metrics. The only room that knows Flask."""

import os

from flask import Flask, redirect, url_for
from werkzeug.wrappers import Response

from bot import logs, settings, wiring
from bot.web import announcing, chat, embed, failures, health, media, visits, webhooks
from bot.web.console import routes as console
from bot.web.console.access import Door
from bot.web.console.waiting import News
from bot.web.guard import watch
from bot.web.hardening import harden
from bot.web.parts import Parts
from bot.web.sockets import Sockets
from bot.web.visitors import Site


def create_app(parts: Parts | None = None) -> Flask:
    """Build the application; without `parts`, from the environment. Raises WrongSetting, UnfitServer."""
    parts = parts or _production()
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(webhooks.blueprint(parts))
    app.register_blueprint(announcing.blueprint(parts))
    app.register_blueprint(health.blueprint(parts))
    app.extensions["vitals"] = parts.vitals
    app.extensions["chores"] = (parts.inbox.keep_flushing, parts.keep_beating)
    sockets = app.extensions["sockets"] = Sockets(parts.chat)
    app.extensions["news"] = News()
    app.register_blueprint(chat.page(parts))
    app.register_blueprint(embed.blueprint(parts))
    app.register_blueprint(visits.blueprint(parts))
    app.register_blueprint(media.blueprint(parts))
    app.register_blueprint(chat.socket(parts, sockets))
    if parts.console is not None:
        app.extensions["console"] = Door(parts.console, Site(parts.settings.public_url))
        app.register_blueprint(console.blueprint(app.extensions["console"]))
    app.add_url_rule("/", "front", _front)
    harden(app, secure=Site(parts.settings.public_url).secure)
    watch(app, parts)
    failures.register(app)
    return app


def _production() -> Parts:
    read = settings.load(os.environ)
    logs.configure(read.log_level, "web")
    return wiring.web_parts(read)


def _front() -> Response:
    return redirect(url_for("chat.show"))
