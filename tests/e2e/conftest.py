"""The whole program under a person's hands: a practice server of its own, the real window, real clicks and keys.

A scenario is a coroutine that gets :class:`Hands`. It clicks and types on real widgets, waits for a state, and
asserts what the server received and what the screen says.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from explorer.app import Program
from explorer.core.connection import Connection
from explorer.core.envelope import HttpReply
from explorer.core.secret import Secret
from explorer.ui.main_window import MainWindow
from explorer.ui.panels.build.condition_row import ConditionRow
from explorer.ui.panels.build.field_picker import FieldPicker
from explorer.ui.panels.build.panel import BuildPanel
from explorer.ui.panels.call_page import CallPage
from explorer.ui.panels.connection_dialog import ConnectionDialog, keep_secrets
from explorer.ui.panels.envelope import EnvelopePanel
from explorer.ui.panels.inspector import InspectorPanel
from explorer.ui.panels.models_tree import ModelsPanel
from explorer.ui.panels.results.fault_view import FaultView
from explorer.ui.panels.results.grid import RecordsGrid
from explorer.ui.pilot import Pilot
from explorer.work.draft import Draft
from explorer.work.live import LiveConnection
from explorer.work.practice_server import PracticeServer
from explorer.work.tab import Tab
from explorer.work.view import Outcome, Phase

W = TypeVar("W", bound=QWidget)
Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
PATIENCE = 8.0
"""Seconds until a state that does not come is given up."""
NARROW = "\u202f"


class Request(msgspec.Struct, frozen=True):
    """A request as the practice server's log tells it."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: str

    def json(self) -> dict[str, Any]:
        """The body of a JSON request."""
        value = json.loads(self.body)
        assert isinstance(value, dict)
        return value

    def header(self, name: str) -> str:
        """A header's value; empty when it was not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


class Practice(PracticeServer):
    """The practice server as a child process, and what it heard."""

    def received(self, end: str = "") -> list[Request]:
        """The requests whose path ends so, oldest first."""
        with urllib.request.urlopen(f"{self.wait().url}/practice/log", timeout=10) as reply:
            requests = msgspec.json.decode(reply.read(), type=list[Request])
        return [request for request in requests if request.path.endswith(end)]

    def bodies(self, end: str) -> list[dict[str, Any]]:
        """The JSON bodies of the requests whose path ends so."""
        return [request.json() for request in self.received(end)]

    def last(self, method: str = "search_read", model: str = "res.partner") -> dict[str, Any]:
        """What the last call of a method said."""
        return self.received(f"/json/2/{model}/{method}")[-1].json()

    def ask(self, model: str, method: str, **arguments: object) -> Any:
        """Ask by oneself, without the program."""
        facts = self.wait()
        head = {"Authorization": f"bearer {facts.api_key}", "Content-Type": "application/json"}
        url = f"{facts.url}/json/2/{model}/{method}"
        with urllib.request.urlopen(urllib.request.Request(url, json.dumps(arguments).encode(), head)) as reply:
            return json.loads(reply.read())

    def reset(self) -> None:
        """The data as they were at the start, and nothing heard."""
        url = f"{self.wait().url}/practice/reset"
        with urllib.request.urlopen(urllib.request.Request(url, b"{}", method="POST")) as reply:
            assert reply.status == 200


class Hands:
    """What a person does at the window, and what they see there."""

    def __init__(self, pilot: Pilot, program: Program, practice: Practice) -> None:
        self.pilot = pilot
        self.program = program
        self.practice = practice
        self.window = pilot.window

    # Where things are

    @property
    def tab(self) -> Tab:
        return self.pilot.tab

    @property
    def draft(self) -> Draft:
        return self.pilot.tab.draft

    @property
    def page(self) -> CallPage:
        return self.pilot.page

    @property
    def grid(self) -> RecordsGrid:
        return self.page.results.grid

    @property
    def build(self) -> BuildPanel:
        assert self.page.build is not None
        return self.page.build

    @property
    def inspector(self) -> InspectorPanel:
        assert self.window.inspector is not None
        return self.window.inspector

    @property
    def models(self) -> ModelsPanel:
        assert self.window.models is not None
        return self.window.models

    def phase(self) -> Phase:
        return self.draft.phase

    @property
    def outcome(self) -> Outcome:
        assert self.draft.outcome is not None
        return self.draft.outcome

    @property
    def reply(self) -> HttpReply:
        assert self.outcome.reply is not None
        return self.outcome.reply

    @property
    def envelope(self) -> EnvelopePanel:
        assert self.page.envelope is not None
        return self.page.envelope

    @property
    def fault(self) -> FaultView:
        return self.page.results.fault_card().view

    @property
    def front(self) -> LiveConnection:
        live = self.program.workspace.live
        assert live is not None
        return live

    def shown(self, kind: type[W], name: str = "", parent: QWidget | None = None) -> list[W]:
        """The widgets of a kind that are on screen."""
        found = (parent or self.window).findChildren(kind, name) if name else (parent or self.window).findChildren(kind)
        return [widget for widget in found if widget.isVisible()]

    def named(self, kind: type[W], name: str, parent: QWidget | None = None) -> W:
        """The one widget on screen with this object name or accessible name."""
        found = [
            widget
            for widget in self.shown(kind, parent=parent)
            if name in (widget.objectName(), widget.accessibleName())
        ]
        assert len(found) == 1, f"{len(found)} widgets are called {name}"
        return found[0]

    def button(self, words: str, parent: QWidget | None = None) -> QAbstractButton:
        """The one button on screen with these words."""
        found = [button for button in self.shown(QAbstractButton, parent=parent) if button.text() == words]
        assert len(found) == 1, f"{len(found)} buttons say {words}"
        return found[0]

    def pickers(self) -> list[FieldPicker]:
        """The pickers of fields that are open."""
        return self.shown(FieldPicker)

    def dialog(self) -> ConnectionDialog:
        """The open dialog of a connection."""
        return next(box for box in self.window.findChildren(ConnectionDialog) if box.isVisible())

    # What hands do

    def click(
        self,
        widget: QWidget,
        place: QPoint | None = None,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifier: Qt.KeyboardModifier = NONE,
    ) -> None:
        """Click a widget that is on screen and enabled."""
        assert widget.isVisible(), f"{widget} is not on screen"
        assert widget.isEnabled(), f"{widget} is disabled"
        assert widget.width() > 0
        assert widget.height() > 0
        QTest.mouseClick(widget, button, modifier, place or widget.rect().center())

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def keys(self, *keys: Qt.Key) -> None:
        """Press keys one after another."""
        for key in keys:
            self.press(key)

    def type(self, words: str, into: QWidget | None = None) -> None:
        """Type where the focus is, or into a widget that is clicked first and emptied."""
        into = into.focusProxy() or into if into is not None else None
        if into is not None:
            self.click(into)
            QTest.keyClick(into, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(into or QApplication.focusWidget() or self.window, words)

    async def menu(self, *way: str) -> None:
        """Click through the menu that is open: by the words of its entries, without shortcuts."""
        for step, words in enumerate(way):
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            found = [action for action in menu.actions() if said(action) == words]
            assert found, f"no “{words}” among {[said(action) for action in menu.actions()]}"
            self.click(menu, menu.actionGeometry(found[0]).center())
            if step + 1 < len(way):
                await self.until(partial(_is_below, menu))

    async def until(self, wanted: Callable[[], object]) -> None:
        """Wait for a state."""
        async with asyncio.timeout(PATIENCE):
            while not wanted():
                await asyncio.sleep(0.01)

    async def answered(self, generation: int) -> Tab:
        """Wait until the answer of a sending after ``generation`` is there, with its count where it has one."""
        await self.until(lambda: self.draft.generation > generation and self.draft.phase is not Phase.SENDING)
        if self.outcome.page is not None and not self.draft.edited:
            await self.until(lambda: self.draft.count is not None)
        return self.tab

    async def does(self, deed: Callable[[], object]) -> Tab:
        """Do what sends a call, and wait for its answer."""
        await self.until(QApplication.activeWindow)
        before = self.draft.generation
        deed()
        return await self.answered(before)

    async def send(self) -> Tab:
        """Send with Ctrl+Enter."""
        return await self.does(lambda: self.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier))

    async def edit_connection(self) -> None:
        """Open the dialog of the connection in front from the bar's menu."""
        self.click(self.window.top.connection)
        await self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        await self.menu("Edit this connection …")
        await self.until(lambda: self.shown(ConnectionDialog))

    def open_model(self, model: str, *, new_tab: bool = False) -> None:
        """Open a model, as a click in the tree does."""
        self.pilot.tasks.spawn(self.program.workspace.open_model(model, new_tab=new_tab))

    async def enter(self, connection: Connection, password: Secret | None = None, key: Secret | None = None) -> None:
        """Go to a connection as if it had been saved and chosen."""
        kept = keep_secrets(self.program, connection, password, key)
        await self.program.workspace.enter(self.program.live(kept))

    # What eyes see

    def range(self) -> str:
        """What stands beside the page buttons."""
        pager = self.page.results.pager
        return pager.shown.text() + pager.total.text() if pager.rows.isVisible() else ""

    def column(self, name: str) -> list[str]:
        """A column's cells as they are shown."""
        place = [column.name for column in self.grid.records.columns].index(name)
        return [self.grid.records.cells(row)[place].text for row in range(self.grid.records.rowCount())]

    def conditions(self) -> list[str]:
        """The conditions of Build: field, operator."""
        rows = [row for row in self.build.conditions.rows if isinstance(row, ConditionRow)]
        return [f"{row.field.shown_text()} {row.operator.shown_text()}" for row in rows]

    def condition(self, number: int) -> ConditionRow:
        """A condition of Build, counted from 0."""
        return [row for row in self.build.conditions.rows if isinstance(row, ConditionRow)][number]

    def named_text(self, words: str) -> bool:
        """Whether a label on screen says exactly this."""
        return words in self.words().split("\n")

    def words(self, within: QWidget | None = None) -> str:
        """All labels on screen."""
        return "\n".join(label.text() for label in self.shown(QLabel, parent=within) if label.text())

    def colour(self, widget: QWidget, place: QPoint) -> str:
        """The colour of one pixel of the window, at a place of a widget."""
        picture = self.window.grab().toImage()
        point = widget.mapTo(self.window, place) * picture.devicePixelRatio()
        return QColor(picture.pixel(point)).name()

    def clipboard(self) -> str:
        return QGuiApplication.clipboard().text()


def drop_windows() -> None:
    """Destroy the windows that were closed; with each one left, switching the theme takes longer."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow) and not window.isVisible():
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


@contextmanager
def window_manager(window: QWidget) -> Iterator[None]:
    """Give the keys back to the window, or to the dialog over it, when a popup closes; offscreen nobody else does."""

    def look() -> None:
        if QApplication.activeWindow() is None and QApplication.activePopupWidget() is None:
            (QApplication.activeModalWidget() or window).activateWindow()

    clock = QTimer()
    clock.setInterval(20)
    clock.timeout.connect(look)
    clock.start()
    yield
    clock.stop()


def _is_below(menu: QMenu) -> bool:
    return QApplication.activePopupWidget() is not menu


def said(action: QAction) -> str:
    """The words of a menu's entry, without the part behind the tabulator."""
    return action.text().partition("\t")[0].replace("&", "")


Scenario = Callable[[Hands], Awaitable[None]]


class Play(Protocol):
    """Runs a scenario in the program, from its start to its end."""

    def __call__(self, scenario: Scenario, size: tuple[int, int] = ..., theme: str = ...) -> Program: ...


@pytest.fixture(scope="session")
def practice_child() -> Iterator[Practice]:
    """One practice server for all scenarios."""
    child = Practice()
    yield child
    child.stop()


@pytest.fixture
def practice(practice_child: Practice) -> Practice:
    """The practice server, as it was at its start."""
    practice_child.reset()
    return practice_child


@pytest.fixture
def play(practice: Practice, qapp: QApplication) -> Play:
    """Play a scenario in a new window; a mistake of the program fails the test."""

    def played(scenario: Scenario, size: tuple[int, int] = (1440, 900), theme: str = "light") -> Program:
        qapp.clipboard().clear()
        program = Program(practice, theme)
        problems: list[BaseException] = []

        async def errand(pilot: Pilot) -> None:
            try:
                async with asyncio.timeout(60):
                    with window_manager(pilot.window):
                        hands = Hands(pilot, program, practice)
                        await hands.until(hands.window.isActiveWindow)
                        await scenario(hands)
            except Exception as problem:  # noqa: BLE001 - raised again outside, where pytest shows its place
                problems.append(problem)

        status = program.run(size, errand)
        drop_windows()
        if problems:
            raise problems[0]
        assert [report.text for report in program.reporter.reports] == []
        assert status == 0
        return program

    return played


@pytest.fixture
def child_environment(program_home: Path) -> Mapping[str, str]:
    """The environment of a program of its own: an empty home, no display, nothing compiled written into the tree."""
    wanted = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "COV_"))}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONWARNINGS"):
        wanted.pop(name, None)
    return wanted | {"ODOO_EXPLORER_HOME": str(program_home), "PYTHONDONTWRITEBYTECODE": "1"}
