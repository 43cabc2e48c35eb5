"""Media: fetched from the provider's own address alone, bounded in size and time, told by their bytes."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from channels.errors import Unreachable
from channels.media import Kind, MediaFetcher, MediaRefused, MediaTooLarge, PublicResolver, is_public, kind_of
from tests.channels.provider import Provider
from tests.channels.ssrf import ELSEWHERE, NOT_PUBLIC, connections


class Saying(AbstractResolver):
    """Answers with these addresses, one list a question."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family
        self.asked.append(host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in self.answers.pop(0)
        ]

    async def close(self) -> None:
        pass


async def test_a_file_is_fetched_with_the_headers_given(provider: Provider) -> None:
    provider.answer = (200, b"timestamp,kwh\n", {})
    found = await MediaFetcher(provider.url).fetch(f"{provider.url}/file/1", headers={"Authorization": "Basic x"})
    assert found == b"timestamp,kwh\n"
    (asked,) = provider.asked
    assert (asked.path, asked.headers["Authorization"]) == ("/file/1", "Basic x")
    assert asked.headers["Accept-Encoding"] == "identity"


async def test_as_much_as_the_limit_is_taken_and_one_byte_more_is_not(provider: Provider) -> None:
    fetcher = MediaFetcher(provider.url)
    provider.answer = (200, b"x" * 1000, {})
    assert len(await fetcher.fetch(f"{provider.url}/file", limit=1000)) == 1000
    provider.answer = (200, b"x" * 1001, {})
    with pytest.raises(MediaTooLarge):
        await fetcher.fetch(f"{provider.url}/file", limit=1000)


async def test_what_says_no_length_is_bounded_as_well(provider: Provider) -> None:
    provider.answer = (200, b"x" * 300_000, {"Transfer-Encoding": "chunked"})
    with pytest.raises(MediaTooLarge):
        await MediaFetcher(provider.url).fetch(f"{provider.url}/file", limit=100_000)


@pytest.mark.parametrize("status", [400, 401, 404, 410])
async def test_what_the_provider_has_no_more_is_refused(provider: Provider, status: int) -> None:
    provider.answer = (status, {}, {})
    with pytest.raises(MediaRefused, match=str(status)):
        await MediaFetcher(provider.url).fetch(f"{provider.url}/file")


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_provider_that_fails_may_be_asked_again(provider: Provider, status: int) -> None:
    provider.answer = (status, {}, {})
    with pytest.raises(Unreachable):
        await MediaFetcher(provider.url).fetch(f"{provider.url}/file")


async def test_a_connection_is_seen_where_there_is_one(provider: Provider) -> None:
    with connections() as seen:
        await MediaFetcher(provider.url).fetch(f"{provider.url}/file")
    assert seen


async def test_a_provider_that_does_not_answer_may_be_asked_again(provider: Provider, nobody: str) -> None:
    provider.answer = "hang"
    with pytest.raises(Unreachable, match="TimeoutError"):
        await MediaFetcher(provider.url, seconds=0.2).fetch(f"{provider.url}/file")
    with pytest.raises(Unreachable):
        await MediaFetcher(nobody).fetch(f"{nobody}/file")


@pytest.mark.parametrize("url", ELSEWHERE)
async def test_nothing_is_connected_to_but_the_provider(url: str) -> None:
    with connections() as seen, pytest.raises(MediaRefused):
        await MediaFetcher("https://api.provider.example").fetch(url)
    assert seen == []


@pytest.mark.parametrize("address", NOT_PUBLIC)
async def test_a_name_that_leads_into_a_network_not_public_is_connected_to_nowhere(address: str) -> None:
    resolver = Saying(["93.184.216.34", address])
    with connections() as seen, pytest.raises(MediaRefused, match="not public"):
        await MediaFetcher("https://api.provider.example", resolver=resolver).fetch("https://api.provider.example/1")
    assert (resolver.asked, seen) == (["api.provider.example"], [])


async def test_the_address_looked_at_is_the_one_connected_to() -> None:
    """A name server that answers otherwise the second time is never asked a second time."""
    resolver = PublicResolver(Saying(["93.184.216.34"], ["127.0.0.1"]))
    assert [one["host"] for one in await resolver.resolve("api.provider.example", 443)] == ["93.184.216.34"]
    with pytest.raises(MediaRefused):
        await resolver.resolve("api.provider.example", 443)
    await resolver.close()


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest", "https://elsewhere.example/", "//evil", ""])
async def test_no_redirect_off_the_provider_is_followed(provider: Provider, target: str) -> None:
    provider.answer = (302, b"", {"Location": target})
    with pytest.raises(MediaRefused, match="does not lie"):
        await MediaFetcher(provider.url).fetch(f"{provider.url}/file")
    assert len(provider.asked) == 1


async def test_a_redirect_to_a_named_origin_is_followed_once_and_without_headers(provider: Provider) -> None:
    provider.answer = (307, b"", {"Location": f"{provider.url}/again"})
    fetcher = MediaFetcher(provider.url, redirects=[provider.url])
    with pytest.raises(MediaRefused, match="on and on"):
        await fetcher.fetch(f"{provider.url}/file", headers={"Authorization": "Basic x"})
    assert ["Authorization" in asked.headers for asked in provider.asked] == [True, False]


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_a_public_address_is_known_as_one(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", [*NOT_PUBLIC, "no address", ""])
def test_an_address_that_is_not_public_is_known_as_one(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n...", Kind.PICTURE),
        (b"\xff\xd8\xff\xe0", Kind.PICTURE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", Kind.PICTURE),
        (b"%PDF-1.7\n", Kind.PDF),
        (b"PK\x03\x04zip", Kind.ARCHIVE),
        (b"\x1f\x8b\x08", Kind.ARCHIVE),
        (b"<?xml version='1.0'?><feed/>", Kind.TEXT),
        (b"\xef\xbb\xbfdate,kWh\r\n", Kind.TEXT),
        ("hora;energía\n".encode("cp1252"), Kind.TEXT),
        ("date,kWh\n".encode("utf-16"), Kind.TEXT),
        (b"MZ\x90\x00\x03", Kind.OTHER),
        (b"\x7fELF", Kind.OTHER),
        (b"\x7fELF\x02", Kind.OTHER),
        (b"", Kind.OTHER),
    ],
)
def test_a_file_is_what_its_bytes_say(begin: bytes, kind: Kind) -> None:
    assert kind_of(begin) is kind


@given(st.binary(max_size=64))
def test_any_bytes_are_of_one_kind(content: bytes) -> None:
    assert kind_of(content) in Kind
