"""python-telegram-bot against the simulated Bot API: files, menus, polling, blocks and groups that move."""

import base64
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot, BotCommand, Update
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden

from sandbox.running import Sandbox
from tests.sandbox.conftest import Bot as WebhookTaker

ADA = "700100000"
GROUP = -100_000_000 - int(ADA)


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[Bot]:
    base = f"{sandbox.url}/bot"
    token = sandbox.config.telegram_token
    async with Bot(token, base_url=base, base_file_url=f"{sandbox.url}/file/bot") as bot:
        yield bot


def posted(bot: WebhookTaker) -> Update:
    update = Update.de_json(bot.next().json, None)
    assert update is not None
    return update


async def test_a_document_is_posted_and_fetched_where_it_lies(client: Bot, sandbox: Sandbox, bot: WebhookTaker) -> None:
    content = base64.b64encode(b"date,kWh").decode()
    sandbox.wire.do(ADA, "document", content=content, name="u.csv", mime_type="text/csv", caption="my usage")
    message = posted(bot).message
    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.caption) == ("u.csv", "my usage")
    file = await client.get_file(message.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"date,kWh"
    async with httpx.AsyncClient() as stranger:
        other = str(file.file_path).replace(sandbox.config.telegram_token, "123456:another")
        assert (await stranger.get(other)).status_code == 404
        assert (await stranger.get(f"{file.file_path}x")).status_code == 404


async def test_a_file_that_is_not_there_is_refused(client: Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)wrong file_id"):
        await client.get_file("none")


async def test_what_else_a_customer_does_is_posted_as_telegram_writes_it(sandbox: Sandbox, bot: WebhookTaker) -> None:
    sandbox.wire.do(ADA, "location", latitude=37.7, longitude=-122.4)
    sandbox.wire.do(ADA, "contact", phone="+12025550100", own=True)
    sandbox.wire.do(ADA, "edit", text="changed")
    sandbox.wire.do(ADA, "photo", content="")
    sandbox.wire.do(ADA, "voice", content="")
    sandbox.wire.do(ADA, "sticker", content="")
    place, contact, edit, photo, voice, sticker = (posted(bot) for _ in range(6))
    assert place.message
    assert place.message.location
    assert place.message.location.latitude == 37.7
    assert contact.message
    assert contact.message.contact
    assert contact.message.contact.user_id == int(ADA)
    assert edit.edited_message
    assert photo.message
    assert photo.message.photo
    assert voice.message
    assert voice.message.voice
    assert sticker.message
    assert sticker.message.sticker


async def test_who_blocks_the_bot_tells_it_and_hears_no_more(client: Bot, sandbox: Sandbox, bot: WebhookTaker) -> None:
    sandbox.wire.do(ADA, "member", status="kicked")
    change = posted(bot).my_chat_member
    assert change is not None
    assert change.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden):
        await client.send_message(ADA, "Hello")
    sandbox.wire.do(ADA, "member", status="member", before="kicked")
    assert await client.send_message(ADA, "Hello")


async def test_a_group_that_moved_is_found_at_its_new_id_alone(
    client: Bot, sandbox: Sandbox, bot: WebhookTaker
) -> None:
    sandbox.wire.do(ADA, "group", text="/help")
    heard = posted(bot).message
    assert heard is not None
    assert (heard.chat.id, heard.chat.type) == (GROUP, "group")
    assert await client.send_message(GROUP, "Not here")
    sandbox.wire.do(ADA, "migrate", to=-1001)
    with pytest.raises(ChatMigrated) as moved:
        await client.send_message(GROUP, "Not here")
    assert moved.value.new_chat_id == -1001
    assert await client.send_message(-1001, "Not here either")


async def test_menus_are_kept_by_language_and_held_to_telegrams_limits(client: Bot) -> None:
    assert await client.set_my_commands([BotCommand("solar", "Solar")])
    assert await client.set_my_commands([BotCommand("solar", "Energía solar")], language_code="es")
    assert [one.description for one in await client.get_my_commands(language_code="es")] == ["Energía solar"]
    assert await client.set_my_description("What it does", language_code="hi")
    for wrong in ([("So lar", "x")], [("solar", "")], [(f"c{number}", "x") for number in range(101)]):
        with pytest.raises(BadRequest):
            await client.set_my_commands(wrong)
    with pytest.raises(BadRequest, match=r"(?i)too long"):
        await client.set_my_short_description("x" * 121)
    with pytest.raises(BadRequest, match=r"(?i)language code"):
        await client.set_my_commands([("solar", "Solar")], language_code="english")


async def test_a_webhook_must_be_https_and_names_kinds_that_there_are(client: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(BadRequest, match=r"(?i)https"):
        await client.set_webhook("http://wattline.example/x")
    with pytest.raises(BadRequest, match=r"(?i)allowed_updates"):
        await client.set_webhook("https://wattline.example/x", allowed_updates=["messages"])
    await client.set_webhook("https://wattline.example/x", allowed_updates=["callback_query"])
    assert sandbox.wire.send("telegram", ADA, "not of a kind that is wanted")["status"] == 0
    assert (await client.get_webhook_info()).allowed_updates == ("callback_query",)


async def test_without_a_webhook_updates_wait_until_they_are_asked_for_and_confirmed(
    client: Bot, sandbox: Sandbox
) -> None:
    with pytest.raises(Conflict):
        await client.get_updates()
    await client.delete_webhook()
    for words in ("first", "second"):
        sandbox.wire.send("telegram", ADA, words)
    first = await client.get_updates(limit=1)
    assert [one.message.text for one in first if one.message] == ["first"]
    again = await client.get_updates()
    assert len(again) == 2
    rest = await client.get_updates(offset=first[0].update_id + 1)
    assert [one.message.text for one in rest if one.message] == ["second"]
    assert await client.get_updates(offset=rest[0].update_id + 1, timeout=0) == ()
