"""A linear classifier over TF-IDF features in numpy alone: ridge regression on one column for each label.

It is solved by conjugate gradients on the examples' side (as many unknowns as examples), with sparse rows and columns
as plain arrays: 3,000 examples take some tenths of a second, and no matrix of examples times features ever exists.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

RIDGE = 0.6
ROUNDS = 9
RAREST = 2  # a feature of one example alone says nothing of the next message
STRANGE = 0.5  # how much a feature that was never seen takes from the belief in those that were
_AT_ONCE = 4  # columns multiplied together: bounds the memory while training


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
        known = {place: times for name, times in counts.items() if (place := self.vocabulary.get(name)) is not None}
        if not known:
            return np.zeros(len(self.labels), dtype=np.float32)
        places = np.fromiter(known.keys(), dtype=np.int32, count=len(known))
        values = _weigh(np.fromiter(known.values(), dtype=np.float32, count=len(known)), self.idf[places])
        strange = STRANGE * (len(counts) - len(known)) * float(self.idf.max()) ** 2
        scores: Floats = (values @ self.weights[places]) / np.float32(math.sqrt(float(values @ values) + strange))
        return scores


@dataclass(frozen=True, slots=True)
class _Rows:
    """A sparse matrix sorted by row: each entry's column and value; `starts` are the rows' first entries."""

    columns: Ints
    values: Floats
    starts: Ints

    def times(self, dense: Floats) -> Floats:
        """Return this matrix times a dense one, some columns at once."""
        blocks = []
        for at in range(0, dense.shape[1], _AT_ONCE):
            entries = np.take(np.ascontiguousarray(dense[:, at : at + _AT_ONCE]), self.columns, axis=0)
            entries *= self.values[:, None]
            blocks.append(np.add.reduceat(entries, self.starts, axis=0))
        product: Floats = np.concatenate(blocks, axis=1)
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
    """Count features into plain arrays: dictionaries of thousands of messages would take tens of megabytes."""
    place_of: dict[str, int] = {}
    names, times, lengths = array("i"), array("f"), array("i")
    for message in messages:
        counted = Counter(message)
        names.extend(place_of.setdefault(name, len(place_of)) for name in counted)
        times.extend(counted.values())
        lengths.append(len(counted))
    row_of = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    return _Counts(
        tuple(place_of), row_of, np.array(names, dtype=np.int32), np.array(times, dtype=np.float32), len(lengths)
    )


def _matrices(counts: _Counts, idf: Floats) -> tuple[_Rows, _Rows]:
    """Return the examples' matrix by rows and by columns; each row gets an entry of zero, so that none is empty."""
    every = np.arange(counts.rows, dtype=np.int32)
    row_of = np.concatenate([counts.row_of, every])
    column_of = np.concatenate([counts.name_of, np.zeros_like(every)])
    values = np.concatenate([_weigh(counts.times_of, idf[counts.name_of]), np.zeros(counts.rows, dtype=np.float32)])
    lengths = np.sqrt(np.bincount(row_of, weights=values**2)).astype(np.float32)
    values /= np.maximum(lengths[row_of], 1e-6)
    return _sorted(row_of, column_of, values), _sorted(column_of, row_of, values)


def _sorted(row_of: Ints, column_of: Ints, values: Floats) -> _Rows:
    order = np.argsort(row_of, kind="stable")
    return _Rows(column_of[order], values[order], _starts(row_of[order]))


def _starts(sorted_keys: Ints) -> Ints:
    return np.flatnonzero(np.diff(sorted_keys, prepend=-1)).astype(np.int32)


def _solve(by_message: _Rows, by_feature: _Rows, wanted: Floats) -> Floats:
    """Solve (X X' + ridge I) A = Y by conjugate gradients, each column for itself."""
    answer = np.zeros_like(wanted)
    residual = wanted.copy()
    direction = residual.copy()
    power = (residual**2).sum(axis=0)
    for _ in range(ROUNDS):
        image = by_message.times(by_feature.times(direction)) + RIDGE * direction
        step = power / np.maximum((direction * image).sum(axis=0), 1e-12)
        answer += step * direction
        residual -= step * image
        before, power = power, (residual**2).sum(axis=0)
        direction = residual + (power / np.maximum(before, 1e-12)) * direction
    return answer
