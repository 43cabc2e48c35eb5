"""What a turn did with one-time codes, and the limits over all contacts that its commit holds them against."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.model.delivery import Delivery
from bot.model.event import ApprovalProven, Event, IdentityRefused, Refused
from bot.model.ids import CaseId, EventId
from bot.model.session import CodePurpose
from bot.model.turn import Case, CaseKind, CodeStep, CodeUse, Turn
from bot.store.codec import Codec
from bot.store.effects import case_fields, own_entry

_SECOND = 1000
_MINUTE = 60 * _SECOND


@dataclass(frozen=True, slots=True)
class Limits:
    """How often codes may be sent and typed; times in milliseconds.

    The pauses are those between two codes of one account that were not used, `slack` what clocks may differ. `wrong`
    codes lock an account for a day. From `breaker` wrong ones an hour over all, everything goes slowly: pauses are
    `slower` times longer, the budget is as much smaller, and no more than `pace` guesses a minute count at all. Of at
    least `judged` texts of the last hour that are no longer good, fewer than the share `used` were used: an alarm.
    """

    pauses: tuple[int, ...] = (30 * _SECOND, 60 * _SECOND, 120 * _SECOND, 300 * _SECOND)
    slack: int = 2 * _SECOND
    lasts: int = 5 * _MINUTE + 10 * _SECOND
    a_short: int = 5
    short: int = 10 * _MINUTE
    a_day: int = 10
    meters: int = 3
    wrong: int = 10
    budget: int = 2000
    breaker: int = 200
    slower: int = 4
    pace: int = 5
    judged: int = 20
    used: float = 0.5
    minute: int = _MINUTE
    hour: int = 60 * _MINUTE
    day: int = 24 * 60 * _MINUTE


LIMITS = Limits()
"""NIST SP 800-63B-4 and OWASP ASVS 5.0; the budget bounds what text messages can cost an hour."""


def code_effects(
    codec: Codec, turn: Turn, events: Sequence[Event], deliveries: Sequence[Delivery], limits: Limits
) -> dict[str, object]:
    """Return what limits.lua wants of a turn: nothing of a person in clear."""
    steps = [_fields(codec, step, place, events[0], deliveries) for place, step in enumerate(turn.codes)]
    return {"codes": steps, "limits": asdict(limits)} if steps else {"codes": []}


def _fields(
    codec: Codec, step: CodeStep, place: int, event: Event, deliveries: Sequence[Delivery]
) -> dict[str, object]:
    challenge, hashed = step.challenge, codec.sealer.pseudonym
    subject = hashed("account", step.account) if step.account else hashed("meter", challenge.meter)
    fields: dict[str, object] = {
        "use": step.use,
        "subject": subject,
        "meter": hashed("meter", challenge.meter),
        "address": hashed("address", challenge.address.channel, challenge.address.id),
        "nonce": hashed("nonce", challenge.nonce),
        "decoy": challenge.decoy,
        "deliveries": [one.id for one in deliveries if one.challenge and one.challenge.nonce == challenge.nonce],
    }
    if step.use is CodeUse.ASKED:
        unused = Case(CaseId(f"unused-{event.id}"), CaseKind.CODES_UNUSED, event.at)
        return {**fields, "case": case_fields(codec, unused)}
    case = Case(CaseId(f"codes-{event.id}"), CaseKind.CODES_GUESSED, event.at)
    entries = {why.value: _entry(codec, step, event, why) for why in Refused}
    if step.use is CodeUse.RIGHT and challenge.purpose is CodePurpose.ORDER:
        proven = ApprovalProven(EventId(f"{event.id}.approved"), event.at, challenge.address, challenge.bound)
        entries["counted"] = own_entry(codec, proven)
    return {**fields, "attempt": f"{event.id}.{place}", "case": case_fields(codec, case), "entries": entries}


def _entry(codec: Codec, step: CodeStep, event: Event, why: Refused) -> str:
    told = IdentityRefused(EventId(f"{event.id}.refused"), event.at, step.challenge.address, why, step.opted_out_at)
    return own_entry(codec, told)
