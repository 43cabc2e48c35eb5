"""The desk's pages: open cases, one case with its conversation, and what its owner does there."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from bot.model.ids import CaseId, EventId
from bot.model.order import OrderState
from bot.model.turn import CaseKind
from bot.operators import Role
from bot.parts import DeskParts
from bot.store.cases import NOBODY, Listed, OpenCase, Wanted
from bot.takeovers import NotYours
from bot.web.console.access import Door, Guarded, needs, operator, unmasked
from bot.web.console.pages import back, page
from bot.web.console.showing import conversation_shown
from bot.web.console.waiting import news, stamp_of

A_PAGE: Final = 25
MOST_PAGES: Final = 100_000
LINES: Final = 50
ALL_LINES: Final = 200
MOST_WORDS: Final = 4000
"""Characters of a message or a note."""
_ONCE: Final = re.compile(r"[0-9a-z-]{1,40}")
_OWNERS: Final = ("", "nobody", "me")
_ENDS: Final = {
    "confirmed": OrderState.CONFIRMED,
    "rejected": OrderState.REJECTED,
    "cancelled": OrderState.CANCELLED,
}
_LOST: Final = "This case is not yours: nothing was done."


def add(routes: Blueprint, door: Door) -> None:
    """Add these pages to the console."""
    pages = _Pages(door.parts.desk, door.parts.clock)
    for path, endpoint, view in (
        ("/cases", "cases", pages.cases),
        ("/cases/<case>", "case", pages.case),
    ):
        routes.add_url_rule(path, endpoint, _guarded(view))
        routes.add_url_rule(f"{path}/news", f"{endpoint}_news", _guarded(view, live=True))
    for name, act in pages.acts.items():
        methods = ["GET", "POST"] if name == "say" else ["POST"]  # its page is shown once more with a canned reply
        routes.add_url_rule(f"/cases/<case>/{name}", f"case_{name}", _guarded(act), methods=methods)


def _guarded(view: Callable[..., Answer], *, live: bool = False) -> Guarded:
    return needs(Role.AGENT, Role.ADMIN, live=live)(view)


class _Pages:
    """The views. What a form asks for is done by the use cases, which hold that the case is the operator's."""

    def __init__(self, parts: DeskParts, clock: Callable[[], datetime]) -> None:
        self._parts = parts
        self._clock = clock
        self._desk = parts.desk
        self._seat = parts.takeovers
        self.acts: dict[str, Callable[..., Answer]] = {
            "claim": self.claim,
            "release": self.release,
            "take-over": self.take_over,
            "say": self.say,
            "hand-back": self.hand_back,
            "note": self.note,
            "settle": self.settle,
            "replay": self.replay,
            "discard": self.discard,
            "close": self.close,
        }

    def cases(self) -> Answer:
        """Return a page of the open cases; asked for news, only once they are others."""
        kind, owner = request.args.get("kind", ""), request.args.get("owner", "")
        number = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
        if (kind and kind not in set(CaseKind)) or owner not in _OWNERS:
            abort(400)
        owned = {"": None, "nobody": NOBODY, "me": operator().name}[owner]
        wanted = Wanted(CaseKind(kind) if kind else None, owned)

        def listed() -> tuple[Listed, int]:
            return self._desk.cases(wanted, (number - 1) * A_PAGE, A_PAGE), self._desk.left_alone()

        if request.endpoint == "console.cases_news" and not news(lambda: stamp_of(listed())):
            return Response(status=204)
        found, alone = now_listed = listed()
        values = {"kind": kind, "owner": owner, "number": number, "stamp": stamp_of(now_listed)}
        kinds = tuple(CaseKind)
        return page("cases.html", found=found, alone=alone, now=self._clock(), kinds=kinds, size=A_PAGE, **values)

    def case(self, case: str) -> Answer:
        """Return one case; asked for news, only once the case or its conversation changed."""
        found, lines = self._found(case), ALL_LINES if request.args.get("all") else LINES

        def state() -> str:
            conversation = self._seat.stamp(found.contact, lines) if found.contact else ""
            return f"{conversation}.{stamp_of(self._desk.find(found.case.id))}"

        if request.endpoint == "console.case_news" and not news(state):
            return Response(status=204)
        stamp = state()
        return self._case_page(self._found(case), lines, stamp)

    def claim(self, case: str) -> Answer:
        """Take a case, from whom the page showed to have it."""
        claim = self._desk.claim(CaseId(case), operator().name, seen=request.form.get("seen", NOBODY))
        if claim is None:
            return back("console.cases", "That case is closed already.")
        if claim.done:
            return back("console.case", "The case is yours.", case=case)
        owner = claim.owner.name if claim.owner else "Nobody"
        return back("console.case", f"{owner} has this case now: it is not yours.", case=case)

    def release(self, case: str) -> Answer:
        """Let a case be anybody's again."""
        claim = self._desk.release(CaseId(case), operator().name)
        return back("console.case", "The case is anybody's again." if claim and claim.done else _LOST, case=case)

    def take_over(self, case: str) -> Answer:
        """Let the bot be silent."""
        return self._done(case, "You have the conversation; the customer is told.", self._seat.take_over)

    def say(self, case: str) -> Answer:
        """Write to the customer; or put a canned reply into the form, to be changed before it is sent."""
        if request.method == "GET":
            return redirect(url_for("console.case", case=case), 303)
        text, chosen = self._text("text"), request.form.get("canned", "")
        if request.form.get("act") == "insert":
            return self._case_page(self._found(case), LINES, "", f"{text}\n{self._canned(case, chosen)}".strip())
        if not text:
            return back("console.case", "There is nothing to send.", case=case)
        return self._done(case, "Sent on its way.", lambda found, by, once: self._seat.say(found, by, once, text))

    def hand_back(self, case: str) -> Answer:
        """Let the bot answer again, with a note for colleagues."""
        note = self._text("note")
        return self._done(case, "Handed back.", lambda found, by, once: self._seat.hand_back(found, by, once, note))

    def note(self, case: str) -> Answer:
        """Note something for colleagues; anybody at the desk may."""
        found, note = self._found(case), self._text("note")
        if not note or not found.contact:
            return back("console.case", "There is nothing to note.", case=case)
        self._seat.remark(found.contact, operator().name, self._once(), note, found.case.id)
        return back("console.case", "Noted.", case=case)

    def settle(self, case: str) -> Answer:
        """Say how an order or a cancellation in doubt ended."""
        end, number = _ENDS.get(request.form.get("end", "")), request.form.get("number", "").strip()[:100]
        if end is None:
            abort(400)
        given = number if end is OrderState.CONFIRMED else None
        return self._owned(
            case,
            lambda: self._desk.settle(CaseId(case), operator().name, end, given),
            ("Settled; the customer is told.", "It cannot end so; a confirmed order needs the seller's number."),
        )

    def replay(self, case: str) -> Answer:
        """Try again what a case is about."""
        words = ("It is tried again.", "There is nothing to try again.")
        return self._owned(case, lambda: self._desk.replay(CaseId(case), operator().name), words)

    def discard(self, case: str) -> Answer:
        """Let go of what a case is about."""
        words = ("Discarded.", "That case is closed already.")
        return self._owned(case, lambda: self._desk.discard(CaseId(case), operator().name), words)

    def close(self, case: str) -> Answer:
        """Close a case that is settled."""
        words = ("Closed.", "That case is closed already.")
        return self._owned(case, lambda: self._desk.close(CaseId(case), operator().name), words)

    def _case_page(self, found: OpenCase, lines: int, stamp: str, words: str = "") -> Response:
        """Show a case; that somebody looks at its conversation is noted before."""
        values: dict[str, object] = {"conversation": None}
        if found.contact:
            self._seat.look(found.contact, operator().name, unmasked=unmasked())
            conversation = self._seat.read(found.contact, lines)
            talk = conversation_shown(self._parts, conversation, self._clock(), unmasked=unmasked())
            values = {"conversation": talk, "earlier": lines < ALL_LINES and len(talk.said) >= lines}
        return page(
            "case.html",
            found=found,
            mine=found.open and found.owner is not None and found.owner.name == operator().name,
            now=self._clock(),
            once=self._parts.new_id(),
            every=lines == ALL_LINES,
            most=MOST_WORDS,
            stamp=stamp,
            words=words,
            canned=self._parts.canned.texts["en"],
            **values,
        )

    def _canned(self, case: str, name: str) -> str:
        """Return a canned reply in the customer's language."""
        if name not in self._parts.canned.texts["en"]:
            abort(400)
        conversation = self._seat.read(self._found(case).contact, 1)
        locale = conversation.contact.locale or conversation.session.locale or "en"
        return self._parts.canned.say(name, locale, operator=operator().name)

    def _owned(self, case: str, act: Callable[[], bool], words: tuple[str, str]) -> Answer:
        """Do something about a case that is the operator's."""
        owner = self._found(case).owner
        if owner is None or owner.name != operator().name:
            return back("console.case", _LOST, case=case)
        return back("console.case", words[0] if act() else words[1], case=case)

    def _done(self, case: str, said: str, act: Callable[[OpenCase, str, EventId], None]) -> Answer:
        """Do something in the customer's conversation, once however often the form is sent."""
        try:
            act(self._found(case), operator().name, self._once())
        except NotYours:
            return back("console.case", _LOST, case=case)
        return back("console.case", said, case=case)

    def _found(self, case: str) -> OpenCase:
        found = self._desk.find(CaseId(case))
        if found is None:
            abort(404)
        return found

    def _once(self) -> EventId:
        once = request.form.get("once", "")
        if not _ONCE.fullmatch(once):
            abort(400)
        return EventId(f"{once}.{request.endpoint}")

    def _text(self, name: str) -> str:
        text = "\n".join(request.form.get(name, "").splitlines()).strip()
        if len(text) > MOST_WORDS:
            abort(413)
        return text
