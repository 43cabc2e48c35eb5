"""What a comparison rests on, named so that it is said with it."""

from collections.abc import Iterator, Sequence

from tools.economics.case import Case
from tools.economics.comparison import Assumption, Pricing
from tools.economics.options import Parts
from tools.economics.programmes import Programme, with_panels
from tools.economics.roof import Roof
from tools.economics.subsidy import Payout, Standing
from tools.economics.systems import Panels
from tools.economics.tariff import ExportRule, Tariff
from tools.offers import Kind, Offer


def assumptions(case: Case, parts: Parts, countable: Sequence[Offer]) -> tuple[Assumption, ...]:
    """Return them, each once. `countable` are the offers that could be counted at all."""
    return tuple(dict.fromkeys(_assumptions(case, parts, countable)))


def pricing(of: Tariff) -> Pricing:
    """Tell how a tariff prices a kWh that is drawn."""
    if any(len(set(month)) > 1 for month in (*of.weekday, *of.weekend)) or of.weekday != of.weekend:
        return Pricing.TIME_OF_USE
    return Pricing.TIERED if any(len(period.tiers) > 1 for period in of.periods) else Pricing.FLAT


def _assumptions(case: Case, parts: Parts, countable: Sequence[Offer]) -> Iterator[Assumption]:
    yield Assumption.LIFETIME_OF_25_YEARS
    if pricing(case.tariff) is Pricing.FLAT:
        yield Assumption.FLAT_RATE
    if not case.home.full_year:
        yield Assumption.EXTRAPOLATED
    if case.home.spikes:
        yield Assumption.SPIKES_LEFT_OUT
    if parts.panels is not None:
        yield from _of_solar(case, parts.panels)
    else:
        yield from _of_none_that_fits(case, countable)
    yield from _of_events(case, parts, countable)


def _of_none_that_fits(case: Case, countable: Sequence[Offer]) -> Iterator[Assumption]:
    sizes = [offer.power_kw or 0.0 for offer in countable if offer.kind is Kind.SOLAR]
    if sizes and case.sanctioned_kw is not None and min(sizes) > case.sanctioned_kw:
        yield Assumption.CONNECTION_TOO_SMALL
    elif sizes:
        yield Assumption.ROOF_TOO_SMALL


def _of_solar(case: Case, panels: Panels) -> Iterator[Assumption]:
    # Nobody has surveyed a roof of which somebody says how much shade it has.
    yield Assumption.SHADING_NOT_SURVEYED
    yield from _of_roof(case.roof)
    if case.sun.instead_of is not None:
        yield Assumption.YIELD_MODELLED
    if case.tariff.export.rule is ExportRule.NET_BILLING:
        yield Assumption.EXPORT_AT_NET_BILLING
    yield from _of_aids(panels)
    if case.wants_loan and case.territory.loan is None:
        yield Assumption.NO_LOAN_OFFERED
    yield from _of_storage(case, panels)


def _of_roof(roof: Roof) -> Iterator[Assumption]:
    match roof.tilt, roof.azimuth:
        case None, None:
            yield Assumption.ROOF_ASSUMED
        case None, _:
            yield Assumption.TILT_ASSUMED
        case tilt, None if tilt:  # what is level faces nowhere
            yield Assumption.FACING_ASSUMED
    if roof.area_m2 is None:
        yield Assumption.AREA_ASSUMED


def _of_storage(case: Case, panels: Panels) -> Iterator[Assumption]:
    if panels.chosen.stored is not None:
        yield Assumption.BACKUP_NEEDS_WIRING
        return
    if case.wants_battery:
        yield Assumption.NO_BATTERY_OFFERED
    yield Assumption.PANELS_STOP_IN_AN_OUTAGE


def _of_aids(panels: Panels) -> Iterator[Assumption]:
    given = [aid for aid in panels.chosen.aids if aid.standing is Standing.OPEN and aid.amount.amount > 0]
    if not given:
        yield Assumption.SUBSIDIES_NOT_INCLUDED
    if any(aid.payout is Payout.TAX_CREDIT for aid in given):
        yield Assumption.TAX_CREDIT_NEEDS_TAXES


def _of_events(case: Case, parts: Parts, countable: Sequence[Offer]) -> Iterator[Assumption]:
    if case.exempt:
        yield Assumption.EXEMPT_FROM_EVENTS
    elif parts.programme is not None:
        yield from _of_programme(parts.programme)
        if parts.panels is not None and parts.programme.eligible:
            yield from _of_both(case, parts.panels, parts.programme)
    elif any(offer.kind is Kind.DFP for offer in countable):
        yield Assumption.TOO_FEW_DAYS_FOR_EVENTS


def _of_programme(programme: Programme) -> Iterator[Assumption]:
    yield Assumption.EVENTS_COULD_BE_ZERO
    yield Assumption.PROGRAMME_STAYS
    if programme.terms.events_a_year is None:
        yield Assumption.EVENTS_ASSUMED
    if not programme.eligible:
        yield Assumption.MINIMUM_LOAD_NOT_REACHED


def _of_both(case: Case, panels: Panels, programme: Programme) -> Iterator[Assumption]:
    yield Assumption.BOTH_RECOMPUTED
    if not with_panels(programme, case, panels.chosen.year.drawn).eligible:
        yield Assumption.MINIMUM_LOAD_NOT_REACHED
