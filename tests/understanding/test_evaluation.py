"""Measuring the reader on labelled lines."""

import json
from itertools import count
from pathlib import Path

import pytest

from bot.model.session import Expecting, Offered
from bot.understanding.certain import Standing
from bot.understanding.evaluation import UnreadableLine, evaluate, measure, parse_lines, standing
from bot.understanding.local import LocalReader


def test_a_file_is_measured_and_reported(tmp_path: Path, examples_folder: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(
        '{"text": "STOP", "label": "opt_out"}\n\n'
        '{"text": "the second one", "label": "select_option", "lang": "en"}\n'
        '{"text": "qwxz vvk", "label": "out_of_scope"}\n'
        '{"text": "hello", "label": "goodbye"}\n'
    )
    report = tmp_path / "report.json"
    measured = evaluate(lines, report, folder=examples_folder, cache=tmp_path / "cache")
    found = json.loads(report.read_text())
    assert set(found) == {"lines", "accuracy", "recall", "predicted", "median_ms", "p99_ms", "load_s"}
    assert found["lines"] == 4
    assert found["accuracy"] == 0.75
    assert found["recall"] == {"goodbye": 0, "opt_out": 1, "out_of_scope": 1, "select_option": 1}
    assert found["predicted"] == {"greet": 1, "opt_out": 1, "out_of_scope": 1, "select_option": 1}
    assert found["load_s"] == measured.load_s > 0


def test_times_are_the_median_and_the_99th_percentile(reader: LocalReader) -> None:
    ticks = count()
    lengths = iter([number for length in range(1, 101) for number in (0, length)])
    now = 0.0

    def clock() -> float:
        nonlocal now
        next(ticks)
        now += next(lengths) / 1000
        return now

    lines = parse_lines(['{"text": "hi", "label": "greet"}'] * 100)
    measured = measure(reader, lines, clock=clock)
    assert measured.median_ms == pytest.approx(50.5)
    assert measured.p99_ms == pytest.approx(99)


def test_nothing_to_measure_is_no_error(reader: LocalReader, tmp_path: Path, examples_folder: Path) -> None:
    assert measure(reader, []).accuracy == 0
    (tmp_path / "none.jsonl").write_text("")
    assert evaluate(tmp_path / "none.jsonl", None, folder=examples_folder).lines == 0


@pytest.mark.parametrize("text", ["nonsense", "[]", '{"text": "a"}', '{"text": 1, "label": "greet"}'])
def test_a_wrong_line_is_named(text: str) -> None:
    with pytest.raises(UnreadableLine, match="line 2"):
        parse_lines(['{"text": "a", "label": "greet"}', text])


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, Standing(None)),
        (5, Standing(None)),
        ("", Standing(None)),
        ("in the middle of nowhere", Standing(None)),
        ("idle", Standing(Expecting.NOTHING)),
        ("awaiting_meter_id", Standing(Expecting.METER)),
        ("AWAITING_OTP", Standing(Expecting.CODE)),
        ("choosing", Standing(Expecting.CHOICE)),
        ("confirm_order", Standing(Expecting.APPROVAL)),
        ({"expecting": "code", "flow": "authenticate"}, Standing(Expecting.CODE, flow="authenticate")),
        (
            {"expecting": "choice", "offered": ["Solar", {"value": "x", "label": "Both"}, {"label": "None"}]},
            Standing(Expecting.CHOICE, (Offered("1", "Solar"), Offered("x", "Both"), Offered("3", "None"))),
        ),
        ({"expecting": None, "offered": None}, Standing(None)),
        ({"offered": 3}, Standing(None)),
    ],
)
def test_a_state_may_be_a_word_or_the_place_itself(state: object, expected: Standing) -> None:
    assert standing(state) == expected
