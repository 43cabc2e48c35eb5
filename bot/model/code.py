"""One-time codes that are kept nowhere: each follows from a random nonce and a pepper that Redis never sees.

The digits are HOTP's dynamic truncation (RFC 4226, 5.3) of an HMAC-SHA256 over all that the code is bound to, so a
code of another purpose, order, meter, address or nonce is another number. Nothing that leaks from Redis, a log or a
job holds one.
"""

import hmac
from dataclasses import dataclass, field

from bot.model.session import Challenge

SMS = "sms"


@dataclass(frozen=True, slots=True)
class Codes:
    """Computes and compares codes of `digits` digits under a pepper of at least 16 bytes.

    `channel` carries the codes that prove who somebody is. Where it is not SMS, its provider words the message.
    """

    pepper: bytes = field(repr=False)
    digits: int = 6
    channel: str = SMS

    def code_for(self, challenge: Challenge) -> str:
        """Return the code that belongs to a challenge."""
        where = (challenge.address.channel, challenge.address.id)
        bound = "\x1f".join((challenge.nonce, challenge.meter, *where, challenge.purpose, challenge.bound))
        digest = hmac.digest(self.pepper, bound.encode(), "sha256")
        offset = digest[-1] & 0x0F
        number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
        return str(number % 10**self.digits).zfill(self.digits)

    def phone_mark(self, nonce: str, phone: str) -> str:
        """Return what stands for a phone (E.164) in one challenge alone; the nonce makes it another one in the next."""
        return hmac.digest(self.pepper, f"phone\x1f{nonce}\x1f{phone}".encode(), "sha256").hex()

    def is_on_file(self, challenge: Challenge, phone: str) -> bool:
        """Compare a phone with the one on file, in constant time; nobody has a decoy's."""
        same = hmac.compare_digest(self.phone_mark(challenge.nonce, phone), challenge.on_file)
        return same and not challenge.decoy

    def matches(self, challenge: Challenge, typed: str) -> bool:
        """Compare in constant time; a decoy's code never matches."""
        same = hmac.compare_digest(self.code_for(challenge).encode(), typed.encode())
        return same and not challenge.decoy
