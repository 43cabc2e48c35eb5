"""Subsidies: money for what a home does, with its dates and who may apply, from search to application."""

from bot.flows import journey
from bot.flows.approving import steps
from bot.flows.draft import Draft
from bot.flows.ordering import Errand
from bot.flows.solar import open_to_all
from bot.flows.stepping import Steps
from tools.offers import Kind, Offer, Payment, Subsidy, Terms


def _line(draft: Draft, offer: Offer) -> str:
    subsidy = offer.subsidy or Subsidy()
    return "; ".join((_worth(draft, subsidy), *_dates(draft, subsidy), *_whom(draft, subsidy)))


def _worth(draft: Draft, subsidy: Subsidy) -> str:
    match subsidy:
        case Subsidy(amount=amount, percent=percent) if amount and percent:
            return draft.words("subsidy.share_up_to", percent=percent, amount=amount)
        case Subsidy(percent=percent) if percent:
            return draft.words("subsidy.share", percent=percent)
        case Subsidy(amount=amount) if amount:
            return draft.words("subsidy.up_to", amount=amount)
    return draft.words("subsidy.not_stated")


def _dates(draft: Draft, subsidy: Subsidy) -> tuple[str, ...]:
    """Say from when and until when one can apply, as far as that is not past, and plainly that it is over."""
    today = draft.now.date()
    if subsidy.ends and subsidy.ends < today:
        return (draft.words("subsidy.ended", day=subsidy.ends),)
    starts = (draft.words("subsidy.starts", day=subsidy.starts),) if subsidy.starts and subsidy.starts > today else ()
    return (*starts, draft.words("subsidy.ends", day=subsidy.ends)) if subsidy.ends else starts


def _whom(draft: Draft, subsidy: Subsidy) -> tuple[str, ...]:
    return (draft.words("subsidy.whom", whom=subsidy.eligibility),) if subsidy.eligibility else ()


def _details(draft: Draft, terms: Terms) -> tuple[str, ...]:
    subsidy = terms.quote.offer.subsidy or Subsidy()
    how = (draft.words("subsidy.how", how=subsidy.application),) if subsidy.application else ()
    said = (_worth(draft, subsidy), *_dates(draft, subsidy), *_whom(draft, subsidy), *how)
    return (*(draft.words("subsidy.detail", text=text) for text in said), draft.words("subsidy.caution"))


ERRAND = Errand(
    kind=Kind.SUBSIDY,
    searching="subsidy.searching",
    listing="subsidy.listing",
    accept="choice.apply",
    placed="subsidy.placed",
    payments={
        Payment.NOT_STATED: "ordering.pay_not_stated",
        Payment.PRE_ORDER: "ordering.pay_pre_order",
        Payment.PRE_FULFILLMENT: "subsidy.pay_before",
        Payment.ON_FULFILLMENT: "subsidy.pay_on",
        Payment.POST_FULFILLMENT: "subsidy.pay_after",
    },
    line=_line,
    details=_details,
    refuse=open_to_all,
    afterwards=journey.onward,
)

STEPS: Steps = steps(ERRAND)
