"""The customers' phones: what they type is posted to the bot as the real provider would post it."""

import orjson

from sandbox import telegram, telegram_phone, telegram_setup, twilio
from sandbox.courier import Letter, Outcome
from sandbox.customers import Customer
from sandbox.phonebook import CHANNELS, Bubble, Button
from sandbox.shapes import Json
from sandbox.telegram_checks import Refused
from sandbox.telegram_phone import Misdialled
from sandbox.twilio_checks import segments
from sandbox.twilio_state import new_sid
from sandbox.world import World


def address_of(world: World, channel: str, who: str) -> str:
    """Return the address on a channel of a meter's customer; other addresses stay as they are."""
    if channel not in CHANNELS:
        raise Misdialled(f"channel must be one of {', '.join(CHANNELS)}")
    customer = world.directory.of_meter(who)
    if customer is not None:
        return customer.telegram if channel == "telegram" else customer.phone
    if not who:
        raise Misdialled("from is missing")
    return who.removeprefix("whatsapp:")


async def write(world: World, channel: str, who: str, text: str, *, forged: bool = False, repeat: int = 1) -> Json:
    """Type a text as a customer. Returns the message's number, its id at the provider and the bot's first answer."""
    address = address_of(world, channel, who)
    if not text:
        raise Misdialled("text is missing")
    bubble = world.phones.add(channel, address, mine=True, text=text, at=world.stamp())
    posted = telegram_phone.text(world, bubble, forged=forged) if channel == "telegram" else None
    return await _send(world, posted or _twilio_text(world, bubble, forged=forged), bubble, repeat)


async def tap(world: World, channel: str, who: str, message: int, choice: str, *, repeat: int = 1) -> Json:
    """Press a button, named by its data or its label, under a message on a phone that shows buttons."""
    address = address_of(world, channel, who)
    bubble = world.phones.find(message)
    if bubble is None or bubble.phone != address or bubble.mine:
        raise Misdialled("no such message on that phone")
    button = next((key for row in bubble.buttons for key in row if choice in {key.data, key.text}), None)
    if button is None:
        raise Misdialled("no such button under that message")
    if channel == "telegram":
        return await _send(world, telegram_phone.tap(world, bubble, button), bubble, repeat)
    said = world.phones.add(channel, address, mine=True, text=button.text, at=world.stamp())
    return await _send(world, _whatsapp_tap(world, bubble, said, button), said, repeat)


async def act(world: World, who: str, kind: str, wanted: Json) -> Json:
    """Do something else on the Telegram phone: send a file, a place, a contact, block the bot ..."""
    address = address_of(world, "telegram", who)
    if not address.isdigit():
        raise Misdialled("a Telegram user is a number")
    bubble = world.phones.add("telegram", address, mine=True, text=f"({kind})", at=world.stamp())
    return await _send(world, telegram_phone.act(world, bubble, kind, wanted), bubble, int(wanted.get("repeat") or 1))


async def _send(world: World, letter: Letter, bubble: Bubble, repeat: int) -> Json:
    if bubble.mine:
        bubble.status = "waiting"
        world.phones.show(bubble)

    async def taken(outcome: Outcome) -> None:
        if bubble.mine:
            bubble.status = "delivered"
            world.phones.show(bubble)
        if bubble.channel == "telegram":
            await _obey(world, outcome)

    if bubble.channel == "telegram" and not telegram_setup.is_posted(world, letter.shown):
        return {"message": bubble.number, "native_id": bubble.native_id, "status": 0}
    outcome = Outcome(0)
    for _ in range(max(1, repeat)):
        outcome = await world.courier.carry(letter, taken)
    return {"message": bubble.number, "native_id": bubble.native_id, "status": outcome.status}


async def _obey(world: World, outcome: Outcome) -> None:
    """Carry out the call that the bot put into its answer to an update."""
    try:
        called = telegram.called_in_answer(orjson.loads(outcome.body)) if outcome.body else None
    except orjson.JSONDecodeError:
        return
    if called is None:
        return
    entry = world.log.write("telegram", "ANSWER", f"/bot/{called[0]}", query={}, body=called[1], at=world.stamp())
    try:
        await telegram.perform(world, *called)
        entry.status = 200
    except Refused as refused:
        entry.status = refused.code


def _twilio_text(world: World, bubble: Bubble, *, forged: bool) -> Letter:
    bubble.native_id = new_sid()
    form = _common_fields(world, bubble)
    if bubble.channel == "whatsapp":
        world.twilio.wrote[bubble.phone] = world.now()
        form |= _whatsapp_fields(world.directory.at("whatsapp", bubble.phone), bubble.phone)
    else:
        form |= _sms_fields(world, bubble)
    url = world.webhook("/webhooks/twilio")
    return twilio.letter(world, url, form, lane=bubble.native_id, forged=forged)


def _whatsapp_tap(world: World, under: Bubble, said: Bubble, button: Button) -> Letter:
    """A quick reply comes with its payload, an item of a list with its id."""
    said.native_id = new_sid()
    world.twilio.wrote[said.phone] = world.now()
    form = _common_fields(world, said) | _whatsapp_fields(world.directory.at("whatsapp", said.phone), said.phone)
    listed = under.note == "list"
    chosen = {"ListId": button.data, "ListTitle": button.text} if listed else {}
    pressed = {} if listed else {"ButtonPayload": button.data, "ButtonText": button.text}
    form |= {**chosen, **pressed, "MessageType": "interactive" if listed else "button"}
    form["OriginalRepliedMessageSid"] = under.native_id
    return twilio.letter(world, world.webhook("/webhooks/twilio"), form, lane=said.native_id)


def _common_fields(world: World, bubble: Bubble) -> dict[str, str]:
    whatsapp = bubble.channel == "whatsapp"
    return {
        "AccountSid": world.config.twilio_account,
        "ApiVersion": "2010-04-01",
        "Body": bubble.text,
        "From": f"whatsapp:{bubble.phone}" if whatsapp else bubble.phone,
        "MessageSid": bubble.native_id,
        "NumMedia": "0",
        "NumSegments": str(1 if whatsapp else segments(bubble.text)),
        "SmsMessageSid": bubble.native_id,
        "SmsSid": bubble.native_id,
        "SmsStatus": "received",
        "To": f"whatsapp:{world.config.whatsapp_from}" if whatsapp else world.config.sms_from,
    }


def _whatsapp_fields(customer: Customer | None, phone: str) -> dict[str, str]:
    return {
        "MessageType": "text",
        "ProfileName": customer.name if customer else "Guest",
        "ReferralNumMedia": "0",
        "WaId": phone.removeprefix("+"),
    }


def _sms_fields(world: World, bubble: Bubble) -> dict[str, str]:
    form = {
        "FromCity": "SAN FRANCISCO",
        "FromCountry": "US",
        "FromState": "CA",
        "FromZip": "94103",
        "ToCity": "",
        "ToCountry": "US",
        "ToState": "CA",
        "ToZip": "",
    }
    kind = world.twilio.keyword(bubble.phone, bubble.text)
    if kind:
        form["OptOutType"] = kind
        words = {
            "STOP": "You have successfully been unsubscribed. You will not receive any more messages from this "
            "number. Reply START to resubscribe.",
            "START": "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
            "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
            "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
        }
        said = world.phones.add("sms", bubble.phone, mine=False, text=words[kind], at=world.stamp())
        said.status, said.note = "delivered", "Twilio"
    return form


def customers(world: World) -> list[Json]:
    """List whom one can be, for the page."""
    return [
        {
            "meter": customer.meter,
            "name": customer.name,
            "locale": customer.locale,
            "phone": customer.phone,
            "telegram": customer.telegram,
            "special_need": customer.record["specialNeed"],
            "otp_allowed": customer.record["contacts"][0]["otpAllowed"],
        }
        for customer in world.directory.customers
    ]
