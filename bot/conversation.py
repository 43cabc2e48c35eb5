"""The conversation: one event in, one Turn out. Pure: clock, ids, words and codes come with the scene."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.flows import (
    answering,
    anywhere,
    arriving,
    authenticate,
    campaign,
    consenting,
    doubting,
    event_results,
    events,
    following,
    handover,
    linking,
    nudging,
    picturing,
    reminders,
    resuming,
    settings,
    versions,
    visiting,
)
from bot.flows.approving import approved
from bot.flows.called_back import called_back
from bot.flows.catalogue import CATALOGUE, ERRANDS
from bot.flows.draft import FALLBACK_LOCALE, Draft, begin
from bot.flows.ordering import shown
from bot.flows.scene import Scene
from bot.flows.settling import concerned, decided, finished
from bot.flows.stepping import Step
from bot.flows.welcome import take_up
from bot.model.command import Choose, ChooseStale, Command, GiveFile, GiveMeter, Hearing, Reading, Say
from bot.model.contact import Contact
from bot.model.event import (
    ApprovalProven,
    ConsentRecorded,
    DeliveryRefused,
    Event,
    EventCalled,
    IdentityProven,
    IdentityRefused,
    MergeUndone,
    MessageReceived,
    NetworkCalledBack,
    OperatorSpoke,
    OrderDue,
    OrderSettled,
    ReminderDue,
    TimeUp,
    ToolFinished,
)
from bot.model.session import Expecting, Session, chosen
from bot.model.turn import Turn
from bot.reaching import READ
from channels.messages import Body, InboundMessage, Tap, Text

INTENTIONS: Mapping[str, Command] = {
    **{value: meant for value, (meant, _) in doubting.MEANINGS.items()},
    "start_survey": Say("start_survey"),
    "start_connection": Say("start_connection"),
    "start_subsidy": Say("start_subsidy"),
}
"""Values of choices that mean the same as words would."""

WORDS_OF_A_LANGUAGE = 3
"""From so many words on, a message may change the language that is spoken; shorter ones are too like each other."""


def hearing(session: Session, contact: Contact, body: Body, locale: str | None, now: datetime) -> Hearing:
    """Return what a reader may know. `locale` is what the channel says of the customer's language, if anything."""
    flow = CATALOGUE.get(session.flow)
    standing = flow.steps.get(session.step) if flow else None
    home = contact.identity.time_zone if contact.identity else None
    return Hearing(
        body=body,
        locale=contact.locale or session.locale or locale or FALLBACK_LOCALE,
        flow=session.flow,
        step=session.step,
        expecting=session.expecting,
        offered=session.offered,
        asked=session.asked,
        earlier=shown(session) if session.expecting is Expecting.APPROVAL else (),
        contact=contact.id,
        browsing=standing is not None and standing.browsing,
        personal=_personal(session, contact),
        today=now.astimezone(visiting.zone(home)).date(),
    )


def _personal(session: Session, contact: Contact) -> tuple[str, ...]:
    """Return what names the customer, or may: names and meter IDs."""
    known = [identity for identity in (contact.identity, session.candidate) if identity]
    words = (*(word for one in known for word in (one.name, one.meter)), session.slots.get("meter", ""))
    return tuple(dict.fromkeys(filter(None, words)))


def step(scene: Scene) -> Turn:
    """Return all that an event causes."""
    draft = begin(scene)
    if not _moves_on(draft.session, scene.event):
        return _take(draft, scene.event).turn()
    taken = _pinned(_enter(_take(versions.brought_over(draft), scene.event)))
    return campaign.noted(scene, nudging.begun(taken, scene.session).turn())


def _moves_on(session: Session, event: Event) -> bool:
    """Whether an event is for the step where the session stands; what is not leaves it as another deploy wrote it."""
    if isinstance(event, ToolFinished):
        return session.waiting == event.call
    return not isinstance(event, TimeUp | OrderDue | OrderSettled | DeliveryRefused | EventCalled | ReminderDue)


def _pinned(draft: Draft) -> Draft:
    """Note under which version of its flow the session is written."""
    session = draft.session
    return draft.with_session(replace(session, flow_version=CATALOGUE[session.flow].version))


def _take(draft: Draft, event: Event) -> Draft:
    match event:
        case MessageReceived(message=message):
            taken = _received(draft, message)
        case ToolFinished() | NetworkCalledBack():
            taken = _answered(draft, event)
        case IdentityProven() | MergeUndone():
            taken = _linked(draft, event)
        case ApprovalProven():
            taken = _approved(draft, event)
        case IdentityRefused():
            taken = authenticate.refused(draft, event)
        case OperatorSpoke():
            taken = handover.spoke(draft, event)
        case DeliveryRefused() | ConsentRecorded():
            taken = consenting.told(draft, event)
        case _:
            taken = _unprompted(draft, event)
    return taken


def _here(draft: Draft) -> Step:
    return CATALOGUE[draft.session.flow].steps[draft.session.step]


def _enter(draft: Draft) -> Draft:
    """Let the step where the turn ends put its question; one that waits for a call has put it."""
    while draft.entering:
        entered, step = replace(draft, entering=False), _here(draft)
        if draft.session.waiting:
            return entered
        if step.private and not draft.proven:
            draft = authenticate.require(entered, wanted=draft.session.flow)
        else:
            draft = step.enter(entered)
    return draft


def _received(draft: Draft, message: InboundMessage) -> Draft:
    heard = settings.heeded(message, _understood(message.body, draft.scene.reading))
    reading = campaign.meant(draft.scene, heard)
    draft = replace(draft, scene=replace(draft.scene, reading=reading))
    before, session = draft.session.last_address, draft.session
    locale = _spoken(session, message, reading)
    draft = draft.with_session(replace(session, last_address=message.address, locale=locale, heard_at=draft.now))
    draft = draft.heard_at(message.address)
    draft = arriving.noted(consenting.opened(draft, message), campaign.linked(draft.scene))
    moved = before not in (None, message.address)
    if moved and session.expecting is Expecting.APPROVAL:
        draft = draft.expect(Expecting.NOTHING)  # the terms were shown elsewhere
    if resuming.due(draft, session) and not draft.entering and _forgot(draft, reading):
        return resuming.ask(draft, resuming.place(draft, session.flow, session.step))
    for command in reading.commands:
        if draft.ended or draft.address != message.address:
            break
        meant = _meant(draft, command, message.body, moved=moved)
        draft = settings.quietly(draft, meant) if draft.session.with_operator else _hear(draft, meant)
    return draft


def _understood(body: Body, reading: Reading | None) -> Reading:
    """Take what was read; a tap on the template that asks somebody to write is a greeting: what waited comes first."""
    if isinstance(body, Tap) and body.choice == READ:
        return Reading((Say("greet"),), 1.0)
    return reading or Reading((Say("unclear"),), 0.0)


def _forgot(draft: Draft, reading: Reading) -> bool:
    """Whether a message answers nothing here, and may be said because the question is forgotten."""
    here = _here(draft)
    answers = here.private or any(here.hear(draft, command) for command in reading.commands)
    return not answers and all(map(resuming.aside, reading.commands))


def _spoken(session: Session, message: InboundMessage, reading: Reading) -> str | None:
    """The language of the conversation after a message."""
    words = len(message.body.text.split()) if isinstance(message.body, Text) else 0
    theirs = not arriving.is_link(message.body) and (session.locale is None or words >= WORDS_OF_A_LANGUAGE)
    if reading.language and theirs:
        return reading.language
    return session.locale or message.language


def _meant(draft: Draft, command: Command, body: Body, *, moved: bool) -> Command:
    """Take a choice for what it stands for, if it is one of the question that is open here; else it is stale."""
    if command == Say("affirm") and (moved or isinstance(body, Tap)):
        return ChooseStale("")
    if not isinstance(command, Choose):
        return command
    values = {one.value for one in draft.session.offered}
    if command.correction:
        values |= {one.value for one in shown(draft.session)}
    pressed = isinstance(body, Tap) and chosen(body.choice) != (draft.session.asked, command.value)
    if moved or pressed or command.value not in values:
        return ChooseStale(command.value)
    return command if command.correction else INTENTIONS.get(command.value, command)


def _hear(draft: Draft, command: Command) -> Draft:
    """Let the step where the conversation stands take a command, else do what it means anywhere."""
    here, free = _here(draft), anywhere.free(command)
    if here.private and not draft.proven:
        return anywhere.answer(draft, command) if free else _identify(draft, command)
    heard = resuming.answer(draft, command) or here.hear(draft, command)
    if heard is not None:
        return heard
    if draft.session.waiting and not free:
        return anywhere.meanwhile(draft, command)
    if command == Say("why_or_explain"):
        return take_up(answering.explained(draft, here.why))
    return anywhere.answer(draft, command)


def _identify(draft: Draft, command: Command) -> Draft:
    """Nothing of an account is heard from an address before its owner is proven; a meter ID is the first step."""
    asked = authenticate.require(draft, wanted=draft.session.flow)
    return anywhere.answer(asked, command) if isinstance(command, GiveMeter | GiveFile) else asked


def _linked(draft: Draft, event: IdentityProven | MergeUndone) -> Draft:
    return linking.proven(draft, event) if isinstance(event, IdentityProven) else linking.undone(draft, event)


def _answered(draft: Draft, event: ToolFinished | NetworkCalledBack) -> Draft:
    return called_back(draft, event) if isinstance(event, NetworkCalledBack) else _finished(draft, event)


def _finished(draft: Draft, event: ToolFinished) -> Draft:
    """Take a call about an order, wherever the conversation is; else take only what the step still wants."""
    if order := concerned(draft.scene.orders, event.call):
        return finished(draft, order, event, ERRANDS[order.kind])
    if kept := event_results.concerned(draft.contact, event.call):
        return event_results.finished(draft.with_session(draft.scene.session), kept, event)
    drawing = draft.session.drawing
    if drawing and drawing.call == event.call:
        return picturing.drawn(draft, drawing, event.result)
    if draft.session.waiting != event.call:
        return draft
    here = _here(draft)
    if here.private and not draft.proven:
        return authenticate.require(draft, wanted=draft.session.flow)
    return here.got(draft, event.result)


def _approved(draft: Draft, event: ApprovalProven) -> Draft:
    business = draft.session.business
    return approved(draft, event, ERRANDS[business.kind]) if business else take_up(draft.say("authenticate.no_code"))


def _reached_out(draft: Draft, event: EventCalled | ReminderDue) -> Draft:
    """Take what makes us speak first. Only a question that it puts, or the bot's return, moves the conversation."""
    before = draft.scene.session
    taken = events.called(draft, event) if isinstance(event, EventCalled) else reminders.due(draft, event)
    asks = taken.sent and taken.session.offered != before.offered
    returns = taken.session.with_operator != before.with_operator
    return _pinned(taken) if asks or returns else taken.with_session(before)


def _unprompted(draft: Draft, event: TimeUp | OrderDue | OrderSettled | EventCalled | ReminderDue) -> Draft:
    """Take what nobody said: of an order, wherever the conversation is, or of the time that passed here."""
    if isinstance(event, TimeUp):
        return _time_up(draft, event)
    if isinstance(event, EventCalled | ReminderDue):
        return _reached_out(draft, event)
    draft, order = draft.with_session(draft.scene.session), draft.order(event.order)
    if isinstance(event, OrderDue):
        return following.due(draft, event)
    return decided(draft, order, event, ERRANDS[order.kind]) if order else draft


def _time_up(draft: Draft, event: TimeUp) -> Draft:
    """Say that an answer is still awaited, if it is; a stale or late timer changes nothing."""
    before = draft.scene.session
    here = (before.flow, before.step, before.version) == (event.flow, event.step, event.version)
    if not here or before.waiting is None or before.with_operator or draft.now > event.expires_at:
        return draft.with_session(before)
    return draft.say("progress.working")
