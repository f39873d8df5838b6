"""The chips of the chosen fields in two lines at most: how many more there are stands behind them, and opens them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from explorer.ui import metrics
from explorer.ui.widgets.buttons import LinkButton
from explorer.ui.widgets.chips import ChipLine

_LINES = 2


class ChipArea(QWidget):
    """Scrolls a line of chips that has more lines than there is room for."""

    def __init__(self, chips: ChipLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.chips = chips
        self._open = False
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for set_policy in (self._scroll.setHorizontalScrollBarPolicy, self._scroll.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(chips)
        chips.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        self.more = LinkButton("")
        self.more.setObjectName("more-fields")
        self.more.clicked.connect(self._turn)
        self.more.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._scroll, 1)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignBottom)

    def refit(self) -> None:
        """The chips, or the width, are others."""
        line = metrics.metrics().control - 4
        most = 4 + _LINES * line + (_LINES - 1) * 6
        cut = self.chips.heightForWidth(self.width()) > most
        room = self.width()
        if cut:
            self.more.setText("+99")
            room -= self.more.sizeHint().width() + 6
        height = self.chips.heightForWidth(room)
        self._scroll.setFixedHeight(height if self._open else min(height, most))
        self.more.setVisible(cut)
        if cut:
            self.chips.resize(room, height)
            keys = self.chips.keys()
            chips = [self.chips.chip(key) for key in keys]
            hidden = sum(chip.geometry().bottom() >= most for chip in chips)
            self.more.setText(self.tr("less") if self._open else f"+{hidden}")
            words = self.tr("Show fewer fields") if self._open else self.tr("Show all {count} fields")
            self.more.setAccessibleName(words.format(count=len(chips)))
            self.more.setToolTip(self.more.accessibleName())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.refit()

    def _turn(self) -> None:
        self._open = not self._open
        self.refit()
