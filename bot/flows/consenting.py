"""Consenting: what each word about being written to changes, and the ledger's entry that goes with it.

An opt-out is about an address and beats every consent; a consent is about a purpose on a channel. Nothing lifts an
opt-out but START and what an operator recorded (docs/decisions/0011-one-consent-ledger.md).
"""

from dataclasses import replace

from bot.flows.draft import Draft
from bot.model.consent import MOST_WORDS, Change, ConsentAct, How, Shown
from bot.model.contact import Consent, Purpose
from bot.model.event import ConsentRecorded, DeliveryRefused, MessageReceived
from channels.messages import Address, Body, InboundMessage, Keyword, Tap, Text


def opt_out(draft: Draft, address: Address, how: How | None = None) -> Draft:
    """Let nothing be written to an address on our own any more."""
    known, how = draft.contact.at(address), how or _how(draft)
    if known.opted_out_at is not None and not (known.blocked and how is not How.PROVIDER):
        return draft
    out = replace(known, opted_out_at=known.opted_out_at or draft.now, blocked=how is How.PROVIDER)
    contact = replace(draft.contact, addresses=draft.contact.with_address(out))
    change = Change(ConsentAct.OPTED_OUT, draft.now, how, address.channel, address, words=_words(draft))
    return _noted(replace(draft, contact=contact), change)


def opt_out_everywhere(draft: Draft, address: Address) -> Draft:
    """Opt out every address of the person, and withdraw every consent."""
    for one in (address, *(known.address for known in draft.contact.addresses)):
        draft = opt_out(draft, one)
    for consent in draft.contact.consents:
        if consent.given:
            act, words = ConsentAct.WITHDRAWN, _words(draft)
            draft = _set(draft, consent.purpose, Change(act, draft.now, _how(draft), consent.channel, words=words))
    return draft


def opt_in(draft: Draft, address: Address, how: How | None = None) -> Draft:
    """Lift an address's opt-out. Service is allowed there again; other consents are what they were."""
    known, channel = draft.contact.at(address), address.channel
    lifted = replace(known, opted_out_at=None, blocked=False)
    others = tuple(
        one for one in draft.contact.consents if (one.purpose, one.channel) != (Purpose.SERVICE, channel) or one.given
    )
    contact = replace(draft.contact, addresses=draft.contact.with_address(lifted), consents=others)
    change = Change(ConsentAct.OPTED_IN, draft.now, how or _how(draft), channel, address, words=_words(draft))
    return _noted(replace(draft, contact=contact), change)


def decide(draft: Draft, address: Address, purpose: Purpose, text: Shown | None, *, given: bool) -> Draft:
    """Note what the person says about a purpose at an address; `text` is the question they were shown."""
    allowed = draft.contact.allows(purpose, address.channel)
    taken = ConsentAct.WITHDRAWN if allowed else ConsentAct.DECLINED
    act = ConsentAct.GIVEN if given else taken
    change = Change(act, draft.now, _how(draft), address.channel, address, shown=text, words=_words(draft))
    return _set(draft, purpose, change)


def told(draft: Draft, event: DeliveryRefused | ConsentRecorded) -> Draft:
    """Note what a provider, an operator or an import says of a person's will; nobody is answered."""
    if isinstance(event, ConsentRecorded):
        return _recorded(draft, event)
    address = event.address
    if address == draft.address or any(known.address == address for known in draft.contact.addresses):
        return opt_out(draft, address, How.PROVIDER)
    # A code for somebody's phone on file was refused: that address is to rest, but it is none of this person's.
    return _noted(draft, Change(ConsentAct.OPTED_OUT, draft.now, How.PROVIDER, address.channel, address))


def opened(draft: Draft, message: InboundMessage) -> Draft:
    """Lift what only the provider had said, where it says now that the chat was opened again."""
    again = message.keyword is Keyword.OPENED and draft.contact.at(message.address).blocked
    return opt_in(draft, message.address, How.PROVIDER) if again else draft


def _recorded(draft: Draft, event: ConsentRecorded) -> Draft:
    """Take over a consent from outside. An operator heard the person, so that lifts an opt-out; an import does not."""
    act = ConsentAct.GIVEN if event.given else ConsentAct.WITHDRAWN
    words = event.proof[:MOST_WORDS]
    change = Change(act, draft.now, event.how, event.channel, words=words, by=event.operator)
    draft = _set(draft, event.purpose, change)
    if event.given and event.how is How.OPERATOR:
        for known in draft.contact.addresses:
            if known.address.channel == event.channel and known.opted_out_at is not None:
                draft = opt_in(draft, known.address, How.OPERATOR)
    return draft


def _set(draft: Draft, purpose: Purpose, change: Change) -> Draft:
    """Let the last word about a purpose on a channel be this one."""
    given = change.act is ConsentAct.GIVEN
    consents = draft.contact.with_consent(Consent(purpose, change.channel, change.at, given))
    said = replace(change, purpose=purpose)
    return _noted(replace(draft, contact=replace(draft.contact, consents=consents)), said)


def _noted(draft: Draft, change: Change) -> Draft:
    return replace(draft, changes=(*draft.changes, change))


def _how(draft: Draft) -> How:
    return How.BUTTON if isinstance(_body(draft), Tap) else How.SAID


def _words(draft: Draft) -> str:
    match _body(draft):
        case Text(words) | Tap(label=words):
            return words[:MOST_WORDS]
    return ""


def _body(draft: Draft) -> Body | None:
    event = draft.scene.event
    return event.message.body if isinstance(event, MessageReceived) else None
