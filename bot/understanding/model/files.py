"""The files of prompts/model: read, checked against the tools that there are, and chosen by the model's name."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import yaml
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.model.command import Hearing
from bot.model.session import Expecting, Offered
from bot.prompts import Page, PromptError, given
from bot.understanding.model.prompt import Example, ModelPrompt
from bot.understanding.model.tools import ALL, Called, Unfit, commands
from channels.messages import Text

TASK = "read"
FEWEST, MANY = 8, 12
"""Examples of a prompt."""

_HEAD = {"id", "version", "family", "temperature", "tokens", "schema"}
_PLACEHOLDERS = {"flow", "step", "asked", "most", "examples"}
_MOST_IN, _MOST_OUT = 2000, 400


def load_prompt(folder: Path, model: str) -> ModelPrompt:
    """Return the newest version below `folder` (prompts/model) that is for a model of this name. Raises PromptError."""
    fitting = [one for one in load_prompts(folder) if fnmatchcase(model, one.family)]
    if not fitting:
        raise PromptError(f"model/{TASK}: no version is for the model {model}")
    return max(fitting, key=lambda one: one.version)


def load_prompts(folder: Path) -> tuple[ModelPrompt, ...]:
    """Read and check every version. Raises PromptError."""
    files = sorted((folder / TASK).glob("*.md"))
    if not files:
        raise PromptError(f"model/{TASK}: there is no prompt")
    examples = _examples(folder / TASK / "examples.yaml")
    return tuple(_version(file, examples) for file in files)


def _version(file: Path, examples: tuple[Example, ...]) -> ModelPrompt:
    place, page = f"model/{TASK}/{file.name}", Page.read(file)
    match page.head:
        case {
            "id": "read",
            "version": int(version),
            "family": str(family),
            "temperature": int() | float() as temperature,
            "tokens": {"in": int(most_in), "out": int(most_out)},
            "schema": dict(schema),
        } if set(page.head) == _HEAD and str(version) == file.stem:
            pass
        case _:
            raise PromptError(f"{place}: its head must have {', '.join(sorted(_HEAD))}, and the file's name as version")
    if temperature or not 0 < most_in <= _MOST_IN or not 0 < most_out <= _MOST_OUT:
        raise PromptError(f"{place}: temperature 0, at most {_MOST_IN} tokens in and {_MOST_OUT} out")
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )  # plain text for a model
    try:
        template, used = environment.from_string(page.body), given(environment.parse(page.body))
        if used != _PLACEHOLDERS:
            raise PromptError(f"{place}: differs in the placeholders {', '.join(sorted(used ^ _PLACEHOLDERS))}")
        template.render(flow="", step="", asked="", most=0, examples=[one.shown() for one in examples])
    except (TemplateError, TypeError) as error:
        raise PromptError(f"{place} is not a template: {error}") from error
    return ModelPrompt(version, family, temperature, most_in, most_out, _words(schema, place), examples, template)


def _words(schema: Mapping[object, object], place: str) -> Mapping[str, Mapping[str, str]]:
    """Check that every tool and argument has its words, and nothing else has."""
    words: dict[str, Mapping[str, str]] = {}
    for tool, arguments in ALL.items():
        said = schema.get(tool)
        named = said if isinstance(said, dict) and all(isinstance(one, str) for one in said.values()) else {}
        if set(named) != {"does", *arguments}:
            raise PromptError(f"{place}: {tool} must say what it does and what {', '.join(arguments) or 'else'} means")
        words[tool] = {str(name): str(text) for name, text in named.items()}
    if set(schema) != set(ALL):
        raise PromptError(f"{place}: there is no tool {', '.join(sorted(str(one) for one in set(schema) - set(ALL)))}")
    return words


def _examples(file: Path) -> tuple[Example, ...]:
    """Read the examples, and see that each is right where it stands."""
    place = f"model/{TASK}/{file.name}"
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise PromptError(f"{place} cannot be read: {error}") from error
    if not isinstance(content, list) or not FEWEST <= len(content) <= MANY:
        raise PromptError(f"{place} must list {FEWEST} to {MANY} examples")
    found = tuple(_example(one, place) for one in content)
    for one in found:
        _check(one, place)
    return found


def _example(content: object, place: str) -> Example:
    match content:
        case {"message": str(message), "calls": list(calls), **rest} if set(rest) <= {"options", "earlier"}:
            options, earlier = (rest.get(name) or [] for name in ("options", "earlier"))
            if isinstance(options, list) and isinstance(earlier, list):
                called = tuple(_called(one, place) for one in calls)
                return Example(message, called, tuple(map(str, options)), tuple(map(str, earlier)))
    raise PromptError(f"{place}: an example has a message and calls, and may have options and earlier: {content}")


def _called(content: object, place: str) -> Called:
    match content:
        case dict() if len(content) == 1:
            ((name, arguments),) = content.items()
            if isinstance(arguments, dict):
                return Called(str(name), {str(key): value for key, value in arguments.items()})
    raise PromptError(f"{place}: a call is a tool with its arguments: {content}")


def _check(example: Example, place: str) -> None:
    stands = Hearing(
        body=Text(example.message),
        locale="en",
        flow="compare",
        step="offers",
        expecting=Expecting.CHOICE if example.options else Expecting.NOTHING,
        offered=_offered(example.options),
        asked=0,
        earlier=_offered(example.earlier),
        browsing=True,
    )
    try:
        commands(example.calls, stands)
    except Unfit as problem:
        raise PromptError(f"{place}: {example.message!r}: {problem}") from problem


def _offered(labels: Sequence[str]) -> tuple[Offered, ...]:
    return tuple(Offered(str(number), label) for number, label in enumerate(labels, 1))
