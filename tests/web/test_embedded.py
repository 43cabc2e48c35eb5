"""The web chat on somebody else's page, by one tag, in a real browser and under a strict policy of that page's."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import FrameLocator, Page, ViewportSize, expect

from tests.browsing import NewWindow
from tests.web import hostile
from tests.web.standin import Served

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
SITE = """<!doctype html><html lang="es"><meta charset="utf-8"><title>The utility</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width">
<main><h1>Energía para todos</h1><p><a href="#">Tarifas</a></p></main>
<script src="{chat}/chat/embed.js" defer></script></html>"""
POLICY = (
    "default-src 'none'; img-src data:; script-src {chat}; frame-src {chat}; base-uri 'none'; "
    "require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)


@pytest.fixture(scope="module")
def site(server: Served) -> Iterator[int]:
    """The port of a page with the tag, on 127.0.0.1 (the chat's own site) and on localhost (another one)."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(chat=server.url))
            self.end_headers()
            self.wfile.write(SITE.format(chat=server.url).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running.server_port
        running.shutdown()


def _visit(page: Page, url: str) -> FrameLocator:
    page.goto(url)
    return page.frame_locator("iframe")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_page_with_the_tag_shows_a_button_and_the_chat_behind_it(
    site: int, window: NewWindow, size: ViewportSize
) -> None:
    one = window(size)
    page = one.page
    hostile.watch(one.context)
    chat = _visit(page, f"http://127.0.0.1:{site}/")
    launcher = page.get_by_role("button", name="Chatee con nosotros")
    expect(launcher).to_be_visible()
    assert one.context.cookies() == [], "who does not open the chat gets no cookie"
    one.is_accessible()
    launcher.click()
    expect(chat.locator("#status")).to_have_text("Conectado")
    chat.get_by_role("textbox").fill("hola")
    chat.get_by_role("textbox").press("Enter")
    expect(chat.get_by_role("log")).to_contain_text("You said hola")
    one.is_accessible()
    one.shoot(f"embedded-{size['width']}")
    chat.get_by_role("textbox").press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.tagName") == "BUTTON"
    page.keyboard.press("Enter")
    expect(chat.get_by_role("log")).to_contain_text("You said hola")
    chat.get_by_role("button", name="Cerrar el chat").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert hostile.reports(page) == []
    one.was_quiet()


def test_what_comes_while_the_frame_is_closed_is_counted_on_the_button(
    server: Served, site: int, window: NewWindow
) -> None:
    one = window(DESKTOP)
    chat = _visit(one.page, f"http://127.0.0.1:{site}/")
    launcher = one.page.get_by_role("button", name="Chatee con nosotros")
    launcher.click()
    expect(chat.locator("#status")).to_have_text("Conectado")
    chat.get_by_role("button", name="Cerrar el chat").click()
    alone = one.context.new_page()
    alone.goto(f"{server.url}/chat?lang=en")
    expect(alone.locator("#status")).to_have_text("Connected")
    alone.get_by_role("textbox").fill("hello|there")
    alone.get_by_role("textbox").press("Enter")
    expect(launcher).to_have_text("Chatee con nosotros2")
    launcher.click()
    expect(launcher).to_have_text("Chatee con nosotros")


def test_a_browser_that_keeps_no_cookie_in_a_foreign_frame_is_shown_where_the_chat_works(
    server: Served, site: int, window: NewWindow
) -> None:
    one = window(DESKTOP)
    chat = _visit(one.page, f"http://localhost:{site}/")
    one.page.get_by_role("button", name="Chatee con nosotros").click()
    expect(chat.get_by_role("link", name=f"{server.url}/chat")).to_be_visible()
    expect(chat.locator("#status")).to_contain_text("no guarda")
