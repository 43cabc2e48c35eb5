"""What one recipient of a campaign gets, where and in which language, or why nothing. Pure."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.audience import language
from bot.model.campaign import PLACEHOLDER, Campaign, Words
from bot.model.code import SMS
from bot.model.contact import Contact, Reachable
from bot.policy import Refusal
from channels.messages import Address, OutboundMessage, Template
from channels.segments import lean, segments

NAME = "name"
"""The placeholder that every audience has: what the utility calls the person."""
LONGEST = 1500
"""Characters that every channel takes in one message."""
_BUCKETS = 10_000
_YEARS = range(1900, 3000)
"""Years of a date in a file; what is far from all of them is a slip, and days before it may be none at all."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A message for one recipient. `more`: another channel of the campaign is left if this one fails."""

    address: Address
    locale: str
    message: OutboundMessage
    more: bool

    @property
    def segments(self) -> int:
        """How many segments it is billed as, 0 where nothing is billed by segments."""
        return segments(self.message.text) if self.address.channel == SMS else 0


def planned(
    campaign: Campaign, contact: Contact, values: Mapping[str, str], locale: str, tried: Collection[str] = ()
) -> Planned | str:
    """Return a recipient's message, or the reason why there is none; `locale` is spoken where no other is known.

    Of the channels that were not tried yet, the first that reaches the person is taken. Where none does, the reason is
    that of the first.
    """
    found = [_on(campaign, contact, channel) for channel in campaign.channels if channel not in tried]
    addresses = [one for one in found if isinstance(one, Address)]
    if not addresses:
        return next((one for one in found if isinstance(one, str)), "no_channel")
    address = addresses[0]
    spoken, words = _spoken(campaign.words[address.channel], contact, locale)
    known = {**_known(contact), **values}
    missing = [name for name in words.placeholders if not known.get(name)]
    if missing:
        return f"no_value_{missing[0]}"
    message = said(words, known)
    if address.channel == SMS:
        message = replace(message, text=lean(message.text))
    if len(message.text) > LONGEST:
        return "too_long"
    return Planned(address, spoken, message, more=len({one.channel for one in addresses}) > 1)


def said(words: Words, known: Mapping[str, str]) -> OutboundMessage:
    """Return words with the recipient's values in their places."""
    text = PLACEHOLDER.sub(lambda found: known[found[1]], words.text)
    template = Template(words.template, tuple(known[name] for name in words.values)) if words.template else None
    return OutboundMessage(text, template=template)


def held_out(campaign: Campaign, contact: str) -> bool:
    """Whether a person belongs to the share that gets nothing: the same for the same campaign, whenever it is asked."""
    drawn = hashlib.sha256(f"{campaign.name}\x1f{contact}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") % _BUCKETS < campaign.holdout * _BUCKETS // 100


def due(campaign: Campaign, values: Mapping[str, str], zone: ZoneInfo, launched: datetime) -> datetime:
    """Return when a recipient's message is due, aware UTC; `zone` is the one that their date is meant in.

    Raises:
        ValueError: the date that it hangs on is none.
    """
    schedule = campaign.schedule
    if schedule.field is None:
        return schedule.at or launched
    named = datetime.strptime(values[schedule.field].strip(), "%Y-%m-%d").date()  # noqa: DTZ007 -- a day has no zone
    if named.year not in _YEARS:
        raise ValueError(f"{named} is no date of a customer's")
    day = named - timedelta(days=schedule.days_before)
    return datetime.combine(day, time(schedule.hour), zone).astimezone(UTC)


def _on(campaign: Campaign, contact: Contact, channel: str) -> Address | str:
    here = [one for one in contact.addresses if one.address.channel == channel]
    if not here:
        return "no_address"
    open_here = [one for one in here if one.opted_out_at is None]
    if not open_here:
        return Refusal.OPTED_OUT.value
    if not contact.allows(campaign.purpose, channel):
        return Refusal.NO_CONSENT.value
    return max(open_here, key=_last_used).address


def _last_used(known: Reachable) -> float:
    return known.proof.proven_at.timestamp() if known.proof else 0.0


def _spoken(words: Mapping[str, Words], contact: Contact, locale: str) -> tuple[str, Words]:
    wanted: Sequence[str | None] = (language(contact), locale, next(iter(words)))
    spoken = next(one for one in wanted if one in words)
    return str(spoken), words[str(spoken)]


def _known(contact: Contact) -> Mapping[str, str]:
    return {NAME: contact.identity.name} if contact.identity else {}


def faults(campaign: Campaign, columns: Collection[str]) -> Iterator[str]:
    """Yield each date and placeholder that nobody has a value for. `columns` are those of the recipients' file."""
    date = campaign.schedule.field
    if date is not None and date not in columns:
        yield f"schedule.field: there is no column {date} in a file of recipients"
    known = {NAME, *columns}
    for channel, spoken in campaign.words.items():
        for locale, words in spoken.items():
            for name in words.placeholders:
                if name not in known:
                    place = f"words.{channel}.{locale}"
                    yield f"{place}: nothing is known for {{{name}}}; there is {', '.join(sorted(known))}"
