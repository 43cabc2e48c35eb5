"""Arriving: through which campaign's link a customer came, where the chat was opened by one, and what that begins."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.flows.draft import Draft
from channels.messages import Body, Text

CAMPAIGN = re.compile(r"/start c[-_]([A-Za-z0-9_-]{1,62})")
"""`https://t.me/<bot>?start=c-<campaign>` or `c-<campaign>_<flow>`: Telegram takes 64 letters, digits, _ and -.

Where a link can only put words into the customer's mouth (https://wa.me/<number>?text=..., sms:<number>?body=...), it
puts the words in that Telegram says for it.
"""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says: the campaign that gave it, and the flow that it begins; "" where it says nothing of it."""

    campaign: str = ""
    starts: str = ""


def is_link(body: Body) -> bool:
    """Whether words are what a campaign's link brings along."""
    return _matched(body) is not None


def link(body: Body, starts: Collection[str]) -> Link:
    """Read the link by which a chat was opened; `starts` are the flows that one may begin."""
    found = _matched(body)
    if found is None:
        return Link()
    name, _, flow = found[1].rpartition("_")
    return Link(name, flow) if name and flow in starts else Link(found[1])


def _matched(body: Body) -> re.Match[str] | None:
    return CAMPAIGN.fullmatch(body.text.strip()) if isinstance(body, Text) else None


def noted(draft: Draft, came: Link) -> Draft:
    """Remember the first campaign that brought somebody."""
    if not came.campaign or draft.contact.campaign is not None:
        return draft
    return replace(draft, contact=replace(draft.contact, campaign=came.campaign))
