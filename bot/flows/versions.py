"""A session that another deploy wrote: brought over to the flows of today, or begun again in plain words."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import resuming
from bot.flows.catalogue import CATALOGUE, Flow
from bot.flows.draft import Draft
from bot.model.command import Choose, ChooseStale, Command, Say
from bot.model.event import ApprovalProven, IdentityProven, IdentityRefused, MessageReceived
from bot.model.session import Session

ANSWERS = frozenset({"greet", "help", "thanks", "affirm", "deny", "unclear", "correction", "why_or_explain"})
"""Words that answer, or ask about, a question that is put no more."""


def brought_over(draft: Draft, flows: Mapping[str, Flow] = CATALOGUE) -> Draft:
    """Return a draft whose session stands at a step of today: where it was, migrated, or at the start of its flow."""
    session = migrated(draft.session, flows)
    return draft.with_session(session) if session else _restarted(draft, flows)


def migrated(session: Session, flows: Mapping[str, Flow]) -> Session | None:
    """Return a session as its flow reads it today, None where no migration leads there or its step is gone.

    A session of a newer version, which only another deploy knows, is none of ours either.
    """
    flow = flows.get(session.flow)
    if flow is None:
        return None
    while session.flow_version < flow.version:
        migrate = flow.migrations.get(session.flow_version)
        if migrate is None:
            return None
        session = replace(migrate(session), flow_version=session.flow_version + 1)
    return session if session.flow_version == flow.version and session.step in flow.steps else None


def _restarted(draft: Draft, flows: Mapping[str, Flow]) -> Draft:
    """Begin the flow again, and say so once. The open business stays, and its flow takes it up; no call is awaited."""
    before, event = draft.session, draft.scene.event
    if before.with_operator:
        return replace(draft.go("handover", "quiet"), entering=False)
    left = replace(draft.rest(), entering=False)
    if before.flow == "welcome" or isinstance(event, IdentityProven | IdentityRefused | ApprovalProven):
        return left
    left = _unanswered(left)
    if any(before.waiting == order.call for order in draft.scene.orders if before.waiting):
        return left.say("progress.working") if isinstance(event, MessageReceived) else left
    flow = flows.get(before.flow)
    if flow is None or flow.start is None:
        return left.say("restart.gone").go("welcome", "menu")
    again = left.say("restart.again", place=resuming.place(draft, before.flow, flow.start))
    wanted = {"wanted": draft.slot("wanted")} if draft.slot("wanted") else {}
    return again.go(before.flow, flow.start).note(**wanted)


def _unanswered(draft: Draft) -> Draft:
    """Take no word for an answer to the question that was open."""
    reading = draft.scene.reading
    if reading is None:
        return draft
    commands = tuple(command for command in reading.commands if not _is_answer(command))
    return replace(draft, scene=replace(draft.scene, reading=replace(reading, commands=commands)))


def _is_answer(command: Command) -> bool:
    return isinstance(command, Choose | ChooseStale) or (isinstance(command, Say) and command.intent in ANSWERS)
