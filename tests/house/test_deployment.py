"""What we ship to run Wattline by, read as its tools do and held against Procfile, settings and routes."""

import json
import re
import shlex
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from bot.cli.app import app
from bot.settings import Settings
from bot.web import create_app
from tests.web.standin import house

_ROOT = Path(__file__).parents[2]
_DEPLOY = _ROOT / "deploy"
_PROCFILE = {name: shlex.split(command) for name, command in yaml.safe_load((_ROOT / "Procfile").read_text()).items()}
_COMPOSE: dict[str, Any] = yaml.safe_load((_DEPLOY / "compose.yaml").read_text())
_OURS = {name: _COMPOSE["services"][name] for name in _PROCFILE}
_SETTINGS = {field.name.upper() for field in fields(Settings)}
_PYTHONS_OWN = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
_UNITS = sorted((_DEPLOY / "systemd").iterdir())
_EXPOSED_AT_MOST = 15
"""Tenths of systemd's own scale from 0 (nothing can be reached) to 10."""


def _docker(keyword: str) -> list[str]:
    text = re.sub(r"\\\n", " ", (_DEPLOY / "Dockerfile").read_text())
    return re.findall(rf"(?m)^{keyword} (.+)$", text)


def test_compose_runs_the_processes_of_the_procfile_with_their_commands() -> None:
    assert {name: service["command"] for name, service in _OURS.items()} == _PROCFILE
    assert set(_COMPOSE["services"]) == {*_PROCFILE, "redis"}


@pytest.mark.parametrize("name", _OURS)
def test_a_container_of_ours_can_change_nothing_but_its_volumes_and_is_watched(name: str) -> None:
    service = _OURS[name]
    assert service["read_only"]
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["healthcheck"]["test"] == ["CMD", "wattline", "alive", name]
    assert set(service["environment"]) <= _SETTINGS
    assert service["environment"]["DATA_DIR"] in [volume.split(":")[1] for volume in service["volumes"]]
    assert (_ROOT / "deploy" / service["build"]["context"] / service["build"]["dockerfile"]).exists()
    assert all(volume.split(":")[0] in _COMPOSE["volumes"] for volume in service["volumes"])


def test_the_stores_container_keeps_what_it_takes_and_evicts_nothing() -> None:
    words = _COMPOSE["services"]["redis"]["command"][1:]
    options = dict(zip(words[::2], words[1::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"
    assert "ports" not in _COMPOSE["services"]["redis"]
    assert _OURS["web"]["environment"]["REDIS_URL"] == "redis://redis:6379/0"


def test_the_image_has_pinned_dependencies_no_root_and_the_web_process_as_its_default() -> None:
    assert ".ci/setup requirements.lock" in _docker("RUN")
    assert "--require-hashes" in (_ROOT / ".ci/setup").read_text()
    assert _docker("USER") == ["10001:10001"]
    assert json.loads(_docker("CMD")[0]) == _PROCFILE["web"]
    named = {word.partition("=")[0] for line in _docker("ENV") for word in shlex.split(line)}
    assert named - _PYTHONS_OWN <= _SETTINGS


def test_everything_that_the_image_copies_exists_and_is_let_in() -> None:
    let_in = {
        line.removeprefix("!")
        for line in (_DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = [words.split()[:-1] for words in _docker("COPY") if "--from" not in words]
    sources = {source for words in copied for source in words}
    assert sources == let_in
    assert [source for source in sources if not (_ROOT / source).exists()] == []
    assert not {".env", ".git", "tests"} & let_in


@pytest.mark.parametrize("unit", [unit for unit in _UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_a_unit_runs_the_procfiles_command_in_its_own_small_world(unit: Path) -> None:
    text = unit.read_text()
    command = shlex.split(re.findall(r"(?m)^ExecStart=(.+)$", text)[0])
    name = re.findall(r"wattline-([a-z]+)", unit.name)[0]
    assert [command[0].rpartition("/")[2], *command[1:]] == _PROCFILE[name]
    assert re.findall(r"(?m)^EnvironmentFile=(.+)$", text) == ["/etc/wattline/env"]
    words = shlex.split(re.findall(r"(?m)^Environment=(.+)$", text)[0])
    assert {word.partition("=")[0] for word in words} - _PYTHONS_OWN <= _SETTINGS
    state = re.findall(r"(?m)^StateDirectory=(.+)$", text)[0]
    assert f"DATA_DIR=/var/lib/{state}" in words
    for line in ("User=wattline", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert f"\n{line}\n" in text


def test_every_unit_of_ours_and_the_target_that_wants_them_is_enabled_so_that_a_boot_starts_all() -> None:
    line = re.findall(r"(?m)^ +systemctl enable --now (.+)$", (_ROOT / "docs/running.md").read_text())[0]
    enabled = {re.sub(r"@\d+$", "@.service", unit) for unit in line.split()}
    assert enabled == {unit.name for unit in _UNITS}
    wanting = {name for unit in _UNITS for name in re.findall(r"(?m)^WantedBy=(.+)$", unit.read_text())}
    assert {name for name in wanting if name.startswith("wattline")} <= enabled


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """Our units, with programs that exist on this machine."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("gunicorn", "wattline", "python"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    copied = []
    for unit in _UNITS:
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text().replace("/srv/wattline/.venv/bin/", f"{programs}/"))
        copied.append(copy)
    return copied


_NO_SYSTEMD = shutil.which("systemd-analyze") is None


@pytest.mark.skipif(_NO_SYSTEMD, reason="systemd-analyze is not here")
def test_systemd_finds_nothing_wrong_with_our_units(units: list[Path]) -> None:
    command = ["systemd-analyze", "verify", "--man=no", *map(str, units)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert [line for line in ended.stderr.splitlines() if "wattline" in line] == []


@pytest.mark.skipif(_NO_SYSTEMD, reason="systemd-analyze is not here")
def test_systemd_counts_little_that_our_units_could_reach(units: list[Path]) -> None:
    for unit in [one for one in units if one.suffix == ".service"]:
        command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={_EXPOSED_AT_MOST}", str(unit)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert ended.returncode == 0, ended.stdout[-300:]


def test_the_doors_socket_is_held_for_the_web_process() -> None:
    assert "Requires=wattline-web.socket" in (_DEPLOY / "systemd/wattline-web.service").read_text()
    port = re.findall(r"(?m)^ListenStream=127\.0\.0\.1:(\d+)$", (_DEPLOY / "systemd/wattline-web.socket").read_text())
    assert port == re.findall(r"server 127\.0\.0\.1:(\d+) ", (_DEPLOY / "nginx.conf").read_text())


def test_the_proxys_places_are_routes_of_ours_and_its_braces_close() -> None:
    text = re.sub(r"(?m)#.*$", "", (_DEPLOY / "nginx.conf").read_text())
    assert text.count("{") == text.count("}")
    statements = [line.strip() for line in text.splitlines() if line.strip()]
    assert [line for line in statements if not line.endswith(("{", "}", ";"))] == []
    served = {rule.rule for rule in create_app(house("https://bot.utility.example")).url_map.iter_rules()}
    exact = re.findall(r"location = (\S+)", text)
    assert [place for place in exact if place not in served] == []
    parts = [place for place in re.findall(r"location (/\S*) \{", text) if place != "/console"]
    assert [place for place in parts if not any(rule.startswith(place) for rule in served)] == []
    sockets = text.partition("location = /chat/socket")[2].partition("}")[0]
    assert "proxy_set_header Upgrade $http_upgrade;" in sockets
    for place in ("location = /metrics", "location /health/"):
        assert "deny all;" in text.partition(place)[2].partition("}")[0]


def test_the_proxy_lets_the_console_load_pages_as_it_lets_customers_and_streams_nothing_of_it() -> None:
    text = (_DEPLOY / "nginx.conf").read_text()
    pages, console = (
        [line.strip() for line in text.partition(place)[2].partition("}")[0].splitlines()]
        for place in ("location / {", "location /console {")
    )
    limit = [line for line in pages if line.startswith("limit_req ")]
    assert len(limit) == 1
    assert [line for line in console if line.startswith("limit_req ")] == limit
    assert [line for line in console if line.startswith(("proxy_buffering", "proxy_read_timeout"))] == []
    zones = re.findall(r"(?m)^limit_(?:req|conn)_zone .*zone=(\w+):", text)
    assert set(zones) == set(re.findall(r"limit_(?:req zone=|conn )(\w+)", text))


def test_every_command_and_file_that_the_operators_page_names_exists() -> None:
    page = (_ROOT / "docs/running.md").read_text()
    command = typer.main.get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    named = re.findall(r"(?:`|    )wattline ([a-z]+)(?: ([a-z-]+))?", page)
    assert {first for first, _ in named} <= set(command.commands)
    for first, second in named:
        group = command.commands[first]
        if isinstance(group, typer.core.TyperGroup) and second:
            assert second in group.commands
    assert [path for path in re.findall(r"deploy/[\w./-]+[\w]", page) if not (_ROOT / path).exists()] == []
    settings = set(re.findall(r"`([A-Z][A-Z_]{3,})[`=/]", page))
    assert settings <= _SETTINGS
