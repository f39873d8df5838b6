"""The button that all others are made from: it paints itself from the tokens.

The focus ring shows when the keyboard brought the focus, not after a click.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from explorer.ui import metrics
from explorer.ui.tokens import Theme, current
from explorer.ui.widgets import painting

KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
"""Ways for the focus to come that mean that the person is at the keyboard."""
KEPT = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class PaintedButton(QPushButton):
    """A button that paints itself; subclasses say with which colours, and what stands in it."""

    padding = 12
    radius = metrics.RADIUS

    def __init__(self, text: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name or text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._ring = False

    # -- for subclasses ----------------------------------------------------------------------------------------

    def fill(self, theme: Theme) -> QColor | None:
        """Return what the button is filled with now, or None for nothing."""
        if not self.isEnabled():
            return theme.color("panel")
        if self.isDown() or self.isChecked():
            return theme.color("chip")
        return theme.color("header") if self.underMouse() else theme.color("panel")

    def border(self, theme: Theme) -> QColor | None:
        """Return the colour of the border, or None for none."""
        return theme.color("line")

    def ink(self, theme: Theme) -> QColor:
        """Return the colour of the text."""
        return theme.color("text") if self.isEnabled() else theme.disabled

    def text_font(self) -> QFont:
        """Return the font of the text."""
        return self.font()

    def content_width(self) -> int:
        """Return the room that the content asks for, in device-independent pixels."""
        return self.drawn_width()

    def drawn_width(self) -> int:
        """Return how wide the content is as it is painted now."""
        return self._icon_width() + QFontMetrics(self.text_font()).horizontalAdvance(self.shown_text())

    def paint_content(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        """Paint icon and text in the middle of ``rect``."""
        left = rect.x() + max(0, (rect.width() - self.drawn_width()) // 2)
        if not self.icon().isNull():
            mode = self.icon().Mode.Normal if self.isEnabled() else self.icon().Mode.Disabled
            self.icon().paint(
                painter, left, rect.y() + (rect.height() - metrics.ICON) // 2, metrics.ICON, metrics.ICON, mode=mode
            )
            left += self._icon_width()
        painter.setFont(self.text_font())
        painter.setPen(self.ink(theme))
        # One pixel more than needed: text is measured in fractions of a pixel, and would be cut to an ellipsis.
        space = QRect(left, rect.y(), rect.right() + 2 - left, rect.height())
        text = QFontMetrics(self.text_font()).elidedText(self.shown_text(), Qt.TextElideMode.ElideRight, space.width())
        painter.drawText(space, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    # -- what Qt calls -----------------------------------------------------------------------------------------

    def shown_text(self) -> str:
        """Return the text without the ``&`` that marks its mnemonic."""
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def sizeHint(self) -> QSize:
        """Return the room for the content at the height of controls."""
        return QSize(self.content_width() + 2 * self.padding, metrics.metrics().control)

    def minimumSizeHint(self) -> QSize:
        """Buttons do not shrink below their content."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint shape, content and, when the keyboard brought the focus, the ring."""
        theme = current()
        painter = QPainter(self)
        fill, border = self.fill(theme), self.border(theme)
        if fill is not None or border is not None:
            painting.rounded(painter, self.rect(), fill, border, self.radius)
        self.paint_content(painter, self.rect().adjusted(self.padding, 0, -self.padding, 0), theme)
        if self._ring and self.hasFocus():
            painting.ring(painter, self.rect(), self.radius, gap=fill == theme.color("accent"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus."""
        if event.reason() not in KEPT:
            self._ring = event.reason() in KEYBOARD
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        """Repaint when the pointer comes or goes, and measure again with another font."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self.updateGeometry()
        return super().event(event)

    def popup(self, menu: QMenu) -> None:
        """Show a menu below the button, its left edge on the button's. Returns at once."""
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _icon_width(self) -> int:
        if self.icon().isNull():
            return 0
        return metrics.ICON + (6 if self.text() else 0)
