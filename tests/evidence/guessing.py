"""A fast model of the limits on codes, with the commit's own figures, and a crowd of guessers against it."""

import random
from collections import defaultdict
from dataclasses import dataclass, field

from bot.store.codes import LIMITS, Limits

ONE_IN = 10**6
"""Codes of six digits."""
MESSAGE_EVERY = 2_000
"""Milliseconds between two messages of one guesser: 30 a minute, as the web chat lets one."""


def _within(times: list[int], now: int, span: int) -> int:
    return sum(1 for at in reversed(times) if at >= now - span)


@dataclass(slots=True)
class Model:
    """What limits.lua remembers, and what it answers; `now` in milliseconds."""

    limits: Limits = LIMITS
    asked: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    meters: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    wrong: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    sent: list[int] = field(default_factory=list)
    all_wrong: list[int] = field(default_factory=list)
    slow_at: int | None = None

    def slow(self, now: int) -> bool:
        """Whether everything goes slowly."""
        limits, latest = self.limits, self.all_wrong
        return len(latest) >= limits.breaker and latest[-limits.breaker] >= now - limits.hour

    def asks(self, subject: str, address: str, nonce: str, now: int) -> bool:
        """Whether a code is sent."""
        limits, slower = self.limits, self.limits.slower if self.slow(now) else 1
        asked, meters = self.asked[subject], self.meters[address]
        for kept in (asked, meters):
            for old in [name for name, at in kept.items() if at <= now - limits.day]:
                del kept[old]
        times = sorted(asked.values())
        pause = limits.pauses[min(len(times), len(limits.pauses)) - 1] * slower if times else 0
        may = (
            (not times or now - times[-1] >= pause - limits.slack)
            and len(times) < limits.a_day
            and _within(times, now, limits.short) < limits.a_short
            and (subject in meters or len(meters) < limits.meters)
            and _within(self.sent, now, limits.hour) < limits.budget / slower
            and _within(self.wrong[subject], now, limits.day) < limits.wrong
        )
        if may:
            asked[nonce] = meters[subject] = now
            self.sent = [*self.sent[-limits.budget + 1 :], now]
        return may

    def guesses(self, subject: str, nonce: str, now: int) -> tuple[bool, str]:
        """Take a wrong guess: whether a right one would have counted, and what is told ("" is nothing)."""
        limits, wrong, asked = self.limits, self.wrong[subject], self.asked[subject]
        why = self._refused(wrong, now)
        counts = not why and now - asked.get(nonce, -limits.day) <= limits.lasts
        wrong.append(now)
        del wrong[: -limits.wrong]
        self.all_wrong.append(now)
        del self.all_wrong[: -limits.breaker]
        if self.slow_at is None and self.slow(now):
            self.slow_at = now
        if _within(wrong, now, limits.day) >= limits.wrong:
            why = "locked"
        if why:
            asked.pop(nonce, None)
        return counts, why

    def _refused(self, wrong: list[int], now: int) -> str:
        if _within(wrong, now, self.limits.day) >= self.limits.wrong:
            return "locked"
        busy = self.slow(now) and _within(self.all_wrong, now, self.limits.minute) >= self.limits.pace
        return "busy" if busy else ""


@dataclass(frozen=True, slots=True)
class Came:
    """What a crowd achieved: `expected` takeovers, and when the breaker tripped, in seconds."""

    guesses: int
    counted: int
    tripped: float

    @property
    def expected(self) -> float:
        """How many accounts are taken over, on average."""
        return self.counted / ONE_IN


def crowd(guesses: int, addresses: int, meters: int, seed: int) -> Came:
    """Let each address ask for its codes and guess at them, five for each code, as fast as it may write."""
    chance = random.Random(seed)  # noqa: S311 -- a seed repeats the run
    model, counted = Model(), 0
    own = [[f"m{chance.randrange(meters)}" for _ in range(LIMITS.meters)] for _ in range(addresses)]
    done = turn = 0
    while done < guesses:
        for place in range(addresses):
            now = turn * MESSAGE_EVERY + place * MESSAGE_EVERY // addresses
            subject, nonce = own[place][turn // 6 % LIMITS.meters], f"{place}-{turn // 6}"
            if turn % 6 == 0:
                model.asks(subject, str(place), nonce, now)
                continue
            counts, _ = model.guesses(subject, nonce, now)
            counted, done = counted + counts, done + 1
        turn += 1
    return Came(done, counted, -1 if model.slow_at is None else model.slow_at / 1000)
