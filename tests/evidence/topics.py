"""The literal table of what is measured, by topic. A topic is filled by its issue."""

from collections.abc import Mapping

from tests.evidence import (
    channels_browser,
    channels_door,
    channels_load,
    channels_sms,
    channels_telegram,
    channels_whatsapp,
    console,
    core,
    energy,
    identity,
    identity_codes,
    network,
    network_answers,
    network_failures,
    network_outgoing,
    outbound,
    outbound_events,
    understanding_model,
    understanding_reader,
    understanding_simulated,
)
from tests.measuring import Measurement

TOPICS: Mapping[str, tuple[Measurement, ...]] = {
    "core": core.MEASUREMENTS,
    "identity": (*identity.MEASUREMENTS, *identity_codes.MEASUREMENTS),
    "network": (
        *network_outgoing.MEASUREMENTS,
        *network_answers.MEASUREMENTS,
        *network_failures.MEASUREMENTS,
        *network.MEASUREMENTS,
    ),
    "economics": energy.MEASUREMENTS,
    "understanding": (
        *understanding_reader.MEASUREMENTS,
        *understanding_simulated.MEASUREMENTS,
        *understanding_model.MEASUREMENTS,
    ),
    "channels": (
        *channels_door.MEASUREMENTS,
        *channels_telegram.MEASUREMENTS,
        *channels_sms.MEASUREMENTS,
        *channels_whatsapp.MEASUREMENTS,
        *channels_load.MEASUREMENTS,
        *channels_browser.MEASUREMENTS,
    ),
    "outbound": (*outbound.MEASUREMENTS, *outbound_events.MEASUREMENTS),
    "console": console.MEASUREMENTS,
}
