"""A request's headers by lower-case name, looked up only where somebody asks."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_PREFIX: Final = "HTTP_"
_BARE: Final = ("CONTENT_TYPE", "CONTENT_LENGTH")


class Headers(Mapping[str, str]):
    """The headers in a WSGI environment (PEP 3333)."""

    def __init__(self, environ: "WSGIEnvironment") -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        key = name.upper().replace("-", "_")
        value: str = self._environ[key if key in _BARE else _PREFIX + key]
        return value

    def __iter__(self) -> Iterator[str]:
        keys = [key for key in self._environ if key.startswith(_PREFIX) or key in _BARE]
        return (key.removeprefix(_PREFIX).lower().replace("_", "-") for key in keys)

    def __len__(self) -> int:
        return sum(1 for _ in self)
