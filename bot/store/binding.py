"""Which contact an address belongs to: what a turn binds, and what it lets go, as bind.lua wants it."""

from collections.abc import Sequence

from bot.model.event import Event, IdentityProven, MessageReceived
from bot.model.ids import EventId, Ids
from bot.model.turn import Binding, Release, Turn
from bot.store.codec import Codec
from bot.store.effects import address_hash, own_entry
from bot.store.visitors import EXCHANGE_MS
from channels.messages import Address


def seen_hash(codec: Codec, address: Address, native_id: str) -> str:
    """Return what stands for a message's id at its provider."""
    return codec.sealer.pseudonym("seen", address.channel, native_id)


def found_by(codec: Codec, events: Sequence[Event]) -> list[str]:
    """Return fields that name the addresses of these events, so that they are found when the person is to go."""
    addresses = [event.message.address for event in events if isinstance(event, MessageReceived)]
    fields = {f"at:{address_hash(codec, one)}": _visitor(one) for one in addresses}
    return [word for field in fields.items() for word in field]


def bind_effects(codec: Codec, turn: Turn, events: Sequence[Event]) -> dict[str, object]:
    """Return what a turn binds and releases: nothing of a person in clear."""
    return {
        "binding": _binding(codec, turn, turn.binding, events) if turn.binding else None,
        "released": [_released(codec, release, events[0], place) for place, release in enumerate(turn.released)],
    }


def _visitor(address: Address) -> str:
    return address.id if address.channel == "web" else ""


def _binding(codec: Codec, turn: Turn, binding: Binding, events: Sequence[Event]) -> dict[str, str | int]:
    event, hashed = events[0], codec.sealer.pseudonym
    proven = IdentityProven(
        EventId(f"{event.id}.proven"),
        event.at,
        binding.address,
        binding.identity,
        wanted=binding.wanted,
        locale=binding.locale,
        opted_out_at=binding.opted_out_at,
        former=turn.contact.id,
    )
    messages = [one.message for one in events if isinstance(one, MessageReceived)]
    return {
        "account": f"account:{hashed('account', binding.identity.account)}",
        "meter": f"meter:{hashed('meter', binding.identity.meter)}",
        "hash": address_hash(codec, binding.address),
        "at": event.at.isoformat(),
        "entry": own_entry(codec, proven),
        "visitor": _visitor(binding.address),
        "said": " ".join(seen_hash(codec, message.address, message.native_id) for message in messages),
        "exchange": EXCHANGE_MS,
    }


def _released(codec: Codec, release: Release, event: Event, place: int) -> dict[str, str]:
    """`fresh` is whose the address becomes where it is nobody's, but has something left to say."""
    return {
        "hash": address_hash(codec, release.address),
        "visitor": _visitor(release.address),
        "to": release.to or "",
        "fresh": Ids(event.id).make("contact", place),
    }
