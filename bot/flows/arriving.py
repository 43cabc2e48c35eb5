"""Arriving: through which campaign's link a customer came, where the chat was opened by one."""

import re
from dataclasses import replace

from bot.flows.draft import Draft
from channels.messages import Body, Text

CAMPAIGN = re.compile(r"/start c[-_]([A-Za-z0-9_-]{1,62})")
"""`https://t.me/<bot>?start=c-<campaign>`; Telegram takes 64 letters, digits, _ and - behind `start=`."""


def noted(draft: Draft, body: Body) -> Draft:
    """Remember the first campaign that brought somebody."""
    found = CAMPAIGN.fullmatch(body.text.strip()) if isinstance(body, Text) else None
    if found is None or draft.contact.campaign is not None:
        return draft
    return replace(draft, contact=replace(draft.contact, campaign=found[1]))
