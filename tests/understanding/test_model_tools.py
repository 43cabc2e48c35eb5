"""A model may propose what binds nobody, one of a few values at a time; everything else is refused."""

from dataclasses import replace
from typing import get_args, get_type_hints

import pytest

from bot.flows import doubting
from bot.flows.catalogue import CATALOGUE
from bot.model.command import (
    Choose,
    ChooseStale,
    Command,
    GiveCode,
    GiveFile,
    GiveMeter,
    GivePhone,
    Rank,
    Say,
    SetLanguage,
    Suppose,
    Trait,
    Unreadable,
)
from bot.model.session import Offered
from bot.understanding.model.answers import parsed
from bot.understanding.model.tools import (
    ALL,
    ANSWERS,
    ERRANDS,
    MOST,
    REMARKS,
    SUPPOSED,
    UNMARKED,
    Called,
    Unfit,
    choosable,
    commands,
    tools,
)
from tests.understanding.modelled import MENU, OFFERS, STATES
from tools.economics.comparison import Wish

ASIDES = {"start", "ask", "say"}
THERE = {
    "menu": {*ASIDES, "choose", "answer"},
    "meter": ASIDES,
    "code": ASIDES,
    "offers": {*ASIDES, "choose", "answer", "sort"},
    "comparison": {*ASIDES, "choose", "answer", "suppose"},
    "terms": {*ASIDES, "choose_earlier"},
    "cancelling": ASIDES,
    "stopping": ASIDES,
    "nothing": ASIDES,
}
BROWSING = {
    "welcome/menu",
    *(
        f"{flow}/{step}"
        for flow in ("solar", "dfp", "survey", "connection", "subsidy")
        for step in ("offers", "sort", "slot")
    ),
    *(f"compare/{step}" for step in ("result", "why", "suppose", "wish", "roof", "shade", "facing")),
    "orders/start",
    "orders/one",
    "orders/enrolment",
}

NEVER = {
    *("opt_out_all", "opt_in", "notifications", "unlink", "resend_otp", "handover"),
    *("event_join", "event_skip", "event_settings", "leave_programme"),
}
"""What is said in words that a rule reads, tapped, or not at all."""
PROPOSED = {Say, Choose, Rank, Suppose}
PROVES_OR_SETS = {GiveMeter, GiveCode, GivePhone, GiveFile, SetLanguage, ChooseStale, Unreadable}


def test_each_command_is_one_that_a_model_may_propose_or_one_that_it_never_may() -> None:
    proposed = {one.intent for one in (*ERRANDS.values(), *REMARKS.values(), *ANSWERS.values(), Say("why_or_explain"))}
    assert not proposed & NEVER
    assert proposed | NEVER == set(get_args(get_type_hints(Say)["intent"]))
    assert set(get_args(Command)) == PROPOSED | PROVES_OR_SETS
    every = (
        *ERRANDS.values(),
        *REMARKS.values(),
        *ANSWERS.values(),
        *SUPPOSED.values(),
        Choose("x"),
        Rank(Trait.BIGGEST),
    )
    assert {type(one) for one in every} == PROPOSED


def test_a_choice_that_names_a_meaning_is_no_way_around_what_a_model_may_say() -> None:
    proposed = {*ERRANDS.values(), *REMARKS.values(), Say("why_or_explain")}
    named = {value for value, (meant, _) in doubting.MEANINGS.items() if meant not in proposed}
    assert named <= UNMARKED


@pytest.mark.parametrize("state", STATES)
def test_what_can_be_proposed_follows_from_where_the_conversation_stands(state: str) -> None:
    assert {tool.name for tool in tools(STATES[state])} == THERE[state]
    assert THERE[state] <= set(ALL)


def test_only_steps_that_lead_to_something_to_look_at_let_a_model_choose() -> None:
    steps = {f"{flow}/{name}" for flow, one in CATALOGUE.items() for name, step in one.steps.items() if step.browsing}
    assert steps == BROWSING


def test_a_person_and_a_new_code_are_no_choices_for_a_model() -> None:
    assert choosable(STATES["menu"]) == MENU[:-1]
    stale = replace(STATES["menu"], offered=(Offered("resend_otp", "Send a new code"),))
    assert choosable(stale) == ()
    assert {tool.name for tool in tools(stale)} == ASIDES


def test_where_the_bot_asks_whether_to_stop_a_model_cannot_say_so() -> None:
    asked = Called("say", {"remark": "no_more_messages"})
    assert commands([asked], STATES["nothing"]) == (Say("opt_out"),)
    with pytest.raises(Unfit):
        commands([asked], STATES["stopping"])


@pytest.mark.parametrize(
    ("state", "call", "command"),
    [
        ("menu", Called("start", {"errand": "flexibility_programme"}), Say("start_dfp")),
        ("menu", Called("choose", {"option": 2}), Choose("start_dfp")),
        ("menu", Called("answer", {"word": "no"}), Say("deny")),
        ("offers", Called("choose", {"option": 3}), Choose("offer-2")),
        ("offers", Called("answer", {"word": "yes"}), Say("affirm")),
        ("offers", Called("sort", {"first": "cheapest", "take": True}), Rank(Trait.CHEAPEST, takes=True)),
        ("comparison", Called("suppose", {"what": "no_loan"}), Suppose(loan=False)),
        ("comparison", Called("suppose", {"what": "least_co2"}), Suppose(wish=Wish.CLIMATE)),
        ("terms", Called("choose_earlier", {"option": 2}), Choose("offer-1", correction=True)),
        ("terms", Called("ask", {}), Say("why_or_explain")),
        ("code", Called("say", {"remark": "back"}), Say("back")),
    ],
)
def test_a_proposal_becomes_a_command(state: str, call: Called, command: Command) -> None:
    assert commands([call], STATES[state]) == (command,)


def test_several_proposals_keep_their_order_and_what_is_unclear_is_none() -> None:
    calls = [
        Called("choose", {"option": 1}),
        Called("say", {"remark": "unclear"}),
        Called("choose", {"option": 1}),
    ]
    assert commands(calls, STATES["offers"]) == (Choose(OFFERS[0].value),)
    assert commands([], STATES["offers"]) == ()


@pytest.mark.parametrize(
    ("state", "calls"),
    [
        ("menu", [Called("confirm_order", {})]),
        ("menu", [Called("say", {"remark": "affirm"})]),
        ("menu", [Called("say", {})]),
        ("menu", [Called("say", {"remark": "greet", "text": "hello"})]),
        ("menu", [Called("choose", {"option": 5})]),
        ("menu", [Called("choose", {"option": 0})]),
        ("menu", [Called("choose", {"option": True})]),
        ("menu", [Called("choose", {"option": "1"})]),
        ("menu", [Called("choose", {"option": 1.0})]),
        ("menu", [Called("start", {"errand": ["solar"]})]),
        ("menu", [Called("sort", {"first": "cheapest", "take": False})]),
        ("offers", [Called("sort", {"first": "cheapest", "take": 1})]),
        ("offers", [Called("sort", {"first": "nicest", "take": True})]),
        ("offers", [Called("suppose", {"what": "loan"})]),
        ("comparison", [Called("suppose", {"what": "twice_the_roof"})]),
        ("terms", [Called("answer", {"word": "yes"})]),
        ("terms", [Called("choose", {"option": 1})]),
        ("cancelling", [Called("answer", {"word": "yes"})]),
        ("cancelling", [Called("choose", {"option": 1})]),
        ("stopping", [Called("choose", {"option": 1})]),
        ("menu", [Called("ask", {})] * (MOST + 1)),
        ("offers", [Called("ask", {}), Called("approve", {})]),
    ],
)
def test_anything_else_is_refused_whole(state: str, calls: list[Called]) -> None:
    with pytest.raises(Unfit):
        commands(calls, STATES[state])


WHOLE = '{"choices":[{"message":{"tool_calls":[%s]},"finish_reason":"tool_calls"}],"usage":{"total_tokens":7}}'
CALL = '{"function":{"name":"ask","arguments":"{}"}}'


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        (WHOLE % CALL, 7),
        ((WHOLE % CALL).replace('"tool_calls"}', '"stop"}'), 7),
        ((WHOLE % CALL).replace("7", "-7"), None),
        ((WHOLE % CALL).replace('"total_tokens":7', ""), None),
        (WHOLE % CALL.replace('"{}"', '""'), 7),
    ],
)
def test_an_answer_is_read_by_its_calls_alone(body: str, tokens: int | None) -> None:
    answer = parsed(body.encode())
    assert (answer.calls, answer.tokens) == ((Called("ask", {}),), tokens)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "\x00<<not json>>{",
        '{"choices":[]}',
        '{"choices":[{"message":{"content":"hello"},"finish_reason":"stop"}]}',
        '{"choices":[{"message":{"tool_calls":null},"finish_reason":"stop"}]}',
        WHOLE % "",
        (WHOLE % CALL).replace('"tool_calls"}', '"length"}'),
        (WHOLE % CALL).replace('"tool_calls"}', "null}"),
        WHOLE % "{}",
        WHOLE % '{"function":{"name":"ask","arguments":{}}}',
        WHOLE % '{"function":{"name":"ask","arguments":"[]"}}',
        WHOLE % '{"function":{"name":"ask","arguments":"{"}}',
    ],
)
def test_any_other_shape_is_refused(body: str) -> None:
    with pytest.raises(Unfit):
        parsed(body.encode())
