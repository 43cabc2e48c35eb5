"""The channels of an installation: a literal table. A channel without credentials is off."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from channels import twilio, verify, webchat
from channels.contract import Channel
from channels.telegram import OpenPicture, Telegram
from channels.twilio_content import NOTHING_SAID, Words
from channels.twilio_webhooks import TwilioDoor
from channels.webchat import Append, WebChat


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the channels need; None where there is none. Numbers are E.164, the WhatsApp one too.

    `words` are what the templates and lists of WhatsApp say.
    """

    public_url: str
    telegram_token: str | None = field(default=None, repr=False)
    telegram_secret: str | None = field(default=None, repr=False)
    telegram_api_url: str = "https://api.telegram.org"
    twilio_sid: str | None = None
    twilio_token: str | None = field(default=None, repr=False)
    twilio_api_url: str = "https://api.twilio.com"
    twilio_sms_from: str | None = None
    twilio_messaging_service_sid: str | None = None
    twilio_whatsapp_from: str | None = None
    twilio_verify_service_sid: str | None = None
    webchat_append: Append | None = None
    open_picture: OpenPicture | None = None
    words: Words = NOTHING_SAID


def build(credentials: Credentials) -> Mapping[str, Channel]:
    """Return the channels that are on, by name."""
    return {**_telegram(credentials), **_twilio(credentials), **_verify(credentials), **_webchat(credentials)}


def _telegram(credentials: Credentials) -> Mapping[str, Channel]:
    if credentials.telegram_token is None or credentials.telegram_secret is None:
        return {}
    channel = Telegram(
        token=credentials.telegram_token,
        secret=credentials.telegram_secret,
        api_url=credentials.telegram_api_url,
        open_picture=credentials.open_picture,
    )
    return {channel.name: channel}


def _twilio(credentials: Credentials) -> Mapping[str, Channel]:
    if credentials.twilio_sid is None or credentials.twilio_token is None:
        return {}
    door = TwilioDoor(
        public_url=credentials.public_url.rstrip("/"),
        account_sid=credentials.twilio_sid,
        auth_token=credentials.twilio_token,
        sms_from=credentials.twilio_sms_from,
        messaging_service_sid=credentials.twilio_messaging_service_sid,
        whatsapp_from=credentials.twilio_whatsapp_from,
    )
    return twilio.connect(door, api_url=credentials.twilio_api_url, words=credentials.words)


def _verify(credentials: Credentials) -> Mapping[str, Channel]:
    sid, token, service = credentials.twilio_sid, credentials.twilio_token, credentials.twilio_verify_service_sid
    if sid is None or token is None or service is None:
        return {}
    channel = verify.connect(service, account_sid=sid, auth_token=token, api_url=credentials.twilio_api_url)
    return {channel.name: channel}


def _webchat(credentials: Credentials) -> Mapping[str, Channel]:
    if credentials.webchat_append is None:
        return {}
    return {webchat.CHANNEL: WebChat(credentials.webchat_append)}
