"""Answering: a question is answered from the pages of knowledge, word for word and with its source, or not at all."""

from bot.flows.draft import Draft
from bot.model.passage import Passage

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


ANY, LIKELY, PLAIN = 0.01, 0.2, 0.45
"""The least belief in a passage that displaces what the words were taken for: nothing clear, in doubt, for sure."""


def asked(draft: Draft, least: float = LIKELY) -> Draft | None:
    """Quote what the pages say, where the words rather ask for it than mean what they were taken for."""
    passage = draft.scene.knows(draft.scene.text, draft.locale)
    if passage is None or passage.belief < (PLAIN if draft.sure else least):
        return None
    return _quote(draft, passage)


def quoted(draft: Draft, page: str = "") -> Draft | None:
    """Quote what the pages, or one of them, say about the customer's words; None where they say nothing."""
    passage = draft.scene.knows(draft.scene.text, draft.locale)
    return _quote(draft, passage) if passage and passage.id.startswith(page) else None


def _quote(draft: Draft, passage: Passage) -> Draft:
    return draft.say("knowledge.quote", text=passage.text, source=passage.source)
