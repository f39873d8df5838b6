"""A line with a triangle that opens what is below it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.ui.tokens import Theme
from explorer.ui.widgets import painting
from explorer.ui.widgets.painted_button import PaintedButton

_GAP = 6


class FoldButton(PaintedButton):
    """The line itself; its state is checked while open."""

    padding = 0

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def fill(self, theme: Theme) -> QColor | None:
        """Nothing."""
        return None

    def border(self, theme: Theme) -> QColor | None:
        """None."""
        return None

    def ink(self, theme: Theme) -> QColor:
        """Dim, until the pointer is there."""
        return theme.color("text" if self.underMouse() else "dim")

    def content_width(self) -> int:
        """Triangle and text."""
        return painting.CARET + _GAP + QFontMetrics(self.font()).horizontalAdvance(self.shown_text()) + 2

    def paint_content(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        """Paint the triangle, then the text."""
        direction = "down" if self.isChecked() else "right"
        painting.caret(painter, rect.x(), rect.y() + rect.height() / 2, self.ink(theme), direction)
        painter.setPen(self.ink(theme))
        room = rect.adjusted(painting.CARET + _GAP, 0, 2, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.shown_text())


class Fold(QWidget):
    """A folded part. Tools beside the line show while it is open."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = FoldButton(text)
        self._content: QWidget | None = None
        self._tools: list[QWidget] = []
        self._head = QHBoxLayout()
        self._head.setSpacing(_GAP)
        self._head.addWidget(self.button)
        self._head.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(self._head)
        self.button.toggled.connect(self._show)

    def set_label(self, text: str) -> None:
        """Say something else on the line."""
        self.button.setText(text)
        self.button.setAccessibleName(text)
        self.button.updateGeometry()

    def set_content(self, content: QWidget) -> None:
        """Fold this away."""
        self._content = content
        self._column.addWidget(content)
        self._show(opened=self.button.isChecked())

    def add_tool(self, tool: QWidget) -> None:
        """Put a button beside the line."""
        self._tools.append(tool)
        self._head.insertWidget(1, tool)
        self._show(opened=self.button.isChecked())

    def set_open(self, *, opened: bool) -> None:
        """Open or fold."""
        self.button.setChecked(opened)

    def _show(self, opened: bool) -> None:
        for part in (self._content, *self._tools):
            if part is not None:
                part.setVisible(opened)
