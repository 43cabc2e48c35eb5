"""Personal data at rest: AES-256-GCM for each field with a key id, and keyed hashes to look things up by."""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Sealer:
    """Seals under the first key and opens under any, so that keys can be rotated.

    `keys` maps a key id to 32 bytes; `hash_key` is for the look-ups and never changes.
    """

    def __init__(self, keys: Mapping[str, bytes], hash_key: bytes) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._current = next(iter(keys))
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
