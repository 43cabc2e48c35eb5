"""Trouble: a call gave no result; it is said plainly, and the customer may retry, ask for a person or leave it."""

from collections.abc import Mapping

from bot.flows.draft import Draft, spoken
from bot.flows.scene import Say as Words
from bot.flows.stepping import Step
from bot.model.command import Choose, Command, Say
from bot.model.contact import Contact
from bot.model.session import Session
from channels.messages import OutboundMessage
from tools.contract import Failed, Failure, Result
from tools.economics.household import Lack

FAILURES: Mapping[Failure, str] = {
    Failure.SILENT: "trouble.silent",
    Failure.UNAVAILABLE: "trouble.unavailable",
    Failure.REJECTED: "trouble.rejected",
    Failure.GARBLED: "trouble.garbled",
    Failure.UNKNOWN: "trouble.unknown",
    Failure.NO_DATA: "trouble.no_data",
    Failure.NOT_FOUND: "trouble.not_found",
}

LACKS: Mapping[Lack, str] = {
    Lack.NO_READINGS: "lack.no_readings",
    Lack.FUTURE_DATES: "lack.future_dates",
    Lack.ALL_ALIKE: "lack.all_alike",
    Lack.TOO_COARSE: "lack.too_coarse",
    Lack.TOO_FEW_DAYS: "lack.too_few_days",
    Lack.TOO_MANY_GAPS: "lack.too_many_gaps",
    Lack.NOT_READINGS: "lack.not_readings",
    Lack.TOO_LARGE: "lack.too_large",
    Lack.FILE_GONE: "lack.file_gone",
}
"""What is wrong with a meter's data, and what would help."""

LASTING = frozenset({Failure.NO_DATA})
"""What trying again cannot mend."""


def failed(draft: Draft, result: Result, *, retry: str) -> Draft:
    """Say why there is no result and ask what now; `retry` is the step of the same flow to try again."""
    failed_by = result if isinstance(result, Failed) else Failed(Failure.GARBLED)
    told = draft.say(FAILURES[failed_by.failure])
    if failed_by.lack is not None:
        told = told.say(LACKS[failed_by.lack])
    return stuck(told, retry="" if failed_by.failure in LASTING else retry)


def stuck(draft: Draft, *, retry: str) -> Draft:
    """Ask what now, after words of the caller."""
    return draft.on("trouble").note(retry=retry)


def apology(contact: Contact, session: Session, say: Words) -> OutboundMessage | None:
    """Return the words for an event that could not be taken; None where the customer was never heard."""
    if session.last_address is None:
        return None
    return OutboundMessage(say("trouble.broken", spoken(contact, session)))


def _what_now(draft: Draft) -> Draft:
    again = (draft.label("retry", "choice.retry"),) if draft.slot("retry") else ()
    others = (draft.label("handover", "choice.person"), draft.label("cancel_flow", "choice.leave"))
    return draft.ask(draft.words("trouble.what_now"), (*again, *others))


def _hear(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose("retry") | Say("affirm") if draft.slot("retry"):
            return draft.on(draft.slot("retry"))
    return None


STEP = Step(enter=_what_now, hear=_hear)
