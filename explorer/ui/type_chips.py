"""The small chip before a field's label that tells its type at a glance: Aa, 12, →1, a calendar."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QApplication

from explorer.ui import icons
from explorer.ui.tokens import Theme

CHIP_SIZE = QSize(18, 16)
"""Room for one chip at 100 percent."""

_TEXTS = {
    "char": "Aa",
    "text": "Aa",
    "html": "Aa",
    "integer": "12",
    "float": "1.2",
    "monetary": "$",
    "many2one": "→1",
    "one2many": "→n",
    "many2many": "n:n",
    "json": "{}",
    "properties": "{}",
    "properties_definition": "{}",
}
_ICONS = {
    "boolean": "check",
    "date": "calendar",
    "datetime": "calendar",
    "selection": "list",
    "binary": "file",
    "image": "file",
    "reference": "link",
    "many2one_reference": "link",
}


def paint_type_chip(painter: QPainter, rect: QRect, field_type: str, theme: Theme) -> None:
    """Paint the chip of a field type, filling ``rect``; a type that is not known gets a question mark."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("chip"))
    painter.drawRoundedRect(QRectF(rect), 4, 4)
    ink = theme.color("dim")
    name = _ICONS.get(field_type)
    if name:
        side = min(rect.width(), rect.height()) - 4
        box = QRect(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, side, side)
        icons.draw(painter, box, name, ink)
    else:
        _paint_text(painter, QRectF(rect), _TEXTS.get(field_type, "?"), ink)
    painter.restore()


def _paint_text(painter: QPainter, rect: QRectF, text: str, ink: QColor) -> None:
    font = QFont(QApplication.font())
    font.setWeight(QFont.Weight.Bold)
    size = rect.height() * 0.58
    font.setPixelSize(max(6, round(size)))
    # Three characters in the width of two: condense rather than clip.
    arrow = 6.0 if text.startswith("→") else 0.0
    letters = text.removeprefix("→")
    width = QFontMetricsF(font).horizontalAdvance(letters) + arrow
    if width > rect.width() - 2:
        font.setPixelSize(max(6, int(font.pixelSize() * (rect.width() - 2) / width)))
        width = QFontMetricsF(font).horizontalAdvance(letters) + arrow
    painter.setFont(font)
    left = rect.x() + (rect.width() - width) / 2
    if arrow:
        _paint_arrow(painter, left, rect.center().y(), ink)
    painter.setPen(ink)
    space = QRectF(left + arrow, rect.y(), width - arrow + 2, rect.height())
    painter.drawText(space, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, letters)


def _paint_arrow(painter: QPainter, left: float, middle: float, ink: QColor) -> None:
    painter.setPen(QPen(ink, 1.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    tip = QPointF(left + 5, middle)
    painter.drawLine(QPointF(left + 0.4, middle), tip)
    painter.drawLine(tip, tip + QPointF(-2, -2))
    painter.drawLine(tip, tip + QPointF(-2, 2))
