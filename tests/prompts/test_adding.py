"""The commands of docs/adding-a-language.md, run on a copy of the words."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import prompting
from tests import worked

ROOT = Path(__file__).parents[2]


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A copy of prompts/ in which the page's commands were run."""
    shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "wattline"
    code = "from pathlib import Path; from bot.cli.prompting import check; exit(not check(Path('prompts')))"
    run = f'PYTHONPATH={ROOT} exec {sys.executable} -c "{code}"'
    command.write_text(f'#!/bin/sh\n[ "$*" = "prompts check" ] && {run}\n')
    command.chmod(0o755)
    script = "\n".join(worked.blocks("adding-a-language.md", "sh"))
    path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    ended = subprocess.run(
        ["/bin/sh", "-eu", "-c", script],
        cwd=tmp_path,
        env={"PATH": path, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "en, es, hi, pt" in ended.stdout
    return tmp_path / "prompts"


def test_the_pages_commands_make_a_language_that_can_be_spoken_and_what_is_left_out_is_named(
    begun: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = begun / "replies" / "pt.yaml"
    first = next(line for line in file.read_text().splitlines() if line.startswith("  ") and ":" in line)
    file.write_text(file.read_text().replace(f"{first}\n", "", 1))
    assert not prompting.check(begun)
    assert "replies/pt.yaml" in capsys.readouterr().out
