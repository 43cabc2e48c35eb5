"""What a customer reads when an event of theirs could not be taken."""

import pytest

from bot.flows.trouble import apology
from bot.model.contact import Contact, Identity
from bot.model.ids import AccountId, ContactId
from bot.model.session import Session
from tests.flows.house import PROMPTS
from tests.flows.playing import WEB

NAMED = ContactId("contact-1")


@pytest.mark.parametrize("locale", PROMPTS.locales)
def test_an_apology_is_said_in_the_language_of_the_conversation(locale: str) -> None:
    heard = apology(Contact(NAMED), Session(NAMED, last_address=WEB, locale=locale), PROMPTS.say)
    assert heard is not None
    assert heard.text == PROMPTS.say("trouble.broken", locale)
    assert heard.choices == ()


def test_who_said_nothing_yet_is_spoken_to_in_the_language_on_file() -> None:
    on_file = Identity(AccountId("acc-60"), "MTR-0060", "Carla Ejemplo", "es-US")
    heard = apology(Contact(NAMED, identity=on_file), Session(NAMED, last_address=WEB), PROMPTS.say)
    assert heard is not None
    assert heard.text == PROMPTS.say("trouble.broken", "es")


def test_who_was_never_heard_is_told_nothing() -> None:
    assert apology(Contact(NAMED), Session(NAMED), PROMPTS.say) is None
