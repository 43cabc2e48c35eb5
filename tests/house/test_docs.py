"""The documents cannot go stale: what they name exists, and what exists is named."""

import dataclasses
import importlib
import os
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer

from bot.settings import Settings
from bot.web import create_app
from sandbox import demo_secrets

_ROOT = Path(__file__).parents[2]
_README = (_ROOT / "README.md").read_text()
_DOCUMENTS = sorted([*_ROOT.glob("*.md"), *(_ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda path: str(path.relative_to(_ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text())
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_the_readme_begins_with_its_two_commands() -> None:
    assert re.findall(r"(?m)^    (.*)$", _README)[:2] == ["make demo", "make test"]


def test_the_readme_names_every_setting_and_no_other() -> None:
    table = _README.partition("### Settings")[2].partition("### Commands")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert named == {field.name.upper() for field in dataclasses.fields(Settings)}


def test_every_make_target_of_the_readme_exists_and_is_explained_by_make_help() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):.*##", (_ROOT / "Makefile").read_text()))
    assert set(re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z]+)", _README)) <= targets
    assert {"demo", "test", "check", "evidence", "chaos", "bench", "lock", "help"} <= targets


def test_every_command_of_the_readme_exists_and_every_command_is_in_the_readme() -> None:
    command = typer.main.get_command(importlib.import_module("bot.cli.app").app)
    assert isinstance(command, typer.core.TyperGroup)
    listed = _README.partition("### Commands")[2].partition("## When")[0]
    rows = re.findall(r"(?m)^\| `wattline ([a-z]+)[^|]*\| (.*) \|$", listed)
    assert sorted(name for name, _ in rows) == sorted(command.commands)
    for name, told in rows:
        group = command.commands[name]
        within = set(group.commands) if isinstance(group, typer.core.TyperGroup) else set[str]()
        named = [word for word in re.findall(r"`([a-z-]+)[` ]", told) if word in within]
        assert not named or sorted(named) == sorted(within), name
    assert set(re.findall(r"`wattline ([a-z]+)", _README)) <= set(command.commands)


def test_every_route_of_the_readme_is_served(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = demo_secrets.keep(tmp_path / "secrets")
    settings = secrets | {"TWILIO_SMS_FROM": "+12025550100", "REDIS_URL": redis_url, "DATA_DIR": str(tmp_path)}
    for name in [name for name in os.environ if name.startswith(("TELEGRAM_", "TWILIO_", "BECKN_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    served = {
        f"{method} {rule.rule}" for rule in create_app().url_map.iter_rules() for method in rule.methods or set[str]()
    }
    assert set(re.findall(r"`((?:GET|POST) /[a-z/]*)`", _README)) - served == set()


def test_the_procfile_names_the_processes_of_the_readme() -> None:
    lines = [line.partition(": ") for line in (_ROOT / "Procfile").read_text().splitlines()]
    assert [name for name, _, _ in lines] == ["web", "attend", "worker"]
    for _, _, command in lines:
        assert f"`{command}`" in _README
        words = shlex.split(command)
        assert words[0] in {"gunicorn", "wattline", "python"}
        assert [word for word in words if word.endswith(".py") and not (_ROOT / word).exists()] == []
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]
    module, _, function = project["scripts"]["wattline"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_the_page_of_the_house_names_every_floor_that_imports_are_held_to() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    floors = next(one["layers"] for one in contracts if one.get("containers") == ["bot"])
    page = (_ROOT / "docs" / "architecture.md").read_text()
    drawn = page.partition("    bot/ ")[2].partition("    channels/")[0]
    named = {name for floor in floors for name in re.findall(r"[a-z_]+", floor)}
    assert named - set(re.findall(r"[a-z_]+", drawn)) == set()
    assert not [floor for floor in floors if "(" in floor]


def test_the_page_of_dependencies_lists_exactly_the_declared_ones() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    declared = [*project["project"]["dependencies"], *groups["dev"], *groups["build"]]
    page = (_ROOT / "docs" / "dependencies.md").read_text()
    listed = re.findall(r"(?m)^\| ([a-z0-9-]+) \|.*\d", page)
    assert sorted(listed) == sorted(re.split(r"[\[;]", requirement)[0] for requirement in declared)
