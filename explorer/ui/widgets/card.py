"""The card: a rounded panel with a header row of its own, in which calls are built and answers are shown."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.ui import metrics
from explorer.ui.tokens import current
from explorer.ui.widgets.tabs import CardTabs

_EDGE_WIDTH = 3


class _Header(QWidget):
    """The card's first row: tabs at the left, whatever the panel adds at the right."""

    def __init__(self, card: QWidget) -> None:
        super().__init__(card)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(8, 0, metrics.EDGE, 1)
        self.row.setSpacing(8)
        self.row.addStretch(1)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), metrics.metrics().tabs + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())


class _Corner(QWidget):
    """Lies over what reaches into a lower corner of the card, and paints the rounding: content has square corners."""

    def __init__(self, card: QWidget, *, right: bool) -> None:
        super().__init__(card)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(metrics.CARD_RADIUS, metrics.CARD_RADIUS)
        self._right = right

    def paintEvent(self, event: QPaintEvent) -> None:
        side = float(metrics.CARD_RADIUS)
        # The card's lower left or lower right quarter circle, in this widget's coordinates.
        shape = QPainterPath()
        left = -side if self._right else 0.0
        shape.addRoundedRect(QRectF(left, -side, 2 * side, 2 * side).adjusted(0.5, 0.5, -0.5, -0.5), side, side)
        outside = QPainterPath()
        outside.addRect(QRectF(self.rect()))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outside.subtracted(shape), current().color("background"))
        painter.setPen(QPen(current().color("line"), 1))
        painter.drawPath(shape)


class Card(QFrame):
    """A panel with a border of one pixel and corners of 8; ``edge`` colours its left edge, as faults do.

    ``add_tabs`` fills the header's left, ``add_tool`` its right; ``body`` is the layout below. A table in a body
    keeps its square corners inside when ``foot`` is set: 7 px below the last widget.
    """

    def __init__(
        self,
        name: str,
        header: bool = True,
        edge: str = "",
        foot: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._edge = edge
        self.tabs: CardTabs | None = None
        self.header = _Header(self)
        self.header.setVisible(header)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 7 if foot else 1)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        outer.addLayout(self.body, 1)
        self._layout = outer
        # Where there is a foot, nothing reaches into the corners, and a widget over a table would slow its scrolling.
        self._corners = () if foot or edge else (_Corner(self, right=False), _Corner(self, right=True))
        self.set_edge(edge)

    def add_tabs(self, tabs: CardTabs) -> CardTabs:
        """Put a tab strip at the header's left."""
        self.tabs = tabs
        self.header.row.insertWidget(0, tabs, 0, Qt.AlignmentFlag.AlignBottom)
        return tabs

    def add_tool(self, widget: QWidget) -> None:
        """Put a widget at the header's right, behind those already there."""
        self.header.row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_edge(self, tint: str) -> None:
        """Colour the left edge by a token; an empty one takes it away."""
        self._edge = tint
        margins = self._layout.contentsMargins()
        margins.setLeft(_EDGE_WIDTH if tint else 1)
        self._layout.setContentsMargins(margins)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the corners in their places, above everything."""
        super().resizeEvent(event)
        for corner, left in zip(self._corners, (0, self.width() - metrics.CARD_RADIUS), strict=False):
            corner.move(left, self.height() - metrics.CARD_RADIUS)
            corner.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint panel, header, edge and border."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), metrics.CARD_RADIUS, metrics.CARD_RADIUS)
        painter.fillPath(shape, theme.color("panel"))
        if not self.header.isHidden():
            height = self.header.geometry().bottom() + 1
            painter.setClipRect(QRectF(0, 0, whole.width(), height))
            painter.fillPath(shape, theme.color("header"))
            painter.fillRect(QRectF(0.5, height - 1, whole.width() - 1, 1), theme.color("line"))
            painter.setClipping(False)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawPath(shape)
        if self._edge:
            outer = QPainterPath()
            outer.addRoundedRect(whole, metrics.CARD_RADIUS, metrics.CARD_RADIUS)
            inner = QPainterPath()
            inner.addRoundedRect(
                whole.adjusted(_EDGE_WIDTH, 0, metrics.CARD_RADIUS, 0), metrics.CARD_RADIUS - 2, metrics.CARD_RADIUS
            )
            painter.fillPath(outer.subtracted(inner), theme.color(self._edge))
