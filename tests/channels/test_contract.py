"""Every channel of the registry is held to the contract, and so is the worked example of docs/channels/adding.md."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from channels.contract import Channel
from channels.registry import build
from tests import worked
from tests.channels import contract
from tests.channels.benches import BENCHES, Bench, credentials
from tests.channels.provider import Closing, Provider

EXAMPLE = worked.module("channels/adding.md", "channels_filedrop")
ALL: tuple[Bench, ...] = (*BENCHES, EXAMPLE.BENCH)
every_channel = pytest.mark.parametrize("bench", ALL, ids=lambda bench: bench.name)
Build = Callable[[Bench, str], Channel]


@pytest.fixture
def made(closing: Closing) -> Build:
    def new(bench: Bench, url: str) -> Channel:
        channel = bench.channel(url)
        closing(channel.close)
        return channel

    return new


def test_every_channel_of_the_registry_is_on_a_bench() -> None:
    assert {bench.name for bench in BENCHES} == set(build(credentials("http://127.0.0.1:9")))


@every_channel
async def test_it_says_who_it_is_and_loses_nothing(bench: Bench, nobody: str, made: Build) -> None:
    channel = made(bench, nobody)
    contract.check_form(channel, bench)
    contract.check_too_long(channel)
    contract.check_files(channel)


@every_channel
async def test_what_is_forged_repeated_or_unreadable_is_taken_for_what_it_is(
    bench: Bench, nobody: str, made: Build
) -> None:
    channel = made(bench, nobody)
    contract.check_forged(channel, bench)
    contract.check_repeated(channel, bench)
    contract.check_unsupported(channel, bench)


@every_channel
async def test_throttled_refused_blocked_and_unconfirmed_are_told_apart(
    bench: Bench, provider: Provider, made: Build
) -> None:
    await contract.check_answers(made(bench, provider.url), bench, provider)


@every_channel
async def test_what_never_left_is_unreachable_and_what_is_exact_is_shown_once(
    bench: Bench, nobody: str, made: Build
) -> None:
    await contract.check_unreachable(made(bench, nobody), bench)
    await contract.check_once(made(bench, nobody), bench)


def test_the_example_shows_a_delivery_once_and_says_where_a_folder_is_away(tmp_path: Path) -> None:
    drop = EXAMPLE.FileDrop(tmp_path, secret="s" * 32)
    for _ in range(2):
        assert asyncio.run(contract.problem(drop, EXAMPLE.BENCH)) is None
    assert [file.name for file in tmp_path.iterdir()] == ["ada.d1.json"]
    (tmp_path / "file").write_text("no folder")
    away = EXAMPLE.FileDrop(tmp_path / "file", secret="s" * 32)
    assert isinstance(asyncio.run(contract.problem(away, EXAMPLE.BENCH)), EXAMPLE.Unreachable)
