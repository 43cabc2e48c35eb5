"""DFP: enrolment in a Demand Flexibility Program, from search to enrolment."""

from bot.flows import notifications
from bot.flows.approving import steps
from bot.flows.draft import Draft, Steps
from bot.flows.ordering import Errand
from tools.offers import Kind, Offer, Payment, ProgrammeTerms, Terms


def _line(draft: Draft, offer: Offer) -> str:
    return "; ".join(_rewards(draft, offer.programme or ProgrammeTerms()))


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
    programme = terms.quote.offer.programme or ProgrammeTerms()
    asked = (
        ("dfp.bonus", programme.bonus_percent),
        ("dfp.penalty", programme.penalty_percent),
        ("dfp.events", programme.events_a_year),
        ("dfp.notice", programme.notice_hours),
        ("dfp.minimum", programme.minimum_load_kw),
    )
    lines = (draft.words(name, value=value) for name, value in asked if value is not None)
    rewards = draft.words("dfp.rewards", rewards="; ".join(_rewards(draft, programme)))
    return (rewards, *lines, draft.words("dfp.caution"))


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
    afterwards=notifications.after_enrolment,
)

STEPS: Steps = steps(ERRAND)
