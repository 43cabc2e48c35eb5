"""The server that tests and the demo run on."""

import subprocess
import sys
from pathlib import Path

import pytest
import redis

_ROOT = Path(__file__).parents[2]


def test_the_embedded_server_keeps_what_production_demands(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("bind") == {"bind": "127.0.0.1"}
        assert client.dbsize() == 0


_ASK = "from sandbox.embedded import server_program; print(server_program())"


def _without_the_wheel(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-S", "-c", _ASK]
    return subprocess.run(command, cwd=_ROOT, env={"PATH": str(path)}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["valkey-server", "redis-server"])
def test_a_server_on_the_path_serves_where_the_wheel_does_not_fit(tmp_path: Path, name: str) -> None:
    program = tmp_path / name
    program.touch(mode=0o755)
    assert _without_the_wheel(tmp_path).stdout.strip() == str(program)


def test_without_any_server_one_clear_sentence_says_what_to_install(tmp_path: Path) -> None:
    done = _without_the_wheel(tmp_path)
    assert done.returncode == 1
    assert "No Redis-compatible server fits this platform" in done.stderr
    assert "install valkey-server or redis-server" in done.stderr
