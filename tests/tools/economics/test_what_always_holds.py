"""What holds of any comparison."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.economics.compared import choices, lifetime, option
from tests.tools.economics.homes import SUN, case, home, panels, programme
from tools.economics.comparing import compare
from tools.economics.comparison import Choice
from tools.offers import Money, ProgrammeTerms

MONTH = case(30)

kilowatts = st.floats(min_value=0.05, max_value=30.0)
money = st.integers(min_value=0, max_value=2000)


@settings(max_examples=50, deadline=None)
@given(power=kilowatts, price=st.integers(1, 60000), low=money, yearly=money, scale=st.floats(0.2, 6.0), penalty=money)
def test_both_never_exceeds_the_sum(
    power: float, price: int, low: int, yearly: int, scale: float, penalty: int
) -> None:
    scaled = replace(MONTH, home=home(30, scale=scale))
    terms = ProgrammeTerms(
        Money(low, "USD"),
        Money(2 * low, "USD"),
        Money(yearly, "USD"),
        yearly_per_kw=True,
        penalty_per_kwh=Money(penalty, "USD"),
    )
    result = compare(scaled, [panels("Set", price, power), programme(terms=terms)])
    if Choice.DFP in choices(result):
        both, sun, flexible = (option(result, choice) for choice in (Choice.BOTH, Choice.SOLAR, Choice.DFP))
        assert both.low.amount <= sun.low.amount + flexible.low.amount + 1
        assert both.expected.amount <= sun.expected.amount + flexible.expected.amount + 1
        assert both.high.amount <= sun.high.amount + flexible.high.amount + 1
        for whole, part, other in zip(lifetime(both), lifetime(sun), lifetime(flexible), strict=True):
            assert whole <= part + other + 1


@settings(max_examples=20, deadline=None)
@given(power=kilowatts, more=st.floats(1.0, 2.0))
def test_more_sun_is_never_worth_less(power: float, more: float) -> None:
    sunnier = replace(MONTH, sun=replace(SUN, hourly=SUN.hourly * more))
    one = panels("Set", 9000, power)
    before, after = (option(compare(where, [one]), Choice.SOLAR) for where in (MONTH, sunnier))
    assert after.expected.amount >= before.expected.amount - 1
    assert lifetime(after)[1] >= lifetime(before)[1] - 1
