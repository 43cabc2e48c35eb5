"""What we promise of Twilio's door: the forged is refused, cuts elsewhere change nothing, proxies do not matter."""

import base64
import random
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlencode

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

from bot import logs
from bot.web import create_app
from channels.messages import InboundMessage
from sandbox.signatures import twilio_signature
from tests.measuring import Measure, Measurement
from tests.web.standin import TWILIO_SID, TWILIO_TOKEN, Standin, house

_SEED = 808
_PUBLIC = "https://bot.utility.example"
_PATH = "/webhooks/twilio"
_FORM = "application/x-www-form-urlencoded"
_SMS = {
    "AccountSid": TWILIO_SID,
    "ApiVersion": "2010-04-01",
    "Body": "I want solar",
    "From": "+12025550111",
    "FromCity": "SAN FRANCISCO",
    "FromCountry": "US",
    "FromState": "CA",
    "FromZip": "94103",
    "MessageSid": "SM" + "a" * 32,
    "NumMedia": "0",
    "NumSegments": "1",
    "SmsMessageSid": "SM" + "a" * 32,
    "SmsSid": "SM" + "a" * 32,
    "SmsStatus": "received",
    "To": "+12025550100",
    "ToCountry": "US",
}
_WHATSAPP = {
    **{name: value for name, value in _SMS.items() if not name.startswith(("FromC", "FromS", "FromZ", "ToC"))},
    "From": "whatsapp:+12025550111",
    "MessageType": "text",
    "ProfileName": "Ana",
    "To": "whatsapp:+12025550101",
    "WaId": "12025550111",
}
_GENUINE: tuple[Mapping[str, str], ...] = (
    _SMS,
    {**_SMS, "Body": "From+12025550122MessageSidSM" + "b" * 32},
    _WHATSAPP,
    {**_WHATSAPP, "Body": "Solar", "ButtonPayload": "4:solar", "ButtonText": "Solar", "MessageType": "button"},
    {**_WHATSAPP, "Body": "Friday", "ListId": "4:friday", "ListTitle": "Friday", "MessageType": "interactive"},
    {**_WHATSAPP, "Body": "", "Latitude": "37.77", "Longitude": "-122.42"},
)


def _post(client: FlaskClient, form: Mapping[str, str], signature: str | None, **more: str) -> int:
    headers = {"Content-Type": _FORM, **({} if signature is None else {"X-Twilio-Signature": signature})}
    return client.post(_PATH, data=urlencode(form), headers={**headers, **more}).status_code


def _signatures(chance: random.Random, number: int) -> Iterator[tuple[Mapping[str, str], str | None]]:
    """Yield forms with a signature that is absent, another's, another request's, or damaged."""
    for _ in range(number):
        form = chance.choice(_GENUINE)
        right = twilio_signature(TWILIO_TOKEN, _PUBLIC + _PATH, form)
        place = chance.randrange(len(right) - 1)
        other = "A" if right[place] != "A" else "B"
        wrong = (
            None,
            "",
            right[:place],
            f"{right[:place]}{other}{right[place + 1 :]}",
            right.swapcase(),
            f"{right},{right}",
            base64.b64encode(chance.randbytes(chance.choice((8, 20, 32, 400)))).decode(),
            chance.randbytes(20).decode("latin-1").translate(dict.fromkeys((*range(32), 127), "x")),
            twilio_signature("another token", _PUBLIC + _PATH, form),
            twilio_signature(TWILIO_TOKEN, f"{_PUBLIC}/webhooks/other", form),
            twilio_signature(TWILIO_TOKEN, _PUBLIC + _PATH, {**form, "Body": "something else"}),
        )
        yield form, chance.choice(wrong)


def _forged(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    logs.configure("error", "evidence")
    number = 5000 if long else 500
    inside = house(_PUBLIC)
    client = create_app(inside).test_client()
    answers = [_post(client, *one) for one in _signatures(random.Random(_SEED), number)]  # noqa: S311 -- not for secrets
    unit = f"of {number} requests"
    others = sum(answer != 403 for answer in answers)
    yield Measure("absent, forged, garbled signatures: not answered 403", others, unit, "0", others == 0, _SEED)
    kept = len(inside.inbox.messages) + len(inside.inbox.receipts)
    yield Measure("the same: kept", kept, "messages", "0", kept == 0, _SEED)


def _cut(form: Mapping[str, str], chance: random.Random) -> dict[str, str]:
    """Cut a form elsewhere: a value takes in the next field, a name its value's beginning, or a value a field."""
    cut, names = dict(form), sorted(form)
    place = chance.randrange(len(names) - 1)
    name, following = names[place], names[place + 1]
    match chance.randrange(3):
        case 0:
            cut[name] += following + cut.pop(following)
        case 1:
            head = chance.randrange(1, len(form[name]) + 1) if form[name] else 0
            value = cut.pop(name)
            cut[name + value[:head]] = value[head:]
        case _:
            tail = chance.randrange(len(form[name])) if form[name] else 0
            cut[name], rest = form[name][:tail], form[name][tail:]
            inner = chance.randrange(1, len(rest) + 1) if rest else 0
            cut[rest[:inner] or name] = rest[inner:] if rest else cut[name]
    return cut


def _cuts(chance: random.Random, number: int) -> Iterator[Mapping[str, str]]:
    """Yield forms that are not genuine and bear a genuine signature, as twilio's own validator says."""
    validator, found = RequestValidator(TWILIO_TOKEN), 0
    while found < number:
        form = chance.choice(_GENUINE)
        cut = _cut(form, chance)
        signature = twilio_signature(TWILIO_TOKEN, _PUBLIC + _PATH, form)
        if cut != form and validator.validate(_PUBLIC + _PATH, cut, signature):
            found += 1
            yield cut


def _shifted(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    number = 10_000 if long else 1000
    genuine, inside = house(_PUBLIC), house(_PUBLIC)
    for form in _GENUINE:
        _post(create_app(genuine).test_client(), form, twilio_signature(TWILIO_TOKEN, _PUBLIC + _PATH, form))
    client, refused = create_app(inside).test_client(), 0
    for cut in _cuts(random.Random(_SEED), number):  # noqa: S311 -- not for secrets
        refused += _post(client, cut, twilio_signature(TWILIO_TOKEN, _PUBLIC + _PATH, cut)) != 204
    said = set(_told(genuine))
    others = [one for one in _told(inside) if one not in said]
    unit = f"of {number} forms, {refused} of them refused outright"
    yield Measure("cut elsewhere, signature valid: other messages kept", len(others), unit, "0", not others, _SEED)


def _told(inside: Standin) -> list[tuple[InboundMessage, str]]:
    """What was kept, by its id: what repeats a known id and says the same is no message of its own."""
    return [(message, message.native_id) for message in inside.inbox.messages]


_LAYOUTS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "nothing in between": (_PUBLIC, _PUBLIC, {}),
    "TLS ends before us": (_PUBLIC, "http://bot.utility.example", {"X-Forwarded-Proto": "https"}),
    "an inner name and port": (_PUBLIC, "http://web:8000", {"X-Forwarded-Host": "bot.utility.example"}),
    "an inner address": (_PUBLIC, "http://10.0.0.7:8000", {"X-Forwarded-For": "3.4.5.6"}),
    "a port that Twilio names": ("https://bot.utility.example:8443", "http://web:8000", {"X-Forwarded-Port": "8443"}),
    "the usual port, named": ("https://bot.utility.example:443", "http://web:8000", {}),
    "two proxies": (
        _PUBLIC,
        "http://web:8000",
        {"X-Forwarded-Proto": "https,http", "X-Forwarded-For": "1.2.3.4, 10.0.0.2"},
    ),
    "the standard's header": (_PUBLIC, "http://web", {"Forwarded": "for=1.2.3.4;proto=https;host=bot.utility.example"}),
    "a proxy that lies about the host": (_PUBLIC, "http://web", {"X-Forwarded-Host": "evil.example"}),
    "below a path": (f"{_PUBLIC}/wattline", "http://web:8000", {"X-Forwarded-Prefix": "/wattline"}),
    "a tunnel while developing": ("https://a1b2.tunnel.example", "http://localhost:8000", {"X-Forwarded-Ssl": "on"}),
    "no TLS at all": ("http://bot.utility.example:8080", "http://127.0.0.1:8000", {"Via": "1.1 proxy"}),
}
"""PUBLIC_URL, where the request arrives, and what the proxies add."""


def _proxied(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    del long
    passed = 0
    for public, arrives, added in _LAYOUTS.values():
        inside = house(public)
        signature = twilio_signature(TWILIO_TOKEN, public + _PATH, _SMS)
        headers = {"Content-Type": _FORM, "X-Twilio-Signature": signature, **added}
        answer = create_app(inside).test_client().post(_PATH, base_url=arrives, data=urlencode(_SMS), headers=headers)
        passed += answer.status_code == 204 and len(inside.inbox.messages) == 1
    wanted = len(_LAYOUTS)
    yield Measure("genuine requests through proxies: kept", passed, "layouts", f"= {wanted}", passed == wanted)


MEASUREMENTS = (
    Measurement("signatures", _forged),
    Measurement("forms cut elsewhere", _shifted),
    Measurement("proxy layouts", _proxied),
)
