"""May we send this, to this person, now?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.contact import CONSENTED, Consent, Contact, Purpose, Reachable
from bot.model.delivery import Delivery
from bot.model.ids import ContactId, DeliveryId
from bot.model.session import Challenge
from bot.policy import Refusal, refusal
from channels.messages import Address, OutboundMessage

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SMS = Address("sms", "+12025550101")
NOBODY = Contact(ContactId("c1"))
WILLING = replace(NOBODY, consents=tuple(Consent(one, "sms", NOW) for one in CONSENTED))
ELSEWHERE = replace(NOBODY, consents=tuple(Consent(one, "whatsapp", NOW) for one in CONSENTED))
UNWILLING = replace(NOBODY, consents=tuple(Consent(one, "sms", NOW, given=False) for one in CONSENTED))
GONE = replace(WILLING, addresses=(Reachable(SMS, opted_out_at=NOW),))


def delivery(purpose: Purpose, challenge: Challenge | None = None) -> Delivery:
    return Delivery(DeliveryId("d"), ContactId("c1"), SMS, OutboundMessage("hello"), purpose, NOW, challenge=challenge)


@pytest.mark.parametrize(
    ("purpose", "contact", "expected"),
    [
        (Purpose.REPLY, NOBODY, None),
        (Purpose.REPLY, GONE, None),
        (Purpose.CODE, GONE, None),
        (Purpose.SERVICE, NOBODY, None),
        (Purpose.SERVICE, GONE, Refusal.OPTED_OUT),
        (Purpose.SERVICE, ELSEWHERE, None),
        (Purpose.SERVICE, UNWILLING, Refusal.NO_CONSENT),
        (Purpose.REPLY, UNWILLING, None),
        (Purpose.CODE, UNWILLING, None),
        (Purpose.MARKETING, ELSEWHERE, Refusal.NO_CONSENT),
        (Purpose.MARKETING, UNWILLING, Refusal.NO_CONSENT),
        (Purpose.FLEXIBILITY, ELSEWHERE, Refusal.NO_CONSENT),
        (Purpose.FLEXIBILITY, UNWILLING, Refusal.NO_CONSENT),
        (Purpose.FLEXIBILITY, GONE, Refusal.OPTED_OUT),
        (Purpose.MARKETING, NOBODY, Refusal.NO_CONSENT),
        (Purpose.MARKETING, WILLING, None),
        (Purpose.MARKETING, GONE, Refusal.OPTED_OUT),
        (Purpose.FLEXIBILITY, NOBODY, Refusal.NO_CONSENT),
        (Purpose.FLEXIBILITY, WILLING, None),
    ],
)
def test_consent_decides_by_purpose(purpose: Purpose, contact: Contact, expected: Refusal | None) -> None:
    assert refusal(delivery(purpose), contact, now=NOW) is expected


def test_a_code_is_sent_only_while_it_is_good() -> None:
    challenge = Challenge("nonce", "MTR-0001", SMS, NOW + timedelta(minutes=5))

    assert refusal(delivery(Purpose.CODE, challenge), NOBODY, now=NOW) is None
    assert refusal(delivery(Purpose.CODE, challenge), NOBODY, now=challenge.expires_at) is Refusal.EXPIRED
    assert refusal(delivery(Purpose.CODE, replace(challenge, decoy=True)), NOBODY, now=NOW) is Refusal.DECOY
