"""The consent ledger of each contact, and the addresses at which nothing may be sent on our own, whoever's they are.

`consents:<contact>` is a list that only grows; `stopped` names addresses by their keyed hash with the time, and
outlives a deletion: an opt-out that went with the person would be no opt-out.
"""

from collections.abc import Sequence

from bot.model.consent import Change, ConsentAct, Entry
from bot.store.codec import Codec
from bot.store.effects import address_hash, text

KEPT = 5 * 366 * 86400
"""Seconds that a ledger is kept after its last entry; older entries go one by one (bot/keeping.py)."""
MOST = 1000
"""Entries of one contact that are kept: more are no record of anybody's will."""
_STOPPING = frozenset({ConsentAct.OPTED_OUT, ConsentAct.OPTED_IN})


def consent_effects(codec: Codec, changes: Sequence[Change]) -> dict[str, object]:
    """Return what the commit wants of a turn's changes: the entries, and addresses that stop or start."""
    return {
        "entries": [text(codec.write(_entry(codec, change))) for change in changes],
        "stops": [_stop(codec, change) for change in changes if change.act in _STOPPING],
        "keep": KEPT,
        "most": MOST,
    }


def _stop(codec: Codec, change: Change) -> dict[str, object]:
    stopped = change.act is ConsentAct.OPTED_OUT
    return {"address": address_hash(codec, change.address), "at": int(change.at.timestamp() * 1000) if stopped else 0}


def _entry(codec: Codec, change: Change) -> Entry:
    return Entry(
        change.act,
        change.at,
        change.how,
        change.channel,
        address_hash(codec, change.address),
        change.purpose,
        change.shown,
        change.words,
        change.by,
    )
