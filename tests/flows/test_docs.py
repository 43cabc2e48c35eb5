"""docs/flows.md lists the flows and steps that there are."""

import re
from pathlib import Path

from bot.flows.catalogue import CATALOGUE

DOCS = Path(__file__).parents[2] / "docs" / "flows.md"


def test_the_table_names_every_flow_with_its_steps_and_whether_it_needs_proof() -> None:
    text = DOCS.read_text(encoding="utf-8").partition("## The flows")[2].partition("##")[0]
    rows = re.findall(r"^\| (\w+) \| ([\w, ]+) \| (\w[\w ]*) \|$", text, flags=re.MULTILINE)
    told = {flow: (steps.split(", "), proof == "yes") for flow, steps, proof in rows if flow != "flow"}
    known = {flow: one.steps for flow, one in CATALOGUE.items()}
    there = {flow: (list(steps), any(one.private for one in steps.values())) for flow, steps in known.items()}
    assert {flow: (sorted(steps), proof) for flow, (steps, proof) in told.items()} == {
        flow: (sorted(steps), proof) for flow, (steps, proof) in there.items()
    }
