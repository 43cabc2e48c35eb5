"""The utility's customer directory, from a file or a URL, in the words of Green Button's retail customer schema."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import quote

import httpx
import orjson
import phonenumbers
import yaml

from tools.beckn.plain import NAME, plain
from tools.categories import category_of
from tools.contract import Account, Failure, ToolError
from tools.exchange import NotSent, TooLarge, Unanswered, exchange, http_client
from tools.meter_ids import canonical
from tools.meters import CustomerDirectory, is_closed
from tools.reading import Json, flag, mapping, members, moment, number, within, words

DEADLINE = 5.0
NOT_FOUND, FAULT = 404, 300


def directory(source: str) -> CustomerDirectory:
    """Return the directory at an http(s) address, or in a .yaml, .yml or .csv file, which is read once, now.

    Raises ValueError naming what is wrong with a file.
    """
    if source.startswith(("http://", "https://")):
        return UrlDirectory(source)
    return FileDirectory(Path(source))


class FileDirectory:
    """Customers out of a file: YAML (a list, or one under `customers`) or CSV with a header line."""

    def __init__(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8-sig")
            records = tuple(_from_csv(text) if path.suffix == ".csv" else _from_yaml(text))
        except (OSError, UnicodeDecodeError, yaml.YAMLError, csv.Error) as error:
            raise ValueError(f"the customer directory {path.name} cannot be read: {type(error).__name__}") from None
        found = (account_of(record) for record in records)
        self._by_meter = {account.meter: account for account in found if account is not None}

    def find_by_meter(self, meter: str) -> Account | None:
        """Return the account of a meter code, or None."""
        return self._by_meter.get(canonical(meter))


class UrlDirectory:
    """Customers over HTTP: GET {url}/meters/{code} answers a record, or 404."""

    def __init__(self, url: str, *, deadline: float = DEADLINE) -> None:
        self._url = url.rstrip("/")
        self._deadline = deadline
        self._client = http_client(deadline=deadline)

    def find_by_meter(self, meter: str) -> Account | None:
        """Return the account of a meter code, or None. Raises ToolError, whose words name no meter."""
        request = self._client.build_request("GET", f"{self._url}/meters/{quote(canonical(meter), safe='')}")
        record = self._record(request)
        account = account_of(record)
        return account if account is not None and account.meter == canonical(meter) else None

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _record(self, request: httpx.Request) -> Json:
        try:
            answer = exchange(self._client, request, deadline=self._deadline)
        except (NotSent, Unanswered, TooLarge) as error:
            raise ToolError(Failure.UNAVAILABLE, f"the customer directory: {type(error).__name__}") from None
        if answer.status == NOT_FOUND:
            return None
        if answer.status >= FAULT:
            raise ToolError(Failure.UNAVAILABLE, f"the customer directory answered {answer.status}")
        try:
            return orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            raise ToolError(Failure.UNAVAILABLE, "the customer directory answered no JSON") from None


def account_of(record: Json) -> Account | None:
    """Read one record; None where it names no meter or no account, or one of them is closed."""
    fields = mapping(record)
    meter = words(within(record, "meter", "code"))
    account = words(fields.get("accountId")) or words(fields.get("customerId"))
    closed = is_closed(fields.get("status")) or is_closed(within(record, "meter", "status"))
    if meter is None or account is None or closed:
        return None
    phone, verified_on = phone_of(members(fields, "contacts"))
    return Account(
        id=account,
        meter=canonical(meter),
        name=plain(words(fields.get("name")), NAME),
        phone=phone,
        locale=words(fields.get("locale")),
        time_zone=words(fields.get("timeZone")),
        exempt=_is_exempt(fields.get("specialNeed")),
        category=category_of(words(fields.get("category")), words(within(record, "meter", "type"))),
        verified_on=verified_on,
        sanctioned_kw=_kilowatts(within(record, "meter", "sanctionedLoad")),
        area=words(fields.get("area")) or words(within(record, "serviceLocation", "area")),
    )


def _kilowatts(load: Json) -> float | None:
    found = number(load)
    return found if found is not None and found > 0 else None


def phone_of(contacts: Iterable[Mapping[str, Json]]) -> tuple[str | None, date | None]:
    """Return the first phone that is verified, may take one-time codes and is possible, as E.164, and since when."""
    for contact in contacts:
        number = words(contact.get("e164"))
        if number is not None and flag(contact.get("verified")) and flag(contact.get("otpAllowed")):
            try:
                parsed = phonenumbers.parse(number, None)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_possible_number(parsed):
                since = moment(str(contact.get("verifiedAt") or ""))  # YAML makes a date of a bare one
                phone = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
                return phone, since.date() if since else None
    return None, None


def _is_exempt(need: Json) -> bool:
    """Any stated special need exempts; only an empty one and a clear no do not."""
    return bool(need) and (words(need) or "yes").lower() not in {"false", "no", "none", "0"}


def _from_yaml(text: str) -> Iterable[Json]:
    loaded: Json = yaml.load(text, yaml.CSafeLoader)
    listed = mapping(loaded).get("customers") if isinstance(loaded, dict) else loaded
    if not isinstance(listed, list):
        raise ValueError("the customer directory holds no list of customers")  # noqa: TRY004 - the content is wrong
    return listed


def _from_csv(text: str) -> Iterable[Json]:
    """Read lines whose columns docs/network.md names."""
    for row in csv.DictReader(io.StringIO(text), strict=True):
        contact = {
            "e164": row.get("phone"),
            **{name: row.get(name) for name in ("verified", "verifiedAt", "otpAllowed")},
        }
        meter = {"code": row.get("meter"), "type": row.get("meterType"), "sanctionedLoad": row.get("sanctionedLoad")}
        yield {**row, "meter": meter, "contacts": [contact]}
