"""Cases on a console's store: a customer who wrote, was answered and waits for a person, and cases of nobody."""

import orjson

from bot.model.contact import Contact, Identity, Reachable
from bot.model.ids import AccountId, CaseId, ContactId
from bot.model.session import Session
from bot.model.transcript import Why
from bot.model.turn import Case, CaseKind, Reply, Turn
from bot.store.effects import case_fields
from bot.store.operation import Operation, operation
from channels.messages import Address, OutboundMessage
from tests.store.building import House
from tests.web.consoling import Console

SMS = Address("sms", "+12025550101")
WHATSAPP = Address("whatsapp", "+12025550101")
CONTACT = ContactId("c1")
ADA = Identity(AccountId("account"), "MTR-0042", "Ada Example")
UNDERSTOOD = (("start_solar",), 0.87, ("compare",), "en")
WHY = Why("MessageReceived", "welcome/start", "solar/offers", *UNDERSTOOD, calls=("SearchOffers",))


def opens(
    console: Console, kind: CaseKind = CaseKind.HANDOVER, subject: str = "solar/terms", where: Address = SMS
) -> str:
    """Let a customer write, be answered, and be a case."""
    house = console.house
    house.accept("1", text="I am Ada Example, call +1 202 555 0101 please", address=where)
    (claimed,) = house.claim()
    now = console.now
    session = Session(CONTACT, version=1, last_address=where, heard_at=now, locale="es")
    contact = Contact(CONTACT, (Reachable(where),), ADA)
    replies = (Reply(where, OutboundMessage("A person will answer you")),)
    case = Case(CaseId("case1"), kind, now, subject=subject)
    house.commit(claimed, Turn(session, contact, replies, cases=(case,), why=WHY))
    return "/console/cases/case1"


def putting(house: House, case: Case) -> Operation[int]:
    """Open a case that is no customer's."""
    fields = orjson.dumps(case_fields(house.codec, case))
    return operation("quarantine", (), ("", "[]", 60, fields), int)


def puts(console: Console, case: Case) -> None:
    """Do so at once."""
    console.house.runner.run(putting(console.house, case))
