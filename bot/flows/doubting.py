"""Doubting: asks by name what was probably meant, where the reader has a guess but no certainty."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows.draft import Draft
from bot.flows.welcome import take_up
from bot.model.command import Command, Say, SetLanguage
from bot.model.session import Expecting

NEITHER = "none_of_these"
PERSON = "handover"

MEANINGS: Mapping[str, tuple[Command, str]] = {
    "start_solar": (Say("start_solar"), "choice.solar"),
    "start_dfp": (Say("start_dfp"), "choice.dfp"),
    "compare": (Say("compare"), "choice.compare"),
    "order_status": (Say("order_status"), "choice.orders"),
    "usage_or_bill": (Say("usage_or_bill"), "doubt.usage"),
    "resend_otp": (Say("resend_otp"), "choice.new_code"),
    "why_or_explain": (Say("why_or_explain"), "doubt.why"),
    "opt_out": (Say("opt_out"), "settings.no_more"),
    "opt_in": (Say("opt_in"), "settings.write_again"),
    PERSON: (Say("handover"), "choice.person"),
    "change_language": (SetLanguage(None), "doubt.language"),
    "complaint_or_outage": (Say("complaint_or_outage"), "doubt.outage"),
    "event_join": (Say("event_join"), "doubt.join"),
    "event_skip": (Say("event_skip"), "doubt.skip"),
    "cancel_flow": (Say("cancel_flow"), "choice.leave"),
    NEITHER: (Say("help"), "choice.something_else"),
}
"""The choices that name a meaning: what each stands for, as words would, and its own words."""


def unclear(draft: Draft) -> Draft:
    """Ask which of the likeliest meanings it is, and after a second miss running whether a person should come.

    Without any of them it is said that the message was not understood.
    What was asked before stays askable: a meter ID or a code is still taken. An approval is not, so that no "yes"
    to this question orders anything.
    """
    again = draft.session.missed == draft.scene.session.version
    draft = draft.with_session(replace(draft.session, missed=draft.session.version))
    doubt = draft.scene.reading.doubt if draft.scene.reading else ()
    likely = [value for command in doubt for value, (meant, _) in MEANINGS.items() if meant == command]
    if again and PERSON not in likely:
        likely.append(PERSON)
    if not likely:
        return take_up(draft.say("help.unclear"))
    awaited = draft.session.expecting
    expecting = awaited if awaited in {Expecting.METER, Expecting.CODE} else Expecting.CHOICE
    choices = [draft.label(value, MEANINGS[value][1]) for value in (*likely, NEITHER)]
    return draft.ask(draft.words("doubt.again" if again else "doubt.which"), choices, expecting)
