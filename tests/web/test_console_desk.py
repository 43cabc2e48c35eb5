"""The desk's pages on a real store: cases claimed and settled, a conversation read, taken over and handed back."""

import re
from datetime import timedelta
from html import unescape

import pytest
from werkzeug.test import TestResponse

from bot.model.audit import Act
from bot.model.event import OperatorSpoke, OrderSettled
from bot.model.ids import CaseId
from bot.model.order import OrderState
from bot.model.turn import Case, CaseKind
from bot.store.beating import Heart
from bot.store.tally import Tally
from channels.messages import Address
from tests.web.consoling import PASSWORD, Browser, Console
from tests.web.desking import CONTACT, SMS, WHATSAPP, opens, puts


def proves(console: Console, browser: Browser) -> None:
    assert browser.submit("/console/prove", password=PASSWORD, code=console.code()).status_code == 303


def once(page: str) -> str:
    return str(re.findall(r'name="once" value="([^"]+)"', page)[0])


def waiting(console: Console) -> list[OperatorSpoke]:
    entries = console.house.ask("LRANGE", f"mailbox:{CONTACT}", 0, -1)
    events = [console.house.mailbox.event(entry) for entry in entries]
    return [event for event in events if isinstance(event, OperatorSpoke)]


def follow(browser: Browser, answer: TestResponse) -> str:
    """Return the words of the page that a form leads to."""
    assert answer.status_code == 303, answer.text
    return words(browser.get(answer.headers["Location"]))


def words(page: TestResponse) -> str:
    assert page.status_code == 200, page.text
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


def test_the_list_shows_what_is_open_for_how_long_and_whose_it_is(console: Console) -> None:
    opens(console)
    browser = console.inside()
    shown = words(browser.get("/console/cases"))
    assert "1 open, the oldest first; page 1 of 1" in shown
    assert "Asks for a person 0 min nobody Take solar/terms" in shown
    assert "Nothing is open here." in words(browser.get("/console/cases?kind=damaged"))
    assert "Nothing is open here." in words(browser.get("/console/cases?owner=me"))
    assert "solar/terms" in words(browser.get("/console/cases?kind=handover&owner=nobody&page=0"))
    for beyond in ("2", "9" * 30):
        assert "Nothing is open here." in words(browser.get(f"/console/cases?page={beyond}"))
    for wrong in ("kind=nothing", "owner=alex"):
        assert browser.get(f"/console/cases?{wrong}").status_code == 400
    assert "+1202555" not in browser.get("/console/cases").text


def test_of_two_operators_one_has_a_case_and_the_other_is_told_who(console: Console) -> None:
    path, alex, ada = opens(console), console.inside("alex"), console.inside("ada")
    assert "The case is yours." in follow(alex, alex.submit(f"{path}/claim"))
    assert "alex has this case now: it is not yours." in follow(ada, ada.submit(f"{path}/claim"))
    seen = words(ada.get(path))
    assert "Owner alex since 0 min" in seen
    assert "Your answer" not in seen
    assert "This case is not yours: nothing was done." in follow(ada, ada.submit(f"{path}/say", text="hello", once="1"))
    for act in ("close", "replay", "discard", "release"):
        assert "This case is not yours" in follow(ada, ada.submit(f"{path}/{act}"))
    assert waiting(console) == []
    assert "The case is yours." in follow(ada, ada.submit(f"{path}/claim", seen="alex"))
    assert "ada has this case now" in follow(alex, alex.submit(f"{path}/claim", seen=""))
    assert "The case is anybody's again." in follow(ada, ada.submit(f"{path}/release"))


def test_who_has_the_case_takes_over_writes_and_hands_back_with_a_note(console: Console) -> None:
    path, browser = opens(console), console.inside()
    page = follow(browser, browser.submit(f"{path}/claim"))
    assert "Take the conversation over" in page
    mark = once(browser.get(path).text)
    for _ in range(2):
        assert "You have the conversation" in follow(browser, browser.submit(f"{path}/take-over", once=mark))
        assert "Sent on its way." in follow(
            browser, browser.submit(f"{path}/say", text="  Good morning,\r\nthis is Alex ", once=mark)
        )
        assert "Handed back." in follow(browser, browser.submit(f"{path}/hand-back", note="the fuse", once=mark))
    said = [(one.operator, one.text, one.hand_back, one.case) for one in waiting(console)]
    expected = [("alex", "", False, "case1"), ("alex", "Good morning,\nthis is Alex", False, "case1")]
    assert said == [*expected, ("alex", "", True, "case1")]
    assert "the fuse alex, " in words(browser.get(path))
    assert "There is nothing to send." in follow(browser, browser.submit(f"{path}/say", text=" ", once=mark))
    assert "There is nothing to note." in follow(browser, browser.submit(f"{path}/note", note=" ", once=mark))
    assert browser.submit(f"{path}/say", text="x" * 4001, once=mark).status_code == 413
    for wrong in ("", "UPPER", "x" * 41):
        assert browser.submit(f"{path}/say", text="x", once=wrong).status_code == 400
    assert browser.get(f"{path}/say").status_code == 303


def test_personal_data_is_hidden_until_who_looks_is_proven_and_each_look_is_noted(console: Console) -> None:
    path, browser = opens(console), console.inside()
    before = len(console.acts())
    hidden = words(browser.get(path))
    assert not [one for one in ("Ada", "202 555", "0101", "MTR") if one in hidden]
    assert "I am <name>, call +<number> please" in hidden
    assert console.acts()[before:] == [Act.LOOKED]
    proves(console, browser)
    before = len(console.acts())
    open_page = words(browser.get(path))
    assert "I am Ada Example, call +1 202 555 0101 please" in open_page
    assert "Customer Ada Example" in open_page
    assert "SMS, +12025550101 (es)" in open_page
    assert console.acts()[before:] == [Act.LOOKED_UNMASKED]


def test_a_line_shows_when_how_and_why_it_was_said_and_how_far_it_came(console: Console) -> None:
    path, browser = opens(console), console.inside()
    (key,) = console.house.ask("KEYS", "delivery:*")
    console.house.ask("HSET", key, "status", "withheld", "error", "opted_out")
    shown = words(browser.get(path))
    assert "Customer , SMS, 2026-03-01 12:00:00 UTC" in shown
    assert "A person will answer you withheld (opted out) Why?" in shown
    assert "Understood start_solar, 87 % sure (en) Or perhaps compare Step welcome/start, then solar/offers" in shown
    assert "Asked the network SearchOffers" in shown
    console.house.ask("HSET", key, "status", "queued", "not_before", 4102444800000, "repeated", "1")
    assert "waiting, not before 2100-01-01 00:00 UTC (opted out), perhaps twice" in words(browser.get(path))


def test_a_canned_reply_is_put_into_the_form_in_the_customers_language_and_sent_only_then(console: Console) -> None:
    path, browser = opens(console), console.inside()
    browser.submit(f"{path}/claim")
    page = browser.submit(f"{path}/say", text="Buenos días.", canned="greeting.hello", act="insert", once="1")
    assert page.status_code == 200
    assert "Buenos días.\nHola, le atiende alex." in unescape(page.text)
    assert browser.submit(f"{path}/say", canned="nothing", act="insert", once="1").status_code == 400
    assert waiting(console) == []


@pytest.mark.parametrize(
    ("hours", "where", "told"),
    [
        (1, SMS, ""),
        (25, SMS, "They wrote more than a day ago: your words go out as a service notice"),
        (25, WHATSAPP, "your words wait until they write, and they are asked to"),
    ],
    ids=["answer", "notice", "waits"],
)
def test_what_becomes_of_ones_words_is_told_beforehand(console: Console, hours: int, where: Address, told: str) -> None:
    path, browser = opens(console, where=where), console.inside()
    browser.submit(f"{path}/claim")
    console.now += timedelta(hours=hours)
    browser = console.inside()
    assert (told in words(browser.get(path))) is True
    assert ('class="warning"' in browser.get(path).text) is bool(told)


@pytest.mark.parametrize(
    ("kind", "form", "state", "number"),
    [
        (CaseKind.UNKNOWN_ORDER, {"end": "confirmed", "number": " ORD-7 "}, OrderState.CONFIRMED, "ORD-7"),
        (CaseKind.UNKNOWN_ORDER, {"end": "rejected", "number": "ORD-7"}, OrderState.REJECTED, None),
        (CaseKind.UNKNOWN_CANCELLATION, {"end": "cancelled"}, OrderState.CANCELLED, None),
    ],
)
def test_an_order_in_doubt_is_settled_by_who_has_the_case(
    console: Console, kind: CaseKind, form: dict[str, str], state: OrderState, number: str | None
) -> None:
    path, browser = opens(console, kind, "order1"), console.inside()
    assert "not yours" in follow(browser, browser.submit(f"{path}/settle", **form))
    browser.submit(f"{path}/claim")
    assert browser.submit(f"{path}/settle", end="nonsense").status_code == 400
    if kind is CaseKind.UNKNOWN_ORDER:
        assert "It cannot end so" in follow(browser, browser.submit(f"{path}/settle", end="confirmed", number=" "))
    assert "Settled; the customer is told." in follow(browser, browser.submit(f"{path}/settle", **form))
    (entry,) = console.house.ask("LRANGE", f"mailbox:{CONTACT}", 0, -1)
    event = console.house.mailbox.event(entry)
    assert isinstance(event, OrderSettled)
    assert (event.operator, event.state, event.number) == ("alex", state, number)


def test_what_failed_is_tried_again_or_let_go(console: Console) -> None:
    path, browser = opens(console, CaseKind.UNCONFIRMED_DELIVERY, "none"), console.inside()
    browser.submit(f"{path}/claim")
    assert "Send it again" in words(browser.get(path))
    assert "There is nothing to try again." in follow(browser, browser.submit(f"{path}/replay"))
    assert "Discarded." in follow(browser, browser.submit(f"{path}/discard"))
    assert "That case is closed already." in follow(browser, browser.submit(f"{path}/claim"))
    assert "Case closed , about none" in words(browser.get(path))


def test_a_case_of_nobody_has_no_conversation_and_is_closed(console: Console) -> None:
    case = Case(CaseId("codes"), CaseKind.CODES_GUESSED, console.now)
    puts(console, case)
    browser = console.inside()
    browser.submit("/console/cases/codes/claim")
    shown = words(browser.get("/console/cases/codes"))
    assert "Codes are being guessed" in shown
    assert "Conversation" not in shown
    assert "There is nothing to note." in follow(
        browser, browser.submit("/console/cases/codes/note", note="hm", once="1")
    )
    assert "Closed." in follow(browser, browser.submit("/console/cases/codes/close"))
    assert browser.get("/console/cases/none").status_code == 404


def test_who_comes_back_under_an_old_stamp_is_told_at_once_and_who_has_seen_it_all_is_not(console: Console) -> None:
    path, browser = opens(console), console.inside()

    def stamp(place: str) -> str:
        return str(re.findall(r'data-stamp="([^"]+)"', browser.get(place).text)[0])

    for place in (path, "/console/cases"):
        known = stamp(place)
        assert browser.get(f"{place}/news?after={known}&for=0").status_code == 204
        browser.submit(f"{path}/{'claim' if place == path else 'release'}")
        news = browser.get(f"{place}/news?after={known}&for=0")
        assert news.status_code == 200
        assert stamp(place) in news.text
        assert browser.get(f"{place}/news?after={stamp(place)}&for=0").status_code == 204
    assert browser.get(f"{path}/news?for=0").status_code == 200
    looks = console.acts().count(Act.LOOKED)
    browser.get(f"{path}/news?for=0")
    browser.get(f"{path}/news?after={stamp(path)}&for=0")
    assert console.acts().count(Act.LOOKED) == looks + 2, "what is shown was looked at, and nothing else"


def test_a_receipt_is_news(console: Console) -> None:
    path, browser = opens(console), console.inside()
    known = re.findall(r'data-stamp="([^"]+)"', browser.get(path).text)[0]
    (key,) = console.house.ask("KEYS", "delivery:*")
    console.house.ask("HSET", key, "status", "read")
    assert "A person will answer you read Why?" in words(browser.get(f"{path}/news?after={known}&for=0"))


def test_who_is_left_alone_on_the_network_stands_above_the_list(console: Console) -> None:
    browser = console.inside()
    assert "left alone" not in words(browser.get("/console/cases"))
    known = re.findall(r'data-stamp="([^"]+)"', browser.get("/console/cases").text)[0]
    tally = Tally()
    tally.watch("breakers", lambda: 2)
    with Heart("worker", tally).beat() as beating:
        console.house.runner.run(beating)
    assert "because they fail: 2." in words(browser.get(f"/console/cases/news?after={known}&for=0"))


def test_the_last_of_many_cases_is_reached(console: Console) -> None:
    for number in range(60):
        puts(console, Case(CaseId(f"n{number:02}"), CaseKind.DAMAGED, console.now, f"about {number}"))
    browser = console.inside()
    shown = words(browser.get("/console/cases?page=3"))
    assert "60 open, the oldest first; page 3 of 3" in shown
    assert "about 59" in shown
    assert "page=2" in browser.get("/console/cases?page=3").text
    assert "page=4" not in browser.get("/console/cases?page=3").text


def test_words_never_become_markup(console: Console) -> None:
    path, browser = opens(console, subject="<script>alert(1)</script>"), console.inside()
    browser.submit(f"{path}/claim")
    browser.submit(f"{path}/note", note="<img src=x onerror=alert(1)>", once="1")
    proves(console, browser)
    for place in (path, "/console/cases"):
        page = browser.get(place).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_other_roles_see_no_case(console: Console) -> None:
    path = opens(console)
    for name in ("cleo", "otto"):
        browser = console.inside(name)
        assert browser.get(path).status_code == browser.get("/console/cases").status_code == 403
        assert "Cases" not in words(browser.get("/console"))


def test_whose_conversation_is_elsewhere_is_still_shown(console: Console) -> None:
    path, browser = opens(console), console.inside()
    console.house.ask("DEL", f"contact:{CONTACT}")
    shown = words(browser.get(path))
    assert "nobody proved who they are" in shown
