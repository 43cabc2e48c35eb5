"""What providers have approved is looked at again and again, also after a look that failed."""

import asyncio
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from bot.attendant import approvals
from bot.attendant.approvals import Approvals
from channels.errors import Unreachable
from tests.attendant.test_post import Line as Plain
from tests.attendant.test_reaching import Line


@dataclass
class Moody(Line):
    """Fails at its first look."""

    trouble: Exception = field(default_factory=lambda: Unreachable("away"))
    looks: list[bool] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def refresh(self) -> None:
        self.looks.append(bool(self.looks))
        if len(self.looks) > 2:
            self.enough.set()
        if not self.looks[-1]:
            raise self.trouble


async def test_a_look_that_failed_is_made_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "SOON", 0.0)
    monkeypatch.setattr(approvals, "SECONDS", 0.0)
    channel = Moody()
    looking = asyncio.create_task(Approvals([Plain(), channel]).run())
    await asyncio.wait_for(channel.enough.wait(), 10)
    looking.cancel()
    assert channel.looks[:3] == [False, True, True]


async def test_where_nothing_is_approved_it_rests_until_the_process_ends() -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(Approvals([Plain()]).run(), 0.05)


async def test_a_look_that_broke_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "SOON", 0.0)
    monkeypatch.setattr(approvals, "SECONDS", 0.0)
    channel = Moody(trouble=KeyError("sid"))
    looking = asyncio.create_task(Approvals([channel]).run())
    with capture_logs() as logs:
        await asyncio.wait_for(channel.enough.wait(), 10)
    looking.cancel()
    assert [line["event"] for line in logs] == ["templates_broke"]
