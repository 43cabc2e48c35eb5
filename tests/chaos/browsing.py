"""A browser at the web chat, and whoever watches health and metrics."""

import json

import aiohttp

_PATIENCE = aiohttp.ClientTimeout(total=5)


async def browse(url: str) -> None:
    """Open the web chat anew, write, read the answer, look at the page again, and leave."""
    async with aiohttp.ClientSession(timeout=_PATIENCE) as http:
        async with http.get(f"{url}/chat") as page:
            cookie = page.headers["Set-Cookie"].split(";")[0]
        headers = {"Cookie": cookie, "Origin": url}
        async with http.post(f"{url}/chat/ticket", headers=headers) as got:
            ticket = json.loads(await got.read())["ticket"]
        async with http.ws_connect(f"{url}/chat/socket?ticket={ticket}", headers=headers) as socket:
            await socket.send_json({"type": "history"})
            await socket.send_json({"type": "resume", "after": "0"})
            await socket.send_json({"type": "message", "id": "m1", "text": "help"})
            while json.loads(await socket.receive_str(timeout=3.0))["type"] != "message":
                pass
        async with http.get(f"{url}/chat", headers=headers) as page:
            await page.read()
        async with http.post(f"{url}/chat/leave", headers=headers) as left:
            await left.read()


async def look(url: str) -> None:
    """Ask for health and metrics."""
    async with aiohttp.ClientSession(timeout=_PATIENCE) as http:
        for path in ("/health/ready", "/metrics"):
            async with http.get(url + path) as answer:
                await answer.read()
