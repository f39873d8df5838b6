"""A viewer for big texts that are only read: answers of megabytes open at once, since it lays out only what is seen."""

from __future__ import annotations

from collections import OrderedDict
from typing import cast

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu, QWidget

from explorer.ui import metrics
from explorer.ui.tokens import current
from explorer.ui.widgets import colouring
from explorer.ui.widgets.colouring import Language
from explorer.ui.widgets.text_lines import TextLines
from explorer.ui.widgets.units import to_column, to_units

Place = tuple[int, int]
"""Line and column, both from 0."""

_TOP = 4
_LEFT = 8
_RIGHT = 10
_KEPT = 400
"""Lines whose layout is remembered."""


class TextViewer(QAbstractScrollArea):
    """Shows bytes as lines in fixed type, with numbers. Selection by mouse and keyboard, Ctrl+A, Ctrl+C.

    A line is shown up to 5 000 characters and copied whole.
    """

    def __init__(self, name: str, language: Language = "json", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._language: Language = language
        self._lines = TextLines(b"")
        self._layouts: OrderedDict[int, QTextLayout] = OrderedDict()
        self._anchor: Place = (0, 0)
        self._at: Place = (0, 0)
        self._widest = 0.0
        self._indexer = QTimer(self)
        self._indexer.setInterval(0)
        self._indexer.timeout.connect(self._index)
        self._puller = QTimer(self)
        self._puller.setInterval(50)
        self._puller.timeout.connect(self._pull)
        self._use_font()

    # -- content -----------------------------------------------------------------------------------------------

    def set_bytes(self, data: bytes, language: Language | None = None) -> None:
        """Show another text from its beginning. Only ``json`` is coloured."""
        self._indexer.stop()
        self._language = language or self._language
        self._lines = TextLines(data)
        self._layouts.clear()
        self._anchor = self._at = (0, 0)
        self._widest = 0.0
        if self._lines.index_more():
            self._indexer.start()
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)
        self._measure()
        self.viewport().update()

    def set_text(self, text: str, language: Language | None = None) -> None:
        """Show a text."""
        self.set_bytes(text.encode("utf-8", errors="replace"), language)

    def line_count(self) -> int:
        """Return how many lines are known; of a text over 2 MB, all only after a moment."""
        return len(self._lines)

    def show_line(self, number: int) -> None:
        """Bring a line, counted from 1, into the middle of the view."""
        self.verticalScrollBar().setValue(number - 1 - self._rows() // 2)

    # -- selection ---------------------------------------------------------------------------------------------

    def selected_text(self) -> str:
        """Return what is selected, with LF between lines."""
        first, last = sorted((self._anchor, self._at))
        return self._lines.between(first, last) if first != last else ""

    def select_all(self) -> None:
        """Select the whole text."""
        while self._lines.index_more():
            pass
        self._measure()
        self._anchor = (0, 0)
        last = len(self._lines) - 1
        self._at = (last, len(self._lines.line(last)[0]))
        self.viewport().update()

    def copy(self) -> None:
        """Put what is selected on the clipboard; nothing when nothing is."""
        text = self.selected_text()
        if text:
            QGuiApplication.clipboard().setText(text)

    # -- what Qt calls -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are seen, their numbers on top."""
        theme = current()
        painter = QPainter(self.viewport())
        gutter = self._gutter()
        left = gutter - self.horizontalScrollBar().value()
        first = self.verticalScrollBar().value()
        chosen = sorted((self._anchor, self._at))
        painter.setClipRect(QRect(gutter, 0, self.viewport().width() - gutter, self.viewport().height()))
        painter.setPen(theme.color("text"))
        for number in self._seen():
            layout = self._layout(number)
            at = QPointF(left, _TOP + (number - first) * self._row)
            layout.draw(painter, at, self._selection(number, layout, chosen), QRectF(event.rect()))
            if self.hasFocus() and number == self._at[0]:
                layout.drawCursor(painter, at, to_units(layout.text(), self._at[1]))
        painter.setClipping(False)
        painter.setFont(self.font())
        painter.setPen(theme.color("dim"))
        for number in self._seen():
            top = _TOP + (number - first) * self._row
            room = QRectF(0, top, gutter - _RIGHT, self._row)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number + 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll by another page."""
        super().resizeEvent(event)
        self._measure()

    def scrollContentsBy(self, across: int, down: int) -> None:
        """Paint again: it is some lines."""
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Colour again in another theme, measure again with another font."""
        super().changeEvent(event)
        if not hasattr(self, "_puller"):
            return
        if event.type() == QEvent.Type.StyleChange and self.font().pixelSize() != metrics.fixed_font().pixelSize():
            self._use_font()
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._layouts.clear()
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cursor."""
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor, with Shift select; copy; select all."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        else:
            goal = self._goal(event)
            if goal is None:
                super().keyPressEvent(event)
                return
            self._go(goal, keep=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor there; with Shift select up to there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._at = self._place(event.position().toPoint())
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._anchor = self._at
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select, and scroll while the pointer is outside."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            place = event.position().toPoint()
            self._at = self._place(place)
            outside = not self.viewport().rect().contains(place)
            if outside and not self._puller.isActive():
                self._puller.start()
            elif not outside:
                self._puller.stop()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The selection is made."""
        self._puller.stop()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word."""
        line, column = self._place(event.position().toPoint())
        text = self._lines.line(line)[0]
        start = end = column
        while start > 0 and _is_word(text[start - 1]):
            start -= 1
        while end < len(text) and _is_word(text[end]):
            end += 1
        self._anchor, self._at = (line, start), (line, end)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy and to select all."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("Copy"), self.copy)
        copy.setEnabled(self._anchor != self._at)
        menu.addAction(self.tr("Select all"), self.select_all)
        menu.popup(event.globalPos())

    # -- inside ------------------------------------------------------------------------------------------------

    def _use_font(self) -> None:
        self.setFont(metrics.fixed_font())
        measure = QFontMetricsF(self.font())
        self._row = round(measure.lineSpacing()) + 2
        self._letter = measure.horizontalAdvance("0")
        self._layouts.clear()
        self._measure()
        self.viewport().update()

    def _gutter(self) -> int:
        return round(_LEFT + max(2, len(str(len(self._lines)))) * self._letter + _RIGHT)

    def _rows(self) -> int:
        return max(1, (self.viewport().height() - _TOP) // self._row)

    def _seen(self) -> range:
        first = self.verticalScrollBar().value()
        return range(first, min(len(self._lines), first + self._rows() + 2))

    def _measure(self) -> None:
        self.verticalScrollBar().setRange(0, max(0, len(self._lines) - self._rows()))
        self.verticalScrollBar().setPageStep(self._rows())
        wide = max(self._widest, min(self._lines.longest, colouring.LONGEST) * self._letter)
        room = self.viewport().width() - self._gutter()
        self.horizontalScrollBar().setRange(0, max(0, round(wide + 2 * self._letter) - room))
        self.horizontalScrollBar().setPageStep(max(1, room))
        self.horizontalScrollBar().setSingleStep(round(4 * self._letter))

    def _index(self) -> None:
        if not self._lines.index_more():
            self._indexer.stop()
        self._measure()

    def _layout(self, number: int) -> QTextLayout:
        known = self._layouts.get(number)
        if known is not None:
            self._layouts.move_to_end(number)
            return known
        text, hidden = self._lines.line(number)
        note = self.tr("  … {count} bytes more, copied with the line").format(count=f"{hidden:,}") if hidden else ""
        layout = QTextLayout(text.replace("\u2028", " ").replace("\u2029", " ") + note, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTabStopDistance(4 * self._letter)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.setFormats(self._formats(text, len(note)))
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(2.0**24)
        layout.endLayout()
        self._layouts[number] = layout
        if len(self._layouts) > _KEPT:
            self._layouts.popitem(last=False)
        if line.naturalTextWidth() > self._widest:
            self._widest = line.naturalTextWidth()
            QTimer.singleShot(0, self, self._measure)
        return layout

    def _formats(self, text: str, note: int) -> list[QTextLayout.FormatRange]:
        looks = colouring.formats(current())
        spans = colouring.line_spans(text, "json") if self._language == "json" else []
        if note:
            spans = [*spans, (to_units(text, len(text)), note, "dim")]
        ranges = []
        for start, length, style in spans:
            part = QTextLayout.FormatRange()
            part.start, part.length, part.format = start, length, looks[style]
            ranges.append(part)
        return ranges

    def _selection(self, number: int, layout: QTextLayout, chosen: list[Place]) -> list[QTextLayout.FormatRange]:
        (first, start), (last, end) = chosen
        if not first <= number <= last or chosen[0] == chosen[1]:
            return []
        text = layout.text()
        part = QTextLayout.FormatRange()
        part.start = to_units(text, start) if number == first else 0
        part.length = to_units(text, end if number == last else len(text) + 1) - part.start
        part.format = QTextCharFormat()
        part.format.setBackground(current().mixed("accent", "panel", 0.3))
        return [part] if part.length > 0 else []

    def _place(self, at: QPoint) -> Place:
        number = self.verticalScrollBar().value() + (at.y() - _TOP) // self._row
        if number < 0:
            return (0, 0)
        number = min(number, len(self._lines) - 1)
        x = at.x() - self._gutter() + self.horizontalScrollBar().value()
        text = self._lines.line(number)[0]
        column = to_column(text, self._layout(number).lineAt(0).xToCursor(x))
        return (number, min(column, len(text)))

    def _goal(self, event: QKeyEvent) -> Place | None:
        line, column = self._at
        last = len(self._lines) - 1
        whole = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        length = len(self._lines.line(line)[0])
        match event.key():
            case Qt.Key.Key_Left:
                return (line, column - 1) if column else (max(0, line - 1), 10**9 if line else 0)
            case Qt.Key.Key_Right:
                return (line, column + 1) if column < length else (min(last, line + 1), 0 if line < last else length)
            case Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                step = self._rows() if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) else 1
                down = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown)
                return (min(last, max(0, line + (step if down else -step))), column)
            case Qt.Key.Key_Home:
                return (0 if whole else line, 0)
            case Qt.Key.Key_End:
                return (last if whole else line, 10**9)
        return None

    def _go(self, goal: Place, *, keep: bool) -> None:
        line = goal[0]
        self._at = (line, min(goal[1], len(self._lines.line(line)[0])))
        if not keep:
            self._anchor = self._at
        self._reveal()
        self.viewport().update()

    def _reveal(self) -> None:
        bar = self.verticalScrollBar()
        line, column = self._at
        if line < bar.value():
            bar.setValue(line)
        elif line >= bar.value() + self._rows():
            bar.setValue(line - self._rows() + 1)
        units = to_units(self._lines.line(line)[0], column)
        # PySide gives the place and the cursor it was moved to, though its stubs promise one number.
        x = cast("tuple[float, int]", self._layout(line).lineAt(0).cursorToX(units))[0]
        across = self.horizontalScrollBar()
        room = self.viewport().width() - self._gutter()
        if x < across.value():
            across.setValue(max(0, round(x - 4 * self._letter)))
        elif x > across.value() + room - self._letter:
            across.setValue(round(x - room + 4 * self._letter))

    def _pull(self) -> None:
        place = self.viewport().mapFromGlobal(QCursor.pos())
        below = place.y() - self.viewport().height()
        if place.y() < 0 or below > 0:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + (-3 if place.y() < 0 else 3))
        beside = place.x() - self.viewport().width()
        if place.x() < 0 or beside > 0:
            step = round(8 * self._letter)
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + (-step if place.x() < 0 else step))
        self._at = self._place(place)
        self.viewport().update()


def _is_word(character: str) -> bool:
    return character.isalnum() or character in "_.-"
