"""Whatever is said, tapped, answered or left unanswered, in any order: no turn fails, and nothing is ordered unasked.

What must hold after every turn is asserted in house.py.
"""

from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from bot.model.command import (
    Choose,
    ChooseStale,
    Command,
    GiveCode,
    GiveMeter,
    GivePhone,
    Rank,
    Reading,
    Say,
    SetLanguage,
    Suppose,
    Trait,
    Unreadable,
)
from bot.model.event import DeliveryRefused, OperatorSpoke, TimeUp
from bot.model.ids import TimerId
from bot.model.order import OrderState
from bot.model.session import chosen
from channels.messages import Address, Tap, Text
from tests.flows.house import House
from tests.flows.literals import ACCOUNTS, outcome
from tests.flows.playing import PLACES
from tools.contract import AccountFound, CheckOrder, ConfirmOrder, Failure, FindAccount, OffersFound
from tools.economics.comparison import Wish

INTENTS = get_args(Say.__annotations__["intent"])
ERRANDS = ("start_solar", "start_dfp", "start_survey", "start_connection", "start_subsidy")
WANTED = {one: Say(one) for one in INTENTS if one in (*ERRANDS, "compare", "order_status", "journey")}
HERE = st.sampled_from(sorted(PLACES))
OUTCOMES = (
    "ok",
    "ok",
    "ok",
    "ok",
    "nothing",
    "6",
    "1",
    "disputed",
    "poor",
    "small",
    "special",
    "broken",
    "ODD_CODE",
    "CANCELLED",
    *[one.value for one in Failure],
)
METERS = st.sampled_from([*ACCOUNTS, "MTR-9999"])
VALUES = (
    *("offer-0", "offer-9", "slot-0", "later", "sort", "more", "others", "retry", "en"),
    *("why_numbers", "why-solar", "what_if", "other_wish", "as_it_was", "my_roof", "half_roof", "compared", "see_all"),
    *("order-x", "cancel", "news", "news-all", "seller", "unlink_here", "unlink_others"),
)
ANYTHING: st.SearchStrategy[Command] = st.one_of(
    st.sampled_from([Say(intent) for intent in INTENTS]),
    st.builds(GiveMeter, METERS),
    st.builds(GiveCode, st.sampled_from(["000000", "123456"])),
    st.builds(GivePhone, st.sampled_from([None, "+12025550142", "+12025550199"])),
    st.builds(SetLanguage, st.sampled_from([None, "en", "es", "hi", "fr"])),
    st.builds(
        Choose,
        st.sampled_from(VALUES),
        st.booleans(),
    ),
    st.builds(Rank, st.sampled_from(list(Trait)), st.booleans()),
    st.builds(
        Suppose,
        share=st.sampled_from([None, 0.5]),
        loan=st.sampled_from([None, True, False]),
        wish=st.sampled_from([None, *Wish]),
    ),
    st.just(ChooseStale("x")),
    st.just(Unreadable("photo")),
)
CONFIDENCE = st.sampled_from([0.3, 0.9, 1.0])


class Conversation(RuleBasedStateMachine):
    """Customers at four addresses, an operator, a network, a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.house = House()

    def address(self, place: str) -> Address:
        return PLACES[place]

    @rule(place=HERE, commands=st.lists(ANYTHING, min_size=1, max_size=2), confidence=CONFIDENCE)
    def says(self, place: str, commands: list[Command], confidence: float) -> None:
        self.house.hears(self.address(place), Text("words"), Reading(tuple(commands), confidence))

    @rule(place=HERE, number=st.integers(0, 6), correction=st.booleans(), confidence=CONFIDENCE)
    def chooses(self, place: str, number: int, correction: bool, confidence: float) -> None:  # noqa: FBT001 -- drawn
        """Choose one of what is offered, or a correction of what was offered before."""
        hearing = self.house.hearing(self.address(place), Text("1"))
        offered = (hearing.earlier if correction else ()) or hearing.offered
        if offered:
            value = offered[number % len(offered)].value
            self.house.hears(self.address(place), Text("1"), Reading((Choose(value, correction),), confidence))

    @rule(place=HERE, data=st.data())
    def taps_any_button_ever_shown(self, place: str, data: st.DataObject) -> None:
        """The reader is fooled: it takes every button for fresh."""
        shown = [choice.id for reply in self.house.replies for choice in reply.message.choices]
        pressed = data.draw(st.sampled_from(shown)) if shown else "garbage"
        value = chosen(pressed)[1]
        commands: tuple[Command, ...] = (Choose(value), ChooseStale(value), Say("affirm"))
        command = commands[data.draw(st.integers(0, 2))]
        self.house.hears(self.address(place), Tap(pressed), Reading((command,), 1.0))

    @rule(place=HERE)
    def taps_the_first_button_twice(self, place: str) -> None:
        address = self.address(place)
        offered, asked = (session := self.house.person(address).session).offered, session.asked
        if offered:
            tap = Tap(f"{asked}:{offered[0].value}")
            for _ in range(2):
                self.house.hears(address, tap, Reading((Choose(offered[0].value),), 1.0))

    @precondition(lambda self: any(reply.challenge for reply in self.house.replies))
    @rule(place=HERE)
    def types_the_right_code(self, place: str) -> None:
        self.house.hears(self.address(place), Text("code"), Reading((GiveCode(self.house.code()),), 1.0))

    @rule(place=HERE, meter=METERS, wanted=st.sampled_from(sorted(WANTED)))
    def proves_who_it_is(self, place: str, meter: str, wanted: str) -> None:
        self.proven(place, meter, wanted)

    def proven(self, place: str, meter: str, wanted: str) -> None:
        """The straight way in, so that the search gets deep."""
        address = self.address(place)
        said = (Say("cancel_flow"), WANTED[wanted], GiveMeter(meter))
        self.house.hears(address, Text("words"), Reading(said, 1.0))
        for person, call in [one for one in self.house.calls if isinstance(one[1].request, FindAccount)]:
            self.house.finishes(person, call, outcome(call.request, "ok"))
        if any(reply.challenge for reply in self.house.replies):
            self.house.hears(address, Text("code"), Reading((GiveCode(self.house.code()),), 1.0))

    @precondition(lambda self: self.house.calls)
    @rule(word=st.sampled_from(OUTCOMES), kept=st.booleans(), newest=st.booleans())
    def a_call_ends(self, word: str, kept: bool, newest: bool) -> None:  # noqa: FBT001 -- drawn
        place = -1 if newest else 0
        person, call = self.house.calls[place]
        if not kept:
            del self.house.calls[place]
        self.house.finishes(person, call, outcome(call.request, word))

    @rule()
    def all_calls_end_well(self) -> None:
        while self.house.calls:
            person, call = self.house.calls.pop(0)
            self.house.finishes(person, call, outcome(call.request, "ok"))

    @rule(place=HERE, meter=METERS, wanted=st.sampled_from(ERRANDS), double=st.booleans())
    def goes_straight_to_the_terms(self, place: str, meter: str, wanted: str, double: bool) -> None:  # noqa: FBT001 -- drawn
        self.proven(place, meter, wanted)
        for _ in range(2):
            self.all_calls_end_well()
            self.first_choice(place)
        if double:
            self.first_choice(place)

    @rule(place=HERE, twice=st.booleans())
    def cancels_an_order(self, place: str, twice: bool) -> None:  # noqa: FBT001 -- drawn
        """The straight way to a cancellation, from an order that stands."""
        address = self.address(place)
        for commands in ((Say("cancel_flow"), Say("order_status")), (Choose("cancel"),), (Say("affirm"),)):
            self.house.hears(address, Text("words"), Reading(commands, 1.0))
            for person, call in [one for one in self.house.calls if isinstance(one[1].request, CheckOrder)]:
                self.house.finishes(person, call, outcome(call.request, "ORDER_RECEIVED"))
        if twice:
            self.house.hears(address, Text("words"), Reading((Say("affirm"),), 1.0))

    @rule(place=HERE)
    def chooses_the_first(self, place: str) -> None:
        self.first_choice(place)

    def first_choice(self, place: str) -> None:
        address = self.address(place)
        offered = self.house.person(address).session.offered
        if offered:
            self.house.hears(address, Text("1"), Reading((Choose(offered[0].value),), 1.0))

    @precondition(lambda self: self.house.calls)
    @rule()
    def a_call_ends_with_an_answer_to_another_question(self) -> None:
        person, call = self.house.calls[0]
        self.house.finishes(
            person, call, OffersFound(()) if isinstance(call.request, FindAccount) else AccountFound(None)
        )

    @rule(place=HERE, back=st.booleans())
    def an_operator_writes(self, place: str, back: bool) -> None:  # noqa: FBT001 -- drawn
        house = self.house
        spoke = OperatorSpoke(house.event_id(), house.now, "olga", "Good morning.", hand_back=back)
        house.take(house.person(self.address(place)), spoke)

    @rule(place=HERE)
    def the_provider_refuses(self, place: str) -> None:
        house, address = self.house, self.address(place)
        house.take(house.person(address), DeliveryRefused(house.event_id(), house.now, address))

    @rule(place=HERE)
    def a_timer_ends(self, place: str) -> None:
        person = self.house.person(self.address(place))
        where, now = person.session, self.house.now
        event = TimeUp(self.house.event_id(), now, TimerId("t"), where.flow, where.step, where.version, now)
        self.house.take(person, event)

    @rule(minutes=st.sampled_from([0.1, 1, 6, 11, 1441]))
    def time_passes(self, minutes: float) -> None:
        self.house.passes(minutes)

    def teardown(self) -> None:
        """Every order has one confirm, and no order was invented."""
        confirms = [
            call.request.order
            for turn in self.house.turns
            for call in turn.calls
            if isinstance(call.request, ConfirmOrder)
        ]
        orders = [order for person in self.house.everybody for order in person.orders.values()]
        assert len(confirms) == len(set(confirms))
        assert {order.id for order in orders} == set(confirms)
        assert all(order.number for order in orders if order.state is OrderState.CONFIRMED)


Conversation.TestCase.settings = settings(max_examples=80, stateful_step_count=50)
TestConversation = Conversation.TestCase
