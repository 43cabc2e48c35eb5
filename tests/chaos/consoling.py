"""An operator at the console: signs in, looks, proves who they are, and signs out everywhere."""

import re
from contextlib import suppress
from pathlib import Path

import aiohttp

from bot import credentials
from bot.operators import Operator, Role, write

NAME = "chaos"
PASSWORD = "a password for chaos"
OPERATED = ("console_end", "console_list", "console_look", "console_open", "console_try")
"""The operations that this leads to."""
_PATIENCE = aiohttp.ClientTimeout(total=5)


def operators(folder: Path) -> Path:
    """Write a file with one operator and return it."""
    file = folder / "operators.yaml"
    write(file, {NAME: Operator(NAME, frozenset(Role), credentials.hashed(PASSWORD))})
    return file


async def operate(url: str) -> None:
    """Sign in, prove who one is, look at one's sessions and end all of them, as far as somebody is there to answer."""
    with suppress(aiohttp.ClientError, TimeoutError, OSError):
        await _operate(url)


async def _operate(url: str) -> None:
    headers = {"Origin": url}
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(timeout=_PATIENCE, headers=headers, cookie_jar=jar) as http:
        async with http.post(f"{url}/console/sign-in", data={"name": NAME, "password": PASSWORD}) as page:
            page.raise_for_status()
        proof = {"csrf": await _csrf(http, url), "password": PASSWORD, "to": "/console/sessions"}
        async with http.post(f"{url}/console/prove", data=proof) as page:
            page.raise_for_status()
        async with http.post(f"{url}/console/sessions", data={"csrf": await _csrf(http, url)}) as page:
            page.raise_for_status()


async def _csrf(http: aiohttp.ClientSession, url: str) -> str:
    async with http.get(f"{url}/console/sessions") as page:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', await page.text())
    return found[1] if found else ""
