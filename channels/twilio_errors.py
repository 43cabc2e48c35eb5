"""What each of Twilio's error codes means for us: one table for each channel, for answers and for receipts alike.

https://www.twilio.com/docs/api/errors. What is not listed and answered with 4xx will never be taken. 63032 is no block:
WhatsApp tries out marketing messages on some of its users and takes none for them; 63014 is one.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from channels.errors import OptedOut, OutsideWindow, Refused, SendError, Throttled, Unreachable

MINUTE: Final = 60.0
SECOND: Final = 1.0

Kind = Callable[..., SendError]
_SLOWER: Final = partial(Throttled, retry_after=MINUTE)

_ACCOUNT: Final[Mapping[int, Kind]] = {
    401: Unreachable,  # as HTTP says it, where no code comes with it
    403: Unreachable,
    404: Unreachable,
    408: Unreachable,
    20003: Unreachable,  # wrong credentials: nothing was taken, and it can go when an operator has mended them
    20404: Unreachable,  # no such account
    20429: partial(Throttled, retry_after=SECOND),
    14107: _SLOWER,  # a loop
    30001: _SLOWER,  # the sender's queue is full
    30002: Unreachable,  # the account is suspended
}
_NUMBER: Final[Mapping[int, Kind]] = {
    21211: Refused,  # no number
    21408: Refused,  # a region that is not allowed
    21612: Refused,  # cannot be reached from our number
    21614: Refused,  # not a mobile
    21635: Refused,  # a landline
}

ERRORS: Final[Mapping[str, Mapping[int, Kind]]] = {
    "sms": {
        **_ACCOUNT,
        **_NUMBER,
        21610: OptedOut,  # the customer replied STOP
        30003: Unreachable,  # switched off, or out of reach
        30004: Refused,  # blocked by the handset or the carrier
        30005: Refused,  # unknown
        30006: Refused,  # a landline
        30007: Refused,  # filtered
        30008: Unreachable,  # unknown reasons
        30022: _SLOWER,  # the carrier's limit for this sender
        30023: Refused,  # the carrier's limit for the day
        30034: Refused,  # an American sender that is not registered
    },
    "whatsapp": {
        **_ACCOUNT,
        **_NUMBER,
        21610: OptedOut,
        21655: Unreachable,  # a content of ours is gone: it is put up anew when it is looked at next
        63003: Refused,  # no such person on WhatsApp
        63005: Refused,  # content that WhatsApp does not take
        63012: Unreachable,  # a fault at WhatsApp
        63013: Refused,  # against WhatsApp's policy
        63014: OptedOut,  # the customer blocked us
        63016: OutsideWindow,  # a template is needed
        63018: _SLOWER,  # the sender's limit
        63019: Refused,  # the picture could not be fetched
        63021: Refused,  # a picture that WhatsApp does not take
        63024: Refused,  # no such person on WhatsApp
        63027: Refused,  # the template is not there in this language
        63032: Refused,  # an experiment of WhatsApp's: no marketing to this person for a while
        63034: Refused,  # too large a picture
        63038: _SLOWER,  # the account's limit for the day
        63040: Refused,  # the template was rejected
        63041: Refused,  # the template is paused
        63042: Refused,  # the template is disabled
        63049: Refused,  # WhatsApp chose not to bring this marketing message
    },
}


def problem(channel: str, code: int) -> SendError:
    """Return what is to be done about a code on a channel ("sms" or "whatsapp")."""
    kind = ERRORS[channel].get(code, Refused)
    return kind(f"Twilio refused: {code}", code=str(code))
