"""RQ wakes workers; what must be done lies in the store, so a job that gets lost is only put again.

One queue, JSON, ids as arguments: RQ prints and keeps what it is given.
"""

from collections.abc import Sequence

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry, SimpleWorker
from rq.serializers import JSONSerializer

from bot.model.ids import CallId

NAME = "wattline"
RUN_TOOL = "bot.jobs.run_tool"
SEND_BATCH = "bot.jobs.send_batch"
LIST_RECIPIENTS = "bot.jobs.list_recipients"
JOB_SECONDS = 60
WORKER_TTL = 20
KEPT_SECONDS = 3 * 86400
ANSWER_SECONDS = 2.0
"""A line that says nothing must not hold a turn: the sweep wakes workers as well."""
LONGEST_PAUSE = 2.0
"""Seconds between two tries of a worker to reach Redis again; RQ's own grow to a minute."""


class QueueAway(Exception):
    """Redis did not take the jobs; the sweeps over what is not done put them again."""


class Jobs:
    """Puts jobs into the queue."""

    def __init__(self, url: str) -> None:
        self._queue = Queue(NAME, connection=_connection(url, ANSWER_SECONDS), serializer=JSONSerializer)

    def run_tools(self, calls: Sequence[CallId]) -> None:
        """Wake a worker for each call, in one round trip. Blocks. Raises QueueAway."""
        self._put(RUN_TOOL, [[call] for call in calls], Retry(max=2))

    def send_batches(self, chunks: Sequence[tuple[str, int]]) -> None:
        """Wake a worker for each chunk of a campaign, in one round trip. Blocks. Raises QueueAway."""
        self._put(SEND_BATCH, [[ledger, chunk] for ledger, chunk in chunks], None)

    def list_recipients(self, ledgers: Sequence[str]) -> None:
        """Wake a worker for each campaign whose recipients are to be written down. Blocks. Raises QueueAway."""
        self._put(LIST_RECIPIENTS, [[ledger] for ledger in ledgers], None)

    def _put(self, job: str, arguments: Sequence[list[str | int]], retry: Retry | None) -> None:
        """Put jobs of one kind. What has its own sweep needs no `retry`."""
        jobs = [
            Queue.prepare_data(
                job,
                args=args,
                timeout=JOB_SECONDS,
                result_ttl=0,
                failure_ttl=KEPT_SECONDS,
                description=job.rpartition(".")[2],
                retry=retry,
            )
            for args in arguments
        ]
        if not jobs:
            return
        try:
            self._queue.enqueue_many(jobs)
        except RedisError as failure:
            raise QueueAway from failure


def work(url: str) -> None:
    """Work until told to stop. The worker does not fork: a call's wait is spent in a thread (see bot/jobs.py)."""
    connection = _connection(url, WORKER_TTL - 5)  # RQ waits WORKER_TTL - 15 for a job, and asks for 10 more
    queue = Queue(NAME, connection=connection, serializer=JSONSerializer)
    worker = SimpleWorker(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        maintenance_interval=60,
        log_job_description=False,
    )
    worker.max_connection_wait_time = LONGEST_PAUSE
    worker.work(logging_level="WARNING")


def _connection(url: str, seconds: float) -> Redis:
    return Redis.from_url(url, socket_timeout=seconds, socket_connect_timeout=ANSWER_SECONDS)
