"""What a message probably means and which language it is in, learned from the examples."""

import math
import os
import zipfile
from collections.abc import Container, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from bot.understanding import ridge
from bot.understanding.examples import Example, digest
from bot.understanding.features import Topics, features

FORM = "1"  # of the kept file and of the features: a new one makes old files worthless
SHARPNESS = 9.0  # turns scores into shares that match how often they are right (docs/understanding.md)
_LANGUAGE = "language:"
_CLEAR = 0.35  # how far a language must lead
_RANKED = 4


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest label, the share of belief that it has, 0 to 1, and the likeliest few, best first."""

    label: str
    confidence: float
    ranked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained ridge whose columns are labels, then languages."""

    trained: ridge.Ridge
    topics: Topics
    languages_from: int

    @classmethod
    def of(cls, trained: ridge.Ridge, topics: Topics) -> Self:
        """Return a classifier of what was trained on labels and languages."""
        return cls(trained, topics, sum(not name.startswith(_LANGUAGE) for name in trained.labels))

    def guess(self, words: Sequence[str], barred: Container[str]) -> tuple[Guess, str | None]:
        """Return the likeliest label that is not barred, and the language of the words if it is clear."""
        scored = list(zip(self.trained.scores(features(words, self.topics)).tolist(), self.trained.labels, strict=True))
        first = self.languages_from
        languages = sorted(scored[first:], reverse=True)
        labels = sorted((one for one in scored[:first] if one[1] not in barred), reverse=True)
        highest = labels[0][0]
        belief = 1 / sum(math.exp(SHARPNESS * (score - highest)) for score, _ in labels)
        clear = len(languages) > 1 and languages[0][0] - languages[1][0] > _CLEAR
        language = languages[0][1].removeprefix(_LANGUAGE) if clear else None
        return Guess(labels[0][1], belief, tuple(name for _, name in labels[:_RANKED])), language


def learn(examples: Sequence[Example], topics: Topics) -> Classifier:
    """Train on examples."""
    labels = list(dict.fromkeys(example.label for example in examples))
    languages = list(dict.fromkeys(_LANGUAGE + example.language for example in examples))
    place = {name: number for number, name in enumerate([*labels, *languages])}
    return Classifier.of(
        ridge.train(
            (features(example.words, topics) for example in examples),
            [(place[example.label], place[_LANGUAGE + example.language]) for example in examples],
            list(place),
        ),
        topics,
    )


def load_classifier(examples: Sequence[Example], topics: Topics, cache: Path | None) -> Classifier:
    """Return the classifier of examples, from the directory `cache` if it was trained before."""
    if cache is None:
        return learn(examples, topics)
    kept = cache / f"reader-{digest(examples, FORM, str(ridge.RIDGE), str(ridge.ROUNDS), repr(topics))[:32]}.npz"
    with suppress(OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):  # absent or damaged: train anew
        return Classifier.of(_open(kept), topics)
    classifier = learn(examples, topics)
    with suppress(OSError):  # a cache that cannot be written costs time, nothing else
        _keep(classifier.trained, kept)
    return classifier


def _open(path: Path) -> ridge.Ridge:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        vocabulary = bytes(kept["vocabulary"]).decode().split("\n")
        labels = bytes(kept["labels"]).decode().split("\n")
        idf, weights = kept["idf"], kept["weights"]
    if weights.shape != (len(vocabulary), len(labels)) or idf.shape != (len(vocabulary),):
        raise ValueError(f"{path}: parts do not fit together")
    return ridge.Ridge({feature: place for place, feature in enumerate(vocabulary)}, idf, weights, tuple(labels))


def _keep(trained: ridge.Ridge, path: Path) -> None:
    """Write beside and move into place, so that another process never reads a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    with beside.open("wb") as file:
        np.savez(
            file,
            vocabulary=np.frombuffer("\n".join(trained.vocabulary).encode(), dtype=np.uint8),
            labels=np.frombuffer("\n".join(trained.labels).encode(), dtype=np.uint8),
            idf=trained.idf,
            weights=trained.weights,
        )
    beside.replace(path)
