"""A linear classifier over TF-IDF features in numpy alone: ridge regression on one column for each label.

It is solved by block conjugate gradients on the examples' side (as many unknowns as examples), with sparse rows and
columns as plain arrays: no matrix of examples times features ever exists.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

RIDGE = 0.9
ROUNDS = 6
RAREST = 2  # a feature of one example alone says nothing of the next message
STRANGE = 0.5  # how much a feature that was never seen takes from the belief in those that were
_ROUNDING = 1e-6  # of the strongest direction, squared: single precision tells no more
_BLOCK = 64  # rows
_AT_ONCE = 16_384  # entries multiplied together: bounds the memory while training


@dataclass(frozen=True, slots=True)
class Ridge:
    """A trained classifier: `weights` has a row for each feature of `vocabulary` and a column for each label."""

    vocabulary: Mapping[str, int]
    idf: Floats
    weights: Floats
    labels: tuple[str, ...]

    def scores(self, found: Sequence[str]) -> Floats:
        """Return a score for each label: about 1 where it certainly fits, about 0 where it does not or is strange."""
        counts = Counter(found)
        place_of = self.vocabulary
        known = {place_of[name]: times for name, times in counts.items() if name in place_of}
        if not known:
            return np.zeros(len(self.labels), dtype=np.float32)
        places = np.fromiter(known.keys(), dtype=np.int32, count=len(known))
        values = _weigh(np.fromiter(known.values(), dtype=np.float32, count=len(known)), self.idf[places])
        strange = STRANGE * (len(counts) - len(known)) * float(self.idf.max()) ** 2
        scores: Floats = (values @ self.weights[places]) / np.float32(math.sqrt(float(values @ values) + strange))
        return scores


@dataclass(frozen=True, slots=True)
class _Rows:
    """A sparse matrix: its rows in groups of like length, each filled up with zeros to the longest of its group.

    A group is the numbers of its rows, their entries' columns and their entries' values.
    """

    groups: tuple[tuple[Ints, Ints, Floats], ...]
    height: int

    def times(self, dense: Floats) -> Floats:
        """Return this matrix times a dense one."""
        product = np.zeros((self.height, dense.shape[1]), dtype=np.float32)
        for rows, columns, values in self.groups:
            some = max(1, _AT_ONCE // columns.shape[1])
            for at in range(0, len(rows), some):
                part = slice(at, at + some)
                product[rows[part]] = np.einsum("nl,nlc->nc", values[part], dense[columns[part]])
        return product


def _weigh(counts: Floats, idf: Floats) -> Floats:
    weighed: Floats = (1 + np.log(counts)) * idf
    return weighed


@dataclass(frozen=True, slots=True)
class _Counts:
    """How often each message has each feature: an entry's row, feature and count, sorted by row."""

    names: tuple[str, ...]
    row_of: Ints
    name_of: Ints
    times_of: Floats
    rows: int

    def frequent(self) -> "_Counts":
        """Keep the features of at least RAREST messages."""
        often = np.bincount(self.name_of, minlength=len(self.names)) >= RAREST
        fresh = (np.cumsum(often) - 1).astype(np.int32)
        names = tuple(name for name, kept in zip(self.names, often.tolist(), strict=True) if kept)
        kept = often[self.name_of]
        return _Counts(names, self.row_of[kept], fresh[self.name_of[kept]], self.times_of[kept], self.rows)


def train(messages: Iterable[Sequence[str]], targets: Sequence[Sequence[int]], labels: Sequence[str]) -> Ridge:
    """Train on messages (as features) and, for each, the places of the labels that hold for it."""
    counts = _count(messages).frequent()
    holders = np.bincount(counts.name_of, minlength=len(counts.names))
    idf = (np.log((1 + counts.rows) / (1 + holders)) + 1).astype(np.float32)
    by_message, by_feature = _matrices(counts, idf)
    wanted = np.zeros((counts.rows, len(labels)), dtype=np.float32)
    for row, places in enumerate(targets):
        wanted[row, list(places)] = 1
    weights = by_feature.times(_solve(by_message, by_feature, wanted))
    return Ridge({name: place for place, name in enumerate(counts.names)}, idf, weights, tuple(labels))


def _count(messages: Iterable[Sequence[str]]) -> _Counts:
    """Count features in plain arrays: dictionaries of thousands of messages would take tens of megabytes."""
    place_of = defaultdict[str, int](count().__next__)
    names, lengths = array("i"), array("i")
    for message in messages:
        names.extend(map(place_of.__getitem__, message))
        lengths.append(len(message))
    rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    entries, times = np.unique(rows * len(place_of) + np.array(names, dtype=np.int64), return_counts=True)
    row_of, name_of = np.divmod(entries, max(len(place_of), 1))
    return _Counts(
        tuple(place_of), row_of.astype(np.int32), name_of.astype(np.int32), times.astype(np.float32), len(lengths)
    )


def _matrices(counts: _Counts, idf: Floats) -> tuple[_Rows, _Rows]:
    """Return the examples' matrix by rows and by columns, each row of length 1."""
    values = _weigh(counts.times_of, idf[counts.name_of])
    lengths = np.sqrt(np.bincount(counts.row_of, weights=values**2, minlength=counts.rows)).astype(np.float32)
    values /= lengths[counts.row_of]
    return (
        _grouped(counts.row_of, counts.name_of, values, counts.rows),
        _grouped(counts.name_of, counts.row_of, values, len(counts.names)),
    )


def _grouped(row_of: Ints, column_of: Ints, values: Floats, height: int) -> _Rows:
    """Put rows whose lengths lie between two powers of two into one group."""
    order = np.argsort(row_of, kind="stable")
    columns, values = column_of[order], values[order]
    lengths = np.bincount(row_of, minlength=height)
    starts = np.cumsum(lengths) - lengths
    size_of = np.ceil(np.log2(np.maximum(lengths, 1))).astype(np.int32)
    groups = []
    for size in np.unique(size_of[lengths > 0]):
        rows = np.flatnonzero((size_of == size) & (lengths > 0)).astype(np.int32)
        places = np.arange(lengths[rows].max())
        within = places < lengths[rows][:, None]
        at = np.where(within, starts[rows][:, None] + places, 0)
        groups.append((rows, columns[at], np.where(within, values[at], np.float32(0))))
    return _Rows(tuple(groups), height)


def _solve(by_message: _Rows, by_feature: _Rows, wanted: Floats) -> Floats:
    """Solve (X X' + ridge I) A = Y by block conjugate gradients: every column searches where all of them do.

    It comes as near in six rounds as each column for itself in fourteen (O'Leary 1980; directions made orthonormal).
    """
    answer = np.zeros_like(wanted)
    residual = wanted.copy()
    directions = _orthonormal(residual)
    for _ in range(ROUNDS):
        image = by_message.times(by_feature.times(directions)) + RIDGE * directions
        energy = _products(directions, image)
        step = np.linalg.solve(energy, _products(directions, residual))
        answer += _combined(directions, step)
        residual -= _combined(image, step)
        across = np.linalg.solve(energy, _products(image, residual))
        directions = _orthonormal(residual - _combined(directions, across))
    return answer


def _orthonormal(columns: Floats) -> Floats:
    """Return an orthonormal basis of what the columns span, without what is only rounding."""
    powers, axes = np.linalg.eigh(_products(columns, columns))
    kept = powers > powers[-1] * _ROUNDING
    return _combined(columns, axes[:, kept] / np.sqrt(powers[kept]))


def _products(one: Floats, other: Floats) -> Floats:
    """Return one' times other."""
    (ones, rest), (others, other_rest) = _blocks(one), _blocks(other)
    products: Floats = np.matmul(ones.transpose(0, 2, 1), others).sum(axis=0) + rest.T @ other_rest
    return products


def _combined(columns: Floats, shares: Floats) -> Floats:
    """Return columns times shares."""
    blocks, rest = _blocks(columns)
    return np.concatenate((np.matmul(blocks, shares).reshape(-1, shares.shape[1]), rest @ shares))


def _blocks(columns: Floats) -> tuple[Floats, Floats]:
    """Cut into blocks and a rest: for more at once BLAS wakes threads, which spin longer than they work."""
    cut = len(columns) - len(columns) % _BLOCK
    return columns[:cut].reshape(-1, _BLOCK, columns.shape[1]), columns[cut:]
