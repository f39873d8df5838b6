"""The one place that knows qasync: runs the loop, holds tasks, and gives every error one destination.

The GUI thread runs Qt and asyncio together. Tasks are only weakly referenced by asyncio, so every coroutine is
started through a :class:`TaskScope`, which keeps it, ends it with its panel, and reports what it raises.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

# qasync takes whatever Qt binding it finds first; PySide6 is imported above and named here.
os.environ["QT_API"] = "pyside6"
import qasync

from explorer.core.faults import CancelledFault

T = TypeVar("T")
Report = Callable[[BaseException], None]


class TaskScope:
    """The tasks of one panel. They end when the panel closes; an error goes to the reporter, once."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[Any]] = set()
        self._children: list[TaskScope] = []

    def spawn(self, work: Coroutine[Any, Any, T], name: str = "") -> asyncio.Task[T]:
        """Start ``work`` and keep it until it ends. Call it while the loop runs."""
        task = asyncio.get_running_loop().create_task(work, name=name or None)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def child(self) -> TaskScope:
        """Return a scope that ends with this one at the latest."""
        scope = TaskScope(self._report)
        self._children.append(scope)
        return scope

    def cancel(self) -> None:
        """End all tasks of this scope and of its children."""
        for scope in self._children:
            scope.cancel()
        for task in list(self._tasks):
            task.cancel()

    @property
    def busy(self) -> int:
        """How many tasks run, children included."""
        return len(self._tasks) + sum(scope.busy for scope in self._children)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        problem = task.exception()
        if problem is not None and not isinstance(problem, CancelledFault):
            self._report(problem)


def run(main: Callable[[], Coroutine[Any, Any, int]], report: Report) -> int:
    """Run ``main`` on Qt's loop until it returns, and return its exit status.

    Errors that reach no task (slots, virtual methods, threads, forgotten futures) go to ``report``.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    # Closing the last window must not stop the loop under whoever still awaits something.
    app.setQuitOnLastWindowClosed(False)

    def loop_factory() -> asyncio.AbstractEventLoop:
        loop: asyncio.AbstractEventLoop = qasync.QEventLoop(app)
        loop.set_exception_handler(lambda _, context: _report_context(context, report))
        return loop

    with _hooks(report), asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(main())


def _report_context(context: dict[str, Any], report: Report) -> None:
    problem = context.get("exception")
    report(problem if isinstance(problem, BaseException) else RuntimeError(str(context.get("message"))))


@contextmanager
def _hooks(report: Report) -> Iterator[None]:
    """Send every stray exception to ``report`` while the loop runs."""

    def excepthook(_: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        report(problem.with_traceback(trace))

    def unraisable(problem: sys.UnraisableHookArgs) -> None:
        if problem.exc_value is not None:
            report(problem.exc_value)

    def in_thread(problem: threading.ExceptHookArgs) -> None:
        if problem.exc_value is not None:
            report(problem.exc_value)

    before = sys.excepthook, sys.unraisablehook, threading.excepthook
    sys.excepthook, sys.unraisablehook, threading.excepthook = excepthook, unraisable, in_thread
    try:
        yield
    finally:
        sys.excepthook, sys.unraisablehook, threading.excepthook = before


class InterruptNotifier(QObject):
    """Calls ``interrupted`` on Ctrl+C at once.

    Python's handler runs only when Python code next runs, which in a quiet window is seconds later; the wake-up
    descriptor wakes Qt's loop instead.
    """

    def __init__(self, interrupted: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        self._interrupted = interrupted
        self._before_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._before = signal.signal(signal.SIGINT, lambda *_: None)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def close(self) -> None:
        """Put the signal handling back as it was."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before_fd)
        signal.signal(signal.SIGINT, self._before)
        self._read.close()
        self._write.close()

    def _woken(self) -> None:
        try:
            received = self._read.recv(64)
        except BlockingIOError:
            return
        if signal.SIGINT in received:
            self._interrupted()
