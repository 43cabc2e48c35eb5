"""Plants words that would run in whatever a person, a seller or a colleague writes; says which pages show them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot import wiring
from bot.campaigns import files
from bot.model.contact import Identity
from bot.model.ids import AccountId, ContactId, OrderId
from bot.model.order import Change, Order, OrderState
from tests.store.campaigns import person
from tests.web.console_served import Served
from tests.web.working import ZONE
from tools.feed import FlexibilityEvent
from tools.offers import Kind

FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1")
"""Words that a spreadsheet would take for something to reckon."""

_LANGUAGES = [
    "es",
    "hi",
    "fr",
    "de",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "fi",
    "no",
    "cs",
    "sk",
    "hu",
    "ro",
    "bg",
    "el",
    "tr",
    "ru",
    "uk",
    "ar",
    "he",
    "fa",
    "ur",
    "bn",
    "ta",
    "te",
    "mr",
    "gu",
    "pa",
    "zh",
    "ja",
    "ko",
    "vi",
    "th",
    "id",
    "sw",
]
"""More than there are texts: a page marks words with their language, so each is a real one."""


def planted(served: Served, words: Sequence[str]) -> tuple[str, ...]:
    """Put each of the words into every field that there is; returns the pages that show them."""
    now, pages = wiring.now(), ["/console/campaigns", "/console/events"]
    for number, said in enumerate(words):
        meant = Identity(AccountId(said), f"MTR-{number:04}", said, time_zone="UTC", area=said)
        one = replace(person(number), id=ContactId(f"h{number}"), identity=meant, campaign=said)
        state = OrderState.CONFIRMED
        history = (Change(state, now, said),)
        order = Order(OrderId(f"o{number}"), Kind.SOLAR, "t", said, said, None, "d", state, now, said, said)
        served.work.settle(one, orders=(replace(order, history=history),), said=said)
        times = (now + timedelta(hours=1), now + timedelta(hours=2))
        event = FlexibilityEvent(f"e{number}", said, *times, times[0], times[1], (said,), source=said)
        served.work.announcements.announce(event)
        pages += [f"/console/contacts/h{number}", f"/console/events/of/e{number}"]
    spoken = {code: said.replace("{", "(").replace("}", ")") for code, said in zip(_LANGUAGES, words, strict=False)}
    spoken["en"] = "Hello {name}"
    campaign = files.campaign(
        {"name": "hostile", "purpose": "marketing", "audience": {"where": {"account": True}}, "words": {"sms": spoken}},
        ZONE,
    )
    served.work.campaigns.launch(campaign, None, words[0], lambda _: None)
    return (*pages, "/console/campaigns/of/hostile", "/console/campaigns/of/hostile/recipients")
