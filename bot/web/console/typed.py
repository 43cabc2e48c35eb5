"""Reads YAML that a browser sent: so short, so flat and so plain that reading it holds nobody else up."""

from typing import Final

import yaml

from bot.campaigns.files import Unfit, faults_of

MOST_TEXT: Final = 64 * 1024
DEEPEST: Final = 20
"""How many lists and mappings may lie in one another."""


def loaded(text: str) -> object:
    """Return what YAML says. Raises Unfit."""
    if len(text) > MOST_TEXT:
        raise Unfit([f"this is longer than {MOST_TEXT:,} characters"])
    with faults_of("this"):
        _look(text)
        found: object = yaml.load(text, yaml.CSafeLoader)
    return found


def _look(text: str) -> None:
    """Refuse what a few hundred characters could make large, before anything is made of it. Raises Unfit, YAMLError."""
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        line = f" (line {event.start_mark.line + 1})" if event.start_mark else ""
        if isinstance(event, yaml.AliasEvent):
            raise Unfit([f"*{event.anchor}: nothing is repeated by an alias here{line}"])
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            raise Unfit([f"{event.tag}: nothing bears a tag here{line}"])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unfit([f"this is nested too deeply{line}"])
