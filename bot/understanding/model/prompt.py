"""What a model is told and shown where a conversation stands, within the bounds of its prompt."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import Template

from bot.model.command import Hearing
from bot.model.session import Expecting, Offered
from bot.model.transcript import Line
from bot.understanding.model.masking import Mask
from bot.understanding.model.tools import MOST, Called, Tool, choosable, tools
from channels.messages import Text

LINES = 4
"""Last lines of the conversation that are shown."""
_LABEL, _LINE = 80, 160
_LETTERS_A_TOKEN = 3.5
"""Of plain English and JSON, estimated low; any other letter counts as a token of its own."""

_ASKED: Mapping[Expecting, str] = {
    Expecting.NOTHING: "nothing",
    Expecting.METER: "a meter ID",
    Expecting.CODE: "a one-time code",
    Expecting.CHOICE: "one of the options",
    Expecting.APPROVAL: "approval of the terms shown, which is never yours to give",
}

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Example:
    """A message with the calls that read it right, and the tools that they take."""

    message: str
    calls: tuple[Called, ...]
    options: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()

    def shown(self) -> Mapping[str, str]:
        """Return it as the prompt's template reads it."""
        said = ", ".join(f"{call.name}({_arguments(call)})" for call in self.calls)
        options, earlier = (quoted(list(labels)) if labels else "" for labels in (self.options, self.earlier))
        return {"message": quoted(self.message), "calls": said, "options": options, "earlier": earlier}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a model. `answer` is the most tokens that the answer may have, `cost` the most that all may."""

    messages: tuple[Json, ...]
    tools: tuple[Json, ...]
    temperature: float
    answer: int
    cost: int


@dataclass(frozen=True, slots=True)
class ModelPrompt:
    """One version of a prompt for a family of models, with its examples and the words for every tool."""

    version: int
    family: str
    temperature: float
    most_in: int
    most_out: int
    words: Mapping[str, Mapping[str, str]]
    examples: tuple[Example, ...]
    template: Template = field(repr=False)

    def request(self, hearing: Hearing, recent: Sequence[Line], mask: Mask) -> Request | None:
        """Return what to ask about a text; None where it cannot be said within the bounds."""
        for lines in range(min(LINES, len(recent)), -1, -1):
            made = self._request(hearing, recent[len(recent) - lines :], mask)
            if made.cost - self.most_out <= self.most_in:
                return made
        return None

    def _request(self, hearing: Hearing, recent: Sequence[Line], mask: Mask) -> Request:
        here = tools(hearing)
        names = {tool.name for tool in here}
        shown = [one.shown() for one in self.examples if names.issuperset(call.name for call in one.calls)]
        told = self.template.render(
            flow=hearing.flow, step=hearing.step, asked=_ASKED[hearing.expecting], most=MOST, examples=shown
        )
        data = quoted(_data(hearing, recent, mask))
        defined = tuple(self._defined(tool) for tool in here)
        messages = ({"role": "system", "content": told.strip()}, {"role": "user", "content": data})
        size = _tokens(told + data + quoted(defined))
        return Request(messages, defined, self.temperature, self.most_out, size + self.most_out)

    def _defined(self, tool: Tool) -> Json:
        """Return a tool as Chat Completions wants it: a function whose arguments follow a JSON schema."""
        words = self.words[tool.name]
        arguments = {name: {**_schema(allowed), "description": words[name]} for name, allowed in tool.arguments.items()}
        schema = {
            "type": "object",
            "properties": arguments,
            "required": list(arguments),
            "additionalProperties": False,
        }
        return {
            "type": "function",
            "function": {"name": tool.name, "description": words["does"], "parameters": schema},
        }


def _tokens(text: str) -> int:
    plain = sum(map(str.isascii, text))
    return round(plain / _LETTERS_A_TOKEN) + len(text) - plain


def quoted(value: object) -> str:
    """Return data as JSON, which no text in it can end."""
    return json.dumps(value, ensure_ascii=False)


def _schema(allowed: Sequence[object]) -> Json:
    if isinstance(allowed, range):
        return {"type": "integer", "minimum": allowed[0], "maximum": allowed[-1]}
    return {"type": "boolean"} if isinstance(allowed[0], bool) else {"type": "string", "enum": list(allowed)}


def _data(hearing: Hearing, recent: Sequence[Line], mask: Mask) -> Json:
    """Return everything that is not ours: what customers and sellers wrote."""
    personal = hearing.personal
    text = hearing.body.text if isinstance(hearing.body, Text) else ""
    said = [
        {"who": "customer" if one.who == "customer" else "assistant", "said": mask.words(one.text, personal, _LINE)}
        for one in recent
    ]
    choices = {"options": choosable(hearing), "earlier": hearing.earlier}
    listed = {name: _labels(offered, personal, mask) for name, offered in choices.items() if offered}
    return {**listed, "recent": said, "message": mask.words(text, personal)}


def _labels(offered: Sequence[Offered], personal: Sequence[str], mask: Mask) -> Mapping[str, str]:
    return {str(number): mask.label(one.label, personal, _LABEL) for number, one in enumerate(offered, 1)}


def _arguments(call: Called) -> str:
    return ", ".join(f"{name}={json.dumps(value)}" for name, value in call.arguments.items())
