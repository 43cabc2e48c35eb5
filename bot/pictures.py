"""Pictures at an address of ours: signed, short-lived, and opened by whoever has it."""

import base64
import hashlib
import re
from dataclasses import dataclass

from itsdangerous import BadSignature, TimestampSigner

from bot.model.ids import CallId
from bot.store.away import Unavailable
from bot.store.pictures import SECONDS, PictureBox, ShownTooOften
from bot.store.runners import Awaiting, Blocking
from channels.errors import Unreachable

_TOKEN = re.compile(r"/media/([^/]+)\.png$")


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads the addresses, in every process with the same key; each is good for so many seconds."""

    public_url: str
    signer: TimestampSigner
    seconds: int = SECONDS

    @classmethod
    def under(cls, secret_key: str, public_url: str) -> "Links":
        """Build them."""
        signer = TimestampSigner(
            secret_key, salt="wattline.picture", key_derivation="hmac", digest_method=hashlib.sha256
        )
        return cls(public_url.rstrip("/"), signer)

    def to(self, call: CallId) -> str:
        """Return the address of a picture."""
        name = base64.urlsafe_b64encode(bytes.fromhex(call)).rstrip(b"=")
        return f"{self.public_url}/media/{self.signer.sign(name).decode()}.png"

    def named(self, token: str) -> CallId | None:
        """Return what the token of an address names; None: it is forged or too old."""
        try:
            name = self.signer.unsign(token, max_age=self.seconds)
        except BadSignature:
            return None
        return CallId(base64.urlsafe_b64decode(name + b"==").hex())


class Pictures:
    """Keeps what a worker has drawn, and shows it at the web's door."""

    def __init__(self, runner: Blocking, box: PictureBox, links: Links) -> None:
        self._runner = runner
        self._box = box
        self._links = links

    def keep(self, number: str, png: bytes) -> str | None:
        """Keep the picture of a call; returns its address, None where nobody waits for it. Raises Unavailable."""
        call = CallId(number)
        return self._links.to(call) if self._runner.run(self._box.keep(call, png)) else None

    def show(self, token: str) -> bytes | None:
        """Return the picture that a token names; None: forged, too old, or gone. Raises ShownTooOften, Unavailable."""
        call = self._links.named(token)
        return None if call is None else self._runner.run(self._box.show(call))


class Album:
    """Opens pictures of ours for a channel that hands them to its provider itself."""

    def __init__(self, runner: Awaiting, box: PictureBox, links: Links) -> None:
        self._runner = runner
        self._box = box
        self._links = links

    async def open(self, url: str) -> bytes | None:
        """Return the picture at an address of ours, None where there is none any more. Raises Unreachable."""
        found = _TOKEN.search(url)
        call = self._links.named(found[1]) if found else None
        if call is None:
            return None
        try:
            return await self._runner.run(self._box.show(call))
        except ShownTooOften:
            return None
        except Unavailable as away:
            raise Unreachable("the picture could not be read") from away
