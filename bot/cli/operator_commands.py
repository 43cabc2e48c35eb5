"""`wattline operator`: who works at the console. Passwords are asked for, never taken as an argument."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from bot import credentials, operators, wiring
from bot.cli.starting import Operator as By
from bot.cli.starting import started
from bot.model.audit import Act, Note
from bot.operators import NAME, NoOperators, Operator, Role
from bot.settings import Settings

app = typer.Typer(help="Who works at the console (CONSOLE_USERS).", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Small letters, digits, dots and dashes.")]
Roles = Annotated[list[Role], typer.Option("--role", help="What they may do; more than once for several.")]


@dataclass(frozen=True, slots=True)
class _Book:
    """The file of operators; each change is written down in the audit before it is made."""

    settings: Settings
    by: str

    @property
    def file(self) -> Path:
        return self.settings.console_users or sys.exit(
            "wattline: CONSOLE_USERS should be set: the file of the console's operators."
        )

    def read(self) -> dict[str, Operator]:
        file = self.file
        try:
            return dict(operators.read(file)) if file.exists() else {}
        except NoOperators as problem:
            sys.exit(f"wattline: CONSOLE_USERS should be a file of operators ({problem}).")

    def known(self, name: str) -> Operator:
        return _one(self.read(), name)

    def add(self, one: Operator) -> None:
        def added(known: dict[str, Operator]) -> dict[str, Operator]:
            return _there_already(one.name) if one.name in known else known | {one.name: one}

        self._write(one.name, added)

    def change(self, name: str, of: Callable[[Operator], Operator]) -> None:
        """Change what the file says of an operator by then, not what it said before somebody was asked."""
        self._write(name, lambda known: known | {name: of(_one(known, name))})

    def remove(self, name: str) -> None:
        def rest(known: dict[str, Operator]) -> dict[str, Operator]:
            _one(known, name)
            return {other: one for other, one in known.items() if other != name}

        self._write(name, rest)

    def _write(self, name: str, change: Callable[[dict[str, Operator]], dict[str, Operator]]) -> None:
        file, store = self.file, wiring.store(self.settings)
        who = wiring.sealer(self.settings).pseudonym("operator", name)
        note = Note(wiring.new_id(), wiring.now(), Act.OPERATOR_CHANGED, about=who, by=self.by)
        try:
            with operators.alone(file):
                changed = change(self.read())
                store.runner.run(store.mailbox.audit.append(note))
                operators.write(file, changed)
        except OSError as problem:
            sys.exit(f"wattline: {file} cannot be written: {problem.strerror}.")


def _one(known: Mapping[str, Operator], name: str) -> Operator:
    return known.get(name) or sys.exit(f"wattline: there is no operator {name}.")


def _there_already(name: str) -> NoReturn:
    sys.exit(f"wattline: there is an operator {name} already.")


@contextmanager
def _book(by: str) -> Iterator[_Book]:
    with started("operator", level="error") as settings:
        yield _Book(settings, by)


@app.command()
def add(name: Name, role: Roles, operator: By = "desk") -> None:
    """Add an operator: asks for a password, and tells the secret for their authenticator, once."""
    with _book(operator) as book:
        if not NAME.fullmatch(name):
            sys.exit("wattline: a name is made of small letters, digits, dots and dashes, and begins with a letter.")
        if name in book.read():
            _there_already(name)
        secret = credentials.new_secret()
        book.add(Operator(name, frozenset(role), credentials.hashed(_new_password(name)), secret))
        _tell(name, secret)


@app.command(name="list")
def list_operators() -> None:
    """List the operators with their roles."""
    with _book("desk") as book:
        table = Table("name", "roles", "authenticator", box=None)
        for one in book.read().values():
            table.add_row(one.name, ", ".join(sorted(one.roles)), "no" if one.totp is None else "yes")
        Console().print(table)


@app.command()
def roles(name: Name, role: Roles, operator: By = "desk") -> None:
    """Give an operator these roles and no others."""
    with _book(operator) as book:
        book.change(name, lambda one: replace(one, roles=frozenset(role)))
        Console().print("It counts from their next click on.")


@app.command()
def passwd(
    name: Name,
    operator: By = "desk",
    forgotten: Annotated[bool, typer.Option("--forgotten", help="Do not ask for the present one.")] = False,  # noqa: FBT002 -- a flag of the terminal
) -> None:
    """Change an operator's password; their sessions end."""
    with _book(operator) as book:
        known = book.known(name)
        if not forgotten and not credentials.matches(_asked("Present password"), known.password):
            sys.exit("wattline: that is not the password.")
        password = credentials.hashed(_new_password(name))

        def changed(one: Operator) -> Operator:
            if not forgotten and one.password != known.password:
                sys.exit("wattline: the password was changed meanwhile.")
            return replace(one, password=password)

        book.change(name, changed)
        Console().print("Changed.")


@app.command()
def totp(name: Name, operator: By = "desk") -> None:
    """Give an operator another authenticator: the one before counts no longer, and their sessions end."""
    with _book(operator) as book:
        secret = credentials.new_secret()
        book.change(name, lambda one: replace(one, totp=secret))
        _tell(name, secret)


@app.command(name="sign-out")
def sign_out(name: Name, operator: By = "desk") -> None:
    """End all sessions of an operator."""
    with _book(operator) as book:
        ended = wiring.signing(book.settings, wiring.store(book.settings)).sign_out_everywhere(name, operator)
        Console().print(f"{ended} sessions ended.", highlight=False)


@app.command()
def remove(name: Name, operator: By = "desk") -> None:
    """Take an operator out; their sessions end."""
    with _book(operator) as book:
        book.remove(name)
        Console().print("Removed.")


def _new_password(name: str) -> str:
    password = _asked("New password")
    if (weakness := credentials.weakness(password, name)) is not None:
        sys.exit(f"wattline: {weakness}")
    if _asked("Once more") != password:
        sys.exit("wattline: the two differ.")
    return password


def _asked(what: str) -> str:
    answer: str = typer.prompt(what, hide_input=True)
    return answer


def _tell(name: str, secret: str) -> None:
    """Say what an authenticator needs: it is told here and never again."""
    Console().print(f"{name} puts this into an authenticator; it is not shown again:", highlight=False)
    Console().print(
        f"  secret  {secret}\n  address {credentials.provisioning(secret, name)}", highlight=False, soft_wrap=True
    )
