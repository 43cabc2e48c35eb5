"""What a content of the Content API shows on WhatsApp, and what it cannot show."""

import re
from collections.abc import Mapping
from typing import Final

import orjson

from sandbox.phonebook import Button
from sandbox.shapes import Json, inside
from sandbox.twilio_checks import Refused
from sandbox.twilio_state import Content

BODY: Final = 1024
TITLE: Final = 20
ITEM: Final = 24
ID: Final = 200
QUICK: Final = "twilio/quick-reply"
LIST: Final = "twilio/list-picker"
KINDS: Final = frozenset({"twilio/text", QUICK, LIST})
MOST: Final = 10
IN_SESSION: Final = 3
"""Buttons of a quick reply that was not approved."""
PLACE: Final = re.compile(r"\{\{(\d{1,3})\}\}")


def checked(wanted: Json) -> tuple[str, Json]:
    """Return the one type of a content that is to be made, and what it shows. Raises Refused."""
    types = wanted.get("types")
    if not isinstance(wanted.get("language"), str) or not isinstance(types, dict) or len(types) != 1:
        raise Refused(20001)
    ((kind, shown),) = types.items()
    if kind not in KINDS or not isinstance(shown, dict) or not 0 < len(str(shown.get("body") or "")) <= BODY:
        raise Refused(20001)
    if kind == LIST and not shown.get("button"):
        raise Refused(20001)
    answers = _answers(kind, shown)
    if kind != "twilio/text" and not 1 <= len(answers) <= MOST:
        raise Refused(20001)
    _check_answers(kind, answers)
    return kind, shown


def _answers(kind: str, shown: Json) -> list[tuple[str, str]]:
    name, title = ("actions", "title") if kind == QUICK else ("items", "item")
    return [(str(inside(one, title) or ""), str(inside(one, "id") or "")) for one in shown.get(name) or []]


def _check_answers(kind: str, answers: list[tuple[str, str]], code: int = 20001) -> None:
    longest = TITLE if kind == QUICK else ITEM
    for title, number in answers:
        if not 0 < len(title) <= longest or not 0 < len(number) <= ID:
            raise Refused(code)
    if len({number for _, number in answers}) < len(answers) or len({title for title, _ in answers}) < len(answers):
        raise Refused(code)


def rendered(content: Content, raw: str) -> tuple[str, list[Button]]:
    """Return a content's words and buttons with its variables filled in. Raises Refused where it cannot be shown."""
    given: Mapping[str, str] = {**content.variables, **(orjson.loads(raw) if raw else {})}

    def filled(text: str) -> str:
        return PLACE.sub(lambda place: str(given.get(place[1], place[0])), text)

    body = filled(str(content.shown["body"]))
    answers = [(filled(title), filled(number)) for title, number in _answers(content.kind, content.shown)]
    if not 0 < len(body) <= BODY:
        raise Refused(63005)
    _check_answers(content.kind, answers, 63005)
    if content.kind == QUICK and not content.approved and len(answers) > IN_SESSION:
        raise Refused(63005)
    return body, [Button(title, number) for title, number in answers]
