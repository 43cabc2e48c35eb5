"""Failures on demand: what a stand-in does instead of its work, for the next N requests."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from sandbox.shapes import Json

MODES = (
    "429",
    "500",
    "garbage",
    "silent",
    "timeout_after_accept",
    "empty",
    "empty_after_accept",
    "nack",
    "error_item",
    "html",
    "202",
    "huge",
    "slow_loris",
    "truncated",
    "callback_silent",
    "callback_late",
    "callback_repeated",
    "callback_foreign",
    "callback_disordered",
)
TARGETS = (
    "telegram",
    "twilio",
    "beckn",
    "meters",
    "directory",
    "openadr",
    "pvgis",
    "pvwatts",
    "nasa_power",
    "model",
)


class FaultRejected(Exception):
    """A fault was asked for that no stand-in knows."""


class Effect(StrEnum):
    """Whether the stand-in does its work before it fails."""

    INSTEAD = "instead"
    AFTERWARDS = "afterwards"
    OTHERWISE = "otherwise"  # it is carried out in another way


@dataclass(slots=True)
class Fault:
    """One failure: `times` requests to `target` whose path contains `path` are still to meet it."""

    number: int
    target: str
    mode: str
    path: str = ""
    times: int = 1
    retry_after: int = 1
    code: int = 0
    text: str = ""

    @property
    def effect(self) -> Effect:
        """Say whether the request is carried out all the same."""
        if self.mode.startswith("callback_"):
            return Effect.OTHERWISE
        return Effect.AFTERWARDS if self.mode.endswith("after_accept") else Effect.INSTEAD


class Faults:
    """The failures that are waiting."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._last = 0

    def add(self, wanted: Json) -> Fault:
        """Arrange a failure. Raises FaultRejected where target or mode is unknown."""
        target, mode = str(wanted.get("target")), str(wanted.get("mode"))
        if target not in TARGETS:
            raise FaultRejected(f"target must be one of {', '.join(TARGETS)}")
        if mode not in MODES and not (mode.isdigit() and mode[0] in "45" and len(mode) == 3):  # noqa: PLR2004 - as a status has
            raise FaultRejected(f"mode must be one of {', '.join(MODES)} or a 4xx or 5xx status")
        self._last += 1
        fault = Fault(
            number=self._last,
            target=target,
            mode=mode,
            path=str(wanted.get("path") or ""),
            times=int(wanted.get("times") or 1),
            retry_after=int(wanted.get("retry_after") or 1),
            code=int(wanted.get("code") or 0),
            text=str(wanted.get("text") or ""),
        )
        self._waiting.append(fault)
        return fault

    def take(self, target: str, path: str) -> Fault | None:
        """Return the first failure that this request meets and count it down."""
        for fault in self._waiting:
            if fault.target == target and fault.path in path:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def waiting(self) -> list[Json]:
        """List what is still to come."""
        return [asdict(fault) for fault in self._waiting]

    def clear(self) -> None:
        """Let everything work again."""
        self._waiting.clear()
