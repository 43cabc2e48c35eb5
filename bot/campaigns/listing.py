"""Writes the recipients of a proposed campaign down, a step over all contacts at a time, as a worker does it."""

import time
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.campaigns import planning
from bot.campaigns.costing import UNKNOWN, Prices
from bot.campaigns.recipients import Recipient
from bot.model.campaign import Campaign
from bot.policy import Place, zones
from bot.store.counts import AT_THE_LAUNCH, Count, State
from bot.store.ledgers import Ledgers, Listed, Person, Step
from bot.store.runners import Blocking
from channels.messages import Address

log = structlog.get_logger()

SECONDS = 0.5
"""How long one job goes on: a worker's calls for customers wait meanwhile."""
HOLD_MS = 15_000
HOLDOUT = "holdout"


@dataclass(frozen=True, slots=True)
class House:
    """What of the installation a campaign needs: where it is, the language for whoever has none, prices."""

    place: Place
    locale: str
    prices: Prices = UNKNOWN


def listed(campaign: Campaign, one: Recipient, house: House, launched: datetime = AT_THE_LAUNCH) -> Listed:
    """Return a recipient as it is written down, with what was planned for them."""
    where = zones(one.contact, Address("", ""), house.place)
    due = planning.due(campaign, one.values, where[0], launched)
    if planning.held_out(campaign, one.contact.id):
        return Listed(one.contact.id, due, one.values, HOLDOUT, HOLDOUT)
    plan = planning.planned(campaign, one.contact, one.values, house.locale)
    if isinstance(plan, str):
        return Listed(one.contact.id, due, one.values, plan=plan)
    return Listed(one.contact.id, due, one.values, plan=f"{plan.address.channel} {plan.locale}", units=plan.segments)


class Listing:
    """What a worker does for proposals. Done twice, a step does nothing the second time."""

    def __init__(self, runner: Blocking, ledgers: Ledgers, house: House) -> None:
        self._runner = runner
        self._ledgers = ledgers
        self._house = house

    def go_on(self, ledger: str, seconds: float = SECONDS) -> None:
        """Take steps for so long; the next job goes on from there. Raises Unavailable: it is given out again."""
        end, count = time.monotonic() + seconds, self._runner.run(self._ledgers.count(ledger))
        cursor = count.cursor if count and count.state is State.LISTING else None
        while count is not None and cursor is not None:
            cursor = self._step(count, cursor, last=time.monotonic() > end)
        log.info("listed", ledger=ledger)

    def _step(self, count: Count, cursor: bytes, *, last: bool) -> bytes | None:
        """Take one step; answers where to go on, None where that is another job's."""
        campaign = count.campaign
        following, people = self._runner.run(self._ledgers.scan(cursor))
        found = [listed(campaign, Recipient(one.contact), self._house) for one in people if _belongs(campaign, one)]
        step = Step(cursor, following, len(people), 0 if last else HOLD_MS)
        done = self._runner.run(self._ledgers.enlist(campaign.ledger, found, step))
        return None if done < 0 or last or following == b"0" else following


def _belongs(campaign: Campaign, one: Person) -> bool:
    return campaign.audience is not None and campaign.audience.has(one.contact, one.orders)
