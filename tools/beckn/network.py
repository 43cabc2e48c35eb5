"""Where the energy network is and who we are there."""

import re
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Network:
    """The protocol server's client side and our identity on the network.

    `client_url` is where search, select, ... are posted; `ttl` (whole seconds) is how long the protocol server gathers
    answers, `deadline` (seconds) how long we wait for it, so it must be longer. Without `bpp_id` a search asks
    everybody. Raises ValueError naming the wrong field.
    """

    client_url: str
    bap_id: str
    bap_uri: str
    bpp_id: str | None = None
    bpp_uri: str | None = None
    country: str = "USA"
    city: str = "NANP:628"
    ttl: int = 10
    deadline: float = 20.0

    def __post_init__(self) -> None:
        for name in ("client_url", "bap_uri", "bpp_uri"):
            address = getattr(self, name)
            if address is not None and not is_web_address(address):
                raise ValueError(f"{name} is not an http or https address")
        if not self.bap_id:
            raise ValueError("bap_id is empty")
        if not 0 < self.ttl < self.deadline:
            raise ValueError("ttl must be positive and shorter than deadline")

    def at(self, bpp_id: str | None, bpp_uri: str | None) -> "Network":
        """Return the same with the seller that an offer came from; the configured one where it is not known."""
        return replace(self, bpp_id=bpp_id, bpp_uri=bpp_uri) if bpp_id and bpp_uri else self


def is_web_address(text: str) -> bool:
    """Tell whether a text is an absolute http or https URI without spaces or control characters."""
    return re.fullmatch(r"https?://[!-~]+", text) is not None
