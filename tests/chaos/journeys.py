"""Customers who order solar from the first hello to the confirm, and hold every answer against the pure step."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.abilities import abilities
from bot.model.session import Expecting
from bot.model.turn import ToolCall
from bot.settings import Settings
from sandbox import customers
from tests.chaos.outside import Line, Outside
from tests.chaos.posting import Postman, Webhook
from tests.chaos.replay import Did, Model, Person, said_at
from tools.contract import (
    ConfirmOrder,
    Failed,
    Failure,
    FindAccount,
    InitOrder,
    OrderConfirmed,
    Request,
    Result,
    SearchOffers,
    SelectOffer,
    Tool,
)
from tools.offers import Progress

_WITHOUT_CODES = {"MTR-0009", "MTR-0013", "MTR-0015"}
_CODE = re.compile(r"\b(\d{6})\b")
_NUMBER = re.compile(r"\b(\d{5,})\b")
_PATIENCE = 300.0
"""Who waits longer goes away; whether the answer came after all is looked at when all is quiet (Tally.late)."""
_CODE_PATIENCE = 15.0
_FIRST_PHONE = 7_700_901_000


class Wrong(Exception):
    """The house said something that it should not, or nothing."""


class Late(Exception):
    """Nothing came for so long that the customer went away."""


class NoCode(Exception):
    """No code came: it is never sent twice, so the customer gives up."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose meter it is, where the codes go, and where the conversation is."""

    meter: str
    phone: str
    line: Line


def everybody() -> list[Customer]:
    """Return those of the sandbox's customers who can get codes, every second on Telegram."""
    found = []
    for number, one in enumerate(customers.load().customers):
        line: Line = ("telegram", one.telegram) if number % 2 else ("sms", f"+44{_FIRST_PHONE + number}")
        if one.meter not in _WITHOUT_CODES:
            found.append(Customer(one.meter, one.phone, line))
    return found


class Network:
    """What the tools answer while nothing is broken, asked once for each question; it never confirms."""

    def __init__(self, settings: Settings) -> None:
        self._tools: Mapping[type, Tool] = abilities(settings)
        self._known: dict[str, Result] = {}

    async def answers(self, request: Request, heard: str) -> list[Result]:
        """Return what may have come back, the likeliest first."""
        failures: list[Result] = [Failed(failure) for failure in Failure]
        if isinstance(request, ConfirmOrder):
            numbers = _NUMBER.findall(heard)
            return [*(OrderConfirmed(Progress(number, "ORDER_RECEIVED")) for number in numbers), *failures]
        key = _key(request)
        if key not in self._known:
            self._known[key] = await asyncio.to_thread(self._tools[type(request)].run, request)
        return [self._known[key], *failures]


def _key(request: Request) -> str:
    match request:
        case FindAccount(meter):
            return f"account {meter}"
        case SearchOffers(kind):
            return f"search {kind}"
        case SelectOffer(_, offer):
            return f"select {offer.id}"
        case InitOrder(_, quote, meter):
            return f"init {quote.offer.id} {meter}"
    return repr(request)


@dataclass(slots=True)
class Tally:
    """What became of all journeys. `longest` is how many seconds the latest answer took that was waited for.

    `awaited` are answers that nobody waited for any longer: where, after how many messages, and the words if known.
    """

    approved: int = 0
    finished: int = 0
    without_code: int = 0
    repeated: int = 0
    longest: float = 0.0
    awaited: list[tuple[Line, int, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Journey:
    """One customer at one line, with the pure step beside."""

    customer: Customer
    outside: Outside
    postman: Postman
    network: Network
    model: Model
    tally: Tally
    numbers: Iterator[int]
    person: Person = field(init=False)
    _read: int = 0
    _codes: int = 0

    def __post_init__(self) -> None:
        self.person = Person.new(self.model)

    async def run(self) -> bool:
        """Order once. False where something was wrong, or no code came: this customer does not go on."""
        try:
            await self._says("I want solar")
            while (words := await self._answer()) is not None:
                await self._says(*words)
        except NoCode:
            self.tally.without_code += 1
            return False
        except Late as words:
            self.tally.awaited.append((self.customer.line, self._read, str(words)))
            return False
        except Wrong as wrong:
            self.tally.wrong.append(f"{self.customer.line}: {wrong}")
            return False
        self.tally.finished += 1
        return True

    async def _answer(self) -> tuple[str, ...] | None:
        """Return what this customer says next: the words, and what the model hears where that differs."""
        session = self.person.known.session
        if session.expecting is Expecting.METER:
            return (self.customer.meter,)
        if session.expecting is Expecting.CODE and session.challenge is not None:
            return await self._code(), self.model.engine.codes.code_for(session.challenge)
        offered = {one.value: one.label for one in session.offered}
        wanted = next((v for v in offered if v.startswith(("approve-", "offer-2", "retry"))), None)
        return None if wanted is None else (offered[wanted],)

    async def _code(self) -> str:
        end = asyncio.get_running_loop().time() + _CODE_PATIENCE
        while asyncio.get_running_loop().time() < end:
            for call in self.outside.messages(("sms", self.customer.phone))[self._codes :]:
                self._codes += 1
                if found := _CODE.search(call.text):
                    return found[1]
            await self.outside.wait(0.25)
        raise NoCode

    async def _says(self, words: str, modelled: str = "") -> None:
        line = self.customer.line
        did = self.person.hears(line, modelled or words)
        await self.postman.post(Webhook(line, next(self.numbers), words))
        await self._hears(did)
        while (call := _waiting(did, self.person)) is not None:
            did = await self._learns(call)
            await self._hears(did)

    async def _hears(self, did: Did) -> None:
        for words in said_at(self.customer.line, did.said):
            heard = await self._next(words)
            if heard != words:
                raise Wrong(f"should be {words[:60]!r}, was {heard[:60]!r}")
            self._read += 1

    async def _learns(self, call: ToolCall) -> Did:
        """Take the result that makes the pure step say what was heard."""
        self.tally.approved += isinstance(call.request, ConfirmOrder)
        heard = await self._next()
        for result in await self.network.answers(call.request, heard):
            would = self.person.tries(call, result)
            first = next(said_at(self.customer.line, would.said), None)
            if first == heard or (first is None and would.calls):  # nothing is said of a price that is asked for first
                return self.person.learns(call, result)
        raise Wrong(f"no result of {type(call.request).__name__} explains {heard[:80]!r}")

    async def _next(self, expected: str = "") -> str:
        """Return the next message without reading it; repeated ones and signs of life are passed over."""
        clock = asyncio.get_running_loop().time
        begun, working = clock(), self._working()
        while True:
            heard = [call.text for call in self.outside.messages(self.customer.line)]
            while self._read < len(heard):
                words = heard[self._read]
                again = self._read > 0 and words == heard[self._read - 1]
                if words == expected or not (again or words == working):
                    self.tally.longest = max(self.tally.longest, clock() - begun)
                    return words
                self.tally.repeated += words != working
                self._read += 1
            if clock() - begun > _PATIENCE:
                raise Late(expected)
            await self.outside.wait(0.5)

    def _working(self) -> str:
        session, contact = self.person.known.session, self.person.known.contact
        on_file = (contact.identity.locale if contact.identity else None) or "en"
        return self.model.engine.say("progress.working", contact.locale or session.locale or on_file)


def _waiting(did: Did, person: Person) -> ToolCall | None:
    return next((call for call in did.calls if call.id == person.known.session.waiting), None)
