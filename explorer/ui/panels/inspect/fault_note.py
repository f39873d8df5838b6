"""A fault beside content that stays: what was said, what to do, and a button to try again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.faults import Fault
from explorer.ui import metrics
from explorer.ui.tokens import current
from explorer.ui.widgets import painting
from explorer.ui.widgets.buttons import SecondaryButton
from explorer.ui.widgets.labels import set_tone

_LONGEST = 400


class FaultNote(QFrame):
    """Hidden until it says something."""

    pressed = Signal()
    """The person wants to try again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("faultNote")
        self.message = QLabel()
        self.advice = QLabel()
        self.button = SecondaryButton(self.tr("Try again"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.EDGE, metrics.INSIDE, metrics.EDGE, metrics.INSIDE)
        layout.setSpacing(4)
        for label in (self.message, self.advice):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            layout.addWidget(label)
        set_tone(self.message, "error")
        layout.addWidget(self.button)
        self.button.clicked.connect(self._press)
        self.hide()

    def say(self, fault: Fault) -> None:
        """Show a fault."""
        self.tell(fault.message.partition("\n")[0], fault.advice, again=True)

    def tell(self, sentence: str, advice: str = "", *, again: bool = False) -> None:
        """Show a sentence; ``again`` offers to try once more."""
        self.setAccessibleName(sentence)
        self.message.setText(sentence[:_LONGEST])
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self.button.setVisible(again)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a soft shade of the error's colour."""
        painting.rounded(QPainter(self), self.rect(), current().error_soft, None, metrics.RADIUS)

    def _press(self) -> None:
        self.pressed.emit()
