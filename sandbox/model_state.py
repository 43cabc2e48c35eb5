"""What the simulated model remembers."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class ModelState:
    """How it thinks (sandbox/model_minds.py), what it answers before it thinks at all, and how often it answered."""

    mind: str = ""
    script: list[str] = field(default_factory=list)
    answered: int = 0
