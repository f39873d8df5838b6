"""One fetch for many who wait: asked twice at the same time, the server is asked once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from explorer.background import CancelToken
from explorer.core.faults import CancelledFault

T = TypeVar("T")


class _Fetch(Generic[T]):
    """A running fetch and how many wait for it."""

    def __init__(self, make: Callable[[CancelToken], Awaitable[T]]) -> None:
        self.token = CancelToken()
        self.waiting = 0
        self.task = asyncio.ensure_future(make(self.token))
        self.task.add_done_callback(_looked_at)


class Shared(Generic[T]):
    """Running fetches by key. One who stops waiting leaves the others be; with the last one the fetch is stopped."""

    def __init__(self) -> None:
        self._running: dict[Hashable, _Fetch[T]] = {}

    async def get(
        self, key: Hashable, make: Callable[[CancelToken], Awaitable[T]], token: CancelToken | None = None
    ) -> T:
        """Return the result of ``make``, called unless a fetch of this key runs already.

        ``make`` receives a token of the fetch's own; ``token`` is that of the one who waits. Raises what ``make``
        raises, and CancelledFault when ``token`` was cancelled.
        """
        if token is not None:
            token.raise_if_cancelled()
        fetch = self._running.get(key)
        if fetch is None:
            fetch = self._running[key] = _Fetch(make)
        fetch.waiting += 1
        try:
            return await _unless_cancelled(fetch.task, token)
        finally:
            fetch.waiting -= 1
            if fetch.task.done() or not fetch.waiting:
                if self._running.get(key) is fetch:
                    del self._running[key]
                fetch.token.cancel()
                fetch.task.cancel()

    def stop(self) -> None:
        """Stop all that runs; those who wait get CancelledFault or asyncio.CancelledError."""
        for fetch in self._running.values():
            fetch.token.cancel()
        self._running.clear()


async def _unless_cancelled(task: asyncio.Future[T], token: CancelToken | None) -> T:
    """Wait for the task, which goes on when this wait ends early."""
    if token is None:
        return await asyncio.shield(task)
    loop = asyncio.get_running_loop()
    cancelled = loop.create_future()

    def end() -> None:
        if not cancelled.done():
            cancelled.set_result(None)

    unregister = token.on_cancel(lambda: _call_soon(loop, end))
    try:
        await asyncio.wait((task, cancelled), return_when=asyncio.FIRST_COMPLETED)
    finally:
        unregister()
        end()
    if not task.done():
        raise CancelledFault
    return task.result()


def _call_soon(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(callback)
    except RuntimeError:
        # The loop is closed: nobody waits any more.
        pass


def _looked_at(task: asyncio.Future[T]) -> None:
    """Take note of a failure that nobody waits for any more, so that it is not reported as forgotten."""
    if not task.cancelled():
        task.exception()
