"""The commands, one a file; a wrong setting stops each of them with one sentence."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.cli import attending, desk, doctor, evaluating, talking
from bot.setting_values import WrongSetting
from bot.settings import Settings, load
from bot.store.runners import Unavailable
from bot.store.server import UnfitServer

app = typer.Typer(
    help="Wattline: a messaging bot for electricity utilities.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
desk_app = typer.Typer(help="What a person of the utility does: cases and conversations.", no_args_is_help=True)
app.add_typer(desk_app, name="desk")

EnvFile = Annotated[Path | None, typer.Option("--env-file", help="Read settings from this file (NAME=value lines).")]


@app.callback()
def start(env_file: EnvFile = None) -> None:
    """Read the environment; a file's values count where the environment has none."""
    if env_file is not None:
        for name, value in _lines(env_file):
            os.environ.setdefault(name, value)


@app.command()
def attend() -> None:
    """Run the conversation process: turns, deliveries, timers, sweeps."""
    with _settings("attend") as settings:
        attending.run(settings)


@app.command()
def chat() -> None:
    """Talk to the bot in this terminal, on the running engine."""
    with _settings("chat", level="error") as settings:
        talking.run(settings)


@app.command(name="doctor")
def examine() -> None:
    """Check the configuration and every outside system, one line each."""
    with _settings("doctor", level="error") as settings:
        raise typer.Exit(0 if doctor.run(settings) else 1)


@app.command(name="eval")
def evaluate(
    nlu: Annotated[Path, typer.Option("--nlu", help='A file of {"text", "label", "lang"?, "state"?} lines.')],
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
) -> None:
    """Measure how well the embedded reader understands labelled lines."""
    evaluating.run(nlu, json)


@desk_app.command(name="list")
def list_cases() -> None:
    """List open cases, oldest first."""
    with _settings("desk", level="error") as settings:
        desk.list_cases(settings)


@desk_app.command()
def show(contact: str) -> None:
    """Show the last lines of a conversation."""
    with _settings("desk", level="error") as settings:
        raise typer.Exit(0 if desk.show(settings, contact) else 1)


@desk_app.command()
def say(contact: str, text: str, operator: Annotated[str, typer.Option(help="Who speaks.")] = "desk") -> None:
    """Say something to a customer."""
    with _settings("desk", level="error") as settings:
        raise typer.Exit(0 if desk.say(settings, contact, operator, text) else 1)


@desk_app.command()
def back(contact: str, operator: Annotated[str, typer.Option(help="Who hands back.")] = "desk") -> None:
    """Hand a conversation back to the bot."""
    with _settings("desk", level="error") as settings:
        raise typer.Exit(0 if desk.back(settings, contact, operator) else 1)


@desk_app.command()
def replay(case: str) -> None:
    """Try again what a case is about: a dead letter, or a delivery that was never confirmed."""
    with _settings("desk", level="error") as settings:
        raise typer.Exit(0 if desk.replay(settings, case) else 1)


@desk_app.command()
def discard(case: str) -> None:
    """Let go of what a case is about, and close it."""
    with _settings("desk", level="error") as settings:
        raise typer.Exit(0 if desk.discard(settings, case) else 1)


@desk_app.command()
def close(case: str) -> None:
    """Close a case that is settled."""
    with _settings("desk", level="error") as settings:
        raise typer.Exit(0 if desk.close(settings, case) else 1)


@contextmanager
def _settings(process: str, *, level: str | None = None) -> Iterator[Settings]:
    try:
        settings = load(os.environ)
        logs.configure(level or settings.log_level, process)
        yield settings
    except (WrongSetting, UnfitServer) as problem:
        sys.exit(f"wattline: {problem}")
    except Unavailable:
        sys.exit("wattline: Redis does not answer at REDIS_URL. Start it, or run `make demo`.")


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    try:
        text = file.read_text()
    except OSError as problem:
        sys.exit(f"wattline: {file} cannot be read: {problem.strerror}")
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            yield name.strip(), value.strip().strip("\"'")
