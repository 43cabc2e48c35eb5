"""A short answer from the pages of knowledge, with where it stands: quoted as it is, never made up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of prompts/knowledge in one language: `id` is "page/section", `source` names the page."""

    id: str
    text: str
    source: str
