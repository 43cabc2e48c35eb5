"""What Telegram alone can do, over real HTTP: a file of readings, a place, a block, a group."""

import base64
from datetime import UTC, datetime, timedelta

from tests.journeys.conftest import NewCustomer
from tests.journeys.house import House
from tests.tools.meter_files import green_button, readings

WORKING = "from the file that you sent"


def usage(days: int) -> str:
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=days + 1)
    return base64.b64encode(green_button(readings(start, hours=24 * days))).decode()


def test_a_green_button_file_is_what_the_comparison_rests_on(house: House, customer: NewCustomer, meter: str) -> None:
    ada = customer("telegram", meter)
    ada.says("Solar or the flexibility programme?")
    ada.proves_who_it_is()
    ada.hears_too("comes first", "First year:")
    last = house.wire.messages("telegram", meter)[-1]["number"]
    house.wire.do(meter, "document", content=usage(40), name="usage.xml", mime_type="application/xml")
    house.wire.received("telegram", meter, last, WORKING)
    told = house.wire.received("telegram", meter, last, "This rests on", timeout=30)
    assert "by the file that you sent" in told["text"]
    asked = [one["path"] for one in house.wire.requests("telegram") if "/file/" in one["path"]]
    assert len(asked) == 1


def test_a_picture_of_a_bill_is_answered_with_what_can_be_read(house: House, customer: NewCustomer, meter: str) -> None:
    ben = customer("telegram", meter)
    ben.says("Hello")
    ben.hears("What can I do for you?")
    house.wire.do(meter, "photo", content="")
    house.wire.received("telegram", meter, 0, "I cannot read pictures")
    house.wire.do(meter, "voice", content="")
    house.wire.received("telegram", meter, 0, "I cannot listen to voice messages")
