"""What a model may propose where the conversation stands, and the commands that a proposal becomes.

The set is closed twice: a tool is there only where its command makes sense and binds nobody, and each argument is one
of a few values. What approves, orders, cancels, consents, unlinks, hands over or proves is in no tool at all: that is
read by rule, or tapped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model.command import Choose, Command, Hearing, Rank, Say, Suppose, Trait
from bot.model.session import Offered
from tools.economics.comparison import Wish
from tools.economics.roof import Shading

MOST = 3
"""Calls of one answer."""

ERRANDS: Mapping[str, Say] = {
    "solar": Say("start_solar"),
    "flexibility_programme": Say("start_dfp"),
    "installer_visit": Say("start_survey"),
    "grid_connection": Say("start_connection"),
    "subsidy": Say("start_subsidy"),
    "compare": Say("compare"),
    "order_status": Say("order_status"),
    "solar_progress": Say("journey"),
}

REMARKS: Mapping[str, Say] = {
    "greet": Say("greet"),
    "help": Say("help"),
    "thanks": Say("thanks"),
    "goodbye": Say("goodbye"),
    "back": Say("back"),
    "leave_this": Say("cancel_flow"),
    "correction": Say("correction"),
    "bill_or_usage": Say("usage_or_bill"),
    "outage_or_complaint": Say("complaint_or_outage"),
    "no_more_messages": Say("opt_out"),
    "other_topic": Say("out_of_scope"),
    "unclear": Say("unclear"),
}
"""Where the customer seems to want no more messages the bot asks; where it asks just that, this remark is none."""

_STOP = "no_more_messages"
_ASKS_WHETHER_TO_STOP = "settings"

ANSWERS: Mapping[str, Say] = {"yes": Say("affirm"), "no": Say("deny")}

SUPPOSED: Mapping[str, Suppose] = {
    "half_the_roof": Suppose(share=0.5),
    "roof_without_shade": Suppose(shading=Shading.NONE),
    "roof_in_shade": Suppose(shading=Shading.SIGNIFICANT),
    "loan": Suppose(loan=True),
    "no_loan": Suppose(loan=False),
    "battery": Suppose(battery=True),
    "no_battery": Suppose(battery=False),
    "most_money": Suppose(wish=Wish.MONEY),
    "nothing_up_front": Suppose(wish=Wish.NO_UPFRONT),
    "power_in_outages": Suppose(wish=Wish.BACKUP),
    "least_co2": Suppose(wish=Wish.CLIMATE),
}
"""What a comparison can be made again with; sizes in numbers are read by rule."""

UNMARKED = frozenset({"handover", "resend_otp", "opt_in", "change_language", "event_join", "event_skip"})
"""Choices that cost or set something: they are tapped, or said in words that a rule reads."""

_RANKED = frozenset({"offers", "sort"})
"""The steps where a list can be put in order."""

_COMPARES = "compare"

Allowed = tuple[str, ...] | tuple[bool, ...] | range


class Unfit(Exception):
    """The answer is none of those that could be given: it is not used."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that can be proposed, with what each of its arguments may be."""

    name: str
    arguments: Mapping[str, Allowed]


@dataclass(frozen=True, slots=True)
class Called:
    """A proposal: a tool's name and arguments, not yet looked at."""

    name: str
    arguments: Mapping[str, object]


ALL: Mapping[str, tuple[str, ...]] = {
    "start": ("errand",),
    "choose": ("option",),
    "choose_earlier": ("option",),
    "sort": ("first", "take"),
    "answer": ("word",),
    "suppose": ("what",),
    "ask": (),
    "say": ("remark",),
}
"""Every tool and the names of its arguments; their words lie in the prompt."""


def choosable(hearing: Hearing) -> tuple[Offered, ...]:
    """Return the choices that a model may take."""
    return tuple(one for one in hearing.offered if one.value not in UNMARKED) if hearing.browsing else ()


def tools(hearing: Hearing) -> tuple[Tool, ...]:
    """Return what may be proposed where the conversation stands."""
    here, earlier = choosable(hearing), hearing.earlier
    remarks = tuple(one for one in REMARKS if one != _STOP or hearing.flow != _ASKS_WHETHER_TO_STOP)
    found = [Tool("start", {"errand": tuple(ERRANDS)}), Tool("ask", {}), Tool("say", {"remark": remarks})]
    if here:
        found += [Tool("choose", {"option": range(1, len(here) + 1)}), Tool("answer", {"word": tuple(ANSWERS)})]
    if earlier:
        found.append(Tool("choose_earlier", {"option": range(1, len(earlier) + 1)}))
    if here and hearing.step in _RANKED:
        found.append(Tool("sort", {"first": tuple(one.value for one in Trait), "take": (True, False)}))
    if hearing.flow == _COMPARES:
        found.append(Tool("suppose", {"what": tuple(SUPPOSED)}))
    return tuple(found)


def commands(calls: Sequence[Called], hearing: Hearing) -> tuple[Command, ...]:
    """Return the commands that an answer proposes, each once; "unclear" is none. Raises Unfit for anything else."""
    if len(calls) > MOST:
        raise Unfit("too many calls")
    offered = {tool.name: tool for tool in tools(hearing)}
    found = [_command(call.name, _checked(call, offered), hearing) for call in calls]
    return tuple(dict.fromkeys(command for command in found if command != Say("unclear")))


def _checked(call: Called, offered: Mapping[str, Tool]) -> Mapping[str, object]:
    tool = offered.get(call.name)
    if tool is None or set(call.arguments) != set(tool.arguments):
        raise Unfit("no such call here")
    if not all(_fits(call.arguments[name], allowed) for name, allowed in tool.arguments.items()):
        raise Unfit("no such value here")
    return call.arguments


def _fits(value: object, allowed: Allowed) -> bool:
    return type(value) is type(allowed[0]) and value in allowed


def _command(tool: str, arguments: Mapping[str, object], hearing: Hearing) -> Command:
    match tool, arguments:
        case "start" | "say" | "answer", {"errand": str(word)} | {"remark": str(word)} | {"word": str(word)}:
            return {**ERRANDS, **REMARKS, **ANSWERS}[word]
        case "choose", {"option": int(option)}:
            return Choose(choosable(hearing)[option - 1].value)
        case "choose_earlier", {"option": int(option)}:
            return Choose(hearing.earlier[option - 1].value, correction=True)
        case "suppose", {"what": str(what)}:
            return SUPPOSED[what]
        case "sort", {"first": str(first), "take": bool(take)}:
            return Rank(Trait(first), takes=take)
    return Say("why_or_explain")
