"""A provider that answers as it is told, over real HTTP on loopback, and remembers what it was asked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import orjson
from aiohttp import web
from aiohttp.web_request import FileField

Answer = tuple[int, object, dict[str, str]] | str
Closing = Callable[[Callable[[], Awaitable[None]]], None]


@dataclass
class Asked:
    path: str
    form: dict[str, str]
    headers: dict[str, str]
    query: dict[str, str]
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Provider:
    """`answer` is (status, body, headers), or "reset" or "hang"."""

    url: str
    answer: Answer = (200, {}, {})
    asked: list[Asked] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(request.path, {}, dict(request.headers.items()), dict(request.query))
        self.asked.append(asked)
        if request.content_type == "multipart/form-data":
            for name, value in (await request.post()).items():
                if isinstance(value, FileField):
                    asked.files[name] = value.file.read()
                    asked.form[name] = f"{value.filename} {value.content_type}"
                else:
                    asked.form[name] = str(value)
        else:
            asked.form.update(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        if self.answer == "hang":
            await self.over.wait()
        if isinstance(self.answer, str):
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        status, content, headers = self.answer
        raw = content if isinstance(content, bytes) else orjson.dumps(content)
        response = web.Response(status=status, body=raw, headers={"Content-Type": "application/json", **headers})
        if "Transfer-Encoding" in headers:
            del response.headers["Transfer-Encoding"]
            response.enable_chunked_encoding()
        return response
