"""A short answer from the pages of knowledge, with where it stands: quoted as it is, never made up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of prompts/knowledge in one language: `id` is "page/section", `source` names the page.

    `belief` is how surely a question asked for it, 0 to 1; 0 where the words that found it ask nothing.
    """

    id: str
    text: str
    source: str
    belief: float = 0.0
