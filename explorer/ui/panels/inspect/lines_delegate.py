"""Paints a line of the inspector: the label dim at the left, the value wrapped at the right, chips, asides.

In a narrow list the value stands below its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from explorer.ui import metrics
from explorer.ui.models.record_lines import Line
from explorer.ui.tokens import Theme, current
from explorer.ui.widgets import painting

EDGE = metrics.EDGE
GAP = 12
MOST_LINES = 14
"""Lines of a long value; the rest is in the clipboard's copy."""
_LABEL_LINES = 2
SHARE = 0.42
"""Of the width, for labels at most."""
STACKED = 230
"""Pixels of width below which two columns would be too narrow to read."""
_NARROWEST = 72
_PAD = 3
_CHIP_GAP = 4


class _Fonts:
    """The fonts of the lines, made once for a size of the interface."""

    def __init__(self) -> None:
        self.plain = QFont(QApplication.font())
        self.link = QFont(self.plain)
        self.link.setUnderline(True)
        self.fixed = metrics.fixed_font()
        self.name = metrics.fixed_font(2)
        self.bold = metrics.semibold(self.plain)
        self.of_plain = QFontMetrics(self.plain)
        self.of_fixed = QFontMetrics(self.fixed)
        self.of_name = QFontMetrics(self.name)
        self.line = max(18, self.of_plain.height())
        self.baseline = (self.line - self.of_plain.height()) // 2 + self.of_plain.ascent()


class LinesDelegate(QStyledItemDelegate):
    """One for all lines. ``names`` shows technical names; ``hovered`` is the row whose link is underlined.

    ``share`` of the width is for labels at most.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names = False
        self.share = SHARE
        self.hovered = -1
        self.ring = False
        self._labels = _NARROWEST
        self._stacked = False
        self._fonts: _Fonts | None = None

    def forget_fonts(self) -> None:
        """Measure anew: the interface's font changed."""
        self._fonts = None

    def measure_labels(self, lines: Iterable[Line], width: int) -> None:
        """Make the column of labels as wide as they need, within limits."""
        fonts = self._measured()
        wanted = [fonts.of_plain.horizontalAdvance(line.label) for line in lines if not line.heading]
        if self.names:
            wanted += [fonts.of_name.horizontalAdvance(line.name) for line in lines]
        self._stacked = width < STACKED
        most = width - 2 * EDGE if self._stacked else width * self.share - EDGE
        self._labels = round(max(_NARROWEST, min(max(wanted, default=0) + 1, most)))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as the wrapped value."""
        line, width = self._line(index), self._width()
        if line is None:
            return QSize(width, 0)
        fonts = self._measured()
        if line.heading:
            return QSize(width, fonts.line + 22)
        label, value = self._label_height(line, fonts), self._value_height(line, width)
        return QSize(width, (label + value if self._stacked else max(label, value)) + 2 * _PAD)

    def link_rect(self, line: Line, row: QRect) -> QRect:
        """Return where a click follows the line's link: the words, not the room behind them."""
        room = self._value_room(line, row)
        if line.chips:
            return room
        width = min(room.width(), self._measured().of_plain.horizontalAdvance(line.value) + 4)
        return QRect(room.topLeft(), QSize(width, room.height()))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a line."""
        line = self._line(index)
        if line is None:
            return
        theme, fonts = current(), self._measured()
        row: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if line.heading:
            self._paint_heading(painter, row, line, theme, fonts)
        else:
            if state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus:
                painter.fillRect(row, theme.color("selection"))
            if state & QStyle.StateFlag.State_HasFocus and self.ring:
                painting.ring(painter, row.adjusted(1, 0, -1, 0), 4)
            self._paint_label(painter, row, line, theme, fonts)
            room = self._value_room(line, row)
            if line.chips:
                self._paint_chips(painter, room, line, theme, fonts)
            else:
                self._paint_value(painter, room, line, theme, fonts, hovered=index.row() == self.hovered)
        painter.restore()

    # Parts

    def _paint_heading(self, painter: QPainter, row: QRect, line: Line, theme: Theme, fonts: _Fonts) -> None:
        painter.fillRect(QRect(EDGE, row.top() + 8, row.width() - 2 * EDGE, 1), theme.color("line"))
        painter.setFont(fonts.bold)
        painter.setPen(theme.color("text"))
        room = row.adjusted(EDGE, 14, -EDGE, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignTop, line.label)

    def _paint_label(self, painter: QPainter, row: QRect, line: Line, theme: Theme, fonts: _Fonts) -> None:
        painter.setPen(theme.color("dim"))
        layout, height = self._label(line, fonts)
        # A chip is 4 higher than a line: its words stand 2 lower.
        left, top = row.left() + EDGE, row.top() + _PAD + (2 if line.chips and not self._stacked else 0)
        layout.draw(painter, QPointF(left, top))
        if self.names and line.name:
            below = QRect(left, top + height, self._labels, fonts.of_name.height())
            painter.setFont(fonts.name)
            shown = fonts.of_name.elidedText(line.name, Qt.TextElideMode.ElideMiddle, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_value(
        self, painter: QPainter, room: QRect, line: Line, theme: Theme, fonts: _Fonts, *, hovered: bool
    ) -> None:
        font = fonts.fixed if line.fixed else fonts.link if hovered and line.link else fonts.plain
        painter.setPen(theme.color(line.tone))
        layout, height = _wrapped(line.value, font, room.width(), fonts)
        layout.draw(painter, QPointF(room.left(), room.top()))
        if line.aside:
            painter.setPen(theme.color("dim"))
            painter.setFont(fonts.name if line.kind == "selection" else fonts.plain)
            x, y = self._aside_place(line, layout, room, height, fonts)
            painter.drawText(x, y + fonts.baseline, line.aside)
            height = max(height, y - room.top() + fonts.line)
        if line.below:
            painter.setPen(theme.color("dim"))
            below, _ = _wrapped(line.below, fonts.plain, room.width(), fonts)
            below.draw(painter, QPointF(room.left(), room.top() + height + 2))

    def _paint_chips(self, painter: QPainter, room: QRect, line: Line, theme: Theme, fonts: _Fonts) -> None:
        painter.setFont(fonts.plain)
        for chip, place in zip(line.chips, self._chip_places(line, room.width(), fonts), strict=True):
            box = place.translated(room.topLeft())
            painting.rounded(painter, box, theme.color("chip"), None, 5)
            painter.setPen(theme.color("text"))
            inner = box.adjusted(8, 0, -6, 0)
            shown = fonts.of_plain.elidedText(chip, Qt.TextElideMode.ElideRight, inner.width() + 1)
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)

    # Sizes

    def _value_height(self, line: Line, width: int) -> int:
        fonts = self._measured()
        room = QRect(0, 0, width - self._value_left() - EDGE, 0)
        if line.chips:
            return max(place.bottom() + 1 for place in self._chip_places(line, room.width(), fonts))
        layout, height = _wrapped(line.value, fonts.fixed if line.fixed else fonts.plain, room.width(), fonts)
        if line.aside:
            height = max(height, self._aside_place(line, layout, room, height, fonts)[1] + fonts.line)
        if line.below:
            height += 2 + _wrapped(line.below, fonts.plain, room.width(), fonts)[1]
        return height

    def _aside_place(self, line: Line, layout: QTextLayout, room: QRect, height: int, fonts: _Fonts) -> tuple[int, int]:
        """Return where the aside begins: behind the value, or on a line of its own where there is no room."""
        last = layout.lineAt(layout.lineCount() - 1)
        x = room.left() + round(last.naturalTextWidth()) + 6
        if x + fonts.of_plain.horizontalAdvance(line.aside) <= room.right() + 1:
            return x, room.top() + height - fonts.line
        return room.left(), room.top() + height

    def _chip_places(self, line: Line, width: int, fonts: _Fonts) -> list[QRect]:
        places: list[QRect] = []
        corner, height = QPoint(0, 0), fonts.line + 4
        for chip in line.chips:
            size = min(fonts.of_plain.horizontalAdvance(chip) + 16, width)
            if corner.x() and corner.x() + size > width:
                corner = QPoint(0, corner.y() + height + _CHIP_GAP)
            places.append(QRect(corner, QSize(size, height)))
            corner = QPoint(corner.x() + size + _CHIP_GAP, corner.y())
        return places

    def _label(self, line: Line, fonts: _Fonts) -> tuple[QTextLayout, int]:
        return _wrapped(line.label, fonts.plain, self._labels, fonts, _LABEL_LINES)

    def _label_height(self, line: Line, fonts: _Fonts) -> int:
        """Return the height of the label with the technical name below it."""
        return self._label(line, fonts)[1] + (fonts.of_name.height() if self.names and line.name else 0)

    def _value_left(self) -> int:
        return EDGE if self._stacked else EDGE + self._labels + GAP

    def _value_room(self, line: Line, row: QRect) -> QRect:
        above = self._label_height(line, self._measured()) if self._stacked else 0
        return row.adjusted(self._value_left(), _PAD + above, -EDGE, -_PAD)

    def _width(self) -> int:
        view = self.parent()
        return view.viewport().width() if isinstance(view, QListView) else 0

    def _measured(self) -> _Fonts:
        if self._fonts is None:
            self._fonts = _Fonts()
        return self._fonts

    def _line(self, index: QModelIndex | QPersistentModelIndex) -> Line | None:
        lines: object = getattr(index.model(), "lines", ())
        assert isinstance(lines, list | tuple)
        line = lines[index.row()] if index.row() < len(lines) else None
        return line if isinstance(line, Line) else None


_BREAKS = re.compile(r"(?<=[@./?&=_])(?=\w)")


def breakable(words: str) -> str:
    """Return the text with a zero-width space where an address or a technical name may go on in the next line.

    Only words that hold a letter are touched: a number keeps together. The text is for the screen alone.
    """
    return " ".join(_BREAKS.sub("\u200b", word) if any(map(str.isalpha, word)) else word for word in words.split(" "))


def _wrapped(words: str, font: QFont, width: int, fonts: _Fonts, most: int = MOST_LINES) -> tuple[QTextLayout, int]:
    """Return the text in lines of ``width``, broken inside a word where it must be, and their height."""
    words = breakable(words)
    layout, cut = _lay_out(words, font, width, fonts, most)
    if cut is not None:
        layout, _ = _lay_out(words[:cut].rstrip(" \u200b") + "…", font, width, fonts, most)
    return layout, layout.lineCount() * fonts.line


def _lay_out(words: str, font: QFont, width: int, fonts: _Fonts, most: int) -> tuple[QTextLayout, int | None]:
    """Return the layout, and where it was cut when it has too many lines."""
    layout = QTextLayout(words.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    cut: int | None = None
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        if layout.lineCount() > most:
            cut = max(0, line.textStart() - 2)
            break
        line.setLineWidth(max(1, width))
        # On the label's baseline, whatever the font.
        top = (layout.lineCount() - 1) * fonts.line
        line.setPosition(QPointF(0, top + fonts.baseline - line.ascent()))
    layout.endLayout()
    return layout, cut
