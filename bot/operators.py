"""Who works at the console: a file of names (CONSOLE_USERS), each with roles, a hash and an authenticator's secret.

    ada:
      roles: [agent, campaigner]
      password: $argon2id$v=19$m=65536,t=3,p=1$...
      totp: JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP

It is read again when it changes: whoever is taken out of it is signed out by that.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import structlog
import yaml

from bot import credentials

log = structlog.get_logger()

NAME = re.compile(r"[a-z][a-z0-9._-]{0,31}")
_KNOWN = {"roles", "password", "totp"}
_OURS_ALONE = 0o600


class Role(StrEnum):
    """What an operator may do; a person may have several."""

    AGENT = "agent"
    CAMPAIGNER = "campaigner"
    ADMIN = "admin"
    AUDITOR = "auditor"


class NoOperators(Exception):
    """The file cannot be used; its sentence says why."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One person. `totp` is the authenticator's secret; None: they have none."""

    name: str
    roles: frozenset[Role]
    password: str = field(repr=False)
    totp: str | None = field(default=None, repr=False)

    @property
    def mark(self) -> str:
        """What changes with their password or authenticator, which ends their sessions."""
        return hashlib.sha256(f"{self.password} {self.totp}".encode()).hexdigest()[:32]


class Operators:
    """The operators of a file, by a pseudonym, under which the store knows them."""

    def __init__(self, file: Path, pseudonym: Callable[[str], str]) -> None:
        """Read the file. Raises NoOperators."""
        self._file = file
        self._pseudonym = pseudonym
        self._seen = _state(file)
        self._found = self._read()

    def by_pseudonym(self, who: str) -> Operator | None:
        """Return the operator whom the store knows so, as the file says now."""
        if (state := _state(self._file)) != self._seen:
            self._seen = state
            try:
                self._found = self._read()
            except NoOperators as problem:
                log.error("operators_unreadable", reason=str(problem))  # noqa: TRY400 -- the sentence says it all
        return self._found.get(who)

    def pseudonym(self, name: str) -> str:
        """Return what the store knows a name by, whether it is anybody's or not."""
        return self._pseudonym(name)

    def _read(self) -> Mapping[str, Operator]:
        return {self._pseudonym(one.name): one for one in read(self._file).values()}


def read(file: Path) -> Mapping[str, Operator]:
    """Return the operators of a file by their names. Raises NoOperators."""
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise NoOperators(f"{file.name} cannot be read: {problem.strerror}") from problem
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise NoOperators(f"{file.name} is no YAML") from problem
    if not isinstance(found, dict | None):
        raise NoOperators(f"{file.name} should hold names")
    return {name: _operator(name, entry) for name, entry in (found or {}).items()}


def write(file: Path, operators: Mapping[str, Operator]) -> None:
    """Write a file for its owner alone, all at once: a reader sees the old one or the new one."""
    entries = {one.name: _entry(one) for one in operators.values()}
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OURS_ALONE), "w", encoding="utf-8") as out:
        yaml.safe_dump(entries, out, sort_keys=True)
    part.replace(file)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Wait until nobody else who asks for it changes a file. Raises OSError."""
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _entry(one: Operator) -> dict[str, object]:
    entry: dict[str, object] = {"roles": sorted(role.value for role in one.roles), "password": one.password}
    return entry if one.totp is None else {**entry, "totp": one.totp}


def _operator(name: object, entry: object) -> Operator:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise NoOperators(f"{name!r} should be a name of small letters, digits, dots and dashes")
    if not isinstance(entry, dict) or not entry.keys() <= _KNOWN:
        raise NoOperators(f"{name} should have roles, password and totp, and nothing else")
    password, totp = str(entry.get("password")), entry.get("totp")
    if not password.startswith(credentials.PREFIX):
        raise NoOperators(f"{name}: the password should be a hash that begins with {credentials.PREFIX}")
    if totp is not None and not credentials.is_secret(str(totp)):
        raise NoOperators(f"{name}: totp should be a secret of 160 bits or more in base 32")
    return Operator(name, _roles(name, entry.get("roles")), password, None if totp is None else str(totp))


def _roles(name: str, said: object) -> frozenset[Role]:
    known = [role.value for role in Role]
    if not isinstance(said, list) or not said or not all(one in known for one in said):
        raise NoOperators(f"{name}: roles should be a list of {', '.join(known)}")
    return frozenset(Role(one) for one in said)


def _state(file: Path) -> tuple[int, int, int]:
    try:
        found = file.stat()
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino
