"""Weighing: what a customer reads of one option, money at risk first."""

from collections.abc import Iterator, Mapping

from bot.flows.draft import Draft
from tools.economics.comparison import Choice, Comparison, Option, Wish

OPTIONS: Mapping[Choice, str] = {
    Choice.NEITHER: "compare.neither",
    Choice.SOLAR: "compare.solar",
    Choice.DFP: "compare.dfp",
    Choice.BOTH: "compare.both",
}

WISHES: Mapping[Wish, str] = {
    Wish.MONEY: "wish.money",
    Wish.NO_UPFRONT: "wish.no_upfront",
    Wish.BACKUP: "wish.backup",
    Wish.CLIMATE: "wish.climate",
}


def named(draft: Draft, option: Option) -> str:
    """Return an option's name."""
    return draft.words(OPTIONS[option.choice], name=option.offer_name)


def kind(draft: Draft, choice: Choice) -> str:
    """Return the name of a choice, whichever offer stands for it."""
    return draft.words(OPTIONS[choice], name="")


def best(comparison: Comparison) -> Option | None:
    """Return what comes first; None where that is to do nothing."""
    first = comparison.options[0] if comparison.options else None
    return None if first is None or first.choice is Choice.NEITHER else first


def verdict(draft: Draft, comparison: Comparison) -> str:
    """Say what comes first for the wish, and what money is at risk with it."""
    wish, option = draft.words(WISHES[comparison.wish]), best(comparison)
    if option is None:
        return draft.words("compare.neither_wins", wish=wish)
    risk = "compare.best_upfront" if option.upfront.amount > 0 else "compare.best_nothing"
    said = draft.words(risk, wish=wish, option=named(draft, option), upfront=option.upfront)
    return " ".join((said, *_owed(draft, option), *_wished(draft, option, comparison.wish)))


def line(draft: Draft, option: Option, wish: Wish) -> str:
    """Say what an option asks and what it could bring."""
    return draft.words("compare.line", option=named(draft, option), words=" ".join(_sentences(draft, option, wish)))


def gains(draft: Draft, option: Option) -> Iterator[str]:
    """Say what it could bring, in the first year and over 25."""
    yield draft.words("compare.first_year", low=option.low, expected=option.expected, high=option.high)
    if option.low.amount <= 0:
        yield draft.words("compare.could_cost" if option.low.amount < 0 else "compare.could_be_nothing")
    if option.lifetime:
        span = option.lifetime
        yield draft.words("compare.lifetime", low=span.low, expected=span.expected, high=span.high)


def _sentences(draft: Draft, option: Option, wish: Wish) -> Iterator[str]:
    if option.choice is Choice.NEITHER:
        yield draft.words("compare.nothing")
        return
    if not option.eligible:
        yield draft.words("compare.not_eligible")
        return
    yield draft.words("compare.upfront" if option.upfront.amount > 0 else "compare.no_upfront", upfront=option.upfront)
    yield from _owed(draft, option)
    yield from gains(draft, option)
    if option.payback_years is not None:
        yield draft.words("compare.payback", years=option.payback_years)
    yield from _wished(draft, option, wish)


def _wished(draft: Draft, option: Option, wish: Wish) -> Iterator[str]:
    """Say what an option does for a wish that no money tells of."""
    if wish is Wish.BACKUP:
        yield draft.words("compare.keeps_power" if option.backup else "compare.no_power")
    if wish is Wish.CLIMATE and option.carbon:
        yield draft.words("compare.carbon", kg=option.carbon.kg)
    elif wish is Wish.CLIMATE:
        yield draft.words("compare.carbon_unknown")


def _owed(draft: Draft, option: Option) -> Iterator[str]:
    """Say what would have to be paid later on."""
    if option.borrowing:
        yield draft.words("compare.loan", payment=option.borrowing.payment, years=option.borrowing.years)
    if option.events and option.events.at_risk.amount > 0:
        yield draft.words("compare.at_risk", amount=option.events.at_risk)
