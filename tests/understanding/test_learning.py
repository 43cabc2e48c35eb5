"""The files that the reader learns from, what it keeps of them on disk, and what is wrong with them."""

from pathlib import Path

import numpy as np
import pytest

from bot.understanding import ridge
from bot.understanding.classifier import Classifier, load_classifier
from bot.understanding.examples import UnreadableExamples, digest, load_examples
from bot.understanding.features import Topics
from bot.understanding.labels import LEARNED
from bot.understanding.lexicon import UnreadableLexicon, load_lexicon

TOPICS = Topics({}, {})
SMALL = "greet: |\n  hello\n  hello there\n  hi there\nthanks: |\n  thank you\n  many thanks\n  thank you thanks\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "en.yaml").write_text(SMALL)
    (tmp_path / "es.yaml").write_text("greet: |\n  hola\n  hola hola\n")
    return tmp_path


def best(trained: Classifier, *words: str) -> str:
    return trained.guess(words, ())[0].label


def test_every_label_has_examples_enough_in_every_language(examples_folder: Path) -> None:
    examples = load_examples(examples_folder)
    for language, goal in (("en", 40), ("es", 25), ("hi", 25), ("hi-Latn", 25)):
        for label in LEARNED:
            lines = {example.text for example in examples if (example.language, example.label) == (language, label)}
            assert len(lines) >= goal, (language, label)
    assert len({example.text for example in examples if example.label == "out_of_scope"}) >= 150


def test_no_line_stands_under_two_labels_of_a_language(examples_folder: Path) -> None:
    seen: dict[tuple[str, str], set[str]] = {}
    for example in load_examples(examples_folder):
        seen.setdefault((example.language, example.text.casefold()), set()).add(example.label)
    assert {key: labels for key, labels in seen.items() if len(labels) > 1} == {}


def test_what_was_learned_is_kept_and_taken_up_again(small: Path) -> None:
    first = load_classifier(load_examples(small), TOPICS, small / "cache")
    (kept,) = (small / "cache").iterdir()
    second = load_classifier(load_examples(small), TOPICS, small / "cache")
    assert np.array_equal(first.trained.weights, second.trained.weights)
    assert first.trained.vocabulary == second.trained.vocabulary
    assert first.trained.labels == second.trained.labels
    assert (best(second, "hello"), best(second, "thanks")) == ("greet", "thanks")
    assert list((small / "cache").iterdir()) == [kept]


def test_a_changed_example_is_learned_anew(small: Path) -> None:
    load_classifier(load_examples(small), TOPICS, small / "cache")
    (small / "en.yaml").write_text(SMALL + "goodbye: |\n  bye\n  bye bye\n")
    assert best(load_classifier(load_examples(small), TOPICS, small / "cache"), "bye") == "goodbye"
    assert digest(load_examples(small)) != digest(load_examples(small), "another form")


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut", "misfit"])
def test_a_damaged_cache_is_replaced(small: Path, damage: str) -> None:
    load_classifier(load_examples(small), TOPICS, small / "cache")
    (kept,) = (small / "cache").iterdir()
    whole = kept.read_bytes()
    if damage == "misfit":
        with kept.open("wb") as file:
            part = np.frombuffer(b"a", dtype=np.uint8)
            np.savez(file, vocabulary=part, labels=part, idf=np.zeros(2), weights=np.zeros((2, 2)))
    else:
        kept.write_bytes({"empty": b"", "garbage": b"x" * 99, "cut": whole[: len(whole) // 2]}[damage])
    assert best(load_classifier(load_examples(small), TOPICS, small / "cache"), "hello") == "greet"
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_done_without(small: Path) -> None:
    (small / "file").write_text("")
    assert best(load_classifier(load_examples(small), TOPICS, small / "file"), "hello") == "greet"


def test_one_language_alone_is_never_told_apart(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text(SMALL)
    assert load_classifier(load_examples(tmp_path), TOPICS, None).guess(("hello",), ())[1] is None


def test_training_finds_what_least_squares_finds() -> None:
    messages = [["a", "b"], ["a", "a", "c"], ["b", "c"], ["d", "a"], ["never again"]]
    trained = ridge.train(messages, [(0,), (1,), (0, 1), (1,), (0,)], ("x", "y"))
    counts = np.array([[message.count(name) for name in trained.vocabulary] for message in messages], dtype=float)
    weighed = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0) * trained.idf
    rows = weighed / np.maximum(np.linalg.norm(weighed, axis=1, keepdims=True), 1e-9)
    wanted = np.array([[1, 0], [0, 1], [1, 1], [0, 1], [1, 0]])
    exact = np.linalg.solve(rows.T @ rows + ridge.RIDGE * np.eye(rows.shape[1]), rows.T @ wanted)
    assert set(trained.vocabulary) == {"a", "b", "c"}
    assert np.allclose(trained.weights, exact, atol=1e-4)
    assert np.allclose(trained.scores(["b", "c"]), rows[2] @ exact, atol=1e-4)
    assert abs(trained.scores(["b", "c", "unknown"]).sum()) < abs(trained.scores(["b", "c"]).sum())
    assert not trained.scores(["unknown"]).any()


@pytest.mark.parametrize("content", ["- a\n", "unknown_label: |\n  hi\n", "greet: 3\n"])
def test_a_wrong_file_of_examples_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "en.yaml").write_text(content)
    with pytest.raises(UnreadableExamples, match=r"en\.yaml"):
        load_examples(tmp_path)


def test_a_folder_without_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableExamples, match="no examples"):
        load_examples(tmp_path)
    with pytest.raises(UnreadableLexicon, match="no file"):
        load_lexicon(tmp_path)


@pytest.mark.parametrize(
    "content", ["- a\n", "polite: [a]\n", "ordinals: first\n", "ordinals:\n  first: one\n", "phrases:\n  greet: 1\n"]
)
def test_a_wrong_file_of_words_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "en.yaml").write_text(content)
    with pytest.raises(UnreadableLexicon, match=r"en\.yaml"):
        load_lexicon(tmp_path)


def test_a_stem_takes_any_ending_and_a_word_none() -> None:
    topics = Topics({"solar": ("sun",)}, {"insta": ("fit",)})
    assert topics.of("solar") == ("sun",)
    assert topics.of("solars") == ()
    assert topics.of("installer") == ("fit",)
