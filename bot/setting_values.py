"""How one variable of the environment becomes a value, or a sentence that says what it should be."""

import base64
import binascii
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from babel.numbers import list_currencies

from bot.hours import Hours, NoHours, hours
from tools.meter_ids import MeterForms, forms

_KEY_BYTES = 32
_SECRET_CHARACTERS = 32


class WrongSetting(Exception):
    """A variable is missing or holds what cannot be used: correct it and start again. The value is never told."""

    def __init__(self, name: str, should_be: str) -> None:
        super().__init__(f"{name} should be {should_be}.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Environ:
    """Reads variables one by one; an empty one is unset. Every method raises WrongSetting for a value it cannot use."""

    _values: Mapping[str, str] = field(repr=False)

    def optional(self, name: str) -> str | None:
        """Any text, or None."""
        return self._values.get(name, "").strip() or None

    def text(self, name: str, *, default: str) -> str:
        """Any text."""
        return self.optional(name) or default

    def secret(self, name: str) -> str:
        """A required secret of at least 32 characters."""
        value = self.optional(name)
        if value is None or len(value) < _SECRET_CHARACTERS:
            raise WrongSetting(name, f"set to at least {_SECRET_CHARACTERS} random characters")
        return value

    def keys(self, name: str) -> Mapping[str, bytes]:
        """Required keys of 32 bytes as `id:base64`, parted by commas; the order is kept."""
        keys: dict[str, bytes] = {}
        for entry in _parts(self.optional(name) or ""):
            key_id, _, encoded = entry.partition(":")
            key = _base64(encoded)
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,16}", key_id) or len(key) != _KEY_BYTES or key_id in keys:
                keys.clear()
                break
            keys[key_id] = key
        if not keys:
            raise WrongSetting(name, f'one or more keys of {_KEY_BYTES} bytes, like "k1:<base64>,k2:<base64>"')
        return MappingProxyType(keys)

    def pattern(self, name: str, pattern: str, should_be: str) -> str | None:
        """Text of a given shape, or None."""
        value = self.optional(name)
        if value is not None and not re.fullmatch(pattern, value):
            raise WrongSetting(name, should_be)
        return value

    def sid(self, name: str, prefix: str) -> str | None:
        """One of Twilio's ids, or None."""
        return self.pattern(name, f"{prefix}[0-9a-f]{{32}}", f"an id of Twilio's: {prefix} and 32 hexadecimal digits")

    def whatsapp_number(self, name: str) -> str | None:
        """A number in E.164, written with or without Twilio's prefix, or None."""
        value = self.pattern(name, r"(whatsapp:)?\+[1-9][0-9]{6,14}", "a phone number like whatsapp:+12025550100")
        return value.removeprefix("whatsapp:") if value else None

    def prefixes(self, name: str) -> tuple[str, ...]:
        """Beginnings of phone numbers like +1 and +91, parted by commas; none is set: every number."""
        prefixes = tuple(_parts(self.optional(name) or ""))
        if not all(re.fullmatch(r"\+[1-9][0-9]{0,14}", prefix) for prefix in prefixes):
            raise WrongSetting(name, "beginnings of phone numbers like +1, +91, parted by commas")
        return prefixes

    def whole_number(self, name: str, *, default: int, least: int, most: int) -> int:
        """A whole number in a range."""
        value = self.text(name, default=str(default))
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise WrongSetting(name, f"a whole number from {least} to {most}")
        return int(value)

    def rates(self, name: str, *, known: Mapping[str, int]) -> Mapping[str, int]:
        """Messages a second by channel, like sms=10,telegram=30; what is not named is as known, "none" is no limit."""
        entries = _parts(self.optional(name) or "")
        if entries == ["none"]:
            return {}
        found = [re.fullmatch(r"([a-z]+)=([1-9][0-9]{0,4})", entry) for entry in entries]
        if not all(one and one[1] in known for one in found):
            raise WrongSetting(
                name, f"messages a second like {','.join(f'{one}={known[one]}' for one in known)}, or none"
            )
        return MappingProxyType({**known, **{one[1]: int(one[2]) for one in found if one}})

    def prices(self, name: str, *, known: Collection[str]) -> Mapping[str, Decimal]:
        """What a message costs by channel in whole units of the currency, like sms=0.0079; none is known by itself."""
        entries = _parts(self.optional(name) or "")
        found = [re.fullmatch(r"([a-z]+)=([0-9]{1,4}(?:\.[0-9]{1,6})?)", entry) for entry in entries]
        if not all(one and one[1] in known for one in found):
            raise WrongSetting(name, "what one message costs by channel, like sms=0.0079,whatsapp=0.005")
        return MappingProxyType({one[1]: Decimal(one[2]) for one in found if one})

    def one_of(self, name: str, known: Sequence[str], *, default: str) -> str:
        """One of the known words."""
        value = self.text(name, default=default)
        if value not in known:
            raise WrongSetting(name, f"one of {', '.join(known)}")
        return value

    def optional_url(self, name: str) -> str | None:
        """An address on the web without a slash at its end, or None."""
        value = self.optional(name)
        if value is None:
            return None
        parts = _split(value)
        if parts is None or parts.scheme not in {"http", "https"} or parts.query or parts.fragment or parts.username:
            raise WrongSetting(name, "an address like https://wattline.example, without a query or a password")
        return value.rstrip("/")

    def url(self, name: str, *, default: str) -> str:
        """An address on the web without a slash at its end."""
        return self.optional_url(name) or default

    def origins(self, name: str) -> tuple[str, ...]:
        """Web origins, parted by commas."""
        origins = tuple(_parts(self.optional(name) or ""))
        for origin in origins:
            parts = _split(origin)
            if parts is None or parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}":
                raise WrongSetting(name, "origins like https://www.utility.example, parted by commas")
        return origins

    def redis_url(self, name: str, *, default: str) -> str:
        """An address of Redis."""
        value = self.text(name, default=default)
        parts = _split(value)
        if parts is None or parts.scheme not in {"redis", "rediss"} or not re.fullmatch(r"(/[0-9]*)?", parts.path):
            raise WrongSetting(name, "an address like redis://127.0.0.1:6379/0")
        return value

    def seconds(self, name: str, *, default: str) -> int:
        """A duration of whole seconds or minutes in ISO 8601, as the energy network writes it; in seconds."""
        found = re.fullmatch(r"PT([1-9][0-9]{0,3})([SM])", self.text(name, default=default))
        if not found:
            raise WrongSetting(name, "a duration like PT10S (ten seconds)")
        return int(found[1]) * (60 if found[2] == "M" else 1)

    def meter_forms(self, name: str, *, default: str) -> MeterForms:
        """The forms of meter IDs."""
        try:
            return forms(self.text(name, default=default))
        except ValueError:
            raise WrongSetting(name, f"forms of meter IDs like {default}, a 9 for each digit") from None

    def optional_path(self, name: str) -> Path | None:
        """A file's path, or None."""
        value = self.optional(name)
        return Path(value) if value else None

    def time_zone(self, name: str, *, default: str) -> str:
        """A zone of the IANA database."""
        value = self.text(name, default=default)
        if value != default and value not in available_timezones():  # to list them all costs a restart 30 ms
            raise WrongSetting(name, "a time zone like America/Los_Angeles")
        return value

    def hours(self, name: str, *, default: Hours) -> Hours:
        """Hours of a week."""
        value = self.optional(name)
        try:
            return default if value is None else hours(value)
        except NoHours:
            raise WrongSetting(name, "hours of the week like `mon-fri 9-18, sat 10-17, sun 12-17`") from None

    def locales(self, name: str, *, known: Sequence[str], default: str) -> tuple[str, ...]:
        """Languages of the house, parted by commas; the first speaks where nothing else is known."""
        locales = tuple(_parts(self.text(name, default=default)))
        if not locales or len(set(locales)) != len(locales) or not set(locales) <= set(known):
            raise WrongSetting(name, f"one or more of {', '.join(known)}, parted by commas")
        return locales

    def currency(self, name: str, *, default: str) -> str:
        """A currency of ISO 4217."""
        value = self.text(name, default=default)
        if value not in list_currencies():
            raise WrongSetting(name, "a currency of ISO 4217 like USD")
        return value

    def together(self, *names: str) -> None:
        """Either all of these are set or none is."""
        unset = [name for name in names if self.optional(name) is None]
        if unset and len(unset) < len(names):
            others = " and ".join(name for name in names if name not in unset)
            raise WrongSetting(unset[0], f"set too, because {others} is")

    def needs(self, name: str, other: str) -> None:
        """Where `name` is set, `other` is."""
        if self.optional(name) is not None and self.optional(other) is None:
            raise WrongSetting(other, f"set too, because {name} is")

    def needs_one_of(self, name: str, others: Sequence[str]) -> None:
        """Where `name` is set, at least one of the others is."""
        if self.optional(name) is not None and not any(self.optional(other) for other in others):
            raise WrongSetting(others[0], f"set too (or {', '.join(others[1:])}), because {name} is")


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _base64(value: str) -> bytes:
    try:
        return base64.b64decode(value.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        return b""


def _split(value: str) -> SplitResult | None:
    """Part an address that names a host and, if it names a port, a possible one."""
    try:
        parts = urlsplit(value)
        usable = bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", value)
    except ValueError:
        return None
    return parts if usable else None
