"""python -m sandbox: the simulated outside world as one process."""

import argparse
import os
import sys
from pathlib import Path

from aiohttp import web

from sandbox.app import create_app
from sandbox.config import Config
from sandbox.model_minds import MINDS

_GRACE = 0.5
"""Seconds that open connections have at the end: a page that watches would never let go."""

_CREDENTIALS = {
    "telegram_token": "TELEGRAM_BOT_TOKEN",
    "telegram_secret": "TELEGRAM_WEBHOOK_SECRET",
    "twilio_account": "TWILIO_ACCOUNT_SID",
    "twilio_token": "TWILIO_AUTH_TOKEN",
    "sms_from": "TWILIO_SMS_FROM",
    "whatsapp_from": "TWILIO_WHATSAPP_FROM",
    "verify_service": "TWILIO_VERIFY_SERVICE_SID",
    "beckn_secret": "BECKN_WEBHOOK_SECRET",
    "pvwatts_key": "PVWATTS_API_KEY",
    "openadr_client_id": "OPENADR_CLIENT_ID",
    "openadr_client_secret": "OPENADR_CLIENT_SECRET",
    "bpp_id": "BECKN_BPP_ID",
    "bpp_uri": "BECKN_BPP_URI",
    "model_key": "OPENAI_API_KEY",
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="A SIMULATION of Telegram, Twilio, the energy network, the meter registry, the customer "
        "directory, OpenADR, the services that know about sunshine and a language model. Nothing here is real.",
        epilog="Credentials that the simulated providers accept are read from the environment, by the bot's own "
        f"names ({', '.join(_CREDENTIALS.values())}); what is missing is invented; --print-environment shows it.",
    )
    parser.add_argument("--port", type=int, default=8090, help="where to listen on 127.0.0.1 (default 8090)")
    parser.add_argument("--bot-url", default="http://127.0.0.1:8080", help="where the bot is")
    parser.add_argument("--public-url", default="", help="the bot's PUBLIC_URL, if another than --bot-url")
    parser.add_argument("--longest-wait", type=float, default=1.0, help="seconds the network waits for sellers")
    parser.add_argument("--seed", type=int, default=2026, help="of the generated consumption")
    parser.add_argument("--orders", type=Path, help="a file that keeps the sellers' orders for the next start")
    parser.add_argument("--model", choices=tuple(MINDS), default="", help="point the bot at a model that thinks so")
    parser.add_argument("--print-environment", action="store_true", help="print the bot's settings for this sandbox")
    return parser.parse_args()


def _config(wanted: argparse.Namespace) -> Config:
    given = {field: os.environ[name] for field, name in _CREDENTIALS.items() if os.environ.get(name)}
    return Config(
        bot_url=wanted.bot_url,
        public_url=wanted.public_url,
        longest_wait=wanted.longest_wait,
        seed=wanted.seed,
        orders_file=wanted.orders,
        model_mind=wanted.model,
        **given,  # type: ignore[arg-type] # all of them are texts
    )


async def _application(config: Config) -> web.Application:
    return create_app(config)


def main() -> None:
    """Run a sandbox until it is told to stop."""
    wanted = _arguments()
    config, url = _config(wanted), f"http://127.0.0.1:{wanted.port}"
    if wanted.print_environment:
        sys.stdout.writelines(f"{name}={value}\n" for name, value in config.environment(url).items())
    sys.stdout.write(
        f"SIMULATION of the outside world at {url} (phones: {url}/phones); the bot is at {config.bot_url}\n"
    )
    sys.stdout.flush()
    app = _application(config)
    web.run_app(app, host="127.0.0.1", port=wanted.port, shutdown_timeout=_GRACE, print=None, access_log=None)


if __name__ == "__main__":
    main()
