"""How a sandbox is set up: where the bot is, which credentials the simulated providers accept."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sandbox.shapes import Clock


def _wall_clock() -> datetime:
    return datetime.now(UTC)


def _bot_token() -> str:
    return f"7000000001:{secrets.token_urlsafe(26)[:35]}"


def _account() -> str:
    return f"AC{secrets.token_hex(16)}"


def _secret() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Config:
    """A sandbox's settings. Credentials are invented at random where none are given.

    `bot_url` is where webhooks are posted, `public_url` the address that signatures are made for (empty: the same).
    `longest_wait` is how many seconds the protocol server waits for providers, whatever ttl it is asked for.
    `receipt_pause` is the time between a message's receipts. `clock` decides what time it is in the simulation.
    With a `beckn_secret` the protocol server is in webhook mode and calls the bot back with it; else in sync mode.
    With a `verify_service` (VA and 32 hexadecimal digits) the account has Twilio Verify; `verify_own_codes`: it may be
    told which code to send. `orders_file` keeps the sellers' orders for the next start. With a `model_mind`
    (sandbox/model_minds.py) the bot is pointed at the simulated language model, which thinks in that way.
    """

    bot_url: str = "http://127.0.0.1:8080"
    public_url: str = ""
    telegram_token: str = field(default_factory=_bot_token, repr=False)
    telegram_secret: str = field(default_factory=_secret, repr=False)
    twilio_account: str = field(default_factory=_account)
    twilio_token: str = field(default_factory=_secret, repr=False)
    sms_from: str = "+12025550199"
    whatsapp_from: str = "+12025550198"
    verify_service: str = ""
    verify_own_codes: bool = True
    bpp_id: str = "bpp.baypower.example"
    bpp_uri: str = "https://bpp.baypower.example"
    longest_wait: float = 1.0
    receipt_pause: float = 0.05
    seed: int = 2026
    clock: Clock = _wall_clock
    orders_file: Path | None = None
    pvwatts_key: str = field(default_factory=_secret, repr=False)
    openadr_client_id: str = "wattline"
    openadr_client_secret: str = field(default_factory=_secret, repr=False)
    beckn_secret: str = field(default="", repr=False)
    model_mind: str = ""
    model_name: str = "sandbox-1"
    model_key: str = field(default_factory=lambda: f"sk-sandbox-{secrets.token_hex(16)}", repr=False)

    def environment(self, url: str) -> Mapping[str, str]:
        """Return the settings that point a bot at a sandbox running at `url`, named as the bot names them."""
        model = {
            "OPENAI_BASE_URL": f"{url}/v1",
            "OPENAI_API_KEY": self.model_key,
            "OPENAI_MODEL": self.model_name,
        }
        return {
            **(model if self.model_mind else {}),
            "PUBLIC_URL": self.public_url or self.bot_url,
            "TELEGRAM_BOT_TOKEN": self.telegram_token,
            "TELEGRAM_WEBHOOK_SECRET": self.telegram_secret,
            "TELEGRAM_API_URL": url,
            "TWILIO_ACCOUNT_SID": self.twilio_account,
            "TWILIO_AUTH_TOKEN": self.twilio_token,
            "TWILIO_API_URL": url,
            "TWILIO_SMS_FROM": self.sms_from,
            "TWILIO_WHATSAPP_FROM": self.whatsapp_from,
            "TWILIO_VERIFY_SERVICE_SID": self.verify_service,
            "RATES": "none",
            "BECKN_CLIENT_URL": url,
            "BECKN_MODE": "webhook" if self.beckn_secret else "sync",
            "BECKN_WEBHOOK_SECRET": self.beckn_secret,
            "BECKN_BAP_ID": "bap.wattline.example",
            "BECKN_BAP_URI": "https://bap.wattline.example",
            "BECKN_BPP_ID": self.bpp_id,
            "BECKN_BPP_URI": self.bpp_uri,
            "BECKN_COUNTRY": "USA",
            "BECKN_CITY": "NANP:628",
            "BECKN_TTL": "PT10S",
            "METER_REGISTRY_URL": url,
            "CUSTOMER_DIRECTORY": f"{url}/directory",
            "PVGIS_URL": url,
            "PVWATTS_URL": url,
            "PVWATTS_API_KEY": self.pvwatts_key,
            "NASA_POWER_URL": url,
            "OPENADR_URL": f"{url}/openadr3",
            "OPENADR_CLIENT_ID": self.openadr_client_id,
            "OPENADR_CLIENT_SECRET": self.openadr_client_secret,
            "CURRENCY": "USD",
            "TIME_ZONE": "America/Los_Angeles",
            "SENDING_HOURS": "mon-sun 0-24",  # whoever tries it at night wants to see what it does
        }
