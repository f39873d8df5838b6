"""What stands above and below the lines of a page, and goes on reading well when the inspector is made narrow."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from explorer.ui import metrics
from explorer.ui.widgets.labels import Heading, TechnicalLabel


def heading_labels() -> tuple[Heading, TechnicalLabel]:
    """Return the labels for a name and for its technical place; both wrap rather than widen the panel."""
    heading, place = Heading(wrap=True), TechnicalLabel()
    place.setWordWrap(True)
    for label in (heading, place):
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return heading, place


class Foot(QFrame):
    """Two controls at the ends of a line, or one below the other where the line is too short for both."""

    def __init__(self, first: QWidget, second: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "foot")
        self._parts = (first, second)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(8, 2, 8, 2)
        self._row.setSpacing(0)
        self._row.addWidget(first, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addStretch(1)
        self._row.addWidget(second, 0, Qt.AlignmentFlag.AlignLeft)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of the two, and as high as they are now."""
        wanted = max(part.sizeHint().width() for part in self._parts)
        margins = self._row.contentsMargins()
        return QSize(wanted + margins.left() + margins.right(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the line or the column."""
        self.arrange()
        super().resizeEvent(event)

    def arrange(self) -> None:
        """Put the controls as their texts need it now."""
        margins = self._row.contentsMargins()
        shown = [part.sizeHint().width() for part in self._parts if not part.isHidden()]
        needed = sum(shown) + metrics.GRID * (len(shown) - 1) + margins.left() + margins.right()
        direction = QBoxLayout.Direction.LeftToRight if needed <= self.width() else QBoxLayout.Direction.TopToBottom
        if direction is not self._row.direction():
            self._row.setDirection(direction)
