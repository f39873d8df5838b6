"""The two-tone buttons of the top bar: a dot, a bold name, dim facts, a key, a caret; and the read-only pill."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.ui import metrics
from explorer.ui.tokens import Theme, current
from explorer.ui.widgets import painting
from explorer.ui.widgets.painted_button import PaintedButton

_GAP = 6
_KEY_PADDING = 6


class BarParts(msgspec.Struct, frozen=True):
    """What stands in a bar button, from left to right; an empty part takes no room.

    ``dot`` and ``tone`` are tokens. ``facts`` gives way first when the bar is narrow.
    """

    dot: str = ""
    label: str = ""
    title: str = ""
    text: str = ""
    facts: str = ""
    key: str = ""
    caret: bool = False
    tone: str = "text"


class BarButton(PaintedButton):
    """A button of the top bar: "● **Practice** 19.0 · admin ▾". Its accessible name is ``name`` and what it shows."""

    padding = 10

    def __init__(self, name: str, parts: BarParts | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", name, parent)
        # Shrinks to its minimum: facts give way where the window is narrow.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._spoken = name
        self._parts = BarParts()
        self.set_parts(parts or BarParts())

    @property
    def parts(self) -> BarParts:
        """What the button shows."""
        return self._parts

    def set_parts(self, parts: BarParts) -> None:
        """Show something else."""
        self._parts = parts
        shown = " ".join(part for part in (parts.label, parts.title, parts.text, parts.facts) if part)
        self.setAccessibleName(f"{self._spoken}: {shown}" if shown else self._spoken)
        self.updateGeometry()
        self.update()

    def content_width(self) -> int:
        """All parts with their gaps."""
        widths = [width for _, width in self._widths()]
        return sum(widths) + _GAP * max(0, len(widths) - 1)

    def minimumSizeHint(self) -> QSize:
        """Facts may be elided down to a few letters."""
        spare = max(0, QFontMetrics(self.font()).horizontalAdvance(self._parts.facts) - 40)
        return QSize(self.sizeHint().width() - spare, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """All parts in full."""
        return super().sizeHint()

    def fill(self, theme: Theme) -> QColor | None:
        """As inputs are."""
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            return theme.color("header")
        return theme.color("input" if not theme.dark else "background")

    def paint_content(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        """Paint the parts from the left; the caret and the key stay at their place."""
        x = rect.x()
        missing = max(0, self.content_width() - rect.width())
        for part, width in self._widths():
            shown = width - missing if part == "facts" else width
            self._paint_part(painter, part, QRect(x, rect.y(), shown, rect.height()), theme)
            x += shown + _GAP

    def _widths(self) -> Iterator[tuple[str, int]]:
        parts = self._parts
        plain = QFontMetrics(self.font())
        if parts.dot:
            yield "dot", painting.DOT
        if parts.label:
            yield "label", plain.horizontalAdvance(parts.label) + 1
        if parts.title:
            yield "title", QFontMetrics(metrics.semibold(self.font())).horizontalAdvance(parts.title) + 1
        if parts.text:
            yield "text", plain.horizontalAdvance(parts.text) + 1
        if parts.facts:
            yield "facts", plain.horizontalAdvance(parts.facts) + 1
        if parts.key:
            yield "key", QFontMetrics(metrics.fixed_font()).horizontalAdvance(parts.key) + 2 * _KEY_PADDING
        if parts.caret:
            yield "caret", painting.CARET

    def _paint_part(self, painter: QPainter, part: str, rect: QRect, theme: Theme) -> None:
        middle = rect.y() + rect.height() / 2
        if part == "dot":
            painting.dot(painter, rect.x(), middle, theme.color(self._parts.dot))
        elif part == "caret":
            painting.caret(painter, rect.x(), middle, self.ink(theme))
        elif part == "key":
            height = QFontMetrics(metrics.fixed_font()).height() + 4
            box = QRect(rect.x(), round(middle - height / 2), rect.width(), height)
            painting.rounded(painter, box, theme.color("chip"), None, 4)
            self._paint_text(painter, self._parts.key, box, metrics.fixed_font(), self.ink(theme), centred=True)
        else:
            font = metrics.semibold(self.font()) if part == "title" else self.font()
            dim = part in ("label", "facts")
            ink = theme.disabled if not self.isEnabled() else theme.color("dim" if dim else self._parts.tone)
            self._paint_text(painter, getattr(self._parts, part), rect, font, ink)

    @staticmethod
    def _paint_text(
        painter: QPainter, text: str, rect: QRect, font: QFont, ink: QColor, *, centred: bool = False
    ) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        across = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
        room = rect.width() + 1
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect.adjusted(0, 0, 1, 0), across | Qt.AlignmentFlag.AlignVCenter, shown)


class StatusPill(BarButton):
    """A dot and a word in the same colour, such as "● Read-only"; a button, since a press changes the state."""

    def __init__(self, name: str, text: str = "", tone: str = "good", parent: QWidget | None = None) -> None:
        super().__init__(name, BarParts(dot=tone, text=text, tone=tone), parent)

    def set_state(self, text: str, tone: str) -> None:
        """Say another state, in the colour of a token."""
        self.set_parts(BarParts(dot=tone, text=text, tone=tone))

    def border(self, theme: Theme) -> QColor | None:
        """A line; in the tone where it warns."""
        if self.parts.tone in ("warning", "error"):
            return current().color(self.parts.tone)
        return theme.color("line")
