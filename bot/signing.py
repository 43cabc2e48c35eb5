"""Signing in at the console, proving once more who one is, and signing out; the audit has each of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot import credentials
from bot.model.audit import Act, Note
from bot.operators import Operator, Operators
from bot.store.audit import Audit
from bot.store.consoles import Console, Consoles, Opened, Other, Proof, new_token
from bot.store.runners import Blocking

Aside = Callable[[Callable[[], bool]], bool]
"""Runs what takes long without keeping others waiting."""

NOBODY = f"{credentials.PREFIX}{'A' * 22}${'A' * 43}"
"""What a password is held against where nobody has the name: that takes as long."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and where they are."""

    name: str
    password: str = field(repr=False)
    code: str = field(repr=False)
    place: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is at the console: the operator as the file says now, and their session."""

    operator: Operator
    console: Console
    token: str = field(repr=False)


class Refused(Exception):
    """Something was wrong; which of them is not told."""


class TooOften(Exception):
    """It was wrong too often, of this name or from this place: wait so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class Signing:
    """The use cases. All raise store.runners.Unavailable when Redis is away.

    `alone` lets operators without an authenticator in: where the console is reached by this machine alone.
    """

    def __init__(  # noqa: PLR0913 -- what it is made of, by name
        self,
        runner: Blocking,
        operators: Operators,
        consoles: Consoles,
        audit: Audit,
        *,
        alone: bool,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._runner = runner
        self._operators = operators
        self._consoles = consoles
        self._audit = audit
        self._alone = alone
        self._clock = clock
        self._new_id = new_id

    def sign_in(self, attempt: Attempt, before: str | None, aside: Aside) -> str:
        """Open a session and return its token; one `before` of this browser ends. Raises Refused, TooOften."""
        found, proof, tried = self._proven(attempt, "", aside)
        token, note = new_token(), self._note(Act.SIGNED_IN, found.name)
        opened = self._runner.run(self._consoles.sign_in(token, before, proof, note, tried))
        return self._settled(opened, token, attempt)

    def prove(self, signed: Signed, attempt: Attempt, aside: Aside) -> str:
        """Prove once more who one is, and return the session's new token. Raises Refused, TooOften."""
        found, proof, tried = self._proven(attempt, "proof ", aside)
        token, note = new_token(), self._note(Act.PROVEN_AGAIN, found.name)
        opened = self._runner.run(self._consoles.prove(token, signed.token, proof, note, tried))
        return self._settled(opened, token, attempt)

    def look(self, token: str, *, use: bool = True) -> Signed | None:
        """Return who has this token; None where it is over, or their credentials or the file are other ones by now."""
        console = self._runner.run(self._consoles.look(token, use=use))
        operator = None if console is None else self._operators.by_pseudonym(console.who)
        if console is None or operator is None or operator.mark != console.mark:
            return None
        return Signed(operator, console, token)

    def sessions(self, signed: Signed) -> tuple[Other, ...]:
        """Return this operator's sessions, the newest first."""
        return self._runner.run(self._consoles.of(signed.console.who))

    def sign_out(self, signed: Signed) -> None:
        """End this session."""
        self._runner.run(self._consoles.end(signed.console, self._note(Act.SIGNED_OUT, signed.operator.name)))

    def sign_out_everywhere(self, name: str, by: str) -> int:
        """End all of an operator's sessions; returns how many."""
        who = self._operators.pseudonym(name)
        return self._runner.run(self._consoles.end_all(who, self._note(Act.SIGNED_OUT, by, about=who)))

    def _proven(self, attempt: Attempt, act: str, aside: Aside) -> tuple[Operator, Proof, tuple[str, ...]]:
        """Hold what was typed against the file; known names take no longer than others. Raises Refused, TooOften.

        Tries are counted by `act`: nobody outside keeps an operator who is inside from proving who they are.
        """
        who = self._operators.pseudonym(attempt.name)
        tried = tuple(self._operators.pseudonym(f"{act}{one}") for one in (attempt.name, f"place {attempt.place}"))
        wait = self._runner.run(self._consoles.attempt(*tried))
        if wait:
            raise TooOften(-(-wait // 1000))
        found = self._operators.by_pseudonym(who)
        right = aside(lambda: credentials.matches(attempt.password, found.password if found else NOBODY))
        step = self._step(found, attempt.code)
        if found is None or not right or (step is None and not self._enough(found)):
            raise self._refused(attempt)
        return found, Proof(who, found.mark, step), tried

    def _step(self, found: Operator | None, typed: str) -> int | None:
        if found is None or found.totp is None:
            return None
        return credentials.step_of(found.totp, typed, self._clock().timestamp())

    def _enough(self, found: Operator) -> bool:
        """Whether a password alone is enough."""
        return self._alone and found.totp is None

    def _settled(self, opened: Opened, token: str, attempt: Attempt) -> str:
        if opened is not Opened.OPENED:
            raise self._refused(attempt)
        return token

    def _refused(self, attempt: Attempt) -> Refused:
        self._runner.run(self._audit.append(self._note(Act.SIGN_IN_REFUSED, attempt.name)))
        return Refused("the name, the password or the code is wrong")

    def _note(self, act: Act, name: str, about: str = "") -> Note:
        return Note(self._new_id(), self._clock(), act, about=about, by=name)
