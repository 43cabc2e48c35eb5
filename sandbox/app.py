"""One sandbox as an aiohttp application."""

from collections.abc import AsyncIterator

from aiohttp import web

from sandbox import (
    beckn,
    control,
    directory,
    meters,
    model,
    nasa_power,
    openadr,
    pages,
    pvgis,
    pvwatts,
    telegram,
    telegram_control,
    twilio,
    twilio_content,
    twilio_control,
    twilio_lookup,
    twilio_verify,
)
from sandbox.config import Config
from sandbox.door import door
from sandbox.world import WORLD, build

_LARGEST_BODY = 16 * 1024 * 1024
_TWILIO = (twilio, twilio_content, twilio_lookup, twilio_verify)
_CONTROL = (control, telegram_control, twilio_control)
_SUN = (pvgis, pvwatts, nasa_power)


def create_app(config: Config) -> web.Application:
    """Build the application. Call it where its event loop runs."""
    app = web.Application(middlewares=[door], client_max_size=_LARGEST_BODY)
    app[WORLD] = build(config)
    for routes in (telegram, *_TWILIO, beckn, openadr, meters, directory, *_SUN, model, *_CONTROL, pages):
        app.add_routes(routes.ROUTES)
    app.cleanup_ctx.append(_courier)
    return app


async def _courier(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[WORLD].courier.close()
