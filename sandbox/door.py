"""Every request's way in: it is written into the wire log, and meets a failure where one was arranged."""

import asyncio
import re

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox import beckn, endless, model, telegram, twilio
from sandbox.beckn_callbacks import FAULT
from sandbox.faults import Effect, Fault
from sandbox.shapes import HEADERS, answer, parsed
from sandbox.world import WORLD, World

_TARGETS = (
    ("telegram", re.compile(r"/(file/)?bot[^/]+/")),
    ("twilio", re.compile(r"/2010-04-01/|/v1/Content|/v2/(PhoneNumbers|Services)/")),
    ("beckn", re.compile(r"/(search|select|init|confirm|status|cancel|support)$")),
    ("meters", re.compile(r"/(meters|meter-datasets|energy-resources)(/|$)")),
    ("directory", re.compile(r"/directory/")),
    ("openadr", re.compile(r"/openadr3/")),
    ("pvgis", re.compile(r"/api/v5_3/")),
    ("pvwatts", re.compile(r"/api/pvwatts/")),
    ("nasa_power", re.compile(r"/api/temporal/")),
    ("model", re.compile(r"/v1/(chat/completions|models)$")),
)
_FOREVER = 120.0
_REFUSED = "Refused by arrangement"


def target_of(path: str) -> str:
    """Return which stand-in a path belongs to, or nothing."""
    return next((target for target, pattern in _TARGETS if pattern.match(path)), "")


@web.middleware
async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log the request, let it meet its failure, or hand it on."""
    target = target_of(request.path)
    if not target:
        return await handler(request)
    world = request.app[WORLD]
    path = re.sub(r"^(/file)?/bot[^/]+/", r"\1/bot/", request.path)
    body = await parsed(request)
    entry = world.log.write(target, request.method, path, query=dict(request.query), body=body, at=world.stamp())
    fault = world.faults.take(target, path)
    if fault is None:
        response = await handler(request)
    else:
        entry.fault = fault.mode
        response = await _failing(request, handler, fault, body)
    entry.status = response.status
    return response


async def _failing(request: web.Request, handler: Handler, fault: Fault, body: object) -> web.StreamResponse:
    if fault.effect is Effect.OTHERWISE:
        request[FAULT] = fault
        return await handler(request)
    if fault.effect is Effect.AFTERWARDS:
        await handler(request)
    return await failed(request.app[WORLD], fault, body)


async def failed(world: World, fault: Fault, body: object) -> web.StreamResponse:
    """Fail in the way that was asked for."""
    if fault.mode in {"silent", "timeout_after_accept"}:
        await asyncio.sleep(_FOREVER)
        return web.Response(status=504, headers=HEADERS)
    if fault.mode in {"empty", "empty_after_accept"}:
        return await beckn.silence(world, body) if fault.target == "beckn" else web.Response(headers=HEADERS)
    if fault.mode in endless.ANSWERS:
        return endless.ANSWERS[fault.mode]()
    return _words(world, fault, body)


def _words(world: World, fault: Fault, body: object) -> web.Response:
    match fault.mode:
        case "garbage":
            return web.Response(body=b"\x00<<not json>>{", content_type="application/json", headers=HEADERS)
        case "truncated":
            return model.truncated()
        case "html":
            return beckn.html_error()
        case "nack" | "202":
            return beckn.nack(202 if fault.mode == "202" else 400, fault.text or _REFUSED)
        case "error_item":
            return beckn.error_item(world, body, str(fault.code or 40000), fault.text or "Business error")
        case status:
            return _status(fault, int(status))


def _status(fault: Fault, status: int) -> web.Response:
    if fault.target == "telegram":
        return telegram.fault_answer(status, fault.retry_after, fault.text)
    if fault.target == "twilio":
        return twilio.fault_answer(status, fault.retry_after, fault.code, fault.text)
    if fault.target == "model":
        return model.fault_answer(status, fault.retry_after, fault.text)
    words = fault.text or _REFUSED
    return answer({"error": words}, status=status, headers={"Retry-After": str(fault.retry_after)})
