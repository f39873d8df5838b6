"""A check box drawn from the tokens: the sheet has no way to tint a tick, and Fusion's is lost on a dark panel."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from explorer.ui import icons, metrics
from explorer.ui.tokens import current
from explorer.ui.widgets import painting
from explorer.ui.widgets.painted_button import KEPT, KEYBOARD

_BOX = 16


class CheckBox(QCheckBox):
    """A box with a tick and a label. Without a label, ``name`` says what it switches."""

    def __init__(self, text: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name or text)
        self._ring = False

    def sizeHint(self) -> QSize:
        """Box, gap and label."""
        text = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(_BOX + 4 + (8 + text if text else 0), metrics.metrics().control)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def hitButton(self, place: QPoint) -> bool:
        """Box and label react, the empty room behind them does not."""
        return self.rect().contains(place) and place.x() <= self.sizeHint().width()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus."""
        if event.reason() not in KEPT:
            self._ring = event.reason() in KEYBOARD
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, tick and label."""
        theme = current()
        painter = QPainter(self)
        box = QRect(2, (self.height() - _BOX) // 2, _BOX, _BOX)
        partly = self.checkState() == Qt.CheckState.PartiallyChecked
        if self.isChecked() or partly:
            painting.rounded(painter, box, theme.color("accent") if self.isEnabled() else theme.disabled, None, 4)
            icons.draw(painter, box.adjusted(1, 1, -1, -1), "minus" if partly else "check", theme.color("on_accent"))
        else:
            # A line alone has too little contrast for a control's edge.
            edge = theme.color("dim") if self.isEnabled() else theme.color("line")
            painting.rounded(painter, box, theme.color("input"), edge, 4)
        if self._ring and self.hasFocus():
            painting.ring(painter, box.adjusted(-2, -2, 2, 2), 6)
        painter.setPen(theme.color("text") if self.isEnabled() else theme.disabled)
        painter.drawText(
            self.rect().adjusted(_BOX + 10, 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic,
            self.text(),
        )
