"""Solar, the flexibility programme, both or neither: the network's offers, the meter's use, and the arithmetic."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from babel.numbers import get_currency_precision

from tools.beckn.client import NetworkClient
from tools.contract import Account, CompareOptions, Failure, OptionsCompared, ToolError
from tools.economics.carbon import Grid
from tools.economics.case import Case, supposed_roof
from tools.economics.comparing import compare
from tools.economics.comparison import Assumption, Comparison, Supposition
from tools.economics.household import Household
from tools.economics.roof import Roof
from tools.economics.subsidy import Scheme
from tools.economics.tariff import Tariff
from tools.economics.territory import Territory
from tools.meters import CustomerDirectory
from tools.offers import Kind, Offer
from tools.readings import Readings, measured, sent
from tools.sent_file import SentFile
from tools.yields import Yields

NOTHING_HEARD = {Failure.SILENT, Failure.REJECTED, Failure.GARBLED}
SOUGHT = (Kind.SOLAR, Kind.BATTERY, Kind.DFP)


@dataclass(frozen=True, slots=True)
class Prices:
    """What a territory's files say of money and CO2."""

    tariff: Tariff
    schemes: tuple[Scheme, ...]
    grid: Grid | None


@dataclass(frozen=True, slots=True)
class Comparing:
    """The comparison for one territory: that of `yields`."""

    network: NetworkClient
    readings: Readings
    directory: CustomerDirectory
    yields: Yields
    prices: Prices
    now: Callable[[], datetime]

    def run(self, request: CompareOptions) -> OptionsCompared:
        """Return the comparison. Raises ToolError(NO_DATA) where the meter's data allow no honest number."""
        account = self.directory.find_by_meter(request.meter)
        if account is None:
            raise ToolError(Failure.NOT_FOUND, "nobody has this meter")
        home, taken = self._home(account, request.file)
        compared = compare(self._case(account, request, home), self._offers(request.transaction, account))
        return OptionsCompared(_told(compared, taken) if request.file else compared)

    def _home(self, account: Account, file: SentFile | None) -> tuple[Household, list[Assumption]]:
        now, zone, connection = self.now(), self.yields.territory.zone, account.sanctioned_kw
        if file is not None:
            return sent(self.readings.open_file, file, zone, now=now, connection_kw=connection)
        return measured(self.readings.registry, account.meter, zone, now=now, connection_kw=connection), []

    def _case(self, account: Account, request: CompareOptions, home: Household) -> Case:
        here, supposing = self.yields.territory, _here(request.supposing, self.yields.territory)
        local = self.now().astimezone(here.zone).date()
        roof = _roof(supposing)
        return Case(
            home=home,
            territory=here,
            tariff=self.prices.tariff,
            sun=self.yields.of(roof.system(here.latitude), year=local.year, place=supposing.place),
            day=local,
            schemes=self.prices.schemes,
            grid=self.prices.grid,
            category=account.category,
            sanctioned_kw=account.sanctioned_kw,
            minor=10 ** get_currency_precision(here.currency),
            exempt=account.exempt,
            supposing=supposing,
        )

    def _offers(self, transaction: str, account: Account) -> tuple[Offer, ...]:
        """Return what is on offer of all kinds, asked for at once; one of which nothing was heard leaves the others.

        A household that is exempt is not asked for flexibility at all.
        """
        kinds = [kind for kind in SOUGHT if kind is not Kind.DFP or not account.exempt]
        with ThreadPoolExecutor(len(kinds)) as threads:
            heard = [threads.submit(self.network.search, kind, transaction) for kind in kinds]
        offers: list[Offer] = []
        errors: list[ToolError] = []
        for search in heard:
            try:
                offers += search.result()
            except ToolError as error:
                if error.failure not in NOTHING_HEARD:
                    raise
                errors.append(error)
        if errors and not offers:
            raise errors[0]
        return tuple(offers)


def _here(supposing: Supposition, territory: Territory) -> Supposition:
    """Return what is supposed without a place that the territory does not reach; the comparison shows that."""
    elsewhere = supposing.place is not None and not territory.serves(supposing.place)
    return replace(supposing, place=None) if elsewhere else supposing


def _told(compared: Comparison, taken: Sequence[Assumption]) -> Comparison:
    return replace(compared, from_file=True, assumptions=(*compared.assumptions, *taken))


def _roof(supposing: Supposition) -> Roof:
    """Return the supposed roof. Raises ToolError(REJECTED) for what no roof can be."""
    try:
        return supposed_roof(supposing)
    except ValueError as error:
        raise ToolError(Failure.REJECTED, str(error)) from None
