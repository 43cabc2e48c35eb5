"""`wattline campaign`: from a file to messages, with everything that can be known said before anything is sent."""

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot import wiring
from bot.campaigns import files
from bot.campaigns.costing import Prices
from bot.campaigns.files import Unfit
from bot.campaigns.launching import Campaigning, Outlook
from bot.campaigns.launching import Progress as Advance
from bot.campaigns.planning import Planned
from bot.model.campaign import Campaign
from bot.model.code import SMS
from bot.model.ids import ContactId
from bot.model.question import Outcome
from bot.settings import Settings
from bot.store.ledgers import Count

SHOWN = 20
"""Recipients that a preview shows with their words; --dry-run names everybody."""
_OUT = ("sent", "delivered", "read")


def check(settings: Settings, file: Path) -> None:
    """Say what is wrong with a campaign, or how many it would be for; nothing is sent."""
    with _faults():
        campaign, people = _read(settings, file)
        with _progress("Checking") as advance:
            good = wiring.campaigning(settings).check(campaign, people, advance)
        console = Console(highlight=False)
        console.print(f"{campaign.name} is fit to be launched" + (f": {good} recipients." if people else "."))


def preview(settings: Settings, file: Path, *, everybody: bool) -> None:
    """Show who would get what, and why others would not; `everybody`: each by the contact's id, as CSV."""
    with _faults():
        campaign, people = _read(settings, file)
        parts = wiring.campaigning(settings)
        with _progress("Checking") as advance:
            parts.check(campaign, people, advance)
        if everybody:
            _name_all(parts, campaign, people)
        else:
            _sum_up(parts, campaign, people, _prices(settings))


def launch(settings: Settings, file: Path, operator: str) -> None:
    """Write all recipients down and let it go."""
    with _faults():
        campaign, people = _read(settings, file)
        with _progress("Writing recipients down") as advance:
            total = wiring.campaigning(settings).launch(campaign, people, operator, advance)
        Console(highlight=False).print(f"{campaign.name} is launched for {total} recipients.")


def send_test(settings: Settings, file: Path, contact: str, operator: str, values: Mapping[str, str]) -> bool:
    """Send a campaign to one person now; False where there is nobody."""
    with _faults():
        campaign, _ = _read(settings, file)
    done = wiring.campaigning(settings).test(campaign, ContactId(contact), operator, dict(values))
    said = "On its way, in the hours in which that is allowed." if done else f"Nothing is kept of a contact {contact}."
    Console(highlight=False).print(said, markup=False)
    return done


def turn(settings: Settings, what: str, name: str, operator: str) -> bool:
    """Pause, resume or stop a campaign; False where that is not to be done."""
    parts = wiring.campaigning(settings)
    done = {"pause": parts.pause, "resume": parts.resume, "stop": parts.stop}[what](name, operator)
    said = {"pause": "is paused", "resume": "goes on", "stop": "is stopped"}[what]
    Console(highlight=False).print(f"{name} {said}." if done else f"{name} is not there, or not to {what} now.")
    return done


def report(settings: Settings, name: str | None, form: str) -> bool:
    """Print how a campaign stands, or all of them; `form` is text, json or csv. False where there is none."""
    parts = wiring.campaigning(settings)
    names = parts.names() if name is None else (name,)
    found = {one: count for one in names if (count := parts.report(one)) is not None}
    if name is not None and not found:
        Console(highlight=False).print(f"There is no campaign {name}.", markup=False)
        return False
    rows = [figures(one, count, _prices(settings)) for one, count in found.items()]
    if form == "json":
        sys.stdout.write(orjson.dumps(rows[0] if name else rows, option=orjson.OPT_INDENT_2).decode() + "\n")
    elif form == "csv":
        _write_csv(rows)
    else:
        for row in rows:
            _print(row)
    return True


def figures(name: str, count: Count, prices: Prices) -> dict[str, object]:
    """Return a report: each recipient is in exactly one of `fates`, so that their sum is the audience.

    `cost_...` is in minor units, and there only where the price of every channel that was used is known.
    """
    out, cost = sum(count.fates.get(fate, 0) for fate in _OUT), prices.cost(count.billed)
    return {
        "campaign": name,
        "state": count.state.value,
        "purpose": count.campaign.purpose.value,
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


def _read(settings: Settings, file: Path) -> tuple[Campaign, Path | None]:
    campaign = files.read(file, ZoneInfo(settings.time_zone))
    return campaign, file.parent / campaign.recipients if campaign.recipients else None


def _prices(settings: Settings) -> Prices:
    return Prices(settings.currency, settings.prices)


def _sum_up(parts: Campaigning, campaign: Campaign, people: Path | None, prices: Prices) -> None:
    console, counted, units = Console(highlight=False), Counter[str](), Counter[str]()
    examples: list[Planned] = []
    with _progress("Looking at everybody") as advance:
        for one in parts.outlook(campaign, people, advance):
            counted[_kind(one)] += 1
            if isinstance(one.plan, Planned):
                units[one.plan.address.channel] += one.plan.segments or 1
                if len(examples) < SHOWN:
                    examples.append(one.plan)
    for plan in examples:
        console.print(f"{plan.address.channel}, {plan.locale}: {plan.message.text}", markup=False)
    table = Table("would", "recipients", box=None)
    for kind, number in sorted(counted.items()):
        table.add_row(kind, str(number))
    console.print(table)
    if units[SMS]:
        console.print(f"Text messages are billed as {units[SMS]} segments.")
    if cost := prices.cost(+units):
        console.print(f"All of it costs about {cost.major} {cost.currency}.")


def _kind(one: Outlook) -> str:
    if isinstance(one.plan, Planned):
        return f"get it by {one.plan.address.channel} in {one.plan.locale}"
    return f"get nothing: {one.plan}"


def _name_all(parts: Campaigning, campaign: Campaign, people: Path | None) -> None:
    written = csv.writer(sys.stdout)
    written.writerow(("contact", "channel", "locale", "why_not"))
    with _progress("Looking at everybody") as advance:
        for one in parts.outlook(campaign, people, advance):
            plan = one.plan
            where = (plan.address.channel, plan.locale, "") if isinstance(plan, Planned) else ("", "", plan)
            written.writerow((one.recipient.contact.id, *where))


def _print(row: Mapping[str, object]) -> None:
    table = Table(f"{row['campaign']}", "", box=None)
    for name, value in row.items():
        if name == "fates" and isinstance(value, dict):
            for fate, number in value.items():
                table.add_row(f"  {fate}", str(number))
        elif name != "campaign":
            table.add_row(name.replace("_", " "), str(value))
    Console(highlight=False).print(table)


def _write_csv(rows: list[dict[str, object]]) -> None:
    written = csv.writer(sys.stdout)
    written.writerow(("campaign", "figure", "value"))
    for row in rows:
        fates = row["fates"] if isinstance(row["fates"], dict) else {}
        flat = {**row, **{f"fate {fate}": number for fate, number in fates.items()}}
        for name, value in flat.items():
            if name not in {"campaign", "fates"}:
                written.writerow((row["campaign"], name, value))


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except Unfit as problem:
        for fault in problem.faults:
            sys.stderr.write(f"{fault}\n")
        sys.exit(f"wattline: {len(problem.faults)} faults; nothing was sent.")


@contextmanager
def _progress(what: str) -> Iterator[Advance]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda number: progress.advance(task, number)
