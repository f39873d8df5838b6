"""Paints the cells of the grid straight from the page: no ``data()``, no style option, no widget in a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from explorer.ui import icons, metrics
from explorer.ui.models.cells import Cell, details, tool_tip
from explorer.ui.models.records import RecordsModel
from explorer.ui.tokens import Theme, current

PADDING = 10
_BOX = 14
_KEPT = 8192
"""Elided texts that are remembered."""
_SELECTED = QStyle.StateFlag.State_Selected.value
_CURRENT = QStyle.StateFlag.State_HasFocus.value
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine


Shade = Literal["", "waiting", "outdated"]
_OPACITY: Mapping[Shade, float] = {"": 1.0, "waiting": 0.55, "outdated": 0.7}


class RecordsDelegate(QStyledItemDelegate):
    """Fills, writes and ticks.

    ``shade`` dims the rows: ``waiting`` while others are awaited, ``outdated`` a bit less.
    """

    def __init__(self, records: RecordsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._records = records
        self._shown: dict[tuple[str, int, bool], str] = {}
        self.shade: Shade = ""
        self._theme: Theme | None = None
        self._worn: Shade = ""
        self._colors: dict[str, QColor] = {}
        self.use_fonts()

    def use_fonts(self) -> None:
        """Measure with the application's fonts, which may have changed."""
        self._font, self._fixed = QFont(QApplication.font()), metrics.fixed_font()
        self._measure, self._measure_fixed = QFontMetrics(self._font), QFontMetrics(self._fixed)
        self._shown.clear()

    def natural_width(self, cell: Cell) -> int:
        """Return the room that a cell asks for."""
        if cell.check is not None:
            return _BOX + 2 * PADDING
        measure = self._measure_fixed if cell.fixed else self._measure
        return measure.horizontalAdvance(cell.text) + 2 * PADDING + 2

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return a row's height; widths are worked out by the grid."""
        return QSize(metrics.EDGE, metrics.metrics().grid_row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a cell."""
        theme = current()
        if theme is not self._theme or self.shade != self._worn:
            self._wear(theme)
        rect: QRect = option.rect
        row = index.row()
        state: int = option.state.value
        if state & _SELECTED:
            painter.fillRect(rect, self._colors["selection"])
        elif row & 1:
            painter.fillRect(rect, self._colors["alternate"])
        cell = self._records.cells(row)[index.column()]
        if cell.check is not None:
            self._paint_check(painter, rect, checked=cell.check)
        elif cell.text:
            width = rect.width() - 2 * PADDING
            painter.setFont(self._fixed if cell.fixed else self._font)
            painter.setPen(self._colors[cell.tone])
            room = rect.adjusted(PADDING, 0, 1 - PADDING, 0)
            painter.drawText(room, _RIGHT if cell.right else _LEFT, self._elided(cell, width))
        if state & _CURRENT:
            painter.setPen(self._colors["frame"])
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show what a cell cuts off or stands for."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        if not option.rect.contains(event.pos()):
            # The row goes on to the right of its last cell.
            QToolTip.hideText()
            return True
        words = self.explanation(index.row(), index.column(), option.rect.width())
        QToolTip.showText(event.globalPos(), tool_tip(words), view.viewport())
        return True

    def explanation(self, row: int, column: int, width: int) -> str:
        """Return the tool tip of a cell of this width: the text where it is cut, and what the text stands for."""
        cell = self._records.cells(row)[column]
        more = details(self._records.columns[column], self._records.value(row, column))
        cut = cell.check is None and self.natural_width(cell) - 2 > width
        return "\n".join(words for words in (cell.text if cut and cell.text not in more else "", more) if words)

    def _elided(self, cell: Cell, width: int) -> str:
        key = (cell.text, width, cell.fixed)
        shown = self._shown.get(key)
        if shown is None:
            if len(self._shown) >= _KEPT:
                self._shown.clear()
            measure = self._measure_fixed if cell.fixed else self._measure
            shown = measure.elidedText(cell.text, Qt.TextElideMode.ElideRight, width + 1)
            self._shown[key] = shown
        return shown

    def _paint_check(self, painter: QPainter, rect: QRect, *, checked: bool) -> None:
        box = QRect(rect.x() + PADDING, rect.y() + (rect.height() - _BOX) // 2, _BOX, _BOX)
        ink = self._colors["text" if checked else "box"]
        if checked:
            icons.draw(painter, box, "check", ink)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -2, -2), 3, 3)
        painter.restore()

    def _wear(self, theme: Theme) -> None:
        self._theme, self._worn = theme, self.shade
        self._colors = {fill: theme.color(fill) for fill in ("selection", "alternate")}
        for tone, share in (("text", 1.0), ("dim", 1.0), ("accent", 1.0), ("box", 0.55)):
            ink = theme.mixed("dim" if tone == "box" else tone, "panel", share * _OPACITY[self.shade])
            self._colors[tone] = theme.disabled if self.shade == "waiting" else ink
        self._colors["frame"] = theme.color("accent")
