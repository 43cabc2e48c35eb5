"""Twilio Lookup v2: GET /v2/PhoneNumbers/{number}, with the two packages that tell whether a phone changed hands.

https://www.twilio.com/docs/lookup/v2-api
"""

import re
from datetime import date, datetime, timedelta

from aiohttp import web

from sandbox.shapes import Json, answer, stamp
from sandbox.twilio import authorise, refusal
from sandbox.twilio_checks import Refused
from sandbox.twilio_state import Hands
from sandbox.world import World

PACKAGES = (
    "caller_name",
    "sim_swap",
    "call_forwarding",
    "line_status",
    "line_type_intelligence",
    "identity_match",
    "reassigned_number",
    "sms_pumping_risk",
)
_SOLD = {"sim_swap", "reassigned_number"}
"""What this account may ask for."""
_PERIOD = timedelta(hours=72)
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_DAY = re.compile(r"\d{8}")
_AMERICAN = "+1"


async def fetch(request: web.Request) -> web.Response:
    """GET /v2/PhoneNumbers/{number}?Fields=&LastVerifiedDate=."""
    try:
        world = authorise(request)
        told = _told(world, request.match_info["number"], *_wanted(request))
    except Refused as refused:
        return refusal(refused.code, refused.status)
    return answer(told)


def _wanted(request: web.Request) -> tuple[set[str], date | None]:
    """Return the packages asked for and the day that an owner is wanted for, which must be there and be past."""
    fields = {field for field in request.query.get("Fields", "").split(",") if field}
    if not fields <= _SOLD:
        raise Refused(20001)
    if "reassigned_number" not in fields:
        return fields, None
    day = request.query.get("LastVerifiedDate", "")
    if not _DAY.fullmatch(day):
        raise Refused(20001)
    try:
        return fields, datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Refused(20001) from None


def _told(world: World, number: str, fields: set[str], day: date | None) -> Json:
    if not _E164.fullmatch(number):
        raise Refused(20404, 404)
    hands = world.twilio.hands.get(number, Hands())
    return {
        "calling_country_code": "1" if number.startswith(_AMERICAN) else None,
        "country_code": "US" if number.startswith(_AMERICAN) else None,
        "phone_number": number,
        "national_format": number,
        "valid": True,
        "validation_errors": [],
        **dict.fromkeys(PACKAGES),
        "sim_swap": _sim(world, hands) if "sim_swap" in fields else None,
        "reassigned_number": _owner(hands, day) if day else None,
        "url": f"https://lookups.twilio.com/v2/PhoneNumbers/{number}",
    }


def _sim(world: World, hands: Hands) -> Json:
    if not hands.told:
        return {"last_sim_swap": None, "carrier_name": None, "error_code": 60620}
    swapped = None if hands.swapped_at is None else stamp(hands.swapped_at)
    lately = hands.swapped_at is not None and world.now() - hands.swapped_at < _PERIOD
    return {
        "last_sim_swap": {"last_sim_swap_date": swapped, "swapped_period": "PT72H", "swapped_in_period": lately},
        "carrier_name": "Example Wireless",
        "mobile_country_code": "310",
        "mobile_network_code": "260",
        "error_code": None,
    }


def _owner(hands: Hands, day: date) -> Json:
    given = hands.reassigned_on is not None and hands.reassigned_on > day
    return {
        "last_verified_date": day.isoformat(),
        "is_number_reassigned": "yes" if given else "no",
        "error_code": None,
    }


ROUTES = (web.get("/v2/PhoneNumbers/{number}", fetch),)
