"""The loop, its tasks, dialogs, the one reporter and the collector: what keeps the window alive."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from explorer.core.faults import CancelledFault
from explorer.ui import dialogs, loop
from explorer.ui.collector import Collector
from explorer.ui.reporter import Reporter

Main = Callable[[], Coroutine[Any, Any, int]]


class MistakeError(Exception):
    """A mistake of the program, made on purpose."""


@pytest.fixture
def reporter(capsys: pytest.CaptureFixture[str]) -> Reporter:
    """A reporter whose standard error is looked at here."""
    del capsys
    return Reporter()


def run(main: Main, reporter: Reporter) -> int:
    """Run a scenario on Qt's loop."""
    return loop.run(main, reporter.report)


def test_a_task_is_kept_while_it_waits_and_its_error_is_reported_once(qtbot: QtBot, reporter: Reporter) -> None:
    async def fail() -> None:
        await asyncio.sleep(0.01)
        raise MistakeError("on purpose")

    async def main() -> int:
        tasks = loop.TaskScope(reporter.report)
        tasks.spawn(fail())
        gc.collect()
        while tasks.busy:
            await asyncio.sleep(0.005)
        return 3

    assert run(main, reporter) == 3
    assert [report.sentence for report in reporter.reports] == ["MistakeError: on purpose"]


def test_a_closed_panel_ends_its_tasks_and_those_of_its_children_without_a_report(
    qtbot: QtBot, reporter: Reporter
) -> None:
    ended: list[str] = []

    async def wait(name: str) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(name)

    async def cancelled_by_a_person() -> None:
        raise CancelledFault

    async def main() -> int:
        tasks = loop.TaskScope(reporter.report)
        tasks.spawn(wait("own"))
        tasks.child().spawn(wait("child"))
        tasks.spawn(cancelled_by_a_person())
        await asyncio.sleep(0.01)
        tasks.cancel()
        await asyncio.sleep(0.01)
        return tasks.busy

    assert run(main, reporter) == 0
    assert sorted(ended) == ["child", "own"]
    assert reporter.reports == []


def test_errors_of_slots_threads_and_forgotten_futures_reach_the_reporter(qtbot: QtBot, reporter: Reporter) -> None:
    def fail() -> None:
        raise MistakeError(threading.current_thread().name)

    async def main() -> int:
        # pytest-qt looks at what a slot raises through the same hook, which the loop replaces while it runs.
        QTimer.singleShot(0, fail)
        thread = threading.Thread(target=fail, name="aside")
        thread.start()
        thread.join()
        asyncio.get_running_loop().call_soon(fail)
        await asyncio.sleep(0.05)
        return 0

    hooks = sys.excepthook, threading.excepthook
    run(main, reporter)
    sentences = [report.sentence for report in reporter.reports]
    assert sentences.count("MistakeError: MainThread") == 2
    assert sentences.count("MistakeError: aside") == 1
    assert (sys.excepthook, threading.excepthook) == hooks


def test_the_same_mistake_is_counted_and_told_once(reporter: Reporter) -> None:
    told: list[str] = []
    reporter.subscribe(lambda report: told.append(report.sentence))
    problem = MistakeError("in each cell")
    for _ in range(5):
        reporter.report(problem)
    reporter.report(KeyboardInterrupt())
    assert told == ["MistakeError: in each cell"]
    assert [report.times for report in reporter.reports] == [5]


def test_a_ticker_goes_on_while_a_dialog_is_open_and_escape_means_the_safe_choice(
    qtbot: QtBot, reporter: Reporter
) -> None:
    ticks: list[int] = []
    answers: list[int] = []

    async def tick() -> None:
        while True:
            ticks.append(len(ticks))
            await asyncio.sleep(0.005)

    def box() -> QMessageBox | None:
        from PySide6.QtWidgets import QApplication

        return next((w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()), None)

    async def press(label: str | None) -> None:
        while (found := box()) is None:
            await asyncio.sleep(0.005)
        before = len(ticks)
        while len(ticks) < before + 3:
            await asyncio.sleep(0.005)
        if label is None:
            found.reject()
        else:
            next(button for button in found.buttons() if button.text() == label).click()

    async def main() -> int:
        parent = QWidget()
        parent.show()
        tasks = loop.TaskScope(reporter.report)
        tasks.spawn(tick())
        for label in ("Allow", None, "Stay"):
            tasks.spawn(press(label))
            answers.append(await dialogs.ask(parent, "Writes", "Allow writes?", ("Allow", "Stay")))
        tasks.cancel()
        parent.close()
        return 0

    run(main, reporter)
    assert answers == [0, 1, 1]
    assert reporter.reports == []


def test_a_dialog_awaited_says_whether_it_was_accepted(qtbot: QtBot, reporter: Reporter) -> None:
    async def main() -> int:
        parent = QWidget()
        parent.show()
        first, second = QDialog(parent), QDialog(parent)
        QTimer.singleShot(10, first.accept)
        QTimer.singleShot(10, first.reject)
        accepted = await dialogs.show(first)
        QTimer.singleShot(10, second.reject)
        refused = await dialogs.show(second)
        parent.close()
        return 10 * accepted + refused

    assert run(main, reporter) == 10


def test_garbage_is_collected_on_the_thread_of_the_window_alone(qtbot: QtBot) -> None:
    where: set[str] = set()

    class Noticed:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            where.add(threading.current_thread().name)

    def litter() -> None:
        for _ in range(20_000):
            Noticed()

    collector = Collector()
    try:
        thread = threading.Thread(target=litter, name="worker")
        thread.start()
        thread.join()
        assert where == set()
        collector.look()
        assert where == {"MainThread"}
    finally:
        collector.close()
    assert gc.isenabled()
