"""What is accepted gets one turn, in order, and only under the lease of whoever took it."""

from dataclasses import replace

from bot.model.contact import Identity
from bot.model.event import IdentityProven, OrderDue
from bot.model.ids import AccountId, CallId, CaseId, ContactId, EventId, OrderId, TimerId
from bot.model.order import Duty, Order, OrderState
from bot.model.turn import Binding, Case, CaseKind, Timer, ToolCall, Watch
from bot.store.leases import Lease, fire_timers, release, renew
from bot.store.mailbox import event_id
from bot.store.vitals import gauges
from channels.messages import Address
from tests.store.building import LEASE, NOW, SMS, House, lease_of, turn_saying
from tools.contract import FindAccount
from tools.offers import Kind

WEB = Address("web", "visitor")


def test_a_message_is_claimed_once_and_in_order(house: House) -> None:
    assert house.accept("1", text="first")
    assert house.accept("2", text="second")

    (claimed,) = house.claim()

    assert house.texts(claimed.entries[:1]) == ["first"]
    assert house.claim() == ()
    committed = house.commit(claimed)
    assert house.texts(committed.following) == ["second"]


def test_a_repeated_webhook_is_known_but_wakes_again(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    house.commit(claimed)

    assert not house.accept("1")

    assert house.runner.run(gauges()).many("turns") == 1
    assert house.claim() == ()
    assert house.runner.run(gauges()).many("turns") == 0


def test_two_addresses_are_two_contacts(house: House) -> None:
    house.accept("1", contact="c1")
    house.accept("2", contact="c2", address=WEB)

    assert {claimed.contact for claimed in house.claim()} == {"c1", "c2"}


def test_a_contact_is_found_again_by_its_address(house: House) -> None:
    house.accept("1", contact="c1")
    house.accept("2", contact="never used")

    (claimed,) = house.claim()

    assert claimed.contact == "c1"


def test_a_commit_without_the_lease_changes_nothing(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    stale = replace(claimed, token="0")

    assert not house.commit(stale, turn_saying(claimed.contact, "never said")).done

    assert house.runner.run(gauges()).many("sends") == 0
    assert house.commit(claimed).done


def test_a_commit_of_an_event_that_is_no_longer_first_changes_nothing(house: House) -> None:
    house.accept("1")
    house.accept("2")
    (claimed,) = house.claim()
    first = house.committing(claimed, None, None)

    assert house.runner.run(first).done
    assert not house.runner.run(first).done


def test_a_released_contact_is_due_again(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()

    assert house.runner.run(release(lease_of(claimed), 0))

    (again,) = house.claim()
    assert again.token != claimed.token
    assert not house.runner.run(release(lease_of(claimed), 0))


def test_a_lease_that_ended_lets_another_take_the_event(house: House) -> None:
    house.accept("1")
    (first,) = house.claim(lease_ms=1)
    second: tuple[object, ...] = ()
    while not second:
        second = house.claim()

    assert not house.commit(first).done


def test_only_leases_still_held_are_renewed(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    ours = Lease("turns", claimed.contact, claimed.token)

    assert house.runner.run(renew([ours, replace(ours, token="0")], LEASE)) == (True, False)


def test_a_turn_keeps_session_orders_calls_cases_and_timers_together(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    order = Order(
        OrderId("o1"), Kind.SOLAR, "t", "Roof", "Sunny", None, "digest", OrderState.CONFIRMING, NOW, call=CallId("k")
    )
    turn = replace(
        turn_saying(claimed.contact, "hi"),
        calls=(ToolCall(CallId("call1"), FindAccount("MTR-0001")),),
        orders=(order,),
        cases=(Case(CaseId("case1"), CaseKind.HANDOVER, NOW),),
        timers=(Timer(TimerId("timer1"), NOW, "solar", "terms", 1, NOW),),
    )

    house.commit(claimed, turn)

    waiting = house.runner.run(gauges())
    assert [waiting.many(one) for one in ("sends", "calls", "timers", "cases")] == [1, 1, 1, 1]
    house.accept("2")
    (again,) = house.claim()
    known = house.mailbox.known(again)
    assert (known.contact.id, known.session.version, known.orders) == ("c1", 1, (order,))


def test_a_closed_case_is_no_longer_open(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    case = Case(CaseId("case1"), CaseKind.HANDOVER, NOW)
    house.commit(claimed, replace(turn_saying(claimed.contact), cases=(case,)))
    house.accept("2")
    (again,) = house.claim()

    house.commit(again, replace(turn_saying(again.contact), closed=(case.id,)))

    assert house.runner.run(gauges()).many("cases") == 0


def test_a_due_timer_becomes_an_event(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    timer = Timer(TimerId("timer1"), NOW, "solar", "terms", 1, NOW)
    house.commit(claimed, replace(turn_saying(claimed.contact), timers=(timer,)))

    assert house.runner.run(fire_timers(10)) == 1

    (again,) = house.claim()
    assert event_id(again.entries[0]) == "timer1"
    assert house.runner.run(fire_timers(10)) == 0


def test_an_event_of_ours_is_appended_once(house: House) -> None:
    proven = IdentityProven(EventId("proven"), NOW, SMS, Identity(AccountId("a"), "MTR-0001", "Ann Example"))
    for _ in range(2):
        house.runner.run(house.mailbox.append(ContactId("c1"), proven))

    (claimed,) = house.claim()

    assert house.mailbox.event(claimed.entries[0]) == proven
    assert house.commit(claimed).following == ()


def _bind(house: House, claimed_contact: str, address: Address) -> None:
    (claimed,) = [one for one in house.claim() if one.contact == claimed_contact]
    identity = Identity(AccountId("account"), "MTR-0001", "Ann Example")
    turn = replace(turn_saying(claimed.contact), binding=Binding(address, identity, "solar"))
    house.commit(claimed, turn)
    house.runner.run(release(lease_of(claimed), 0))


def test_the_first_to_prove_an_account_keeps_it(house: House) -> None:
    house.accept("1", contact="c1")
    _bind(house, "c1", SMS)

    (claimed,) = house.claim()
    assert claimed.contact == "c1"
    assert isinstance(house.mailbox.event(claimed.entries[0]), IdentityProven)


def test_an_address_that_proves_an_account_moves_to_its_contact_with_all_it_still_has_to_say(house: House) -> None:
    house.accept("1", contact="c1")
    _bind(house, "c1", SMS)
    house.commit(house.claim()[0])
    house.accept("2", contact="c2", address=WEB, text="the code")
    house.accept("3", contact="c2", address=WEB, text="and then this")

    _bind(house, "c2", WEB)

    (claimed,) = house.claim()
    assert claimed.contact == "c1"
    assert isinstance(house.mailbox.event(claimed.entries[0]), IdentityProven)
    following = house.commit(claimed).following
    assert house.texts(following) == ["and then this"]
    house.accept("4", contact="never used", address=WEB)
    assert house.runner.run(gauges()).many("turns") == 1


def test_several_events_may_become_one_turn(house: House) -> None:
    for number in ("1", "2", "3"):
        house.accept(number, text=number)
    (claimed,) = house.claim()
    both = tuple(house.mailbox.event(entry) for entry in claimed.entries[:2])

    committed = house.runner.run(
        house.mailbox.commit(
            turn_saying(claimed.contact), token=claimed.token, events=both, deliveries=(), lease_ms=LEASE
        )
    )

    assert house.texts(committed.following) == ["3"]


def test_nothing_personal_lies_in_the_store_in_clear(house: House) -> None:
    house.accept("1", text="my meter is MTR-0001")
    (claimed,) = house.claim()
    house.commit(claimed, turn_saying(claimed.contact, "we know MTR-0001"))

    redis = house.runner.redis
    redis.config_set("rdbcompression", "no")
    everything = b"".join(str((key, redis.dump(key))).encode() for key in redis.scan_iter())

    assert b"choices" in everything
    assert b"+12025550101" not in everything
    assert b"MTR-0001" not in everything


def test_the_last_lines_of_a_conversation_can_be_read(house: House) -> None:
    house.accept("1", text="hello")
    (claimed,) = house.claim()
    house.commit(claimed, turn_saying(claimed.contact, "good day"))

    lines = house.runner.run(house.mailbox.transcript(claimed.contact))

    assert [(line.who, line.text) for line in lines] == [("customer", "hello"), ("bot", "good day")]


def test_what_is_to_be_done_about_an_order_comes_in_its_time(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    watch = Watch(TimerId("watch1"), NOW, OrderId("o1"), Duty.TELL, 2)
    house.commit(claimed, replace(turn_saying(claimed.contact), watches=(watch,)))

    assert house.runner.run(fire_timers(10)) == 1

    (claimed,) = house.claim()
    assert house.mailbox.event(claimed.entries[0]) == OrderDue(EventId("watch1"), NOW, OrderId("o1"), Duty.TELL, 2)
