"""Files: readings that a customer sends are what the comparison rests on, in place of the meter registry's."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import authenticate, trouble
from bot.flows.draft import Draft
from bot.flows.welcome import take_up
from tools.contract import Failed
from tools.economics.household import Lack
from tools.sent_file import SentFile

LACKS: Mapping[Lack, str] = {
    Lack.NO_READINGS: "lack.not_readings",
    Lack.TOO_FEW_DAYS: "lack.too_few_days_sent",
}
"""What is wrong with a file, where that is said otherwise than of a meter's own readings."""


def take(draft: Draft, reference: str) -> Draft:
    """Compare from a file. Before it is known whose home it is, it is not kept: it would be nobody's."""
    if not draft.proven:
        told = draft.say("files.after_proof")
        here = draft.session.flow == "authenticate"
        return take_up(told) if here else authenticate.require(told, wanted="compare")
    return _with(draft, reference).go("compare", "start")


def keep(draft: Draft, reference: str) -> Draft:
    """Keep a file for the next comparison: something else is under way."""
    return (_with(draft, reference) if draft.proven else draft).say("files.later" if draft.proven else "files.again")


def without(draft: Draft) -> Draft:
    """Go back to the meter's own readings."""
    return draft.with_session(replace(draft.session, file=None))


def refused(draft: Draft, failed: Failed) -> Draft:
    """Say what is wrong with a file, let go of it, and ask what now: trying again takes the meter's own readings."""
    told = without(draft).say("files.not_used")
    if failed.lack is not None:
        told = told.say(LACKS.get(failed.lack, trouble.LACKS[failed.lack]))
    return trouble.stuck(told, retry="start")


def _with(draft: Draft, reference: str) -> Draft:
    channel = draft.address.channel if draft.address else ""
    return draft.with_session(replace(draft.session, file=SentFile(channel, reference)))
