"""Times of a visit in words, in the home's time zone."""

from dataclasses import replace

import pytest

from bot.flows import draft, visiting
from bot.model.session import Business
from tests.flows.on_offer import SURVEY
from tests.flows.test_broken_sessions import scene, standing
from tools.offers import Kind

SLOT = SURVEY[0].slots[1]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Los_Angeles", "Nov 26, 2026, 9:00 AM to 11:00 AM"),
        ("Asia/Kolkata", "Nov 26, 2026, 10:30 PM to 12:30 AM"),
        ("Nowhere/Land", "Nov 26, 2026, 5:00 PM to 7:00 PM (UTC)"),
        ("../etc", "Nov 26, 2026, 5:00 PM to 7:00 PM (UTC)"),
        (None, "Nov 26, 2026, 5:00 PM to 7:00 PM (UTC)"),
    ],
)
def test_a_time_is_said_where_the_home_is(zone: str | None, words: str) -> None:
    start = draft.begin(scene(standing("survey", "slot")))
    identity = start.contact.identity
    assert identity is not None
    there = replace(start, contact=replace(start.contact, identity=replace(identity, time_zone=zone)))
    assert visiting.spoken(there, SLOT) == words


def test_a_chosen_time_goes_with_the_offer_and_one_that_is_gone_does_not() -> None:
    business = Business("t", Kind.SURVEY, SURVEY, "601", slot="s-1")
    chosen = visiting.chosen(business)
    assert chosen is not None
    assert (chosen.slot, chosen.fulfilment_id) == (SLOT, "s-1")
    assert visiting.chosen(replace(business, slot="gone")) == SURVEY[0]
    assert visiting.chosen(replace(business, chosen="gone")) is None
