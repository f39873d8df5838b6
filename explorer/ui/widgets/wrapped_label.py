"""A sentence or several that take the lines they need, up to a few: a path without spaces is broken too."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from explorer.ui.tokens import current

LINES = 4
"""More than these end in an ellipsis; the whole is then the tool tip."""
_REST = 1_000
"""So many characters of what is left are measured for the last line: wider than any screen."""


class WrappedLabel(QLabel):
    """Plain text over up to LINES lines. QLabel's own wrapping breaks no path and knows no last line."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """It has."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The lines that are needed at this width."""
        return max(1, len(self.shown_lines(width)[0])) * QFontMetrics(self.font()).lineSpacing()

    def sizeHint(self) -> QSize:
        """Each line of the text on a line."""
        room = QFontMetrics(self.font())
        lines = self.text().split("\n")[:LINES]
        return QSize(max(map(room.horizontalAdvance, lines)) + 1, len(lines) * room.lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(24, QFontMetrics(self.font()).lineSpacing())

    def shown_lines(self, width: int) -> tuple[list[str], bool]:
        """Return the lines that are shown at this width, and whether the last one is cut."""
        found: list[str] = []
        last = 0
        for start, line in self._broken(width):
            if len(found) == LINES:
                rest = self.text()[last : last + _REST].replace("\n", " ")
                found[-1] = QFontMetrics(self.font()).elidedText(rest, Qt.TextElideMode.ElideRight, width)
                # Two short lines may share the last one, and then nothing is lost.
                return found, found[-1] != rest
            found.append(line)
            last = start
        return found, False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines, in the middle of the height."""
        painter = QPainter(self)
        theme = current()
        painter.setPen(theme.color("text") if self.isEnabled() else theme.disabled)
        lines, cut = self.shown_lines(self.width())
        self.setToolTip(self.text() if cut else "")
        room = QFontMetrics(self.font())
        top = (self.height() - len(lines) * room.lineSpacing()) // 2 + room.ascent()
        for number, line in enumerate(lines):
            painter.drawText(0, top + number * room.lineSpacing(), line)

    def _broken(self, width: int) -> Iterator[tuple[int, str]]:
        """Break the text; give the place where each line starts, and the line."""
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        start = 0
        for paragraph in self.text().split("\n"):
            layout = QTextLayout(paragraph, self.font())
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(1, width))
                begin = line.textStart()
                yield start + begin, paragraph[begin : begin + line.textLength()].rstrip()
            layout.endLayout()
            start += len(paragraph) + 1
