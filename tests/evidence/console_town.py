"""A town behind the console: as many contacts and open cases as a large utility has, on a real store."""

from datetime import datetime, timedelta
from typing import Any

from bot import wiring
from bot.campaigns import files
from bot.campaigns.listing import listed
from bot.campaigns.recipients import Recipient
from bot.model.consent import ConsentAct, Entry, How
from bot.model.contact import Contact, Identity, Purpose, Reachable
from bot.model.ids import AccountId, CaseId, ContactId, OrderId
from bot.model.order import Order, OrderState
from bot.model.turn import Case, CaseKind
from bot.store.counts import State
from bot.store.effects import case_fields
from channels.messages import Address
from tests.store.campaigns import person
from tests.web.console_served import Served
from tests.web.test_console_campaigns import SPRING
from tests.web.working import HERE, ZONE
from tools.feed import FlexibilityEvent
from tools.offers import Kind

CONTACTS = 100_000
CASES = 10_000
EVENTS = 200
CAMPAIGNS = 100
AT_ONCE = 200
_A_TIMER = 10
"""One contact in so many waits for something."""


def contact_of(number: int) -> ContactId:
    """Return the id of the town's contact of a number."""
    return ContactId(f"{number:032x}")


def phone_of(number: int) -> str:
    """Return the number that a contact writes from."""
    return f"+1202{number:07}"


def build(served: Served) -> None:
    """Let the town be: contacts with consents, orders and look-ups, open cases, campaigns and events."""
    now = wiring.now()
    for first in range(0, CONTACTS, AT_ONCE):
        _settle(served, range(first, first + AT_ONCE), now)
    _open_cases(served, now)
    _campaigns(served)
    _events(served, now)


def _settle(served: Served, numbers: range, now: datetime) -> None:
    codec, mailbox = served.house.codec, served.house.mailbox
    pipe: Any = served.house.runner.redis.pipeline(transaction=False)
    word = codec.write(Entry(ConsentAct.GIVEN, now, How.SAID, "sms", purpose=Purpose.MARKETING, words="yes"))
    for number in numbers:
        one = _person(number)
        pipe.hset(f"contact:{one.id}", "contact", codec.write(one))
        pipe.set(f"address:{mailbox.address_hash(one.addresses[0].address)}", one.id)
        pipe.set(f"meter:{codec.sealer.pseudonym('meter', f'MTR-{number:06}')}", one.id)
        pipe.rpush(f"consents:{one.id}", word, word)
        order = Order(OrderId("o1"), Kind.SOLAR, "t", "Roof", "Sunny", None, "d", OrderState.CONFIRMED, now, "N", "M")
        pipe.hset(f"orders:{one.id}", order.id, codec.write(order))
        if number % _A_TIMER == 0:
            pipe.zadd("timers", {f"{one.id}|t1|{{}}": (now + timedelta(days=300)).timestamp() * 1000})
    pipe.execute()


def _person(number: int) -> Contact:
    known = (Reachable(Address("sms", phone_of(number))),)
    identity = Identity(AccountId(f"a{number}"), f"MTR-{number:06}", "Ada", "en", "America/New_York")
    return Contact(contact_of(number), known, identity, consents=person(1).consents)


def _open_cases(served: Served, now: datetime) -> None:
    codec = served.house.codec
    pipe: Any = served.house.runner.redis.pipeline(transaction=False)
    for number in range(CASES):
        at = now - timedelta(seconds=CASES - number)
        case = case_fields(codec, Case(CaseId(f"case-{number}"), CaseKind.HANDOVER, at))
        fields = {"contact": contact_of(number), "kind": case["kind"], "body": case["body"], "state": "open"}
        pipe.hset(f"case:{case['id']}", mapping=fields)
        pipe.zadd("cases", {case["id"]: at.timestamp() * 1000})
    pipe.execute()


def _campaigns(served: Served) -> None:
    run, ledgers = served.house.runner.run, served.work.ledgers
    for number in range(CAMPAIGNS):
        run(ledgers.open(files.campaign(SPRING | {"name": f"spring-{number}"}, ZONE)))
    campaign = files.campaign(SPRING, ZONE)
    run(ledgers.open(campaign))
    for first in range(0, CONTACTS, AT_ONCE):
        some = [Recipient(_person(number)) for number in range(first, first + AT_ONCE)]
        run(ledgers.enlist(campaign.ledger, [listed(campaign, one, HERE) for one in some]))
    run(ledgers.turn(campaign.ledger, State.PROPOSED, (State.LISTING,)))


def _events(served: Served, now: datetime) -> None:
    for number in range(EVENTS):
        start = now + timedelta(hours=1 + number)
        end = start + timedelta(hours=1)
        served.work.announcements.announce(FlexibilityEvent(f"e{number}", "8101", start, end, start, end))
        fates = {"joined": 40_000, "skipped": 9_000, "unanswered": 50_000, "exempt": 1_000}
        words = [word for fate, many in fates.items() for word in (f"fate:{fate}", many)]
        served.house.ask("HSET", f"flexibility:e{number}", *words, "measured", 39_000, "wh", 30_000_000)
