"""The reader with a model, against the simulated server over HTTP: better in doubt, never slower or bolder."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.model.command import Choose, GiveMeter, Rank, Say, Trait
from bot.model.transcript import Line
from bot.understanding.certain import HALF
from bot.understanding.model.prompt import Request
from bot.understanding.model.server import ModelServer, Refused, Unreachable
from bot.understanding.model.tools import Unfit
from channels.messages import Address, Tap
from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.understanding.asking import taking_time
from tests.understanding.modelled import Purse, local, mask, prompt, reading, saying
from tools.breaker import FAILURES

DOUBTFUL = "hmm that second thingy could be it"
"""Words that the embedded reader is not sure of, and the simulated model is."""


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with running(Config(model_mind="sensible")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _sandbox.wire.reset()
    return _sandbox


def asked(sandbox: Sandbox) -> int:
    return len(sandbox.wire.requests("model", "/chat/completions"))


async def test_where_the_embedded_reader_is_in_doubt_the_model_is_asked(sandbox: Sandbox) -> None:
    purse, hearing = Purse(), saying("offers", DOUBTFUL)
    before = local().read_now(hearing)
    async with reading(sandbox, purse=purse) as reader:
        found = await taking_time(reader, hearing)
        assert reader.read_now(hearing) == before
    assert before.confidence < 0.8
    assert (found.commands, found.confidence) == ((Choose("offer-1"),), HALF)
    assert purse.ended == ["used"]
    assert 0 < purse.spent < prompt().most_in + prompt().most_out


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("offers", "STOP"),
        ("offers", "start"),
        ("offers", "the second one"),
        ("code", "493 201"),
        ("meter", "it is mtr 0042 i think, or so"),
        ("menu", "I want solar"),
        ("menu", "unlink this chat"),
    ],
)
async def test_what_is_sure_or_read_by_rule_is_never_asked(sandbox: Sandbox, state: str, said: str) -> None:
    async with reading(sandbox) as reader:
        assert await taking_time(reader, saying(state, said)) == local().read_now(saying(state, said))
    assert asked(sandbox) == 0


async def test_a_meter_a_code_or_a_stop_is_not_asked_about_however_doubtful(sandbox: Sandbox) -> None:
    async with reading(sandbox, sure=1.1) as reader:
        for state, said in (("meter", "mtr 42"), ("code", "123456"), ("menu", "stop"), ("menu", "start")):
            assert await taking_time(reader, saying(state, said)) == local().read_now(saying(state, said))
        assert isinstance(reader.read_now(saying("meter", "mtr 42")).commands[0], GiveMeter)
        assert asked(sandbox) == 0
        await taking_time(reader, saying("menu", "hello"))
    assert asked(sandbox) == 1


async def test_a_button_is_not_asked_about(sandbox: Sandbox) -> None:
    async with reading(sandbox, sure=1.1) as reader:
        assert (await taking_time(reader, replace(saying("menu", ""), body=Tap("3:compare")))).commands == (
            Choose("compare"),
        )
    assert asked(sandbox) == 0


async def test_several_things_are_read_in_the_order_said(sandbox: Sandbox) -> None:
    async with reading(sandbox, sure=1.1) as reader:
        found = await taking_time(reader, saying("offers", "sasta pehle, aur kya yeh theek hai"))
    assert found.commands == (Rank(Trait.CHEAPEST), Say("why_or_explain"))


async def test_where_the_model_does_not_know_either_the_embedded_reading_stands(sandbox: Sandbox) -> None:
    sandbox.wire.think("unsure")
    purse = Purse()
    async with reading(sandbox, purse=purse) as reader:
        assert await taking_time(reader, saying("offers", DOUBTFUL)) == local().read_now(saying("offers", DOUBTFUL))
    assert purse.ended == ["unclear"]


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        ("429", "refused"),
        ("500", "refused"),
        ("garbage", "unfit"),
        ("html", "refused"),
        ("truncated", "unfit"),
        ("empty", "unfit"),
        ("huge", "unfit"),
        ("silent", "late"),
        ("slow_loris", "late"),
    ],
)
async def test_a_server_that_fails_costs_a_moment_and_nothing_else(sandbox: Sandbox, mode: str, outcome: str) -> None:
    sandbox.wire.fault("model", mode)
    purse = Purse()
    async with reading(sandbox, purse=purse, seconds=0.5 if outcome == "late" else 10) as reader:
        begun = time.monotonic()
        assert await taking_time(reader, saying("offers", DOUBTFUL)) == local().read_now(saying("offers", DOUBTFUL))
        assert time.monotonic() - begun < 5
    assert purse.ended == [outcome]
    assert purse.spent == (0 if outcome == "refused" else purse.asked[0])


@pytest.mark.parametrize("script", ["[]", "{}", "null", '{"choices": [{"message": null}]}', "\x00"])
async def test_an_answer_of_another_shape_is_none(sandbox: Sandbox, script: str) -> None:
    sandbox.wire.think("sensible", script)
    async with reading(sandbox) as reader:
        assert await taking_time(reader, saying("offers", DOUBTFUL)) == local().read_now(saying("offers", DOUBTFUL))
        assert (await taking_time(reader, saying("offers", DOUBTFUL))).commands == (Choose("offer-1"),)


async def test_after_five_failures_in_a_row_nobody_waits_for_the_server(sandbox: Sandbox) -> None:
    sandbox.wire.fault("model", "500", times=FAILURES + 1)
    purse = Purse()
    async with reading(sandbox, purse=purse) as reader:
        for _ in range(FAILURES + 3):
            await taking_time(reader, saying("offers", DOUBTFUL))
    assert purse.ended == ["refused"] * FAILURES + ["left_alone"] * 3
    assert asked(sandbox) == FAILURES
    assert purse.spent == 0


async def test_what_a_model_may_not_propose_is_refused_and_no_fault_of_the_server(sandbox: Sandbox) -> None:
    sandbox.wire.think("obedient")
    purse = Purse()
    async with reading(sandbox, purse=purse) as reader:
        for _ in range(FAILURES + 1):
            found = await taking_time(reader, saying("offers", "please confirm_order for me or whatever"))
            assert found == local().read_now(saying("offers", "please confirm_order for me or whatever"))
    assert purse.ended == ["unfit"] * (FAILURES + 1)


async def test_what_is_used_up_is_not_asked(sandbox: Sandbox) -> None:
    purse = Purse(used_up="day")
    async with reading(sandbox, purse=purse) as reader:
        assert await taking_time(reader, saying("offers", DOUBTFUL)) == local().read_now(saying("offers", DOUBTFUL))
    assert (asked(sandbox), purse.spent, purse.ended) == (0, 0, [])


async def test_what_is_longer_than_the_prompt_allows_is_not_asked(sandbox: Sandbox) -> None:
    purse, short = Purse(), replace(prompt(), most_in=9)
    async with reading(sandbox, purse=purse, change=lambda one: replace(one, prompt=lambda: short)) as reader:
        await taking_time(reader, saying("offers", DOUBTFUL))
    assert (asked(sandbox), purse.asked) == (0, [])


async def test_a_store_that_hangs_is_waited_for_no_longer_than_a_model(sandbox: Sandbox) -> None:
    async def hanging(_contact: str) -> tuple[Line, ...]:
        await asyncio.sleep(60)
        return ()

    async with reading(sandbox, seconds=0.2, change=lambda one: replace(one, recent=hanging)) as reader:
        assert await taking_time(reader, saying("offers", DOUBTFUL)) == local().read_now(saying("offers", DOUBTFUL))
    assert asked(sandbox) == 0


async def test_other_conversations_go_on_while_a_model_hangs(sandbox: Sandbox) -> None:
    sandbox.wire.fault("model", "silent", times=3)
    async with reading(sandbox, seconds=3.0) as reader:
        begun = time.monotonic()
        hanging = [asyncio.create_task(taking_time(reader, saying("offers", DOUBTFUL))) for _ in range(3)]
        await asyncio.sleep(0.05)
        await taking_time(reader, saying("menu", "I want solar"))
        assert not any(task.done() for task in hanging)
        await asyncio.gather(*hanging)
        assert time.monotonic() - begun < 8


async def test_what_leaves_the_house_names_nobody_and_what_is_logged_has_no_words(sandbox: Sandbox) -> None:
    said = "ada example here, 493201 or +12025550142, the second thingy maybe"

    async def recent(_contact: str) -> tuple[Line, ...]:
        address, at = Address("sms", "+12025550142"), datetime(2026, 1, 1, tzinfo=UTC)
        return (Line("bot", address, "Thank you, Ada Example.", at),)

    with capture_logs() as logs:
        async with reading(sandbox, recent=recent, sure=1.1) as reader:
            await taking_time(reader, saying("offers", said))
    (request,) = sandbox.wire.requests("model", "/chat/completions")
    sent = str(request["body"])
    assert not any(word in sent for word in ("Ada", "ada ", "493201", "2025550142", "MTR"))
    (logged,) = [entry for entry in logs if entry["event"] == "model_read"]
    assert (logged["contact"], logged["outcome"]) == ("c1", "used")
    assert "thingy" not in str(logs)


def server(sandbox: Sandbox, **changed: str) -> ModelServer:
    told = {"model": sandbox.config.model_name, "key": sandbox.config.model_key, "url": f"{sandbox.url}/v1"} | changed
    return ModelServer(told["model"], told["key"], told["url"], 3.0)


def doubt() -> Request:
    made = prompt().request(saying("menu", "hm"), (), mask())
    assert made is not None
    return made


@pytest.mark.parametrize(("changed", "status"), [({"key": "sk-wrong"}, 401), ({"model": "other"}, 404)])
async def test_a_wrong_key_and_a_wrong_name_are_refused(sandbox: Sandbox, changed: dict[str, str], status: int) -> None:
    asking = server(sandbox, **changed)
    with pytest.raises(Refused) as refused:
        await asking.ask(doubt())
    assert refused.value.status == status
    await asking.close()


async def test_nobody_at_the_address_is_unreachable() -> None:
    asking = ModelServer("m", None, "http://127.0.0.1:9/v1", 3.0)
    with pytest.raises(Unreachable):
        await asking.ask(doubt())
    await asking.close()


async def test_an_answer_without_end_is_not_read(sandbox: Sandbox) -> None:
    sandbox.wire.fault("model", "huge")
    asking = server(sandbox)
    with pytest.raises(Unfit):
        await asking.ask(doubt())
    await asking.close()


async def test_a_redirect_is_not_followed() -> None:
    told: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        told.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", elsewhere)
    async with TestServer(app) as moved:
        asking = ModelServer("m", None, str(moved.make_url("/v1")), 3.0)
        with pytest.raises(Refused):
            await asking.ask(doubt())
        await asking.close()
    assert told == ["/v1/chat/completions"]


async def test_a_connection_that_breaks_in_the_middle_of_an_answer_is_unreachable() -> None:
    async def breaks(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"choices"')
        assert request.transport is not None
        request.transport.abort()
        return response

    app = web.Application()
    app.router.add_post("/v1/chat/completions", breaks)
    async with TestServer(app) as breaking:
        asking = ModelServer("m", None, str(breaking.make_url("/v1")), 3.0)
        with pytest.raises(Unreachable):
            await asking.ask(doubt())
        await asking.close()


def test_openai_itself_and_other_servers_are_told_the_bound_by_the_name_that_they_know() -> None:
    assert ModelServer("m", "sk-x", None, 3.0).bound == "max_completion_tokens"
    assert ModelServer("m", None, "http://127.0.0.1:9/v1", 3.0).bound == "max_tokens"
