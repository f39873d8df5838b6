"""The end: whatever runs, the window closes at once, what is to be kept is kept, and nothing is left behind."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.app import Program
from explorer.ui.main_window import MainWindow
from explorer.ui.panels.connection_dialog import ConnectionDialog
from explorer.work.view import Phase

if TYPE_CHECKING:
    from tests.e2e.conftest import Hands, Play, Practice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40
"""Seconds until a process that should have ended is killed."""


def when_rows_are_there(program: Program, deed: Callable[[MainWindow], None]) -> QTimer:
    """Do something with the window, once, when its first rows and their count came."""

    def look() -> None:
        tab = program.workspace.current
        if tab is not None and tab.draft.count is not None and program.worker.busy == 0:
            clock.stop()
            windows = [window for window in QApplication.topLevelWidgets() if isinstance(window, MainWindow)]
            deed(next(window for window in windows if window.isVisible()))

    clock = QTimer()
    clock.setInterval(20)
    clock.timeout.connect(look)
    clock.start()
    return clock


def send_into_the_void(program: Program) -> None:
    """Begin a call that gets no answer."""
    tab = program.workspace.current
    assert tab is not None
    tab.draft.edit_text(tab.draft.envelope_text().replace("/json/2/", "/practice/fault/hang/json/2/", 1))


def test_closing_twice_with_a_call_under_way_ends_and_keeps_the_layout(
    practice: Practice, qapp: QApplication, program_home: Path
) -> None:
    program = Program(practice, "light")
    states: list[Phase] = []

    def close_twice(window: MainWindow) -> None:
        send_into_the_void(program)
        window.actions_by_name["send"].trigger()
        window.resize(1100, 700)
        QTimer.singleShot(200, lambda: close(window))

    def close(window: MainWindow) -> None:
        tab = program.workspace.current
        assert tab is not None
        states.append(tab.draft.phase)
        window.close()
        window.close()

    clock = when_rows_are_there(program, close_twice)
    status = program.run((1440, 900))
    clock.stop()
    assert states == [Phase.SENDING], "the call was under way"
    assert status == 0
    assert [report.text for report in program.reporter.reports] == []
    saved = json.loads((program_home / "config" / "settings.json").read_text())
    assert saved["window_geometry"]
    assert len(saved["splitter_sizes"]["main"]) == 3


def test_the_window_comes_back_as_it_was_left(practice: Practice, qapp: QApplication) -> None:
    sizes: list[tuple[int, int, list[int]]] = []

    def leave(window: MainWindow) -> None:
        # The offscreen platform's screen is small, and no window comes back larger than that.
        window.resize(window.minimumWidth(), 640)
        window.split.setSizes([230, 390, 240])
        sizes.append((window.width(), window.height(), window.split.sizes()))
        window.close()

    def look(window: MainWindow) -> None:
        sizes.append((window.width(), window.height(), window.split.sizes()))
        window.close()

    for deed in (leave, look):
        program = Program(practice, "light")
        clock = when_rows_are_there(program, deed)
        assert program.run((1440, 900)) == 0
        clock.stop()
    assert sizes[0] == sizes[1]


def test_quitting_with_an_open_dialog_and_a_running_test_of_a_connection(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        QTest.keyClick(hands.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        await hands.until(lambda: hands.shown(ConnectionDialog))
        dialog = hands.dialog()
        hands.type(f"{practice.wait().url}/practice/fault/hang", dialog.url)
        hands.type("Mine", dialog.name)
        hands.click(dialog.test)
        await hands.until(lambda: hands.program.worker.busy == 1)

    play(scenario)


def test_ending_while_everything_loads(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        hands.open_model("sale.order.line", new_tab=True)
        hands.open_model("account.move.line", new_tab=True)
        hands.window.refresh()

    play(scenario)


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows gets no SIGINT")
@pytest.mark.parametrize("moment", ["paint", "rows"])
def test_ctrl_c_in_the_terminal_closes_the_program(
    child_environment: Mapping[str, str], program_home: Path, moment: str
) -> None:
    environment = {**child_environment, "QT_QPA_PLATFORM": "offscreen", "ODOO_EXPLORER_MARKS": "1"}
    command = [sys.executable, "-m", "explorer"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            while not process.stdout.readline().startswith(moment):
                assert process.poll() is None, process.stderr.read() if process.stderr else ""
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert errors == ""
    assert process.returncode == 0
    assert json.loads((program_home / "config" / "settings.json").read_text())["window_geometry"]
