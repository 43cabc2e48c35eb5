"""`wattline templates`: how far WhatsApp's approval of our templates is, and asking for it."""

import asyncio
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from bot import senders, wiring
from bot.settings import Settings
from channels.errors import SendError
from channels.twilio import Twilio
from channels.twilio_content import Contents


def show(settings: Settings, *, submit: bool) -> bool:
    """Print each template with its approval; False where WhatsApp is off or does not answer."""
    console = Console()
    channel = senders.channels(settings, said=senders.words(wiring.prompts())).get("whatsapp")
    if not isinstance(channel, Twilio) or channel.contents is None:
        console.print("WhatsApp is off: TWILIO_WHATSAPP_FROM is not set.")
        return False
    try:
        approvals = asyncio.run(_looked(channel, channel.contents, submit=submit))
    except SendError as problem:
        console.print(f"Twilio does not say: {problem.reason}.")
        return False
    table = Table("template", "approval")
    for name, approval in approvals.items():
        table.add_row(name, approval)
    console.print(table)
    return True


async def _looked(channel: Twilio, contents: Contents, *, submit: bool) -> Mapping[str, str]:
    try:
        await contents.refresh()
        if submit:
            await contents.submit()
            await contents.refresh()
        return contents.approvals()
    finally:
        await channel.close()
