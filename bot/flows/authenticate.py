"""Authenticate: a meter ID, then the one-time code that went to the phone on file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.flows import linking, trouble
from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.flows.welcome import take_up
from bot.model.code import SMS
from bot.model.command import Command, Say
from bot.model.contact import Identity, Purpose
from bot.model.delivery import CODE_MARK
from bot.model.event import IdentityRefused, Refused
from bot.model.ids import AccountId
from bot.model.session import Challenge, CodePurpose, Expecting
from bot.model.turn import CodeStep, CodeUse, Reply
from channels.messages import Address, OutboundMessage
from tools.contract import Account, AccountFound, FindAccount, Result

CODE_LASTS = timedelta(minutes=5)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300))
"""Between a code and the next one for the same meter at the same address; the commit holds them over all contacts."""
TRIES_PER_CODE = 5
TRIES_IN_ALL = 10
LOCK_LASTS = timedelta(hours=24)
NOBODY = "decoy"
"""Whom the code of a meter that nobody has is sent to, and withheld."""


def require(draft: Draft, wanted: str) -> Draft:
    """Ask who it is before a flow goes on."""
    told = draft.say("authenticate.lapsed") if draft.lapsed else draft
    return told.go("authenticate", "meter").note(wanted=wanted)


def give_meter(draft: Draft, meter: str) -> Draft:
    """Take a meter ID, wherever it was said."""
    if draft.proven and draft.proven.meter == meter:
        return take_up(draft.say("authenticate.already"))
    return draft.go("authenticate", "finding").note(meter=meter)


def mistyped(draft: Draft) -> Draft:
    """Ask for a meter ID once more; nothing is looked up, so this tells of no meter."""
    told = draft.say("authenticate.mistyped")
    return take_up(told) if draft.proven else told.go("authenticate", "meter")


def resend(draft: Draft) -> Draft:
    """Send another code for the meter that was given."""
    if draft.proven:
        return take_up(draft.say("authenticate.already"))
    return draft.go("authenticate", "finding" if draft.slot("meter") else "meter")


def give_code(draft: Draft, code: str) -> Draft:
    """Take the digits of a code, wherever they were said."""
    return _answered(draft, lambda challenge: draft.scene.codes.matches(challenge, code))


def give_phone(draft: Draft, phone: str | None) -> Draft:
    """Take a shared contact for the code that is open here, where that is allowed; elsewhere it proves nothing."""
    challenge, here = draft.session.challenge, draft.address
    asked = challenge is not None and challenge.purpose is CodePurpose.IDENTITY and challenge.address == here
    if not (draft.scene.contact_proves and asked and here and here.channel == "telegram"):
        return take_up(draft.say("authenticate.contact"))
    return _answered(draft, lambda one: phone is not None and draft.scene.codes.is_on_file(one, phone))


def _answered(draft: Draft, is_right: Callable[[Challenge], bool]) -> Draft:
    challenge = draft.session.challenge
    if challenge is None or challenge.address != draft.address:
        return take_up(draft.say("authenticate.already" if draft.proven else "authenticate.no_code"))
    if draft.scene.event.at >= challenge.expires_at:  # when it came: that we were late makes no code too old
        return _anew(draft.say("authenticate.expired"), challenge)
    right, candidate = is_right(challenge), draft.session.candidate
    if right and candidate:
        counted = _counted(draft, CodeUse.RIGHT, challenge, candidate)
        ordered = challenge.purpose is CodePurpose.ORDER
        return _confirmed(counted) if ordered else linking.bind(counted, challenge.address, candidate)
    counted = _counted(draft, CodeUse.WRONG, challenge, candidate)
    return _wrong(counted, replace(challenge, tries=challenge.tries + 1))


def _counted(draft: Draft, use: CodeUse, challenge: Challenge, candidate: Identity | None) -> Draft:
    """Let the commit hold this against the limits over all contacts."""
    opted_out = draft.contact.at(challenge.address).opted_out_at
    done = CodeStep(use, challenge, candidate.account if candidate else None, opted_out)
    return replace(draft, codes=(*draft.codes, done))


def _confirmed(draft: Draft) -> Draft:
    """Leave it to the commit to take the code, once; ApprovalProven then orders."""
    session = replace(draft.expect(Expecting.NOTHING).session, challenge=None, candidate=None)
    return replace(draft, session=session, said=(), choices=(), entering=False)


def _anew(draft: Draft, challenge: Challenge) -> Draft:
    """Go where another code can be asked for."""
    if challenge.purpose is CodePurpose.IDENTITY:
        return draft.go("authenticate", "stale")
    business = draft.session.business
    return draft.go(business.kind, "terms") if business else take_up(draft)


def _wrong(draft: Draft, challenge: Challenge) -> Draft:
    left = TRIES_PER_CODE - challenge.tries % TRIES_PER_CODE
    if challenge.tries % TRIES_PER_CODE:
        kept = draft.with_session(replace(draft.session, challenge=challenge))
        return kept.say("authenticate.wrong", left=left)
    void = replace(draft.session, challenge=replace(challenge, expires_at=draft.scene.event.at))
    if challenge.tries >= TRIES_IN_ALL:
        void = replace(void, challenge=None, candidate=None, locked_until=draft.now + LOCK_LASTS)
        return draft.with_session(void).go("authenticate", "meter")
    return _anew(draft.with_session(void).say("authenticate.void"), challenge)


def refused(draft: Draft, event: IdentityRefused) -> Draft:
    """Say that a code does not count: it may be right or wrong, and its address is here as it was."""
    known = draft.contact.at(event.address)
    here = replace(known, opted_out_at=known.opted_out_at or event.opted_out_at)
    contact = replace(draft.contact, addresses=draft.contact.with_address(here))
    session = replace(draft.session, challenge=None, candidate=None, last_address=event.address)
    draft = replace(draft, contact=contact, session=session)
    if session.with_operator:
        return draft
    if event.why is Refused.USED and draft.proven:
        return take_up(draft.say("authenticate.no_code"))
    if event.why is Refused.USED:
        return draft.say("authenticate.no_code").go("authenticate", "meter")
    words = draft.words("authenticate.locked" if event.why is Refused.LOCKED else "authenticate.busy")
    left = replace(draft.rest(), entering=False)
    return left.ask(words, (left.label("handover", "choice.person"),))


def _locked(draft: Draft) -> Draft | None:
    until = draft.session.locked_until
    if until is None or draft.now >= until:
        return None
    return draft.ask(draft.words("authenticate.locked"), (draft.label("handover", "choice.person"),))


def _ask_meter(draft: Draft) -> Draft:
    return _locked(draft) or draft.say("authenticate.meter").expect(Expecting.METER)


def _find(draft: Draft) -> Draft:
    if just_sent(draft, draft.slot("meter")):
        return draft.say("authenticate.too_soon").on("code")
    return _locked(draft) or draft.call(FindAccount(draft.slot("meter")))


def just_sent(draft: Draft, meter: str, bound: str = "") -> bool:
    """Whether it is too early for another code for the same."""
    challenge = draft.session.challenge
    if challenge is None or not _same(challenge, draft, meter, bound):
        return False
    pause = PAUSES[min(challenge.place, len(PAUSES) - 1)]
    return draft.now < challenge.expires_at - CODE_LASTS + pause


def _same(challenge: Challenge, draft: Draft, meter: str, bound: str) -> bool:
    return (challenge.meter, challenge.address, challenge.bound) == (meter, draft.address, bound)


def _found(draft: Draft, result: Result) -> Draft:
    match result:
        case AccountFound(account) if draft.address:
            channel = draft.scene.codes.channel
            text = draft.words("authenticate.sms", code=CODE_MARK) if channel == SMS else CODE_MARK
            asked = Challenge("", draft.slot("meter"), draft.address, draft.now)
            return challenge(draft, account, asked, text, channel).on("code")
    return trouble.failed(draft, result, retry="finding")


def challenge(draft: Draft, account: Account | None, asked: Challenge, text: str, channel: str = SMS) -> Draft:
    """Send the code that proves what is `asked` to the phone on file; to nobody where there is none."""
    phone, before = account.phone if account else None, draft.session.challenge
    repeated = before is not None and _same(before, draft, asked.meter, asked.bound)
    nonce = draft.scene.ids.make("nonce", 0)
    sent = replace(
        asked,
        nonce=nonce,
        expires_at=draft.now + CODE_LASTS,
        tries=_failures(draft),
        decoy=phone is None,
        place=before.place + 1 if before and repeated else 0,
        on_file=draft.scene.codes.phone_mark(nonce, phone or ""),
    )
    reply = Reply(Address(channel, phone or NOBODY), OutboundMessage(text), Purpose.CODE, sent)
    candidate = _identity(account) if account and phone else None
    session = replace(draft.session, challenge=sent, candidate=candidate, locked_until=None)
    counted = _counted(draft, CodeUse.ASKED, sent, candidate)
    return replace(counted, session=session, sent=(*counted.sent, reply))


def _failures(draft: Draft) -> int:
    before = draft.session.challenge
    return before.tries if before and draft.now < before.expires_at + LOCK_LASTS else 0


def _identity(account: Account) -> Identity:
    return Identity(
        AccountId(account.id),
        account.meter,
        account.name,
        account.locale,
        account.time_zone,
        account.exempt,
        account.area,
    )


def _ask_code(draft: Draft) -> Draft:
    challenge = draft.session.challenge
    if challenge and draft.now >= challenge.expires_at:
        return draft.say("authenticate.expired").on("stale")
    return draft.say("authenticate.code").expect(Expecting.CODE)


def _hear_code(draft: Draft, command: Command) -> Draft | None:
    return draft.on("meter") if command in (Say("back"), Say("correction")) else None


def _ask_anew(draft: Draft) -> Draft:
    choices = (
        draft.label("resend_otp", "choice.new_code"),
        draft.label("handover", "choice.person"),
        draft.label("cancel_flow", "choice.leave"),
    )
    return draft.ask(draft.words("authenticate.stale"), choices)


def _hear_anew(draft: Draft, command: Command) -> Draft | None:
    return resend(draft) if command == Say("affirm") else None


STEPS: Steps = {
    "meter": Step(enter=_ask_meter, why="authenticate.why_meter"),
    "finding": Step(enter=_find, got=_found, why="authenticate.why_meter"),
    "code": Step(enter=_ask_code, hear=_hear_code, why="authenticate.why_code"),
    "stale": Step(enter=_ask_anew, hear=_hear_anew, why="authenticate.why_code"),
    "trouble": trouble.STEP,
}
