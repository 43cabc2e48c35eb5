"""`wattline telegram`: tell Telegram of the bot, and hear updates where no webhook reaches this machine."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import typer
import yaml
from rich.console import Console
from telegram.error import TelegramError

from bot import wiring
from bot.cli.starting import started
from bot.inbox import Inbox
from bot.prompts import FALLBACK
from bot.settings import Settings
from channels.telegram_setup import BotAccount, Menu

MENUS = Path(__file__).parents[2] / "prompts" / "menus"

app = typer.Typer(help="Telegram: its webhook, menu and description.", no_args_is_help=True)


@app.command()
def setup() -> None:
    """Tell Telegram where the webhook is and what the menu says in each language. It may be run again."""
    with started("telegram", level="error") as settings:
        _with(settings, lambda account: _set_up(account, settings))


@app.command()
def poll() -> None:
    """Ask Telegram for updates instead of a webhook: for development on a machine that it cannot reach."""
    with started("telegram", level="error") as settings:
        inbox = wiring.inbox(settings)
        _with(settings, lambda account: _poll(account, inbox))


def menus(folder: Path = MENUS) -> Mapping[str, Menu]:
    """Return how the bot presents itself, by locale."""
    return {file.stem: _menu(file) for file in sorted(folder.glob("*.yaml"))}


def _menu(file: Path) -> Menu:
    read = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return Menu(read["short_description"], read["description"].strip(), dict(read["commands"]))


def _with(settings: Settings, errand: Callable[[BotAccount], Awaitable[None]]) -> None:
    async def done(token: str) -> None:
        async with BotAccount(token=token, api_url=settings.telegram_api_url) as account:
            await errand(account)

    if settings.telegram_bot_token is None:
        sys.exit("wattline: TELEGRAM_BOT_TOKEN is not set, so there is no bot to set up.")
    try:
        asyncio.run(done(settings.telegram_bot_token))
    except TelegramError as problem:
        sys.exit(f"wattline: Telegram refused: {problem.message}")


async def _set_up(account: BotAccount, settings: Settings) -> None:
    console, url = Console(highlight=False), f"{settings.public_url}/webhooks/telegram"
    secret = (settings.telegram_webhook_secret or "").partition(",")[0]
    console.print(f"bot: @{await account.name()}")
    await account.listen_at(url, secret)
    console.print(f"webhook: {url}")
    known = menus()
    for locale in settings.locales:
        await account.present(known[locale], locale)
        console.print(f"menu and description: {locale}")
    await account.present(known[FALLBACK], None)


async def _poll(account: BotAccount, inbox: Inbox) -> None:
    console = Console(highlight=False)
    await account.stop_listening()
    console.print(
        f"@{await account.name()} listens here; `wattline telegram setup` brings the webhook back. Ctrl-C ends it."
    )
    while True:
        for found in await account.poll():
            for message in found.messages:
                inbox.accept(message)
            if found.answer is not None:
                await account.acknowledge(found.answer)
