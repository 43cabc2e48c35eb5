"""The settings of an installation, read once from the environment; nothing else in the house reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.hours import STRICTEST, Hours
from bot.setting_values import Environ, WrongSetting
from channels.pacing import SENDERS
from tools import nasa_power, pvgis, pvwatts, territories
from tools.economics.solar_yield import Source
from tools.meter_ids import DEFAULT_NOTATION, Check, MeterForms


@dataclass(frozen=True, slots=True)
class Settings:
    """One field for each variable of `.env.example`, of the same name in lower case.

    A channel or an outside system that is off has None where its credentials would be. Phone numbers are E.164,
    `twilio_whatsapp_from` too (without the prefix `whatsapp:`). The first of `field_keys` seals, all of them open.
    """

    public_url: str
    port: int
    redis_url: str = field(repr=False)
    data_dir: Path
    log_level: str

    secret_key: str = field(repr=False)
    otp_pepper: str = field(repr=False)
    field_keys: Mapping[str, bytes] = field(repr=False)
    step_up_minutes: int
    codes_per_hour: int
    code_digits: int
    code_prefixes: tuple[str, ...]

    telegram_bot_token: str | None = field(repr=False)
    telegram_webhook_secret: str | None = field(repr=False)
    telegram_api_url: str
    telegram_contact_proves: bool

    twilio_account_sid: str | None
    twilio_auth_token: str | None = field(repr=False)
    twilio_api_url: str
    twilio_sms_from: str | None
    twilio_messaging_service_sid: str | None
    twilio_whatsapp_from: str | None
    twilio_verify_service_sid: str | None
    twilio_lookup: bool
    whatsapp_fallback: str
    rates: Mapping[str, int]
    prices: Mapping[str, Decimal]

    beckn_client_url: str | None
    beckn_mode: str
    beckn_webhook_secret: str | None = field(repr=False)
    beckn_bap_id: str | None
    beckn_bap_uri: str | None
    beckn_bpp_id: str | None
    beckn_bpp_uri: str | None
    beckn_country: str
    beckn_city: str
    beckn_ttl: int

    meter_registry_url: str | None
    customer_directory: str | None
    meter_forms: MeterForms
    meter_check: Check

    territory: str
    yield_source: Source
    pvgis_url: str
    pvwatts_url: str
    pvwatts_api_key: str | None = field(repr=False)
    nasa_power_url: str

    events_api_key: str | None = field(repr=False)
    openadr_url: str | None
    openadr_client_id: str | None
    openadr_client_secret: str | None = field(repr=False)

    openai_api_key: str | None = field(repr=False)
    openai_base_url: str | None
    openai_model: str | None
    openai_tokens_a_day: int
    prompts_reload: bool

    console_users: Path | None
    trusted_proxies: int
    bot_returns_minutes: int
    chat_embed_origins: tuple[str, ...]

    time_zone: str
    sending_hours: Hours
    notices_a_second: int
    locales: tuple[str, ...]
    currency: str

    crash_file: Path | None
    """Tests of ours alone set it: a process ends at the point that the file names (bot/crash.py)."""

    @property
    def zone(self) -> ZoneInfo:
        """The utility's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def of_this_machine(self) -> bool:
        """Whether nobody but this machine reaches us: the demo, or somebody's own desk."""
        return urlsplit(self.public_url).hostname in {"localhost", "127.0.0.1", "::1"}


def data_dir(environ: Mapping[str, str]) -> Path:
    """Return where files are kept: what a command may need that needs no other setting."""
    return Path(Environ(environ).text("DATA_DIR", default=".data"))


def load(environ: Mapping[str, str]) -> Settings:
    """Return the settings that an environment holds; an empty variable is an unset one.

    Raises:
        WrongSetting: with one sentence that names the variable and says what it should be.
    """
    read = Environ(environ)
    port = read.whole_number("PORT", default=8000, least=1, most=65535)
    public_url = read.url("PUBLIC_URL", default=f"http://localhost:{port}")
    settings = Settings(
        public_url=public_url,
        port=port,
        redis_url=read.redis_url("REDIS_URL", default="redis://127.0.0.1:6379/0"),
        data_dir=data_dir(environ),
        log_level=read.one_of("LOG_LEVEL", ("debug", "info", "warning", "error"), default="info"),
        secret_key=read.secret("SECRET_KEY"),
        otp_pepper=read.secret("OTP_PEPPER"),
        field_keys=read.keys("FIELD_KEYS"),
        step_up_minutes=read.whole_number("STEP_UP_MINUTES", default=10, least=0, most=60),
        codes_per_hour=read.whole_number("CODES_PER_HOUR", default=2000, least=1, most=1_000_000),
        code_digits=read.whole_number("CODE_DIGITS", default=6, least=6, most=8),
        code_prefixes=read.prefixes("CODE_PREFIXES"),
        telegram_bot_token=read.pattern(
            "TELEGRAM_BOT_TOKEN", r"[0-9]+:[A-Za-z0-9_-]{20,}", "the token that BotFather gave"
        ),
        telegram_webhook_secret=read.pattern(
            "TELEGRAM_WEBHOOK_SECRET",
            r"[A-Za-z0-9_-]{32,256}(,[A-Za-z0-9_-]{32,256})?",
            "32 to 256 characters out of A-Z, a-z, 0-9, _ and -, or two such with a comma between",
        ),
        telegram_api_url=read.url("TELEGRAM_API_URL", default="https://api.telegram.org"),
        telegram_contact_proves=read.one_of("TELEGRAM_CONTACT_PROVES", ("yes", "no"), default="no") == "yes",
        twilio_account_sid=read.sid("TWILIO_ACCOUNT_SID", "AC"),
        twilio_auth_token=read.optional("TWILIO_AUTH_TOKEN"),
        twilio_api_url=read.url("TWILIO_API_URL", default="https://api.twilio.com"),
        twilio_sms_from=read.pattern(
            "TWILIO_SMS_FROM", r"\+[1-9][0-9]{6,14}|[0-9]{3,8}", "a phone number like +12025550100, or a short code"
        ),
        twilio_messaging_service_sid=read.sid("TWILIO_MESSAGING_SERVICE_SID", "MG"),
        twilio_whatsapp_from=read.whatsapp_number("TWILIO_WHATSAPP_FROM"),
        twilio_verify_service_sid=read.sid("TWILIO_VERIFY_SERVICE_SID", "VA"),
        twilio_lookup=read.one_of("TWILIO_LOOKUP", ("yes", "no"), default="no") == "yes",
        whatsapp_fallback=read.one_of("WHATSAPP_FALLBACK", ("sms", "none"), default="sms"),
        rates=read.rates("RATES", known=SENDERS),
        prices=read.prices("PRICES", known=(*SENDERS, "web")),
        beckn_client_url=read.optional_url("BECKN_CLIENT_URL"),
        beckn_mode=read.one_of("BECKN_MODE", ("sync", "webhook"), default="sync"),
        beckn_webhook_secret=read.pattern(
            "BECKN_WEBHOOK_SECRET", r"[A-Za-z0-9_-]{32,256}", "32 to 256 characters out of A-Z, a-z, 0-9, _ and -"
        ),
        beckn_bap_id=read.optional("BECKN_BAP_ID"),
        beckn_bap_uri=read.optional_url("BECKN_BAP_URI"),
        beckn_bpp_id=read.optional("BECKN_BPP_ID"),
        beckn_bpp_uri=read.optional_url("BECKN_BPP_URI"),
        beckn_country=read.text("BECKN_COUNTRY", default="USA"),
        beckn_city=read.text("BECKN_CITY", default="NANP:628"),
        beckn_ttl=read.seconds("BECKN_TTL", default="PT10S"),
        meter_registry_url=read.optional_url("METER_REGISTRY_URL"),
        customer_directory=read.optional("CUSTOMER_DIRECTORY"),
        meter_forms=read.meter_forms("METER_FORMS", default=DEFAULT_NOTATION),
        meter_check=Check(read.one_of("METER_CHECK", tuple(Check), default=Check.NONE)),
        territory=read.pattern("TERRITORY", territories.NAME, "a territory like us-ca-san-francisco")
        or territories.DEFAULT,
        yield_source=Source(read.one_of("YIELD_SOURCE", tuple(Source), default=Source.EMBEDDED)),
        pvgis_url=read.url("PVGIS_URL", default=pvgis.URL),
        pvwatts_url=read.url("PVWATTS_URL", default=pvwatts.URL),
        pvwatts_api_key=read.optional("PVWATTS_API_KEY"),
        nasa_power_url=read.url("NASA_POWER_URL", default=nasa_power.URL),
        events_api_key=read.pattern(
            "EVENTS_API_KEY", r"[A-Za-z0-9_-]{32,256}", "32 to 256 characters out of A-Z, a-z, 0-9, _ and -"
        ),
        openadr_url=read.optional_url("OPENADR_URL"),
        openadr_client_id=read.optional("OPENADR_CLIENT_ID"),
        openadr_client_secret=read.optional("OPENADR_CLIENT_SECRET"),
        openai_api_key=read.optional("OPENAI_API_KEY"),
        openai_base_url=read.optional_url("OPENAI_BASE_URL"),
        openai_model=read.optional("OPENAI_MODEL"),
        openai_tokens_a_day=read.whole_number("OPENAI_TOKENS_A_DAY", default=1_000_000, least=1, most=999_999_999),
        prompts_reload=read.one_of("PROMPTS_RELOAD", ("yes", "no"), default="no") == "yes",
        console_users=read.optional_path("CONSOLE_USERS"),
        trusted_proxies=read.whole_number(
            "TRUSTED_PROXIES", default=int(public_url.startswith("https:")), least=0, most=9
        ),
        bot_returns_minutes=read.whole_number("BOT_RETURNS_MINUTES", default=30, least=1, most=1440),
        chat_embed_origins=read.origins("CHAT_EMBED_ORIGINS"),
        time_zone=read.time_zone("TIME_ZONE", default="UTC"),
        sending_hours=read.hours("SENDING_HOURS", default=STRICTEST),
        notices_a_second=read.whole_number("NOTICES_A_SECOND", default=300, least=1, most=10_000),
        locales=read.locales("LOCALES", known=("en", "es", "hi"), default="en,es,hi"),
        currency=read.currency("CURRENCY", default="USD"),
        crash_file=read.optional_path("CRASH_FILE"),
    )
    _whole(read, settings)
    return settings


def _whole(read: Environ, settings: Settings) -> None:
    """Refuse a system that is half configured: with none of its variables it is off, with some it is a mistake."""
    read.together("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET")
    read.together("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
    sms = ("TWILIO_SMS_FROM", "TWILIO_MESSAGING_SERVICE_SID")
    for name in (*sms, "TWILIO_WHATSAPP_FROM", "TWILIO_VERIFY_SERVICE_SID"):
        read.needs(name, "TWILIO_ACCOUNT_SID")
    read.needs_one_of("TWILIO_VERIFY_SERVICE_SID", sms)  # a code for an order names it and its price: our own SMS
    read.needs_one_of("TWILIO_ACCOUNT_SID", (*sms, "TWILIO_WHATSAPP_FROM"))
    if settings.twilio_lookup:
        read.needs("TWILIO_LOOKUP", "TWILIO_ACCOUNT_SID")
    read.together("BECKN_CLIENT_URL", "BECKN_BAP_ID", "BECKN_BAP_URI")
    read.together("BECKN_BPP_ID", "BECKN_BPP_URI")
    read.together("OPENADR_URL", "OPENADR_CLIENT_ID", "OPENADR_CLIENT_SECRET")
    read.needs("BECKN_BPP_ID", "BECKN_CLIENT_URL")
    if settings.beckn_mode == "webhook" and settings.beckn_webhook_secret is None:
        raise WrongSetting("BECKN_WEBHOOK_SECRET", "set where BECKN_MODE is webhook: callbacks must bear it")
    if settings.yield_source is Source.PVWATTS and settings.pvwatts_api_key is None:
        raise WrongSetting("PVWATTS_API_KEY", "set where YIELD_SOURCE is pvwatts")
    read.needs("OPENAI_API_KEY", "OPENAI_MODEL")
    read.needs("OPENAI_BASE_URL", "OPENAI_MODEL")
