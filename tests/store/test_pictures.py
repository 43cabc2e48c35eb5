"""A picture is kept for the one who asked, sealed, for an hour, at an address that only we can make."""

import base64
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.model.event import ToolFinished
from bot.model.ids import CallId, ContactId, EventId
from bot.model.turn import ToolCall
from bot.pictures import Album, Links, Pictures
from bot.privacy import Privacy
from bot.store.calls import Calls
from bot.store.leases import release
from bot.store.persons import Persons
from bot.store.pictures import SECONDS, SHOWN, PictureBox, ShownTooOften
from bot.store.rotation import rotate
from bot.store.runners import Awaiting
from bot.store.sealing import Sealer
from channels.errors import Unreachable
from sandbox.embedded import free_port
from tests.store.building import NOW, House, lease_of, turn_saying
from tools.picture import Chart, DrawPicture, PictureDrawn

CALL = CallId("0123456789abcdef" * 2)
KEY = f"picture:{CALL}"
ASKED = DrawPicture(CALL, Chart("en", "The first year", ()))
PNG = b"\x89PNG\r\n\x1a\n and so on"
PUBLIC = "https://bot.utility.example"
LINKS = Links.under("a key of the tests", PUBLIC)


@pytest.fixture
def house(redis_url: str) -> Iterator[House]:
    """A house where a worker is at the call for a picture."""
    house = House(redis_url)
    house.accept("1")
    (claimed,) = house.claim()
    house.commit(claimed, replace(turn_saying(claimed.contact), calls=(ToolCall(CALL, ASKED),)))
    house.runner.run(release(lease_of(claimed), 0))
    assert house.runner.run(Calls(house.codec, house.mailbox).start(CALL, 60_000)) is not None
    yield house
    house.runner.close()


@pytest.fixture
def box(house: House) -> PictureBox:
    return PictureBox(house.codec.sealer)


@pytest.fixture
def pictures(house: House, box: PictureBox) -> Pictures:
    return Pictures(house.runner, box, LINKS)


@pytest.fixture
async def album(box: PictureBox, redis_url: str) -> AsyncIterator[Album]:
    runner = Awaiting(redis_url)
    yield Album(runner, box, LINKS)
    await runner.close()


def token_of(url: str | None) -> str:
    assert url is not None
    return url.removeprefix(f"{PUBLIC}/media/").removesuffix(".png")


def test_what_was_drawn_is_shown_at_its_address(pictures: Pictures) -> None:
    url = pictures.keep(CALL, PNG)
    assert url is not None
    assert url.startswith(f"{PUBLIC}/media/")
    assert pictures.show(token_of(url)) == PNG


def test_an_address_is_short_enough_for_one_text_message(pictures: Pictures) -> None:
    url = pictures.keep(CALL, PNG)
    assert url is not None
    assert len(url) <= len(PUBLIC) + 85


@pytest.mark.parametrize("forged", ["", "x", CALL, "AAAAAAAAAAAAAAAAAAAAAA.aaaaaa.sig", "\u0939"])
def test_a_forged_address_shows_nothing_and_asks_no_store(pictures: Pictures, house: House, forged: str) -> None:
    real = token_of(pictures.keep(CALL, PNG))
    other = Links.under("another key", PUBLIC).to(CALL)
    for token in (forged, real[:-1], f"{real}x", f"x{real}", token_of(other)):
        assert pictures.show(token) is None
    assert house.ask("HGET", KEY, "shown") == b"0"


def test_an_address_ends_with_the_hour(pictures: Pictures, house: House, box: PictureBox) -> None:
    token = token_of(pictures.keep(CALL, PNG))
    late = Pictures(house.runner, box, replace(LINKS, seconds=-1))
    assert late.show(token) is None
    assert house.ask("TTL", KEY) in range(SECONDS - 5, SECONDS + 1)
    house.ask("DEL", KEY)
    assert pictures.show(token) is None


def test_nobody_reads_a_picture_without_end(pictures: Pictures) -> None:
    token = token_of(pictures.keep(CALL, PNG))
    for _ in range(SHOWN):
        assert pictures.show(token) == PNG
    with pytest.raises(ShownTooOften):
        pictures.show(token)


def test_it_lies_sealed_and_is_kept_once_more_by_a_worker_that_began_again(pictures: Pictures, house: House) -> None:
    pictures.keep(CALL, b"first")
    token = token_of(pictures.keep(CALL, PNG))
    stored = house.ask("HGET", KEY, "picture")
    assert base64.b64encode(PNG) not in stored
    assert house.codec.sealer.open(stored.decode()) == b"data:image/png;base64," + base64.b64encode(PNG)
    assert pictures.show(token) == PNG


def test_a_picture_that_cannot_be_opened_is_none_and_noted(pictures: Pictures, house: House) -> None:
    token = token_of(pictures.keep(CALL, PNG))
    house.ask("HSET", KEY, "picture", "k1.AAAA")
    with capture_logs() as logs:
        assert pictures.show(token) is None
    assert [line["event"] for line in logs] == ["picture_damaged"]


def test_nothing_is_kept_for_a_call_that_has_ended(pictures: Pictures, house: House) -> None:
    finished = ToolFinished(EventId(f"{CALL}.finished"), NOW, CALL, PictureDrawn("https://x.example/1.png"))
    house.runner.run(Calls(house.codec, house.mailbox).finish(finished))
    assert pictures.keep(CALL, PNG) is None
    assert not house.ask("EXISTS", KEY)
    (entry,) = house.ask("LRANGE", "mailbox:c1", 0, -1)
    assert b"x.example" not in entry, "whoever has the address sees the picture"
    assert house.mailbox.event(entry) == finished


def _privacy(house: House) -> Privacy:
    persons = Persons(house.codec, house.mailbox)
    return Privacy(house.runner, house.mailbox, persons, clock=lambda: NOW, new_id=lambda: "note")


def test_an_export_shows_it_and_a_deletion_takes_it_away_for_good(pictures: Pictures, house: House) -> None:
    token = token_of(pictures.keep(CALL, PNG))
    exported = _privacy(house).export(ContactId("c1"), "op")
    assert exported is not None
    stored = exported["stored"]
    assert isinstance(stored, dict)
    assert stored[KEY]["picture"] == "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert _privacy(house).delete(ContactId("c1"), "op", lambda: None)
    assert not house.ask("EXISTS", KEY)
    assert pictures.show(token) is None
    assert pictures.keep(CALL, PNG) is None, "its worker comes too late"
    assert not house.ask("EXISTS", KEY)


def test_it_is_sealed_anew_under_a_new_key(pictures: Pictures, house: House) -> None:
    token = token_of(pictures.keep(CALL, PNG))
    both = Sealer({"k2": b"2" * 32, "k1": b"1" * 32}, b"hash key of the tests")
    rotate(house.runner, both, lambda _: None)
    only = PictureBox(Sealer({"k2": b"2" * 32}, b"hash key of the tests"))
    assert Pictures(house.runner, only, LINKS).show(token) == PNG
    assert house.ask("TTL", KEY) > 0


async def test_a_channel_opens_it_by_its_address(pictures: Pictures, album: Album) -> None:
    url = pictures.keep(CALL, PNG)
    assert url is not None
    assert await album.open(url) == PNG
    moved = url.replace("bot.utility.example", "chat.utility.example")
    assert await album.open(moved) == PNG, "an installation may move"
    for other in ("https://bot.utility.example/media/x.png", "https://bot.utility.example/", url[:-4]):
        assert await album.open(other) is None


async def test_a_channel_gets_none_where_it_was_shown_too_often(pictures: Pictures, album: Album, house: House) -> None:
    url = pictures.keep(CALL, PNG)
    assert url is not None
    house.ask("HSET", KEY, "shown", SHOWN)
    assert await album.open(url) is None


async def test_while_the_store_is_away_a_channel_is_told_to_try_again(box: PictureBox) -> None:
    runner = Awaiting(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(Unreachable):
        await Album(runner, box, LINKS).open(LINKS.to(CALL))
    await runner.close()
