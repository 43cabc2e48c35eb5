"""What proves an operator: a password under argon2id (RFC 9106), and a code of six digits by the time (RFC 6238)."""

import base64
import hmac
import os
import struct
from typing import Final
from urllib.parse import quote

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MEMORY_KIB: Final = 65536
PASSES: Final = 3
LANES: Final = 1
_SALT: Final = 16
_HASH: Final = 32
PREFIX: Final = f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$"
"""How every hash begins: all cost the same, so that no answer's time tells whose name is known."""

SHORTEST: Final = 15
LONGEST: Final = 1024
_DIFFERENT: Final = 6
WORDS: Final = ("wattline", "password", "passwort", "contrasena", "electricity", "utility", "console", "operator")
"""What nobody's password is made of here; their own name is as little."""

STEP_SECONDS: Final = 30
_DIGITS: Final = 6
_SECRET: Final = 20
"""Bytes of a secret: what RFC 4226 recommends for SHA-1, the one that every authenticator knows."""


def hashed(password: str) -> str:
    """Return a password's hash in PHC form."""
    salt = os.urandom(_SALT)
    return Argon2id(salt=salt, length=_HASH, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB).derive_phc_encoded(
        password.encode()
    )


def matches(password: str, phc: str) -> bool:
    """Whether a hash was made of this password."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), phc)
    except InvalidKey:
        return False
    return True


def weakness(password: str, name: str) -> str | None:
    """Say what is wrong with a password that somebody chose; None: it will do. No sign is asked for or forbidden."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"A password has {SHORTEST} characters or more: three or four words make a good one."
    left = password.lower()
    for word in (*WORDS, name):
        left = left.replace(word, "")
    if len(set(left)) < _DIFFERENT:
        return "Too easy to guess: it is made of few different signs, or of words that everybody tries here."
    return None


def new_secret() -> str:
    """Return a secret for an authenticator, in base 32."""
    return base64.b32encode(os.urandom(_SECRET)).decode()


def is_secret(secret: str) -> bool:
    """Whether this is a secret long enough, in base 32."""
    try:
        return len(base64.b32decode(secret)) >= _SECRET
    except ValueError:  # binascii.Error, or what is no ASCII
        return False


def provisioning(secret: str, name: str) -> str:
    """Return the address that an authenticator reads a secret from (the Key Uri Format of Google Authenticator)."""
    return f"otpauth://totp/Wattline:{quote(name)}?secret={secret}&issuer=Wattline"


def code(secret: str, step: int) -> str:
    """Return the code of a step of 30 seconds since 1970 (RFC 4226, section 5.3)."""
    mac = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    at = mac[-1] & 0x0F
    number = int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def step_of(secret: str, typed: str, seconds: float) -> int | None:
    """Return the step that a typed code belongs to: the present one, or the one before (RFC 6238, section 5.2)."""
    now = int(seconds) // STEP_SECONDS
    right = (step for step in (now, now - 1) if hmac.compare_digest(code(secret, step).encode(), typed.encode()))
    return next(right, None)
