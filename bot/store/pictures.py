"""Pictures that were drawn for customers, sealed, for as long as their addresses are good."""

import base64

import structlog
from cryptography.exceptions import InvalidTag

from bot.model.ids import CallId
from bot.store.mailbox import KEPT
from bot.store.operation import Operation, operation
from bot.store.sealing import Sealer

SECONDS = 3600
"""How long a picture is kept."""
SHOWN = 100
"""How often a picture is shown: whoever has its address can read no more of it than that."""

log = structlog.get_logger()

_BEFORE = "data:image/png;base64,"
"""A picture is kept as an address that holds it (RFC 2397), so that an export shows it."""


class ShownTooOften(Exception):
    """Somebody reads a picture again and again: refuse it."""


class PictureBox:
    """Operations on pictures."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def keep(self, call: CallId, png: bytes) -> Operation[bool]:
        """Keep what a call that is under way has drawn; answers whether anybody still waits for it."""
        sealed = self._sealer.seal(f"{_BEFORE}{base64.b64encode(png).decode()}".encode())
        keys = (f"picture:{call}", f"call:{call}")
        return operation("keep_picture", keys, (sealed, SECONDS, KEPT), lambda answer: answer == 1)

    def show(self, call: CallId) -> Operation[bytes | None]:
        """Return a picture as a PNG, None where it is kept no longer or cannot be opened. Raises ShownTooOften."""

        def read(answer: bytes | int | None) -> bytes | None:
            if isinstance(answer, int):
                raise ShownTooOften
            return None if answer is None else self._opened(answer, call)

        return operation("show_picture", (f"picture:{call}",), (SHOWN,), read)

    def _opened(self, sealed: bytes, call: CallId) -> bytes | None:
        try:
            return base64.b64decode(self._sealer.open(sealed.decode()).decode().removeprefix(_BEFORE))
        except (KeyError, ValueError, InvalidTag):
            log.exception("picture_damaged", call=call)
            return None
