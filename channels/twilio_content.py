"""Twilio's Content API: templates that WhatsApp approves beforehand, and the frames in which choices become buttons.

Quick replies and lists travel as content with variables; while the customer's window is open they need no approval
(https://www.twilio.com/docs/content/twilio-quick-reply, https://www.twilio.com/docs/content/twiliolist-picker). What is
ours is known by its name, so that every process finds what another one, or an operator, has made.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import orjson
from twilio.http.response import Response

from channels.errors import Unconfirmed
from channels.messages import Choice, OutboundMessage, Template
from channels.twilio_client import TwilioHttp
from channels.twilio_errors import problem

HOST: Final = "https://content.twilio.com"
HOSTS: Final = {"https://api.twilio.com": HOST}
"""The Content API has a host of its own; any other address stands for all of Twilio."""
PAGE: Final = 500
QUICK: Final = 3
QUICK_LABEL: Final = 20
"""So many choices with so short labels are buttons under the message; others are a list that a button opens."""
MOST: Final = 10
LABEL: Final = 24
ABOVE: Final = 1024
"""How long the words above buttons or a list may be."""
UTILITY: Final = "UTILITY"
APPROVED: Final = "approved"
UNSUBMITTED: Final = "unsubmitted"
_LANGUAGE: Final = re.compile("[-_]")
_HTTP_OK: Final = 2


@dataclass(frozen=True, slots=True)
class Wording:
    """A message to be approved beforehand: its words in one language, and the one button under it."""

    name: str
    locale: str
    text: str
    button: Choice

    @property
    def title(self) -> str:
        """Its name at Twilio and WhatsApp. Other words are another template, which needs an approval of its own."""
        digest = hashlib.sha256(f"{self.text}\x1f{self.button.label}".encode()).hexdigest()[:8]
        return f"wattline_{self.name.replace('.', '_')}_{self.locale}_{digest}"


@dataclass(frozen=True, slots=True)
class Words:
    """What the content of a channel says: its templates, and what opens a list, by language."""

    templates: tuple[Wording, ...] = ()
    open_list: Mapping[str, str] = field(default_factory=dict)


NOTHING_SAID: Final = Words()


@dataclass(frozen=True, slots=True)
class Known:
    """One content of ours as Twilio has it: its id, and how far its approval is ("approved", "rejected", ...)."""

    sid: str
    approval: str


class Contents:
    """What Twilio has of ours, as it was last looked at. `account` is its id and token."""

    def __init__(self, words: Words, *, http: TwilioHttp, account: tuple[str, str]) -> None:
        self._words = words
        self._http = http
        self._account = account
        self._known: Mapping[str, Known] = {}

    @property
    def shows_choices(self) -> bool:
        """Whether choices can become buttons: all the frames for them are there."""
        return bool(self._words.open_list) and all(title in self._known for title in _FRAMES)

    def approved(self, name: str, locale: str) -> Template | None:
        """Return the template of these words, where WhatsApp has approved it in that language."""
        language = _language(locale)
        wanted = next((one for one in self._words.templates if (one.name, one.locale) == (name, language)), None)
        known = self._known.get(wanted.title) if wanted else None
        return Template(known.sid) if known and known.approval == APPROVED else None

    def asking(self, message: OutboundMessage) -> Template:
        """Return the content that puts a message's choices under its words."""
        count, opens = len(message.choices), self._words.open_list
        quick = count <= QUICK and all(len(choice.label) <= QUICK_LABEL for choice in message.choices)
        opener = () if quick else (opens.get(_language(message.locale)) or next(iter(opens.values())),)
        labels = tuple(value for choice in message.choices for value in (choice.label, choice.id))
        frame = _quick_title(count) if quick else _list_title(count)
        return Template(self._known[frame].sid, (message.text, *opener, *labels))

    async def refresh(self) -> None:
        """Look at what Twilio has, and put up what is missing. Raises a SendError."""
        known = await self._listed()
        for title, content in self._wanted():
            if title not in known:
                known[title] = Known(str((await self._call("POST", "/v1/Content", content)).get("sid")), UNSUBMITTED)
        self._known = known

    async def submit(self) -> tuple[str, ...]:
        """Ask WhatsApp to approve what was never submitted; answers which. Raises a SendError."""
        asked = [one.title for one in self._words.templates if self._known[one.title].approval == UNSUBMITTED]
        for title in asked:
            path = f"/v1/Content/{self._known[title].sid}/ApprovalRequests/whatsapp"
            await self._call("POST", path, {"name": title, "category": UTILITY})
        return tuple(asked)

    def approvals(self) -> Mapping[str, str]:
        """Return how far the approval of each template is, by its name at WhatsApp."""
        return {one.title: self._known[one.title].approval for one in self._words.templates if one.title in self._known}

    def _wanted(self) -> Iterator[tuple[str, dict[str, object]]]:
        yield from _FRAMES.items()
        for one in self._words.templates:
            button = {"type": "QUICK_REPLY", "title": one.button.label, "id": one.button.id}
            shown = {"twilio/quick-reply": {"body": one.text, "actions": [button]}}
            yield one.title, {"friendly_name": one.title, "language": one.locale, "types": shown}

    async def _listed(self) -> dict[str, Known]:
        """Where two have the same name, because two processes put it up at once, the older one counts."""
        found: dict[str, Known] = {}
        path: str | None = f"/v1/ContentAndApprovals?PageSize={PAGE}"
        while path:
            page = await self._call("GET", path)
            contents, meta = page.get("contents"), page.get("meta")
            if not isinstance(contents, list) or not isinstance(meta, dict):
                raise Unconfirmed("an unreadable list of contents")
            for one in contents:
                found[str(one.get("friendly_name"))] = Known(str(one.get("sid")), _approval(one))
            path = meta.get("next_page_url")
        return found

    async def _call(self, method: str, path: str, content: dict[str, object] | None = None) -> dict[str, object]:
        headers = {"Content-Type": "application/json"} if content is not None else {}
        uri = path if path.startswith("http") else HOST + path
        answer = await self._http.request(method, uri, data=content, headers=headers, auth=self._account)
        told = _json(answer)
        if answer.status_code // 100 != _HTTP_OK:
            code = told.get("code")
            raise problem("whatsapp", code if isinstance(code, int) else answer.status_code)
        return told


def _json(answer: Response) -> dict[str, object]:
    try:
        told = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        raise Unconfirmed("an unreadable answer") from None
    if not isinstance(told, dict):
        raise Unconfirmed("an unreadable answer")
    return told


def _approval(content: Mapping[str, object]) -> str:
    request = content.get("approval_requests")
    status = request.get("status") if isinstance(request, dict) else None
    return str(status or UNSUBMITTED)


def _language(locale: str | None) -> str:
    return _LANGUAGE.split(locale or "")[0].lower()


def _quick_title(count: int) -> str:
    return f"wattline_buttons_{count}"


def _list_title(count: int) -> str:
    return f"wattline_list_{count}"


def _frame(title: str, kind: str, shown: dict[str, object], first: int, count: int) -> dict[str, object]:
    """A content whose words are all variables: what is said in it comes with the message."""
    name = "title" if kind == "actions" else "item"
    places = range(first, first + 2 * count, 2)
    answers = [{**_ANSWERS[kind], name: f"{{{{{place}}}}}", "id": f"{{{{{place + 1}}}}}"} for place in places]
    samples = {str(place): str(place) for place in range(1, first + 2 * count)}
    of = "twilio/quick-reply" if kind == "actions" else "twilio/list-picker"
    types = {of: {"body": "{{1}}", **shown, kind: answers}}
    return {"friendly_name": title, "language": "en", "variables": samples, "types": types}


_ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {"actions": {"type": "QUICK_REPLY"}, "items": {}}
_FRAMES: Final[Mapping[str, dict[str, object]]] = {
    **{_quick_title(n): _frame(_quick_title(n), "actions", {}, 2, n) for n in range(1, QUICK + 1)},
    **{_list_title(n): _frame(_list_title(n), "items", {"button": "{{2}}"}, 3, n) for n in range(1, MOST + 1)},
}
