"""What Twilio does with a MediaUrl: it fetches it, after it took the message, and fails the message where it cannot.

https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages, https://www.twilio.com/docs/api/errors
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sandbox.pictures import NotFetched, fetch, look_at
from sandbox.world import World

LIMIT: Final = 5 * 1024 * 1024
"""For a picture on either channel."""


@dataclass(frozen=True, slots=True)
class Media:
    """What a channel takes, and the errors of what it does not take."""

    kinds: frozenset[str]
    not_fetched: int
    another_kind: int
    too_large: int


_MEDIA: Final[Mapping[str, Media]] = {
    "whatsapp": Media(frozenset({"image/jpeg", "image/png"}), 63019, 63021, 63034),
    "sms": Media(frozenset({"image/jpeg", "image/png", "image/gif"}), 11200, 12300, 11751),
}


class NotTaken(Exception):
    """The message fails with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def fetched(world: World, channel: str, url: str) -> bytes:
    """Return the picture at an address, as it goes on to the phone. Raises NotTaken."""
    media = _MEDIA[channel]
    try:
        found = await fetch(world.reachable(url), LIMIT)
    except NotFetched as error:
        raise NotTaken(media.not_fetched) from error
    if found.kind not in media.kinds:
        raise NotTaken(media.another_kind)
    if len(found.content) > LIMIT:
        raise NotTaken(media.too_large)
    look = look_at(found.content)
    if look is None or look.kind != found.kind:
        raise NotTaken(media.another_kind)
    return found.content
