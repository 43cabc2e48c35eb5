"""A code that Twilio Verify sends is the one that is checked here, over real HTTP against the simulated Verify."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.delivery import Post, Sending
from bot.model.code import Codes
from bot.model.contact import Contact, Purpose
from bot.model.delivery import CODE_MARK, Delivery
from bot.model.ids import ContactId, DeliveryId
from bot.model.session import Challenge
from bot.policy import Place
from bot.reaching import Ways
from bot.store.outbox import Before, Doubt
from channels import verify
from channels.messages import Address, OutboundMessage, Status
from sandbox.config import Config
from sandbox.running import Sandbox, running

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CODES = Codes(b"pepper of the tests", digits=8, channel=verify.CHANNEL)
SERVICE = "VA" + "4" * 32
ADA = "+12025550100"
HERE = Address("web", "v" * 64)


@pytest.fixture(scope="module")
def verifying() -> Iterator[Sandbox]:
    with running(Config(verify_service=SERVICE)) as sandbox:
        yield sandbox


async def sent(verifying: Sandbox, challenge: Challenge, doubt: Doubt = Doubt.NONE) -> Sending:
    account, token = verifying.config.twilio_account, verifying.config.twilio_token
    channel = verify.connect(SERVICE, account_sid=account, auth_token=token, api_url=verifying.url)
    to, words = Address(verify.CHANNEL, ADA), OutboundMessage(CODE_MARK)
    delivery = Delivery(DeliveryId("d1"), ContactId("c1"), to, words, Purpose.CODE, NOW, challenge, attempts=1)
    try:
        post = Post({verify.CHANNEL: channel}, CODES, Place(ZoneInfo("UTC")), Ways(str), lambda: NOW)
        return await post.send(delivery, Contact(ContactId("c1")), Before(doubt, NOW))
    finally:
        await channel.close()


async def test_the_phone_shows_the_code_that_is_checked_here(verifying: Sandbox) -> None:
    challenge = Challenge("nonce", "MTR-0000", HERE, NOW + timedelta(minutes=5))
    sending = await sent(verifying, challenge)
    assert (sending.ended.status, (sending.ended.provider_id or "")[:2]) == (Status.SENT, "VE")
    shown = verifying.wire.received("sms", "MTR-0000")["text"]
    assert CODES.matches(challenge, shown.rpartition(" ")[2])


async def test_a_doubtful_code_is_asked_after_nowhere_and_never_sent_again(verifying: Sandbox) -> None:
    before = verifying.wire.last
    challenge = Challenge("nonce", "MTR-0000", HERE, NOW + timedelta(minutes=5))
    sending = await sent(verifying, challenge, Doubt.WAITED)
    assert (sending.ended.status, sending.ended.case) == (Status.UNCONFIRMED, None)
    assert verifying.wire.requests("twilio", after=before) == []


async def test_the_decoy_of_a_meter_that_nobody_has_never_leaves(verifying: Sandbox) -> None:
    before = verifying.wire.last
    challenge = Challenge("nonce", "MTR-9999", HERE, NOW + timedelta(minutes=5), decoy=True)
    sending = await sent(verifying, challenge)
    assert (sending.ended.status, sending.ended.error) == (Status.WITHHELD, "decoy")
    assert verifying.wire.requests("twilio", after=before) == []
