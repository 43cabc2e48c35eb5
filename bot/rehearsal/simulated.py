"""Simulated customers: each has a goal, a language and habits, and writes until the goal is reached or patience ends.

What they do is drawn from a seed. Published rates (2,921 dialogues): at a confirmation 51 % agree, 31 % agree and ask,
18 % correct; at an offer 29 % ask first, 7 % want others. How often they slip, pause or repeat is our guess.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Self

import cattrs
import yaml

from bot.flows.scene import Say
from bot.model.contact import Contact
from bot.model.order import OrderState
from bot.model.session import Expecting, Offered
from bot.rehearsal.network import Network
from bot.rehearsal.playing import Read
from bot.rehearsal.stage import Stage
from tools.offers import Kind

WORDS = Path(__file__).parent / "simulated.yaml"
MOST_TURNS = 40
METERS = ("MTR-0042", "MTR-0060", "MTR-0080")
NOBODYS = "MTR-0999"
LAPSE = timedelta(minutes=35)
"""A pause after which who speaks must be proven anew."""
RATES: Mapping[str, float] = {
    "agree_and_ask": 0.31,
    "correct": 0.18,
    "ask": 0.29,
    "others": 0.07,
    "greet": 0.3,
    "aside": 0.05,
    "typo": 0.08,
    "repeat": 0.04,
    "late": 0.04,
    "wrong": 0.06,
}
"""How often a customer does what is named; the first four are published, the others are guesses."""


class Goal(StrEnum):
    """What a customer wants to have in the end."""

    SOLAR = "solar"
    DFP = "dfp"
    SURVEY = "survey"
    CONNECTION = "connection"
    SUBSIDY = "subsidy"
    COMPARE = "compare"
    STOP = "stop"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Words:
    """What people say in one language, by occasion; `{...}` are places to fill."""

    goals: Mapping[Goal, tuple[str, ...]]
    meter: tuple[str, ...]
    code: tuple[str, ...]
    agree: tuple[str, ...]
    agree_and_ask: tuple[str, ...]
    correct: tuple[str, ...]
    ask: tuple[str, ...]
    others: tuple[str, ...]
    pick: tuple[str, ...]
    ordinals: tuple[str, ...]
    greet: tuple[str, ...]
    aside: tuple[str, ...]

    @classmethod
    def load(cls, path: Path = WORDS) -> Mapping[str, Self]:
        """Read the words of each language."""
        read = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        return {language: cattrs.structure(words, cls) for language, words in read.items()}


@dataclass(frozen=True, slots=True)
class Journey:
    """How one customer fared. `said` is what was written and what came back, to be read where it went wrong."""

    seed: int
    language: str
    goal: Goal
    reached: bool
    turns: int
    handed_over: bool
    said: tuple[str, ...]


@dataclass
class Customer:
    """One person with a goal; `does(what)` is a draw by RATES, at most once for each occasion that must end."""

    words: Words
    goal: Goal
    meter: str
    chance: random.Random
    done: set[str] = field(default_factory=set)

    def does(self, what: str, *, once: bool = True) -> bool:
        """Draw whether something is done now; with `once`, it is not done a second time."""
        if (once and what in self.done) or self.chance.random() >= RATES[what]:
            return False
        self.done.add(what)
        return True

    def one_of(self, lines: Sequence[str]) -> str:
        """Choose among ways to say it."""
        return self.chance.choice(lines)

    def writes(self, stage: Stage) -> str:
        """Return what is written next, as the conversation stands."""
        session = stage.session
        match session.expecting:
            case Expecting.METER:
                return self._meter()
            case Expecting.CODE:
                return self._code(stage)
        if session.flow == "welcome" or not session.offered:
            return self._wish()
        if self.does("aside", once=False):
            return self.one_of(self.words.aside)
        if session.expecting is Expecting.APPROVAL:
            return self._at_terms(session.offered)
        return self._at_choices(session.offered, session.step)

    def _wish(self) -> str:
        return self.one_of(self.words.greet) if self.does("greet") else self.one_of(self.words.goals[self.goal])

    def _meter(self) -> str:
        if self.does("ask"):
            return self.one_of(self.words.ask)
        return self.one_of(self.words.meter).format(meter=NOBODYS if self.does("wrong") else self.meter)

    def _code(self, stage: Stage) -> str:
        code = stage.code()
        if stage.session.candidate is None and stage.session.flow == "authenticate":
            return self.meter  # the first was nobody's, so no code came
        if code and self.does("wrong"):
            return str((int(code) + 1) % 10 ** len(code)).zfill(len(code))
        return self.one_of(self.words.code).format(code=code, spaced=f"{code[:3]} {code[3:]}")

    def _at_terms(self, offered: Sequence[Offered]) -> str:
        agree = offered[0]
        if self.does("agree_and_ask"):
            return self.one_of(self.words.agree_and_ask)
        if self.does("correct") and "others" in {one.value for one in offered}:
            return self._picked(offered, next(one for one in offered if one.value == "others"))
        return agree.label if self.chance.random() < 0.5 else self.one_of(self.words.agree)  # noqa: PLR2004 -- a coin

    def _at_choices(self, offered: Sequence[Offered], step: str) -> str:
        ahead = [
            one for one in offered if one.value not in {"cancel_flow", "handover", "back", "sort", "more", "later"}
        ]
        if step == "offers" and self.does("ask"):
            return self.one_of(self.words.ask)
        if step == "offers" and self.does("others"):
            return self.one_of(self.words.others)
        return self._picked(offered, self.chance.choice(ahead[:3] or list(offered)))

    def _picked(self, offered: Sequence[Offered], one: Offered) -> str:
        place = list(offered).index(one)
        ordinals = self.words.ordinals
        said = self.one_of(self.words.pick)
        if "{ordinal}" in said and place >= len(ordinals):
            said = "{number}"
        return said.format(number=place + 1, label=one.label, ordinal=ordinals[min(place, len(ordinals) - 1)])

    def typed(self, text: str) -> str:
        """Return the text as fingers leave it: now and then two neighbours change places. Numbers stay right."""
        places = [place for place in range(len(text) - 1) if text[place : place + 2].isalpha()]
        if len(text) < 6 or not places or not self.does("typo", once=False):  # noqa: PLR2004 -- short words stay readable
            return text
        place = self.chance.choice(places)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


@dataclass(frozen=True, slots=True)
class Simulation:
    """Lets simulated customers talk to the real reader and the real flows."""

    read: Read
    say: Say
    network: Network
    words: Mapping[str, Words]

    def journey(self, seed: int) -> Journey:
        """Play the customer of a seed from the first word to the goal, or until patience ends."""
        chance = random.Random(seed)  # noqa: S311 -- not for secrets
        language, goal = chance.choice(sorted(self.words)), chance.choice(list(Goal))
        customer = Customer(self.words[language], goal, chance.choice(METERS), chance)
        stage, said, turns = Stage(self.say), [], 0
        while turns < MOST_TURNS and not reached(stage, goal) and not stage.session.with_operator:
            text = customer.typed(customer.writes(stage)) if turns else customer.one_of(customer.words.goals[goal])
            if customer.does("late"):
                stage.now += LAPSE
            for _ in range(2 if customer.does("repeat") else 1):
                said.append(f"> {text}")
                self._hear(stage, text)
                said.append(stage.taken())
            turns += 1
        return Journey(seed, language, goal, reached(stage, goal), turns, stage.session.with_operator, tuple(said))

    def _hear(self, stage: Stage, text: str) -> None:
        stage.hears(text, self.read(stage.hearing(text)))
        while stage.calls:
            call = stage.calls[0]
            stage.answered(call, self.network.answer(call.request, "ok"))


def reached(stage: Stage, goal: Goal) -> bool:
    """Whether the end state is the one that the goal means."""
    match goal:
        case Goal.COMPARE:
            return stage.session.comparison is not None and stage.session.flow == "compare"
        case Goal.STOP:
            return _stopped(stage.contact)
        case Goal.LANGUAGE:
            return stage.contact.locale is not None
    wanted = Kind(goal.value)
    return any(order.kind is wanted and order.state is OrderState.CONFIRMED for order in stage.orders.values())


def _stopped(contact: Contact) -> bool:
    return any(one.opted_out_at is not None for one in contact.addresses)
