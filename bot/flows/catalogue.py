"""All flows of this installation, by name, and the errands by what they get."""

from collections.abc import Mapping

from bot.flows import authenticate, compare, dfp, handover, notifications, orders, settings, solar, welcome
from bot.flows.draft import Step, Steps
from bot.flows.ordering import Errand
from tools.offers import Kind

CATALOGUE: Mapping[str, Steps] = {
    "welcome": welcome.STEPS,
    "authenticate": authenticate.STEPS,
    "solar": solar.STEPS,
    "dfp": dfp.STEPS,
    "compare": compare.STEPS,
    "orders": orders.STEPS,
    "settings": settings.STEPS,
    "notifications": notifications.STEPS,
    "handover": handover.STEPS,
}

ERRANDS: Mapping[Kind, Errand] = {
    Kind.SOLAR: solar.ERRAND,
    Kind.DFP: dfp.ERRAND,
}


def step_at(flow: str, step: str) -> Step | None:
    """Return a step, None where a deploy took it away."""
    return CATALOGUE.get(flow, {}).get(step)
