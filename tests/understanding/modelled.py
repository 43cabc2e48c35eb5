"""Where conversations stand when a model is asked, and a reader with the simulated model behind real HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from bot.model.command import Hearing
from bot.model.session import Expecting, Offered
from bot.model.transcript import Line
from bot.understanding.lexicon import load_lexicon
from bot.understanding.local import LocalReader
from bot.understanding.model.files import load_prompt
from bot.understanding.model.masking import Mask
from bot.understanding.model.prompt import ModelPrompt
from bot.understanding.model.reader import SECONDS, SURE, ModelReader
from bot.understanding.model.server import ModelServer
from channels.messages import Text
from sandbox.running import Sandbox

PROMPTS = Path(__file__).parents[2] / "prompts"
OFFERS = (Offered("offer-0", "SunRoof 4"), Offered("offer-1", "SunRoof 6"), Offered("offer-2", "Balcony Kit"))
COMPARED = (
    Offered("why_numbers", "Why these numbers?"),
    Offered("what_if", "What if ...?"),
    Offered("start_solar", "See solar offers"),
)
MENU = (
    Offered("start_solar", "Solar for my roof"),
    Offered("start_dfp", "Flexibility programme"),
    Offered("compare", "Compare the two"),
    Offered("order_status", "My orders"),
    Offered("handover", "Talk to a person"),
)
PERSONAL = ("Ada Example", "MTR-0042")
_BASE = Hearing(Text("hm"), "en", "welcome", "menu", Expecting.CHOICE, MENU, 3, contact="c1", personal=PERSONAL)
STATES: dict[str, Hearing] = {
    "menu": replace(_BASE, browsing=True),
    "meter": replace(_BASE, flow="authenticate", step="meter", expecting=Expecting.METER, offered=()),
    "code": replace(_BASE, flow="authenticate", step="code", expecting=Expecting.CODE, offered=()),
    "offers": replace(_BASE, flow="solar", step="offers", offered=OFFERS, browsing=True),
    "comparison": replace(_BASE, flow="compare", step="result", offered=COMPARED, browsing=True),
    "terms": replace(
        _BASE,
        flow="solar",
        step="terms",
        expecting=Expecting.APPROVAL,
        offered=(Offered("approve-1", "Order this"), Offered("others", "Other offers")),
        earlier=OFFERS,
    ),
    "cancelling": replace(
        _BASE,
        flow="orders",
        step="cancel",
        expecting=Expecting.APPROVAL,
        offered=(Offered("cancel-1", "Cancel it now"), Offered("keep", "Keep the order")),
    ),
    "stopping": replace(_BASE, flow="settings", step="sure", offered=(Offered("stop_all", "No more messages"),)),
    "nothing": replace(_BASE, step="rest", expecting=Expecting.NOTHING, offered=()),
}
"""A conversation of each sort of step."""


@cache
def local() -> LocalReader:
    return LocalReader.load(PROMPTS / "examples")


@cache
def mask() -> Mask:
    return Mask(load_lexicon(PROMPTS / "examples" / "lexicon"))


@cache
def prompt() -> ModelPrompt:
    return load_prompt(PROMPTS / "model", "sandbox-1")


def saying(state: str, text: str) -> Hearing:
    return replace(STATES[state], body=Text(text))


@dataclass
class Purse:
    """Spends what a test allows, and notes what was spent."""

    used_up: str = ""
    spent: int = 0
    asked: list[int] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    async def before(self, _contact: str, tokens: int) -> str:
        self.asked.append(tokens)
        self.spent += 0 if self.used_up else tokens
        return self.used_up

    async def after(self, _contact: str, difference: int, outcome: str) -> None:
        self.spent += difference
        self.ended.append(outcome)


async def _nothing(_contact: str) -> Sequence[Line]:
    return ()


@asynccontextmanager
async def reading(
    sandbox: Sandbox,
    *,
    purse: Purse | None = None,
    recent: Callable[[str], Awaitable[Sequence[Line]]] | None = None,
    seconds: float = SECONDS,
    sure: float = SURE,
    change: Callable[[ModelReader], ModelReader] = lambda reader: reader,
) -> AsyncIterator[ModelReader]:
    """Give the reader as it ships, with the simulated model behind it."""
    config = sandbox.config
    server = ModelServer(config.model_name, config.model_key, f"{sandbox.url}/v1", seconds)

    made = ModelReader(
        local(), mask(), prompt, server.ask, recent or _nothing, purse or Purse(), sure=sure, seconds=seconds
    )
    try:
        yield change(made)
    finally:
        await server.close()
