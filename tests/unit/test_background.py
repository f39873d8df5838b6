"""Threads behind awaitables: results, cancelling, writing off, and the end of the program."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from explorer.background import CancelToken, RpcWorker, StoreThread
from explorer.core.faults import CancelledFault

PATIENCE = 10.0
"""Seconds that a test waits for what must come; it goes on as soon as it has come."""


async def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds; fail when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        await asyncio.sleep(0.002)


@pytest.fixture
def worker() -> Iterator[RpcWorker]:
    pool = RpcWorker(size=2)
    yield pool
    assert pool.shutdown(PATIENCE)


@pytest.fixture
def store() -> Iterator[StoreThread]:
    thread = StoreThread()
    yield thread
    assert thread.shutdown(PATIENCE)


def test_a_job_runs_in_a_named_thread_and_its_result_comes_back(worker: RpcWorker) -> None:
    async def scenario() -> tuple[str, int]:
        return await worker.run(lambda a, b: (threading.current_thread().name, a + b), 2, 3)

    assert worker.names == ()
    assert asyncio.run(scenario()) == ("rpc-1", 5)


def test_an_exception_reaches_the_one_who_awaits(worker: RpcWorker) -> None:
    async def scenario() -> None:
        with pytest.raises(ZeroDivisionError):
            await worker.run(lambda: 1 // 0)
        with pytest.raises(RuntimeError, match="StopIteration"):
            await worker.run(lambda: next(iter(())))
        assert await worker.run(lambda: "still alive") == "still alive"

    asyncio.run(scenario())


def test_no_more_jobs_at_a_time_than_the_pool_has_threads(worker: RpcWorker) -> None:
    gate, lock = threading.Event(), threading.Lock()
    counts = {"now": 0, "most": 0}

    def job() -> None:
        with lock:
            counts["now"] += 1
            counts["most"] = max(counts["most"], counts["now"])
        gate.wait(PATIENCE)
        with lock:
            counts["now"] -= 1

    async def scenario() -> None:
        jobs = [asyncio.ensure_future(worker.run(job)) for _ in range(6)]
        await until(lambda: worker.busy == 2)
        assert sorted(worker.names) == ["rpc-1", "rpc-2"]
        gate.set()
        await asyncio.gather(*jobs)

    asyncio.run(scenario())
    assert counts["most"] == 2


def test_the_same_pool_serves_one_loop_after_the_other(worker: RpcWorker) -> None:
    async def scenario() -> int:
        return await worker.run(lambda: 7)

    assert [asyncio.run(scenario()) for _ in range(3)] == [7, 7, 7]


def test_cancelling_the_task_cancels_the_token_and_drops_the_result(worker: RpcWorker) -> None:
    token, gate = CancelToken(), threading.Event()

    async def scenario() -> None:
        task = asyncio.ensure_future(worker.run(gate.wait, PATIENCE, token=token))
        await until(lambda: worker.busy == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert token.cancelled
        assert worker.busy == 1  # the thread cannot be stopped from here: it is written off
        gate.set()
        await until(lambda: worker.busy == 0)

    asyncio.run(scenario())


def test_cancelling_the_token_ends_the_waiting_while_the_thread_is_stuck(worker: RpcWorker) -> None:
    token, gate = CancelToken(), threading.Event()

    async def scenario() -> None:
        task = asyncio.ensure_future(worker.run(gate.wait, PATIENCE, token=token))
        await until(lambda: worker.busy == 1)
        threading.Thread(target=token.cancel).start()
        with pytest.raises(CancelledFault):
            await task
        assert not gate.is_set()
        gate.set()

    asyncio.run(scenario())


def test_written_off_threads_are_replaced_and_leave_when_they_come_back(worker: RpcWorker) -> None:
    gate = threading.Event()

    async def scenario() -> None:
        tokens = [CancelToken() for _ in range(2)]
        stuck = [asyncio.ensure_future(worker.run(gate.wait, PATIENCE, token=token)) for token in tokens]
        await until(lambda: worker.busy == 2)
        waiting = asyncio.ensure_future(worker.run(lambda: threading.current_thread().name))
        await asyncio.sleep(0)
        assert not waiting.done()
        for token in tokens:
            token.cancel()
        assert await waiting == "rpc-3"
        gate.set()
        await asyncio.gather(*stuck, return_exceptions=True)
        await until(lambda: len(worker.names) <= worker.size and worker.busy == 0)

    asyncio.run(scenario())


def test_a_job_that_never_started_is_taken_back(worker: RpcWorker) -> None:
    gate, ran = threading.Event(), threading.Event()

    async def scenario() -> None:
        stuck = [asyncio.ensure_future(worker.run(gate.wait, PATIENCE)) for _ in range(2)]
        await until(lambda: worker.busy == 2)
        task = asyncio.ensure_future(worker.run(ran.set))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        gate.set()
        await asyncio.gather(*stuck)

    asyncio.run(scenario())
    assert worker.shutdown(PATIENCE)
    assert not ran.is_set()


def test_a_cancelled_token_starts_nothing(worker: RpcWorker) -> None:
    token = CancelToken()
    token.cancel()

    async def scenario() -> None:
        with pytest.raises(CancelledFault):
            await worker.run(lambda: None, token=token)

    asyncio.run(scenario())
    assert worker.names == ()


def test_a_late_result_after_the_loop_closed_harms_nobody(worker: RpcWorker) -> None:
    gate = threading.Event()

    async def scenario() -> None:
        task = asyncio.ensure_future(worker.run(gate.wait, PATIENCE))
        await until(lambda: worker.busy == 1)
        task.cancel()

    asyncio.run(scenario())
    gate.set()
    assert worker.shutdown(PATIENCE)


def test_shutdown_cancels_what_runs_and_refuses_what_comes(worker: RpcWorker) -> None:
    token = CancelToken()

    async def scenario() -> None:
        task = asyncio.ensure_future(worker.run(token.sleep, PATIENCE, token=token))
        await until(lambda: worker.busy == 1)
        assert worker.shutdown(PATIENCE)
        with pytest.raises(CancelledFault):
            await task
        with pytest.raises(CancelledFault, match="closing"):
            await worker.run(lambda: None)

    asyncio.run(scenario())
    assert worker.names == ()


def test_shutdown_does_not_wait_for_a_thread_that_cannot_be_stopped() -> None:
    worker, gate = RpcWorker(), threading.Event()

    async def scenario() -> None:
        task = asyncio.ensure_future(worker.run(gate.wait, PATIENCE))
        await until(lambda: worker.busy == 1)
        assert not worker.shutdown(0.01)
        with pytest.raises(CancelledFault):
            await task

    asyncio.run(scenario())
    gate.set()
    assert worker.shutdown(PATIENCE)


def test_the_interpreter_ends_silently_while_a_thread_is_stuck() -> None:
    program = """
import asyncio, threading
from explorer.background import RpcWorker, StoreThread
worker, store = RpcWorker(), StoreThread()
async def main():
    stuck = asyncio.ensure_future(worker.run(threading.Event().wait))
    also = asyncio.ensure_future(store.run(threading.Event().wait))
    while not (worker.busy and store.busy):
        await asyncio.sleep(0.001)
    stuck.cancel(); also.cancel()
asyncio.run(main())
print(worker.shutdown(0.05), store.shutdown(0.05))
"""
    ended = subprocess.run(
        [sys.executable, "-X", "dev", "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "False False\n", "")


def test_store_jobs_run_one_after_the_other_in_one_thread(store: StoreThread) -> None:
    seen: list[tuple[int, str]] = []

    def job(number: int) -> None:
        seen.append((number, threading.current_thread().name))

    async def scenario() -> None:
        await asyncio.gather(*(store.run(job, number) for number in range(20)))

    asyncio.run(scenario())
    assert seen == [(number, "store") for number in range(20)]


def test_a_store_job_runs_although_its_awaiter_is_gone(store: StoreThread) -> None:
    gate, written = threading.Event(), threading.Event()

    async def scenario() -> None:
        first = asyncio.ensure_future(store.run(gate.wait, PATIENCE))
        second = asyncio.ensure_future(store.run(written.set))
        await until(lambda: store.busy == 1)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        gate.set()
        await first

    asyncio.run(scenario())
    assert store.shutdown(PATIENCE)
    assert written.is_set()


def test_a_token_calls_back_once_and_not_after_unregistering() -> None:
    token, calls = CancelToken(), list[str]()
    token.on_cancel(lambda: calls.append("kept"))
    token.on_cancel(lambda: calls.append("removed"))()
    token.raise_if_cancelled()
    token.cancel()
    token.cancel()
    token.on_cancel(lambda: calls.append("late"))
    assert calls == ["kept", "late"]
    with pytest.raises(CancelledFault):
        token.raise_if_cancelled()


def test_sleeping_with_a_token_ends_when_it_is_cancelled() -> None:
    token = CancelToken()
    token.sleep(0.001)
    thread = threading.Thread(target=token.cancel)
    thread.start()
    with pytest.raises(CancelledFault):
        token.sleep(PATIENCE)
    thread.join()


def test_importing_brings_no_qt_and_no_executor() -> None:
    program = (
        "import sys, explorer.background;"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'qasync', 'concurrent.futures.thread'))])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout == "[]\n"
