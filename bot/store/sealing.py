"""Personal data at rest: AES-256-GCM for each field with a key id, and keyed hashes to look things up by."""

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Mapping

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Sealer:
    """Seals under the first key and opens under any, so that keys can be rotated.

    `keys` maps a key id to 32 bytes; `hash_key` is for the look-ups and never changes.
    """

    def __init__(self, keys: Mapping[str, bytes], hash_key: bytes) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._current = next(iter(keys))
        names = b"|".join(re.escape(name.encode()) for name in keys)
        self._seals = re.compile(rb"(?<![A-Za-z0-9_.-])(" + names + rb")\.([A-Za-z0-9_-]{38,}={0,2})")
        self._hash_key = hashlib.sha256(hash_key).digest()

    def seal(self, clear: bytes) -> str:
        """Return `key id.base64` of nonce and ciphertext."""
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._ciphers[self._current].encrypt(nonce, clear, self._current.encode())
        return f"{self._current}.{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, sealed: str) -> bytes:
        """Return what was sealed. Raises KeyError for an unknown key id, InvalidTag for a changed value."""
        name, _, text = sealed.partition(".")
        raw = base64.urlsafe_b64decode(text)
        return self._ciphers[name].decrypt(raw[:_NONCE], raw[_NONCE:], name.encode())

    def pseudonym(self, *parts: str) -> str:
        """Return 32 hex digits that stand for these words everywhere in the store."""
        return hashlib.blake2b("\x1f".join(parts).encode(), key=self._hash_key, digest_size=16).hexdigest()

    def mac(self, *parts: str) -> str:
        """Return an HMAC-SHA256 as hex digits: who cannot name the key cannot make it."""
        return hmac.digest(self._hash_key, "\x1f".join(parts).encode(), "sha256").hex()

    def opened(self, stored: bytes) -> object:
        """Return a stored value with every seal in it opened, as JSON's types; what is no JSON as its text."""
        text = stored.decode(errors="replace")
        for words in (text, text.partition(" ")[2]):
            try:
                found = orjson.loads(words)
            except orjson.JSONDecodeError:
                continue
            return self._open_in(found)
        return self._open_in(text)

    def resealed(self, stored: bytes) -> bytes:
        """Return a stored value with every seal in it under the first key."""
        return self._seals.sub(self._again, stored)

    def _again(self, found: "re.Match[bytes]") -> bytes:
        if found[1].decode() == self._current:
            return found[0]
        try:
            return self.seal(self.open(found[0].decode())).encode()
        except (InvalidTag, ValueError):
            return found[0]  # it only looks like one, or is damaged: left as it is

    def _open_in(self, value: object) -> object:
        if isinstance(value, dict):
            return {name: self._open_in(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._open_in(inner) for inner in value]
        if not isinstance(value, str) or not self._seals.fullmatch(value.encode()):
            return value
        try:
            return self.opened(self.open(value))
        except (InvalidTag, ValueError):
            return value
