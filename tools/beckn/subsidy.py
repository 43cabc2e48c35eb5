"""A subsidy's terms, read out of an item's tags: how much, from when to when, for whom, and how to apply."""

import re
from collections.abc import Mapping
from datetime import date

from tools.beckn.plain import NAME, plain
from tools.beckn.prices import SIGNS, money
from tools.beckn.tags import first_of
from tools.offers import Money, Subsidy
from tools.reading import moment

AMOUNT = re.compile(r"^(?:max(?:imum)?_)?(?:subsidy|incentive|rebate|grant)?_?amount(?:_([a-z]{3}))?$")
PERCENT = ("percent_of_price", "subsidy_percent", "subsidy_percentage", "percent", "percentage", "rate")
FROM = ("valid_from", "start_date", "starts", "from", "opens")
UNTIL = ("valid_until", "valid_to", "end_date", "ends", "until", "deadline", "expiry", "expires")
FOR_WHOM = ("eligibility", "eligible", "who_can_apply", "applicant", "customer_type", "property_type", "equipment")
APPLICATION = ("application_mode", "application", "how_to_apply", "enrolment", "enrollment")

WHOLE = 100.0
_NUMBER = re.compile(r"\d+(?:,\d{2,3})*(?:\.\d+)?")


def subsidy_of(tags: Mapping[str, str], currency: str) -> Subsidy:
    """Read what a subsidy gives and asks; what it does not say stays None.

    `currency` is the item's own, for an amount that names none. A share beyond the whole is none.
    """
    return Subsidy(
        amount=_amount(tags, currency),
        percent=_percent(first_of(tags, PERCENT)),
        starts=_day(first_of(tags, FROM)),
        ends=_day(first_of(tags, UNTIL)),
        eligibility=plain(first_of(tags, FOR_WHOM), NAME) or None,
        application=plain(first_of(tags, APPLICATION), NAME) or None,
    )


def _amount(tags: Mapping[str, str], currency: str) -> Money | None:
    for name, text in tags.items():
        named, number = AMOUNT.match(name), _NUMBER.search(text)
        if named and number and "%" not in text:
            sign = next((code for sign, code in SIGNS.items() if sign in text), None)
            return money(number.group().replace(",", ""), sign or (named.group(1) or currency).upper())
    return None


def _percent(text: str | None) -> float | None:
    number = _NUMBER.search(text or "")
    percent = float(number.group().replace(",", "")) if number else None
    return percent if percent is not None and 0 < percent <= WHOLE else None


def _day(text: str | None) -> date | None:
    found = moment(text)
    return found.date() if found else None
