"""Twilio Verify v2: POST /v2/Services/{sid}/Verifications with a code of the caller's own, and GET /v2/Services/{sid}.

https://www.twilio.com/docs/verify/api/verification
"""

import re
from datetime import timedelta

from aiohttp import web

from sandbox.shapes import Json, answer, stamp
from sandbox.twilio import authorise, form_of, refusal
from sandbox.twilio_checks import Refused
from sandbox.twilio_state import Pending, new_sid
from sandbox.world import World

NAME = "Wattline Demo"
LASTS = timedelta(minutes=10)
MOST_SENDS = 5
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_CODE = re.compile(r"\d{4,10}")


async def create(request: web.Request) -> web.Response:
    """POST .../Verifications: the code goes to the phone by SMS, in Verify's own words."""
    try:
        world = _service_of(request)
        form = await form_of(request)
        _check(world, form)
        verification = _sent(world, str(form["To"]))
    except Refused as refused:
        return refusal(refused.code, refused.status)
    text = f"Your {NAME} verification code is: {form['CustomCode']}"
    bubble = world.phones.add("sms", str(form["To"]), mine=False, text=text, at=world.stamp())
    bubble.status, bubble.note = "delivered", "Twilio Verify"
    world.phones.show(bubble)
    return answer(verification, status=201)


async def fetch(request: web.Request) -> web.Response:
    """GET /v2/Services/{sid}."""
    try:
        world = _service_of(request)
    except Refused as refused:
        return refusal(refused.code, refused.status)
    config = world.config
    return answer(
        {
            "sid": config.verify_service,
            "account_sid": config.twilio_account,
            "friendly_name": NAME,
            "code_length": 6,
            "custom_code_enabled": config.verify_own_codes,
            "lookup_enabled": False,
            "url": f"https://verify.twilio.com/v2/Services/{config.verify_service}",
        }
    )


def _service_of(request: web.Request) -> World:
    world = authorise(request)
    if not world.config.verify_service or request.match_info["service"] != world.config.verify_service:
        raise Refused(20404, 404)
    return world


def _check(world: World, form: Json) -> None:
    """Raise Refused for what Verify would not send; a code that it would have to invent is none of these either."""
    if not _E164.fullmatch(str(form.get("To") or "")) or form.get("Channel") != "sms":
        raise Refused(60200)
    if not _CODE.fullmatch(str(form.get("CustomCode") or "")) or not set(form) <= {"To", "Channel", "CustomCode"}:
        raise Refused(60200)
    if not world.config.verify_own_codes:
        raise Refused(60204, 403)


def _sent(world: World, phone: str) -> Json:
    """Note one more send: while a verification is pending, a number keeps it, for five sends and ten minutes."""
    now, known = world.now(), world.twilio.pending.get(phone)
    if known is None or now - known.begun >= LASTS:
        known = world.twilio.pending[phone] = Pending(new_sid("VE"), now)
    if len(known.sends) >= MOST_SENDS:
        raise Refused(60203, 429)
    known.sends.append({"attempt_sid": new_sid("VL"), "channel": "sms", "time": stamp(now)})
    service = world.config.verify_service
    return {
        "sid": known.sid,
        "service_sid": service,
        "account_sid": world.config.twilio_account,
        "to": phone,
        "channel": "sms",
        "status": "pending",
        "valid": False,
        "lookup": {},
        "amount": None,
        "payee": None,
        "send_code_attempts": known.sends,
        "date_created": stamp(known.begun),
        "date_updated": stamp(now),
        "sna": None,
        "url": f"https://verify.twilio.com/v2/Services/{service}/Verifications/{known.sid}",
    }


ROUTES = (
    web.post("/v2/Services/{service}/Verifications", create),
    web.get("/v2/Services/{service}", fetch),
)
