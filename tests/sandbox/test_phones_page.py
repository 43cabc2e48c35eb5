"""The phones page in a real browser."""

from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from sandbox.running import Sandbox
from tests.browsing import NARROW, WIDE
from tests.sandbox.conftest import Bot
from tests.sandbox.drawing import picture


@pytest.fixture
def troubles() -> list[str]:
    return []


both_sizes = pytest.mark.parametrize("page", [WIDE, NARROW], ids=["wide", "narrow"], indirect=True)


@pytest.fixture
def page(
    browser: Browser, bot: Bot, sandbox: Sandbox, troubles: list[str], request: pytest.FixtureRequest
) -> Iterator[Page]:
    page = browser.new_page(viewport=getattr(request, "param", WIDE))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    page.goto(f"{sandbox.url}/phones#MTR-0002")
    expect(page.locator("#line")).to_have_text("Live")
    bot.posted.queue.clear()
    yield page
    page.close()


def _turn_to(page: Page, channel: str) -> None:
    tab = page.locator(f"#tab-{channel}")
    if tab.is_visible():
        tab.click()


def _answer(sandbox: Sandbox, text: str, **more: object) -> None:
    call = {"chat_id": 700100002, "text": text, **more}
    url = f"{sandbox.url}/bot{sandbox.config.telegram_token}/sendMessage"
    httpx.post(url, json=call).raise_for_status()


@both_sizes
@pytest.mark.parametrize("channel", ["sms", "whatsapp", "telegram"])
def test_what_is_typed_reaches_the_bot_and_its_answer_appears(
    page: Page, sandbox: Sandbox, bot: Bot, channel: str, troubles: list[str]
) -> None:
    _turn_to(page, channel)
    phone = page.locator(f"#{channel}")
    phone.get_by_role("textbox").fill("Quiero solar")
    phone.get_by_role("textbox").press("Enter")
    assert b"Quiero" in bot.next().body
    expect(phone.get_by_role("log")).to_contain_text("Quiero solar")
    expect(phone.get_by_role("img", name="Delivered to the bot")).to_be_visible()
    expect(phone.get_by_role("textbox")).to_have_value("")
    assert sandbox.wire.messages(channel, "MTR-0002")[0]["text"] == "Quiero solar"
    assert [trouble for trouble in troubles if "/chat" not in trouble and "501" not in trouble] == []


def test_a_button_under_a_message_can_be_tapped_from_the_keyboard(page: Page, sandbox: Sandbox, bot: Bot) -> None:
    _turn_to(page, "telegram")
    keyboard = {"inline_keyboard": [[{"text": "Rooftop solar", "callback_data": "solar-1"}]]}
    _answer(sandbox, "What would you like?", reply_markup=keyboard)
    button = page.get_by_role("button", name="Rooftop solar")
    button.focus()
    page.keyboard.press("Enter")
    assert b"solar-1" in bot.next().body
    expect(button).to_have_attribute("aria-pressed", "true")


@both_sizes
def test_a_picture_is_shown_above_its_words(page: Page, sandbox: Sandbox) -> None:
    _turn_to(page, "telegram")
    url = f"{sandbox.url}/bot{sandbox.config.telegram_token}/sendPhoto"
    sent = httpx.post(url, data={"chat_id": 700100002, "caption": "A year"}, files={"photo": picture()})
    sent.raise_for_status()
    image = page.locator("#telegram .bubble").get_by_role("img", name="Picture")
    expect(image).to_be_visible()
    expect(image).to_have_js_property("naturalWidth", 800)
    shown = "one => one.complete && [one.naturalWidth, one.clientWidth / one.clientHeight, one.clientWidth]"
    wide, ratio, width = image.evaluate(shown)
    assert (wide, round(ratio, 1)) == (800, 1.6)
    assert 150 < width <= page.locator("#telegram .bubble").evaluate("one => one.clientWidth")
    expect(page.locator("#telegram .text")).to_have_text("A year")


def test_markup_in_a_message_stays_words(page: Page, sandbox: Sandbox, troubles: list[str]) -> None:
    _turn_to(page, "telegram")
    _answer(sandbox, "<img src=x onerror=alert(1)><b>bold</b>")
    expect(page.locator("#telegram .text")).to_have_text("<img src=x onerror=alert(1)><b>bold</b>")
    assert page.locator("#telegram .bubble img").count() == 0
    assert not any("alert" in trouble for trouble in troubles)


def test_another_customer_has_other_phones(page: Page, sandbox: Sandbox) -> None:
    _answer(sandbox, "For Lucía alone")
    _turn_to(page, "telegram")
    expect(page.locator("#telegram")).to_contain_text("For Lucía alone")
    page.get_by_label("You are").select_option("MTR-0009")
    expect(page.locator("#telegram")).not_to_contain_text("For Lucía alone")
    expect(page.locator("#facts")).to_contain_text("Medical equipment")
    assert page.url.endswith("#MTR-0009")


def test_a_code_by_sms_is_offered_where_it_is_needed(page: Page, sandbox: Sandbox) -> None:
    config = sandbox.config
    form = {"To": "+12025550102", "From": config.sms_from, "Body": "Your code is 493027"}
    url = f"{sandbox.url}/2010-04-01/Accounts/{config.twilio_account}/Messages.json"
    httpx.post(url, data=form, auth=(config.twilio_account, config.twilio_token)).raise_for_status()
    _turn_to(page, "telegram")
    page.locator("#telegram").get_by_role("button", name="Type code 493027").click()
    expect(page.locator("#telegram").get_by_role("textbox")).to_have_value("493027")


def test_tabs_turn_with_the_arrow_keys(browser: Browser, sandbox: Sandbox) -> None:
    page = browser.new_page(viewport=NARROW)
    page.goto(f"{sandbox.url}/phones")
    page.get_by_role("tab", name="SMS").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="WhatsApp")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#whatsapp")).to_be_visible()
    expect(page.locator("#sms")).to_be_hidden()
    page.close()


def test_orders_are_moved_on_by_hand(page: Page, sandbox: Sandbox) -> None:
    place = {
        "context": {"domain": "deg:retail", "action": "confirm", "bpp_id": sandbox.config.bpp_id},
        "message": {
            "order": {
                "provider": {"id": "61"},
                "items": [{"id": "6101"}],
                "fulfillments": [{"customer": {"person": {"name": "Lucía"}, "contact": {"phone": "+12025550102"}}}],
            }
        },
    }
    httpx.post(f"{sandbox.url}/confirm", json=place).raise_for_status()
    page.get_by_text("Orders on the simulated network").click()
    page.get_by_role("button", name=f"Next milestone of order {sandbox.wire.orders()[0]['number']}").click()
    expect(page.locator("#orders")).to_contain_text("site survey")
    assert sandbox.wire.orders()[0]["state"] == "SITE_SURVEY"


@both_sizes
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(page: Page, sandbox: Sandbox, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    _turn_to(page, "telegram")
    keyboard = {"inline_keyboard": [[{"text": "Rooftop solar", "callback_data": "solar-1"}]]}
    _answer(sandbox, "What would you like?", reply_markup=keyboard)
    sandbox.wire.send("telegram", "MTR-0002", "Solar")
    expect(page.locator("#telegram .mine")).to_be_visible()
    found = Axe().run(page, options={"iframes": False})
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0


def test_the_front_page_leads_to_the_phones(browser: Browser, sandbox: Sandbox) -> None:
    page = browser.new_page(viewport=NARROW)
    page.goto(f"{sandbox.url}/")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("link", name="Open the phones").click()
    expect(page.get_by_text("Simulation", exact=True)).to_be_visible()
    page.close()


def test_a_utilitys_website_shows_the_chat_by_one_tag_under_a_strict_policy(sandbox: Sandbox, bot: Bot) -> None:
    answer, chat = httpx.get(f"{sandbox.url}/website"), bot.url
    assert answer.text.count("<script ") == 1
    assert f'<script src="{chat}/chat/embed.js" defer></script>' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert f"default-src 'none'; script-src {chat}; style-src 'self';" in policy
    assert f"frame-src {chat};" in policy
