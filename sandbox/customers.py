"""The customers of the simulated utility, read from catalogue/directory.yaml."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from sandbox.shapes import Json

FILE = Path(__file__).parent / "catalogue" / "directory.yaml"
FIRST_TELEGRAM_USER = 700_100_000


@dataclass(frozen=True, slots=True)
class Customer:
    """One row of the directory, with the Telegram account that this person has in the simulation."""

    meter: str
    name: str
    locale: str
    phone: str
    telegram: str
    record: Json


class Directory:
    """All customers, by meter and by phone."""

    def __init__(self, customers: Iterable[Customer]) -> None:
        self.customers = tuple(customers)
        self._by_meter = {customer.meter: customer for customer in self.customers}
        self._by_phone = {customer.phone: customer for customer in self.customers}
        self._by_telegram = {customer.telegram: customer for customer in self.customers}

    def of_meter(self, code: str) -> Customer | None:
        """Whose meter is it?"""
        return self._by_meter.get(code)

    def at(self, channel: str, address: str) -> Customer | None:
        """Whose phone number or Telegram account is it?"""
        return (self._by_telegram if channel == "telegram" else self._by_phone).get(address)


def load() -> Directory:
    """Read the directory's file."""
    records = yaml.load(FILE.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["customers"]  # noqa: S506 - both are safe loaders
    return Directory(_customer(number, record) for number, record in enumerate(records))


def _customer(number: int, record: Json) -> Customer:
    return Customer(
        meter=record["meter"]["code"],
        name=record["name"],
        locale=record["locale"],
        phone=record["contacts"][0]["e164"],
        telegram=str(FIRST_TELEGRAM_USER + number),
        record=record,
    )
