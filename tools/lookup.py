"""Whether a phone went to other hands of late, as Twilio Lookup tells it: a new SIM card, or a new owner.

https://www.twilio.com/docs/lookup/v2-api/sim-swap and /reassigned-number. Only fields that something is decided by are
asked for, as each is paid for.
"""

import base64
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import quote

import orjson
import phonenumbers

from tools.contract import Failure, ToolError
from tools.exchange import NotSent, TooLarge, Unanswered, exchange, http_client
from tools.reading import Json, flag, mapping, moment, words

HOSTS: Final = {"https://api.twilio.com": "https://lookups.twilio.com"}
"""Lookup has a host of its own; any other address stands for all of Twilio."""
DEADLINE: Final = 5.0
LATELY: Final = timedelta(hours=72)
"""A SIM card that is younger confirms no order."""
OK: Final = 200


class PhoneLookup:
    """Asks about one phone at a time. What it cannot find out is UNAVAILABLE: silence clears nobody."""

    def __init__(self, api_url: str, sid: str, token: str, *, now: Callable[[], datetime]) -> None:
        secret = base64.b64encode(f"{sid}:{token}".encode()).decode()
        self._url, self._headers = HOSTS.get(api_url, api_url), {"Authorization": f"Basic {secret}"}
        self._now = now
        self._client = http_client(deadline=DEADLINE)

    def changed(self, phone: str, verified_on: date | None) -> bool:
        """Tell whether the SIM card is new, or the number's owner another than on the day it was verified.

        The owner is asked for where that day is known and Lookup knows owners, in the US. Raises ToolError, whose
        words name no phone.
        """
        fields = {"Fields": "sim_swap"}
        owned = verified_on is not None and _is_us(phone)
        if verified_on is not None and owned:
            fields = {"Fields": "sim_swap,reassigned_number", "LastVerifiedDate": verified_on.strftime("%Y%m%d")}
        found = mapping(self._asked(phone, fields))
        return self._swapped(found.get("sim_swap")) or (owned and _reassigned(found.get("reassigned_number")))

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _asked(self, phone: str, fields: dict[str, str]) -> Json:
        url = f"{self._url}/v2/PhoneNumbers/{quote(phone, safe='')}"
        request = self._client.build_request("GET", url, params=fields, headers=self._headers)
        try:
            answer = exchange(self._client, request, deadline=DEADLINE)
        except (NotSent, Unanswered, TooLarge) as error:
            raise _unknown(type(error).__name__) from None
        if answer.status != OK:
            raise _unknown(f"answered {answer.status}")
        try:
            return orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            raise _unknown("answered no JSON") from None

    def _swapped(self, told: Json) -> bool:
        """Read a SIM card's age: by its day where the carrier names one, else by the period that it was asked for."""
        last = mapping(_told(told).get("last_sim_swap"))
        on = moment(last.get("last_sim_swap_date"))
        if on is not None:
            return self._now() - on < LATELY
        if last.get("swapped_in_period") is None:
            raise _unknown("the carrier does not say")
        return flag(last.get("swapped_in_period"))


def _reassigned(told: Json) -> bool:
    return words(_told(told).get("is_number_reassigned")) == "yes"


def _told(told: Json) -> dict[str, Json]:
    fields = dict(mapping(told))
    if not fields or fields.get("error_code") is not None:
        raise _unknown("a part is missing")
    return fields


def _is_us(phone: str) -> bool:
    return phonenumbers.region_code_for_number(phonenumbers.parse(phone, None)) == "US"


def _unknown(why: str) -> ToolError:
    return ToolError(Failure.UNAVAILABLE, f"the phone look-up: {why}")
