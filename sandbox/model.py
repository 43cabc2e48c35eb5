"""A server of Chat Completions with one model: POST /v1/chat/completions, GET /v1/models.

https://platform.openai.com/docs/api-reference/chat
"""

from aiohttp import web

from sandbox.model_checks import Refused, checked
from sandbox.model_minds import MINDS, Proposal
from sandbox.shapes import HEADERS, Json, answer, parsed
from sandbox.world import WORLD, World

_LETTERS_A_TOKEN = 4


async def complete(request: web.Request) -> web.Response:
    """POST /v1/chat/completions."""
    world = request.app[WORLD]
    if request.headers.get("Authorization") != f"Bearer {world.config.model_key}":
        return refusal(Refused(401, "invalid_api_key", "Incorrect API key provided."))
    try:
        wanted = checked(await parsed(request), world.config.model_name)
    except Refused as refused:
        return refusal(refused)
    if world.model.script:
        return web.Response(text=world.model.script.pop(0), content_type="application/json", headers=HEADERS)
    return answer(_completion(world, wanted, MINDS[world.model.mind or "sensible"](wanted)))


async def models(request: web.Request) -> web.Response:
    """GET /v1/models."""
    world = request.app[WORLD]
    if request.headers.get("Authorization") != f"Bearer {world.config.model_key}":
        return refusal(Refused(401, "invalid_api_key", "Incorrect API key provided."))
    return answer({"object": "list", "data": [{"id": world.config.model_name, "object": "model"}]})


async def steer(request: web.Request) -> web.Response:
    """POST /_control/model {mind?, script?}: how it thinks from now on, and what it answers first, word for word."""
    world, wanted = request.app[WORLD], await parsed(request)
    mind, script = str(wanted.get("mind") or world.model.mind), wanted.get("script") or []
    if mind and mind not in MINDS:
        return answer({"error": f"mind must be one of {', '.join(MINDS)}"}, status=400)
    world.model.mind, world.model.script = mind, [str(one) for one in script]
    return answer({"mind": mind})


def refusal(refused: Refused) -> web.Response:
    """Answer an error in the shape that clients read."""
    error = {"message": str(refused), "type": refused.kind, "param": None, "code": refused.code}
    return answer({"error": error}, status=refused.status)


def fault_answer(status: int, retry_after: int, text: str) -> web.Response:
    """Answer an error by arrangement."""
    code = "rate_limit_exceeded" if status == 429 else "server_error"  # noqa: PLR2004 -- HTTP's too many requests
    response = refusal(Refused(status, code, text or "Refused by arrangement"))
    response.headers["Retry-After"] = str(retry_after)
    return response


def truncated() -> web.Response:
    """Answer a completion that breaks off."""
    whole = '{"id": "chatcmpl-1", "object": "chat.completion", "choices": [{"index": 0, "message": {"role": "assis'
    return web.Response(text=whole, content_type="application/json", headers=HEADERS)


def _completion(world: World, wanted: Json, proposal: Proposal) -> Json:
    world.model.answered += 1
    number = world.model.answered
    calls = [
        {"id": f"call_{number}_{place}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for place, (name, arguments) in enumerate(proposal.calls)
    ]
    read, written = (len(str(part)) // _LETTERS_A_TOKEN for part in (wanted, (calls, proposal.words)))
    message: Json = {"role": "assistant", "content": proposal.words or None}
    if calls:
        message["tool_calls"] = calls
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": int(world.now().timestamp()),
        "model": wanted["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}],
        "usage": {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written},
    }


ROUTES = (
    web.post("/v1/chat/completions", complete),
    web.get("/v1/models", models),
    web.post("/_control/model", steer),
)
