"""Whether a household may join a flexibility programme: what it asks for, against what is known of the household."""

from dataclasses import dataclass, replace
from enum import StrEnum

from tools.economics.flexibility import is_eligible
from tools.offers import Category, ProgrammeTerms


class Barrier(StrEnum):
    """Why a household may not join."""

    EXEMPT = "exempt"  # somebody depends on electricity
    CATEGORY = "category"  # for homes only, or for businesses only
    MINIMUM_LOAD = "minimum_load"  # the meter never drew as much as the programme asks for
    EQUIPMENT = "equipment"  # something is needed that the household does not have


class Doubt(StrEnum):
    """What could not be checked."""

    READINGS = "readings"  # the minimum load: the meter's data are broken, or too few
    REGISTRY = "registry"  # the minimum load: the meter registry did not answer
    CATEGORY = "category"  # the directory does not say whether it is a home or a business
    EQUIPMENT = "equipment"  # nobody asked the customer yet


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Not eligible with a barrier, unknown with doubts, eligible with neither."""

    barrier: Barrier | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of a household. `peak`: its highest hourly mean in kW, or why it is not known."""

    peak: float | Doubt
    category: Category | None = None
    exempt: bool = False


def eligibility(terms: ProgrammeTerms | None, applicant: Applicant) -> Eligibility:
    """Hold a programme's conditions against a household; a condition that a programme does not state is none."""
    asked = terms or ProgrammeTerms()
    if applicant.exempt:
        return Eligibility(Barrier.EXEMPT)
    if asked.category and applicant.category and asked.category is not applicant.category:
        return Eligibility(Barrier.CATEGORY)
    if not isinstance(applicant.peak, Doubt) and not is_eligible(asked, applicant.peak):
        return Eligibility(Barrier.MINIMUM_LOAD)
    doubts: tuple[Doubt, ...] = ()
    if asked.minimum_load_kw and isinstance(applicant.peak, Doubt):
        doubts = (applicant.peak,)
    if asked.category and applicant.category is None:
        doubts = (*doubts, Doubt.CATEGORY)
    if asked.equipment:
        doubts = (*doubts, Doubt.EQUIPMENT)
    return Eligibility(doubts=doubts)


def with_equipment(known: Eligibility, *, has: bool | None) -> Eligibility:
    """Take what the customer said of the equipment that a programme needs; None: nothing yet."""
    if has is None or Doubt.EQUIPMENT not in known.doubts:
        return known
    if not has:
        return Eligibility(Barrier.EQUIPMENT)
    return replace(known, doubts=tuple(doubt for doubt in known.doubts if doubt is not Doubt.EQUIPMENT))
