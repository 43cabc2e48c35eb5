"""Settings: the language spoken, and whether the utility may write first to this address."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from bot.flows import consenting
from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.flows.welcome import take_up
from bot.model.command import Choose, Command, Reading, Say
from channels.messages import InboundMessage, Keyword

LANGUAGES: Mapping[str, str] = {"en": "language.en", "es": "language.es", "hi": "language.hi"}
"""The languages served, and the words for each."""


def speak(draft: Draft, locale: str | None) -> Draft:
    """Speak a language from now on, or ask which."""
    if locale not in LANGUAGES:
        return draft.go("settings", "language")
    changed = replace(draft, contact=replace(draft.contact, locale=locale)).say("language.changed")
    return changed.go("welcome", "menu") if draft.session.flow == "settings" else take_up(changed)


KEYWORDS: Mapping[Keyword, Say] = {
    Keyword.STOP: Say("opt_out"),
    Keyword.START: Say("opt_in"),
    Keyword.HELP: Say("help"),
}
"""What it means that a provider acted on a customer's words: ours must not stand otherwise."""


def heeded(message: InboundMessage, reading: Reading) -> Reading:
    """Return what was understood, or what the provider understood and did already."""
    meant = KEYWORDS.get(message.keyword) if message.keyword else None
    everywhere = meant == Say("opt_out") and reading.commands == (Say("opt_out_all"),)
    return reading if meant is None or everywhere else Reading((meant,), 1.0, reading.language)


def stop(draft: Draft) -> Draft:
    """Write first to this address no more. Where the words are not sure, ask."""
    return stopped(draft).rest() if draft.sure else draft.go("settings", "sure")


def stop_everywhere(draft: Draft) -> Draft:
    """Write first to no address of this person any more, for nothing. Where the words are not sure, ask."""
    return stopped(draft, everywhere=True).rest() if draft.sure else draft.go("settings", "everywhere")


def stopped(draft: Draft, *, everywhere: bool = False) -> Draft:
    """Record that this address, or every one, wants no more messages, and confirm it once."""
    if draft.address is None:
        return draft
    if everywhere:
        return consenting.opt_out_everywhere(draft, draft.address).say("settings.stopped_everywhere")
    return consenting.opt_out(draft, draft.address).say("settings.stopped")


def resume(draft: Draft) -> Draft:
    """Allow the utility to write first again. Only the word itself, alone, does it at once."""
    return take_up(resumed(draft)) if draft.sure else draft.go("settings", "again")


def resumed(draft: Draft) -> Draft:
    """Record that this address may be written to again, and confirm it."""
    return draft if draft.address is None else consenting.opt_in(draft, draft.address).say("settings.resumed")


def quietly(draft: Draft, command: Command) -> Draft:
    """Take what counts even while a person answers and the bot keeps quiet."""
    match command:
        case Say("opt_out") if draft.sure:
            return stopped(draft)
        case Say("opt_out_all") if draft.sure:
            return stopped(draft, everywhere=True)
        case Say("opt_in") if draft.sure:
            return resumed(draft)
    return draft


def _ask_language(draft: Draft) -> Draft:
    return draft.ask(draft.words("language.which"), [draft.label(one, name) for one, name in LANGUAGES.items()])


def _hear_language(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose(value) if value in LANGUAGES:
            return speak(draft, value)
    return None


def _ask_sure(draft: Draft, question: str) -> Draft:
    choices = (draft.label("stop_all", "settings.no_more"), draft.label("go_on", "settings.go_on"))
    return draft.ask(draft.words(question), choices)


def _hear_sure(draft: Draft, command: Command, *, everywhere: bool) -> Draft | None:
    match command:
        case Choose("stop_all") | Say("affirm" | "opt_out" | "opt_out_all"):
            return stopped(draft, everywhere=everywhere or command == Say("opt_out_all")).rest()
        case Choose("go_on") | Say("deny"):
            return draft.go("welcome", "menu")
    return None


def _ask_again(draft: Draft) -> Draft:
    choices = (draft.label("write_again", "settings.write_again"), draft.label("stay_quiet", "settings.stay_quiet"))
    return draft.ask(draft.words("settings.again"), choices)


def _hear_again(draft: Draft, command: Command) -> Draft | None:
    """A "yes" is no START: only the choice itself lifts an opt-out."""
    match command:
        case Choose("write_again"):
            return resumed(draft).rest()
        case Choose("stay_quiet") | Say("deny"):
            return draft.go("welcome", "menu")
    return None


STEPS: Steps = {
    "language": Step(enter=_ask_language, hear=_hear_language),
    "sure": Step(enter=partial(_ask_sure, question="settings.sure"), hear=partial(_hear_sure, everywhere=False)),
    "everywhere": Step(
        enter=partial(_ask_sure, question="settings.sure_everywhere"), hear=partial(_hear_sure, everywhere=True)
    ),
    "again": Step(enter=_ask_again, hear=_hear_again),
}
