"""What a language model may cost: so many questions of a contact an hour, so many tokens of all a day."""

from dataclasses import dataclass

from bot.model.ids import ContactId
from bot.store.operation import Operation, operation

TURNS = 20
"""Questions about one contact's words within an hour."""


@dataclass(frozen=True, slots=True)
class Spending:
    """Operations on what was asked of the model; `tokens` is the most that all may cost within a day."""

    tokens: int

    def before(self, contact: ContactId, tokens: int) -> Operation[str]:
        """Count a question that may cost so many tokens; answers what is used up, "" where it may be asked."""
        return operation("spend", (), (contact, 1, tokens, TURNS, self.tokens, ""), lambda answer: answer.decode())

    def after(self, contact: ContactId, difference: int, outcome: str) -> Operation[None]:
        """Count how a question ended, and by how many tokens it cost more than was thought."""
        return operation("spend", (), (contact, 0, difference, TURNS, self.tokens, outcome), lambda _: None)
