"""What turns leave in the audit: acts and ids, in the order in which they were done, and no words."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.model.audit import Act, notes
from bot.model.consent import How
from bot.model.contact import Consent, Contact, Identity, Proof, Purpose, Reachable
from bot.model.event import (
    ConsentRecorded,
    Event,
    IdentityProven,
    IdentityRefused,
    MergeUndone,
    MessageReceived,
    OperatorSpoke,
    OrderSettled,
    Refused,
)
from bot.model.ids import AccountId, CaseId, ContactId, EventId, OrderId
from bot.model.order import Change, Joining, Order, OrderState, moved, reached
from bot.model.session import Challenge, Session
from bot.model.turn import CodeStep, CodeUse, Release, Reply, Turn
from channels.messages import Address, InboundMessage, OutboundMessage, Text
from tools.offers import Kind

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WEB = Address("web", "v1")
ADA = Identity(AccountId("account"), "MTR-0001", "Ada Example")
CONTACT, SESSION = Contact(ContactId("c1")), Session(ContactId("c1"))
HEARD = MessageReceived(EventId("e1"), NOW, InboundMessage(WEB, "n1", Text("493201")))
CHALLENGE = Challenge("nonce", "MTR-0001", WEB, NOW, tries=1)
ORDER = Order(OrderId("o1"), Kind.SOLAR, "t", "Roof", "Sunny", None, "digest", OrderState.APPROVED, NOW)
APPROVED = replace(ORDER, history=(Change(OrderState.APPROVED, NOW),))


def _acts(turn: Turn, event: Event = HEARD, *orders: Order) -> list[tuple[Act, str, str]]:
    return [(note.act, note.about, note.by) for note in notes(CONTACT, orders, event, turn)]


def test_words_alone_leave_nothing() -> None:
    assert _acts(Turn(SESSION, CONTACT, replies=(Reply(WEB, OutboundMessage("Hello")),))) == []


def test_codes_asked_right_wrong_and_refused_are_noted_and_a_decoy_like_a_real_one() -> None:
    for decoy in (False, True):
        asked = CodeStep(CodeUse.ASKED, replace(CHALLENGE, decoy=decoy))
        assert _acts(Turn(SESSION, CONTACT, codes=(asked,))) == [(Act.CODE_ASKED, "", "")]
    for use, act in ((CodeUse.RIGHT, Act.CODE_RIGHT), (CodeUse.WRONG, Act.CODE_WRONG)):
        assert _acts(Turn(SESSION, CONTACT, codes=(CodeStep(use, CHALLENGE),))) == [(act, "", "")]
    refused = IdentityRefused(EventId("e4"), NOW, WEB, Refused.LOCKED)
    assert _acts(Turn(SESSION, CONTACT), refused) == [(Act.CODE_REFUSED, "locked", "")]


def test_a_proven_identity_and_an_operator_are_noted() -> None:
    assert _acts(Turn(SESSION, CONTACT), IdentityProven(EventId("e2"), NOW, WEB, ADA)) == [
        (Act.IDENTITY_PROVEN, "", "")
    ]
    spoke = OperatorSpoke(EventId("e3"), NOW, "op", "Hello")
    assert _acts(Turn(SESSION, CONTACT), spoke) == [(Act.OPERATOR_SPOKE, "", "op")]
    assert _acts(Turn(SESSION, CONTACT), replace(spoke, hand_back=True)) == [(Act.HANDED_BACK, "", "op")]


def test_a_merge_its_undoing_and_an_unlinking_are_noted() -> None:
    proven = IdentityProven(EventId("e2"), NOW, WEB, ADA, former=ContactId("c2"))
    assert _acts(Turn(SESSION, CONTACT), proven) == [(Act.IDENTITY_PROVEN, "", ""), (Act.MERGED, "c2", "")]
    own = replace(proven, former=CONTACT.id)
    assert _acts(Turn(SESSION, CONTACT), own) == [(Act.IDENTITY_PROVEN, "", "")]
    let_go = Turn(SESSION, CONTACT, released=(Release(WEB),))
    assert _acts(let_go) == [(Act.UNLINKED, "", "")]
    undone = MergeUndone(EventId("e3"), NOW, "olga", ContactId("c2"), (WEB,))
    assert _acts(let_go, undone) == [(Act.UNMERGED, "c2", "olga")]


def test_an_approval_and_how_its_order_went_on_are_noted() -> None:
    placed = moved(APPROVED, OrderState.CONFIRMING, NOW)
    assert _acts(Turn(SESSION, CONTACT, orders=(placed,))) == [(Act.APPROVED, "o1", "")]
    for state, act in (
        (OrderState.CONFIRMED, Act.ORDER_CONFIRMED),
        (OrderState.REJECTED, Act.ORDER_REJECTED),
        (OrderState.UNKNOWN, Act.ORDER_UNKNOWN),
    ):
        settled = reached(moved(placed, state, NOW), "ORDER_RECEIVED", NOW)
        assert _acts(Turn(SESSION, CONTACT, orders=(settled,)), HEARD, placed) == [(act, "o1", "")]
        assert _acts(Turn(SESSION, CONTACT, orders=(settled,)), HEARD, settled) == []
    stood = moved(placed, OrderState.CONFIRMED, NOW)
    for state, act in (
        (OrderState.CANCELLED, Act.ORDER_CANCELLED),
        (OrderState.DELIVERED, Act.ORDER_DELIVERED),
    ):
        assert _acts(Turn(SESSION, CONTACT, orders=(moved(stood, state, NOW),)), HEARD, stood) == [(act, "o1", "")]


def test_how_events_are_joined_is_noted_when_it_is_settled_and_when_it_changes() -> None:
    asked, automatic = replace(ORDER, history=()), replace(ORDER, history=(), joining=Joining.AUTOMATIC)
    for before, after, acts in (
        ((), asked, []),
        ((), automatic, [(Act.JOINS_AUTOMATICALLY, "o1", "")]),
        ((asked,), automatic, [(Act.JOINS_AUTOMATICALLY, "o1", "")]),
        ((automatic,), asked, [(Act.JOINS_WHEN_ASKED, "o1", "")]),
        ((automatic,), automatic, []),
    ):
        assert _acts(Turn(SESSION, CONTACT, orders=(after,)), HEARD, *before) == acts


def test_who_settles_an_order_is_noted() -> None:
    event = OrderSettled(EventId("e5"), NOW, "op", CaseId("c"), OrderId("o1"), OrderState.REJECTED)
    assert _acts(Turn(SESSION, CONTACT), event) == [(Act.SETTLED, "o1", "op")]


def test_opting_out_and_in_is_noted() -> None:
    out = replace(CONTACT, addresses=(Reachable(WEB, Proof(ADA.account, NOW), NOW),))
    assert _acts(Turn(SESSION, out)) == [(Act.OPTED_OUT, "", "")]
    (back,) = notes(out, (), HEARD, Turn(SESSION, replace(out, addresses=(Reachable(WEB),))))
    assert (back.act, back.contact, back.at) == (Act.OPTED_IN, "c1", NOW)


def test_a_turn_done_again_makes_the_same_notes() -> None:
    turn = Turn(SESSION, CONTACT, orders=(APPROVED,), codes=(CodeStep(CodeUse.RIGHT, CHALLENGE),))
    first = notes(CONTACT, (), HEARD, turn)
    assert first == notes(CONTACT, (), HEARD, turn)
    assert len({note.id for note in first}) == 2


def test_a_consent_that_changed_is_noted() -> None:
    before = replace(CONTACT, addresses=(Reachable(WEB),))
    willing = replace(before, consents=(Consent(Purpose.MARKETING, "web", NOW),))

    assert [note.act for note in notes(before, (), HEARD, Turn(SESSION, willing))] == [Act.CONSENT_CHANGED]


def test_a_consent_from_outside_is_noted_with_who_recorded_it() -> None:
    record = ConsentRecorded(EventId("e5"), NOW, Purpose.MARKETING, "sms", How.OPERATOR, "a call", "op")
    willing = replace(CONTACT, consents=(Consent(Purpose.MARKETING, "sms", NOW),))
    assert _acts(Turn(SESSION, willing), record) == [(Act.CONSENT_CHANGED, "marketing", "op")]
