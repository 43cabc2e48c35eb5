"""How a bot presents itself: its webhook, its commands, its description; and its updates, where it asks for them."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson

from sandbox.shapes import Json
from sandbox.telegram_checks import Refused, bad_request
from sandbox.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_MOST_COMMANDS = 100
_DESCRIPTION = 256
_KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "message_reaction",
        "message_reaction_count",
        "chat_boost",
        "removed_chat_boost",
    }
)
_LIMITS = {"description": 512, "short_description": 120, "name": 64}
_POLL_PAUSE = 0.05
_LONGEST_POLL = 50.0


def _listed(sent: Json, name: str) -> Any:  # noqa: ANN401 - any JSON may stand there
    found = sent.get(name)
    try:
        return orjson.loads(found) if isinstance(found, str) and found else found
    except orjson.JSONDecodeError as error:
        raise bad_request(f"can't parse {name} JSON object") from error


async def _set_webhook(world: World, sent: Json) -> object:
    url, secret = str(sent.get("url") or ""), str(sent.get("secret_token") or "")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    kinds = _listed(sent, "allowed_updates") or []
    if not isinstance(kinds, list) or not _KINDS.issuperset(kinds):
        raise bad_request("allowed_updates must be a list of kinds of update")
    state = world.telegram
    state.webhook, state.secret, state.polled, state.allowed = url or None, secret, not url, frozenset(kinds)
    return True


async def _webhook_info(world: World, _: Json) -> object:
    state = world.telegram
    url = state.webhook or ("" if state.polled else world.webhook("/webhooks/telegram"))
    info: Json = {"url": url, "has_custom_certificate": False, "pending_update_count": len(state.waiting)}
    return info | {"max_connections": 40, "allowed_updates": sorted(state.allowed)}


async def _delete_webhook(world: World, _: Json) -> object:
    world.telegram.webhook, world.telegram.polled = None, True
    return True


async def _get_updates(world: World, sent: Json) -> object:
    """Wait for updates; those before `offset` are confirmed and forgotten."""
    state = world.telegram
    if not state.polled:
        raise Refused(
            409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it"
        )
    offset, left = int(sent.get("offset") or 0), min(float(sent.get("timeout") or 0), _LONGEST_POLL)
    state.waiting = [one for one in state.waiting if one["update_id"] >= offset]
    while not state.waiting and left > 0:
        await asyncio.sleep(_POLL_PAUSE)
        left -= _POLL_PAUSE
    return state.waiting[: int(sent.get("limit") or 100)]


def is_posted(world: World, update: object) -> bool:
    """Whether an update goes to a webhook; else it waits until the bot asks, or is of a kind that it does not want."""
    state = world.telegram
    if not isinstance(update, dict) or (state.allowed and state.allowed.isdisjoint(update)):
        return False
    if state.polled:
        state.waiting.append(update)
    return not state.polled


async def _set_commands(world: World, sent: Json) -> object:
    commands, language = _listed(sent, "commands"), str(sent.get("language_code") or "")
    if not isinstance(commands, list) or not commands:
        raise bad_request('parameter "commands" is required')
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("too much commands specified")
    for one in commands:
        if not isinstance(one, dict) or not _COMMAND.fullmatch(str(one.get("command"))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description") or "")) <= _DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.telegram.commands[_language(language)] = commands
    return True


async def _get_commands(world: World, sent: Json) -> object:
    return world.telegram.commands.get(str(sent.get("language_code") or ""), [])


def _describing(name: str) -> Callable[[World, Json], Awaitable[object]]:
    async def described(world: World, sent: Json) -> object:
        words = str(sent.get(name) or "")
        if len(words) > _LIMITS[name]:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        world.telegram.words[f"{name} {_language(str(sent.get('language_code') or ''))}".strip()] = words
        return True

    return described


def _language(code: str) -> str:
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


METHODS: Mapping[str, Callable[[World, Json], Awaitable[object]]] = {
    "setwebhook": _set_webhook,
    "getwebhookinfo": _webhook_info,
    "deletewebhook": _delete_webhook,
    "getupdates": _get_updates,
    "setmycommands": _set_commands,
    "getmycommands": _get_commands,
    "setmydescription": _describing("description"),
    "setmyshortdescription": _describing("short_description"),
    "setmyname": _describing("name"),
}
