"""The environment is read strictly, and what it should be is told in one sentence without telling the value."""

import base64
import dataclasses
import re
from decimal import Decimal
from pathlib import Path

import pytest

from bot.hours import STRICTEST, hours
from bot.setting_values import WrongSetting
from bot.settings import Settings, load
from tools.economics.solar_yield import Source
from tools.meter_ids import DEFAULT_FORMS, Check, MeterForm, MeterForms

_ROOT = Path(__file__).parents[2]
_KEY = base64.b64encode(bytes(range(32))).decode()
_OTHER_KEY = base64.urlsafe_b64encode(bytes(range(224, 256))).decode()
_SID = "0123456789abcdef" * 2
_LEAST = {"SECRET_KEY": "s" * 32, "OTP_PEPPER": "p" * 32, "FIELD_KEYS": f"k1:{_KEY}"}
_TELEGRAM = {"TELEGRAM_BOT_TOKEN": "7000000001:abcdefghijklmnopqrstuvwxyz", "TELEGRAM_WEBHOOK_SECRET": "w" * 32}
_TWILIO = {"TWILIO_ACCOUNT_SID": f"AC{_SID}", "TWILIO_AUTH_TOKEN": "t" * 32, "TWILIO_SMS_FROM": "+12025550100"}
_WITHOUT_SMS = {"TWILIO_SMS_FROM": "", "TWILIO_WHATSAPP_FROM": "+12025550101"}
_BECKN = {
    "BECKN_CLIENT_URL": "http://127.0.0.1:5001",
    "BECKN_BAP_ID": "bap.wattline.example",
    "BECKN_BAP_URI": "https://bap.wattline.example",
}


def test_three_secrets_are_enough_and_everything_else_is_off_or_has_its_default() -> None:
    settings = load(_LEAST)
    assert settings.public_url == "http://localhost:8000"
    assert (settings.port, settings.redis_url, settings.data_dir) == (8000, "redis://127.0.0.1:6379/0", Path(".data"))
    assert (settings.time_zone, settings.locales, settings.currency) == ("UTC", ("en", "es", "hi"), "USD")
    assert (settings.sending_hours, settings.notices_a_second) == (STRICTEST, 300)
    assert (settings.beckn_mode, settings.beckn_ttl, settings.log_level) == ("sync", 10, "info")
    assert not settings.telegram_contact_proves
    assert (settings.openai_tokens_a_day, settings.prompts_reload) == (1_000_000, False)
    assert (settings.meter_forms, settings.meter_check) == (DEFAULT_FORMS, Check.NONE)
    assert (settings.territory, settings.yield_source) == ("us-ca-san-francisco", Source.EMBEDDED)
    off = (
        settings.telegram_bot_token,
        settings.twilio_account_sid,
        settings.beckn_client_url,
        settings.meter_registry_url,
        settings.customer_directory,
        settings.pvwatts_api_key,
        settings.openai_api_key,
        settings.console_users,
    )
    assert off == (None,) * len(off)


def test_every_setting_arrives_in_the_field_of_its_name() -> None:
    settings = load(
        _LEAST
        | _TELEGRAM
        | _TWILIO
        | _BECKN
        | {
            "PUBLIC_URL": "https://bot.utility.example/",
            "PORT": "9000",
            "REDIS_URL": "rediss://:secret@redis.utility.example:6380/3",
            "FIELD_KEYS": f"new:{_OTHER_KEY}, k1:{_KEY}",
            "TELEGRAM_CONTACT_PROVES": "yes",
            "TWILIO_WHATSAPP_FROM": "whatsapp:+12025550101",
            "TWILIO_MESSAGING_SERVICE_SID": f"MG{_SID}",
            "TWILIO_VERIFY_SERVICE_SID": f"VA{_SID}",
            "TWILIO_LOOKUP": "yes",
            "WHATSAPP_FALLBACK": "none",
            "RATES": "sms=10, telegram=25",
            "PRICES": "sms=0.0079, whatsapp=1",
            "BECKN_MODE": "webhook",
            "BECKN_WEBHOOK_SECRET": "b" * 32,
            "BECKN_BPP_ID": "bpp.example",
            "BECKN_BPP_URI": "https://bpp.example",
            "OPENAI_BASE_URL": "http://127.0.0.1:8081/v1",
            "OPENAI_MODEL": "small",
            "OPENAI_TOKENS_A_DAY": "5000",
            "PROMPTS_RELOAD": "yes",
            "CONSOLE_USERS": "operators.yaml",
            "TRUSTED_PROXIES": "2",
            "BOT_RETURNS_MINUTES": "45",
            "CODE_DIGITS": "8",
            "CODE_PREFIXES": "+1, +91",
            "METER_FORMS": "nmi-9999999999, 9(8-9)",
            "METER_CHECK": "luhn",
            "CHAT_EMBED_ORIGINS": "https://www.utility.example, http://localhost:3000",
            "LOCALES": "hi,en",
            "TIME_ZONE": "Asia/Kolkata",
            "SENDING_HOURS": "mon-fri 10-17",
            "NOTICES_A_SECOND": "25",
            "EVENTS_API_KEY": "k" * 32,
            "OPENADR_URL": "https://vtn.example/openadr3/",
            "OPENADR_CLIENT_ID": "wattline",
            "OPENADR_CLIENT_SECRET": "s",
            "CURRENCY": "INR",
            "TERRITORY": "in-ahmedabad",
            "YIELD_SOURCE": "pvwatts",
            "PVGIS_URL": "http://127.0.0.1:5003/",
            "PVWATTS_URL": "http://127.0.0.1:5004",
            "PVWATTS_API_KEY": "k" * 40,
            "NASA_POWER_URL": "http://127.0.0.1:5005",
        }
    )
    assert (settings.public_url, settings.port) == ("https://bot.utility.example", 9000)
    assert list(settings.field_keys.items()) == [("new", bytes(range(224, 256))), ("k1", bytes(range(32)))]
    assert settings.telegram_contact_proves
    assert settings.twilio_whatsapp_from == "+12025550101"
    assert settings.twilio_sms_from == "+12025550100"
    assert settings.twilio_verify_service_sid == f"VA{_SID}"
    assert (settings.twilio_lookup, settings.bot_returns_minutes) == (True, 45)
    assert settings.rates == {"telegram": 25, "whatsapp": 80, "sms": 10}
    assert (settings.beckn_mode, settings.beckn_webhook_secret) == ("webhook", "b" * 32)
    assert (settings.openai_tokens_a_day, settings.prompts_reload) == (5000, True)
    assert (settings.console_users, settings.trusted_proxies) == (Path("operators.yaml"), 2)
    assert (settings.code_digits, settings.code_prefixes) == (8, ("+1", "+91"))
    assert settings.meter_forms == MeterForms((MeterForm("NMI", 10),), frozenset({8, 9}))
    assert settings.meter_check is Check.LUHN
    assert settings.chat_embed_origins == ("https://www.utility.example", "http://localhost:3000")
    assert (settings.locales, settings.time_zone, settings.currency) == (("hi", "en"), "Asia/Kolkata", "INR")
    assert (settings.sending_hours, settings.notices_a_second) == (hours("mon-fri 10-17"), 25)
    assert (settings.openadr_url, settings.openadr_client_id) == ("https://vtn.example/openadr3", "wattline")
    assert (settings.openadr_client_secret, settings.events_api_key) == ("s", "k" * 32)
    assert (settings.zone.key, settings.prices["sms"]) == (settings.time_zone, Decimal("0.0079"))
    assert (settings.territory, settings.yield_source) == ("in-ahmedabad", Source.PVWATTS)
    assert (settings.pvgis_url, settings.pvwatts_url) == ("http://127.0.0.1:5003", "http://127.0.0.1:5004")
    assert (settings.pvwatts_api_key, settings.nasa_power_url) == ("k" * 40, "http://127.0.0.1:5005")
    assert "k" * 40 not in repr(settings)


def test_what_is_on_by_itself_can_be_off() -> None:
    off = load(_LEAST | {"RATES": "none", "TWILIO_LOOKUP": "no"})
    assert (off.rates, off.twilio_lookup) == ({}, False)


def test_a_blank_value_counts_as_unset() -> None:
    assert load(_LEAST | {"PORT": "", "TELEGRAM_BOT_TOKEN": "  "}) == load(_LEAST)


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SENDING_HOURS": "by day"}, "SENDING_HOURS"),
        ({"NOTICES_A_SECOND": "0"}, "NOTICES_A_SECOND"),
        ({"OPENADR_URL": "https://vtn.example"}, "OPENADR_CLIENT_ID"),
        ({"EVENTS_API_KEY": "short"}, "EVENTS_API_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"OTP_PEPPER": ""}, "OTP_PEPPER"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS"),
        ({"FIELD_KEYS": _KEY}, "FIELD_KEYS"),
        ({"FIELD_KEYS": "k1:not base64!"}, "FIELD_KEYS"),
        ({"FIELD_KEYS": "k1:c2hvcnQ="}, "FIELD_KEYS"),
        ({"FIELD_KEYS": f"k1:{_KEY},k1:{_OTHER_KEY}"}, "FIELD_KEYS"),
        ({"FIELD_KEYS": f"k1:{_KEY},bad id:{_OTHER_KEY}"}, "FIELD_KEYS"),
        ({"PORT": "http"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PUBLIC_URL": "bot.utility.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "ftp://bot.utility.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://bot.utility.example?x=1"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://user@bot.utility.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://bot.utility.example:99999"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://bot utility.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://["}, "PUBLIC_URL"),
        ({"REDIS_URL": "http://127.0.0.1:6379"}, "REDIS_URL"),
        ({"REDIS_URL": "redis://127.0.0.1/first"}, "REDIS_URL"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"TELEGRAM_BOT_TOKEN": "token"}, "TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_WEBHOOK_SECRET": "short"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"TELEGRAM_WEBHOOK_SECRET": "!" * 40}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"TELEGRAM_WEBHOOK_SECRET": "w" * 32}, "TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_BOT_TOKEN": _TELEGRAM["TELEGRAM_BOT_TOKEN"]}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"TWILIO_ACCOUNT_SID": "AC123"}, "TWILIO_ACCOUNT_SID"),
        (_TWILIO | {"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN"),
        (_TWILIO | {"TWILIO_SMS_FROM": ""}, "TWILIO_SMS_FROM"),
        (_TWILIO | {"TWILIO_SMS_FROM": "2025550100x"}, "TWILIO_SMS_FROM"),
        (_TWILIO | {"TWILIO_WHATSAPP_FROM": "whatsapp:12"}, "TWILIO_WHATSAPP_FROM"),
        (_TWILIO | {"TWILIO_VERIFY_SERVICE_SID": "VA"}, "TWILIO_VERIFY_SERVICE_SID"),
        ({"TWILIO_VERIFY_SERVICE_SID": f"VA{_SID}"}, "TWILIO_ACCOUNT_SID"),
        (_TWILIO | _WITHOUT_SMS | {"TWILIO_VERIFY_SERVICE_SID": f"VA{_SID}"}, "TWILIO_SMS_FROM"),
        ({"TWILIO_SMS_FROM": "+12025550100"}, "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_MESSAGING_SERVICE_SID": f"MG{_SID}"}, "TWILIO_ACCOUNT_SID"),
        (_TWILIO | {"TWILIO_LOOKUP": "maybe"}, "TWILIO_LOOKUP"),
        ({"TWILIO_LOOKUP": "yes"}, "TWILIO_ACCOUNT_SID"),
        ({"WHATSAPP_FALLBACK": "fax"}, "WHATSAPP_FALLBACK"),
        ({"RATES": "fax=3"}, "RATES"),
        ({"RATES": "sms=0"}, "RATES"),
        ({"RATES": "sms"}, "RATES"),
        ({"PRICES": "sms"}, "PRICES"),
        ({"PRICES": "fax=1"}, "PRICES"),
        ({"PRICES": "sms=-1"}, "PRICES"),
        (_BECKN | {"BECKN_BAP_ID": ""}, "BECKN_BAP_ID"),
        (_BECKN | {"BECKN_MODE": "fast"}, "BECKN_MODE"),
        (_BECKN | {"BECKN_MODE": "webhook"}, "BECKN_WEBHOOK_SECRET"),
        (_BECKN | {"BECKN_WEBHOOK_SECRET": "short"}, "BECKN_WEBHOOK_SECRET"),
        (_BECKN | {"BECKN_TTL": "10 seconds"}, "BECKN_TTL"),
        (_BECKN | {"BECKN_BPP_ID": "bpp.example"}, "BECKN_BPP_URI"),
        ({"BECKN_BPP_ID": "bpp.example", "BECKN_BPP_URI": "https://bpp.example"}, "BECKN_CLIENT_URL"),
        ({"OPENAI_API_KEY": "sk-example"}, "OPENAI_MODEL"),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:8081/v1"}, "OPENAI_MODEL"),
        ({"OPENAI_TOKENS_A_DAY": "0"}, "OPENAI_TOKENS_A_DAY"),
        ({"PROMPTS_RELOAD": "always"}, "PROMPTS_RELOAD"),
        ({"CODE_DIGITS": "5"}, "CODE_DIGITS"),
        ({"CODE_DIGITS": "9"}, "CODE_DIGITS"),
        ({"CODE_PREFIXES": "1,91"}, "CODE_PREFIXES"),
        ({"CODE_PREFIXES": "+1 +91"}, "CODE_PREFIXES"),
        ({"METER_REGISTRY_URL": "registry"}, "METER_REGISTRY_URL"),
        ({"METER_FORMS": "MTR-0000"}, "METER_FORMS"),
        ({"METER_CHECK": "crc"}, "METER_CHECK"),
        ({"CHAT_EMBED_ORIGINS": "https://www.utility.example/page"}, "CHAT_EMBED_ORIGINS"),
        ({"CHAT_EMBED_ORIGINS": "*"}, "CHAT_EMBED_ORIGINS"),
        ({"TIME_ZONE": "California"}, "TIME_ZONE"),
        ({"LOCALES": "en,fr"}, "LOCALES"),
        ({"LOCALES": "en,en"}, "LOCALES"),
        ({"LOCALES": ","}, "LOCALES"),
        ({"CURRENCY": "dollars"}, "CURRENCY"),
        ({"TERRITORY": "../secrets"}, "TERRITORY"),
        ({"YIELD_SOURCE": "horoscope"}, "YIELD_SOURCE"),
        ({"YIELD_SOURCE": "pvwatts"}, "PVWATTS_API_KEY"),
        ({"PVGIS_URL": "pvgis"}, "PVGIS_URL"),
        ({"PVWATTS_URL": "pvwatts"}, "PVWATTS_URL"),
        ({"NASA_POWER_URL": "power"}, "NASA_POWER_URL"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(environ: dict[str, str], name: str) -> None:
    with pytest.raises(WrongSetting, match=rf"^{name} should be [^\n]+\.$") as wrong:
        load(_LEAST | environ)
    assert wrong.value.name == name


def test_no_secret_is_told_by_the_settings_or_by_their_errors() -> None:
    secrets = _LEAST | _TELEGRAM | _TWILIO | {"OPENAI_API_KEY": "sk-example-key", "OPENAI_MODEL": "small"}
    told = repr(load(secrets | {"REDIS_URL": "redis://:wordpass@127.0.0.1:6379"}))
    hidden = ("sssss", "ppppp", "wwwww", "ttttt", _KEY, "abcdefghij", "sk-example", "wordpass")
    assert [word for word in hidden if word in told] == []
    with pytest.raises(WrongSetting) as wrong:
        load(secrets | {"SECRET_KEY": "mysecret"})
    assert "mysecret" not in str(wrong.value)


def test_the_example_lists_exactly_the_settings_and_their_defaults() -> None:
    lines = (_ROOT / ".env.example").read_text().splitlines()
    listed = {found[1]: found[2] for line in lines if (found := re.fullmatch(r"#?([A-Z_]+)=(.*)", line))}
    assert list(listed) == [field.name.upper() for field in dataclasses.fields(Settings)]
    assert load(listed | _LEAST) == load(_LEAST)
