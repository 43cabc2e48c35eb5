"""Services: an installer, who begins with a site survey, and a connection to the grid, from search to order."""

from collections.abc import Mapping

from bot.flows import journey, visiting
from bot.flows.approving import steps
from bot.flows.draft import Draft
from bot.flows.ordering import Errand
from bot.flows.solar import details as size_and_price
from bot.flows.solar import open_to_all, price_line
from bot.flows.stepping import Steps
from tools.offers import Kind, Payment, Terms


def _details(draft: Draft, terms: Terms) -> tuple[str, ...]:
    return (*size_and_price(draft, terms), visiting.line(draft, terms.quote.offer))


PAYMENTS: Mapping[Payment, str] = {
    Payment.NOT_STATED: "ordering.pay_not_stated",
    Payment.PRE_ORDER: "ordering.pay_pre_order",
    Payment.PRE_FULFILLMENT: "service.pay_before",
    Payment.ON_FULFILLMENT: "service.pay_on",
    Payment.POST_FULFILLMENT: "service.pay_after",
}

SURVEY = Errand(
    kind=Kind.SURVEY,
    searching="survey.searching",
    listing="survey.listing",
    accept="choice.book",
    placed="survey.placed",
    payments=PAYMENTS,
    line=price_line,
    details=_details,
    refuse=open_to_all,
    afterwards=journey.onward,
)

CONNECTION = Errand(
    kind=Kind.CONNECTION,
    searching="connection.searching",
    listing="connection.listing",
    accept="choice.order",
    placed="connection.placed",
    payments=PAYMENTS,
    line=price_line,
    details=_details,
    refuse=open_to_all,
    afterwards=journey.onward,
)

SURVEY_STEPS: Steps = steps(SURVEY)
CONNECTION_STEPS: Steps = steps(CONNECTION)
