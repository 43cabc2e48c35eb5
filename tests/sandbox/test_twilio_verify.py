"""twilio's client against the simulated Verify, which refuses what Twilio refuses."""

from collections.abc import Iterator

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException

from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.sandbox.elsewhere import client_of

ADA = "+12025550100"
SERVICE = "VA" + "4" * 32


@pytest.fixture(scope="module")
def _verifying() -> Iterator[Sandbox]:
    with running(Config(longest_wait=0.2, verify_service=SERVICE)) as sandbox:
        yield sandbox


@pytest.fixture
def verifying(_verifying: Sandbox) -> Sandbox:
    _verifying.wire.reset()
    return _verifying


def test_verify_words_our_code_and_the_phone_shows_it(verifying: Sandbox) -> None:
    assert verifying.environment["TWILIO_VERIFY_SERVICE_SID"] == SERVICE
    service = client_of(verifying).verify.v2.services(SERVICE)
    made = service.verifications.create(to=ADA, channel="sms", custom_code="493201")
    assert made.sid is not None
    assert made.sid.startswith("VE")
    assert (made.to, f"{made.channel}", made.status, made.valid) == (ADA, "sms", "pending", False)
    assert verifying.wire.received("sms", "MTR-0000")["text"] == "Your Wattline Demo verification code is: 493201"
    again = service.verifications.create(to=ADA, channel="sms", custom_code="112233")
    assert (again.sid, len(again.send_code_attempts or ())) == (made.sid, 2)
    assert service.fetch().custom_code_enabled is True


def test_a_number_gets_five_codes_in_ten_minutes(verifying: Sandbox) -> None:
    verifications = client_of(verifying).verify.v2.services(SERVICE).verifications
    for number in range(5):
        verifications.create(to=ADA, channel="sms", custom_code=f"49320{number}")
    with pytest.raises(TwilioRestException) as refused:
        verifications.create(to=ADA, channel="sms", custom_code="493209")
    assert (refused.value.status, refused.value.code) == (429, 60203)
    verifications.create(to="+12025550101", channel="sms", custom_code="493209")
    verifying.wire.advance_clock(601)
    verifications.create(to=ADA, channel="sms", custom_code="493209")


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "2025550100"},
        {"channel": "call"},
        {"custom_code": "123"},
        {"custom_code": "12345678901"},
        {"custom_code": "abcdef"},
        {"custom_message": "Your code"},
    ],
)
def test_what_verify_would_not_send_is_refused(verifying: Sandbox, wrong: dict[str, str]) -> None:
    verifications = client_of(verifying).verify.v2.services(SERVICE).verifications
    with pytest.raises(TwilioRestException) as refused:
        verifications.create(**({"to": ADA, "channel": "sms", "custom_code": "493201"} | wrong))
    assert (refused.value.status, refused.value.code) == (400, 60200)


def test_strangers_and_other_services_are_refused(verifying: Sandbox, sandbox: Sandbox) -> None:
    url = f"{verifying.url}/v2/Services/{SERVICE}"
    assert httpx.get(url, auth=("AC", "wrong")).status_code == 401
    another = client_of(verifying).verify.v2.services("VA" + "5" * 32)
    for service in (another, client_of(sandbox).verify.v2.services(SERVICE)):
        with pytest.raises(TwilioRestException) as refused:
            service.verifications.create(to=ADA, channel="sms", custom_code="493201")
        assert refused.value.status == 404
    with pytest.raises(TwilioRestException) as refused:
        another.fetch()
    assert refused.value.status == 404


def test_a_service_without_custom_codes_says_so() -> None:
    with running(Config(verify_service=SERVICE, verify_own_codes=False)) as plain:
        service = client_of(plain).verify.v2.services(SERVICE)
        assert service.fetch().custom_code_enabled is False
        with pytest.raises(TwilioRestException) as refused:
            service.verifications.create(to=ADA, channel="sms", custom_code="493201")
    assert (refused.value.status, refused.value.code) == (403, 60204)
