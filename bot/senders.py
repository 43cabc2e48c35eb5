"""The channels of this installation, and the words that their providers are given beforehand."""

from collections.abc import Awaitable, Callable, Mapping

from bot.prompts import Prompts
from bot.reaching import NUDGE, READ
from bot.settings import Settings
from channels import registry
from channels.contract import Channel
from channels.messages import Choice
from channels.registry import Credentials
from channels.telegram import OpenPicture
from channels.twilio_content import NOTHING_SAID, Wording, Words

OPEN_LIST = "nudge.open_list"


def channels(
    settings: Settings,
    append: Callable[[str, str, bytes], Awaitable[str]] | None = None,
    open_picture: OpenPicture | None = None,
    said: Words = NOTHING_SAID,
) -> Mapping[str, Channel]:
    """Build the channels that have credentials.

    `append` puts a frame into a web chat's stream; without it, where nothing is sent, there is no channel "web".
    `open_picture` gives a picture of ours to a channel that hands it on; `said` is what WhatsApp is given beforehand.
    """
    return registry.build(
        Credentials(
            public_url=settings.public_url,
            telegram_token=settings.telegram_bot_token,
            telegram_secret=settings.telegram_webhook_secret,
            telegram_api_url=settings.telegram_api_url,
            twilio_sid=settings.twilio_account_sid,
            twilio_token=settings.twilio_auth_token,
            twilio_api_url=settings.twilio_api_url,
            twilio_sms_from=settings.twilio_sms_from,
            twilio_messaging_service_sid=settings.twilio_messaging_service_sid,
            twilio_whatsapp_from=settings.twilio_whatsapp_from,
            twilio_verify_service_sid=settings.twilio_verify_service_sid,
            webchat_append=append,
            open_picture=open_picture,
            words=said,
        )
    )


def words(prompts: Prompts) -> Words:
    """Return what WhatsApp's templates and lists say, in every language served."""
    templates = tuple(
        Wording(NUDGE, locale, prompts.say(NUDGE, locale), Choice(READ, prompts.say(READ, locale)))
        for locale in prompts.locales
    )
    return Words(templates, {locale: prompts.say(OPEN_LIST, locale) for locale in prompts.locales})
