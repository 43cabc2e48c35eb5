"""Our types as stored text: `1 {json}`, a schema version and names and values, with every personal field sealed."""

from collections.abc import Callable
from typing import Any, TypeVar, cast, get_args, get_type_hints

import orjson
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.orjson import make_converter
from cryptography.exceptions import InvalidTag

from bot.model.consent import Entry
from bot.model.contact import Contact, Identity
from bot.model.event import ConsentRecorded, Event, MergeUndone, OperatorSpoke, OrderSettled
from bot.model.order import Order
from bot.model.participation import Participation
from bot.model.session import Business, Challenge, Session
from bot.model.transcript import Line, Remark
from bot.model.turn import Owner
from bot.store.sealing import Sealer
from channels.messages import Address, Body, Location, Media, OutboundMessage, Picture, SharedContact, Tap, Text
from tools.contract import (
    Account,
    CompareOptions,
    ConfirmOrder,
    Failed,
    FindAccount,
    InitOrder,
    OffersFound,
    OptionsCompared,
    Request,
    Result,
    SearchOffers,
    SettleOrder,
    TellRegistry,
)
from tools.picture import DrawPicture, PictureDrawn
from tools.reduction import MeasureReduction, ReductionMeasured

Stored = TypeVar("Stored")

SCHEMA = b"1 "
"""The schema version of everything written; see docs/decisions for what a change needs."""

PERSONAL: dict[type, tuple[str, ...]] = {
    Account: ("meter", "name", "phone", "exempt", "sanctioned_kw", "area"),
    Address: ("id",),
    Business: ("eligibility",),
    Challenge: ("meter",),
    CompareOptions: ("meter", "supposing", "file"),
    ConfirmOrder: ("meter",),
    ConsentRecorded: ("proof", "operator"),
    Contact: ("equipment",),
    Entry: ("words", "by"),
    Failed: ("lack",),
    DrawPicture: ("chart",),
    FindAccount: ("meter",),
    Identity: ("meter", "name", "exempt", "area"),
    InitOrder: ("meter",),
    Line: ("text", "by", "why"),
    Location: ("latitude", "longitude"),
    MeasureReduction: ("meter", "paid"),
    Media: ("reference",),
    MergeUndone: ("operator",),
    OffersFound: ("eligibility",),
    OperatorSpoke: ("text", "operator"),
    OptionsCompared: ("comparison",),
    Order: ("meter",),
    OrderSettled: ("operator",),
    OutboundMessage: ("text",),
    Owner: ("name",),
    Participation: ("kwh", "paid", "nothing", "drawing"),
    Picture: ("url", "caption", "described"),
    PictureDrawn: ("url",),
    ReductionMeasured: ("result",),
    Remark: ("by", "text"),
    SearchOffers: ("meter",),
    Session: ("slots", "comparison", "supposing", "drawing", "file"),
    SettleOrder: ("meter",),
    SharedContact: ("phone",),
    Tap: ("choice", "label"),  # a browser may send any words as these
    TellRegistry: ("meter",),
    Text: ("text",),
}
"""Which fields never lie in the store in clear."""


class UnknownSchema(Exception):
    """A stored value is of a version this code does not read: park it, never guess."""


class Damaged(Exception):
    """A stored value was changed or cut: set it aside for a person, and go on without it."""


class Codec:
    """Writes and reads our types with one sealer."""

    def __init__(self, sealer: Sealer) -> None:
        self.sealer = sealer
        self._converter = make_converter()
        # Factories, for they run at first use: a hook that is made now would keep how its members are written now.
        self._converter.register_structure_hook_factory(PERSONAL.__contains__, self._reading)
        self._converter.register_unstructure_hook_factory(PERSONAL.__contains__, self._writing)
        for union in (Body, Request, Result, Event):
            self._name_members(union)

    def _name_members(self, union: Any) -> None:
        """Let a value of a union say which member it is; how a member is written is made when the first one comes.

        cattrs' own strategy makes all of them at once, which is most of the time that a process needs to start.
        """
        members = {kind.__name__: kind for kind in get_args(union)}

        def read(value: Any, _: Any) -> Any:
            return self._converter.structure(value, members[value["is"]])

        def write(value: Any) -> Any:
            return {**self._converter.unstructure(value), "is": type(value).__name__}

        self._converter.register_structure_hook(union, read)
        self._converter.register_unstructure_hook(union, write)

    def _reading(self, kind: type) -> Callable[[Any, Any], Any]:
        hints = get_type_hints(kind)
        fields: dict[str, Any] = {name: override(struct_hook=self._opening(hints[name])) for name in PERSONAL[kind]}
        return make_dict_structure_fn(kind, self._converter, **fields)

    def _writing(self, kind: type) -> Callable[[Any], Any]:
        fields: dict[str, Any] = {name: override(unstruct_hook=self._sealing) for name in PERSONAL[kind]}
        return make_dict_unstructure_fn(kind, self._converter, **fields)

    def _sealing(self, value: Any) -> str | None:
        if value is None:
            return None
        return self.sealer.seal(orjson.dumps(self._converter.unstructure(value)))

    def _opening(self, hint: Any) -> Callable[[Any, Any], Any]:
        def opened(value: Any, _: Any) -> Any:
            if value is None:
                return None
            stored = orjson.loads(self.sealer.open(value)) if isinstance(value, str) else value  # not sealed before
            return self._converter.structure(stored, hint)

        return opened

    def write(self, value: object, kind: Any = None) -> bytes:
        """Return the stored form; `kind` names the union that a value belongs to."""
        return SCHEMA + orjson.dumps(self._converter.unstructure(value, unstructure_as=kind))

    def read(self, stored: bytes, kind: type[Stored]) -> Stored:
        """Return the value. Raises UnknownSchema for a version that is not ours, Damaged for what is none."""
        if not stored.startswith(SCHEMA):
            raise _unread(stored)
        try:
            return self._converter.structure(orjson.loads(stored[len(SCHEMA) :]), kind)
        except (ValueError, KeyError, TypeError, InvalidTag, BaseValidationError) as problem:
            raise Damaged(type(problem).__name__) from problem

    def read_event(self, stored: bytes) -> Event:
        """Return an event. Raises UnknownSchema, Damaged."""
        return cast("Event", self.read(stored, cast("type[Any]", Event)))


def _unread(stored: bytes) -> UnknownSchema | Damaged:
    version, space, _ = stored.partition(b" ")
    if space and version.isdigit():
        return UnknownSchema(version.decode())
    return Damaged("no schema version")
