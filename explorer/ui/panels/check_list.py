"""The lines of a connection's test: a mark, a sentence, and what to do where something is wrong."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.client.check import Check, Level
from explorer.ui.widgets.labels import DimLabel, IconLabel
from explorer.ui.widgets.progress import BusyLine

_MARKS = {Level.OK: ("check", "good"), Level.WARNING: ("warning", "warning"), Level.ERROR: ("error", "error")}


class CheckList(QFrame):
    """Hidden until a test begins; grows by a line as each check comes in."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "box")
        self.setAccessibleName(name)
        self.checks: list[Check] = []
        self.ended = False
        self._busy = BusyLine(self.tr("The test runs"))
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(12, 8, 12, 10)
        self._lines.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._busy)
        column.addLayout(self._lines)
        self._wait = DimLabel(self.tr("Asking the server …"))
        self._lines.addWidget(self._wait)
        self.hide()

    def begin(self) -> None:
        """Forget the lines of an earlier test and wait for new ones."""
        self.checks.clear()
        self.ended = False
        while self._lines.count() > 1:
            item = self._lines.takeAt(1)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        self._wait.show()
        self._busy.start()
        self.show()

    def add(self, check: Check) -> None:
        """Add a line."""
        self.checks.append(check)
        self._lines.addWidget(_Line(check))

    def end(self) -> None:
        """The test is over."""
        self.ended = True
        self._busy.stop()
        self._wait.hide()


class _Line(QWidget):
    def __init__(self, check: Check) -> None:
        super().__init__()
        icon, tint = _MARKS[check.level]
        mark = IconLabel(icon, tint, name=check.level.value)
        sentence = QLabel(check.sentence)
        sentence.setWordWrap(True)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        words.addWidget(sentence)
        if check.advice:
            words.addWidget(DimLabel(check.advice, wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(mark)
        row.addLayout(words, 1)
