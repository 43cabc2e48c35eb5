"""What campaigns asked last, as it lies with the contact, and what was done upon it."""

from datetime import UTC, datetime

from bot.model.question import Answer, Question


def read_questions(stored: bytes) -> tuple[Question, ...]:
    """Read lines of `ledger|row|starts|seconds|provider's id` as the scripts write them (ledger.lua), newest first.

    What was written before the last of them was kept goes without.
    """
    return tuple(map(_question, stored.decode().splitlines()))


def _question(line: str) -> Question:
    ledger, row, starts, seconds, *sent_as = line.split("|")
    return Question(ledger, int(row), starts, datetime.fromtimestamp(int(seconds), UTC), "".join(sent_as))


def answer_fields(answer: Answer | None) -> dict[str, object] | None:
    """Return what was done upon a question as the scripts want it."""
    if answer is None:
        return None
    question = answer.question
    row = "" if question.row is None else str(question.row)
    return {"ledger": question.ledger, "row": row, "outcomes": list(answer.outcomes)}
