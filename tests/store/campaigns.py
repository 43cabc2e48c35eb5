"""A town of contacts for campaigns, on a real store: whoever sends is played by the test."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.campaigns.launching import Campaigning
from bot.campaigns.listing import House, Listing
from bot.campaigns.sending import Batches
from bot.model.audience import Audience, Condition
from bot.model.campaign import Campaign, Words
from bot.model.contact import CONSENTED, Consent, Contact, Identity, Purpose, Reachable
from bot.model.ids import AccountId, ContactId
from bot.policy import Place
from bot.store.audit import Audit
from bot.store.counts import Count
from bot.store.ledgers import Due, Ledgers
from bot.store.outbox import Attempt, Ended, Outbox
from channels.messages import Address, Status
from tests.store.building import LEASE
from tests.store.building import House as Store

NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)  # a Wednesday, noon in New York
PLACE = Place(ZoneInfo("America/New_York"))
SPRING = Campaign(
    "spring",
    Purpose.MARKETING,
    Audience(Condition(account=True)),
    {"sms": {"en": Words("Hello {name}, the sun is back.")}},
    ("sms",),
    speed=2000,
)
SENT = Ended(Status.SENT, provider_id="SM1")


def person(number: int, *channels: str, willing: bool = True, name: str = "Ada") -> Contact:
    """Return somebody with an account who allows everything where they can be reached, or nothing."""
    where = channels or ("sms",)
    known = tuple(Reachable(Address(channel, f"+1202555{number:04}")) for channel in where)
    consents = tuple(Consent(purpose, channel, NOON) for purpose in CONSENTED for channel in where)
    identity = Identity(AccountId(f"a{number}"), f"MTR-{number:04}", name, time_zone="America/New_York")
    return Contact(ContactId(f"c{number}"), known, identity, consents=consents if willing else ())


class Town:
    """Contacts, campaigns, and what a worker and an attendant do, one step at a time."""

    def __init__(self, url: str) -> None:
        self.store = Store(url)
        self.now = NOON
        runner, codec = self.store.runner, self.store.codec
        self.ledgers, self.bulk = Ledgers(codec), Outbox(codec, "bulk")
        ids = iter(range(10**9))
        self.campaigns = Campaigning(
            runner,
            self.ledgers,
            Audit(codec.sealer),
            House(PLACE, "en"),
            clock=lambda: self.now,
            new_id=lambda: f"{next(ids):032x}",
        )
        self.batches = Batches(runner, self.ledgers, House(PLACE, "en"), lambda: self.now)
        self.listing = Listing(runner, self.ledgers, House(PLACE, "en"))

    def settle(self, *people: Contact) -> None:
        """Let people live here."""
        for one in people:
            self.store.runner.redis.hset(f"contact:{one.id}", "contact", self.store.codec.write(one))

    def launch(self, campaign: Campaign = SPRING) -> int:
        return self.campaigns.launch(campaign, None, "olga", lambda _: None)

    def due(self) -> Due:
        return self.store.runner.run(self.ledgers.due())

    def work(self) -> Due:
        """Give chunks out and put them into outboxes."""
        due = self.due()
        for ledger, chunk in due.chunks:
            self.batches.send(ledger, chunk)
        return due

    def deliver(self, *ends: Ended) -> list[str]:
        """Send what lies in the outboxes; the last end counts for all the rest. Returns what was sent to whom."""
        said, ended = [], list(ends) or [SENT]
        for attempt in self.store.runner.run(self.bulk.claim(1000, LEASE)):
            following: Attempt | None = attempt
            while following is not None:
                delivery = self.bulk.known(following)[1]
                said.append(f"{delivery.contact}: {delivery.message.text}")
                end = ended.pop(0) if len(ended) > 1 else ended[0]
                following = self.store.runner.run(self.bulk.record(following, end, LEASE)).following
        return sorted(said)

    def count(self, name: str = "spring") -> Count:
        found = self.campaigns.report(name)
        assert found is not None
        assert sum(found.fates.values()) == found.total
        return found

    def fates(self, name: str = "spring") -> dict[str, int]:
        return dict(self.count(name).fates)
