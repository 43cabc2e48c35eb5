"""All flows of this installation, by name, and the errands by what they get."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.flows import (
    authenticate,
    compare,
    dfp,
    events,
    handover,
    journey,
    linking,
    notifications,
    orders,
    services,
    settings,
    solar,
    subsidies,
    welcome,
)
from bot.flows.ordering import Errand
from bot.flows.stepping import Steps
from bot.model.session import Session
from tools.offers import Kind

Migration = Callable[[Session], Session]
"""Takes a session written under one version of its flow and returns it as the next version reads it. Pure."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps of one errand, and the version of them that sessions are pinned to.

    A change that a session in the middle of the flow would trip over (a step gone or renamed, a slot that means
    something else) raises `version`; `migrations` may hold, under the version before, what brings such a session over.
    Without one it begins again at `start`; None: there is nothing to begin again.
    """

    steps: Steps
    start: str | None = "start"
    version: int = 1
    migrations: Mapping[int, Migration] = field(default_factory=dict)


CATALOGUE: Mapping[str, Flow] = {
    "welcome": Flow(welcome.STEPS, start=None),
    "authenticate": Flow(authenticate.STEPS, start="meter"),
    "solar": Flow(solar.STEPS),
    "dfp": Flow(dfp.STEPS),
    "survey": Flow(services.SURVEY_STEPS),
    "connection": Flow(services.CONNECTION_STEPS),
    "subsidy": Flow(subsidies.STEPS),
    "journey": Flow(journey.STEPS),
    "compare": Flow(compare.STEPS),
    "orders": Flow(orders.STEPS),
    "linking": Flow(linking.STEPS, start=None),
    "settings": Flow(settings.STEPS, start=None),
    "notifications": Flow(notifications.STEPS),
    "events": Flow(events.STEPS, start="ask"),
    "handover": Flow(handover.STEPS, start=None),
}

ERRANDS: Mapping[Kind, Errand] = {
    Kind.SOLAR: solar.ERRAND,
    Kind.DFP: dfp.ERRAND,
    Kind.SURVEY: services.SURVEY,
    Kind.CONNECTION: services.CONNECTION,
    Kind.SUBSIDY: subsidies.ERRAND,
}
