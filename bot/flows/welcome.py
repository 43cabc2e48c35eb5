"""Welcome: greet, say what can be done here, and rest between errands."""

from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.model.command import Command, Say


def take_up(draft: Draft) -> Draft:
    """After a side remark: the question of the flow once more, or the menu where no flow is open."""
    return draft.go("welcome", "menu") if draft.session.flow == "welcome" else draft.again()


def to_menu(draft: Draft) -> Draft:
    """Say what can be done here: nothing is open any more."""
    return draft.go("welcome", "menu")


def _hello(draft: Draft) -> Draft:
    return draft.say("welcome.hello").go("welcome", "menu")


def _first_words(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Say("greet" | "help" | "unclear" | "affirm" | "back"):
            return _hello(draft)
    return None


def _menu(draft: Draft) -> Draft:
    return draft.ask(
        draft.words("welcome.menu"),
        (
            draft.label("start_solar", "choice.solar"),
            draft.label("start_dfp", "choice.dfp"),
            draft.label("compare", "choice.compare"),
            draft.label("order_status", "choice.orders"),
            draft.label("handover", "choice.person"),
        ),
    )


def _rest(draft: Draft) -> Draft:
    return draft


STEPS: Steps = {
    "start": Step(enter=_hello, hear=_first_words),
    "menu": Step(enter=_menu, browsing=True),
    "rest": Step(enter=_rest),
}
