"""A message that cannot reach its address as it is: it waits and its reader is asked to write, or it goes elsewhere."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.delivery import Post, Sending
from bot.model.code import Codes
from bot.model.contact import Contact, Identity, Proof, Purpose, Reachable
from bot.model.delivery import Delivery
from bot.model.ids import AccountId, ContactId, DeliveryId
from bot.model.notice import Cause, Notice
from bot.policy import Place
from bot.reaching import NUDGE, Ways
from bot.store.outbox import Before, Doubt
from channels.contract import Abilities, Channel, Received, Sent, Webhook
from channels.errors import OptedOut, OutsideWindow, Refused, SendError, Throttled, Unreachable
from channels.messages import Address, Choice, OutboundMessage, Status, Template

PLACE = Place(ZoneInfo("America/New_York"))
NOW = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
WHATSAPP = Address("whatsapp", "+12025550101")
SMS = Address("sms", "+12025550101")
MINE, OTHERS = AccountId("a1"), AccountId("a2")
MEANS = {
    "63016": OutsideWindow("window", code="63016"),
    "63014": OptedOut("blocked", code="63014"),
    "63018": Throttled("limit", retry_after=60.0, code="63018"),
    "30003": Unreachable("switched off", code="30003"),
    "63024": Refused("nobody there", code="63024"),
}


@dataclass
class Line:
    """A channel with a window of a day; `templates` are the languages in which one is approved."""

    name: str = "whatsapp"
    window: timedelta | None = DAY
    templates: tuple[str, ...] = ("en", "es")
    problem: SendError | None = None
    said: list[str] = field(default_factory=list)

    @property
    def abilities(self) -> Abilities:
        return Abilities(text=40, window=self.window, templates=True)

    def receive(self, webhook: Webhook) -> Received:
        raise AssertionError(webhook)

    async def send(self, address: Address, message: OutboundMessage, *, delivery: str) -> Sent:
        self.said.append(message.text)
        if self.problem is not None:
            raise self.problem
        return Sent(f"{address.channel}-{delivery}")

    def approved(self, name: str, locale: str) -> Template | None:
        return Template(f"{name} in {locale}") if locale in self.templates else None

    async def refresh(self) -> None:
        self.said.clear()

    def failure(self, code: str) -> SendError:
        return MEANS[code]

    async def close(self) -> None:
        self.said.clear()


def delivery(purpose: Purpose = Purpose.SERVICE, **given: object) -> Delivery:
    message = OutboundMessage("Your visit is tomorrow.", locale="es")
    made = Delivery(DeliveryId("d1"), ContactId("c1"), WHATSAPP, message, purpose, NOW, attempts=1)
    return replace(made, **given)  # type: ignore[arg-type]  # what a test names


def person(*reachable: Reachable) -> Contact:
    identity = Identity(MINE, "MTR-0001", "Ana")
    return Contact(ContactId("c1"), (Reachable(WHATSAPP, Proof(MINE, NOW)), *reachable), identity)


NUMBER = Reachable(SMS, Proof(MINE, NOW))


async def sent(
    what: Delivery,
    line: Line,
    *,
    doubt: Doubt = Doubt.NONE,
    heard_at: datetime | None = None,
    who: Contact | None = None,
    fallback: str = "sms",
) -> Sending:
    channels: dict[str, Channel] = {"whatsapp": line, "sms": Line("sms", None)}
    ways = Ways(lambda name, locale: f"{name} in {locale}", {"whatsapp": fallback})
    post = Post(channels, Codes(b"pepper of the tests"), PLACE, ways, lambda: NOW)
    return await post.send(what, who or person(NUMBER), Before(doubt, NOW, heard_at=heard_at))


async def test_what_the_provider_would_not_take_now_waits_and_its_reader_is_asked_to_write() -> None:
    line = Line()

    ended = (await sent(delivery(), line)).ended

    assert line.said == []
    assert (ended.status, ended.parked, ended.error) == (Status.QUEUED, True, "outside_window")
    (asking,) = ended.following
    assert (asking.id, asking.address, asking.purpose) == ("d1-nudge", WHATSAPP, Purpose.SERVICE)
    assert asking.message == OutboundMessage(f"{NUDGE} in es", template=Template(f"{NUDGE} in es"), locale="es")


@pytest.mark.parametrize(
    ("purpose", "asks"),
    [(Purpose.REPLY, Purpose.SERVICE), (Purpose.SERVICE, Purpose.SERVICE), (Purpose.FLEXIBILITY, Purpose.FLEXIBILITY)],
)
async def test_asking_somebody_to_write_needs_what_a_notice_needs(purpose: Purpose, asks: Purpose) -> None:
    who = replace(person(), consents=())
    ended = (await sent(delivery(purpose), Line(problem=MEANS["63016"]), heard_at=NOW, who=who)).ended

    if purpose is Purpose.FLEXIBILITY:
        assert ended.status is Status.WITHHELD
    else:
        assert [one.purpose for one in ended.following] == [asks]


async def test_within_the_window_it_simply_goes() -> None:
    for heard_at, parked in [(NOW - DAY, True), (NOW - DAY + timedelta(seconds=1), False)]:
        assert (await sent(delivery(), Line(), heard_at=heard_at)).ended.parked is parked


async def test_a_template_needs_no_window() -> None:
    line = Line()
    template = OutboundMessage("said elsewhere", template=Template("HX1"))

    assert (await sent(delivery(message=template), line)).ended.status is Status.SENT


async def test_a_language_in_which_nothing_is_approved_asks_nobody() -> None:
    reply = delivery(Purpose.REPLY, message=OutboundMessage("नमस्ते", locale="hi"))
    ended = (await sent(reply, Line())).ended

    assert (ended.parked, ended.following) == (True, ())


async def test_where_nobody_can_be_asked_a_notice_goes_out_on_another_channel() -> None:
    ended = (await sent(delivery(), Line(templates=()))).ended

    assert (ended.status, ended.parked) == (Status.FAILED, False)
    assert [(one.address, one.message.text) for one in ended.following] == [(SMS, "Your visit is tomorrow.")]


async def test_words_without_a_language_are_asked_about_in_english() -> None:
    ended = (await sent(delivery(message=OutboundMessage("news")), Line())).ended

    assert ended.following[0].message.template == Template(f"{NUDGE} in en")


async def test_a_code_is_never_kept_for_later() -> None:
    ended = (await sent(delivery(Purpose.CODE), Line())).ended

    assert (ended.status, ended.parked, ended.following) == (Status.FAILED, False, ())


@pytest.mark.parametrize(
    ("code", "status", "parked", "to"),
    [
        pytest.param("63016", Status.QUEUED, True, ["whatsapp"], id="the window was closed"),
        pytest.param("63024", Status.FAILED, False, ["sms"], id="nobody there"),
        pytest.param("30003", Status.FAILED, False, ["sms"], id="switched off for hours"),
        pytest.param("63018", Status.QUEUED, False, [], id="the sender's limit: later"),
        pytest.param("63014", Status.FAILED, False, [], id="blocked us: an opt-out, and nothing goes elsewhere"),
    ],
)
async def test_what_came_back_is_decided_by_its_code_and_not_sent(
    code: str, *, status: Status, parked: bool, to: list[str]
) -> None:
    line = Line()

    sending = await sent(delivery(error=code), line, doubt=Doubt.RETURNED, heard_at=NOW)

    assert line.said == []
    ended = sending.ended
    assert (ended.status, ended.parked) == (status, parked)
    assert [one.address.channel for one in ended.following] == to
    assert (sending.opted_out is not None) is (code == "63014")


async def test_a_template_that_comes_back_from_a_closed_window_asks_nobody_again() -> None:
    template = OutboundMessage("write to us", template=Template("HX1"))

    ended = (await sent(delivery(message=template, error="63016"), Line(), doubt=Doubt.RETURNED)).ended

    assert (ended.status, ended.parked) == (Status.FAILED, False)
    assert [(one.address, one.message) for one in ended.following] == [(SMS, OutboundMessage("write to us"))]


async def test_a_channel_that_explains_nothing_has_simply_failed() -> None:
    mute = Mute()

    ended = (await sent(delivery(error=None), mute, doubt=Doubt.RETURNED)).ended  # type: ignore[arg-type]  # a channel

    assert (ended.status, ended.error) == (Status.FAILED, "failed")


class Mute:
    """A channel without codes and templates."""

    name = "whatsapp"
    abilities = Abilities(text=40)


@pytest.mark.parametrize(
    ("who", "purpose", "fallback"),
    [
        pytest.param(person(), Purpose.SERVICE, "sms", id="no other address"),
        pytest.param(person(replace(NUMBER, proof=None)), Purpose.SERVICE, "sms", id="never proven there"),
        pytest.param(person(replace(NUMBER, proof=Proof(OTHERS, NOW))), Purpose.SERVICE, "sms", id="another account"),
        pytest.param(person(replace(NUMBER, opted_out_at=NOW)), Purpose.SERVICE, "sms", id="opted out there"),
        pytest.param(replace(person(NUMBER), identity=None), Purpose.SERVICE, "sms", id="nobody proven"),
        pytest.param(person(NUMBER), Purpose.REPLY, "sms", id="no notice"),
        pytest.param(person(NUMBER), Purpose.SERVICE, "none", id="not wanted here"),
        pytest.param(person(NUMBER), Purpose.SERVICE, "telegram", id="a channel that is off"),
    ],
)
async def test_nothing_goes_where_the_account_was_not_proven(who: Contact, purpose: Purpose, fallback: str) -> None:
    back = delivery(purpose, error="63024")

    ended = (await sent(back, Line(), doubt=Doubt.RETURNED, who=who, fallback=fallback)).ended

    assert (ended.status, ended.following) == (Status.FAILED, ())


async def test_what_goes_elsewhere_is_fitted_to_that_channel() -> None:
    message = OutboundMessage("Which day suits you for the visit?", (Choice("1:a", "Monday"), Choice("1:b", "Friday")))

    ended = (await sent(delivery(message=message, error="63024"), Line(), doubt=Doubt.RETURNED)).ended

    assert [one.id for one in ended.following] == ["d1-sms0", "d1-sms1"]
    assert "1. Monday" in ended.following[-1].message.text


async def test_a_refusal_at_once_goes_elsewhere_as_well() -> None:
    ended = (await sent(delivery(), Line(problem=MEANS["63024"]), heard_at=NOW)).ended

    assert [one.address for one in ended.following] == [SMS]


async def test_what_a_campaign_could_not_deliver_is_for_its_ledger_to_send_elsewhere() -> None:
    counted = replace(delivery(), notice=Notice(cause=Cause("campaign:spring", 7)))

    ended = (await sent(counted, Line(problem=MEANS["63024"]), heard_at=NOW)).ended

    assert (ended.status, ended.following) == (Status.FAILED, ())
