"""`wattline doctor`: the configuration and every outside system, one line each."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import aiohttp
from rich.console import Console

from bot import wiring
from bot.operators import NoOperators, read
from bot.prompts import PromptError
from bot.settings import Settings
from bot.store.away import Unavailable
from bot.store.beating import PROCESSES, alive, signs
from bot.store.runners import Blocking
from bot.store.server import UnfitServer, check
from channels.verify import HOSTS
from tools.directory import directory
from tools.economics.solar_yield import Source

_SECONDS = 5.0
_OPENAI = "https://api.openai.com/v1"
_FAULT = 500


class Health(StrEnum):
    """How something is; OFF is by choice."""

    OK = "[green]ok [/]"
    BAD = "[red]BAD[/]"
    OFF = "[dim]off[/]"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and what was seen."""

    what: str
    health: Health
    seen: str


def run(settings: Settings) -> bool:
    """Print the findings; True when nothing that is on is unwell."""
    console = Console(highlight=False)
    findings = [*_inside(settings), *asyncio.run(_outside(settings))]
    for finding in findings:
        console.print(f"{finding.health} {finding.what}: {finding.seen}", soft_wrap=True)
    return all(finding.health is not Health.BAD for finding in findings)


def lives_here(settings: Settings, process: str) -> bool:
    """Tell whether a process of this kind on this machine gave a sign of life within seconds.

    While Redis is away nobody can know, and starting processes again would not bring it back: then they count as alive.
    """
    try:
        found = Blocking(settings.redis_url).run(signs((process,)))
    except Unavailable:
        return True
    return any(sign.instance.rpartition(":")[0] == socket.gethostname() for sign in found)


def _inside(settings: Settings) -> list[Finding]:
    reach = f"read; answers reach us at {settings.public_url}"
    findings = [Finding("settings", Health.OK, reach), _words(), _console(settings)]
    runner = Blocking(settings.redis_url)
    try:
        check(runner)
        living = runner.run(alive(PROCESSES))
    except UnfitServer as problem:
        return [*findings, Finding("redis", Health.BAD, str(problem))]
    except Unavailable:
        return [*findings, Finding("redis", Health.BAD, "does not answer at REDIS_URL")]
    findings.append(Finding("redis", Health.OK, "answers, keeps an append-only file, evicts nothing"))
    return [*findings, *(_process(name, lives=lives) for name, lives in living.items())]


def _process(name: str, *, lives: bool) -> Finding:
    return Finding(name, Health.OK, "running") if lives else Finding(name, Health.BAD, "not running")


def _console(settings: Settings) -> Finding:
    if settings.console_users is None:
        return Finding("console", Health.OFF, "CONSOLE_USERS names no file of operators")
    try:
        found = read(settings.console_users).values()
    except NoOperators as problem:
        return Finding("console", Health.BAD, str(problem))
    bare = [one.name for one in found if one.totp is None]
    if bare and not settings.of_this_machine:
        return Finding("console", Health.BAD, f"without an authenticator nobody enters: {', '.join(sorted(bare))}")
    return Finding("console", Health.OK, f"{len(found)} operators")


def _words() -> Finding:
    try:
        wiring.prompts()
    except PromptError as problem:
        return Finding("prompts", Health.BAD, str(problem))
    return Finding("prompts", Health.OK, "complete in every language")


Probe = Callable[[aiohttp.ClientSession], Awaitable[str]]


async def _outside(settings: Settings) -> list[Finding]:
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        return list(await asyncio.gather(*(_look(what, probe, session) for what, probe in _probes(settings).items())))


def _probes(settings: Settings) -> Mapping[str, Probe | None]:
    return {
        "telegram": _telegram(settings),
        "twilio": _twilio(settings),
        "twilio verify": _verify(settings),
        "energy network": _reachable(settings.beckn_client_url),
        "meter registry": _reachable(settings.meter_registry_url),
        "customer directory": _directory(settings.customer_directory),
        "yield service": _reachable(_yield_service(settings)),
        "language model": _model(settings),
    }


async def _look(what: str, probe: Probe | None, session: aiohttp.ClientSession) -> Finding:
    if probe is None:
        return Finding(what, Health.OFF, "no credentials or address set")
    try:
        return Finding(what, Health.OK, await probe(session))
    except TimeoutError:
        return Finding(what, Health.BAD, f"no answer within {_SECONDS:.0f} s")
    except (aiohttp.ClientError, _Unwell) as problem:
        return Finding(what, Health.BAD, str(problem) or type(problem).__name__)


class _Unwell(Exception):
    """An outside system answered that it will not serve us."""


def _telegram(settings: Settings) -> Probe | None:
    if settings.telegram_bot_token is None:
        return None
    url = f"{settings.telegram_api_url}/bot{settings.telegram_bot_token}/getMe"

    async def probe(session: aiohttp.ClientSession) -> str:
        async with session.get(url) as answer:
            if answer.status != 200:  # noqa: PLR2004 - Telegram's only good answer
                raise _Unwell(f"getMe answers {answer.status}: is TELEGRAM_BOT_TOKEN right?")
            return "the token is valid"

    return probe


def _twilio(settings: Settings) -> Probe | None:
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if sid is None or token is None:
        return None
    url = f"{settings.twilio_api_url}/2010-04-01/Accounts/{sid}/Messages.json?PageSize=1"

    async def probe(session: aiohttp.ClientSession) -> str:
        async with session.get(url, headers={"Authorization": aiohttp.encode_basic_auth(sid, token)}) as answer:
            if answer.status != 200:  # noqa: PLR2004 - Twilio's only good answer
                raise _Unwell(f"the account answers {answer.status}: are TWILIO_ACCOUNT_SID and _AUTH_TOKEN right?")
            return "the account's credentials are valid"

    return probe


def _verify(settings: Settings) -> Probe | None:
    sid, token, service = settings.twilio_account_sid, settings.twilio_auth_token, settings.twilio_verify_service_sid
    if sid is None or token is None or service is None:
        return None
    url = f"{HOSTS.get(settings.twilio_api_url, settings.twilio_api_url)}/v2/Services/{service}"

    async def probe(session: aiohttp.ClientSession) -> str:
        async with session.get(url, headers={"Authorization": aiohttp.encode_basic_auth(sid, token)}) as answer:
            if answer.status != 200:  # noqa: PLR2004 - Twilio's only good answer
                raise _Unwell(f"the service answers {answer.status}: is TWILIO_VERIFY_SERVICE_SID right?")
            told = await answer.json()
            if told.get("custom_code_enabled") is not True:
                raise _Unwell("the service takes no codes of ours: enable custom verification codes in its settings")
            return "the service takes our codes"

    return probe


def _model(settings: Settings) -> Probe | None:
    key, base, model = settings.openai_api_key, settings.openai_base_url, settings.openai_model
    if model is None or not (key or base):
        return None

    async def probe(session: aiohttp.ClientSession) -> str:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with session.get(f"{base or _OPENAI}/models", headers=headers) as answer:
            if answer.status != 200:  # noqa: PLR2004 - the only good answer
                raise _Unwell(f"answers {answer.status} to /models: are OPENAI_BASE_URL and OPENAI_API_KEY right?")
            return f"answers; {model} is asked where the embedded reader is in doubt"

    return probe


def _yield_service(settings: Settings) -> str | None:
    urls = {Source.PVGIS: settings.pvgis_url, Source.PVWATTS: settings.pvwatts_url}
    return urls.get(settings.yield_source)


def _directory(source: str | None) -> Probe | None:
    if source is None or source.startswith(("http://", "https://")):
        return _reachable(source)

    async def probe(_session: aiohttp.ClientSession) -> str:
        try:
            directory(source)
        except ValueError as problem:
            raise _Unwell(str(problem)) from None
        return "the file reads well"

    return probe


def _reachable(url: str | None) -> Probe | None:
    if url is None:
        return None

    async def probe(session: aiohttp.ClientSession) -> str:
        async with session.get(url) as answer:
            if answer.status >= _FAULT:
                raise _Unwell(f"answers {answer.status}")
            return "answers"

    return probe
