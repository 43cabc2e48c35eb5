"""A state machine on a real server: what the store's models have in common."""

import redis
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from channels.messages import Address
from tests.store.building import House

FAST = settings(max_examples=25, stateful_step_count=40, deadline=None, derandomize=True)
PEOPLE = {"c1": Address("sms", "+12025550101"), "c2": Address("telegram", "700100001")}
WHO = st.sampled_from(sorted(PEOPLE))


class Machine(RuleBasedStateMachine):
    """A house on an emptied server; `url` is set by the test."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        with redis.Redis.from_url(self.url) as client:
            client.flushall()
        self.house = House(self.url)
        self.numbers = 0

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def teardown(self) -> None:
        self.house.runner.close()


def hold(machine: type[Machine], url: str) -> None:
    machine.url = url
    run_state_machine_as_test(machine, settings=FAST)
