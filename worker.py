"""The worker process: runs tool calls that wait in the queue. Started by `python worker.py`."""

import sys

import structlog

from bot import jobs
from bot.queue import work


def main() -> int:
    """Work until told to stop, then let the calls under way end."""
    parts = jobs.prepare()
    structlog.get_logger().info("working")
    parts.start_beating("worker")
    work(parts.settings.redis_url)
    jobs.drain()
    return 0


if __name__ == "__main__":
    sys.exit(main())
