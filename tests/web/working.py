"""What the console's pages work on, on a real store: people, campaigns and events, and who does the rest of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.campaigns.costing import Prices
from bot.campaigns.launching import Campaigning
from bot.campaigns.listing import House as Here
from bot.campaigns.listing import Listing
from bot.campaigns.sending import Batches
from bot.events import Announcements
from bot.hours import hours
from bot.inbox import Boxes, Inbox
from bot.model.consent import ConsentAct, Entry, How, shown
from bot.model.contact import Contact, Purpose
from bot.model.order import Order
from bot.parts import PrivacyParts
from bot.policy import Place
from bot.privacy import Privacy
from bot.store.callbacks import CallbackBox
from bot.store.called import CalledEvents
from bot.store.ledgers import Ledgers
from bot.store.outbox import Ended, Outbox
from bot.store.persons import Persons
from bot.store.spool import Spool
from channels.messages import Status
from tests.store.building import LEASE, House

ZONE = ZoneInfo("America/New_York")
HERE = Here(Place(ZONE), "en", Prices("USD", {"sms": Decimal("0.0079")}))
OPEN = replace(HERE, place=replace(HERE.place, hours=hours("mon-sun 0-24")))
"""A campaign is sent at whatever hour its test runs."""
WORDS = "You may write to me about offers."


@dataclass(frozen=True)
class Work:
    """The use cases behind the pages, and a worker."""

    house: House
    people: PrivacyParts
    campaigns: Campaigning
    announcements: Announcements
    listing: Listing
    batches: Batches
    ledgers: Ledgers

    def settle(self, *people: Contact, orders: tuple[Order, ...] = (), said: str = "yes please") -> None:
        """Let people live here, who are found by their addresses and meters, and said yes to offers once."""
        codec, ask = self.house.codec, self.house.ask
        for one in people:
            ask("HSET", f"contact:{one.id}", "contact", codec.write(one))
            for known in one.addresses:
                ask("SET", f"address:{self.house.mailbox.address_hash(known.address)}", one.id)
                entry = Entry(
                    ConsentAct.GIVEN,
                    one.consents[0].at if one.consents else datetime.fromtimestamp(0, ZONE),
                    How.SAID,
                    known.address.channel,
                    purpose=Purpose.MARKETING,
                    shown=shown("consent.marketing", "en", WORDS),
                    words=said,
                )
                ask("RPUSH", f"consents:{one.id}", codec.write(entry))
            if one.identity:
                ask("SET", f"meter:{codec.sealer.pseudonym('meter', one.identity.meter)}", one.id)
            for order in orders:
                ask("HSET", f"orders:{one.id}", order.id, codec.write(order))

    def write_down(self) -> None:
        """Let workers write the recipients of proposals down."""
        while listing := self.house.runner.run(self.ledgers.due()).listing:
            for ledger in listing:
                self.listing.go_on(ledger, 5)

    def send(self) -> int:
        """Do what workers and attendants do for campaigns that go; returns how many messages went out."""
        run, bulk, sent = self.house.runner.run, Outbox(self.house.codec, "bulk"), 0
        for ledger, chunk in run(self.ledgers.due()).chunks:
            self.batches.send(ledger, chunk)
        while attempts := run(bulk.claim(50, LEASE)):
            for attempt in attempts:
                run(bulk.record(attempt, Ended(Status.SENT, provider_id=attempt.id), LEASE))
                sent += 1
        return sent


def work(house: House, spool: Path, clock: Callable[[], datetime]) -> Work:
    """Build what the pages work on."""
    runner, codec, mailbox = house.runner, house.codec, house.mailbox
    numbers, ledgers = count(), Ledgers(codec)
    boxes = Boxes(mailbox, Outbox(codec), CallbackBox(codec, mailbox))

    def new_id() -> str:
        return f"work-{next(numbers)}"

    inbox = Inbox(runner, boxes, Spool(spool), clock=clock, new_id=new_id)
    privacy = Privacy(runner, mailbox, Persons(codec, mailbox), clock=clock, new_id=new_id)
    return Work(
        house,
        PrivacyParts(privacy, inbox),
        Campaigning(runner, ledgers, mailbox.audit, HERE, clock=clock, new_id=new_id),
        Announcements(runner, CalledEvents(codec), clock=clock, new_id=new_id),
        Listing(runner, ledgers, HERE),
        Batches(runner, ledgers, OPEN, clock),
        ledgers,
    )
