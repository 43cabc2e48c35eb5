"""A chat that moved: nothing was taken at its old place, so the message goes to the new one, once."""

from channels.contract import Sent
from channels.errors import Moved
from channels.messages import Address, OutboundMessage, Status
from tests.attendant.test_post import SMS, Line, delivery, post, send


async def test_a_chat_that_moved_gets_the_message_at_its_new_place() -> None:
    class Moving(Line):
        async def send(self, address: Address, message: OutboundMessage, *, delivery: str) -> Sent:
            self.said.append(f"{address.id} {message.text}")
            if address.id != "-100":
                raise Moved("supergroup", new_id="-100")
            return Sent(f"moved-{delivery}")

    line = Moving()

    sending = await send(post(line), delivery())

    assert line.said == [f"{SMS.id} hello", "-100 hello"]
    assert (sending.ended.status, sending.ended.provider_id) == (Status.SENT, "moved-d1")


async def test_a_chat_that_moves_on_and_on_is_not_run_after() -> None:
    line = Line(Moved("supergroup", new_id="-100"))

    sending = await send(post(line), delivery())

    assert line.said == ["hello", "hello"]
    assert (sending.ended.status, sending.ended.error) == (Status.FAILED, "supergroup")
