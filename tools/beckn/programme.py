"""A flexibility programme's terms, read out of an item's tags."""

import re
from collections.abc import Mapping

from tools.beckn.plain import NAME, plain
from tools.beckn.prices import SIGNS, money
from tools.beckn.tags import first_of
from tools.categories import category_of
from tools.offers import BaselineMethod, Money, ProgrammeTerms
from tools.reading import flag

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
MONTHLY = ("availability_per_kw_month", "monthly_per_kw", "capacity_per_kw_month")
MONTHS = ("months", "season_months", "months_a_year", "months_per_year")
BONUS = ("bonus", "bonus_percent")
BONUS_ABOVE = ("bonus_above_percent", "bonus_above")
PENALTY = ("penalty", "penalties", "penalty_percent")
PENALTY_BELOW = ("penalty_below_percent", "penalty_below")
PENALTY_PER_KWH = ("penalty_per_kwh",)
CAP = ("yearly_cap", "annual_cap", "maximum_per_year", "max_reward_per_year")
MINIMUM = ("minimum_load", "minimum_load_kw", "minimum_sanctioned_load", "min_load", "min_load_kw")
EQUIPMENT = ("equipment", "required_equipment", "equipment_required")
CATEGORY = ("customer_category", "customer_type", "customer_class", "eligible_customers", "category", "sector")
EVENTS = ("events_a_year", "events_per_year", "max_events", "max_events_per_year", "events")
NOTICE = ("notice_hours", "notice", "notice_period")
WINDOW = ("event_window", "event_times", "event_hours", "window")
DURATION = ("event_duration_hours", "event_duration")
BASELINE = ("baseline", "baseline_method")
SAME_DAY = ("same_day_adjustment", "day_of_adjustment")

WHOLE = 100.0
LARGEST = 1e9
NOON, MIDNIGHT, MONTHS_A_YEAR = 12, 24, 12

_NUMBER = re.compile(r"\d+(?:,\d{2,3})*(?:\.\d+)?")
_ABOVE = re.compile(r"(?:>|above|over|more than)\s*(\d+(?:\.\d+)?)\s*%")
_BELOW = re.compile(r"(?:<|below|under|less than)\s*(\d+(?:\.\d+)?)\s*%")
_HOUR = r"(?<!\d)(\d{1,2})(?!\d)(?::00)?\s*(am|pm)?"
_WINDOW = re.compile(rf"{_HOUR}\s*(?:-|\u2013|to|and|until)\s*{_HOUR}")


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
        monthly_per_kw=_monthly(tags, currency),
        months=_months(first_of(tags, MONTHS)),
        bonus_above=_share(first_of(tags, BONUS_ABOVE), _ABOVE, first_of(tags, BONUS)),
        penalty_below=_share(first_of(tags, PENALTY_BELOW), _BELOW, first_of(tags, PENALTY)),
        penalty_per_kwh=_penalty_per_kwh(tags, currency),
        yearly_cap=_amount(first_of(tags, CAP), currency),
        window=_window(first_of(tags, WINDOW)),
        event_hours=_hours(first_of(tags, DURATION)),
        baseline=_method(first_of(tags, BASELINE)),
        same_day_adjustment=flag(first_of(tags, SAME_DAY)),
    )


def _rewards(tags: Mapping[str, str], currency: str) -> list[Money]:
    low, high = first_of(tags, REWARD_LOW), first_of(tags, REWARD_HIGH)
    text = f"{low or high} - {high or low}" if low or high else first_of(tags, REWARD)
    if text is None or _is_yearly(text) or _is_monthly(text):
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
    return None if text is not None and _is_monthly(text) else _amount(text, currency)


def _monthly(tags: Mapping[str, str], currency: str) -> Money | None:
    """Return what is paid for each kW in a month; a month's amount that names no kW is left."""
    texts = (first_of(tags, YEARLY), first_of(tags, REWARD))
    prose = next((text for text in texts if text and _is_monthly(text) and _per_kw(text, {})), None)
    return _amount(first_of(tags, MONTHLY) or prose, currency)


def _penalty_per_kwh(tags: Mapping[str, str], currency: str) -> Money | None:
    prose = first_of(tags, PENALTY) or ""
    by_kwh = "kwh" in prose.lower() and "%" not in prose
    return _amount(first_of(tags, PENALTY_PER_KWH) or (prose if by_kwh else None), currency)


def _amount(text: str | None, currency: str) -> Money | None:
    found = _NUMBER.search(text or "")
    return money(found.group().replace(",", ""), _currency(text or "", currency)) if found else None


def _per_kw(text: str, tags: Mapping[str, str]) -> bool:
    named = any("per_kw" in name for name in tags if name in YEARLY)
    return named or re.search(r"(?:per|/)\s*kw\b(?!\s*h)", text.lower()) is not None


def _is_yearly(text: str) -> bool:
    return re.search(r"(?:/|per|a)\s*(?:year|yr|annum)", text.lower()) is not None


def _is_monthly(text: str) -> bool:
    return re.search(r"(?:/|-|per|a)\s*month\b", text.lower()) is not None


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


def _share(stated: str | None, said: re.Pattern[str], prose: str | None) -> float | None:
    """Return a threshold as a share: a tag of its own, or "15% extra if >90% compliance"."""
    found = said.search((prose or "").lower())
    percent = _percent(stated or (found[1] if found else None))
    return None if percent is None else percent / WHOLE


def _months(text: str | None) -> int | None:
    months = _whole(text)
    return months if months is not None and 1 <= months <= MONTHS_A_YEAR else None


def _window(text: str | None) -> tuple[int, int] | None:
    """Return the hours between which events lie: "16-21", "4 pm to 9 pm", "4-9 pm"; None where they are no such two."""
    found = _WINDOW.search((text or "").lower())
    if found is None:
        return None
    start, stop = _hour(found[1], found[2] or found[4]), _hour(found[3], found[4]) or MIDNIGHT
    return (start, stop) if 0 <= start < stop <= MIDNIGHT else None


def _hour(number: str, half: str | None) -> int:
    hour = int(number)
    return hour if half is None else hour % NOON + (NOON if half == "pm" else 0)


def _method(text: str | None) -> BaselineMethod | None:
    numbers = re.findall(r"\d+", text or "")[:2]
    return next((method for method in BaselineMethod if re.findall(r"\d+", method) == numbers), None)


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
