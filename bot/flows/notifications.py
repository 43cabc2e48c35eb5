"""Notifications: what the utility may write about on its own here, purpose by purpose, asked in explicit words."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.flows import consenting, preferring, settings
from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.model.command import Choose, Command, Say
from bot.model.consent import Shown, shown
from bot.model.contact import CONSENTED, Purpose
from bot.model.session import Offered


@dataclass(frozen=True, slots=True)
class _Words:
    """The names of a purpose's words: what it is, the two choices about it, and the question that asks for consent."""

    what: str
    allow: str
    stop: str
    ask: str


WORDS: Mapping[Purpose, _Words] = {
    Purpose.SERVICE: _Words(
        "notifications.service",
        "notifications.allow_service",
        "notifications.stop_service",
        "notifications.ask_service",
    ),
    Purpose.FLEXIBILITY: _Words(
        "notifications.flexibility",
        "notifications.allow_flexibility",
        "notifications.stop_flexibility",
        "notifications.ask_flexibility",
    ),
    Purpose.MARKETING: _Words(
        "notifications.marketing",
        "notifications.allow_marketing",
        "notifications.stop_marketing",
        "notifications.ask_marketing",
    ),
}


def after_enrolment(draft: Draft) -> Draft:
    """Ask once whether events may be told of here, if nothing was said about that before."""
    address = draft.address
    if address is None or draft.proven is None or draft.contact.at(address).opted_out_at is not None:
        return draft
    if draft.contact.consent(Purpose.FLEXIBILITY, address.channel) is not None:
        return draft
    return draft.go("notifications", "ask").note(purpose=Purpose.FLEXIBILITY.value)


def _overview(draft: Draft) -> Draft:
    address = draft.address
    if address is None:
        return draft
    if draft.contact.at(address).opted_out_at is not None:
        choices = (draft.label("write_again", "settings.write_again"), draft.label("cancel_flow", "choice.leave"))
        return draft.ask(draft.words("notifications.opted_out"), choices)
    allowed = {purpose: draft.contact.allows(purpose, address.channel) for purpose in CONSENTED}
    lines = (_line(draft, purpose, given=given) for purpose, given in allowed.items())
    text = "\n".join((draft.words("notifications.here", where=preferring.place(draft, address.channel)), *lines))
    offered = (_change(draft, purpose, given=given) for purpose, given in allowed.items())
    how = draft.label("how", "notifications.how")
    return draft.ask(text, (*offered, how, draft.label("cancel_flow", "choice.leave")))


def _line(draft: Draft, purpose: Purpose, *, given: bool) -> str:
    what = draft.words(WORDS[purpose].what)
    return draft.words("notifications.allowed" if given else "notifications.not_allowed", what=what)


def _change(draft: Draft, purpose: Purpose, *, given: bool) -> Offered:
    words = WORDS[purpose]
    return draft.label(f"stop-{purpose}", words.stop) if given else draft.label(f"allow-{purpose}", words.allow)


def _hear_overview(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose("write_again"):
            return settings.resumed(draft).rest()
        case Choose("how"):
            return draft.on("how")
        case Choose(value):
            act, _, purpose = value.partition("-")
            return _chosen(draft, act, purpose)
    return None


def _chosen(draft: Draft, act: str, purpose: str) -> Draft | None:
    if purpose not in CONSENTED:
        return None
    return draft.on("ask").note(purpose=purpose) if act == "allow" else _decided(draft, Purpose(purpose), given=False)


def _ask(draft: Draft) -> Draft:
    purpose, address = draft.slot("purpose"), draft.address
    if purpose not in CONSENTED or address is None:
        return draft.on("start")
    name = WORDS[Purpose(purpose)].ask
    text = draft.words(name, where=preferring.place(draft, address.channel))
    proof = shown(name, draft.locale, text)
    asked = draft.note(shown=proof.name, spoken=proof.locale, digest=proof.digest)
    return asked.ask(
        text, (asked.label("allow", "notifications.allow"), asked.label("decline", "notifications.decline"))
    )


def _hear_answer(draft: Draft, command: Command) -> Draft | None:
    purpose = draft.slot("purpose")
    if purpose not in CONSENTED:
        return None
    match command:
        case Choose("allow"):
            return _decided(draft, Purpose(purpose), given=True)
        case Say("affirm") if draft.alone:
            return _decided(draft, Purpose(purpose), given=True)
        case Choose("decline") | Say("deny"):
            return _decided(draft, Purpose(purpose), given=False)
    return None


def _decided(draft: Draft, purpose: Purpose, *, given: bool) -> Draft:
    address = draft.address
    if address is None:
        return draft
    asked = draft.session.step == "ask"
    text = Shown(draft.slot("shown"), draft.slot("spoken"), draft.slot("digest")) if asked else None
    decided = consenting.decide(draft, address, purpose, text, given=given)
    return decided.say("notifications.noted" if given else "notifications.will_not").rest()


STEPS: Steps = {
    "start": Step(enter=_overview, hear=_hear_overview, why="notifications.why", private=True),
    **preferring.STEPS,
    "ask": Step(enter=_ask, hear=_hear_answer, why="notifications.why", private=True),
}
