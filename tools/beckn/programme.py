"""A flexibility programme's terms, read out of an item's tags."""

import re
from collections.abc import Mapping

from tools.beckn.plain import NAME, plain
from tools.beckn.prices import SIGNS, money
from tools.beckn.tags import first_of
from tools.categories import category_of
from tools.offers import Money, ProgrammeTerms

REWARD = ("reward_per_kwh", "reward", "incentive_per_kwh", "incentive")
REWARD_LOW = (
    "reward_low",
    "reward_low_per_kwh",
    "reward_per_kwh_low",
    "reward_per_kwh_min",
    "reward_min",
    "minimum_reward",
)
REWARD_HIGH = (
    "reward_high",
    "reward_high_per_kwh",
    "reward_per_kwh_high",
    "reward_per_kwh_max",
    "reward_max",
    "maximum_reward",
)
YEARLY = (
    "yearly",
    "availability_fee",
    "availability",
    "yearly_per_kw",
    "reward_yearly",
    "availability_per_kw_year",
    "availability_per_kw",
)
BONUS = ("bonus", "bonus_percent")
PENALTY = ("penalty", "penalties", "penalty_percent")
MINIMUM = ("minimum_load", "minimum_load_kw", "minimum_sanctioned_load", "min_load", "min_load_kw")
EQUIPMENT = ("equipment", "required_equipment", "equipment_required")
CATEGORY = ("customer_category", "customer_type", "customer_class", "eligible_customers", "category", "sector")
EVENTS = ("events_a_year", "events_per_year", "max_events", "max_events_per_year", "events")
NOTICE = ("notice_hours", "notice", "notice_period")

WHOLE = 100.0
LARGEST = 1e9

_NUMBER = re.compile(r"\d+(?:,\d{2,3})*(?:\.\d+)?")


def programme_of(tags: Mapping[str, str], currency: str) -> ProgrammeTerms:
    """Read what a programme pays and asks; what it does not say stays None.

    A range of rewards ("$3-4.5 per kWh") gives both ends; one rate is both. A reward stated for a year is not one for a
    kWh; beside one, a bonus by the kWh is the reward. `currency` is the item's own, for amounts that name none.
    """
    rewards = _rewards(tags, currency)
    yearly = _yearly(tags, currency)
    yearly_words = first_of(tags, YEARLY) or first_of(tags, REWARD) or ""
    return ProgrammeTerms(
        reward_low=rewards[0] if rewards else None,
        reward_high=rewards[-1] if rewards else None,
        yearly=yearly,
        yearly_per_kw=yearly is not None and _per_kw(yearly_words, tags),
        bonus_percent=_percent(first_of(tags, BONUS)),
        penalty_percent=_percent(first_of(tags, PENALTY)),
        minimum_load_kw=_leading(first_of(tags, MINIMUM)),
        events_a_year=_whole(first_of(tags, EVENTS)),
        notice_hours=_hours(first_of(tags, NOTICE)),
        equipment=plain(first_of(tags, EQUIPMENT), NAME) or None,
        category=category_of(first_of(tags, CATEGORY)),
    )


def _rewards(tags: Mapping[str, str], currency: str) -> list[Money]:
    low, high = first_of(tags, REWARD_LOW), first_of(tags, REWARD_HIGH)
    text = f"{low or high} - {high or low}" if low or high else first_of(tags, REWARD)
    if text is None or _is_yearly(text):
        text = next((bonus for bonus in (first_of(tags, BONUS),) if bonus and "kwh" in bonus.lower()), None)
    if text is None:
        return []
    found = [money(amount.replace(",", ""), _currency(text, currency)) for amount in _NUMBER.findall(text)[:2]]
    return sorted((amount for amount in found if amount is not None), key=lambda amount: amount.amount)


def _yearly(tags: Mapping[str, str], currency: str) -> Money | None:
    text = first_of(tags, YEARLY)
    if text is None:
        reward = first_of(tags, REWARD)
        text = reward if reward is not None and _is_yearly(reward) else None
    amount = _NUMBER.search(text or "")
    return money(amount.group().replace(",", ""), _currency(text or "", currency)) if amount else None


def _per_kw(text: str, tags: Mapping[str, str]) -> bool:
    named = any("per_kw" in name for name in tags if name in YEARLY)
    return named or re.search(r"(?:per|/)\s*kw\b(?!\s*h)", text.lower()) is not None


def _is_yearly(text: str) -> bool:
    return re.search(r"(?:/|per|a)\s*(?:year|yr|annum)", text.lower()) is not None


def _currency(text: str, fallback: str) -> str:
    signs = (code for sign, code in SIGNS.items() if sign in text)
    named = re.search(r"\b(USD|INR|EUR|GBP)\b", text)
    return next(signs, named.group() if named else fallback)


def _leading(text: str | None) -> float | None:
    """Return the first number; one beyond all measure says nothing."""
    found = _NUMBER.search(text or "")
    leading = float(found.group().replace(",", "")) if found else None
    return leading if leading is not None and leading <= LARGEST else None


def _percent(text: str | None) -> float | None:
    """A bare number or one with a sign; "$10 per kWh" is no percentage."""
    shares = text is not None and ("%" in text or _NUMBER.fullmatch(text.strip()) is not None)
    percent = _leading(text) if shares else None
    return percent if percent is not None and percent <= WHOLE else None


def _whole(text: str | None) -> int | None:
    number = _leading(text)
    return None if number is None else int(number)


def _hours(text: str | None) -> float | None:
    hours = _leading(text)
    if hours is None or text is None:
        return None
    if "min" in text.lower():
        return hours / 60
    return hours * 24 if "day" in text.lower() else hours
