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
from bot.campaigns.comparing import Comparison
from bot.campaigns.files import Unfit
from bot.campaigns.launching import Campaigning, Outlook
from bot.campaigns.launching import Progress as Advance
from bot.campaigns.planning import Planned
from bot.campaigns.reports import RECIPIENTS, comparison_figures, figure_rows, figures, recipient_row
from bot.model.campaign import Campaign
from bot.model.code import SMS
from bot.model.ids import ContactId
from bot.settings import Settings

MOST = 1000
"""Campaigns that are reported at once."""
SHOWN = 20
"""Recipients that a preview shows with their words; --dry-run names everybody."""


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
            _sum_up(parts, campaign, people)


def launch(settings: Settings, file: Path, operator: str) -> None:
    """Write all recipients down and let it go."""
    with _faults():
        campaign, people = _read(settings, file)
        with _progress("Writing recipients down") as advance:
            total = wiring.campaigning(settings).launch(campaign, people, operator, advance)
        Console(highlight=False).print(f"{campaign.name} is launched for {total} recipients.")


def propose(settings: Settings, file: Path, operator: str) -> None:
    """Write all recipients down for somebody else to launch."""
    with _faults():
        campaign, people = _read(settings, file)
        with _progress("Writing recipients down") as advance:
            total = wiring.campaigning(settings).propose(campaign, people, operator, advance)
        said = f"{campaign.name} is proposed for {total} recipients. Another operator launches it in the console."
        Console(highlight=False).print(said)


def recipients(settings: Settings, name: str, operator: str) -> bool:
    """Print who is written down in a campaign and what became of each, as CSV; False where there is nobody."""
    written, found = csv.writer(sys.stdout), False
    for one in wiring.campaigning(settings).recipients(name, operator):
        if not found:
            written.writerow(RECIPIENTS)
        written.writerow(recipient_row(one))
        found = True
    return found


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
    found = parts.latest(MOST)[::-1] if name is None else [count for count in (parts.report(name),) if count]
    if name is not None and not found:
        Console(highlight=False).print(f"There is no campaign {name}.", markup=False)
        return False
    rows = [figures(count, parts.cost(count.billed)) for count in found]
    if form == "json":
        sys.stdout.write(orjson.dumps(rows[0] if name else rows, option=orjson.OPT_INDENT_2).decode() + "\n")
    elif form == "csv":
        csv.writer(sys.stdout).writerows(figure_rows(rows))
    else:
        for row in rows:
            _print(row)
    return True


def compare(settings: Settings, name: str, days: int, *, as_json: bool) -> bool:
    """Print what a campaign moved. False where nothing can be compared."""
    console = Console(highlight=False)
    with _progress("Looking at everybody") as advance:
        found = wiring.campaigning(settings).compare(name, days, advance)
    if found is None or not found.held.people:
        console.print(f"{name}: no campaign of this name was launched, or nobody was held back.", markup=False)
        return False
    if as_json:
        said = orjson.dumps(comparison_figures(name, found), option=orjson.OPT_INDENT_2)
        sys.stdout.write(said.decode() + "\n")
    else:
        _print_comparison(console, name, found)
    return True


def _print_comparison(console: Console, name: str, found: Comparison) -> None:
    orders = f"orders of {found.kind.value}" if found.kind else "orders"
    console.print(f"{name}: {orders} that stand, placed within {found.days} days", markup=False)
    table = Table("", "people", "ordered", "share", box=None)
    for who, group in (("intended", found.intended), ("held back", found.held)):
        table.add_row(who, str(group.people), str(group.ordered), f"{group.share:.2%}")
    console.print(table)
    low, high = (f"{100 * bound:+.2f}" for bound in found.interval())
    said = "more than chance" if found.certain else "which may be chance"
    console.print(f"Difference: {100 * found.difference:+.2f} points, 95 % interval {low} to {high}: {said}.")


def _read(settings: Settings, file: Path) -> tuple[Campaign, Path | None]:
    campaign = files.read(file, ZoneInfo(settings.time_zone))
    return campaign, file.parent / campaign.recipients if campaign.recipients else None


def _sum_up(parts: Campaigning, campaign: Campaign, people: Path | None) -> None:
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
    if cost := parts.cost(units):
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
