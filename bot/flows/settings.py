"""Settings: the language spoken, and whether the utility may write first to this address."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows.draft import SURE, Draft, Step, Steps
from bot.flows.welcome import take_up
from bot.model.command import Choose, Command, Say

LANGUAGES: Mapping[str, str] = {"en": "language.en", "es": "language.es", "hi": "language.hi"}
"""The languages served, and the words for each."""


def speak(draft: Draft, locale: str | None) -> Draft:
    """Speak a language from now on, or ask which."""
    if locale not in LANGUAGES:
        return draft.go("settings", "language")
    changed = replace(draft, contact=replace(draft.contact, locale=locale)).say("language.changed")
    return changed.go("welcome", "menu") if draft.session.flow == "settings" else take_up(changed)


def stop(draft: Draft) -> Draft:
    """Write first to this address no more. Where the words are not sure, ask."""
    reading = draft.scene.reading
    if reading is None or reading.confidence < SURE:
        return draft.go("settings", "sure")
    return stopped(draft).rest()


def stopped(draft: Draft) -> Draft:
    """Record that this address wants no more messages, and confirm it once."""
    return _marked(draft, stop=True).say("settings.stopped")


def resume(draft: Draft) -> Draft:
    """Allow the utility to write first again."""
    return take_up(_marked(draft, stop=False).say("settings.resumed"))


def _marked(draft: Draft, *, stop: bool) -> Draft:
    if draft.address is None:
        return draft
    known = replace(draft.contact.at(draft.address), opted_out_at=draft.now if stop else None)
    return replace(draft, contact=replace(draft.contact, addresses=draft.contact.with_address(known)))


def _ask_language(draft: Draft) -> Draft:
    return draft.ask(draft.words("language.which"), [draft.label(one, name) for one, name in LANGUAGES.items()])


def _hear_language(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose(value) if value in LANGUAGES:
            return speak(draft, value)
    return None


def _ask_sure(draft: Draft) -> Draft:
    choices = (draft.label("stop_all", "settings.no_more"), draft.label("go_on", "settings.go_on"))
    return draft.ask(draft.words("settings.sure"), choices)


def _hear_sure(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose("stop_all") | Say("affirm" | "opt_out"):
            return stopped(draft).rest()
        case Choose("go_on") | Say("deny"):
            return draft.go("welcome", "menu")
    return None


STEPS: Steps = {
    "language": Step(enter=_ask_language, hear=_hear_language),
    "sure": Step(enter=_ask_sure, hear=_hear_sure),
}
