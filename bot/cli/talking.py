"""`wattline chat`: a conversation in the terminal, as one more visitor of the web chat."""

import sys
import threading
import time

import orjson
from rich.console import Console

from bot import wiring
from bot.parts import WebParts
from bot.settings import Settings
from bot.store.beating import alive
from channels.messages import Address, InboundMessage, Text

_QUIT = frozenset({"/quit", "/exit"})
_PATIENCE = 30.0
"""Seconds that a line of a script waits for its answer; words that say that one is looked for are none."""
_LOOK = 0.1
"""Seconds between two looks for an answer."""
_QUIET = 1.0
"""Seconds without another word after which an answer is taken to be whole."""


def run(settings: Settings) -> None:
    """Read lines, print answers as they come, until /quit or the end of input. A script's lines wait their turn."""
    console = Console(highlight=False)
    web = wiring.web_parts(settings)
    if not wiring.store(settings).runner.run(alive(["attend"]))["attend"]:
        sys.exit("wattline: no attend process is running. Start `wattline attend`, or all of it with `make demo`.")
    threading.Thread(target=web.inbox.keep_flushing, daemon=True).start()
    visitor = f"terminal-{wiring.new_id()}"
    news = threading.Event()
    threading.Thread(target=_print_answers, args=(web, visitor, console, news), daemon=True).start()
    console.print("You are talking to the bot. /quit ends.", style="dim")
    for line in sys.stdin:
        words = line.strip()
        if words in _QUIT:
            break
        if words:
            web.inbox.accept(InboundMessage(Address("web", visitor), wiring.new_id(), Text(words)))
            if not sys.stdin.isatty():
                _until_answered(news)


def _until_answered(news: threading.Event) -> None:
    if news.wait(_PATIENCE):
        while news.is_set():
            news.clear()
            news.wait(_QUIET)


def _print_answers(web: WebParts, visitor: str, console: Console, news: threading.Event) -> None:
    after = "0"
    while True:
        time.sleep(_LOOK)
        for entry, frame in web.chat.read(visitor, after):
            after = entry
            if show(console, frame):
                news.set()


def show(console: Console, frame: bytes) -> bool:
    """Print a message, with its choices as numbered lines and its picture as an address to open.

    Answers whether it is an answer, not only the word that one is looked for.
    """
    shown = orjson.loads(frame)
    console.print(shown["text"], style="bold", markup=False)
    if "picture" in shown:
        console.print(shown["picture"]["url"], markup=False, soft_wrap=True)
    for number, choice in enumerate(shown.get("choices", []), 1):
        console.print(f"  {number}. {choice['label']}", markup=False)
    return not shown.get("working", False)
