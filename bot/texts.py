"""What attend speaks, knows and asks with, out of prompts/: checked at start, and again when a file changes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.model.passage import Passage
from bot.prompts import PromptError, Prompts
from bot.understanding.knowledge import Knowledge, Pages
from bot.understanding.lexicon import Lexicon
from bot.understanding.model.files import load_prompt
from bot.understanding.model.prompt import ModelPrompt

log = structlog.get_logger()

_KINDS = ("replies", "knowledge", "model")
"""The folders that are read again; what the embedded reader learns from is read at start alone."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of replies, the pages of knowledge, and the prompt for one model."""

    prompts: Prompts
    knowledge: Knowledge
    model: ModelPrompt

    @classmethod
    def load(cls, folder: Path, lexicon: Lexicon, cache: Path | None, model: str) -> "Texts":
        """Read the folder of prompts; `lexicon` is the embedded reader's, `model` is its name. Raises PromptError."""
        prompts = Prompts.load(folder)
        pages = Pages.read(folder / "knowledge", prompts.locales)
        asked = load_prompt(folder / "model", model)
        return cls(prompts, Knowledge.learn(pages, lexicon, cache), asked)


class LiveTexts:
    """The texts of now: the same for as long as nobody says `renew`."""

    def __init__(self, folder: Path, load: Callable[[], Texts]) -> None:
        self._folder = folder
        self._load = load
        self._read = self._stamp()
        self._texts = load()

    @property
    def prompts(self) -> Prompts:
        """The words of replies as they are now."""
        return self._texts.prompts

    def say(self, name: str, locale: str, /, **values: object) -> str:
        """Return the words under a name."""
        return self._texts.prompts.say(name, locale, **values)

    def knows(self, question: str, locale: str) -> Passage | None:
        """Return the passage that answers a question, if one surely does."""
        return self._texts.knowledge.knows(question, locale)

    def prompt(self) -> ModelPrompt:
        """Return the prompt for the model."""
        return self._texts.model

    def renew(self) -> bool:
        """Read the files again if one changed. What is not fit is told in the log, and the words of before stay."""
        stamp = self._stamp()
        if stamp == self._read:
            return False
        self._read = stamp
        try:
            self._texts = self._load()
        except (PromptError, OSError, UnicodeDecodeError) as problem:  # the last two: a file that is being written
            log.error("prompts_unfit", reason=str(problem))  # noqa: TRY400 -- it names file and name
            return False
        log.info("prompts_renewed")
        return True

    async def follow(self, seconds: float = 1.0) -> None:
        """Look again and again, in a thread, until cancelled."""
        while True:
            await asyncio.sleep(seconds)
            await asyncio.to_thread(self.renew)

    def _stamp(self) -> frozenset[tuple[str, int, int]]:
        files = (file for kind in _KINDS for file in (self._folder / kind).rglob("*") if file.is_file())
        return frozenset((str(file), (told := file.stat()).st_mtime_ns, told.st_size) for file in files)
