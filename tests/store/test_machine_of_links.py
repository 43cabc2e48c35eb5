"""No path from an unverified address to meter data: people link, unlink and type codes, operators undo merges."""

from collections.abc import Set as AbstractSet
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from bot.model.command import Choose, Command, GiveCode, GiveMeter, Say
from bot.model.ids import ContactId
from channels.messages import Address
from tests.flows.house import CODES
from tests.flows.literals import ACCOUNTS
from tests.store.machine import Machine, hold
from tests.store.town import Town
from tools.contract import FindAccount

PLACES = [Address("telegram", f"4{place}") for place in range(4)] + [
    Address("sms", "+12025550142"),
    Address("web", "v1"),
]
HERE = st.sampled_from(PLACES)
METERS = st.sampled_from(["MTR-0042", "MTR-0042", "MTR-0042", "MTR-0043", "MTR-0050"])
ANYTHING: st.SearchStrategy[Command] = st.sampled_from(
    [Say(intent) for intent in ("unlink", "compare", "order_status", "start_dfp", "affirm", "opt_out", "back")]
    + [Choose(value) for value in ("unlink_here", "unlink_others", "keep_links", "go_on")]
)
MOST = 3


class Links(Machine):
    """`verified`: where which account's code was typed since the address was last let go."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Town(self.house)
        self.verified: dict[Address, str] = {}
        self.before: dict[Address, str] = {}
        self.looked = 0

    @rule(here=HERE, meter=METERS)
    def proves(self, here: Address, meter: str) -> None:
        self.town.says(here, Say("cancel_flow"), GiveMeter(meter))
        self.types(here, here)

    @rule(here=HERE, there=HERE)
    def types(self, here: Address, there: Address) -> None:
        """Type the last code that was asked for somewhere, here: it is right only where that was asked."""
        challenge = self.town.challenge(there)
        if challenge is None:
            return
        if here == there:
            self.verified[here] = ACCOUNTS[challenge.meter].id
        self.town.says(here, GiveCode(CODES.code_for(challenge)))

    @rule(here=HERE, commands=st.lists(ANYTHING, min_size=1, max_size=3))
    def says(self, here: Address, commands: list[Command]) -> None:
        self.town.says(here, *commands)

    @rule(here=HERE, others=st.booleans(), waiting=st.lists(HERE, max_size=3))
    def unlinks(self, here: Address, others: bool, waiting: list[Address]) -> None:  # noqa: FBT001 -- drawn
        """Let go of this address or the others, while some of them have something to say."""
        account = self.verified.get(here)
        self.town.says(here, Say("unlink"))
        self.town.puts(here, Choose("unlink_others" if others else "unlink_here"))
        for place in waiting:
            self.town.puts(place, Say("compare"))
        self.town.attend()
        gone = [place for place, linked in self.verified.items() if linked == account and (place != here) is others]
        assert not any(self.town.proven(place) for place in gone)

    @rule(here=HERE)
    def an_operator_undoes_a_merge(self, here: Address) -> None:
        owner, owners = self.town.owner(here) or "", {place: self.town.owner(place) for place in PLACES}
        formers = sorted(name.removeprefix("was:") for name in self.town.record(owner) if name.startswith("was:"))
        for former in formers[:1]:
            done = self.town.privacy.unmerge(ContactId(owner), ContactId(former), "olga")
            self.town.attend()
            back = [place for place in PLACES if owners[place] == owner and self.town.owner(place) == former]
            assert done is bool(back)
            assert not any(self.town.proven(place) for place in back)

    @rule(hours=st.sampled_from([0.6, 25]))
    def time_passes(self, hours: float) -> None:
        self.town.now += timedelta(hours=hours)

    @invariant()
    def an_account_is_open_only_where_its_code_was_typed(self) -> None:
        """What lost its place, or proved another account, is verified no more; nothing else is proven."""
        proven = {place: account for place in PLACES if (account := self.town.proven(place))}
        assert proven.items() <= self.verified.items()
        assert all(list(proven.values()).count(account) <= MOST for account in proven.values())
        self._looks(self.before.items() | self.verified.items())
        self.before, self.verified = dict(proven), dict(proven)

    def _looks(self, allowed: AbstractSet[tuple[Address, str]]) -> None:
        """Hold all that was asked for and said since the last look against where it may be."""
        for _, turn in self.town.turns[self.looked :]:
            here = turn.session.last_address
            for call in turn.calls:
                assert isinstance(call.request, FindAccount) or here in {place for place, _ in allowed}
            for reply in turn.replies:
                told = [account.id for account in ACCOUNTS.values() if account.name in reply.message.text]
                assert all((reply.address, account) in allowed for account in told)
        self.looked = len(self.town.turns)

    @invariant()
    def every_address_is_found_by_its_contact_alone(self) -> None:
        """Export and deletion go by these fields."""
        owners = {place: self.town.owner(place) for place in PLACES}
        for contact in {owner for owner in owners.values() if owner}:
            fields = {name for name in self.town.record(contact) if name.startswith("at:")}
            own = [place for place, owner in owners.items() if owner == contact]
            assert fields == {f"at:{self.house.mailbox.address_hash(place)}" for place in own}


def test_no_path_leads_from_an_unverified_address_to_meter_data(redis_url: str) -> None:
    hold(Links, redis_url)
