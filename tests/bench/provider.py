"""A lean stand-in for Telegram that only notes when each message came: the measuring must not be what is measured."""

import sys
import time

from aiohttp import web

ARRIVALS = web.AppKey("arrivals", dict[str, float])


async def send(request: web.Request) -> web.Response:
    """Take a message and note when it came, the first time for each chat, on the machine's monotonic clock."""
    form = await request.post()
    chat = str(form["chat_id"])
    request.app[ARRIVALS].setdefault(chat, time.monotonic())
    message = {"message_id": 1, "date": 1_795_000_000, "chat": {"id": int(chat), "type": "private"}, "text": "x"}
    return web.json_response({"ok": True, "result": message})


async def arrivals(request: web.Request) -> web.Response:
    """Tell when a message to each of `number` chats from `first` on came first; all of them would take long to tell."""
    first, number = int(request.query["first"]), int(request.query["number"])
    noted = request.app[ARRIVALS]
    return web.json_response({chat: noted[chat] for chat in map(str, range(first, first + number)) if chat in noted})


def main() -> None:
    """Serve on the port that is given."""
    app = web.Application()
    app[ARRIVALS] = {}
    app.router.add_post("/bot{token}/sendMessage", send)
    app.router.add_get("/arrivals", arrivals)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)


if __name__ == "__main__":
    main()
