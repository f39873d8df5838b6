"""Painting that several widgets share: rounded shapes on whole pixels, the focus ring, dots and carets."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from explorer.ui.metrics import RADIUS
from explorer.ui.tokens import current

RING = 2
"""Width of the focus ring."""
CARET = 8
"""Width of a caret, its triangle being 8 by 5."""
DOT = 8


def rounded(
    painter: QPainter, rect: QRect, fill: QColor | None, border: QColor | None = None, radius: float = RADIUS
) -> None:
    """Fill a rounded rectangle and draw its border of one pixel inside ``rect``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(rect), radius, radius)
    else:
        painter.setPen(QPen(border, 1))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)


def ring(painter: QPainter, rect: QRect, radius: float = RADIUS, gap: bool = False) -> None:
    """Draw the focus ring along the inside of ``rect``; ``gap`` parts it from a control of the ring's own colour."""
    theme = current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if gap:
        painter.setPen(QPen(theme.color("panel"), 1))
        painter.drawRoundedRect(QRectF(rect).adjusted(2.5, 2.5, -2.5, -2.5), radius - 2, radius - 2)
    painter.setPen(QPen(theme.color("accent"), RING))
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius - 1, radius - 1)


def dot(painter: QPainter, x: float, middle: float, color: QColor, size: float = DOT) -> None:
    """Draw a filled circle whose left edge is ``x``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QRectF(x, middle - size / 2, size, size))


def caret(painter: QPainter, x: float, middle: float, color: QColor, direction: str = "down") -> None:
    """Draw a small filled triangle; its box is CARET wide from ``x`` and centred on ``middle``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if direction == "down":
        points = ((x, middle - 2.5), (x + CARET, middle - 2.5), (x + CARET / 2, middle + 2.5))
    elif direction == "up":
        points = ((x, middle + 2.5), (x + CARET, middle + 2.5), (x + CARET / 2, middle - 2.5))
    elif direction == "left":
        points = ((x + 6, middle - 4), (x + 6, middle + 4), (x + 1, middle))
    else:
        points = ((x + 2, middle - 4), (x + 2, middle + 4), (x + 7, middle))
    painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
