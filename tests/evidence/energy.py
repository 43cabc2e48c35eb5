"""What the economics promise: every reference value within its tolerance, and a comparison that takes little time."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from tests.bench.comparing import comparing
from tests.evidence import economics_flex, economics_money, economics_tariff, economics_usage, economics_yield
from tests.evidence.economics import Reference
from tests.measuring import Measure, Measurement

Room = tuple[str, Callable[[], Iterator[Reference]]]

ROOMS: tuple[Room, ...] = (
    ("Interval data", economics_usage.rows),
    ("Yield", economics_yield.rows),
    ("Bills", economics_tariff.rows),
    ("Solar money", economics_money.rows),
    ("Flexibility and CO2", economics_flex.rows),
)
_PAGE = Path(__file__).parents[2] / "docs" / "energy.md"
_MARK = "## Validation"


def references() -> Iterator[Reference]:
    """All reference values."""
    return chain.from_iterable(rows() for _, rows in ROOMS)


def deviation(of: Reference) -> float:
    """Return how far ours is from the reference, as its tolerance is meant: in its unit, or as a share."""
    apart = abs(of.ours - of.reference)
    return apart / abs(of.reference) if of.relative and of.reference else apart


def measured(of: Reference) -> Measure:
    """Return a reference as a measure."""
    tolerance = f"{of.tolerance:.3g}" if of.tolerance else "0"
    goal = f"{of.reference:.10g} +- {tolerance}{' of it' if of.relative else ''}"
    return Measure(f"{of.what} ({of.source})", float(f"{of.ours:.10g}"), of.unit, goal, holds(of))


def holds(of: Reference) -> bool:
    """Tell whether ours is within the tolerance; what is exact is so but for the rounding of binary numbers."""
    return deviation(of) <= of.tolerance + 1e-9 * max(1.0, abs(of.reference))


def publish(rooms: Iterable[Room], page: Path) -> None:
    """Put the validation table into a Markdown page, in place of the one that stood there."""
    before, _, _ = page.read_text().partition(f"{_MARK}\n")
    tables = (f"### {room}\n\n{_HEAD}\n" + "\n".join(map(_row, rows())) for room, rows in rooms)
    page.write_text(f"{before}{_MARK}\n\n" + "\n\n".join((_INTRODUCTION, *tables)) + "\n")


def _row(of: Reference) -> str:
    share = 100 if of.relative else 1
    unit = "%" if of.relative else of.unit
    tolerance = f"{of.tolerance * share:.3g} {unit}" if of.tolerance else "exact"
    apart = f"{_shown(deviation(of) * share)} {unit}"
    apart = apart if holds(of) else f"**{apart}**"
    return (
        f"| {of.what} | {of.source} | {of.reference:.8g} {of.unit} | {of.ours:.8g} {of.unit} | {apart} | {tolerance} |"
    )


def _validated(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    if long:
        publish(ROOMS, _PAGE)
    return map(measured, references())


def _shown(deviation: float) -> str:
    return "0" if deviation < _ROUNDING else f"{deviation:.2g}"


_ROUNDING = 1e-9
_INTRODUCTION = "Written by `make evidence TOPIC=economics LONG=1`; the same rows are tests."
_HEAD = "| what | source | reference | ours | deviation | tolerance |\n|---|---|---|---|---|---|"

MEASUREMENTS = (
    Measurement("every reference value", _validated),
    Measurement("a comparison's time and memory", comparing),
    *economics_usage.MEASUREMENTS,
)
