"""A linear classifier over TF-IDF features in numpy alone: ridge regression on one column for each label.

It is solved by conjugate gradients on the examples' side (as many unknowns as examples), with sparse rows and columns
as plain arrays: 3,000 examples take some tenths of a second, and no matrix of examples times features ever exists.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

RIDGE = 0.6
ROUNDS = 9
RAREST = 2  # a feature of one example alone says nothing of the next message
_AT_ONCE = 8  # columns multiplied together: bounds the memory while training


@dataclass(frozen=True, slots=True)
class Ridge:
    """A trained classifier: `weights` has a row for each feature of `vocabulary` and a column for each label."""

    vocabulary: Mapping[str, int]
    idf: Floats
    weights: Floats
    labels: tuple[str, ...]

    def scores(self, found: Sequence[str]) -> Floats:
        """Return a score for each label: about 1 where it certainly fits, about 0 where it does not."""
        known = self.vocabulary
        counts = Counter(place for feature in found if (place := known.get(feature)) is not None)
        if not counts:
            return np.zeros(len(self.labels), dtype=np.float32)
        places = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
        values = _weigh(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)), self.idf[places])
        scores: Floats = (values / np.linalg.norm(values)) @ self.weights[places]
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


def train(messages: Sequence[Sequence[str]], targets: Sequence[Sequence[int]], labels: Sequence[str]) -> Ridge:
    """Train on messages (as features) and, for each, the places of the labels that hold for it."""
    counted = [Counter(message) for message in messages]
    seen = Counter(feature for counts in counted for feature in counts)
    kept = [feature for feature, times in seen.items() if times >= RAREST]
    vocabulary = {feature: place for place, feature in enumerate(kept)}
    total = len(messages)
    idf = np.array([math.log((1 + total) / (1 + seen[feature])) + 1 for feature in kept], dtype=np.float32)
    by_message, by_feature = _matrices(counted, vocabulary, idf)
    wanted = np.zeros((total, len(labels)), dtype=np.float32)
    for row, places in enumerate(targets):
        wanted[row, list(places)] = 1
    weights = by_feature.times(_solve(by_message, by_feature, wanted))
    return Ridge(vocabulary, idf, weights, tuple(labels))


def _matrices(counted: Sequence[Mapping[str, int]], vocabulary: Mapping[str, int], idf: Floats) -> tuple[_Rows, _Rows]:
    """Return the examples' matrix by rows and by columns. An example without known features keeps one empty entry."""
    known = [{vocabulary[name]: times for name, times in message.items() if name in vocabulary} for message in counted]
    entries = [message or {0: 0} for message in known]
    row_of = np.repeat(np.arange(len(entries), dtype=np.int32), [len(message) for message in entries])
    column_of = np.fromiter(chain.from_iterable(entries), dtype=np.int32, count=len(row_of))
    times_of = np.fromiter(chain.from_iterable(m.values() for m in entries), dtype=np.float32, count=len(row_of))
    values = np.where(times_of > 0, _weigh(np.maximum(times_of, 1), idf[column_of]), 0).astype(np.float32)
    lengths = np.sqrt(np.bincount(row_of, weights=values**2, minlength=len(counted))).astype(np.float32)
    values /= np.maximum(lengths[row_of], 1e-6)
    order = np.argsort(column_of, kind="stable")
    return (
        _Rows(column_of, values, _starts(row_of)),
        _Rows(row_of[order], values[order], _starts(column_of[order])),
    )


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
