"""What Twilio did by itself upon a customer's words, as its webhook tells it, or by what it does by default."""

import pytest

from channels.messages import Keyword, Tap, Text
from tests.channels.test_twilio_webhooks import DOOR, SMS, WHATSAPP, webhook


@pytest.mark.parametrize(
    ("form", "keyword"),
    [
        ({**SMS, "Body": " Stop "}, Keyword.STOP),
        ({**SMS, "Body": "STOPALL"}, Keyword.STOP),
        ({**SMS, "Body": "unsubscribe"}, Keyword.STOP),
        ({**SMS, "Body": "CANCEL"}, Keyword.STOP),
        ({**SMS, "Body": "end"}, Keyword.STOP),
        ({**SMS, "Body": "quit"}, Keyword.STOP),
        ({**SMS, "Body": "Revoke"}, Keyword.STOP),
        ({**SMS, "Body": "OptOut"}, Keyword.STOP),
        ({**SMS, "Body": "START"}, Keyword.START),
        ({**SMS, "Body": "unstop"}, Keyword.START),
        ({**SMS, "Body": "YES"}, None),
        ({**SMS, "Body": "please cancel it"}, None),
        ({**SMS, "Body": "ARRET", "OptOutType": "STOP"}, Keyword.STOP),
        ({**SMS, "Body": "ALTA", "OptOutType": "START"}, Keyword.START),
        ({**SMS, "Body": "Yes", "OptOutType": "START"}, None),
        ({**SMS, "Body": "help", "OptOutType": "HELP"}, Keyword.HELP),
        ({**SMS, "Body": "help", "OptOutType": "SOMETHING"}, None),
        ({**WHATSAPP, "Body": "stop"}, None),
        ({**WHATSAPP, "Body": "stop", "OptOutType": "STOP"}, Keyword.STOP),
    ],
)
def test_what_twilio_does_on_a_keyword_is_told(form: dict[str, str], keyword: Keyword | None) -> None:
    (message,) = DOOR.receive(webhook(form)).messages
    assert message.keyword is keyword
    assert message.body == Text(form["Body"])


def test_a_tap_that_opted_somebody_out_is_told_as_well() -> None:
    tapped = {**WHATSAPP, "Body": "Stop promotions", "ButtonPayload": "p-stop", "ButtonText": "Stop promotions"}
    (message,) = DOOR.receive(webhook({**tapped, "OptOutType": "STOP"})).messages
    assert (message.keyword, message.body) == (Keyword.STOP, Tap("p-stop", "Stop promotions"))
