"""What a campaign's report says, for the terminal, the console, and a spreadsheet."""

from collections.abc import Iterable, Iterator, Mapping

from bot.campaigns.comparing import Comparison
from bot.campaigns.launching import Told
from bot.campaigns.planning import Planned
from bot.model.audience import Audience, Condition
from bot.model.question import Outcome
from bot.store.counts import Count
from tools.offers import Money

Cell = str | int
OUT = ("sent", "delivered", "read")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
RECIPIENTS = ("contact", "fate", "channel", "language", "why_not")
FIGURES = ("campaign", "figure", "value")


def figures(count: Count, cost: Money | None = None) -> dict[str, object]:
    """Return a report: each recipient is in exactly one of `fates`, so that their sum is the audience.

    `cost_...` is in minor units, and there only where it is known.
    """
    out = sum(count.fates.get(fate, 0) for fate in OUT)
    return {
        "campaign": count.campaign.name,
        "state": count.state.value,
        "purpose": count.campaign.purpose.value,
        "proposed_by": count.author,
        "launched_by": count.launcher,
        "audience": count.total,
        "sent": out,
        "delivered": count.fates.get("delivered", 0) + count.fates.get("read", 0),
        "read": count.fates.get("read", 0),
        **{act.value: count.did.get(act, 0) for act in Outcome},
        "holdout": count.fates.get("holdout", 0),
        "sms_segments": count.units,
        **({f"cost_{cost.currency}": cost.amount} if cost else {}),
        "fates": dict(count.fates),
    }


def comparison_figures(name: str, found: Comparison) -> dict[str, object]:
    """Return a comparison with the share held back; shares and their difference are parts of one, 0 to 1."""
    return {
        "campaign": name,
        "kind": found.kind.value if found.kind else None,
        "days": found.days,
        "intended": {"people": found.intended.people, "ordered": found.intended.ordered},
        "held_back": {"people": found.held.people, "ordered": found.held.ordered},
        "difference": found.difference,
        "interval_95": found.interval(),
        "certain": found.certain,
    }


def meant_for(audience: Audience | None) -> tuple[str, ...]:
    """Return who a campaign is for: what must be so, then each of the conditions that nobody must meet.

    A condition reads as its file has it (`account: yes; languages: en, es`). Nothing where a file names the people.
    """
    if audience is None:
        return ()
    return tuple("; ".join(_parts(one)) for one in (audience.where, *audience.without))


def _parts(condition: Condition) -> Iterator[str]:
    for name in Condition.__dataclass_fields__:
        value = getattr(condition, name)
        if isinstance(value, bool):
            yield f"{name}: {'yes' if value else 'no'}"
        elif value:
            yield f"{name.replace('_', ' ')}: {', '.join(value)}"


def figure_rows(reports: Iterable[Mapping[str, object]]) -> Iterator[tuple[Cell, ...]]:
    """Yield reports as rows of a spreadsheet, its first line first."""
    yield FIGURES
    for report in reports:
        fates = report["fates"] if isinstance(report["fates"], dict) else {}
        flat = {**report, **{f"fate {fate}": number for fate, number in fates.items()}}
        for name, value in flat.items():
            if name not in {"campaign", "fates"}:
                yield tuple(map(plain, (report["campaign"], name, value)))


def recipient_row(told: Told) -> tuple[Cell, ...]:
    """Return a recipient as a row of a spreadsheet, under RECIPIENTS: ids alone."""
    plan = told.plan
    where = (plan.address.channel, plan.locale, "") if isinstance(plan, Planned) else ("", "", plan or "")
    return tuple(map(plain, (told.who, told.fate, *where)))


def plain(value: object) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, int):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
