"""The literal table of what is measured, by topic. A topic is filled by its issue."""

from collections.abc import Mapping

from tests.evidence import core, identity, identity_codes, network
from tests.measuring import Measurement

TOPICS: Mapping[str, tuple[Measurement, ...]] = {
    "core": core.MEASUREMENTS,
    "identity": (*identity.MEASUREMENTS, *identity_codes.MEASUREMENTS),
    "network": network.MEASUREMENTS,
    "economics": (),
    "understanding": (),
    "channels": (),
    "outbound": (),
    "console": (),
}
