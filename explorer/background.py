"""Threads behind awaitables: a pool for the network, one thread for the store, and tokens that cancel a call.

No other module of the window's process makes a thread. A job hands its result to the loop that awaits it, whichever
that is (``asyncio.run`` in the command line, qasync in the window). The threads are daemons of our own making, since
those of an executor are joined at exit and would keep the program alive for the whole time limit of a call.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar, TypeVarTuple

from explorer.core.faults import CancelledFault

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

SHUTDOWN_SECONDS = 0.5
"""How long closing the program waits for threads; one that still resolves a name cannot be ended sooner."""


class CancelToken:
    """One call's way to be stopped from any thread. It is cancelled once and stays so."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._cancelled = False
        self._callbacks: dict[object, Callable[[], None]] = {}

    @property
    def cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self._cancelled

    def cancel(self) -> None:
        """Cancel: run the registered callbacks in this thread, wake those who wait. The second time does nothing."""
        with self._changed:
            if self._cancelled:
                return
            self._cancelled = True
            callbacks = list(self._callbacks.values())
            self._callbacks.clear()
            self._changed.notify_all()
        for callback in callbacks:
            callback()

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call ``callback`` when the token is cancelled, at once when it already is.

        The callback runs in the thread that cancels and must neither block nor raise. Returns the function that
        unregisters it, which does nothing once the token is cancelled.
        """
        key = object()
        with self._changed:
            if not self._cancelled:
                self._callbacks[key] = callback

                def unregister() -> None:
                    with self._changed:
                        self._callbacks.pop(key, None)

                return unregister
        callback()
        return lambda: None

    def raise_if_cancelled(self) -> None:
        """Raise CancelledFault when the token is cancelled."""
        if self._cancelled:
            raise CancelledFault

    def sleep(self, seconds: float) -> None:
        """Block this thread for ``seconds``. Raises CancelledFault as soon as the token is cancelled."""
        with self._changed:
            self._changed.wait_for(lambda: self._cancelled, timeout=seconds)
        self.raise_if_cancelled()


class _Job(Generic[T, *Ts]):
    """A function, its arguments, and the future of the loop that waits for the result."""

    def __init__(self, function: Callable[[*Ts], T], args: tuple[*Ts], token: CancelToken | None) -> None:
        self.function = function
        self.args = args
        self.token = token
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[T] = self.loop.create_future()
        self.finished = False
        self.written_off = False

    def work(self) -> None:
        """Run the function in this thread and hand over what came of it."""
        try:
            result = self.function(*self.args)
        except BaseException as error:  # noqa: BLE001  whatever it is belongs to the one who awaits it
            self.finished = True
            self._hand_over(self._fail, error)
        else:
            self.finished = True
            self._hand_over(self._succeed, result)

    def cancel(self) -> None:
        """End the waiting at once, from any thread, and tell the function to stop where it can be told."""
        self._hand_over(self._fail, CancelledFault())
        if self.token is not None:
            self.token.cancel()

    def _hand_over(self, settle: Callable[[T], None] | Callable[[BaseException], None], outcome: object) -> None:
        try:
            self.loop.call_soon_threadsafe(settle, outcome)  # type: ignore[arg-type]  # settle and outcome match
        except RuntimeError:
            # The loop is closed: nobody waits any more.
            pass

    def _succeed(self, result: T) -> None:
        if not self.future.done():
            self.future.set_result(result)

    def _fail(self, error: BaseException) -> None:
        if self.future.done():
            return
        if isinstance(error, StopIteration):
            # A future refuses it, because the coroutine that awaits could not tell it from its own end.
            error = RuntimeError(f"{error!r} left a job")
        self.future.set_exception(error)


class _Threads:
    """A queue of jobs and the threads that take them, started when there is something to do."""

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._changed = threading.Condition()
        self._queue: deque[_Job[object, *tuple[object, ...]]] = deque()
        self._threads: dict[str, threading.Thread] = {}
        self._running: dict[str, _Job[object, *tuple[object, ...]]] = {}
        self._idle = 0
        self._stopping = False

    @property
    def size(self) -> int:
        """How many jobs run at the same time at most, those written off not counted."""
        return self._size

    @property
    def busy(self) -> int:
        """How many threads are inside a job now, those written off included."""
        return len(self._running)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the threads that live now."""
        return tuple(self._threads)

    def _submit(self, job: _Job[T, *Ts]) -> None:
        with self._changed:
            if self._stopping:
                raise CancelledFault("The program is closing.")
            self._queue.append(job)  # type: ignore[arg-type]  # the queue does not look at what a job returns
            self._grow()
            self._changed.notify()

    def _grow(self) -> None:
        """Start a thread when a job waits for one and there is room. The lock is held."""
        if len(self._queue) > self._idle and self._counted() < self._size:
            name = self._free_name()
            thread = threading.Thread(target=self._work, args=(name,), name=name, daemon=True)
            self._threads[name] = thread
            thread.start()

    def _counted(self) -> int:
        return len(self._threads) - sum(job.written_off for job in self._running.values())

    def _free_name(self) -> str:
        if self._size == 1:
            return self._name
        number = 1
        while f"{self._name}-{number}" in self._threads:
            number += 1
        return f"{self._name}-{number}"

    def _work(self, name: str) -> None:
        while (job := self._next(name)) is not None:
            job.work()
            # A result may be large, and the next job may be long in coming.
            del job

    def _next(self, name: str) -> _Job[object, *tuple[object, ...]] | None:
        """Return the next job for the thread ``name``, or None when the thread is to end."""
        with self._changed:
            self._running.pop(name, None)
            while self._counted() <= self._size:
                if self._queue:
                    job = self._running[name] = self._queue.popleft()
                    return job
                if self._stopping:
                    break
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
            del self._threads[name]
            return None

    def _join(self, wait_seconds: float) -> bool:
        deadline = time.perf_counter() + wait_seconds
        threads = list(self._threads.values())
        for thread in threads:
            thread.join(max(0.0, deadline - time.perf_counter()))
        return not any(thread.is_alive() for thread in threads)


class RpcWorker(_Threads):
    """The pool of the network: threads ``rpc-1`` and on. A cancelled call frees its thread, or is written off.

    A thread that is connected ends at once, because the token shuts its socket. One that still resolves a name or
    connects cannot be stopped: it no longer counts, another may take its place, and what it brings is dropped.
    """

    def __init__(self, size: int = 4) -> None:
        super().__init__("rpc", size)

    async def run(self, function: Callable[[*Ts], T], *args: *Ts, token: CancelToken | None = None) -> T:
        """Run ``function(*args)`` in a thread and return its result.

        Cancelling the task that waits cancels ``token`` too; cancelling the token ends the waiting at once. Raises
        what the function raises, CancelledFault when the token was cancelled or the program is closing, and
        asyncio.CancelledError when the task was.
        """
        if token is not None:
            token.raise_if_cancelled()
        job = _Job(function, args, token)
        self._submit(job)
        unregister = token.on_cancel(job.cancel) if token is not None else None
        try:
            return await job.future
        except asyncio.CancelledError:
            if token is not None:
                token.cancel()
            raise
        finally:
            if unregister is not None:
                unregister()
            self._write_off(job)

    def _write_off(self, job: _Job[T, *Ts]) -> None:
        """Take the job from the queue, or let its thread no longer count. Nothing happens to a finished one."""
        with self._changed:
            for waiting in self._queue:
                if waiting is job:
                    self._queue.remove(waiting)
                    return
            for running in self._running.values():
                if running is job and not job.finished:
                    job.written_off = True
                    self._grow()
                    return

    def shutdown(self, wait_seconds: float = SHUTDOWN_SECONDS) -> bool:
        """Cancel everything, refuse new jobs, and wait for the threads, ``wait_seconds`` at most.

        To be called before the loop ends. Returns whether all threads have ended; those that have not do not keep
        the interpreter from exiting.
        """
        with self._changed:
            self._stopping = True
            jobs = [*self._queue, *self._running.values()]
            self._queue.clear()
            self._changed.notify_all()
        for job in jobs:
            job.cancel()
        return self._join(wait_seconds)


class StoreThread(_Threads):
    """The one thread of disk and keyring, named ``store``: jobs run one after the other, in the order given.

    A job that was handed over runs even when nobody waits for it any more, so that closing a panel loses no write.
    """

    def __init__(self) -> None:
        super().__init__("store", 1)

    async def run(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """Run ``function(*args)`` in the thread and return its result.

        Raises what the function raises, and CancelledFault when the program is closing.
        """
        job = _Job(function, args, None)
        self._submit(job)
        return await job.future

    def shutdown(self, wait_seconds: float = SHUTDOWN_SECONDS) -> bool:
        """Refuse new jobs and wait until those handed over are done, ``wait_seconds`` at most.

        Returns whether all are done.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        return self._join(wait_seconds)
