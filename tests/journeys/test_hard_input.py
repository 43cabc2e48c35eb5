"""What is wrong, forged, repeated, stale or meant to harm, over real HTTP: refused or harmless, and told in words."""

import orjson
import pytest

from sandbox.shapes import Json
from tests.journeys.conftest import NewCustomer
from tests.journeys.house import House, answer
from tests.journeys.people import SIGN_OF_LIFE, Browser, Customer, Phone

STALE = "That choice belongs to an earlier question and was not carried out."


def _asked(house: House, after: int) -> list[Json]:
    """What was asked of anybody; events and templates are looked at by the clock, whatever customers do."""
    entries = house.wire.requests("", "", after)
    return [one for one in entries if one["target"] != "openadr" and not one["path"].startswith("/v1/Content")]


def test_an_unknown_meter_reads_exactly_like_a_known_one(house: House, customer: NewCustomer, meter: str) -> None:
    before = house.wire.last
    heard = []
    for who, given in (("+12025550150", meter), ("+12025550151", "MTR-9999"), ("+12025550152", "MTR-0015")):
        guest = customer("whatsapp", who=who)
        guest.says("I want solar")
        guest.hears("What is your meter ID?")
        guest.says(given)
        guest.hears("If that meter is in our records, a code is on its way")
        guest.says("123456")
        guest.hears("That is not the code", "You have 4 tries left")
        heard.append([text for text in guest.heard if not text.startswith(SIGN_OF_LIFE)])
    assert heard[0] == heard[1] == heard[2]
    texts = house.wire.requests("twilio", "/Messages.json", before)
    codes = [text for text in texts if not text["body"]["To"].startswith("whatsapp:")]
    assert len(codes) == 1, "a code went to the one phone on file alone"


def test_wrong_codes_used_codes_and_new_codes_are_answered_clearly(customer: NewCustomer, meter: str) -> None:
    jo = customer("whatsapp", meter)
    jo.says("I want solar")
    jo.hears("What is your meter ID?")
    jo.says(meter)
    jo.hears("a code is on its way")
    code = jo.reads_code()
    jo.says("000000" if code != "000000" else "111111")
    jo.hears("That is not the code. Please look at the newest text message", "4 tries left")
    jo.says("new code")
    jo.hears("A code was sent a moment ago. Please wait a little")
    jo.says(code)
    jo.hears("You are verified")
    jo.hears_too("I found 6 solar offers")
    stranger = customer("telegram", who="700100900")
    stranger.says(f"my code is {code}")
    stranger.hears("There is no code open here. A used code does not work twice.")
    jo.says(f"my code is {code}")
    jo.hears("You are verified here already")


def test_a_stale_button_gets_a_helpful_answer_and_does_nothing(house: House, customer: NewCustomer, meter: str) -> None:
    kay = customer("telegram", meter)
    phone = _phone(kay)
    kay.gets_to_offers()
    kay.picks("Fogline Bright 4 kW solar package")
    kay.hears("Please read the terms. Fogline Bright 4 kW solar package")
    old = phone.button("Order this")
    kay.says("no, the second one")
    kay.hears("Please read the terms. Goldcrest Family 5.6 kW rooftop solar")
    before = house.wire.last
    house.wire.tap(meter, old, "Order this")
    kay.hears(STALE, "Please read the terms. Goldcrest Family 5.6 kW rooftop solar")
    house.wire.tap(meter, phone.button("More offers"), "More offers")
    kay.hears(STALE)
    assert house.wire.requests("beckn", "", before) == []


def _phone(someone: Customer) -> Phone:
    assert isinstance(someone.line, Phone)
    return someone.line


def test_a_double_tap_orders_once(house: House, customer: NewCustomer, meter: str) -> None:
    lou = customer("telegram", meter)
    lou.gets_to_terms()
    before, button = house.wire.last, _phone(lou).button("Order this")
    for _ in range(3):
        assert house.wire.tap(meter, button, "Order this")["status"] == 200
    lou.hears("It confirms exactly this order")
    code = lou.reads_code()
    for _ in range(2):
        lou.says(code)
    lou.hears("Your order number is")
    assert len(house.wire.requests("beckn", "/confirm", before)) == 1


def test_a_double_tap_in_the_browser_orders_once(house: House, customer: NewCustomer, meter: str) -> None:
    max_ = customer("web", meter)
    max_.gets_to_terms()
    before = house.wire.last
    assert isinstance(max_.line, Browser)
    max_.line.pick("Order this")
    max_.line.pick("Order this")
    max_.hears("It confirms exactly this order")
    max_.says(max_.reads_code())
    max_.hears("Your order number is")
    assert len(house.wire.requests("beckn", "/confirm", before)) == 1


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "telegram"])
def test_a_repeated_webhook_counts_once(house: House, customer: NewCustomer, meter: str, channel: str) -> None:
    ned = customer(channel, meter)
    ned.gets_to_terms()
    ned.says("yes")
    ned.hears("It confirms exactly this order")
    code, before, passed = ned.reads_code(), house.wire.last, len(ned.heard)
    assert 200 <= house.wire.send(channel, meter, code, repeat=5)["status"] < 300
    ned.hears("Your order number is")
    ned.hears_nothing()
    assert len(house.wire.requests("beckn", "/confirm", before)) == 1
    aside = ("confirms your order with", SIGN_OF_LIFE)
    said = [text for text in ned.heard[passed:] if not any(words in text for words in aside)]
    assert len(said) == 2, "that it is placed, and the number"


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "telegram"])
def test_a_forged_webhook_is_refused_and_changes_nothing(house: House, customer: NewCustomer, channel: str) -> None:
    who = "700100901" if channel == "telegram" else "+12025550153"
    before = house.wire.last
    assert house.wire.send(channel, who, "hello", forged=True)["status"] == 403
    guest = customer(channel, who=who)
    guest.says("what can you do?")
    guest.hears("Hello, this is Wattline")
    guest.hears_nothing()
    assert {entry["target"] for entry in _asked(house, before)} <= {"bot", "telegram", "twilio"}
    assert len(guest.heard) == 1


MALFORMED = [
    pytest.param("/webhooks/telegram", b"{", "application/json", 400, id="Telegram, no JSON"),
    pytest.param("/webhooks/telegram", b"[]", "application/json", 400, id="Telegram, no object"),
    pytest.param("/webhooks/telegram", b"{}", "text/plain", 415, id="Telegram, as text"),
    pytest.param("/webhooks/telegram", b" " * 70_000, "application/json", 413, id="Telegram, too large"),
    pytest.param("/webhooks/twilio", b"Body=hi", "application/x-www-form-urlencoded", 403, id="Twilio, unsigned"),
    pytest.param("/webhooks/twilio", b"{}", "application/json", 403, id="Twilio, JSON, unsigned"),
    pytest.param("/webhooks/twilio", b"a" * 70_000, "application/x-www-form-urlencoded", 413, id="Twilio, too large"),
    pytest.param("/webhooks/nobody", b"{}", "application/json", 404, id="nobody's door"),
]


@pytest.mark.parametrize(("path", "body", "kind", "status"), MALFORMED)
def test_malformed_webhooks_are_refused_in_one_line(
    house: House, *, path: str, body: bytes, kind: str, status: int
) -> None:
    secret, before = house.environment["TELEGRAM_WEBHOOK_SECRET"], house.wire.last
    got, words = answer(f"{house.web_url}{path}", body, Content_Type=kind, X_Telegram_Bot_Api_Secret_Token=secret)
    assert got == status, words
    assert words.count("\n") == 1
    assert words.endswith("\n")
    assert _asked(house, before) == []


def test_the_web_chat_opens_for_its_own_page_alone(house: House, customer: NewCustomer) -> None:
    browser = customer("web").line
    assert isinstance(browser, Browser)
    url = f"{house.web_url}/chat/ticket"
    assert answer(url, b"", Cookie=browser.cookie, Origin="https://elsewhere.example")[0] == 403
    assert answer(url, b"", Origin=house.web_url)[0] == 403
    assert answer(url, b"", Cookie=browser.cookie, Origin=house.web_url)[0] == 200
    browser.socket.send("no json")
    assert browser.frame(5) == {"type": "error", "reason": "malformed"}
    browser.say(type="message", id="still-here", text="hello")
    assert browser.frame(5) == {"type": "accepted", "id": "still-here"}


def test_the_doctor_says_how_everything_is(house: House) -> None:
    well = house.wattline("doctor")
    assert well.returncode == 0, well.stdout
    lines = [line.split()[:2] for line in well.stdout.splitlines()]
    assert {health for health, _ in lines} == {"ok", "off"}
    assert {"redis:", "attend:", "worker:", "telegram:", "twilio:"} <= {what for _, what in lines}


def test_the_doctor_names_what_is_unwell_and_a_wrong_setting_stops_it(house: House) -> None:
    unwell = house.wattline("doctor", TELEGRAM_BOT_TOKEN="7000000002:" + "x" * 35)
    assert unwell.returncode == 1
    assert "BAD telegram:" in unwell.stdout
    assert "TELEGRAM_BOT_TOKEN" in unwell.stdout
    wrong = house.wattline("doctor", PUBLIC_URL="nonsense")
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("wattline: PUBLIC_URL")
    assert wrong.stderr.count("\n") == 1


def test_the_terminal_is_one_more_visitor(house: House) -> None:
    talked = house.wattline("chat", stdin="hello\nI want solar\nMTR-0003\n")
    assert talked.returncode == 0, talked.stderr
    assert "Hello, this is Wattline" in talked.stdout
    assert "What is your meter ID?" in talked.stdout
    assert "a code is on its way by text message to the phone on file" in talked.stdout


def test_what_cannot_be_read_gets_a_polite_answer(house: House, customer: NewCustomer) -> None:
    guest = customer("telegram", who="700100902")
    guest.says("hello")
    guest.hears("What can I do for you?")
    person = {"id": 700100902, "is_bot": False, "first_name": "Guest"}
    chat = {"id": 700100902, "type": "private", "first_name": "Guest"}
    photo = {"file_id": "p", "file_unique_id": "u", "width": 8, "height": 8}
    message = {"message_id": 9_000, "from": person, "chat": chat, "date": 1_790_000_000, "photo": [photo]}
    status, _ = answer(
        f"{house.web_url}/webhooks/telegram",
        orjson.dumps({"update_id": 990_000_001, "message": message}),
        Content_Type="application/json",
        X_Telegram_Bot_Api_Secret_Token=house.environment["TELEGRAM_WEBHOOK_SECRET"],
    )
    assert 200 <= status < 300
    guest.hears("I cannot read pictures or PDF files", "What can I do for you?")
