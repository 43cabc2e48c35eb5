"""Settling: what the network says of an order after its confirm, wherever the conversation went meanwhile."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows import following, milestones, nudging, trouble
from bot.flows.draft import Draft
from bot.flows.ordering import Errand
from bot.model.contact import Purpose
from bot.model.event import OrderSettled, ToolFinished
from bot.model.ids import CallId, CaseId
from bot.model.notice import OWN
from bot.model.order import IN_DOUBT, Duty, Order, OrderState, can_move, moved, reached
from bot.model.turn import Case, CaseKind, Reply
from channels.messages import Address, OutboundMessage
from tools.contract import Failed, Failure, OrderCancelled, OrderChecked, OrderConfirmed, RegistryTold, Result
from tools.offers import Kind, Progress

DOUBTFUL = frozenset({Failure.UNKNOWN, Failure.SILENT, Failure.GARBLED})
"""After these a confirm may have placed the order: no answer read is not "not sent"."""

CANCELLED = "CANCELLED"
"""The milestone of an order that a person says is cancelled."""

AWAITED = timedelta(minutes=10)
"""So long a customer waits for what becomes of an order or its cancellation; later it is news that nobody awaits."""

TOLD_TO_THE_REGISTRY = frozenset({Kind.DFP})
"""The meter registry keeps which of its meters are enrolled."""


def concerned(orders: tuple[Order, ...], call: CallId) -> Order | None:
    """Return the order that a call was for."""
    return next((one for one in orders if call in one.calls or one.call == call), None)


def finished(draft: Draft, order: Order, event: ToolFinished, errand: Errand) -> Draft:
    """Take the end of a call about an order."""
    duty = order.calls.get(event.call)
    here = draft.session.waiting == event.call
    if not here and (duty or order.state not in IN_DOUBT):
        draft = draft.with_session(draft.scene.session)  # the conversation waits for nothing of this
    if duty is None:
        return answered(draft, order, event.result, errand)
    left = {call: other for call, other in order.calls.items() if call != event.call}
    order = replace(order, calls=left)
    draft = draft.with_order(order)
    match duty, event.result:
        case Duty.FOLLOW | Duty.SETTLE, OrderChecked(progress) | OrderConfirmed(progress):
            return progressed(draft, order, progress, errand)
        case Duty.TELL, RegistryTold() if order.untold:
            return draft.with_order(replace(order, untold=False)).close_case(following.untold_case(order))
        case Duty.CANCEL, _:
            return _cancelled(draft, order, event.result, here=here)
    return draft


def answered(draft: Draft, order: Order, result: Result, errand: Errand) -> Draft:
    """Take the answer to a confirm, whoever brings it, however late and however often.

    A seller who refused and then confirms is a person's case.
    """
    if order.state in IN_DOUBT:
        return settle(draft, order, result, errand)
    if not isinstance(result, OrderConfirmed):
        return draft
    if order.state is OrderState.REJECTED:
        return replace(draft, cases=(*draft.cases, Case(CaseId(order.id), CaseKind.UNKNOWN_ORDER, draft.now, order.id)))
    return progressed(draft, order, result.progress, errand)


def settle(draft: Draft, order: Order, result: Result, errand: Errand) -> Draft:
    """Take the answer to a confirm of an order in doubt."""
    here = draft.session.waiting is not None and draft.session.waiting == order.call
    match result:
        case OrderConfirmed(progress):
            known = moved(replace(order, number=progress.number), OrderState.CONFIRMED, draft.now)
            settled = _advanced(known, progress.milestone, draft.now)
            words = draft.words(errand.placed, name=order.name, provider=order.provider, number=progress.number)
        case Failed(failure) if failure not in DOUBTFUL:
            settled = moved(order, OrderState.REJECTED, draft.now)
            words = draft.words("ordering.rejected", name=order.name, reason=draft.words(trouble.FAILURES[failure]))
        case _ if order.state is OrderState.UNKNOWN:
            return draft
        case _:
            settled = moved(order, OrderState.UNKNOWN, draft.now)
            words = draft.words("ordering.unknown", name=order.name)
    told = _doubt(_go_on(_tell(draft.with_order(settled), order, words), settled), order, settled)
    if not here:
        return told
    if settled.state is OrderState.REJECTED:
        return trouble.stuck(told, retry="start")
    return told.rest() if settled.state is OrderState.UNKNOWN else errand.afterwards(told.rest())


def progressed(draft: Draft, order: Order, progress: Progress, errand: Errand) -> Draft:
    """Take the network's word on an order that nobody waits for; what is new is told to who wants to hear it."""
    milestone = milestones.known(progress.milestone)
    if order.state in IN_DOUBT:
        cancelled = milestone is not None and milestone.ends is OrderState.CANCELLED
        settles = Failed(Failure.REJECTED) if cancelled else OrderConfirmed(progress)
        return settle(draft, order, settles, errand)
    after = _advanced(order, progress.milestone, draft.now)
    if after == order:
        return draft
    taken = _taken(draft, order, after)
    asked_for = order.cancelling_since is not None and after.state is OrderState.CANCELLED
    return _news(taken, after) if asked_for or milestones.wanted(progress.milestone, draft.contact.news) else taken


def decided(draft: Draft, order: Order, event: OrderSettled, errand: Errand) -> Draft:
    """Take a person's word on what was in doubt; the case is closed even if the doubt is gone by now."""
    draft = draft.close_case(event.case)
    if order.state is OrderState.CONFIRMED and order.cancelling_since:
        cancelled = OrderCancelled(Progress(order.number or "", CANCELLED))
        refused = Failed(Failure.REJECTED)
        result = cancelled if event.state is OrderState.CANCELLED else refused
        return _cancelled(draft, order, result, here=False)
    if order.state is not OrderState.UNKNOWN:
        return draft
    placed = event.state is OrderState.CONFIRMED and event.number is not None
    return settle(
        draft, order, OrderConfirmed(Progress(event.number or "", "")) if placed else Failed(Failure.REJECTED), errand
    )


def noted(draft: Draft, order: Order, progress: Progress) -> Draft:
    """Take the network's word on an order that the customer asked about, and will be told."""
    return _taken(draft, order, _advanced(order, progress.milestone, draft.now))


def _taken(draft: Draft, order: Order, after: Order) -> Draft:
    """Keep an order as it stands now; at its end no cancellation is in doubt any more."""
    if order.cancelling_since is None or after.state is OrderState.CONFIRMED:
        return draft.with_order(after)
    return draft.with_order(replace(after, cancelling_since=None)).close_case(_cancellation_case(order))


def _cancelled(draft: Draft, order: Order, result: Result, *, here: bool) -> Draft:
    """Take the answer to a cancellation, unless the order came to its end in another way meanwhile."""
    if order.state is not OrderState.CONFIRMED:
        return draft.rest() if here else draft
    match result:
        case OrderCancelled(progress):
            draft = _taken(draft, order, _advanced(order, progress.milestone, draft.now))
            words = draft.words("cancelling.done", name=order.name)
        case Failed(failure) if failure not in DOUBTFUL:
            reason = draft.words(trouble.FAILURES[failure])
            draft = draft.with_order(replace(order, cancelling_since=None))
            told = _tell(draft, order, draft.words("cancelling.refused", name=order.name, reason=reason))
            return trouble.stuck(told, retry="") if here else told
        case _:
            case = Case(_cancellation_case(order), CaseKind.UNKNOWN_CANCELLATION, draft.now, subject=order.id)
            draft = following.begin(draft.open_case(case), order, Duty.SETTLE)
            words = draft.words("cancelling.unknown", name=order.name)
    told = _tell(draft, order, words)
    return told.rest() if here else told


def _cancellation_case(order: Order) -> CaseId:
    return CaseId(f"{order.id}-{CaseKind.UNKNOWN_CANCELLATION}")


def _advanced(order: Order, code: str, at: datetime) -> Order:
    """Return the order at a milestone, and at its end where that is one."""
    there, milestone = reached(order, code, at), milestones.known(code)
    ends = milestone.ends if milestone else None
    return moved(there, ends, at) if ends and can_move(there, ends) else there


def _go_on(draft: Draft, settled: Order) -> Draft:
    """Set what is to be done about an order from now on."""
    if settled.state is OrderState.UNKNOWN:
        return following.begin(draft, settled, Duty.SETTLE)
    if settled.state is OrderState.CONFIRMED:
        draft = nudging.confirmed(following.begin(draft, settled, Duty.FOLLOW), settled)
    stands = settled.state in {OrderState.CONFIRMED, OrderState.DELIVERED}
    return following.tell_registry(draft, settled) if stands and settled.kind in TOLD_TO_THE_REGISTRY else draft


def _doubt(draft: Draft, order: Order, settled: Order) -> Draft:
    """Open a person's case for an order in doubt, and close it when the doubt is gone."""
    case = CaseId(order.id)
    if settled.state is OrderState.UNKNOWN:
        return draft.open_case(Case(case, CaseKind.UNKNOWN_ORDER, draft.now, subject=order.id))
    return draft.close_case(case) if order.state is OrderState.UNKNOWN else draft


def _tell(draft: Draft, order: Order, words: str) -> Draft:
    """Say it where the order's account is proven: here, or where that was last; else only that there is news.

    What is still awaited is an answer; what comes later is a notice, and an opt-out counts.
    """
    if not _is_theirs(draft, order):
        return draft
    awaited = draft.now - (order.cancelling_since or order.placed_at) < AWAITED
    if draft.proven and awaited:
        return draft.tell(words)
    address = draft.address if draft.proven else _proven_last(draft)
    if address is None:
        address, words = _ever_proven(draft), draft.words("ordering.news")
    if address is None:
        return draft
    purpose = Purpose.REPLY if awaited else Purpose.SERVICE
    return replace(draft, sent=(*draft.sent, Reply(address, OutboundMessage(words), purpose, notice=OWN)))


def _news(draft: Draft, order: Order) -> Draft:
    """Tell of a milestone that nobody asked for: in full where the account is proven, else without a name.

    Who is not proven anywhere any more hears of it where the account was proven last, in our words alone.
    """
    if not _is_theirs(draft, order):
        return draft
    code = order.milestone or ""
    address = draft.address if draft.proven else _proven_last(draft)
    told = draft.words("orders.progress", name=order.name, number=order.number, words=milestones.words(draft, code))
    if address is None:
        address, known = _ever_proven(draft), milestones.known(code)
        told = draft.words("orders.news", words=draft.words(known.words)) if known else draft.words("ordering.news")
    if address is None:
        return draft
    news = Reply(address, OutboundMessage(told), Purpose.SERVICE, notice=OWN)
    return replace(draft, sent=(*draft.sent, news))


def _is_theirs(draft: Draft, order: Order) -> bool:
    return draft.contact.identity is not None and draft.contact.identity.account == order.account


def _proven_last(draft: Draft) -> Address | None:
    return _latest({known.address: draft.proven_at(known.address) for known in draft.contact.addresses})


def _ever_proven(draft: Draft) -> Address | None:
    """Where the account was proven last, however long ago."""
    identity = draft.contact.identity
    return _latest(
        {
            known.address: known.proof.proven_at
            for known in draft.contact.addresses
            if known.proof and identity and known.proof.account == identity.account
        }
    )


def _latest(times: Mapping[Address, datetime | None]) -> Address | None:
    known = [(at, address) for address, at in times.items() if at is not None]
    return max(known, key=lambda one: one[0])[1] if known else None
