"""Signs that something is going on: a thin running line, and a sentence with a way to stop."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.ui import metrics
from explorer.ui.tokens import current
from explorer.ui.widgets.buttons import SecondaryButton

PATIENCE = 300
"""Milliseconds that a wait lasts before anything shows: a sign that flashes is worse than none."""
_FRAME = 33
_ROUND = 1200
"""Milliseconds for the bar to cross the line once."""


class BusyLine(QWidget):
    """A line of 2 px along which a bar runs while something is awaited; it keeps its room when it is idle."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._elapsed = 0
        self._shown = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self.begin_now)
        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME)
        self._frames.timeout.connect(self._step)

    @property
    def running(self) -> bool:
        """Whether the bar shows now; false during the first 300 ms of a wait."""
        return self._shown

    def start(self) -> None:
        """A wait begins. A wait that runs already goes on."""
        if not self._shown and not self._patience.isActive():
            self._patience.start()

    def stop(self) -> None:
        """The wait is over."""
        self._patience.stop()
        self._frames.stop()
        self._shown = False
        self.update()

    def set_busy(self, busy: bool) -> None:
        """Start or stop."""
        if busy:
            self.start()
        else:
            self.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar at its place, a third of the line wide."""
        if not self._shown:
            return
        painter = QPainter(self)
        share = (self._elapsed % _ROUND) / _ROUND
        width = self.width() / 3
        painter.fillRect(self.rect(), current().color("accent_soft"))
        painter.fillRect(
            QRectF(-width + share * (self.width() + width), 0, width, self.height()), current().color("accent")
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees does not run."""
        self._frames.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Run again when the wait still lasts."""
        if self._shown:
            self._frames.start()
        super().showEvent(event)

    def begin_now(self) -> None:
        """Show the bar without waiting, where somebody else has waited already."""
        self._patience.stop()
        self._shown = True
        self._elapsed = 0
        if self.isVisible():
            self._frames.start()
        self.update()

    def _step(self) -> None:
        self._elapsed += _FRAME
        self.update()


class LoadingState(QWidget):
    """In place of content that is on its way: a running line, a sentence, and a button that stops the wait."""

    cancelled = Signal()
    """The person does not want to wait."""

    def __init__(self, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(sentence)
        self._sentence = QLabel(sentence)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setProperty("tone", "dim")
        self.line = BusyLine(sentence)
        self.line.setFixedWidth(160)
        self.button = SecondaryButton(self.tr("Cancel"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.EDGE, metrics.EDGE, metrics.EDGE, metrics.EDGE)
        layout.setSpacing(12)
        layout.addStretch(2)
        for part in (self._sentence, self.line, self.button):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.button.clicked.connect(self._cancel)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(PATIENCE)
        self._wait.timeout.connect(self._reveal)
        self._set_revealed(revealed=False)

    def start(self, sentence: str = "") -> None:
        """A wait begins; the parts appear after 300 ms."""
        if sentence:
            self.setAccessibleName(sentence)
            self._sentence.setText(sentence)
        self._set_revealed(revealed=False)
        self._wait.start()

    def stop(self) -> None:
        """The wait is over."""
        self._wait.stop()
        self.line.stop()
        self._set_revealed(revealed=False)

    def sizeHint(self) -> QSize:
        """Room for the parts, also while they are hidden."""
        return QSize(260, 120)

    def _reveal(self) -> None:
        self._set_revealed(revealed=True)
        self.line.begin_now()

    def _set_revealed(self, *, revealed: bool) -> None:
        for part in (self._sentence, self.line, self.button):
            part.setVisible(revealed)

    def _cancel(self) -> None:
        self.cancelled.emit()
