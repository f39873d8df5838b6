"""Lines with something inside their right end: a small button, a dim note; and the line for a secret made of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from explorer.core.secret import MASK, Secret
from explorer.ui import metrics
from explorer.ui.tokens import current
from explorer.ui.widgets.buttons import IconButton, PaintedButton

_INDENT = metrics.INSIDE + 3
"""From a line's edge to its text: border, padding, and Qt's own margin."""


class InsetLine(QLineEdit):
    """A line of text. While it is empty, ``stand_in`` shows as if it were typed and ``note`` dim at the right."""

    def __init__(self, name: str, text: str = "", placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._stand_in = self._note = ""
        self._button: PaintedButton | None = None

    def set_stand_in(self, stand_in: str, note: str) -> None:
        """Show dots for what is kept elsewhere, and say where that is."""
        self._stand_in, self._note = stand_in, note
        self.setPlaceholderText("")
        self.setAccessibleDescription(note)
        self.update()

    def set_button(self, button: PaintedButton) -> None:
        """Put a button inside the line's right end; the text ends before it."""
        button.setParent(self)
        # Without one of its own it would take the line's.
        if not button.testAttribute(Qt.WidgetAttribute.WA_SetCursor):
            button.setCursor(Qt.CursorShape.ArrowCursor)
        self._button = button
        self._place()

    def show_button(self, *, shown: bool) -> None:
        """Show the button or take it away, with the room it needs."""
        if self._button is not None:
            self._button.setVisible(shown)
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Measure the button again with another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_button"):
            self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, and in an empty one what stands in for its text."""
        super().paintEvent(event)
        if self.text() or not self._stand_in:
            return
        theme, painter = current(), QPainter(self)
        room = self.rect().adjusted(_INDENT, 0, -_INDENT, 0)
        painter.setPen(theme.color("text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._stand_in)
        metric = QFontMetrics(self.font())
        left = metric.horizontalAdvance(self._stand_in) + 2 * metrics.EDGE
        note = metric.elidedText(self._note, Qt.TextElideMode.ElideRight, room.width() - left)
        painter.setPen(theme.color("dim"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)

    def _place(self) -> None:
        button = self._button
        if button is None:
            return
        size = button.sizeHint()
        button.setGeometry(
            QRect(self.width() - size.width() - 4, (self.height() - size.height()) // 2, size.width(), size.height())
        )
        self.setTextMargins(0, 0, 0 if button.isHidden() else size.width(), 0)


class SecretLine(QWidget):
    """A line for a secret: dots, and an eye that shows what is typed. Untouched means unchanged.

    ``kept`` says where a secret lies that was entered before; an empty one that there is none.
    """

    changed = Signal()

    def __init__(self, name: str, hint: str, kept: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = InsetLine(name, placeholder=hint)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        if kept:
            self.line.set_stand_in(MASK, kept)
        self._eye = IconButton("eye", self.tr("Show or hide {0}").format(name), size=24)
        self._eye.setCheckable(True)
        self.line.set_button(self._eye)
        # What is kept elsewhere is not here to be shown.
        self.line.show_button(shown=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        self._eye.toggled.connect(self._show)
        self.line.textChanged.connect(self._offer_eye)
        self.line.textEdited.connect(self._edited)
        self.setFocusProxy(self.line)

    def secret(self) -> Secret | None:
        """Return what was typed, None when nothing was."""
        return Secret(self.line.text()) if self.line.isModified() else None

    def _show(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.set_icon("eye-off" if shown else "eye")

    def _offer_eye(self, text: str) -> None:
        self.line.show_button(shown=bool(text))

    def _edited(self) -> None:
        self.changed.emit()
