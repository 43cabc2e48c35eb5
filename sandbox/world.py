"""All that one sandbox remembers, in one place, so that a test can look at it and reset it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from sandbox import catalogue, consumption, customers
from sandbox.config import Config
from sandbox.courier import Courier
from sandbox.customers import Directory
from sandbox.faults import Faults
from sandbox.model_state import ModelState
from sandbox.openadr_state import Vtn
from sandbox.orders import Orders
from sandbox.phonebook import Phonebook
from sandbox.shapes import stamp
from sandbox.telegram_state import TelegramState
from sandbox.twilio_state import TwilioState
from sandbox.wire import WireLog


@dataclass(slots=True)
class World:
    """One simulated outside world."""

    config: Config
    directory: Directory
    market: catalogue.Catalogue
    meters: consumption.Registry
    courier: Courier
    log: WireLog
    bot_url: str
    public_url: str
    telegram: TelegramState
    orders: Orders
    faults: Faults = field(default_factory=Faults)
    phones: Phonebook = field(default_factory=Phonebook)
    twilio: TwilioState = field(default_factory=TwilioState)
    vtn: Vtn = field(default_factory=Vtn)
    model: ModelState = field(default_factory=ModelState)
    ahead: timedelta = timedelta()
    knows_transactions: bool = False
    """Whether the sellers find an order by its transaction as well; those that were measured do not."""

    def now(self) -> datetime:
        """The time in the simulation."""
        return self.config.clock() + self.ahead

    def stamp(self) -> str:
        """The time in the simulation as RFC 3339."""
        return stamp(self.now())

    def webhook(self, path: str) -> str:
        """The address that the bot is known by from outside, with a path."""
        return f"{self.public_url}{path}"

    def reachable(self, url: str) -> str:
        """Where a webhook with that public address is really posted."""
        if url.startswith(f"{self.public_url}/"):
            return self.bot_url + url.removeprefix(self.public_url)
        return url

    def reset(self) -> None:
        """Forget messages, orders, faults and the wire; customers, catalogue, meters, contents and ids stay."""
        self.log.clear()
        self.faults.clear()
        self.phones.clear()
        self.twilio = TwilioState(contents=self.twilio.contents)
        self.model = ModelState(self.config.model_mind)
        self.vtn = Vtn()
        self.orders.clear()
        self.telegram = self.telegram.emptied(self.config.telegram_secret)
        self.ahead = timedelta()
        self.knows_transactions = False
        self.meters.forget_subscriptions()


WORLD = web.AppKey("WORLD", World)


def build(config: Config) -> World:
    """Make a new world. Must be called where its event loop runs."""
    log = WireLog()
    directory = customers.load()
    return World(
        config=config,
        directory=directory,
        market=catalogue.load(),
        meters=consumption.Registry(directory, seed=config.seed, now=config.clock()),
        courier=Courier(log, lambda: stamp(config.clock())),
        log=log,
        bot_url=config.bot_url.rstrip("/"),
        public_url=(config.public_url or config.bot_url).rstrip("/"),
        telegram=TelegramState.begun(config.telegram_secret, config.clock()),
        orders=Orders(config.orders_file),
        model=ModelState(config.model_mind),
    )
