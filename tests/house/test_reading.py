"""Which reader an installation gets, and what it may spend where the store is away."""

from pathlib import Path

from bot import wiring
from bot.model.command import Choose
from bot.model.ids import ContactId
from bot.reading import AWAY, StorePurse, embedded, reader, texts
from bot.settings import load
from bot.store.runners import Awaiting
from bot.store.spending import Spending
from bot.store.vitals import counters
from bot.understanding.local import LocalReader
from sandbox import demo_secrets
from sandbox.config import Config
from sandbox.embedded import free_port
from sandbox.running import running
from tests.store.building import House, turn_saying
from tests.understanding.asking import taking_time
from tests.understanding.modelled import prompt, saying

NOWHERE = "redis://127.0.0.1:1/0"


async def test_a_model_is_asked_only_where_one_is_set_with_an_address_or_a_key(tmp_path: Path) -> None:
    secrets = demo_secrets.keep(tmp_path / "secrets") | {"DATA_DIR": str(tmp_path), "TWILIO_SMS_FROM": "+12025550100"}
    store, runner = wiring.store(load(secrets)), Awaiting(NOWHERE)
    local = embedded(load(secrets), wiring.PROMPTS)
    made = {
        name: reader(load(secrets | changed), local, runner, store.mailbox, prompt)
        for name, changed in {
            "none": {},
            "named alone": {"OPENAI_MODEL": "small"},
            "with a key": {"OPENAI_MODEL": "small", "OPENAI_API_KEY": "sk-x"},
            "of one's own": {"OPENAI_MODEL": "small", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"},
        }.items()
    }
    for one in made.values():
        await one.close()
    assert {name: type(one.reader).__name__ for name, one in made.items()} == {
        "none": LocalReader.__name__,
        "named alone": LocalReader.__name__,
        "with a key": "ModelReader",
        "of one's own": "ModelReader",
    }


async def test_a_model_is_asked_with_the_last_lines_and_what_it_costs_is_kept(redis_url: str, tmp_path: Path) -> None:
    with running(Config(model_mind="sensible")) as thinking:
        secrets = demo_secrets.keep(tmp_path / "secrets") | dict(thinking.environment)
        settings = load(secrets | {"DATA_DIR": str(tmp_path), "REDIS_URL": redis_url})
        house, runner = House(redis_url), Awaiting(redis_url)
        house.accept("1", contact="c1", text="about that other thingy")
        house.commit(house.claim()[0], turn_saying(ContactId("c1"), "I found two offers."))
        made = reader(settings, embedded(settings, wiring.PROMPTS), runner, house.mailbox, prompt)
        found = await taking_time(made.reader, saying("offers", "hmm that second thingy could be it"))
        (asked,) = thinking.wire.requests("model", "/chat/completions")
        await made.close()
        await runner.close()
    assert found.commands == (Choose("offer-1"),)
    assert "about that other thingy" in asked["body"]["messages"][1]["content"]
    assert house.runner.run(counters())["model:used"] == 1
    assert 0 < int(house.ask("GET", "model:tokens")) < 2000
    house.runner.close()


async def test_where_the_store_is_away_lines_are_missing_and_nobody_is_asked(tmp_path: Path) -> None:
    secrets = demo_secrets.keep(tmp_path / "secrets") | {"TWILIO_SMS_FROM": "+12025550100"}
    model = {"OPENAI_MODEL": "m", "OPENAI_BASE_URL": f"http://127.0.0.1:{free_port()}/v1"}
    settings = load(secrets | model | {"DATA_DIR": str(tmp_path)})
    runner = Awaiting(f"redis://127.0.0.1:{free_port()}/0")
    local = embedded(settings, wiring.PROMPTS)
    made = reader(settings, local, runner, wiring.store(settings).mailbox, prompt)
    hearing = saying("offers", "hmm that second thingy could be it")
    assert await taking_time(made.reader, hearing) == local.read_now(hearing)
    await made.close()


def test_the_texts_are_those_of_the_house_in_every_language(tmp_path: Path) -> None:
    secrets = demo_secrets.keep(tmp_path / "secrets") | {"DATA_DIR": str(tmp_path), "TWILIO_SMS_FROM": "+12025550100"}
    spoken = texts(load(secrets), embedded(load(secrets), wiring.PROMPTS), wiring.PROMPTS)
    assert spoken.say("help.thanks", "es") == "De nada."
    assert spoken.prompt().version == 1


async def test_where_the_store_is_away_nothing_is_spent_and_nothing_raises() -> None:
    purse = StorePurse(Awaiting(f"redis://127.0.0.1:{free_port()}/0"), Spending(100))
    assert await purse.before("c1", 10) == AWAY
    await purse.after("c1", 0, "used")
