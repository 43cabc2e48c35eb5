"""People who ask for codes and type them, against the real commit."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.model.contact import Identity, Purpose
from bot.model.delivery import Delivery
from bot.model.event import MessageReceived
from bot.model.ids import AccountId, ContactId
from bot.model.session import Challenge
from bot.model.turn import Binding, CodeStep, CodeUse, Reply
from bot.store.leases import release
from bot.store.runners import Blocking
from bot.store.vitals import counters
from channels.messages import Address, OutboundMessage
from tests.store.building import NOW, House, lease_of, turn_saying

PHONE = Address("sms", "+12025550142")
ANN = Identity(AccountId("account-1"), "MTR-0042", "Ann Example")


@dataclass
class Guesser:
    """Asks for codes and types them, from any contact; what the store holds can be made older."""

    house: House
    number: int = 0

    def asks(self, who: str = "c1", meter: str = "MTR-0042", account: Identity | None = ANN) -> tuple[Challenge, str]:
        """Ask for a code; returns the challenge, and what became of its delivery."""
        self.number += 1
        where = Address("telegram", who)
        challenge = Challenge(f"nonce-{self.number}", meter, where, NOW + timedelta(minutes=5), decoy=account is None)
        reply = Reply(PHONE, OutboundMessage("{code}"), Purpose.CODE, challenge)
        step = CodeStep(CodeUse.ASKED, challenge, account.account if account else None)
        self.turn(who, step, replies=(reply,))
        (found,) = [
            key for key in self.house.runner.redis.scan_iter("delivery:*") if self.challenge_of(key) == challenge
        ]
        assert isinstance(found, bytes)
        values = self.house.runner.redis.hmget(found, "status", "error")
        return challenge, b" ".join(value for value in values if isinstance(value, bytes)).decode()

    def challenge_of(self, key: bytes) -> Challenge | None:
        body = self.house.runner.redis.hget(key, "body")
        assert isinstance(body, bytes)
        return self.house.codec.read(body, Delivery).challenge

    def types(
        self, challenge: Challenge, *, right: bool = False, account: Identity | None = ANN, who: str = "c1"
    ) -> list[object]:
        """Type a code; returns what the mailbox says about it then."""
        use = CodeUse.RIGHT if right else CodeUse.WRONG
        step = CodeStep(use, challenge, account.account if account else None)
        binding = Binding(challenge.address, account, None) if right and account else None
        told = self.turn(who, step, binding=binding)
        return [event for event in told if not isinstance(event, MessageReceived)]

    def turn(
        self,
        who: str,
        step: CodeStep,
        *,
        replies: tuple[Reply, ...] = (),
        binding: Binding | None = None,
    ) -> list[object]:
        self.number += 1
        self.house.accept(str(self.number), contact=who, address=Address("telegram", who))
        (claimed,) = [one for one in self.house.claim() if one.contact == who]
        caused = replace(turn_saying(ContactId(who)), codes=(step,), replies=replies, binding=binding)
        committed = self.house.commit(claimed, caused)
        assert committed.done
        told: list[object] = []
        while committed.following:
            event = self.house.mailbox.event(committed.following[0])
            told.append(event)
            committed = self.house.commit(claimed, event=event)
        self.house.runner.run(release(lease_of(claimed), 0))
        return told

    def pass_(self, seconds: float) -> None:
        """Let time pass for the limits: what they remember is so much older."""
        redis = self.house.runner.redis
        for key in redis.scan_iter("codes:*"):
            if redis.type(key) == b"zset":
                for member in redis.zrange(key, 0, -1):
                    assert isinstance(member, bytes)
                    redis.zincrby(key, -seconds * 1000, member)


def race(house: House, url: str, challenge: Challenge, tries: int) -> int:
    """Type one right code so often at once, each at a contact of its own; returns how often it counted."""
    contacts = [f"racer{number}" for number in range(tries)]
    for place, who in enumerate(contacts):
        house.accept(f"race-{place}", contact=who, address=Address("telegram", who))
    step = CodeStep(CodeUse.RIGHT, challenge, ANN.account)
    binding = Binding(challenge.address, ANN, None)
    claimed = house.claim(limit=tries)
    turns = [(one, replace(turn_saying(one.contact), codes=(step,), binding=binding)) for one in claimed]

    def commits(place: int) -> bool:
        runner = Blocking(url)
        done = runner.run(house.committing(*turns[place], None)).done
        runner.close()
        return done

    with ThreadPoolExecutor(tries) as threads:
        assert all(threads.map(commits, range(tries)))
    return tries - house.runner.run(counters()).get("codes_refused", 0)
