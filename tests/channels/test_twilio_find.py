"""A send in doubt: what Twilio lists -> the id under which it has the message, or None where it surely has not."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from channels.errors import SendError, Throttled, Unconfirmed, Unreachable
from channels.messages import Address, OutboundMessage
from channels.twilio import Twilio
from tests.channels.provider import Answer, Closing, Provider
from tests.channels.test_twilio import channels_to, refusal

SINCE = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
PHONE = Address("whatsapp", "+12025550111")
WANTED = OutboundMessage("Your order is placed. ")


def listed(number: int, at: str = "12:00:31", body: str | None = "Your order is placed.") -> Mapping[str, object]:
    return {"sid": f"SM{number}", "body": body, "date_created": f"Sun, 01 Mar 2026 {at} +0000"}


def page(*messages: Mapping[str, object]) -> Answer:
    return 200, {"messages": list(messages), "page": 0, "page_size": 50, "next_page_uri": None}, {}


def channel(provider: Provider, closing: Closing) -> Twilio:
    return channels_to(provider.url, closing)["whatsapp"]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param(page(listed(1)), "SM1", id="it is there"),
        pytest.param(page(listed(1, "12:00:26")), "SM1", id="made a little before, by Twilio's clock"),
        pytest.param(page(listed(1, "12:00:20")), None, id="the same words of an earlier message"),
        pytest.param(page(listed(1, body="Something else")), None, id="other words"),
        pytest.param(page(listed(1, body=None)), None, id="no words at all"),
        pytest.param(page(listed(7), listed(2)), "SM2", id="another delivery of ours with the same words"),
        pytest.param(page({"sid": "SM1", "body": WANTED.text}), None, id="nobody knows when"),
        pytest.param(page(), None, id="nothing was sent to this address"),
    ],
)
async def test_the_list_settles_what_became_of_it(
    answer: Answer, found: str | None, provider: Provider, closing: Closing
) -> None:
    provider.answer = answer
    sent = await channel(provider, closing).find(PHONE, WANTED, since=SINCE, others=frozenset({"SM7"}))
    assert (sent and sent.provider_id) == found
    (asked,) = provider.asked
    assert asked.query == {"To": "whatsapp:+12025550111", "PageSize": "50"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(refusal(429, 20429), Throttled, id="slow down"),
        pytest.param((500, b"", {}), Unreachable, id="their fault"),
        pytest.param((200, b"<html>", {}), Unconfirmed, id="not readable"),
        pytest.param((200, {"messages": 7}, {}), Unconfirmed, id="of another shape"),
    ],
)
async def test_no_list_settles_nothing(
    answer: Answer, kind: type[SendError], provider: Provider, closing: Closing
) -> None:
    provider.answer = answer
    with pytest.raises(kind):
        await channel(provider, closing).find(PHONE, WANTED, since=SINCE, others=())
