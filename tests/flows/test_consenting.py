"""What words, buttons, providers and operators change about being written to, and what the ledger notes of it."""

from dataclasses import replace

from bot.flows import notifications, settings
from bot.flows.draft import begin
from bot.flows.scene import Scene
from bot.model.code import Codes
from bot.model.command import Choose, Reading, Say
from bot.model.consent import MOST_WORDS, Change, ConsentAct, How, shown
from bot.model.contact import CONSENTED, Consent, Contact, Purpose, Reachable
from bot.model.event import ConsentRecorded, DeliveryRefused, Event, OperatorSpoke
from bot.model.ids import ContactId, EventId, Ids
from bot.model.session import Session
from channels.messages import Address, InboundMessage, Keyword, Tap, Text
from tests.flows.house import House
from tests.flows.literals import START
from tests.flows.playing import PLACES, Play

SMS, WEB, TELEGRAM = PLACES["sms"], PLACES["web"], PLACES["telegram"]
PROVING = ("> what may you write to me about?", "> MTR-0042", "* FindAccount: ok", "> (types the code)")
CONTACT = Contact(ContactId("c1"))


def _says(house: House, address: Address, say: Say, text: str = "words", keyword: Keyword | None = None) -> None:
    house.hears(address, Text(text), Reading((say,), 1.0), keyword)


def _changes(house: House) -> list[tuple[ConsentAct, How, str]]:
    return [(one.act, one.how, one.channel) for turn in house.turns for one in turn.changes]


def test_an_opt_out_is_noted_once_with_the_words_and_nothing_but_start_lifts_it() -> None:
    house = House()
    _says(house, SMS, Say("opt_out"), "leave me alone, please" + "!" * MOST_WORDS)
    said = house.now
    for again in ("opt_out", "affirm", "greet", "start_solar", "help", "thanks"):
        house.passes(1)
        _says(house, SMS, Say(again))
    assert house.person(SMS).contact.at(SMS).opted_out_at == said
    (change,) = [one for turn in house.turns for one in turn.changes]
    assert change == Change(ConsentAct.OPTED_OUT, said, How.SAID, "sms", SMS, words=change.words)
    assert len(change.words) == MOST_WORDS
    _says(house, SMS, Say("opt_in"), "START")
    assert house.person(SMS).contact.at(SMS).opted_out_at is None
    assert _changes(house)[1:] == [(ConsentAct.OPTED_IN, How.SAID, "sms")]


def test_a_button_is_noted_as_one() -> None:
    house = House()
    house.hears(WEB, Text("stop the cuts"), Reading((Say("opt_out"),), 0.4))
    asked = house.person(WEB).session.asked
    house.hears(WEB, Tap(f"{asked}:stop_all", "No more messages"), Reading((Choose("stop_all"),), 1.0))
    (change,) = house.turns[-1].changes
    assert (change.how, change.words) == (How.BUTTON, "No more messages")


def test_stop_all_names_every_address_and_every_consent_that_stood() -> None:
    house, person = House(), House().person(SMS)
    consents = (Consent(Purpose.MARKETING, "web", START), Consent(Purpose.FLEXIBILITY, "sms", START, given=False))
    house.people[SMS] = house.people[WEB] = person
    person.contact = replace(person.contact, addresses=(Reachable(SMS), Reachable(WEB)), consents=consents)
    _says(house, SMS, Say("opt_out_all"), "STOP ALL")
    assert _changes(house) == [
        (ConsentAct.OPTED_OUT, How.SAID, "sms"),
        (ConsentAct.OPTED_OUT, How.SAID, "web"),
        (ConsentAct.WITHDRAWN, How.SAID, "web"),
    ]
    assert not any(one.given for one in person.contact.consents)
    assert {known.address for known in person.contact.addresses if known.opted_out_at} == {SMS, WEB}


def test_what_a_person_answers_keeps_the_opt_out_and_lets_start_through_in_silence_but_for_one_answer() -> None:
    house = House()
    _says(house, SMS, Say("handover"))
    for say, stopped in (("opt_out", True), ("greet", True), ("opt_in", False), ("opt_out_all", True)):
        _says(house, SMS, Say(say))  # type: ignore[arg-type]  # one of the intents
        assert (house.person(SMS).contact.at(SMS).opted_out_at is not None) is stopped
    for say in ("opt_out", "opt_out_all", "opt_in"):
        house.hears(SMS, Text("words"), Reading((Say(say),), 0.5))  # type: ignore[arg-type]  # one of the intents
    assert [len(turn.replies) for turn in house.turns] == [1, 1, 0, 1, 1, 0, 0, 0]


def test_a_providers_refusal_is_noted_once_without_an_answer_and_its_own_end_lifts_it() -> None:
    house = House()
    _says(house, TELEGRAM, Say("greet"))
    for _ in range(2):
        turn = house.take(house.person(TELEGRAM), DeliveryRefused(house.event_id(), house.now, TELEGRAM))
        assert turn.replies == ()
    _says(house, TELEGRAM, Say("greet"), "/start", Keyword.OPENED)
    _says(house, TELEGRAM, Say("greet"), "/start", Keyword.OPENED)
    assert _changes(house) == [
        (ConsentAct.OPTED_OUT, How.PROVIDER, "telegram"),
        (ConsentAct.OPTED_IN, How.PROVIDER, "telegram"),
    ]


def test_a_refused_phone_of_somebody_else_is_noted_but_becomes_none_of_this_persons_addresses() -> None:
    house = House()
    _says(house, WEB, Say("greet"))
    turn = house.take(house.person(WEB), DeliveryRefused(house.event_id(), house.now, SMS))
    assert [(one.act, one.how, one.address) for one in turn.changes] == [(ConsentAct.OPTED_OUT, How.PROVIDER, SMS)]
    assert turn.contact.addresses == ()
    _says(house, WEB, Say("opt_out_all"))
    assert [one.address for one in house.turns[-1].changes] == [WEB]


def test_own_words_count_more_than_the_providers() -> None:
    house = House()
    _says(house, TELEGRAM, Say("greet"))
    house.take(house.person(TELEGRAM), DeliveryRefused(house.event_id(), house.now, TELEGRAM))
    first = house.now
    house.passes(1)
    _says(house, TELEGRAM, Say("opt_out"))
    house.take(house.person(TELEGRAM), DeliveryRefused(house.event_id(), house.now, TELEGRAM))
    _says(house, TELEGRAM, Say("greet"), "/start", Keyword.OPENED)
    known = house.person(TELEGRAM).contact.at(TELEGRAM)
    assert (known.opted_out_at, known.blocked) == (first, False)


def test_a_consent_from_outside_names_who_recorded_it_and_where_it_is_written_down() -> None:
    house = House()
    record = ConsentRecorded(EventId("e"), START, Purpose.MARKETING, "sms", How.IMPORT, "form 7" * 100, "olga")
    turn = house.take(house.person(SMS), record)
    assert turn.replies == ()
    (change,) = turn.changes
    assert (change.how, change.by, change.purpose, len(change.words)) == (
        How.IMPORT,
        "olga",
        Purpose.MARKETING,
        MOST_WORDS,
    )
    assert house.person(SMS).contact.allows(Purpose.MARKETING, "sms")
    assert not house.person(SMS).contact.allows(Purpose.MARKETING, "whatsapp")


def test_a_consent_bears_the_text_that_was_shown() -> None:
    play = Play()
    script = [*PROVING, "> Allow offers", "> You may"]
    list(play.lines(script))
    (change,) = [one for turn in play.house.turns for one in turn.changes]
    asked = play.house.replies[-2].message.text
    assert change.shown == shown("notifications.ask_marketing", "en-US", asked)
    assert (change.act, change.purpose, change.words) == (ConsentAct.GIVEN, Purpose.MARKETING, "You may")


def test_declining_and_taking_back_are_told_apart() -> None:
    play = Play()
    list(play.lines([*PROVING, "> Allow events", "> Rather not", PROVING[0], "> No service messages"]))
    changes = [one for turn in play.house.turns for one in turn.changes]
    assert [(one.act, one.purpose, one.shown is None) for one in changes] == [
        (ConsentAct.DECLINED, Purpose.FLEXIBILITY, False),
        (ConsentAct.WITHDRAWN, Purpose.SERVICE, True),
    ]


def test_service_is_allowed_until_it_is_forbidden_and_start_allows_it_again() -> None:
    house = House()
    assert [CONTACT.allows(purpose, "sms") for purpose in CONSENTED] == [True, False, False]
    forbidden = Consent(Purpose.SERVICE, "sms", START, given=False)
    house.person(SMS).contact = replace(house.person(SMS).contact, consents=(forbidden,))
    _says(house, SMS, Say("opt_in"))
    assert house.person(SMS).contact.consents == ()


def test_an_opt_out_known_of_an_address_is_taken_over_once() -> None:
    later = START.replace(hour=23)
    told = CONTACT.stopped(SMS, START)
    assert told.at(SMS).opted_out_at == START
    assert told.stopped(SMS, later) is told
    assert CONTACT.stopped(SMS, None) is CONTACT


def _draft(event: Event, session: Session, contact: Contact = CONTACT) -> Scene:
    return Scene(event, contact, session, (), None, START, Ids(event.id), lambda name, *_, **__: name, Codes(b"pepper"))


def test_where_nobody_ever_wrote_nothing_is_asked_and_nothing_noted() -> None:
    spoke = OperatorSpoke(EventId("e"), START, "olga", "hello")
    draft = begin(_draft(spoke, Session(CONTACT.id)))
    assert settings.stopped(draft) is draft
    assert settings.resumed(draft) is draft
    assert notifications.after_enrolment(draft) is draft
    start, ask = (notifications.STEPS[name] for name in ("start", "ask"))
    assert start.enter(draft) is draft
    assert (ask.enter(draft).session.step, ask.enter(draft).session.flow) == ("start", "welcome")
    assert start.hear(draft, Choose("stop-service")) is draft
    assert start.hear(draft, Choose("stop-nothing")) is None
    assert start.hear(draft, Say("deny")) is None
    assert ask.hear(draft, Choose("allow")) is None


def test_a_keyword_says_what_is_meant_whatever_was_read() -> None:
    said, unclear = InboundMessage(SMS, "n", Text("ARRET"), keyword=Keyword.STOP), Reading((Say("unclear"),), 0.3)
    assert settings.heeded(said, unclear) == Reading((Say("opt_out"),), 1.0)
    everywhere = Reading((Say("opt_out_all"),), 1.0)
    assert settings.heeded(said, everywhere) is everywhere
    assert settings.heeded(replace(said, keyword=Keyword.OPENED), unclear) is unclear
    assert settings.heeded(replace(said, keyword=None), unclear) is unclear


def test_events_are_asked_about_once_and_not_where_all_was_refused() -> None:
    play = Play()
    list(play.lines([*PROVING, "> leave it"]))
    person = play.house.person(WEB)
    event = OperatorSpoke(EventId("e"), play.house.now, "olga", "hello")
    draft = begin(replace(_draft(event, person.session, person.contact), now=play.house.now))
    assert notifications.after_enrolment(draft).session.step == "ask"
    declined = replace(draft.contact, consents=(Consent(Purpose.FLEXIBILITY, "web", START, given=False),))
    assert notifications.after_enrolment(replace(draft, contact=declined)).session == draft.session
    stopped = replace(draft, contact=draft.contact.stopped(WEB, START))
    assert notifications.after_enrolment(stopped) is stopped
