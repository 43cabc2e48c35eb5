"""What attend reads and speaks with, built from the settings: readers, a model where one is set, and the texts."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.model.ids import ContactId
from bot.model.transcript import Line
from bot.settings import Settings
from bot.store.away import Unavailable
from bot.store.codec import Damaged, UnknownSchema
from bot.store.mailbox import Mailbox
from bot.store.runners import Awaiting
from bot.store.spending import Spending
from bot.texts import LiveTexts, Texts
from bot.understanding.contract import Reader
from bot.understanding.local import LocalReader
from bot.understanding.model.masking import Mask
from bot.understanding.model.prompt import LINES, ModelPrompt

AWAY = "store_away"
"""What is used up where nobody can say what is left."""


@dataclass(frozen=True, slots=True)
class StorePurse:
    """Spends what the store says is left."""

    runner: Awaiting
    spending: Spending

    async def before(self, contact: str, tokens: int) -> str:
        """Return what is used up, "" where so many tokens may be spent."""
        try:
            return await self.runner.run(self.spending.before(ContactId(contact), tokens))
        except Unavailable:
            return AWAY

    async def after(self, contact: str, difference: int, outcome: str) -> None:
        """Note how it ended; where that is lost, what was thought stays spent."""
        try:
            await self.runner.run(self.spending.after(ContactId(contact), difference, outcome))
        except Unavailable:
            return


def embedded(settings: Settings, prompts: Path) -> LocalReader:
    """Load the embedded reader. Raises UnreadableLexicon, UnreadableExamples."""
    return LocalReader.load(
        prompts / "examples",
        settings.data_dir / "cache",
        meter_forms=settings.meter_forms,
        meter_check=settings.meter_check,
        code_digits=settings.code_digits,
    )


def texts(settings: Settings, local: LocalReader, prompts: Path) -> LiveTexts:
    """Load all that attend speaks, knows and asks with. Raises PromptError."""
    lexicon, cache, model = local.rules.lexicon, settings.data_dir / "cache", settings.openai_model or ""
    return LiveTexts(prompts, lambda: Texts.load(prompts, lexicon, cache, model))


async def _nothing_open() -> None:
    return


@dataclass(frozen=True, slots=True)
class Made:
    """A reader, and what lets go of its connections."""

    reader: Reader
    close: Callable[[], Awaitable[None]] = _nothing_open


def reader(
    settings: Settings, local: LocalReader, runner: Awaiting, mailbox: Mailbox, prompt: Callable[[], ModelPrompt]
) -> Made:
    """Put the model that is set, if one is, beside the embedded reader; in the running loop."""
    if settings.openai_model is None or not (settings.openai_api_key or settings.openai_base_url):
        return Made(local)
    # The client takes more than a second to import: nobody who asks no model waits for it.
    from bot.understanding.model.reader import SECONDS, ModelReader  # noqa: PLC0415 -- only with a model
    from bot.understanding.model.server import ModelServer  # noqa: PLC0415 -- only with a model

    server = ModelServer(settings.openai_model, settings.openai_api_key, settings.openai_base_url, SECONDS)

    async def recent(contact: str) -> Sequence[Line]:
        try:
            return await runner.run(mailbox.transcript(ContactId(contact), LINES))
        except (Unavailable, Damaged, UnknownSchema):
            return ()

    purse = StorePurse(runner, Spending(settings.openai_tokens_a_day))
    return Made(ModelReader(local, Mask(local.rules.lexicon), prompt, server.ask, recent, purse), server.close)
