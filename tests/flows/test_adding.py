"""The worked example of docs/adding-a-flow.md: its code, its words and its conversation, played on the real step."""

from typing import Any

import pytest
import yaml

from bot.flows import anywhere
from bot.flows.catalogue import CATALOGUE, Flow
from bot.model.command import Say
from bot.prompts import Prompts
from tests import worked
from tests.flows import house, spoken
from tests.flows.playing import Play

PAGE = "adding-a-flow.md"
EXAMPLE: Any = worked.module(PAGE, "bot_flows_tips")


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    """The flow is where the page says that it should be put."""
    words = {
        f"{section}.{name}": text
        for section, names in yaml.safe_load(worked.blocks(PAGE, "yaml")[0]).items()
        for name, text in names.items()
    }
    texts = {locale: {**there, **words} for locale, there in house.PROMPTS.texts.items()}
    monkeypatch.setattr(house, "PROMPTS", Prompts(texts, house.PROMPTS.environment))
    monkeypatch.setitem(CATALOGUE, "tips", Flow(EXAMPLE.STEPS))
    monkeypatch.setitem(anywhere.INTENTS, "tips", lambda draft: draft.go("tips", "start"))
    said: Any = "tips"  # no name of ours
    monkeypatch.setitem(spoken.SPOKEN, "how can I save power?", (Say(said),))


def test_the_page_names_every_file_that_a_flow_needs() -> None:
    page = (worked.DOCS / PAGE).read_text()
    for path in ("catalogue", "resuming", "anywhere"):
        assert f"bot/flows/{path}.py" in page


@pytest.mark.usefixtures("added")
def test_the_conversation_goes_as_the_page_says() -> None:
    told = worked.blocks(PAGE, "text")[0]
    assert "\n".join(Play().lines(told.splitlines())).strip() == told.strip()
