"""What a language model may cost is one account over all processes, and a contact's share goes with the contact."""

from bot.model.ids import ContactId
from bot.store.metrics import exposition
from bot.store.spending import TURNS, Spending
from bot.store.vitals import counters
from tests.store.building import House

ADA, BEN = ContactId("ada"), ContactId("ben")


def test_a_contact_asks_so_often_an_hour_and_others_go_on(house: House) -> None:
    spending = Spending(1_000_000)
    answers = [house.runner.run(spending.before(ADA, 10)) for _ in range(TURNS + 2)]
    assert answers == [""] * TURNS + ["contact"] * 2
    assert house.runner.run(spending.before(BEN, 10)) == ""
    assert 0 < house.ask("TTL", f"model:turns:{ADA}") <= 3600


def test_all_together_spend_so_much_a_day_and_what_was_not_needed_is_given_back(house: House) -> None:
    spending = Spending(100)
    assert house.runner.run(spending.before(ADA, 60)) == ""
    assert house.runner.run(spending.before(BEN, 60)) == "day"
    house.runner.run(spending.after(ADA, -30, "used"))
    assert house.runner.run(spending.before(BEN, 60)) == ""
    assert int(house.ask("GET", "model:tokens")) == 90
    assert 0 < house.ask("TTL", "model:tokens") <= 86400


def test_what_comes_back_after_the_day_is_over_is_nothing(house: House) -> None:
    spending = Spending(100)
    house.runner.run(spending.after(ADA, -30, "late"))
    assert house.ask("EXISTS", "model:tokens") == 0
    assert house.runner.run(spending.before(ADA, 100)) == ""


def test_how_questions_ended_is_counted(house: House) -> None:
    spending = Spending(50)
    for tokens, outcome in ((10, "used"), (10, "late"), (10, "used")):
        house.runner.run(spending.before(ADA, tokens))
        house.runner.run(spending.after(ADA, 0, outcome))
    house.runner.run(spending.before(ADA, 50))
    counted = house.runner.run(counters())
    assert counted == {"model:used": 2, "model:late": 1, "model:over_day": 1}
    assert b'wattline_model_total{outcome="used"} 2.0' in exposition(house.runner)
