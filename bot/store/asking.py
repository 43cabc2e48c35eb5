"""What a campaign asked last, as it lies with the contact, and what was done upon it."""

from datetime import UTC, datetime

from bot.model.question import Answer, Question


def read_question(stored: bytes) -> Question | None:
    """Read `ledger|row|starts|seconds` as the scripts write it (ledger.lua); nothing is no question."""
    if not stored:
        return None
    ledger, row, starts, seconds = stored.decode().split("|")
    return Question(ledger, int(row), starts, datetime.fromtimestamp(int(seconds), UTC))


def answer_fields(answer: Answer | None) -> dict[str, object] | None:
    """Return what was done upon a question as the scripts want it."""
    if answer is None:
        return None
    question = answer.question
    return {"ledger": question.ledger, "row": question.row, "outcomes": list(answer.outcomes)}
