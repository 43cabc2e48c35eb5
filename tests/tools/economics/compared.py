"""Comparisons for the tests, taken apart."""

from dataclasses import replace

from tools.economics.case import Case
from tools.economics.comparing import compare
from tools.economics.comparison import Choice, Comparison, Option
from tools.offers import Offer


def option(comparison: Comparison, choice: Choice) -> Option:
    return next(option for option in comparison.options if option.choice is choice)


def choices(comparison: Comparison) -> list[Choice]:
    return [option.choice for option in comparison.options]


def supposing(case: Case, **supposed: object) -> Case:
    return replace(case, supposing=replace(case.supposing, **supposed))  # type: ignore[arg-type]  # names of its fields


def chosen(of: Case, *offers: Offer) -> str:
    return option(compare(of, offers), Choice.SOLAR).offer_name


def lifetime(option: Option) -> tuple[int, int, int]:
    assert option.lifetime is not None
    return option.lifetime.low.amount, option.lifetime.expected.amount, option.lifetime.high.amount
