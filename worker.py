"""The worker process: runs tool calls that wait in the queue. Started by `python worker.py`."""

import sys

import structlog

from bot import jobs
from bot.queue import work
from bot.setting_values import WrongSetting
from bot.store.away import Unavailable
from bot.store.server import UnfitServer


def main() -> int:
    """Work until told to stop, then let the calls under way end."""
    try:
        parts = jobs.prepare()
    except (WrongSetting, UnfitServer) as problem:
        sys.exit(f"worker: {problem}")
    except Unavailable:
        sys.exit("worker: Redis does not answer at REDIS_URL.")
    structlog.get_logger().info("working")
    parts.start_beating()
    jobs.start_holding()
    work(parts.settings.redis_url)
    jobs.drain()
    return 0


if __name__ == "__main__":
    sys.exit(main())
