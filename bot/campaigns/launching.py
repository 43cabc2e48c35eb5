"""What a campaign manager does: look at a campaign before it goes out, launch it, hold it up, see what became of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from bot.campaigns import comparing, planning
from bot.campaigns.files import Unfit
from bot.campaigns.listing import HOLDOUT, House, listed
from bot.campaigns.recipients import BadRow, Recipient, RecipientsFile, everybody
from bot.model.audience import Audience, Condition
from bot.model.audit import Act, Note
from bot.model.campaign import Campaign, Schedule
from bot.model.contact import Contact
from bot.model.ids import ContactId
from bot.model.notice import Urgency
from bot.store.audit import Audit
from bot.store.counts import AT_THE_LAUNCH, Count, State
from bot.store.ledgers import Ledgers, Listed
from bot.store.rows import Seen
from bot.store.runners import Blocking
from tools.offers import Money

AT_ONCE = 200
"""Recipients that are written down in one step."""
MOST_FAULTS = 1000
_GOING = (State.RUNNING, State.FAILING)

Progress = Callable[[int], None]
"""Hears how many more people or rows were looked at."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one recipient would get now, or why nothing."""

    recipient: Recipient
    plan: planning.Planned | str


@dataclass(frozen=True, slots=True)
class Told:
    """A recipient who is written down: whose row it is, what became of it, and what they get, got, or why not.

    `plan` is None once the person is gone.
    """

    who: ContactId
    fate: str
    plan: planning.Planned | str | None


class Campaigning:
    """The use cases. All raise store.runners.Unavailable when Redis is away."""

    def __init__(
        self,
        runner: Blocking,
        ledgers: Ledgers,
        audit: Audit,
        house: House,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._runner = runner
        self._ledgers = ledgers
        self._audit = audit
        self._house = house
        self._clock = clock
        self._new_id = new_id

    def check(self, campaign: Campaign, file: Path | None, progress: Progress) -> int:
        """Hold a campaign against its file of recipients; answers how many there are. Raises Unfit with every fault."""
        if file is None:
            self._refuse(list(planning.faults(campaign, ())))
            return 0
        recipients = RecipientsFile(file, campaign, self._find)
        try:
            faults = [*recipients.faults()]
            names = recipients.columns()
        except (OSError, UnicodeDecodeError) as problem:
            raise Unfit([f"{file.name} cannot be read: {type(problem).__name__}"]) from None
        self._refuse([*faults, *planning.faults(campaign, names)])
        good = 0
        for one in recipients.rows():
            progress(1)
            if isinstance(one, Recipient):
                good += 1
            elif len(faults) < MOST_FAULTS:
                faults.append(f"line {one.line}: {one.fault}")
        self._refuse(faults if good else [*faults, f"{file.name} names nobody"])
        return good

    def outlook(self, campaign: Campaign, file: Path | None, progress: Progress) -> Iterator[Outlook]:
        """Yield what each recipient would get; a person may come twice where nobody has a file of them."""
        for recipient in self._recipients(campaign, file, progress):
            if planning.held_out(campaign, recipient.contact.id):
                yield Outlook(recipient, HOLDOUT)
            else:
                plan = planning.planned(campaign, recipient.contact, recipient.values, self._house.locale)
                yield Outlook(recipient, plan)

    def launch(self, campaign: Campaign, file: Path | None, operator: str, progress: Progress) -> int:
        """Write everybody down and let it go; answers how many there are. Raises Unfit: nothing was sent.

        One person does it alone, which its report says. What broke off while they were written down is gone on with:
        each is written down once.
        """
        self._write_down(campaign, file, None, progress)
        return self._go_on(campaign, self._note(Act.CAMPAIGN_LAUNCHED, campaign.name, operator), State.RUNNING)

    def propose(self, campaign: Campaign, file: Path | None, operator: str, progress: Progress) -> int:
        """Write everybody down; another operator may launch it. Answers how many there are. Raises Unfit.

        What broke off is gone on with here as well.
        """
        proposed = self._note(Act.CAMPAIGN_PROPOSED, campaign.name, operator)
        self._write_down(campaign, file, proposed, progress)
        return self._go_on(campaign, None, State.PROPOSED)

    def put_forward(self, campaign: Campaign, operator: str) -> None:
        """Propose a campaign whose recipients workers write down, step by step. Raises Unfit."""
        if campaign.audience is None:
            raise Unfit(["audience: a campaign with a file of recipients is proposed from the terminal"])
        self.check(campaign, None, lambda _: None)
        note = self._note(Act.CAMPAIGN_PROPOSED, campaign.name, operator)
        if not self._runner.run(self._ledgers.open(campaign, note, by_worker=True)):
            raise _taken(campaign)

    def approve(self, name: str, operator: str) -> bool:
        """Launch what another operator proposed. False: it is not proposed, or it is one's own."""
        return self._turn(name, Act.CAMPAIGN_APPROVED, operator, State.RUNNING, (State.PROPOSED,))

    def test(self, campaign: Campaign, contact: ContactId, operator: str, values: dict[str, str]) -> bool:
        """Send a campaign to one person, in a ledger of its own that no cap counts; False where there is nobody."""
        person = self._runner.run(self._ledgers.person(contact=contact))
        if person is None:
            return False
        only = Audience(Condition(contacts=(contact,)))
        name = f"{campaign.name}-test-{self._new_id()[:8]}"
        trial = replace(campaign, name=name, audience=only, schedule=Schedule(), holdout=0, urgency=Urgency.OWN)
        self._runner.run(self._ledgers.open(trial))
        self._runner.run(self._ledgers.enlist(trial.ledger, [Listed(contact, self._clock(), values)]))
        return self._turn(name, Act.CAMPAIGN_LAUNCHED, operator, State.RUNNING, (State.LISTING,))

    def pause(self, name: str, operator: str) -> bool:
        """Send no more of it until it is resumed; what waits in outboxes goes back. False: it does not go."""
        return self._turn(name, Act.CAMPAIGN_PAUSED, operator, State.PAUSED, _GOING)

    def resume(self, name: str, operator: str) -> bool:
        """Go on where it was paused. False: it is not paused."""
        return self._turn(name, Act.CAMPAIGN_RESUMED, operator, State.RUNNING, (State.PAUSED,))

    def stop(self, name: str, operator: str) -> bool:
        """Send no more of it, ever; who got nothing yet is recorded so. False: it has ended."""
        may = (State.LISTING, State.PROPOSED, *_GOING, State.PAUSED)
        return self._turn(name, Act.CAMPAIGN_STOPPED, operator, State.STOPPED, may)

    def report(self, name: str) -> Count | None:
        """Return how a campaign stands; None where there is none of this name."""
        return self._runner.run(self._ledgers.count(f"campaign:{name}"))

    def cost(self, billed: Mapping[str, int]) -> Money | None:
        """Return what so many by channel cost; None where that of one of these channels is not known."""
        return self._house.prices.cost(billed)

    def latest(self, most: int, after: int = 0) -> tuple[Count, ...]:
        """Return how campaigns stand, the newest first, after so many."""
        return self._runner.run(self._ledgers.latest(most, after))

    def recipients(self, name: str, operator: str, first: int = 0, many: int | None = None) -> Iterator[Told]:
        """Yield recipients who are written down, from a row on, for a person to read: the audit notes it first."""
        count = self.report(name)
        if count is None:
            return
        self._runner.run(self._audit.append(self._note(Act.LOOKED, name, operator)))
        end = count.total if many is None else min(first + many, count.total)
        for start in range(first, end, AT_ONCE):
            read = self._ledgers.rows(count.campaign.ledger, start, min(AT_ONCE, end - start))
            yield from (self._told(count.campaign, row) for row in self._runner.run(read))

    def compare(self, name: str, days: int, progress: Progress) -> comparing.Comparison | None:
        """Hold who was written to against the share held back; None where no campaign of this name was launched."""
        count = self.report(name)
        if count is None or count.launched is None:
            return None
        found = comparing.Comparison(comparing.kind_of(count.campaign.starts), days)
        for start in range(0, count.total, AT_ONCE):
            rows = self._runner.run(self._ledgers.rows(count.campaign.ledger, start, AT_ONCE, ordered=True))
            found = comparing.with_rows(found, rows, self._clock())
            progress(len(rows))
        return found

    def _told(self, campaign: Campaign, row: Seen) -> Told:
        if row.contact is None or row.fate == HOLDOUT:
            return Told(row.who, row.fate, None)
        return Told(row.who, row.fate, planning.planned(campaign, row.contact, row.values, self._house.locale))

    def _turn(self, name: str, act: Act, operator: str, to: State, of: tuple[State, ...]) -> bool:
        note = self._note(act, name, operator)
        return self._runner.run(self._ledgers.turn(f"campaign:{name}", to, of, note))

    def _write_down(self, campaign: Campaign, file: Path | None, proposed: Note | None, progress: Progress) -> None:
        self.check(campaign, file, progress)
        if not self._runner.run(self._ledgers.open(campaign, proposed)):
            before = self._runner.run(self._ledgers.count(campaign.ledger))
            author = proposed.by if proposed else ""
            if before is None or (before.state, before.campaign, before.author) != (State.LISTING, campaign, author):
                raise _taken(campaign)
        launched = AT_THE_LAUNCH if proposed else self._clock()
        people = self._recipients(campaign, file, progress)
        waiting = (listed(campaign, one, self._house, launched) for one in people)
        while some := list(islice(waiting, AT_ONCE)):
            self._runner.run(self._ledgers.enlist(campaign.ledger, some))

    def _go_on(self, campaign: Campaign, note: Note | None, to: State) -> int:
        if not self._runner.run(self._ledgers.turn(campaign.ledger, to, (State.LISTING,), note)):
            raise Unfit([f"{campaign.name} was stopped or launched elsewhere while its recipients were listed"])
        count = self._runner.run(self._ledgers.count(campaign.ledger))
        return count.total if count else 0

    def _recipients(self, campaign: Campaign, file: Path | None, progress: Progress) -> Iterator[Recipient]:
        found: Iterator[Recipient | BadRow | None] = (
            everybody(self._runner, self._ledgers, campaign)
            if file is None
            else RecipientsFile(file, campaign, self._find).rows()
        )
        for one in found:
            progress(1)
            if isinstance(one, Recipient):
                yield one

    def _find(self, column: str, value: str) -> Contact | None:
        person = self._runner.run(self._ledgers.person(**{column: value}))
        return person.contact if person else None

    def _note(self, act: Act, about: str, operator: str) -> Note:
        return Note(self._new_id(), self._clock(), act, about=about, by=operator)

    @staticmethod
    def _refuse(faults: list[str]) -> None:
        if faults:
            raise Unfit(faults)


def _taken(campaign: Campaign) -> Unfit:
    return Unfit([f"name: there is a campaign {campaign.name} already"])
