"""A small input for JSON that grows with its lines and says what is wrong with its text, and where."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from explorer.core import jsontext
from explorer.ui import metrics
from explorer.ui.panels.build.held import Held
from explorer.ui.tokens import current
from explorer.ui.widgets import painting
from explorer.ui.widgets.buttons import LinkButton
from explorer.ui.widgets.labels import ElidedLabel, IconLabel

_MOST_LINES = 10
_WORD = re.compile(r"[^\[\]{}\"]+")


class JsonField(QWidget):
    """JSON text. ``made`` carries each new value; text that is no JSON is kept, marked, and changes nothing.

    An empty text means that the argument is not given: ``cleared``.
    """

    made = Signal(object)
    cleared = Signal()

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._value: object = None
        self._given = False
        self._showing = False
        self._box = _Box(self)
        self.edit = self._box.edit
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(hint)
        self._note = QWidget()
        note = QHBoxLayout(self._note)
        note.setContentsMargins(0, 0, 0, 0)
        note.setSpacing(6)
        self._sentence = ElidedLabel(tone="error")
        self._quote = LinkButton(self.tr("Put it in quotes"))
        note.addWidget(IconLabel("error", "error", 14))
        note.addWidget(self._sentence, 1)
        note.addWidget(self._quote)
        self._note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._box)
        column.addWidget(self._note)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._read)
        self._quote.clicked.connect(self._put_in_quotes)

    @property
    def problem(self) -> str:
        """What is wrong with the text, empty when nothing is."""
        return "" if self._note.isHidden() else self._sentence.text()

    def held(self) -> Held | None:
        """The text, when it is no JSON."""
        return Held(self.accessibleName(), self.problem, self.edit) if self.problem else None

    def show_value(self, value: object, *, given: bool) -> None:
        """Show a value, unless the text says it already; nothing when the argument is not given."""
        if given == self._given and (not given or repr(value) == repr(self._value)):
            return
        self._value, self._given = value, given
        self._showing = True
        self.edit.setPlainText(jsontext.dump(value, width=60, expand_top=False) if given else "")
        self._showing = False
        self._complain(None)
        self._box.fit()

    def _read(self) -> None:
        self._box.fit()
        if self._showing:
            return
        text = self.edit.toPlainText()
        if not text.strip():
            self._complain(None)
            if self._given:
                self._given, self._value = False, None
                self.cleared.emit()
            return
        try:
            value = jsontext.load(text)
        except jsontext.JsonTextError as problem:
            self._complain(problem)
            return
        self._complain(None)
        if not self._given or repr(value) != repr(self._value):
            self._given, self._value = True, value
            self.made.emit(value)

    def _complain(self, problem: jsontext.JsonTextError | None) -> None:
        self._box.set_wrong(problem.position if problem else None)
        self._note.setVisible(problem is not None)
        if problem is not None:
            many = "\n" in self.edit.toPlainText()
            place = self.tr("Line {line}: ").format(line=problem.line) if many else ""
            self._sentence.setText(place + problem.message)
            self._quote.setVisible(not many and _WORD.fullmatch(self.edit.toPlainText()) is not None)

    def _put_in_quotes(self) -> None:
        self.edit.setPlainText(jsontext.compact(self.edit.toPlainText().strip()))
        self.edit.setFocus()


class _Box(QFrame):
    """The border around the text, as inputs have it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._wrong = False
        self.edit = _Edit(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.addWidget(self.edit)
        self.fit()

    def fit(self) -> None:
        """As high as the lines, up to some."""
        lines = min(_MOST_LINES, max(1, self.edit.blockCount()))
        height = lines * QFontMetrics(self.edit.font()).lineSpacing() + 10
        self.setFixedHeight(max(metrics.metrics().control, height))
        policy = Qt.ScrollBarPolicy
        many = self.edit.blockCount() > _MOST_LINES
        self.edit.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if many else policy.ScrollBarAlwaysOff)

    def set_wrong(self, position: int | None) -> None:
        """Mark the place where the text stops being JSON, or nothing."""
        self._wrong = position is not None
        marks: list[QTextEdit.ExtraSelection] = []
        if position is not None:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.edit.document())
            end = self.edit.document().characterCount() - 1
            cursor.setPosition(min(position, end))
            if not cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor):
                cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(current().color("error"))
            look.setBackground(QColor(current().error_soft))
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        self.edit.setExtraSelections(marks)
        self.update()

    def sizeHint(self) -> QSize:
        """Wide."""
        return QSize(240, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and border."""
        theme, painter = current(), QPainter(self)
        painting.rounded(painter, self.rect(), theme.color("input"), theme.color("error" if self._wrong else "line"))
        if self.edit.hasFocus() and not self._wrong:
            painting.ring(painter, self.rect())


class _Edit(QPlainTextEdit):
    """Plain text in fixed type; Tab leaves it, since it is one input among others."""

    def __init__(self, box: QFrame) -> None:
        super().__init__(box)
        self._box = box
        self.setObjectName("json")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(metrics.fixed_font())
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(3)
        self.viewport().setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter belongs to the window: it sends."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The border follows the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._box.update()
        return super().event(event)
