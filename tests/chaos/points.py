"""Every labelled crash point, one after the other, while customers order: whoever passes it dies there."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp

from bot import wiring
from bot.model.contact import Purpose
from bot.model.ids import CallId
from bot.pictures import Links
from tests.chaos.browsing import browse, look
from tests.chaos.consoling import OPERATED, operate
from tests.chaos.house import CALLBACK_SECRET
from tests.chaos.labels import labels
from tests.chaos.notices import CAMPAIGN, notice, put
from tests.chaos.outside import Call, Line
from tests.chaos.posting import NotTaken, Webhook
from tests.chaos.storm import Stage, tell
from tools.contract import Request
from tools.picture import Bar, Chart, DrawPicture

_PATIENCE = 12.0
_LOOK = 0.01
_AGAIN = 4.0
_FIRST_PHONE = 7_700_902_000
_LEASES_FOR_LONG = ("seize", "erase")
"""Who dies there leaves a contact leased for a minute: these come first, so that nobody waits for it at the end."""
_EXTRA: Line = ("telegram", "700140000")
_NOTICED: Line = ("telegram", "700140001")


@dataclass(slots=True)
class Points:
    """Runs the labels while customers order, chat and look; `fired` and `silent` are what came of it."""

    stage: Stage
    seed: int
    fired: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    _number: int = 0
    _ending: bool = False

    async def run(self, times: int) -> None:
        """Try every label so many times."""
        wanted = labels() * times
        random.Random(self.seed).shuffle(wanted)  # noqa: S311 -- not for secrets
        wanted.sort(key=lambda label: not label.startswith(_LEASES_FOR_LONG))
        self.stage.outside.mischief = self._mischief
        await self._doubtful_notices(sum(label.startswith("resend") for label in wanted) * 2)
        async with asyncio.TaskGroup() as group:
            traffic = [group.create_task(self.stage.orders(lambda: self._ending)) for _ in range(6)]
            extra = [group.create_task(one()) for one in (self._write, self._chat, self._watch)]
            for place, label in enumerate(wanted, start=1):
                await self._try(label)
                if place % 20 == 0 or place == len(wanted):
                    tell(f"{place} of {len(wanted)} crash points tried, {len(self.fired)} processes ended there")
            self._ending = True
            await asyncio.gather(*traffic)
            for one in extra:
                one.cancel()
        if self.silent:
            tell(f"never passed: {', '.join(self.silent)}")

    async def _try(self, label: str) -> None:
        file = self.stage.house.crash_file
        self._label = label
        file.write_text(f"{label} 1")
        provoke = _PROVOKED.get(label.partition(".")[0])
        begun, again = time.monotonic(), 0.0
        while file.exists() and time.monotonic() - begun < _PATIENCE:
            if provoke is not None and time.monotonic() >= again:
                await provoke(self)
                again = time.monotonic() + _AGAIN
            await asyncio.sleep(_LOOK)
        if file.exists():
            file.unlink(missing_ok=True)
            self.silent.append(label)
        else:
            self.fired.append(label)
        if label.startswith("spool"):
            await self.stage.house.start_redis()

    _label: str = ""
    _named: str = "none"

    def _mischief(self, call: Call) -> str:
        if call.text.startswith("a notice in doubt") and call.path.endswith("sendMessage"):
            return "reset"
        return "slow" if self._label.startswith("hold_calls") and call.target == "beckn" else ""

    async def _doubtful_notices(self, number: int) -> None:
        """Leave some deliveries whose fate nobody knows, so that the desk has something to send again."""
        await put(
            self.stage.house, [notice(_NOTICED, f"a notice in doubt {n}", Purpose.SERVICE) for n in range(number)]
        )

    async def _write(self) -> None:
        while True:
            with suppress(NotTaken):
                await self.stage.postman.post(Webhook(_EXTRA, next(self.stage.numbers), "help"))
            await asyncio.sleep(0.1)

    async def _chat(self) -> None:
        while True:
            with suppress(aiohttp.ClientError, TimeoutError, OSError, KeyError, TypeError, ValueError):
                await browse(self.stage.house.web_url)
            await asyncio.sleep(0.1)

    async def _watch(self) -> None:
        while True:
            with suppress(aiohttp.ClientError, TimeoutError, OSError):
                await look(self.stage.house.web_url)
            await asyncio.sleep(0.1)

    async def poison(self) -> None:
        """Put an entry that nobody can read into a mailbox of its own."""
        self._number += 1
        redis, victim = self.stage.house.redis, f"poisoned-{self._number}"
        await redis.rpush(f"mailbox:{victim}", f"poison-{self.seed}-{self._number}||1 " + "{cut")
        await redis.zadd("turns", {victim: 0})
        await redis.publish("wake", "turns")

    async def damage(self) -> None:
        """Damage what is stored of a customer, who then writes again."""
        self._number += 1
        line: Line = ("telegram", str(700_141_000 + self._number))
        await self.stage.postman.post(Webhook(line, next(self.stage.numbers), "help"))
        await self.stage.outside.wait(2.0)
        contact = await self._contact(line)
        if contact:
            await self.stage.house.redis.hset(f"contact:{contact}", "session", "1 {cut")
            await self.stage.postman.post(Webhook(line, next(self.stage.numbers), "help"))

    async def without_the_store(self) -> None:
        """Let the web keep a message on its disk."""
        await self.stage.house.stop_redis()
        await self.stage.postman.once(Webhook(_EXTRA, next(self.stage.numbers), "help"))

    async def mumble(self) -> None:
        """Let somebody new, whose words nothing else joins, say what only the language model could make sense of."""
        self._number += 1
        line: Line = ("telegram", str(700_143_000 + self._number))
        await self.stage.postman.post(Webhook(line, next(self.stage.numbers), "well and what of that stuff then"))

    async def call_back(self) -> None:
        """Let the network post a callback that nobody waits for."""
        context = {"action": "on_search", "transaction_id": f"chaos-{self.seed}"}
        url = f"{self.stage.house.web_url}/webhooks/beckn?token={CALLBACK_SECRET}"
        with suppress(aiohttp.ClientError, TimeoutError, OSError):
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as http:
                await http.post(url, json={"context": context, "message": {"catalog": {}}})

    async def desk(self, *words: str) -> None:
        """Let an operator say or look up something."""
        contact = await self._contact(_EXTRA)
        if contact:
            await self.stage.house.wattline("desk", words[0], contact, *words[1:])

    async def announce(self, *words: str) -> None:
        """Call a flexibility event in which nobody is enrolled."""
        self._number += 1
        start = datetime.now(UTC) + timedelta(days=1)
        times = ("--start", start.isoformat(), "--end", (start + timedelta(hours=1)).isoformat())
        name = f"event {self.seed} {self._number}"
        await self.stage.house.wattline("event", "announce", "--programme", "none", *times, "--name", name, *words)

    async def look_through(self, what: str) -> None:
        """Let an operator list the flexibility events, or the open cases."""
        await self.stage.house.wattline(what, "list")

    async def draw(self) -> None:
        """Ask for a picture as a turn would; a sweep puts the call before a worker."""
        self._number += 1
        call = CallId(f"{self.seed:016x}{self._number:016x}")
        store = wiring.store(self.stage.house.settings)
        codec = store.mailbox._codec  # noqa: SLF001 -- the harness writes what the house reads
        chart = Chart("en", "A year", (Bar("Solar", "about $600.00", "", 510.0, 600.0, 660.0),))
        request = codec.write(DrawPicture(call, chart), Request)
        await self.stage.house.redis.hset(
            f"call:{call}", mapping={"contact": f"drawn-for-{self._number}", "request": request, "state": "queued"}
        )
        await self.stage.house.redis.zadd("calls", {call: 0})
        store.runner.close()

    async def show(self) -> None:
        """Let somebody open the address of a picture that is gone."""
        settings = self.stage.house.settings
        address = Links.under(settings.secret_key, self.stage.house.web_url).to(CallId("0" * 32))
        with suppress(aiohttp.ClientError, TimeoutError, OSError):
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as http, http.get(address) as got:
                await got.read()

    async def settle(self, word: str, kind: str) -> None:
        """Let an operator settle a case of a kind."""
        if kind == "dead" and not await self._cases(kind):
            await self.poison()
        for case in (await self._cases(kind))[:1]:
            await self.stage.house.wattline("desk", word, case)

    async def take_away(self, *words: str) -> None:
        """Let an operator read, or take away, all that is kept of somebody who just wrote."""
        self._number += 1
        line: Line = ("sms", f"+44{_FIRST_PHONE + self._number}")
        await self.stage.postman.post(Webhook(line, next(self.stage.numbers), "help"))
        await self.stage.house.wattline("contact", *words, "--phone", line[1])

    async def rotate(self) -> None:
        """Let an operator seal everything under another key."""
        await self.stage.house.rotate()

    async def begin_anew(self) -> None:
        """Let an attendant start, which looks for what was kept long enough first of all."""
        for pid in self.stage.house.crew.pids("attend")[:1]:
            os.kill(pid, signal.SIGKILL)

    async def campaign(self, *words: str) -> None:
        """Let a manager launch a campaign for whoever just wrote, and test it on them or look at the one `{before}`."""
        before, self._number = self._named, self._number + 1
        self._named = name = f"chaos-{self.seed}-{self._number}"
        line: Line = ("telegram", str(700_142_000 + self._number))
        await self.stage.postman.post(Webhook(line, next(self.stage.numbers), "help"))
        await self.stage.outside.wait(1.0)
        contact = await self._contact(line)
        file = self.stage.house.crash_file.with_name(f"{name}.yaml")
        file.write_text(CAMPAIGN.format(name=name, contact=contact))
        await self.stage.house.wattline("campaign", "launch", str(file))
        then = [word.format(before=before) for word in words]
        await self.stage.house.wattline("campaign", *(then or ("test", str(file), "--to", contact)))

    async def verify(self) -> None:
        """Let an operator follow the audit."""
        await self.stage.house.wattline("audit", "verify")

    async def _cases(self, kind: str) -> list[str]:
        return [one for one in await self.stage.house.cases() if one.startswith(kind)]

    async def _contact(self, line: Line) -> str:
        return await self.stage.contact(line)


_Provoke = Callable[[Points], Awaitable[None]]
_PROVOKED: Mapping[str, _Provoke] = {
    "audit_append": lambda points: points.take_away("export"),
    "audit_read": Points.verify,
    "audit_seal": Points.begin_anew,
    "audit_state": Points.verify,
    "dossier": lambda points: points.take_away("export"),
    "erase": lambda points: points.take_away("delete"),
    "find_contact": lambda points: points.take_away("export"),
    "seize": lambda points: points.take_away("delete"),
    "announce_event": Points.announce,
    "append": lambda points: points.desk("say", "Good morning."),
    "bury": Points.poison,
    "call_back": Points.call_back,
    "enlist": Points.campaign,
    "enqueue_batches": Points.campaign,
    "find_person": Points.campaign,
    "list_ledgers": lambda points: points.campaign("report"),
    "open_ledger": Points.campaign,
    "put_rows": Points.campaign,
    "read_chunk": Points.campaign,
    "read_ledger": lambda points: points.campaign("report"),
    "scan_contacts": Points.campaign,
    "turn_ledger": Points.campaign,
    "count_enrolled": lambda points: points.announce("--dry-run"),
    "close_case": lambda points: points.settle("close", "dead"),
    **dict.fromkeys(OPERATED, lambda points: operate(points.stage.house.web_url)),
    "keep_picture": Points.draw,
    "list_cases": lambda points: points.look_through("desk"),
    "quarantine": Points.damage,
    "claim_case": lambda points: points.settle("claim", "dead"),
    "read_case": lambda points: points.settle("close", "dead"),
    "read_conversation": lambda points: points.desk("show"),
    "read_transcript": lambda points: points.desk("say", "Good day."),
    "remark": lambda points: points.desk("note", "Calls back at noon."),
    "read_consents": lambda points: points.take_away("consents"),
    "read_events": lambda points: points.look_through("event"),
    "read_rows": lambda points: points.campaign("recipients", "{before}"),
    "release": Points.poison,
    "resend": lambda points: points.settle("replay", "delivery"),
    "revive": lambda points: points.settle("replay", "dead"),
    "reseal": Points.rotate,
    "scan_keys": Points.rotate,
    "show_picture": Points.show,
    "spend": Points.mumble,
    "spool": Points.without_the_store,
    "suspect": Points.poison,
    "tries": Points.poison,
    "trim_tombstones": Points.begin_anew,
    "trim_lines": Points.begin_anew,
}
"""What brings a process to a point that customers' messages alone do not lead to."""
