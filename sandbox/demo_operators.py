"""The demo's operators: one for each role, all under one password that is invented at its first start."""

import os
import secrets
from pathlib import Path
from typing import Final

import yaml
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

NAMES: Final = {"alex": "agent", "cleo": "campaigner", "ada": "admin", "otto": "auditor"}
_OURS_ALONE: Final = 0o600


def keep(file: Path) -> str:
    """Return the password of the demo's console; the operators' file is written before, if it does not exist."""
    note = file.with_name("console-password")
    if not (file.exists() and note.exists()):
        password = secrets.token_urlsafe(12)
        _write(note, password)
        entries = {name: {"roles": [role], "password": _hashed(password)} for name, role in NAMES.items()}
        _write(file, yaml.safe_dump(entries))
    return note.read_text()


def _hashed(password: str) -> str:
    """Hash as `wattline operator add` does."""
    kept = Argon2id(salt=os.urandom(16), length=32, iterations=3, lanes=1, memory_cost=65536)
    return kept.derive_phc_encoded(password.encode())


def _write(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OURS_ALONE), "w") as out:
        out.write(text)
    part.replace(file)
