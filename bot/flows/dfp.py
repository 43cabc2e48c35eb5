"""DFP: enrolment in a Demand Flexibility Program, from search to enrolment."""

from dataclasses import replace
from functools import partial

from bot.flows import notifications, possible
from bot.flows.approving import steps
from bot.flows.draft import Draft
from bot.flows.ordering import Errand, search
from bot.flows.stepping import Step, Steps
from tools.offers import Kind, Offer, Payment, ProgrammeTerms, Terms

NOT_STATED = {
    "dfp.bonus": "dfp.not_bonus",
    "dfp.penalty": "dfp.not_penalty",
    "dfp.events": "dfp.not_events",
    "dfp.notice": "dfp.not_notice",
}
"""What a customer must know of a programme: where it is silent, that is said."""


def _line(draft: Draft, offer: Offer) -> str:
    return "; ".join((*_rewards(draft, offer.programme or ProgrammeTerms()), *possible.doubts(draft, offer)))


def _rewards(draft: Draft, programme: ProgrammeTerms) -> tuple[str, ...]:
    low, high = programme.reward_low or programme.reward_high, programme.reward_high
    pays: tuple[str, ...] = ()
    if low and high and low != high:
        pays = (draft.words("dfp.reward_range", low=low, high=high),)
    elif low:
        pays = (draft.words("dfp.reward", reward=low),)
    if programme.yearly:
        pays = (*pays, draft.words("dfp.yearly", reward=programme.yearly))
    return pays or (draft.words("dfp.reward_open"),)


def _details(draft: Draft, terms: Terms) -> tuple[str, ...]:
    offer = terms.quote.offer
    programme = offer.programme or ProgrammeTerms()
    stated = (
        ("dfp.bonus", programme.bonus_percent),
        ("dfp.penalty", programme.penalty_percent),
        ("dfp.events", programme.events_a_year),
        ("dfp.notice", programme.notice_hours),
        ("dfp.minimum", programme.minimum_load_kw),
        ("dfp.equipment", programme.equipment),
        ("dfp.category", programme.category),
    )
    lines = (draft.words(name, value=value) for name, value in stated if value is not None)
    silent = [draft.words(NOT_STATED[name]) for name, value in stated if value is None and name in NOT_STATED]
    unsaid = (draft.words("dfp.not_stated", names=", ".join(silent)),) if silent else ()
    unsure = (draft.words("dfp.unsure", doubt=doubt) for doubt in possible.doubts(draft, offer))
    rewards = draft.words("dfp.rewards", rewards="; ".join(_rewards(draft, programme)))
    return (rewards, *lines, *unsaid, *unsure, draft.words("dfp.caution"), draft.words("dfp.joining"))


def _exempt(draft: Draft) -> Draft | None:
    """A household that must not be interrupted is told plainly, and not enrolled."""
    if draft.proven and draft.proven.exempt:
        return draft.say("dfp.exempt").go("welcome", "menu")
    return None


ERRAND = Errand(
    kind=Kind.DFP,
    searching="dfp.searching",
    listing="dfp.listing",
    accept="choice.enrol",
    placed="dfp.placed",
    payments={
        Payment.NOT_STATED: "ordering.pay_not_stated",
        Payment.PRE_ORDER: "ordering.pay_pre_order",
        Payment.PRE_FULFILLMENT: "dfp.pay_before",
        Payment.ON_FULFILLMENT: "dfp.pay_on",
        Payment.POST_FULFILLMENT: "dfp.pay_after",
    },
    line=_line,
    details=_details,
    refuse=_exempt,
    automatic="choice.enrol_automatic",
    afterwards=notifications.after_enrolment,
)


def _search(draft: Draft) -> Draft:
    return search(draft, ERRAND, meter=draft.proven.meter if draft.proven else None)


_SHARED = steps(ERRAND)

STEPS: Steps = {
    **_SHARED,
    "search": Step(enter=_search, got=possible.found, private=True),
    "offers": replace(_SHARED["offers"], enter=partial(possible.listed, errand=ERRAND)),
    **possible.STEPS,
}
