"""Answering: a question is answered from the pages of knowledge, word for word and with its source, or not at all."""

from bot.flows.draft import Draft

BARE = 2
"""So many words ask for no more than the reason of the step: "why?", "what for?"."""

NO_REASON = "help.why"
"""The words of a step that has no reason of its own."""


def explained(draft: Draft, why: str = NO_REASON) -> Draft:
    """Answer a question: from the pages, else say that nothing is known; with the step's own reason, `why`."""
    known = quoted(draft)
    if known:
        return known
    if len(draft.scene.text.split()) <= BARE:
        return draft.say(why)
    unknown = draft.say("knowledge.nothing")
    return unknown if why == NO_REASON else unknown.say(why)


def quoted(draft: Draft) -> Draft | None:
    """Quote what the pages say about the customer's words, None where they say nothing."""
    passage = draft.scene.knows(draft.scene.text, draft.locale)
    return draft.say("knowledge.quote", text=passage.text, source=passage.source) if passage else None
