"""Preferring: how often, where and when events are told of, and what a month shall bring; steps of notifications."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from bot.flows import reaching
from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.model.command import Choose, Command
from bot.model.preferences import Often, Preferences, Times
from bot.model.session import Offered

CHANNELS: Mapping[str, str] = {
    "sms": "notifications.by_sms",
    "whatsapp": "notifications.by_whatsapp",
    "telegram": "notifications.by_telegram",
}
"""The words for where; any other channel is the chat at hand."""

OFTEN: Mapping[Often, str] = {
    Often.ALL: "preferring.all",
    Often.MAJOR: "preferring.major",
    Often.MONTHLY: "preferring.monthly",
}
TIMES: Mapping[Times, str] = {
    Times.ANY: "preferring.any",
    Times.MORNING: "preferring.morning",
    Times.AFTERNOON: "preferring.afternoon",
    Times.EVENING: "preferring.evening",
}
GOALS = (2, 5, 10)
"""What one may want to save in a month, in kWh: a summer of few, usual and many events."""

QUESTIONS: Mapping[str, str] = {
    "often": "preferring.which_often",
    "where": "preferring.which_where",
    "when": "preferring.which_when",
    "goal": "preferring.which_goal",
}
ASPECTS: Mapping[str, str] = {
    "often": "preferring.often",
    "where": "preferring.where",
    "when": "preferring.when",
    "goal": "preferring.goal",
}
"""What can be changed, and the words for the choice that leads there."""


def place(draft: Draft, channel: str | None) -> str:
    """Return the words for where something is told."""
    return draft.words("preferring.last" if channel is None else CHANNELS.get(channel, "notifications.by_chat"))


def _how(draft: Draft) -> Draft:
    now = draft.contact.preferences
    text = draft.words(
        "preferring.now",
        often=draft.words(OFTEN[now.often]),
        where=place(draft, now.channel),
        when=draft.words(TIMES[now.times]),
        goal=now.goal_kwh,
    )
    choices = [draft.label(aspect, name) for aspect, name in ASPECTS.items()]
    return draft.ask(text, (*choices, draft.label("cancel_flow", "choice.leave")))


def _hear_how(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose(value) if value in ASPECTS:
            return draft.on(value)
    return None


def _options(draft: Draft, aspect: str) -> Iterator[tuple[Offered, Preferences]]:
    """Yield what can be chosen, and the preferences that it leads to."""
    now = draft.contact.preferences
    match aspect:
        case "often":
            for often, name in OFTEN.items():
                yield draft.label(f"often-{often}", name), replace(now, often=often)
        case "where":
            known = [one.address for one in draft.contact.addresses if reaching.is_theirs(draft, one.address)]
            for channel in (None, *dict.fromkeys(address.channel for address in known)):
                yield Offered(f"where-{channel or 'last'}", place(draft, channel)), replace(now, channel=channel)
        case "when":
            for times, name in TIMES.items():
                yield draft.label(f"when-{times}", name), replace(now, times=times)
        case _:
            for goal in GOALS:
                yield draft.label(f"goal-{goal}", "preferring.goal_of", goal=goal), replace(now, goal_kwh=goal)
            yield draft.label("goal-none", "preferring.no_goal"), replace(now, goal_kwh=None)


def _ask(draft: Draft, aspect: str) -> Draft:
    return draft.ask(draft.words(QUESTIONS[aspect]), [offered for offered, _ in _options(draft, aspect)])


def _hear(draft: Draft, command: Command, aspect: str) -> Draft | None:
    options = {offered.value: wanted for offered, wanted in _options(draft, aspect)}
    match command:
        case Choose(value) if value in options:
            return replace(draft, contact=replace(draft.contact, preferences=options[value])).on("how")
    return None


STEPS: Steps = {
    "how": Step(enter=_how, hear=_hear_how, why="notifications.why", private=True),
    **{
        aspect: Step(
            enter=partial(_ask, aspect=aspect),
            hear=partial(_hear, aspect=aspect),
            why="notifications.why",
            private=True,
        )
        for aspect in QUESTIONS
    },
}
