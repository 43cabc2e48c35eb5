"""twilio's client against the simulated Lookup, which refuses what Twilio refuses."""

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from sandbox.running import Sandbox
from tests.sandbox.elsewhere import client_of

ADA = "+12025550100"


@pytest.fixture
def client(sandbox: Sandbox) -> Client:
    return client_of(sandbox)


def test_the_real_client_reads_both_packages(client: Client, sandbox: Sandbox) -> None:
    fields = "sim_swap,reassigned_number"
    quiet = client.lookups.v2.phone_numbers(ADA).fetch(fields=fields, last_verified_date="20240514")
    assert (quiet.phone_number, quiet.valid, quiet.line_type_intelligence) == (ADA, True, None)
    sandbox.wire.change_hands("MTR-0000", swapped_hours_ago=2, reassigned_on="2025-01-01")
    moved = client.lookups.v2.phone_numbers(ADA).fetch(fields=fields, last_verified_date="20240514")
    assert isinstance(moved.sim_swap, dict)
    assert isinstance(moved.reassigned_number, dict)
    assert moved.sim_swap["last_sim_swap"]["swapped_in_period"] is True
    assert moved.reassigned_number["is_number_reassigned"] == "yes"


@pytest.mark.parametrize(
    "query",
    [
        {"fields": "horoscope"},
        {"fields": "line_type_intelligence"},
        {"fields": "reassigned_number"},
        {"fields": "reassigned_number", "last_verified_date": "2024-05-14"},
        {"fields": "reassigned_number", "last_verified_date": "20241350"},
    ],
)
def test_what_is_not_sold_or_not_whole_is_refused(client: Client, query: dict[str, str]) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.lookups.v2.phone_numbers(ADA).fetch(**query)
    assert (refused.value.status, refused.value.code) == (400, 20001)


def test_strangers_and_what_is_no_number_are_refused(client: Client, sandbox: Sandbox) -> None:
    assert httpx.get(f"{sandbox.url}/v2/PhoneNumbers/{ADA}", auth=("AC", "wrong")).status_code == 401
    with pytest.raises(TwilioRestException) as refused:
        client.lookups.v2.phone_numbers("12").fetch()
    assert refused.value.status == 404


@pytest.mark.parametrize("how", [{"swapped_hours_ago": "soon"}, {"reassigned_on": "May"}])
def test_what_carriers_know_is_arranged_in_hours_and_days(sandbox: Sandbox, how: dict[str, str]) -> None:
    body = {"from": ADA, **how}
    assert httpx.post(f"{sandbox.url}/_control/phones/hands", json=body).status_code == 400
