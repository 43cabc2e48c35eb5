"""Logs as events with ids: one JSON object a line on standard output, without a word of or about a customer."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Final

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REDACTED: Final = "[redacted]"

_SECRET_KEYS: Final = re.compile(
    r"(^|_)(token|secret|password|authorization|pepper|cookie|phone|meter|text|body|otp|digits|nonce)($|_)"
)
_DIGITS_WELCOME: Final = frozenset(
    {"call", "case", "contact", "delivery", "error_code", "event_id", "order", "version"}
)
_CODE_LIKE: Final = re.compile(r"(?<![\w.:#-])\d{6,8}(?![\w.:-])")
_PERSONAL: Final = re.compile(
    r"""
      \b(bot)?\d{6,}:[A-Za-z0-9_-]{20,}                 # Telegram's token, alone or in an address
    | \bsk-[A-Za-z0-9_-]{8,}                            # a model provider's key
    | (?i:\b(bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}    # an Authorization header
    | (?<=://)[^/\s:@]*:[^/\s@]+(?=@)                   # a password in an address
    | \bwhatsapp:[^\s"',}]+                             # a WhatsApp user
    | \+\d[\d\s().-]{5,}\d                              # an international number
    | \(?\b\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b             # a North American number
    | (?<![\w.-])\d{10,15}(?![\w.-])                    # a bare number, or a chat's id
    | (?i:\b(MTR-?|METER-?)\d{3,})                      # a meter
    """,
    re.VERBOSE,
)
_QUIET: Final = ("rq", "gunicorn", "telegram", "twilio", "httpx", "httpcore", "aiohttp", "asyncio", "openai")


def configure(level: str, process_name: str) -> None:
    """Send every log of this process, the libraries' too, to standard output as JSON from `level` on."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _named(process_name),
        structlog.processors.format_exc_info,
        redact,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, _as_json],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shared, _as_json],
        )
    )
    logging.basicConfig(level=threshold, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))
    for name in ("gunicorn.error", "gunicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take out what must never be logged, as the last defence: nobody should have put it in."""
    return {key: _clean(key, value) for key, value in event.items()}


def _clean(key: str, value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if _SECRET_KEYS.search(key.lower()):
        return REDACTED
    if isinstance(value, str):
        words = _PERSONAL.sub(REDACTED, value)
        return words if key in _DIGITS_WELCOME else _CODE_LIKE.sub(REDACTED, words)
    if isinstance(value, Mapping):
        return {str(name): _clean(str(name), inner) for name, inner in value.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, bytes | bytearray):
        return [_clean(key, inner) for inner in value]
    return value if isinstance(value, int | float) else _clean(key, repr(value))


def _named(process_name: str) -> Processor:
    def name_process(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["process"] = process_name
        return event

    return name_process


def _as_json(_logger: WrappedLogger, _method: str, event: MutableMapping[str, object]) -> str:
    return orjson.dumps(event, default=repr).decode()
