"""`wattline chat`: a conversation in the terminal, as one more visitor of the web chat."""

import sys
import threading

import orjson
from rich.console import Console

from bot import wiring
from bot.settings import Settings
from bot.store.leases import alive
from channels.messages import Address, InboundMessage, Text

_QUIT = frozenset({"/quit", "/exit"})


def run(settings: Settings) -> None:
    """Read lines, print answers as they come, until /quit or the end of input."""
    console = Console(highlight=False)
    web = wiring.web_parts(settings)
    if not wiring.store(settings).runner.run(alive(["attend"]))["attend"]:
        sys.exit("wattline: no attend process is running. Start `wattline attend`, or all of it with `make demo`.")
    visitor = f"terminal-{wiring.new_id()}"
    stop = threading.Event()
    listener = threading.Thread(target=_print_answers, args=(web, visitor, console, stop), daemon=True)
    listener.start()
    console.print("You are talking to the bot. /quit ends.", style="dim")
    for line in sys.stdin:
        words = line.strip()
        if words in _QUIT:
            break
        if words:
            address = Address("web", visitor)
            web.inbox.accept(InboundMessage(address, wiring.new_id(), Text(words)))
    stop.wait(1.0)
    stop.set()


def _print_answers(web: wiring.WebParts, visitor: str, console: Console, stop: threading.Event) -> None:
    after = "0"
    while not stop.wait(0.1):
        for entry, frame in web.chat.read(visitor, after):
            after = entry
            shown = orjson.loads(frame)
            console.print(shown["text"], style="bold", markup=False)
            for number, choice in enumerate(shown.get("choices", []), 1):
                console.print(f"  {number}. {choice['label']}", markup=False)
