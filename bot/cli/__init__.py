"""The `wattline` command. Words for operators stand here; words for customers lie in prompts/."""

from bot.cli.app import app


def main() -> None:
    """Run the command line."""
    app()
