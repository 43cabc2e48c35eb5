"""Twilio's signature has no borders between names and values: what is cut elsewhere stays signed, and is refused."""

import random
from urllib.parse import urlencode

import pytest

from channels.contract import Webhook
from channels.errors import WebhookRejected
from sandbox.signatures import twilio_signature
from tests.channels.test_twilio_webhooks import DOOR, PUBLIC, SMS, TOKEN, webhook


def test_a_request_cut_elsewhere_between_its_fields_is_refused_though_it_stays_signed() -> None:
    """HMAC without delimiters: the same string, parted into other names and values."""
    chance = random.Random(12)  # noqa: S311 a seed that can be told
    genuine = webhook(SMS)
    names = sorted(SMS)
    refused = 0
    for _ in range(1000):
        form = dict(SMS)
        name = names[chance.randrange(len(names) - 1)]
        following = names[names.index(name) + 1]
        if chance.random() < 0.5:  # a field swallows the next one
            form[name] += following + form.pop(following)
        else:  # a field's name swallows the beginning of its value
            cut = chance.randrange(1, len(form[name]) + 1)
            value = form.pop(name)
            form[name + value[:cut]] = value[cut:]
        if twilio_signature(TOKEN, f"{PUBLIC}/webhooks/twilio", form) != genuine.headers["x-twilio-signature"]:
            continue
        shifted = Webhook(genuine.path, genuine.headers, urlencode(form).encode(), {})
        with pytest.raises(WebhookRejected):
            _receive_changed(shifted)
        refused += 1
    assert refused > 300


@pytest.mark.parametrize("swallowing", ["FromCity", "ProfileName", "Zz"])
def test_words_that_hold_another_sender_are_never_cut_into_one(swallowing: str) -> None:
    """What a stranger wrote, parted where they meant it to be: the rest lies in a field that may hold anything."""
    victim = {"From": "+12025550122", "MessageSid": "SM" + "b" * 32, "NumMedia": "0", "NumSegments": "1"}
    early = {name: value for name, value in victim.items() if name < swallowing}
    rest = ("SmsMessageSid", "SmsSid", "SmsStatus", "To")
    late = {name: victim.get("MessageSid", "") if "Sid" in name else SMS[name] for name in rest if name < swallowing}
    hidden = "".join(name + value for name, value in {**early, **late}.items())
    written = {name: value for name, value in SMS.items() if not name.startswith(("FromC", "ToC"))}
    written["Body"] = f"yes{hidden}{swallowing}x"
    genuine = webhook(written)
    after = [name for name in sorted(written) if name > "Body"]
    own = [name for name in after if name > swallowing]
    swallowed = "x" + "".join(name + written[name] for name in after if name not in own)
    kept = {name: written[name] for name in ("AccountSid", "ApiVersion", *own)}
    shifted = {**kept, "Body": "yes", **early, **late, swallowing: swallowed}
    assert twilio_signature(TOKEN, f"{PUBLIC}/webhooks/twilio", shifted) == genuine.headers["x-twilio-signature"]
    for form in (shifted, written):
        with pytest.raises(WebhookRejected) as refused:
            DOOR.receive(webhook(form))
        assert refused.value.status == 400


def _receive_changed(shifted: Webhook) -> None:
    """A shift among fields that nobody reads changes nothing of the event, which repeats its native id: no new one."""
    if DOOR.receive(shifted) == DOOR.receive(webhook(SMS)):
        raise WebhookRejected(400, "the same message again")
