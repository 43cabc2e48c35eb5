"""What tests say to a running sandbox: read the wire, arrange failures, write as a customer, wait for answers."""

import time
from typing import Any

import httpx

from sandbox.shapes import Json

_SLACK = 20.0


class NothingCame(Exception):
    """What was waited for did not come in time."""


class Wire:
    """A blocking client of /_control. `who` is a phone number, a Telegram user id or a meter code."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=60.0)

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _ask(self, method: str, to: str, body: object = None, /, **query: object) -> Any:  # noqa: ANN401 - JSON
        params = {name: str(value) for name, value in query.items() if value not in {"", 0, None}}
        wait = float(str(query.get("wait") or 0))
        response = self._http.request(method, to, json=body, params=params, timeout=wait + _SLACK)
        response.raise_for_status()
        return response.json()

    def _waited(self, to: str, timeout: float, /, **query: object) -> list[Json]:
        """Ask until something is found or the time is over; a sandbox lets nobody wait longer than a minute at once."""
        end = time.monotonic() + timeout
        while True:
            found: list[Json] = self._ask("GET", to, wait=max(end - time.monotonic(), 0.0), **query)
            if found or time.monotonic() >= end:
                return found

    def requests(self, target: str = "", path: str = "", after: int = 0) -> list[Json]:
        """Return the requests to a stand-in (sandbox/faults.py names them) or to the "bot"."""
        found: list[Json] = self._ask("GET", "/_control/wire", target=target, path=path, after=after)
        return found

    def wait_for(self, target: str, path: str = "", after: int = 0, timeout: float = 30.0) -> list[Json]:
        """Wait until a request came. Raises NothingCame."""
        found = self._waited("/_control/wire", timeout, target=target, path=path, after=after)
        if not found:
            raise NothingCame(f"no request to {target}{path} within {timeout} s")
        return found

    @property
    def last(self) -> int:
        """The number of the latest request."""
        entries = self.requests()
        return int(entries[-1]["number"]) if entries else 0

    def fault(self, target: str, mode: str, **how: object) -> None:
        """Arrange a failure: path, times, retry_after, code, text."""
        self._ask("POST", "/_control/faults", {"target": target, "mode": mode, **how})

    def clear_faults(self) -> None:
        """Let everything work again."""
        self._ask("DELETE", "/_control/faults")

    def reset(self) -> None:
        """Forget messages, orders, faults and the wire."""
        self._ask("POST", "/_control/reset", {})

    def bot_is_at(self, url: str, public_url: str = "") -> None:
        """Say where webhooks go."""
        self._ask("POST", "/_control/bot", {"url": url, "public_url": public_url})

    def advance_clock(self, seconds: float) -> None:
        """Let time pass in the simulation."""
        self._ask("POST", "/_control/clock", {"advance_seconds": seconds})

    def send(self, channel: str, who: str, text: str, *, repeat: int = 1, forged: bool = False) -> Json:
        """Write as a customer. Returns message, native_id and the status that the bot answered (0: unreachable)."""
        body = {"from": who, "text": text, "repeat": repeat, "forged": forged}
        sent: Json = self._ask("POST", f"/_control/phones/{channel}/send", body)
        return sent

    def tap(self, who: str, message: int, choice: str, *, channel: str = "telegram", repeat: int = 1) -> Json:
        """Press a button, named by its data or its label, under a message."""
        body = {"from": who, "message_id": message, "choice": choice, "repeat": repeat}
        sent: Json = self._ask("POST", f"/_control/phones/{channel}/tap", body)
        return sent

    def do(self, who: str, kind: str, **how: object) -> Json:
        """Do something else on the Telegram phone (sandbox.telegram_phone.KINDS); `content` is base64."""
        sent: Json = self._ask("POST", f"/_control/phones/telegram/do/{kind}", {"from": who, **how})
        return sent

    def fate(self, channel: str, *steps: tuple[str, int | None], who: str = "", times: int = 1) -> None:
        """Arrange what becomes of the next messages: statuses, each with an error code or None, in this order."""
        self._ask("POST", f"/_control/phones/{channel}/fate", {"steps": steps, "from": who, "times": times})

    def decide_templates(self, status: str) -> None:
        """Let WhatsApp say this of every template that was submitted."""
        self._ask("POST", "/_control/templates", {"status": status})

    def block(self, who: str) -> None:
        """Block the bot on Telegram."""
        self._ask("POST", "/_control/phones/telegram/block", {"from": who})

    def change_hands(self, who: str, **how: object) -> None:
        """Say what carriers know of a phone: swapped_hours_ago, reassigned_on (a day), told (False: nothing)."""
        self._ask("POST", "/_control/phones/hands", {"from": who, **how})

    def messages(self, channel: str = "", who: str = "", after: int = 0) -> list[Json]:
        """Return what a phone shows, oldest first, what the customer wrote ("mine") as well."""
        query: Json = {"channel": channel, "from": who, "after": after}
        found: list[Json] = self._ask("GET", "/_control/phones/messages", **query)
        return found

    def received(self, channel: str, who: str, after: int = 0, containing: str = "", timeout: float = 30.0) -> Json:
        """Wait for the first message of the bot after message number `after`. Raises NothingCame."""
        query: Json = {"channel": channel, "from": who, "after": after, "containing": containing, "received": 1}
        found = self._waited("/_control/phones/messages", timeout, **query)
        if not found:
            raise NothingCame(f"nothing with {containing!r} came by {channel} within {timeout} s")
        return found[0]

    def orders(self) -> list[Json]:
        """Return the orders that sellers took."""
        found: list[Json] = self._ask("GET", "/_control/orders")
        return found

    def advance_order(self, number: str, to: str = "") -> str:
        """Bring an order to its next milestone, or to a named one; returns the milestone's code."""
        moved: Json = self._ask("POST", f"/_control/orders/{number}/advance", {"to": to})
        return str(moved["state"])

    def know_transactions(self, *, known: bool = True) -> None:
        """Let the sellers find orders by their transaction as well, or no more."""
        self._ask("POST", "/_control/network", {"knows_transactions": known})

    def call_event(self, **event: object) -> str:
        """Put an event of OpenADR 3.1 before the bot, or change it; returns its id."""
        made: Json = self._ask("POST", "/_control/openadr/events", event)
        return str(made["id"])

    def delete_event(self, number: str) -> None:
        """Take an event of OpenADR away."""
        self._ask("DELETE", f"/_control/openadr/events/{number}")

    def revoke_tokens(self) -> None:
        """Let no token of OpenADR be good any more."""
        self._ask("POST", "/_control/openadr/revoke", {})

    def read_meters(self, saving: float = 0.0) -> None:
        """Let the registry hold what was measured until now; since midnight homes used a share less."""
        self._ask("POST", "/_control/meters/read", {"saving": saving})

    def think(self, mind: str, *script: str) -> None:
        """Say how the language model thinks from now on, and what it answers before that, word for word."""
        self._ask("POST", "/_control/model", {"mind": mind, "script": list(script)})

    def renumber_meters(self) -> None:
        """Change the registry's ids."""
        self._ask("POST", "/_control/meters/renumber", {})
