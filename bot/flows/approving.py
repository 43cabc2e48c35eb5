"""Approving: exactly the terms that were shown, once. What becomes of the order lies in settling.py."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.flows import authenticate, handover, terms, trouble
from bot.flows.draft import Draft
from bot.flows.ordering import (
    APPROVAL_LASTS,
    FETCHING,
    Errand,
    hear_offers,
    offers,
    pick,
    search,
    searched,
    shown,
    start,
)
from bot.flows.stepping import Step, Steps
from bot.flows.welcome import to_menu
from bot.model.command import Choose, Command, Rank, Say
from bot.model.contact import Identity
from bot.model.delivery import CODE_MARK
from bot.model.event import ApprovalProven
from bot.model.ids import OrderId
from bot.model.order import Change, Joining, Order, OrderState, moved
from bot.model.session import Approval, Business, Challenge, CodePurpose, Expecting
from bot.model.turn import CaseKind
from tools.contract import AccountFound, ConfirmOrder, FindAccount, Result
from tools.offers import Kind, Terms

APPROVAL_HOLDS = timedelta(minutes=5)
"""An order that could not be sent for so long after its approval is not sent any more: nobody counts on it."""

DECLINED = {"correction": "ordering.which_instead", "deny": "ordering.not_ordered"}
"""What is said to somebody who does not want the terms."""


def steps(errand: Errand) -> Steps:
    """Return the steps of a flow that orders one kind of thing."""
    return {
        "start": Step(enter=partial(start, errand=errand), private=True),
        "search": Step(enter=partial(search, errand=errand), got=searched, private=True),
        "offers": Step(
            enter=partial(offers, errand=errand),
            hear=hear_offers,
            why="ordering.why_offers",
            private=True,
            browsing=True,
        ),
        **FETCHING,
        "terms": Step(
            enter=partial(_terms, errand=errand),
            hear=partial(_hear_terms, errand=errand),
            why="ordering.why_terms",
            private=True,
        ),
        "proving": Step(enter=_prove, got=_sent, why="ordering.why_code", private=True),
        "code": Step(enter=_ask_code, hear=_hear_code, why="ordering.why_code", private=True),
        "confirming": Step(enter=to_menu, hear=_hear_confirming),
    }


def _approve_value(approval: Approval, joining: Joining = Joining.ASK) -> str:
    automatic = "-auto" if joining is Joining.AUTOMATIC else ""
    return f"approve-{approval.digest[:32]}{automatic}"


def _terms(draft: Draft, errand: Errand) -> Draft:
    business = draft.session.business
    if business is None or business.terms is None:
        return draft.on("start")
    approval = business.approval
    if approval is None or draft.now >= approval.expires_at:
        return draft.on("select")
    choices = (
        draft.label(_approve_value(approval), errand.accept),
        *((draft.label(_approve_value(approval, Joining.AUTOMATIC), errand.automatic),) if errand.automatic else ()),
        draft.label("others", "choice.others"),
        draft.label("cancel_flow", "choice.leave"),
    )
    return draft.ask("\n".join(terms.lines(draft, business.terms, errand)), choices, Expecting.APPROVAL)


def _hear_terms(draft: Draft, command: Command, errand: Errand) -> Draft | None:
    business = draft.session.business
    asked = draft.session.expecting is Expecting.APPROVAL
    approval = business.approval if business and asked else None
    match command:
        case Choose(value, correction=True):
            return _correct(draft, value)
        case _ if business and approval and (joining := _accepted(command, approval)):
            return _approve(draft, replace(business, joining=joining), approval, errand)
        case Rank():
            return hear_offers(draft, command)
        case Choose("others") | Say("back"):
            return draft.on("offers")
        case Say("correction" | "deny" as intent):
            return draft.say(DECLINED[intent]).on("offers")
    return None


def _accepted(command: Command, approval: Approval) -> Joining | None:
    """Return how events shall be joined, if a command approves; where there are none it does not matter."""
    if command == Say("affirm"):
        return Joining.ASK
    return next((one for one in Joining if command == Choose(_approve_value(approval, one))), None)


def _correct(draft: Draft, value: str) -> Draft:
    """Change the choice to another of the offers shown: by its value, or by the place that an ordinal named.

    "No, other offers" names a choice by its label and is that choice; an approval is never a correction.
    """
    page = [one.value for one in shown(draft.session)]
    here = [one.value for one in draft.session.offered]
    if value in page:
        return pick(draft, value)
    if value in here[: len(page)] and not _by_label(draft, value):
        return pick(draft, page[here.index(value)])
    return draft.say("ordering.which_instead").on("offers")


def _by_label(draft: Draft, value: str) -> bool:
    text = draft.scene.text
    return any(one.value == value and one.label.casefold() in text.casefold() for one in draft.session.offered)


def _approve(draft: Draft, business: Business, approval: Approval, errand: Errand) -> Draft:
    if not draft.alone:
        return draft.say("ordering.say_clearly").again()
    agreed, identity = business.terms, draft.proven
    if agreed is None or identity is None or agreed.digest != approval.digest or draft.now >= approval.expires_at:
        return draft.say("ordering.too_old").on("select")
    if _waived(draft, agreed):
        return _place(draft, business, agreed, identity, errand)
    renewed = replace(business, approval=replace(approval, expires_at=draft.now + APPROVAL_LASTS))
    return draft.with_business(renewed).on("proving")


def _waived(draft: Draft, agreed: Terms) -> bool:
    """Whether the proof at this address is so fresh that an enrolment which costs nothing needs no code."""
    price, proven_at = agreed.quote.price, draft.proven_at(draft.address) if draft.address else None
    free = agreed.quote.offer.kind is Kind.DFP and not agreed.quote.disputed and (price is None or price.amount == 0)
    return free and proven_at is not None and draft.now - proven_at < draft.scene.step_up


def _prove(draft: Draft) -> Draft:
    """Have a code sent that confirms exactly what was shown."""
    identity, business = draft.proven, draft.session.business
    if identity is None or business is None or business.terms is None:
        return draft.on("start")
    if authenticate.just_sent(draft, identity.meter, business.terms.digest):
        return draft.say("authenticate.too_soon").on("code")
    return draft.call(FindAccount(identity.meter, for_order=True))


def _sent(draft: Draft, result: Result) -> Draft:
    identity, business = draft.proven, draft.session.business
    agreed = business.terms if business else None
    match result:
        case AccountFound(account, phone_changed=phone_changed) if account and identity and agreed and draft.address:
            if account.id != identity.account or account.phone is None:
                return trouble.failed(draft, result, retry="")
            if phone_changed:
                return _not_by_phone(draft)
            asked = Challenge(
                "", identity.meter, draft.address, draft.now, purpose=CodePurpose.ORDER, bound=agreed.digest
            )
            offer, price = agreed.quote.offer, None if agreed.quote.disputed else agreed.quote.price
            text = draft.words("ordering.sms", code=CODE_MARK, name=offer.name, provider=offer.provider, price=price)
            return authenticate.challenge(draft, account, asked, text).on("code")
    return trouble.failed(draft, result, retry="proving")


def _not_by_phone(draft: Draft) -> Draft:
    """Leave an order to a person: who holds the phone on file may be somebody else. An earlier code is void."""
    void = replace(draft.session, challenge=None, candidate=None, business=None)
    return handover.ask(draft.with_session(void).say("ordering.phone_changed"), CaseKind.PHONE_CHANGED)


def _ask_code(draft: Draft) -> Draft:
    challenge, business = draft.session.challenge, draft.session.business
    if business is None or business.terms is None:
        return draft.on("start")
    if challenge is None or challenge.bound != business.terms.digest or draft.now >= challenge.expires_at:
        return draft.on("terms")
    return draft.say("ordering.code").expect(Expecting.CODE)


def _hear_code(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Say("resend_otp"):
            return draft.on("proving")
        case Say("back" | "correction"):
            return draft.on("terms")
        case Say("deny"):
            return draft.say("ordering.not_ordered").on("offers")
    return None


def approved(draft: Draft, event: ApprovalProven, errand: Errand) -> Draft:
    """Place exactly what the code confirmed, if that is still what is agreed on and whose it was."""
    business, identity = draft.session.business, draft.proven
    approval, agreed = (business.approval, business.terms) if business else (None, None)
    if business is None or approval is None or agreed is None or identity is None or event.address != draft.address:
        return draft.say("ordering.too_old").go(errand.kind, "start")
    if {approval.digest, agreed.digest} != {event.digest} or draft.now >= approval.expires_at:
        return draft.say("ordering.too_old").go(errand.kind, "select")
    return _place(draft.go(errand.kind, "code"), business, agreed, identity, errand)


def _place(draft: Draft, business: Business, agreed: Terms, identity: Identity, errand: Errand) -> Draft:
    order = Order(
        id=OrderId(draft.scene.ids.make("order", 0)),
        kind=errand.kind,
        transaction=business.transaction,
        name=agreed.quote.offer.name,
        provider=agreed.quote.offer.provider,
        price=None if agreed.quote.disputed else agreed.quote.price,
        digest=agreed.digest,
        state=OrderState.APPROVED,
        placed_at=draft.now,
        account=identity.account,
        bpp_id=agreed.quote.offer.bpp_id,
        bpp_uri=agreed.quote.offer.bpp_uri,
        offer=agreed.quote.offer,
        meter=identity.meter,
        cancellation=agreed.cancellation,
        joining=business.joining,
        history=(Change(OrderState.APPROVED, draft.now),),
    )
    request = ConfirmOrder(business.transaction, order.id, agreed, identity.meter, draft.now + APPROVAL_HOLDS)
    called = draft.with_business(None).on("confirming").call(request, place="confirm")
    placed = moved(replace(order, call=called.session.waiting), OrderState.CONFIRMING, draft.now)
    return called.with_order(placed).say("ordering.placing")


def _hear_confirming(draft: Draft, command: Command) -> Draft | None:
    return draft.say("ordering.too_late") if command in (Say("cancel_flow"), Say("back")) else None
