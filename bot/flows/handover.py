"""Handover: a person of the utility takes over, and gives back; or none comes, or falls silent, and the bot returns."""

from dataclasses import replace

from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.model.contact import Purpose
from bot.model.event import OperatorSpoke
from bot.model.ids import CaseId
from bot.model.notice import OWN
from bot.model.reminder import Occasion
from bot.model.turn import Case, CaseKind, Reply
from bot.reaching import ANSWERS_FOR
from channels.messages import OutboundMessage

NOBODY, SILENT = "nobody", "silent"
"""Why the bot returns by itself: no person came, or the one who did wrote no more."""


def ask(draft: Draft, kind: CaseKind = CaseKind.HANDOVER) -> Draft:
    """Open a case and go quiet."""
    case = CaseId(draft.scene.ids.make("case", "handover"))
    opened = Case(case, kind, draft.now, subject=f"{draft.session.flow}/{draft.session.step}")
    return _quietened(draft.open_case(opened).say("handover.coming"), case, NOBODY)


def spoke(draft: Draft, event: OperatorSpoke) -> Draft:
    """Pass on what a person said, who has the conversation from now on; take it back when they say so."""
    led = draft.session.with_operator
    if event.text:
        draft = _told(draft, draft.words("handover.relay", text=event.text))
    elif not event.hand_back and not (led and draft.slot("person")):
        draft = _told(draft, draft.words("handover.taken"))
    if event.hand_back:
        over = _over(draft, event.case)
        return _handed_back(over) if led else over
    return _quietened(draft, event.case or CaseId(draft.slot("case")), SILENT).note(person="here")


def returned(draft: Draft, why: str) -> Draft:
    """Let the bot answer again, as no person came, or wrote for a while; the case of it stays open."""
    due = draft.session.bot_returns
    if not draft.session.with_operator or due is None or draft.now < due:
        return draft
    left = draft.rest()
    told = _told(left, left.words("handover.nobody" if why == NOBODY else "handover.back"))
    return replace(told, session=replace(told.session, with_operator=False, bot_returns=None), entering=False)


def _quietened(draft: Draft, case: CaseId, why: str) -> Draft:
    """Keep the bot quiet from now on, for so long as no person falls silent."""
    due = draft.now + draft.scene.returns_after
    quiet = draft.go("handover", "quiet").note(case=case).remind(Occasion.HAND_BACK, why, due)
    return replace(quiet, session=replace(quiet.session, with_operator=True, bot_returns=due), entering=False)


def _over(draft: Draft, case: CaseId | None) -> Draft:
    """Let the cases be over that asked for a person alone: the one they came for, and the one of this handover."""
    for over in dict.fromkeys((case, CaseId(draft.slot("case")))):
        draft = draft.close_case(over) if over else draft
    return draft


def _handed_back(draft: Draft) -> Draft:
    """Let the bot answer again."""
    back = draft.rest()
    told = _told(back, back.words("handover.back"))
    menu = told.go("welcome", "menu") if told.said else replace(told, entering=False)
    return menu.with_session(replace(menu.session, with_operator=False, bot_returns=None))


def _told(draft: Draft, text: str) -> Draft:
    """Answer whoever wrote in the last day; anybody else gets a notice, where and when it is allowed."""
    heard, where = draft.session.heard_at, draft.address
    if where is None or (heard is not None and draft.now - heard < ANSWERS_FOR):
        return draft.tell(text)
    notice = Reply(where, OutboundMessage(text), Purpose.SERVICE, notice=OWN)
    return replace(draft, sent=(*draft.sent, notice))


def _quiet(draft: Draft) -> Draft:
    return draft


STEPS: Steps = {"quiet": Step(enter=_quiet)}
