"""Many customers who write light messages: each is a turn of its own, and what must be said to it is known."""

import asyncio
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.chaos.outside import Line
from tests.chaos.posting import Postman, Webhook

WORDS = (
    "help",
    "speak spanish please",
    "speak english",
    "speak Hindi please",
    "where is my order?",
    "my bill",
    "power outage",
    "START",
    "never mind",
    "go back",
)
"""Nothing that only begins a thought: such words are joined with what follows them."""

_FIRST_CHAT = 700_110_000
_FIRST_PHONE = 900_000


@dataclass(slots=True)
class Person:
    """One customer and what they wrote, in the order in which the house gets it."""

    line: Line
    wrote: list[Webhook] = field(default_factory=list)


@dataclass(slots=True)
class Crowd:
    """`people` customers, half of them on Telegram, and `messages` webhooks over `seconds`.

    A share of `repeated` webhooks comes twice, at once or later, and of `swapped` ones in the other order.
    """

    chance: random.Random
    people: Sequence[Person]
    repeated: float = 0.05
    swapped: float = 0.2
    twice: int = 0
    exchanged: int = 0
    _due: dict[int, float] = field(default_factory=dict)

    @classmethod
    def gather(cls, people: int, seed: int, *, first: int = 0) -> "Crowd":
        """Make new customers; `first` keeps crowds of one house apart."""
        numbers = range(first, first + people)
        lines: Iterable[Line] = (_line(number) for number in numbers)
        return cls(random.Random(seed), [Person(line) for line in lines])  # noqa: S311 -- not for secrets

    def plan(self, messages: int, seconds: float, numbers: Iterable[int]) -> None:
        """Say who writes what, when and in which order."""
        everybody = [self.chance.choice(self.people) for _ in range(messages)]
        for person, number in zip(everybody, numbers, strict=False):
            person.wrote.append(Webhook(person.line, number, self.chance.choice(WORDS)))
        for person in self.people:
            moments = sorted(self.chance.uniform(0, seconds) for _ in person.wrote)
            for webhook, moment in zip(person.wrote, moments, strict=True):
                self._due[webhook.number] = moment
            self._swap(person)

    async def write(self, postman: Postman) -> None:
        """Let all of them write, each waiting until their last message was taken."""
        begun = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for person in self.people:
                group.create_task(self._write(person, postman, begun))

    async def _write(self, person: Person, postman: Postman, begun: float) -> None:
        again: Webhook | None = None
        for webhook, moment in zip(person.wrote, sorted(self._due[one.number] for one in person.wrote), strict=True):
            await asyncio.sleep(begun + moment - asyncio.get_running_loop().time())
            if again is not None:
                await postman.post(again)
                again = None
            if self.chance.random() >= self.repeated:
                await postman.post(webhook)
                continue
            self.twice += 1
            if self.chance.random() < 0.5:
                await asyncio.gather(postman.post(webhook), postman.post(webhook))
            else:
                await postman.post(webhook)
                again = webhook

    def _swap(self, person: Person) -> None:
        place = 0
        while place + 1 < len(person.wrote):
            if self.chance.random() < self.swapped / 2:  # an exchange moves two
                person.wrote[place], person.wrote[place + 1] = person.wrote[place + 1], person.wrote[place]
                self.exchanged += 2
                place += 1
            place += 1


def _line(number: int) -> Line:
    if number % 2:
        return "telegram", str(_FIRST_CHAT + number)
    return "sms", f"+44{7700_000_000 + _FIRST_PHONE + number % 1000}"
