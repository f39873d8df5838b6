"""An editor for envelopes and program text: line numbers, colours, the line that is wrong, brackets that match.

Only the blocks on screen are coloured, when they come into view: a highlighter of Qt's own would read the whole text
first (1 703 ms instead of 449 for 5 MB).
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextBlock,
    QTextCursor,
    QTextLayout,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from explorer.ui import metrics
from explorer.ui.tokens import current
from explorer.ui.widgets import colouring, editing
from explorer.ui.widgets.colouring import Language

PIECE = 64 * 1024
"""Characters that are inserted at a time from a large text: longest pause 12 ms."""
_LEFT = 8
_RIGHT = 10
"""Room left and right of the line numbers."""


class _Gutter(QWidget):
    """The strip of line numbers; the editor paints it."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_gutter(self, event)


class CodeEditor(QPlainTextEdit):
    """Text in fixed type that does not wrap. ``read_only`` texts can be selected, and Tab leaves them."""

    edited = Signal()
    """The person changed the text; never sent for what the program puts in."""
    loaded = Signal()
    """The last piece of a large text is in."""

    def __init__(
        self, name: str, language: Language = "text", read_only: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._language: Language = language
        self._generation = 0
        self._whole: list[list[colouring.Span]] | None = None
        self._changes = 0
        self._error: tuple[int, str] | None = None
        self._filling = False
        self._pieces: Iterator[str] | None = None
        self._seen = self.document().revision()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._insert_piece)
        self._gutter = _Gutter(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.document().setDocumentMargin(4)
        self.set_read_only(read_only)
        self._use_font()
        self.blockCountChanged.connect(self._place_gutter)
        self.updateRequest.connect(self._follow)
        self.cursorPositionChanged.connect(self._mark)
        self.textChanged.connect(self._notice_edit)

    # -- text --------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """Return the whole text."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show another text, at the place where the cursor was; the same text changes nothing."""
        if self._pieces is None and text == self.toPlainText():
            return
        self._stop_filling()
        if len(text) > 4 * PIECE:
            self.set_large_text(text)
            return
        cursor = self.textCursor()
        line, column = cursor.blockNumber(), cursor.positionInBlock()
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self._filling = True
        self.setPlainText(text)
        self._end_filling()
        block = self.document().findBlockByNumber(min(line, self.blockCount() - 1))
        cursor = self.textCursor()
        cursor.setPosition(block.position() + min(column, block.length() - 1))
        self.setTextCursor(cursor)
        self.horizontalScrollBar().setValue(across)
        self.verticalScrollBar().setValue(down)

    def set_large_text(self, text: str) -> None:
        """Show a large text in pieces of 64 KB, so that the window goes on; another text cancels it."""
        self._stop_filling()
        self._filling = True
        self.setUndoRedoEnabled(False)
        self.setPlainText("")
        self._pieces = editing.pieces(text, PIECE)
        self._timer.start()

    def set_read_only(self, read_only: bool) -> None:
        """Let the person edit, or only select and copy."""
        self.setReadOnly(read_only)
        self.setTabChangesFocus(read_only)
        if read_only:
            flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            self.setTextInteractionFlags(flags)

    # -- the line that is wrong --------------------------------------------------------------------------------

    @property
    def error(self) -> tuple[int, str] | None:
        """The line that is marked as wrong, counted from 1, with its message."""
        return self._error

    def set_error_line(self, line: int | None, message: str = "") -> None:
        """Mark a line, counted from 1, as wrong; its message is the tool tip and is spoken. None takes it away."""
        self._error = None if line is None else (line, message)
        self.setAccessibleDescription(message if line is not None else "")
        self.viewport().update()
        self._gutter.update()

    # -- what Qt calls -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tab and Shift+Tab indent, Enter keeps the indentation; Ctrl+Enter is left to the window."""
        key, modifiers = event.key(), event.modifiers()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and modifiers & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif self.isReadOnly() or modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Tab:
            editing.indent(self.textCursor(), self._step())
        elif key == Qt.Key.Key_Backtab:
            editing.unindent(self.textCursor(), self._step())
        elif enter:
            cursor = self.textCursor()
            editing.new_line(cursor, self._step())
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the message of the line that is wrong as its tool tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._error is not None:
            on_it = self.cursorForPosition(event.pos()).blockNumber() + 1 == self._error[0]
            self.viewport().setToolTip(self._error[1] if on_it else "")
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Colour again in another theme, measure again with another font."""
        super().changeEvent(event)
        if not hasattr(self, "_gutter"):
            return
        if event.type() == QEvent.Type.StyleChange and self.font().pixelSize() != metrics.fixed_font().pixelSize():
            self._use_font()
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._recolour()
            self._mark()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark of the wrong line over the whole width, then the text."""
        if self._error is not None:
            for block, top in self._visible_blocks():
                if block.blockNumber() + 1 == self._error[0]:
                    line = QRect(0, round(top), self.viewport().width(), self._line_height(block))
                    QPainter(self.viewport()).fillRect(line, current().error_soft)
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the line numbers, and colour what came into view."""
        super().resizeEvent(event)
        self._place_gutter()
        self._colour_visible()

    def showEvent(self, event: QShowEvent) -> None:
        """Colour what is seen."""
        super().showEvent(event)
        self._colour_visible()

    # -- line numbers ------------------------------------------------------------------------------------------

    def gutter_width(self) -> int:
        """Return the width of the line numbers; two digits at least."""
        digits = max(2, len(str(self.blockCount())))
        return _LEFT + digits * self.fontMetrics().horizontalAdvance("0") + _RIGHT

    def paint_gutter(self, gutter: QWidget, event: QPaintEvent) -> None:
        """Paint the numbers of the lines that are seen, and the mark of the wrong one."""
        theme = current()
        painter = QPainter(gutter)
        painter.setFont(self.font())
        painter.fillRect(event.rect(), theme.color("panel"))
        for block, top in self._visible_blocks():
            number = block.blockNumber() + 1
            wrong = self._error is not None and self._error[0] == number
            line = QRect(0, round(top), gutter.width(), self._line_height(block))
            if wrong:
                painter.fillRect(line, theme.error_soft)
            painter.setPen(theme.color("error" if wrong else "dim"))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line.adjusted(0, 0, -_RIGHT, 0), flags, str(number))

    # -- inside ------------------------------------------------------------------------------------------------

    def _step(self) -> str:
        return "    " if self._language == "python" else "  "

    def _use_font(self) -> None:
        font = metrics.fixed_font()
        self.setFont(font)
        self._gutter.setFont(font)
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self._place_gutter()

    def _place_gutter(self) -> None:
        width = self.gutter_width()
        self.setViewportMargins(width, 0, 0, 0)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), width, area.height()))

    def _follow(self, rect: QRect, down: int) -> None:
        if down:
            self._gutter.scroll(0, down)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())
        self._colour_visible()

    def _visible_blocks(self) -> Iterator[tuple[QTextBlock, float]]:
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        bottom = self.viewport().height()
        top = self.blockBoundingGeometry(block).translated(offset).top()
        while block.isValid() and top <= bottom:
            height = self.blockBoundingRect(block).height()
            if block.isVisible():
                yield block, top
            top += height
            block = block.next()

    def _line_height(self, block: QTextBlock) -> int:
        # The last block counts the document's margin as its own.
        return round(block.layout().boundingRect().height())

    def _recolour(self) -> None:
        self._generation += 1
        self._whole = None
        self._colour_visible()
        self.viewport().update()

    def _colour_visible(self) -> None:
        if self._language == "text" and not self._generation:
            return
        looks = colouring.formats(current())
        body = editing.body_block(self.document()) if self._language == "envelope" else 0
        # Where tokens cross lines, any change may colour any line anew.
        changes = self._changes if self._language in ("python", "xml") else 0
        changed = False
        for block, _ in self._visible_blocks():
            state = self._state(block, body)
            # The block remembers for which text, state and theme it was coloured. Its revision would not do: filling
            # an editor changes a block twice within one revision.
            mark = hash((block.text(), state, self._generation, changes)) & 0x3FFFFFFF
            if block.userState() == mark:
                continue
            block.setUserState(mark)
            ranges = []
            for start, length, style in self._spans(block, state):
                part = QTextLayout.FormatRange()
                part.start, part.length, part.format = start, length, looks[style]
                ranges.append(part)
            if ranges or block.layout().formats():
                block.layout().setFormats(ranges)
                changed = True
        if changed:
            self.viewport().update()

    def _state(self, block: QTextBlock, body: int) -> str:
        if self._language != "envelope":
            return self._language
        number = block.blockNumber()
        if number >= body:
            return "json"
        return "headers" if editing.is_header(block) else "request"

    def _spans(self, block: QTextBlock, state: str) -> list[colouring.Span]:
        if state == "text":
            return []
        if state in ("json", "request", "headers"):
            return colouring.line_spans(block.text(), state)
        if self._whole is None:
            self._whole = colouring.text_spans(self.toPlainText(), self._language)
        lines = self._whole
        return lines[block.blockNumber()] if block.blockNumber() < len(lines) else []

    def _mark(self) -> None:
        theme = current()
        marks: list[QTextEdit.ExtraSelection] = []
        for position in editing.matching_brackets(self.textCursor()):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document())
            mark.cursor.setPosition(position)
            mark.cursor.setPosition(position + 1, QTextCursor.MoveMode.KeepAnchor)
            mark.format.setBackground(theme.color("selection"))
            marks.append(mark)
        self.setExtraSelections(marks)

    def _notice_edit(self) -> None:
        if self._language in ("python", "xml"):
            self._whole = None
            self._changes += 1
            self._colour_visible()
        revision = self.document().revision()
        if self._filling or revision == self._seen:
            return
        self._seen = revision
        self.edited.emit()

    def _insert_piece(self) -> None:
        piece = next(self._pieces, None) if self._pieces is not None else None
        if piece is None:
            self._stop_filling()
            self.loaded.emit()
            return
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(piece)

    def _stop_filling(self) -> None:
        self._timer.stop()
        self._pieces = None
        self.setUndoRedoEnabled(True)
        self._end_filling()

    def _end_filling(self) -> None:
        self._filling = False
        self._seen = self.document().revision()
