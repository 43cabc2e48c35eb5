"""Linking: an address that proves an account joins its contact, three at most; and how it is let go again."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import resuming
from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.flows.welcome import take_up
from bot.model.command import Choose, Command, Say
from bot.model.contact import Contact, Identity, Journey, Proof, Purpose, Reachable
from bot.model.event import IdentityProven, MergeUndone
from bot.model.ids import AccountId, ContactId
from bot.model.notice import URGENT
from bot.model.turn import Binding, Release, Reply
from channels.messages import Address, OutboundMessage
from tools.economics.comparison import NOTHING_SUPPOSED

MOST = 3
"""Addresses at which an account, and with it each of its meters, is proven at a time."""

WANTED = frozenset({"solar", "dfp", "survey", "connection", "subsidy", "journey", "compare", "orders", "notifications"})
"""The flows that a proof may be for."""

CHANNELS: Mapping[str, str] = {
    "telegram": "linking.on_telegram",
    "whatsapp": "linking.on_whatsapp",
    "sms": "linking.by_sms",
    "web": "linking.in_web_chat",
}
"""The words for where an account was opened."""


def bind(draft: Draft, address: Address, identity: Identity) -> Draft:
    """Give the address to the account's contact, with nothing left here: that may be another contact than this one.

    It is this one where the same account was proven here before; then the old proof stays until the new one is known.
    """
    spoken, known = draft.contact.locale or draft.session.locale, draft.contact.at(address)
    binding = Binding(address, identity, draft.slot("wanted") or None, spoken, known.opted_out_at)
    left = replace(_without(draft, address), binding=binding, said=())
    again = known.proof is not None and known.proof.account == identity.account
    return replace(left, contact=draft.contact) if again else left


def proven(draft: Draft, event: IdentityProven) -> Draft:
    """Welcome an address that proved itself, tell the others if it is new, and take up what it wanted."""
    contact, identity = draft.contact, event.identity
    known = contact.at(event.address)
    here = Reachable(event.address, Proof(identity.account, event.at), known.opted_out_at or event.opted_out_at)
    locale = contact.locale or event.locale or identity.locale
    session = replace(draft.session, last_address=event.address)
    if _another(contact.identity, identity):
        session = replace(session, business=None, comparison=None, supposing=NOTHING_SUPPOSED, file=None)
        contact = replace(contact, journey=Journey())
    welcomed = replace(contact, addresses=contact.with_address(here), identity=identity, locale=locale)
    draft = replace(draft, contact=welcomed, session=session).say("authenticate.verified", name=identity.name)
    if known.proof is None or known.proof.account != identity.account:
        draft = _opened(draft, event.address, identity.account)
    if session.with_operator:
        return draft
    return resuming.after_proof(draft, event.wanted if event.wanted in WANTED else None)


def unlink(draft: Draft) -> Draft:
    """Ask which address is to be let go, where one is linked. Letting go opens nothing, so an old proof will do."""
    if draft.address is None or draft.contact.at(draft.address).proof is None:
        return take_up(draft.say("linking.nothing"))
    return draft.go("linking", "which")


def undone(draft: Draft, event: MergeUndone) -> Draft:
    """Give addresses back to the contact that they came from."""
    for known in draft.contact.addresses:
        if known.address in event.addresses:
            draft = _let_go(draft, known, "linking.unlinked", event.former)
    return draft


def _another(before: Identity | None, now: Identity) -> bool:
    return before is not None and (before.account, before.meter) != (now.account, now.meter)


def _linked(contact: Contact, account: AccountId) -> tuple[Reachable, ...]:
    """Return the addresses where an account was proven, however long ago: the one used the longest ago first."""
    known = [(one.proof.used_at or one.proof.proven_at, one) for one in contact.addresses if one.proof]
    own = [(at, one) for at, one in known if one.proof and one.proof.account == account]
    return tuple(one for _, one in sorted(own, key=lambda found: found[0]))


def _without(draft: Draft, address: Address) -> Draft:
    """Take an address out of the contact. If the conversation was there, nothing of it is left open.

    What this contact is told from now on goes to another address where its account is proven, if there is one.
    """
    others = tuple(known for known in draft.contact.addresses if known.address != address)
    left = replace(draft, contact=replace(draft.contact, addresses=others))
    if draft.address != address:
        return left
    identity = left.contact.identity
    linked = _linked(left.contact, identity.account) if identity else ()
    rested = left if left.session.with_operator else left.rest()
    last = linked[-1].address if linked else None
    session = replace(rested.session, challenge=None, candidate=None, last_address=last)
    return replace(rested, session=session, entering=False)


def _release(draft: Draft, known: Reachable, to: ContactId | None = None) -> Draft:
    left = _without(draft, known.address)
    return replace(left, released=(*left.released, Release(known.address, to)))


def _notify(draft: Draft, known: Reachable, name: str, /, **values: object) -> Draft:
    """Tell an address what became of its link; one that opted out is left in peace, also once it is released."""
    if known.opted_out_at is not None:
        return draft
    words = OutboundMessage(draft.words(name, **values))
    notice = Reply(known.address, words, Purpose.SERVICE, notice=URGENT)
    return replace(draft, sent=(*draft.sent, notice))


def _opened(draft: Draft, address: Address, account: AccountId) -> Draft:
    """Make room for a new address, and tell the others of it: its channel, and nothing else."""
    others = tuple(known for known in _linked(draft.contact, account) if known.address != address)
    over = max(0, len(others) + 1 - MOST)
    for known in others[:over]:
        draft = _let_go(draft, known, "linking.made_room")
    where = draft.words(CHANNELS.get(address.channel, "linking.elsewhere"))
    for known in others[over:]:
        draft = _notify(draft, known, "linking.opened", where=where)
    return draft


def _let_go(draft: Draft, known: Reachable, name: str, to: ContactId | None = None) -> Draft:
    """Release an address, and tell it so."""
    return _notify(_release(draft, known, to), known, name)


def _others(draft: Draft) -> tuple[Reachable, ...]:
    """Return the other addresses of the account that was proven here."""
    proof = draft.contact.at(draft.address).proof if draft.address else None
    linked = _linked(draft.contact, proof.account) if proof else ()
    return tuple(known for known in linked if known.address != draft.address)


def _which(draft: Draft) -> Draft:
    here, others = draft.label("unlink_here", "linking.here"), draft.label("unlink_others", "linking.all_others")
    keep = draft.label("keep_links", "linking.keep")
    return draft.ask(draft.words("linking.which"), (here, others, keep) if _others(draft) else (here, keep))


def _hear_which(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose("unlink_here") if draft.address:
            return _unlink_here(draft, draft.address)
        case Choose("unlink_others"):
            return _unlink_others(draft)
        case Choose("keep_links") | Say("deny"):
            return draft.say("linking.kept").rest().go("welcome", "menu")
    return None


def _unlink_here(draft: Draft, address: Address) -> Draft:
    """Let go of this address, with a farewell: whatever is said after it would be said elsewhere."""
    farewell = Reply(address, OutboundMessage("\n\n".join((*draft.said, draft.words("linking.unlinked")))))
    left = _release(draft, draft.contact.at(address))
    return replace(left, said=(), choices=(), sent=(*left.sent, farewell))


def _unlink_others(draft: Draft) -> Draft:
    for known in _others(draft):
        draft = _let_go(draft, known, "linking.unlinked")
    return draft.say("linking.others_unlinked").rest().go("welcome", "menu")


STEPS: Steps = {"which": Step(enter=_which, hear=_hear_which)}
