"""One delivery is at most one call to the provider, and its end says what may be done next."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.delivery import MOST_ATTEMPTS, SETTLE_SECONDS, Post, Sending, apology, deliveries
from bot.model.code import Codes
from bot.model.contact import Contact, Purpose
from bot.model.delivery import CODE_MARK, Delivery
from bot.model.ids import ContactId, DeliveryId, EventId, Ids
from bot.model.session import Challenge, Session
from bot.model.turn import CaseKind, Reply, Turn
from bot.policy import Place
from bot.reaching import Ways
from bot.store.mailbox import Known
from bot.store.outbox import Before, Doubt
from channels.contract import Abilities, Channel, Received, Sent, Webhook
from channels.errors import (
    OptedOut,
    OutsideWindow,
    Refused,
    SendError,
    Throttled,
    Unconfirmed,
    Unreachable,
)
from channels.messages import Address, OutboundMessage, Status

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SMS = Address("sms", "+12025550101")
PLACE = Place(ZoneInfo("America/New_York"))
CODES = Codes(b"pepper of the tests")


@dataclass
class Line:
    """A channel that notes what it is given and ends as it is told."""

    problem: SendError | None = None
    exact: bool = False
    said: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "sms"

    @property
    def abilities(self) -> Abilities:
        return Abilities(text=40, exact=self.exact)

    def receive(self, webhook: Webhook) -> Received:
        raise AssertionError(webhook)

    async def send(self, address: Address, message: OutboundMessage, *, delivery: str) -> Sent:
        self.said.append(message.text)
        if self.problem is not None:
            raise self.problem
        return Sent(f"{address.channel}-{delivery}")

    async def close(self) -> None:
        self.said.clear()


def delivery(purpose: Purpose = Purpose.REPLY, text: str = "hello") -> Delivery:
    return Delivery(DeliveryId("d1"), ContactId("c1"), SMS, OutboundMessage(text), purpose, NOW, attempts=1)


def post(line: Line, now: datetime = NOW) -> Post:
    channels: dict[str, Channel] = {"sms": line}
    return Post(channels, CODES, PLACE, Ways(str), lambda: now)


async def test_a_delivery_is_one_call_and_keeps_the_providers_id() -> None:
    line = Line()

    sending = await send(post(line), delivery())

    assert line.said == ["hello"]
    assert (sending.ended.status, sending.ended.provider_id) == (Status.SENT, "sms-d1")


async def test_a_code_is_put_in_only_at_the_moment_of_sending() -> None:
    line = Line()
    challenge = Challenge("nonce", "MTR-0001", SMS, NOW + timedelta(minutes=5))
    coded = replace(delivery(Purpose.CODE, f"Your code is {CODE_MARK}."), challenge=challenge)

    await send(post(line), coded)

    assert line.said == [f"Your code is {CODES.code_for(challenge)}."]
    assert CODE_MARK in coded.message.text


async def send(by: Post, what: Delivery, doubt: Doubt = Doubt.NONE) -> Sending:
    return await by.send(what, Contact(ContactId("c1")), Before(doubt, NOW))


@pytest.mark.parametrize(
    ("problem", "status", "again"),
    [
        (Throttled("slow down", retry_after=7.0), Status.QUEUED, 7.0),
        (Unreachable("refused"), Status.QUEUED, 1.0),
        (Unconfirmed("no answer"), Status.ATTEMPTING, SETTLE_SECONDS),
        (Refused("bad number", code="21211"), Status.FAILED, None),
        (OutsideWindow("24 hours", code="63016"), Status.QUEUED, None),
        (OptedOut("blocked", code="21610"), Status.FAILED, None),
    ],
)
async def test_each_problem_says_what_is_done_next(problem: SendError, status: Status, again: float | None) -> None:
    line = Line(problem)

    sending = await send(post(line), delivery())

    assert line.said == ["hello"]
    assert (sending.ended.status, sending.ended.again) == (status, again)


async def test_pauses_grow_but_not_for_ever() -> None:
    many = replace(delivery(), attempts=30)

    sending = await send(post(Line(Unreachable("refused"))), many)

    assert sending.ended.again == 60.0


async def test_what_could_not_be_handed_over_for_a_day_is_a_case() -> None:
    line = Line(Unreachable("refused"))

    sending = await send(post(line, NOW + timedelta(hours=25)), delivery())

    assert sending.ended.status is Status.FAILED
    assert sending.ended.case is not None


async def test_an_address_that_blocked_us_is_named() -> None:
    sending = await send(post(Line(OptedOut("blocked"))), delivery())

    assert sending.opted_out == SMS


async def test_an_interrupted_attempt_first_waits_for_a_receipt() -> None:
    line = Line()

    sending = await send(post(line), delivery(), Doubt.FRESH)

    assert line.said == []
    assert (sending.ended.again, sending.ended.doubtful) == (SETTLE_SECONDS, True)


async def test_a_doubtful_reply_is_sent_again_and_said_to_be_repeated_up_to_a_bound() -> None:
    line = Line()

    first = await send(post(line), delivery(), Doubt.WAITED)
    second = await send(post(line), replace(delivery(), repeated=True, attempts=4), Doubt.WAITED)
    last = await send(post(line), replace(delivery(), repeated=True, attempts=MOST_ATTEMPTS), Doubt.WAITED)

    assert line.said == ["hello", "hello"]
    assert [(one.ended.status, one.ended.repeated) for one in (first, second)] == [(Status.SENT, True)] * 2
    assert last.ended.status is Status.UNCONFIRMED
    assert last.ended.case is not None
    assert last.ended.case.kind is CaseKind.UNCONFIRMED_DELIVERY


async def test_a_repeated_reply_whose_answer_was_not_read_stays_repeated() -> None:
    first = await send(post(Line(Unconfirmed("no answer"))), delivery(), Doubt.WAITED)
    second = await send(post(Line()), replace(delivery(), repeated=first.ended.repeated), Doubt.FRESH)

    assert (first.ended.doubtful, first.ended.repeated) == (True, True)
    assert (second.ended.doubtful, second.ended.repeated) == (True, True)


@dataclass
class Askable(Line):
    """A channel whose provider can be asked."""

    has: Sent | None = None
    mute: bool = False

    async def find(
        self, address: Address, message: OutboundMessage, *, since: datetime, others: Collection[str]
    ) -> Sent | None:
        if self.mute:
            raise Unreachable(f"{address.channel} {message.text} {since:%H}")
        return None if self.has and self.has.provider_id in others else self.has


async def test_a_provider_that_has_it_settles_the_doubt() -> None:
    line = Askable(has=Sent("SM7"))

    sending = await send(post(line), delivery(Purpose.CODE), Doubt.WAITED)

    assert (line.said, sending.ended.status, sending.ended.provider_id) == ([], Status.SENT, "SM7")


async def test_another_delivery_with_the_same_words_settles_nothing() -> None:
    line = Askable(has=Sent("SM7"))

    before = Before(Doubt.WAITED, NOW, others=frozenset({"SM7"}))
    sending = await post(line).send(delivery(), Contact(ContactId("c1")), before)

    assert (line.said, sending.ended.provider_id) == (["hello"], "sms-d1")


async def test_what_a_provider_does_not_have_is_sent_and_is_no_repetition() -> None:
    line = Askable()

    sending = await send(post(line), delivery(), Doubt.WAITED)

    assert (line.said, sending.ended.status, sending.ended.repeated) == (["hello"], Status.SENT, False)


async def test_a_code_that_a_provider_does_not_have_waits_for_the_customer_to_ask_again() -> None:
    line = Askable()

    sending = await send(post(line), delivery(Purpose.CODE), Doubt.WAITED)

    assert (line.said, sending.ended.status) == ([], Status.UNCONFIRMED)


async def test_a_provider_that_does_not_answer_is_asked_again_for_a_while() -> None:
    line = Askable(mute=True)

    soon = await send(post(line), delivery(), Doubt.WAITED)
    late = await send(post(line, NOW + timedelta(minutes=11)), delivery(), Doubt.WAITED)

    assert (soon.ended.doubtful, soon.ended.again) == (True, SETTLE_SECONDS)
    assert (late.ended.status, late.ended.repeated) == (Status.SENT, True)


async def test_a_doubtful_code_is_never_sent_again() -> None:
    line = Line()

    sending = await send(post(line), delivery(Purpose.CODE), Doubt.WAITED)

    assert line.said == []
    assert sending.ended.status is Status.UNCONFIRMED
    assert sending.ended.case is None


async def test_a_doubtful_notice_is_never_sent_again_but_a_case() -> None:
    line = Line()

    sending = await send(post(line), delivery(Purpose.SERVICE), Doubt.WAITED)

    assert (line.said, sending.ended.status) == ([], Status.UNCONFIRMED)
    assert sending.ended.case is not None


async def test_where_sending_twice_shows_it_once_a_doubt_is_settled_by_sending() -> None:
    line = Line(exact=True)

    sending = await send(post(line), delivery(), Doubt.WAITED)

    assert (line.said, sending.ended.status) == (["hello"], Status.SENT)


async def test_a_channel_that_is_off_withholds() -> None:
    off = Post({}, CODES, PLACE, Ways(str), lambda: NOW)

    sending = await send(off, delivery())

    assert (sending.ended.status, sending.ended.error) == (Status.WITHHELD, "channel_off")


async def test_a_decoys_code_is_withheld() -> None:
    line = Line()
    decoy = Challenge("nonce", "MTR-9999", SMS, NOW + timedelta(minutes=5), decoy=True)

    sending = await send(post(line), replace(delivery(Purpose.CODE), challenge=decoy))

    assert (line.said, sending.ended.status, sending.ended.error) == ([], Status.WITHHELD, "decoy")


def test_replies_become_deliveries_that_fit_their_channel_with_the_same_ids_when_redone() -> None:
    words = " ".join(["word"] * 20)
    turn = Turn(Session(ContactId("c1")), Contact(ContactId("c1")), replies=(Reply(SMS, OutboundMessage(words)),))
    channels: dict[str, Channel] = {"sms": Line()}

    first = deliveries(turn, Ids(EventId("e1")), channels, NOW)
    again = deliveries(turn, Ids(EventId("e1")), channels, NOW)

    assert first == again
    assert all(len(part.message.text) <= 40 for part in first)
    assert " ".join(part.message.text for part in first).split() == words.split()
    assert len({part.id for part in first}) == len(first)


def test_an_apology_goes_where_the_customer_was_last_heard() -> None:
    contact = Contact(ContactId("c1"), locale="es")
    heard = Known(contact, Session(ContactId("c1"), last_address=SMS), ())

    (sorry,) = apology(heard, EventId("e1"), lambda name, locale: f"{name} in {locale}", NOW)

    assert (sorry.address, sorry.message.text) == (SMS, "trouble.broken in es")
    assert apology(Known(contact, Session(ContactId("c1")), ()), EventId("e1"), str, NOW) == ()
