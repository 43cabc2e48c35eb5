"""The pages for people: the phones, a website with the web chat, and a front page that says what this is."""

from pathlib import Path

from aiohttp import web

from sandbox.shapes import HEADERS, answer
from sandbox.world import WORLD

FOLDER = Path(__file__).parent / "phones"
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def _page(request: web.Request, name: str, *, scripts: str = "'self'") -> web.Response:
    path = FOLDER / name
    if not path.is_file():
        raise web.HTTPNotFound(headers=HEADERS)
    bot = request.app[WORLD].bot_url
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; connect-src 'self'; "
        f"img-src 'self' data:; frame-src {bot}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    headers = {**HEADERS, "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
    text = path.read_text().replace("{bot}", bot)
    return web.Response(text=text, content_type=_KINDS[path.suffix], charset="utf-8", headers=headers)


async def front(request: web.Request) -> web.Response:
    """GET /."""
    return _page(request, "index.html")


async def phones(request: web.Request) -> web.Response:
    """GET /phones."""
    return _page(request, "phones.html")


async def website(request: web.Request) -> web.Response:
    """GET /website: a utility's own page, which shows the web chat by one tag."""
    return _page(request, "website.html", scripts=request.app[WORLD].bot_url)


async def asset(request: web.Request) -> web.Response:
    """GET /phones/{name}: the page's own style and script."""
    return _page(request, request.match_info["name"])


async def alive(request: web.Request) -> web.Response:
    """GET /health/live."""
    return answer({"simulation": True, "bot_url": request.app[WORLD].bot_url})


ROUTES = (
    web.get("/", front),
    web.get("/phones", phones),
    web.get("/website", website),
    web.get(r"/phones/{name:[a-z]+\.(?:css|js|svg)}", asset),
    web.get("/health/live", alive),
)
