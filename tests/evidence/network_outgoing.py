"""What we say on the network, held against the 1.1.0 schema, the simulated server's rules and our own strict models."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson
from cattrs import BaseValidationError, Converter

from bot.abilities import abilities
from sandbox.beckn_schema import violation
from tests.conformance.captured import SCHEMA, violations
from tests.evidence.planted import METER, planted, transaction
from tests.measuring import Measure, Measurement, at_least
from tools.beckn.intent import SearchMessage
from tools.beckn.outgoing import CancelMessage, Context, OrderMessage, Outgoing, StatusMessage, SupportMessage
from tools.contract import (
    AskSupport,
    CancelOrder,
    CheckOrder,
    ConfirmOrder,
    InitOrder,
    OffersFound,
    OrderCancelled,
    OrderChecked,
    OrderConfirmed,
    QuoteGiven,
    SearchOffers,
    SelectOffer,
    SupportGiven,
    TermsOffered,
    Tool,
)
from tools.offers import Kind, Offer
from tools.running import run_tool

_Message = SearchMessage | OrderMessage | StatusMessage | CancelMessage | SupportMessage
_FEWEST = 100
_FEWEST_JOURNEYS = 15
_MESSAGES: Mapping[str, type[_Message]] = {
    "search": SearchMessage,
    "select": OrderMessage,
    "init": OrderMessage,
    "confirm": OrderMessage,
    "status": StatusMessage,
    "cancel": CancelMessage,
    "support": SupportMessage,
}
_strict = Converter(forbid_extra_keys=True)


@dataclass(frozen=True, slots=True)
class Said:
    """A request as it came to the network's door."""

    action: str
    body: Mapping[str, object]

    @property
    def is_in_our_models(self) -> bool:
        """Tell whether our models take it and would say exactly the same."""
        try:
            context = _strict.structure(self.body["context"], Context)
            message = _strict.structure(self.body["message"], _MESSAGES[self.action])
        except (BaseValidationError, KeyError):
            return False
        return bool(orjson.loads(Outgoing(context, message).body()) == self.body)


def said(wire: Iterable[Mapping[str, object]]) -> list[Said]:
    """Return the requests of a wire log to the network."""
    found = []
    for one in wire:
        body = one["body"]
        found.append(Said(str(one["path"]).removeprefix("/"), body if isinstance(body, dict) else {}))
    return found


def judged(whose: str, messages: Sequence[Said], fewest: int) -> Iterable[Measure]:
    """Say how many messages were validated, and how many each judge refuses."""
    of = f"of {len(messages)}"
    yield at_least(f"messages of {whose}", len(messages), fewest, "messages")
    if SCHEMA.exists():
        refused = [one for one in messages if violations(one.action, one.body)]
        yield _none("the same, refused by the 1.1.0 schema", len(refused), of)
    else:
        yield Measure("the 1.1.0 schema beside the project (../shared/data)", "absent", "", "there", holds=False)
    loose = [one for one in messages if violation(one.action, one.body)]
    yield _none("the same, refused by the simulated server's rules", len(loose), of)
    yield _none("the same, that our strict models do not say so", sum(not one.is_in_our_models for one in messages), of)


def _none(measure: str, value: int, unit: str) -> Measure:
    return Measure(measure, value, unit, "0", value == 0)


def _journeys(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    del long
    ended = 0
    with planted({}) as house:
        tools = abilities(house.settings)
        for kind in Kind:
            ended += sum(_journey(tools, kind, place) for place in range(_offered(tools, kind)))
        messages = said(house.sandbox.wire.requests("beckn"))
    kinds = f"journeys of {len(Kind)} kinds"
    yield at_least("from a search to its order cancelled, over HTTP", ended, _FEWEST_JOURNEYS, kinds)
    actions = {one.action for one in messages}
    yield Measure("the same, actions used", len(actions), "actions", f"= {len(_MESSAGES)}", actions == set(_MESSAGES))
    yield from judged("these journeys", messages, _FEWEST)


def _offered(tools: Mapping[type, Tool], kind: Kind) -> int:
    found = run_tool(tools, SearchOffers(kind, transaction()), attempted=False)
    return len(found.offers) if isinstance(found, OffersFound) else 0


def _journey(tools: Mapping[type, Tool], kind: Kind, place: int) -> bool:
    """Take one offer from a search to the cancelled order, and tell whether each step came to its end."""
    business = transaction()
    found = run_tool(tools, SearchOffers(kind, business, METER), attempted=False)
    if not isinstance(found, OffersFound):
        return False
    offer = _timed(found.offers[place])
    quoted = run_tool(tools, SelectOffer(business, offer), attempted=False)
    if not isinstance(quoted, QuoteGiven):
        return False
    offered = run_tool(tools, InitOrder(business, quoted.quote, METER), attempted=False)
    if not isinstance(offered, TermsOffered):
        return False
    confirmed = run_tool(tools, ConfirmOrder(business, "order-1", offered.terms, METER), attempted=False)
    return isinstance(confirmed, OrderConfirmed) and _afterwards(tools, business, offer, confirmed.progress.number)


def _timed(offer: Offer) -> Offer:
    """Choose the last of the times that are offered, if any are."""
    return replace(offer, slot=offer.slots[-1], fulfilment_id=offer.slots[-1].id) if offer.slots else offer


def _afterwards(tools: Mapping[type, Tool], business: str, offer: Offer, number: str) -> bool:
    seller = (offer.kind, business, number, offer.bpp_id, offer.bpp_uri)
    wanted = (
        (CheckOrder(*seller), OrderChecked),
        (AskSupport(*seller), SupportGiven),
        (CancelOrder(*seller), OrderCancelled),
    )
    return all(isinstance(run_tool(tools, request, attempted=False), end) for request, end in wanted)


MEASUREMENTS = (Measurement("every message of journeys of each kind", _journeys),)
