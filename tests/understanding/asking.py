"""What the tests of understanding ask a reader, and where the conversation stands then."""

from bot.model.command import Hearing, Reading
from bot.model.session import Expecting, Offered
from bot.understanding.contract import Reader
from bot.understanding.local import LocalReader
from channels.messages import Body, Text

OFFERS = (
    Offered("a", "Sunrise 3 kW - Helios Homes"),
    Offered("b", "Sunrise 5 kW - Bluebird Solar"),
    Offered("c", "Rooftop plus battery - Bluebird Solar"),
)
TERMS = (Offered("yes:1", "Order it"), Offered("others", "Other offers"), Offered("leave", "Leave"))


def hear(
    reader: LocalReader,
    body: Body | str,
    expecting: Expecting = Expecting.NOTHING,
    *,
    offered: tuple[Offered, ...] = (),
    earlier: tuple[Offered, ...] = (),
    flow: str = "solar",
) -> Reading:
    said = Text(body) if isinstance(body, str) else body
    return reader.read_now(Hearing(said, "en", flow, "step", expecting, offered, asked=7, earlier=earlier))


async def taking_time(reader: Reader, hearing: Hearing) -> Reading:
    """What a reader says that may take its time, as a turn asks it."""
    return await reader.read(hearing, reader.read_now(hearing))
