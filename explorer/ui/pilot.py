"""Drives the real window for scenes, the tour and end-to-end tests: what a person's hands would do, awaitable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from explorer.core.call import Call
from explorer.core.connection import Connection
from explorer.core.domain.parse import parse_list
from explorer.core.secret import Secret
from explorer.store import files
from explorer.ui.host import Host
from explorer.ui.loop import TaskScope
from explorer.ui.main_window import MainWindow
from explorer.ui.metrics import CARD_RADIUS
from explorer.ui.panels.call_page import CallPage
from explorer.ui.tokens import current
from explorer.work.draft import Phase
from explorer.work.live import LiveConnection
from explorer.work.tab import Tab

PATIENCE = 20.0
"""Seconds until a state that does not come is given up."""
VEIL = 0.35


class Pilot:
    """One window under control."""

    def __init__(self, window: MainWindow, host: Host, tasks: TaskScope) -> None:
        self.window = window
        self.host = host
        self.tasks = tasks

    @property
    def tab(self) -> Tab:
        """The tab in front. Raises RuntimeError when there is none."""
        tab = self.host.workspace.current
        if tab is None:
            raise RuntimeError("No tab is open.")
        return tab

    @property
    def page(self) -> CallPage:
        """The page of the tab in front. Raises RuntimeError when there is none."""
        page = self.window.page
        if page is None:
            raise RuntimeError("No tab is open.")
        return page

    async def until(self, wanted: Callable[[], object]) -> None:
        """Wait for a state. Raises TimeoutError when it does not come."""
        async with asyncio.timeout(PATIENCE):
            while not wanted():
                await asyncio.sleep(0.02)

    async def settle(self) -> None:
        """Let layouts, late reads and delayed filters come to rest."""
        await asyncio.sleep(0.5)
        await self.until(lambda: self.host.worker.busy == 0)

    async def answered(self) -> Tab:
        """Wait until the tab in front has its answer, and return it."""
        workspace = self.host.workspace
        phases = (Phase.ANSWERED, Phase.FAILED)
        await self.until(lambda: workspace.current is not None and workspace.current.draft.phase in phases)
        return self.tab

    async def query(self, domain: list[object], **arguments: object) -> Tab:
        """Send the first tab's call with a domain and further arguments."""
        tab = await self.answered()
        tab.draft.set_domain(parse_list(domain))
        for name, value in arguments.items():
            tab.draft.set_argument(name, value)
        await tab.send()
        return tab

    def open_call(self, call: Call, live: LiveConnection | None = None) -> Tab:
        """Open a tab for a call."""
        return self.host.workspace.open_tab(call, live)

    def show_row(self, row: int) -> None:
        """Select a row of the answer, which the inspector then shows."""
        self.page.results.grid.select_row(row)

    def give_room_to_build(self, share: float = 0.6) -> None:
        """Make the upper card the larger one: its ``share`` of the height."""
        height = self.page.split.height()
        self.page.split.setSizes([round(height * share), round(height * (1 - share))])

    async def go_to(self, connection: Connection, password: Secret | None, key: Secret | None) -> LiveConnection:
        """Save a connection's secrets for this run and put it in front, whether its login succeeds or not."""
        from explorer.ui.panels.connection_dialog import keep_secrets

        live = self.host.live(keep_secrets(self.host, connection, password, key))
        await self.host.workspace.enter(live)
        return live

    async def show_connection(self, connection: Connection, password: Secret | None, key: Secret | None) -> QDialog:
        """Open the dialog of a connection as if it had been saved, and test it."""
        from explorer.ui.panels.connection_dialog import ConnectionDialog, keep_secrets

        saved = keep_secrets(self.host, connection, password, key)
        dialog = ConnectionDialog(self.host, saved, self.tasks.child(), self.window)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.open()
        dialog.run_test()
        await self.until(lambda: dialog.checks.ended)
        return dialog

    def place_popup(self, anchor: QWidget) -> QWidget:
        """Put the open popup below ``anchor``, inside the window, as on a screen of usual size; and return it.

        Without a screen Qt has one of 800 by 800, which would push it elsewhere. Raises RuntimeError without a popup.
        """
        popup = QApplication.activePopupWidget()
        if popup is None:
            raise RuntimeError("No popup is open.")
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 2))
        right = self.window.mapToGlobal(QPoint(self.window.width() - 8, 0)).x()
        popup.move(min(corner.x(), right - popup.width()), corner.y())
        return popup

    def save_picture(self, path: Path) -> None:
        """Write the picture as PNG, whole or not at all. Raises OSError with a sentence for the person."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if not self.picture().save(buffer, "PNG"):
            raise OSError("The picture cannot be made.")
        try:
            files.export(path, bytes(buffer.data().data()))
        except OSError as problem:
            raise OSError(f"The picture cannot be written to {path.absolute()}: {problem.strerror}.") from None

    def picture(self) -> QPixmap:
        """Return what a person sees of the window, with the dialogs and popups that lie over it."""
        whole = self.window.grab()
        painter = QPainter(whole)
        for other in QApplication.topLevelWidgets():
            if other.isVisible() and other is not self.window and other.parentWidget() is not None:
                if isinstance(other, QDialog):
                    painter.fillRect(self.window.rect(), _veil())
                    _draw_dialog(painter, self._place(other), other)
                else:
                    painter.drawPixmap(self._place(other), other.grab())
        painter.end()
        return whole

    def _place(self, other: QWidget) -> QPoint:
        if isinstance(other, QDialog):
            return self.window.rect().center() - other.rect().center()
        return other.mapToGlobal(QPoint(0, 0)) - self.window.mapToGlobal(QPoint(0, 0))


def _draw_dialog(painter: QPainter, place: QPoint, dialog: QDialog) -> None:
    """Draw a dialog with the corners and the line that a window manager gives it."""
    picture = dialog.grab()
    shape = QRectF(dialog.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
    rounded = QPixmap(picture.size())
    rounded.setDevicePixelRatio(picture.devicePixelRatio())
    rounded.fill(Qt.GlobalColor.transparent)
    # The picture laid into a shape, not a clip: clips have jagged corners.
    cutter = QPainter(rounded)
    cutter.setRenderHint(QPainter.RenderHint.Antialiasing)
    cutter.setBrush(Qt.GlobalColor.black)
    cutter.drawRoundedRect(shape, CARD_RADIUS, CARD_RADIUS)
    cutter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    cutter.drawPixmap(0, 0, picture)
    cutter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    cutter.setBrush(Qt.BrushStyle.NoBrush)
    cutter.setPen(QPen(current().color("line"), 1))
    cutter.drawRoundedRect(shape, CARD_RADIUS, CARD_RADIUS)
    cutter.end()
    painter.drawPixmap(place, rounded)


def _veil() -> QColor:
    colour = QColor("#000000")
    colour.setAlphaF(VEIL)
    return colour
