"""WhatsApp's buttons, lists and templates: put up once, known by name, used as far as they are there and approved."""

from collections.abc import AsyncIterator, Iterator

import pytest

from channels.errors import SendError, Unconfirmed, Unreachable
from channels.messages import Address, Choice, OutboundMessage, Template
from channels.rendering import fit
from channels.transport import Transport
from channels.twilio import ABILITIES, WITH_CHOICES, Twilio, connect
from channels.twilio_content import Contents, Wording, Words
from channels.twilio_webhooks import TwilioDoor
from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.channels.provider import Answer, Closing, Provider

ADA = Address("whatsapp", "+12025550100")
WORDS = Words(
    (
        Wording("nudge.waiting", "en", "There is news. Write to read it.", Choice("nudge.read", "Read it")),
        Wording("nudge.waiting", "es", "Hay novedades. Escriba para leerlas.", Choice("nudge.read", "Leerlo")),
    ),
    {"en": "Choose", "es": "Elegir"},
)


def choices(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(f"7:{number}", f"Offer {number}") for number in range(1, count + 1))


@pytest.fixture(scope="module")
def twilio() -> Iterator[Sandbox]:
    with running(Config(receipt_pause=0.0)) as sandbox:
        sandbox.wire.send("whatsapp", ADA.id, "hello")
        yield sandbox


@pytest.fixture
async def whatsapp(twilio: Sandbox) -> AsyncIterator[Twilio]:
    channel = to(twilio)
    yield channel
    await channel.close()


def to(twilio: Sandbox, words: Words = WORDS) -> Twilio:
    config = twilio.config
    door = TwilioDoor(
        "https://bot.example", config.twilio_account, config.twilio_token, whatsapp_from=config.whatsapp_from
    )
    return connect(door, api_url=twilio.url, words=words)["whatsapp"]


def contents(channel: Twilio) -> Contents:
    assert channel.contents is not None
    return channel.contents


async def test_choices_are_numbers_until_their_frames_are_known(whatsapp: Twilio, twilio: Sandbox) -> None:
    assert whatsapp.abilities == ABILITIES["whatsapp"]

    await whatsapp.send(ADA, OutboundMessage("Which one?", choices(2)), delivery="d0")

    assert twilio.wire.received("whatsapp", ADA.id, containing="Which one?")["text"].endswith("1. Offer 1\n2. Offer 2")


async def test_labels_that_are_too_long_for_buttons_make_a_list_as_well(whatsapp: Twilio, twilio: Sandbox) -> None:
    await whatsapp.refresh()
    message = OutboundMessage("Once more?", (Choice("7:1", "Back to the comparison"),), locale="fr")

    await whatsapp.send(ADA, message, delivery="d1")

    assert twilio.wire.received("whatsapp", ADA.id, containing="Once more?")["note"] == "list"
    assert "Choose" in twilio.wire.requests("twilio", "Messages.json")[-1]["body"]["ContentVariables"]


@pytest.mark.parametrize("count", [1, 3, 4, 10])
async def test_choices_are_buttons_and_more_than_three_a_list(count: int, whatsapp: Twilio, twilio: Sandbox) -> None:
    await whatsapp.refresh()
    message = OutboundMessage(f"One of {count}:\n(or none)", choices(count), locale="es-US")
    assert fit(message, whatsapp.abilities) == (message,)

    sent = await whatsapp.send(ADA, message, delivery="d1")

    shown = twilio.wire.received("whatsapp", ADA.id, containing=f"One of {count}:")
    assert (shown["native_id"], shown["note"]) == (sent.provider_id, "list" if count > 3 else "")
    assert [(key["text"], key["data"]) for row in shown["buttons"] for key in row] == [
        (choice.label, choice.id) for choice in choices(count)
    ]
    asked = twilio.wire.requests("twilio", "Messages.json")[-1]["body"]
    assert "Body" not in asked
    assert ("Elegir" in asked["ContentVariables"]) is (count > 3)


async def test_what_another_process_put_up_is_used_and_not_put_up_again(twilio: Sandbox) -> None:
    first, second = to(twilio), to(twilio)
    await first.refresh()
    before = len(twilio.wire.requests("twilio", "/v1/Content"))
    await second.refresh()
    assert second.abilities == WITH_CHOICES
    assert [one["method"] for one in twilio.wire.requests("twilio", "/v1/Content")[before:]] == ["GET"]
    await first.close()
    await second.close()


async def test_a_template_counts_once_it_is_approved_and_as_long_as_it_is(whatsapp: Twilio, twilio: Sandbox) -> None:
    await whatsapp.refresh()
    assert whatsapp.approved("nudge.waiting", "en") is None

    asked = await contents(whatsapp).submit()

    assert len(asked) == 2
    await whatsapp.refresh()
    template = whatsapp.approved("nudge.waiting", "es-MX")
    assert template is not None
    assert whatsapp.approved("nudge.waiting", "hi") is None
    assert await contents(whatsapp).submit() == ()
    twilio.wire.advance_clock(25 * 3600)
    spanish = OutboundMessage("Hay novedades. Escriba para leerlas.", template=template)
    await whatsapp.send(ADA, spanish, delivery="d2")
    shown = twilio.wire.received("whatsapp", ADA.id, containing="Hay novedades")
    assert (shown["text"], shown["buttons"][0][0]["data"]) == (spanish.text, "nudge.read")
    twilio.wire.decide_templates("paused")
    await whatsapp.refresh()
    assert whatsapp.approved("nudge.waiting", "es") is None
    assert set(contents(whatsapp).approvals().values()) == {"paused"}


async def test_other_words_are_another_template(twilio: Sandbox) -> None:
    changed = Words((Wording("nudge.waiting", "en", "Other news. Write!", Choice("nudge.read", "Read it")),))
    channel = to(twilio, changed)
    await channel.refresh()
    assert contents(channel).approvals() == {changed.templates[0].title: "unsubmitted"}
    await channel.close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param((401, {"code": 20003}, {}), Unreachable, id="our token is wrong"),
        pytest.param((500, b"", {}), Unreachable, id="their fault"),
        pytest.param((200, b"<html>", {}), Unconfirmed, id="unreadable"),
        pytest.param((200, [], {}), Unconfirmed, id="of another shape"),
        pytest.param((200, {"contents": 7}, {}), Unconfirmed, id="no list"),
    ],
)
async def test_a_look_that_fails_leaves_what_was_known(
    answer: Answer, kind: type[SendError], provider: Provider, closing: Closing
) -> None:
    provider.answer = answer
    door = TwilioDoor("https://bot.example", "AC" + "1" * 32, "tok", "+12025550100", whatsapp_from="+12025550101")
    channels = connect(door, api_url=provider.url, transport=Transport(answer_seconds=1), words=WORDS)
    closing(channels["whatsapp"].close)
    with pytest.raises(kind):
        await channels["whatsapp"].refresh()
    assert channels["whatsapp"].approved("nudge.waiting", "en") is None
    await channels["sms"].refresh()
    assert (channels["sms"].approved("nudge.waiting", "en"), len(provider.asked)) == (None, 1)


async def test_a_picture_and_a_template_stay_what_they_are(provider: Provider, closing: Closing) -> None:
    provider.answer = (201, {"sid": "SM" + "b" * 32}, {})
    door = TwilioDoor("https://bot.example", "AC" + "1" * 32, "tok", whatsapp_from="+12025550101")
    channel = connect(door, api_url=provider.url)["whatsapp"]
    closing(channel.close)
    await channel.send(ADA, OutboundMessage("x", choices(1), template=Template("HX1")), delivery="d")
    assert provider.asked[0].form["ContentSid"] == "HX1"
