"""Searching for programmes and, at the same time, finding out which of them a household may join."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tools.contract import Account, Failure, OffersFound, SearchOffers, ToolError
from tools.economics.eligibility import Applicant, Doubt, eligibility
from tools.meters import CustomerDirectory, MeterRegistry
from tools.readings import measured

PATIENCE = 2.0
"""Seconds that a search waits for the meter registry once the network has answered."""


@dataclass(frozen=True, slots=True)
class Screening:
    """A search whose offers come with a household's eligibility, where the request names its meter.

    The registry is read while the network is asked, so nobody waits for the one after the other. A registry or a
    directory that does not help leaves a doubt; it never ends the search.
    """

    search: Callable[[SearchOffers], OffersFound]
    registry: MeterRegistry
    directory: CustomerDirectory
    zone: ZoneInfo
    now: Callable[[], datetime]
    patience: float = PATIENCE

    def run(self, request: SearchOffers) -> OffersFound:
        """Return what is on offer. Raises ToolError where the network does not answer."""
        if request.meter is None:
            return self.search(request)
        aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="screening")
        try:
            asked = aside.submit(self._applicant, request.meter)
            found = self.search(request)
            applicant = self._in_time(asked) if found.offers else Applicant(Doubt.REGISTRY)
        finally:
            aside.shutdown(wait=False, cancel_futures=True)
        judged = {offer.id: eligibility(offer.programme, applicant) for offer in found.offers}
        return replace(found, eligibility=judged)

    def _applicant(self, meter: str) -> Applicant:
        account = self._account(meter)
        peak = self._peak(meter)
        return Applicant(peak) if account is None else Applicant(peak, account.category, account.exempt)

    def _account(self, meter: str) -> Account | None:
        try:
            return self.directory.find_by_meter(meter)
        except ToolError:
            return None

    def _peak(self, meter: str) -> float | Doubt:
        try:
            return measured(self.registry, meter, self.zone, now=self.now()).peak_kw
        except ToolError as error:
            return Doubt.READINGS if error.failure is Failure.NO_DATA else Doubt.REGISTRY

    def _in_time(self, asked: Future[Applicant]) -> Applicant:
        try:
            return asked.result(timeout=self.patience)
        except TimeoutError:
            return Applicant(Doubt.REGISTRY)
