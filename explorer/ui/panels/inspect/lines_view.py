"""A list of labels and values in one view: painted, so that a record of 300 fields costs no 300 widgets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from explorer.ui.models.record_lines import Line, Link
from explorer.ui.panels.inspect.lines_delegate import LinesDelegate
from explorer.ui.widgets.painted_button import KEPT, KEYBOARD

Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LinesModel(QAbstractListModel):
    """The lines that are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show others."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the value, what a screen reader says, or the tool tip."""
        if role not in _ANSWERED or not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.value
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (
                line.label
                if line.heading
                else f"{line.label}: {', '.join(line.chips) or line.value} {line.aside}".strip()
            )
        return "\n".join(filter(None, (line.label, " · ".join(filter(None, (line.name, line.kind))), line.help[:400])))


_ANSWERED = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole})


class LinesView(QListView):
    """Shows lines; a click or Enter on a link follows it, Ctrl+C copies a value."""

    followed = Signal(object)
    """A Link that the person clicked."""
    menu_asked = Signal(object, object)
    """A Line and the place on screen for its menu."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows = LinesDelegate(self)
        self._lines = LinesModel(self)
        self._pressed: QPoint | None = None
        self.setModel(self._lines)
        self.setItemDelegate(self.rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)

    @property
    def lines(self) -> Sequence[Line]:
        """What is shown."""
        return self._lines.lines

    def set_lines(self, lines: Sequence[Line], *, keep_place: bool = False) -> None:
        """Show lines; ``keep_place`` keeps scroll bar and current line where they are."""
        if keep_place and list(lines) == list(self._lines.lines):
            return
        current = self.line_at(self.currentIndex())
        place = self.verticalScrollBar().value()
        self.rows.measure_labels(lines, self.viewport().width())
        self._lines.set_lines(lines)
        if not keep_place:
            self.scrollToTop()
            return
        if current is not None:
            row = next((row for row, line in enumerate(lines) if line.name == current.name), -1)
            if row >= 0:
                self.setCurrentIndex(self._lines.index(row, 0))
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(place)

    def show_names(self, shown: bool) -> None:
        """Show technical names under the labels, or not."""
        self.rows.names = shown
        self.rows.measure_labels(self.lines, self.viewport().width())
        self.scheduleDelayedItemsLayout()

    def line_at(self, index: Index) -> Line | None:
        """Return a line by index."""
        return self._lines.lines[index.row()] if index.isValid() and index.row() < len(self._lines.lines) else None

    def copy_current(self) -> None:
        """Put the current line's value on the clipboard."""
        from PySide6.QtGui import QGuiApplication

        line = self.line_at(self.currentIndex())
        if line is not None and line.copied:
            QGuiApplication.clipboard().setText(line.copied)

    def link_at(self, place: QPoint) -> Link | None:
        """Return the link under a place of the viewport."""
        index = self.indexAt(place)
        line = self.line_at(index)
        if line is None or line.link is None:
            return None
        return line.link if self.rows.link_rect(line, self.visualRect(index)).contains(place) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        self.rows.measure_labels(self.lines, self.viewport().width())
        self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew with another font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self.rows.forget_fonts()
            self.rows.measure_labels(self.lines, self.viewport().width())
            self.scheduleDelayedItemsLayout()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus."""
        if event.reason() not in KEPT:
            self.rows.ring = event.reason() in KEYBOARD
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press may become a click on a link."""
        self.rows.ring = False
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow a link when press and release were on it."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        link = self.link_at(event.position().toPoint())
        if link is not None and pressed is not None and self.link_at(pressed) == link:
            self.followed.emit(link)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Underline the link under the pointer."""
        index = self.indexAt(event.position().toPoint())
        row = index.row() if self.link_at(event.position().toPoint()) is not None else -1
        if row != self.rows.hovered:
            self.rows.hovered = row
            shape = Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self.rows.hovered = -1
        self.viewport().update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows the current line's link, Ctrl+C copies its value."""
        self.rows.ring = True
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_current()
            return
        line = self.line_at(self.currentIndex())
        if event.key() in _ENTER and line is not None and line.link is not None:
            self.followed.emit(line.link)
            return
        super().keyPressEvent(event)

    def _ask_menu(self, place: QPoint) -> None:
        line = self.line_at(self.indexAt(place))
        if line is not None and not line.heading:
            self.menu_asked.emit(line, self.viewport().mapToGlobal(place))
