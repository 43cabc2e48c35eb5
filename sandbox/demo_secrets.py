"""The demo's secrets: invented at its first start, kept beside its data, never anybody's real ones."""

import base64
import json
import os
import secrets
from pathlib import Path

_OURS_ALONE = 0o600


def keep(file: Path) -> dict[str, str]:
    """Return the secrets in `file`, after writing new ones there if it does not exist."""
    if not file.exists():
        part = file.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OURS_ALONE), "w") as out:
            json.dump(_invented(), out, indent=2)
        part.replace(file)
    return {str(name): str(value) for name, value in json.loads(file.read_text()).items()}


def _invented() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "OTP_PEPPER": secrets.token_urlsafe(48),
        "FIELD_KEYS": f"demo:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "TELEGRAM_BOT_TOKEN": f"7000000001:{secrets.token_urlsafe(32)}",
        "TELEGRAM_WEBHOOK_SECRET": secrets.token_urlsafe(48),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "EVENTS_API_KEY": secrets.token_urlsafe(48),
    }
