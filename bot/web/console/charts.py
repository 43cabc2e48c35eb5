"""What the console's pictures are drawn from: bars with their lengths, and tiles that stand for homes. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LENGTH: Final = 300
"""How long the longest bar may be, in units of the picture."""
TILES: Final = 100
ACROSS: Final = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it counts, how many, and how long it is drawn."""

    label: str
    number: int
    length: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of a map: its column, its row, and the group whose it is."""

    column: int
    row: int
    group: str


def bars(counts: Mapping[str, int], most: int | None = None) -> tuple[Bar, ...]:
    """Return a bar for each count; `most` is what a bar of full length stands for, else the largest."""
    longest = max(most or 0, *counts.values(), 1) if counts else 1
    return tuple(Bar(label, number, round(LENGTH * number / longest)) for label, number in counts.items())


def tiles(groups: Mapping[str, int]) -> tuple[Tile, ...]:
    """Return a map of groups, one after the other: a tile for each home, or a hundred tiles for all of more homes.

    Rounding takes no group away and gives the hundred to those with the largest remainders.
    """
    total = sum(groups.values())
    numbers = dict(groups) if total <= TILES else _shared(groups, total)
    order = (group for group, number in numbers.items() for _ in range(number))
    return tuple(Tile(place % ACROSS, place // ACROSS, group) for place, group in enumerate(order))


def rows(some: Sequence[Tile]) -> int:
    """Return how many rows a map has."""
    return some[-1].row + 1 if some else 0


def told(counts: Iterable[Bar]) -> str:
    """Return a chart in words, for whoever does not see it."""
    return ", ".join(f"{one.label}: {one.number:,}" for one in counts)


def _shared(groups: Mapping[str, int], total: int) -> Mapping[str, int]:
    exact = {group: number * TILES / total for group, number in groups.items()}
    numbers = {group: max(int(share), 1) if share else 0 for group, share in exact.items()}
    while (left := TILES - sum(numbers.values())) != 0:
        step = 1 if left > 0 else -1
        may = [group for group, number in numbers.items() if step > 0 or number > 1]
        group = max(may, key=lambda one: step * (exact[one] - numbers[one]))
        numbers[group] += step
    return numbers
