"""python-telegram-bot against the simulated Bot API."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from sandbox.running import Sandbox
from tests.sandbox.conftest import Bot as WebhookTaker
from tests.sandbox.drawing import picture

ADA = "700100000"


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with Bot(sandbox.config.telegram_token, base_url=f"{sandbox.url}/bot") as bot:
        yield bot


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"say {label}")] for label in labels])


async def test_the_real_client_logs_in_and_sends(client: Bot, sandbox: Sandbox) -> None:
    assert client.username == "wattline_simulation_bot"
    message = await client.send_message(ADA, "Hello", reply_markup=keyboard("Solar", "Flexibility"))
    assert message.text == "Hello"
    assert message.chat.id == int(ADA)
    shown = sandbox.wire.received("telegram", "MTR-0000")
    assert shown["text"] == "Hello"
    assert [row[0]["text"] for row in shown["buttons"]] == ["Solar", "Flexibility"]


async def test_photos_arrive_by_address_and_by_upload(client: Bot, sandbox: Sandbox, bot: WebhookTaker) -> None:
    bot.shown["/media/x.png"] = ("image/png", picture())
    by_address = await client.send_photo(ADA, "https://wattline.example/media/x.png", caption="A year")
    by_upload = await client.send_photo(ADA, picture(640, 400, "JPEG"), caption="Another")
    assert (by_address.caption, by_upload.caption) == ("A year", "Another")
    sizes = [(photo.width, photo.height) for message in (by_address, by_upload) for photo in message.photo]
    assert sizes == [(800, 500), (640, 400)]
    shown = [bubble["picture"] for bubble in sandbox.wire.messages("telegram", ADA)]
    async with httpx.AsyncClient() as browser:
        seen = [await browser.get(f"{sandbox.url}{path}") for path in shown]
    assert [one.content for one in seen] == [picture(), picture(640, 400, "JPEG")]
    assert [one.headers["Content-Type"] for one in seen] == ["image/png", "image/jpeg"]
    sent = sandbox.wire.requests("telegram", "/sendPhoto")[1]["body"]
    assert any(isinstance(part, dict) and part["size"] == len(picture(640, 400, "JPEG")) for part in sent.values())


NO_PHOTO = [
    pytest.param(b"no picture", "image_process_failed", id="no picture"),
    pytest.param(picture()[:200], "image_process_failed", id="cut off"),
    pytest.param(picture(9_000, 1_001), "photo_invalid_dimensions", id="more than 10,000 pixels on two sides"),
    pytest.param(picture(2_101, 100), "photo_invalid_dimensions", id="too long for its height"),
    pytest.param(picture() + b"\0" * 10_485_761, "is too big for a photo", id="more than 10 MB"),
    pytest.param("https://wattline.example/none.png", "failed to get http url content", id="nothing there"),
    pytest.param("https://elsewhere.example/x.png", "failed to get http url content", id="out of reach"),
    pytest.param("https://wattline.example/page", "wrong type of the web page content", id="a page"),
    pytest.param("https://wattline.example/large", "failed to get http url content", id="more than 5 MB at an address"),
    pytest.param("photo7", "wrong remote file identifier", id="an id of nothing"),
]


@pytest.mark.parametrize(("photo", "description"), NO_PHOTO)
async def test_photos_that_telegram_does_not_take_are_refused(
    client: Bot, sandbox: Sandbox, bot: WebhookTaker, photo: bytes | str, description: str
) -> None:
    bot.shown |= {"/page": ("text/html", b"<html>"), "/large": ("image/png", picture() + b"\0" * 5_242_881)}
    with pytest.raises(BadRequest, match=f"(?i){description}"):
        await client.send_photo(ADA, photo)
    assert sandbox.wire.messages("telegram") == []


async def test_a_caption_is_at_most_1024_units(client: Bot) -> None:
    assert (await client.send_photo(ADA, picture(), caption="x" * 1024)).caption
    with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
        await client.send_photo(ADA, picture(), caption="x" * 1025)


@pytest.mark.parametrize(
    ("text", "description"),
    [
        (" ", "Bad Request: message text is empty"),
        ("x" * 4097, "Bad Request: message is too long"),
        ("🌞" * 2049, "Bad Request: message is too long"),
    ],
)
def test_texts_that_telegram_refuses_are_refused(sandbox: Sandbox, text: str, description: str) -> None:
    url = f"{sandbox.url}/bot{sandbox.config.telegram_token}/sendMessage"
    answer = httpx.post(url, data={"chat_id": ADA, "text": text})
    assert answer.status_code == 400
    assert answer.json() == {"ok": False, "error_code": 400, "description": description}


async def test_a_text_of_exactly_4096_units_is_taken(client: Bot) -> None:
    assert (await client.send_message(ADA, "🌞" * 2048)).text


async def test_button_data_is_at_most_64_bytes(sandbox: Sandbox, client: Bot) -> None:
    await client.send_message(ADA, "ok", reply_markup=InlineKeyboardMarkup.from_button(_button("x" * 64)))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await client.send_message(ADA, "no", reply_markup=InlineKeyboardMarkup.from_button(_button("é" * 33)))
    assert len(sandbox.wire.messages("telegram")) == 1


def _button(pressed: str) -> InlineKeyboardButton:
    return InlineKeyboardButton("Press", callback_data=pressed)


@pytest.mark.parametrize("markup", ["{", "[]", '{"inline_keyboard": [{"text": "x"}]}', '{"inline_keyboard": [[{}]]}'])
def test_keyboards_that_are_none_are_refused(sandbox: Sandbox, markup: str) -> None:
    url = f"{sandbox.url}/bot{sandbox.config.telegram_token}/sendMessage"
    answer = httpx.post(url, json={"chat_id": ADA, "text": "x", "reply_markup": markup})
    assert answer.status_code == 400
    assert answer.json()["description"].startswith("Bad Request: ")


async def test_strangers_and_those_who_blocked_the_bot_are_not_reached(client: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await client.send_message(42, "Hello")
    sandbox.wire.block("MTR-0000")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await client.send_message(ADA, "Hello")


def test_a_wrong_token_is_401_and_a_malformed_one_404(sandbox: Sandbox) -> None:
    assert httpx.post(f"{sandbox.url}/bot7000000001:{'x' * 35}/getMe").status_code == 401
    assert httpx.post(f"{sandbox.url}/botnonsense/getMe").status_code == 404
    assert httpx.post(f"{sandbox.url}/bot{sandbox.config.telegram_token}/sendNonsense").status_code == 404


async def test_the_real_client_does_not_start_with_a_wrong_token(sandbox: Sandbox) -> None:
    bot = Bot(f"7000000001:{'x' * 35}", base_url=f"{sandbox.url}/bot")
    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()


async def test_faults_reach_the_real_client_as_its_own_exceptions(
    client: Bot, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    sandbox.wire.fault("telegram", "429", retry_after=7)
    with pytest.raises(RetryAfter, match="7"):
        await client.send_message(ADA, "Hello")
    for mode, error in (("500", NetworkError), ("html", NetworkError), ("garbage", TelegramError)):
        sandbox.wire.fault("telegram", mode)
        with pytest.raises(error):
            await client.send_message(ADA, "Hello")
    assert sandbox.wire.messages("telegram") == []
    sandbox.wire.fault("telegram", "timeout_after_accept")
    with pytest.raises(TimedOut):
        await client.send_message(ADA, "Hello", read_timeout=0.3)
    assert [bubble["text"] for bubble in sandbox.wire.messages("telegram")] == ["Hello"]
    await client.send_message(ADA, "Again")


async def test_what_a_customer_types_arrives_as_a_real_update(sandbox: Sandbox, bot: WebhookTaker) -> None:
    sent = sandbox.wire.send("telegram", "MTR-0002", "Hola")
    posted = bot.next()
    assert sent["status"] == 204
    assert posted.path == "/webhooks/telegram"
    assert posted.headers["x-telegram-bot-api-secret-token"] == sandbox.config.telegram_secret
    update = Update.de_json(posted.json, None)
    assert update.message is not None
    assert update.message.text == "Hola"
    assert update.message.from_user is not None
    assert (update.message.from_user.first_name, update.message.from_user.language_code) == ("Lucía", "es")


async def test_a_tap_is_a_callback_query_that_can_be_answered_once(
    client: Bot, sandbox: Sandbox, bot: WebhookTaker
) -> None:
    await client.send_message(ADA, "What would you like?", reply_markup=keyboard("Solar"))
    shown = sandbox.wire.received("telegram", ADA)
    sandbox.wire.tap(ADA, shown["number"], "Solar")
    update = Update.de_json(bot.next().json, None)
    assert isinstance(update.callback_query, CallbackQuery)
    assert update.callback_query.data == "say Solar"
    assert await client.answer_callback_query(update.callback_query.id)
    with pytest.raises(BadRequest, match="Query is too old"):
        await client.answer_callback_query(update.callback_query.id)


async def test_a_call_in_the_answer_to_an_update_is_carried_out(sandbox: Sandbox, bot: WebhookTaker) -> None:
    bot.body = b'{"method": "sendMessage", "chat_id": 700100000, "text": "From the answer"}'
    sandbox.wire.send("telegram", ADA, "hi")
    assert sandbox.wire.received("telegram", ADA)["text"] == "From the answer"
    assert sandbox.wire.requests("telegram")[-1]["method"] == "ANSWER"


async def test_an_update_that_the_bot_refuses_comes_again_in_order(sandbox: Sandbox, bot: WebhookTaker) -> None:
    bot.statuses = [503]
    assert sandbox.wire.send("telegram", ADA, "first")["status"] == 503
    sandbox.wire.send("telegram", ADA, "second")
    texts = [Update.de_json(bot.next().json, None).message for _ in range(3)]
    assert [message.text for message in texts if message] == ["first", "first", "second"]


async def test_webhook_settings_are_kept_and_used(client: Bot, sandbox: Sandbox, bot: WebhookTaker) -> None:
    await client.set_webhook("https://wattline.example/elsewhere", secret_token="another-secret")
    assert (await client.get_webhook_info()).url == "https://wattline.example/elsewhere"
    sandbox.wire.send("telegram", ADA, "hi")
    posted = bot.next()
    assert (posted.path, posted.headers["x-telegram-bot-api-secret-token"]) == ("/elsewhere", "another-secret")
    assert await client.delete_webhook()
    assert await client.set_my_commands([("start", "Begin")])
    assert await client.send_chat_action(ADA, "typing")


async def test_sent_messages_can_be_edited(client: Bot, sandbox: Sandbox) -> None:
    message = await client.send_message(ADA, "<b>Old</b> &amp; long", parse_mode="HTML", reply_markup=keyboard("Solar"))
    assert message.text == "Old & long"
    await client.edit_message_reply_markup(ADA, message.message_id, reply_markup=None)
    await client.edit_message_text("New", ADA, message.message_id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await client.edit_message_text("New", ADA, message.message_id)
    assert [(bubble["text"], bubble["buttons"]) for bubble in sandbox.wire.messages("telegram")] == [("New", [])]
