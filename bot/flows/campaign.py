"""What answers a campaign: the first words after its message. A "yes" starts its flow."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.flows.scene import Scene
from bot.model.command import Command, Reading, Say
from bot.model.consent import ConsentAct
from bot.model.event import MessageReceived
from bot.model.question import Answer, Outcome, Question
from bot.model.turn import Turn

OPEN = timedelta(days=7)
"""So long a "yes" is taken for one to a campaign's message."""

STARTS: Mapping[str, Command] = {
    "solar": Say("start_solar"),
    "dfp": Say("start_dfp"),
    "survey": Say("start_survey"),
    "connection": Say("start_connection"),
    "subsidy": Say("start_subsidy"),
    "compare": Say("compare"),
    "orders": Say("order_status"),
    "notifications": Say("notifications"),
}
"""The flows that a campaign may start, by what a customer would say for them."""


def asked(scene: Scene) -> Question | None:
    """Return the campaign's question that a message may answer; None where the conversation went on since."""
    question, heard = scene.asked, scene.session.heard_at
    if question is None or not isinstance(scene.event, MessageReceived) or scene.now - question.at > OPEN:
        return None
    return question if heard is None or heard < question.at else None


def meant(scene: Scene, reading: Reading) -> Reading:
    """Take a "yes" to a campaign for the wish that it asked about."""
    return replace(reading, commands=(STARTS[wish],)) if (wish := _wish(scene, reading)) else reading


def noted(scene: Scene, turn: Turn) -> Turn:
    """Return the turn with what its message was to the campaign that asked last."""
    question = asked(scene)
    if question is None:
        return turn
    joined = scene.reading is not None and _wish(scene, scene.reading) is not None
    left = any(change.act is ConsentAct.OPTED_OUT for change in turn.changes)
    happened = {Outcome.ANSWERED: True, Outcome.JOINED: joined, Outcome.OPTED_OUT: left}
    return replace(turn, answer=Answer(question, tuple(one for one in happened if happened[one])))


def _wish(scene: Scene, reading: Reading) -> str | None:
    question = asked(scene)
    yes = reading.commands == (Say("affirm"),)
    return question.starts if question is not None and yes and question.starts in STARTS else None
