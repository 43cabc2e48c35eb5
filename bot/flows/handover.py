"""Handover: a person of the utility takes over, and gives back."""

from dataclasses import replace

from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.model.event import OperatorSpoke
from bot.model.ids import CaseId
from bot.model.turn import Case, CaseKind


def ask(draft: Draft, kind: CaseKind = CaseKind.HANDOVER) -> Draft:
    """Open a case and go quiet."""
    case = CaseId(draft.scene.ids.make("case", "handover"))
    opened = Case(case, kind, draft.now, subject=f"{draft.session.flow}/{draft.session.step}")
    quiet = draft.open_case(opened).say("handover.coming").go("handover", "quiet").note(case=case)
    session = replace(quiet.session, with_operator=True)
    return replace(quiet, session=session, entering=False)


def spoke(draft: Draft, event: OperatorSpoke) -> Draft:
    """Pass on what a person said; take the conversation back when they say so."""
    if event.text:
        draft = draft.say("handover.relay", text=event.text)
    if not (event.hand_back and draft.session.with_operator):
        return draft
    closed = draft.close_case(CaseId(draft.slot("case"))) if draft.slot("case") else draft
    back = closed.rest().say("handover.back").go("welcome", "menu")
    return back.with_session(replace(back.session, with_operator=False))


def _quiet(draft: Draft) -> Draft:
    return draft


STEPS: Steps = {"quiet": Step(enter=_quiet)}
