"""Which reader an installation gets, and what it may spend where the store is away."""

from pathlib import Path

from bot import wiring
from bot.reading import AWAY, StorePurse, embedded, reader
from bot.settings import load
from bot.store.runners import Awaiting
from bot.store.spending import Spending
from bot.understanding.local import LocalReader
from sandbox import demo_secrets
from sandbox.embedded import free_port
from tests.understanding.modelled import prompt

NOWHERE = "redis://127.0.0.1:1/0"


async def test_a_model_is_asked_only_where_one_is_set_with_an_address_or_a_key(tmp_path: Path) -> None:
    secrets = demo_secrets.keep(tmp_path / "secrets") | {"DATA_DIR": str(tmp_path), "TWILIO_SMS_FROM": "+12025550100"}
    store, runner = wiring.store(load(secrets)), Awaiting(NOWHERE)
    local = embedded(load(secrets), wiring.PROMPTS)
    made = {
        name: type(reader(load(secrets | changed), local, runner, store.mailbox, prompt)).__name__
        for name, changed in {
            "none": {},
            "named alone": {"OPENAI_MODEL": "small"},
            "with a key": {"OPENAI_MODEL": "small", "OPENAI_API_KEY": "sk-x"},
            "of one's own": {"OPENAI_MODEL": "small", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"},
        }.items()
    }
    assert made == {
        "none": LocalReader.__name__,
        "named alone": LocalReader.__name__,
        "with a key": "ModelReader",
        "of one's own": "ModelReader",
    }


async def test_where_the_store_is_away_nothing_is_spent_and_nothing_raises() -> None:
    purse = StorePurse(Awaiting(f"redis://127.0.0.1:{free_port()}/0"), Spending(100))
    assert await purse.before("c1", 10) == AWAY
    await purse.after("c1", 0, "used")
