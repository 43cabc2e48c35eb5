"""Solar, the flexibility programme, both or neither: the network's offers, the meter's use, and the arithmetic."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from babel.numbers import get_currency_precision

from tools.beckn.client import NetworkClient
from tools.contract import Account, CompareOptions, Failure, OptionsCompared, ToolError
from tools.economics.comparing import Case, compare
from tools.economics.roof import Roof
from tools.meters import CustomerDirectory, MeterRegistry
from tools.offers import Kind, Offer
from tools.readings import measured
from tools.yields import Yields

NOTHING_HEARD = {Failure.SILENT, Failure.REJECTED, Failure.GARBLED}


@dataclass(frozen=True, slots=True)
class Comparing:
    """The comparison for one territory."""

    network: NetworkClient
    registry: MeterRegistry
    directory: CustomerDirectory
    yields: Yields
    now: Callable[[], datetime]

    def run(self, request: CompareOptions) -> OptionsCompared:
        """Return the comparison. Raises ToolError(NO_DATA) where the meter's data allow no honest number."""
        account = self.directory.find_by_meter(request.meter)
        if account is None:
            raise ToolError(Failure.NOT_FOUND, "nobody has this meter")
        now, territory = self.now(), self.yields.territory
        home = measured(self.registry, request.meter, territory.zone, now=now)
        system = Roof().system(territory.latitude)
        case = Case(
            home=home,
            territory=territory,
            hourly=self.yields.of(system, year=now.year).hourly,
            minor=10 ** get_currency_precision(territory.currency),
            exempt=account.exempt,
        )
        return OptionsCompared(compare(case, self._offers(request.transaction, account)))

    def _offers(self, transaction: str, account: Account) -> tuple[Offer, ...]:
        """Return what is on offer of both kinds; one kind of which nothing was heard leaves the other.

        A household that is exempt is not asked for flexibility at all.
        """
        offers: list[Offer] = []
        errors: list[ToolError] = []
        for kind in (Kind.SOLAR,) if account.exempt else (Kind.SOLAR, Kind.DFP):
            try:
                offers += self.network.search(kind, transaction)
            except ToolError as error:
                if error.failure not in NOTHING_HEARD:
                    raise
                errors.append(error)
        if errors and not offers:
            raise errors[0]
        return tuple(offers)
