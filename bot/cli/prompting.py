"""`wattline prompts`: whether every file of prompts/ fits, and what stands under a name."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import wiring
from bot.model.command import Hearing
from bot.model.session import Expecting, Offered
from bot.prompts import FALLBACK, PromptError, Prompts, canned
from bot.rehearsal.script import UnreadableScript, load_scripts
from bot.understanding.examples import UnreadableExamples, load_examples
from bot.understanding.knowledge import Pages
from bot.understanding.lexicon import UnreadableLexicon, load_lexicon
from bot.understanding.model.files import TASK, load_prompt, load_prompts
from bot.understanding.model.masking import Mask
from bot.understanding.model.prompt import ModelPrompt
from channels.messages import Text

app = typer.Typer(help="The words that customers and models read.", no_args_is_help=True)


@app.command(name="check")
def check_all() -> None:
    """Say whether every file of prompts/ fits; exit 1 naming the first that does not."""
    raise typer.Exit(0 if check() else 1)


@app.command(name="show")
def show_one(
    what: Annotated[str, typer.Argument(help='A reply ("help.what"), a passage ("solar/night"), or "read".')],
    text: Annotated[str, typer.Option("--text", help="read: the customer's message.")] = "hello",
    option: Annotated[list[str] | None, typer.Option("--option", help="read: one of the choices shown.")] = None,
    step: Annotated[str, typer.Option("--step", help="read: where the conversation stands.")] = "offers",
) -> None:
    """Print a reply or a passage in every language, or what a language model is asked."""
    raise typer.Exit(0 if show(what, text, tuple(option or ()), step) else 1)


def check(folder: Path = wiring.PROMPTS) -> bool:
    """Read everything as the processes do; print what is there, or the sentence that names what is wrong."""
    console = Console(highlight=False)
    try:
        prompts, versions = Prompts.load(folder), load_prompts(folder / "model")
        pages, said_often = Pages.read(folder / "knowledge", prompts.locales), canned(folder)
        lines = len(load_examples(folder / "examples"))
        load_lexicon(folder / "examples" / "lexicon")
        chats = [chat.name for file in sorted((folder / "chats").glob("*.yaml")) for chat in load_scripts(file)]
    except (PromptError, UnreadableExamples, UnreadableLexicon, UnreadableScript) as problem:
        console.print(str(problem), style="red", markup=False, soft_wrap=True)
        return False
    locales = ", ".join(prompts.locales)
    console.print(f"replies: {len(prompts.texts[FALLBACK])} names in {locales}")
    console.print(f"knowledge: {len(pages.passages[FALLBACK])} passages in {locales}")
    console.print(f"canned: {len(said_often.texts[FALLBACK])} names in {', '.join(said_often.locales)}")
    console.print(f"examples: {lines} lines")
    console.print(f"chats: {', '.join(chats)}")
    for one in versions:
        console.print(f"model/{TASK}: version {one.version} for {one.family}, {len(one.examples)} examples")
    return True


def show(what: str, text: str, options: tuple[str, ...], step: str) -> bool:
    """Print a reply or a passage in every language, or what a model is asked; False where there is no such name."""
    console = Console(highlight=False)
    if what == TASK:
        return _asked(console, load_prompt(wiring.PROMPTS / "model", ""), text, options, step)
    prompts = Prompts.load(wiring.PROMPTS)
    pages = Pages.read(wiring.PROMPTS / "knowledge", prompts.locales)
    replies = {locale: names[what] for locale, names in prompts.texts.items() if what in names}
    passages = {locale: found[what] for locale, found in pages.passages.items() if what in found}
    told = replies | {locale: f"{one.text} ({one.source})" for locale, one in passages.items()}
    for locale, words in told.items():
        console.print(f"{locale}: {words}", markup=False, soft_wrap=True)
    return bool(told)


def _asked(console: Console, prompt: ModelPrompt, text: str, options: tuple[str, ...], step: str) -> bool:
    """Print the messages that a model would get at a step of the solar errand."""
    offered = tuple(Offered(f"offer-{place}", label) for place, label in enumerate(options))
    expecting = Expecting.CHOICE if offered else Expecting.NOTHING
    hearing = Hearing(Text(text), "en", "solar", step, expecting, offered, 0, browsing=bool(offered))
    request = prompt.request(hearing, (), Mask(load_lexicon(wiring.PROMPTS / "examples" / "lexicon")))
    if request is None:
        sys.exit("wattline: that is longer than the prompt allows")
    for message in request.messages:
        console.print(f"[{message['role']}] {message['content']}", markup=False, soft_wrap=True)
    names = [tool["function"]["name"] for tool in request.tools if isinstance(tool["function"], dict)]
    console.print(
        f"tools: {', '.join(names)}; {request.cost} tokens at most, {request.answer} of them for the answer",
        soft_wrap=True,
    )
    return True
