"""Redis only makes it quick: it may be away, hang or forget, and nothing is lost."""

import signal

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer
from rq.timeouts import TimerDeathPenalty

from tests import services
from workers import rq as rq_side
from workers.bell import QUEUE, RedisBell


@pytest.fixture
def queue(redis_url):
    if not redis_url:
        pytest.fail("these tests need a Redis; see the header")
    connection = Redis.from_url(redis_url)
    connection.flushdb()
    return Queue(QUEUE, connection=connection, serializer=JSONSerializer)


def test_many_rings_leave_one_waiting_job(queue, redis_url):
    bell = RedisBell(redis_url)
    for _ in range(50):
        bell.send()
    assert queue.count == 1
    assert queue.jobs[0].func_name == "workers.rq.drain_once"
    assert queue.jobs[0].args == [], "no word of a citizen travels through Redis"


def test_an_rq_worker_does_the_work(queue, redis_url, database, job, ask, runs, monkeypatch):
    monkeypatch.setattr(rq_side, "_database", lambda: database)
    ask("a", "b")
    RedisBell(redis_url).send()

    class InThisThread(SimpleWorker):
        death_penalty_class = TimerDeathPenalty

    worker = InThisThread([queue], connection=queue.connection, serializer=JSONSerializer)
    worker.work(burst=True)
    assert runs() == ["a", "b"]


def test_without_redis_a_ring_fails_quietly():
    bell = RedisBell(f"redis://127.0.0.1:{services.free_port()}/0")
    bell.ring()
    assert bell.send() is False


@pytest.mark.timeout(30)
def test_a_hanging_redis_is_given_up_at_once():
    """redis-py alone would wait a minute for a server that says nothing."""
    process, port = services.start_redis()
    bell = RedisBell(f"redis://127.0.0.1:{port}/0")
    assert bell.send() is True
    process.send_signal(signal.SIGSTOP)
    try:
        assert bell.send() is False
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait()
