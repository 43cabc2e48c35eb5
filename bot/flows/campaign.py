"""What answers a campaign: words under its message, the first words after it, its link. A "yes" starts its flow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.flows import arriving
from bot.flows.arriving import Link
from bot.flows.scene import Scene
from bot.model.command import Command, Reading, Say
from bot.model.consent import ConsentAct
from bot.model.event import Event, MessageReceived
from bot.model.question import Answer, Outcome, Question
from bot.model.turn import Turn
from channels.messages import InboundMessage, Tap, Text

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


def worded(event: Event, asked: Sequence[Question]) -> Event:
    """Return an event, but a tap on a campaign's own template as the words on it: no meaning of ours lies behind it."""
    match event:
        case MessageReceived(message=InboundMessage(body=Tap(label=label), quotes=str() as quotes)) if label:
            if any(one.sent_as == quotes for one in asked):
                return replace(event, message=replace(event.message, body=Text(label)))
    return event


def linked(scene: Scene) -> Link:
    """Return the link whose words a message is, on whatever channel."""
    match scene.event:
        case MessageReceived(message=InboundMessage(body=body)):
            return arriving.link(body, STARTS)
    return Link()


def asked(scene: Scene) -> Question | None:
    """Return the campaign's question that a message may answer.

    What is written under a message answers that one, however the conversation went on; else the latest may be answered
    while nothing was said since.
    """
    if not isinstance(scene.event, MessageReceived):
        return None
    heard, quotes = scene.session.heard_at, scene.event.message.quotes
    still_open = [one for one in scene.asked if scene.now - one.at <= OPEN]
    if quotes is not None:
        return next((one for one in still_open if one.sent_as == quotes), None)
    return next((one for one in still_open[:1] if heard is None or heard < one.at), None)


def meant(scene: Scene, reading: Reading) -> Reading:
    """Take a "yes" to a campaign, or the link that it gave, for the wish that it asked about."""
    wish = linked(scene).starts or _wish(scene, reading)
    return replace(reading, commands=(STARTS[wish],)) if wish else reading


def noted(scene: Scene, turn: Turn) -> Turn:
    """Return the turn with what its message was to a campaign."""
    came = linked(scene)
    if came.campaign:
        return _arrived(scene, turn, came)
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


def _arrived(scene: Scene, turn: Turn, came: Link) -> Turn:
    """Count who a campaign's link brought, once, and take that for an answer where they are among its recipients."""
    question = Question(f"campaign:{came.campaign}", None, came.starts, scene.now)
    first = scene.contact.campaign is None
    happened = {Outcome.ANSWERED: True, Outcome.JOINED: bool(came.starts), Outcome.ARRIVED: first}
    return replace(turn, answer=Answer(question, tuple(one for one in happened if happened[one])))
