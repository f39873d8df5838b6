"""Buttons of every kind: the accent one, plain, icon, link. All paint themselves from the tokens.

The focus ring shows when the keyboard brought the focus, not after a click.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from explorer.ui import icons, metrics
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
        """Return how wide the content is, in device-independent pixels."""
        return self._icon_width() + QFontMetrics(self.text_font()).horizontalAdvance(self.shown_text())

    def paint_content(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        """Paint icon and text in the middle of ``rect``."""
        left = rect.x() + max(0, (rect.width() - self.content_width()) // 2)
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


class PrimaryButton(PaintedButton):
    """The one button in accent colour; ``hint`` is its shortcut, dimmer at the right: "Send  Ctrl ⏎"."""

    def __init__(self, text: str, hint: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, name, parent)
        self._hint = hint
        if hint:
            self.setAccessibleDescription(hint)

    def set_hint(self, hint: str) -> None:
        """Say another shortcut, or none."""
        self._hint = hint
        self.setAccessibleDescription(hint)
        self.updateGeometry()
        self.update()

    def text_font(self) -> QFont:
        """Semibold."""
        return metrics.semibold(self.font())

    def fill(self, theme: Theme) -> QColor | None:
        """The accent, a shade towards the text under the pointer."""
        if not self.isEnabled():
            return theme.color("chip")
        if self.isDown():
            return theme.mixed("text", "accent", 0.2)
        return theme.mixed("text", "accent", 0.1) if self.underMouse() else theme.color("accent")

    def border(self, theme: Theme) -> QColor | None:
        """None."""
        return None

    def ink(self, theme: Theme) -> QColor:
        """Text on accent."""
        return theme.color("on_accent") if self.isEnabled() else theme.disabled

    def content_width(self) -> int:
        """Text and hint."""
        return super().content_width() + self._hint_width()

    def paint_content(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        """Paint the text, then the hint in dimmer fixed type."""
        super().paint_content(painter, rect, theme)
        if not self._hint:
            return
        painter.setFont(metrics.fixed_font())
        painter.setPen(theme.mixed("on_accent", "accent", 0.82) if self.isEnabled() else theme.disabled)
        spare = max(0, (rect.width() - self.content_width()) // 2)
        painter.drawText(
            rect.adjusted(0, 0, -spare, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._hint
        )

    def _hint_width(self) -> int:
        return 8 + QFontMetrics(metrics.fixed_font()).horizontalAdvance(self._hint) if self._hint else 0


class SecondaryButton(PaintedButton):
    """A plain button; with ``accent`` its border and text take the accent colour, for the offered way out."""

    def __init__(
        self, text: str, icon: str = "", accent: bool = False, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, name, parent)
        self._accent = accent
        if icon:
            self.setIcon(icons.icon(icon, "accent" if accent else "text"))

    def border(self, theme: Theme) -> QColor | None:
        """A line, or the accent."""
        return theme.color("accent" if self._accent and self.isEnabled() else "line")

    def ink(self, theme: Theme) -> QColor:
        """Text, or the accent."""
        if not self.isEnabled():
            return theme.disabled
        return theme.color("accent" if self._accent else "text")


class IconButton(PaintedButton):
    """A flat square button with an icon. ``name`` is spoken, and shown as the tool tip when there is no other."""

    padding = 0

    def __init__(
        self,
        icon: str,
        name: str,
        tooltip: str = "",
        size: int = 28,
        tint: str = "dim",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", name, parent)
        self._side = size
        self._tint = tint
        self.setToolTip(tooltip or name)
        self.set_icon(icon)

    def set_icon(self, icon: str, tint: str = "") -> None:
        """Show another icon, in another colour when ``tint`` says one."""
        self._tint = tint or self._tint
        self.setIcon(icons.icon(icon, self._tint))

    def set_name(self, name: str, tooltip: str = "") -> None:
        """Say another name, for buttons whose meaning follows a state."""
        self.setAccessibleName(name)
        self.setToolTip(tooltip or name)

    def fill(self, theme: Theme) -> QColor | None:
        """Nothing until the pointer is there."""
        if not self.isEnabled():
            return None
        if self.isDown() or self.isChecked():
            return theme.color("accent_soft")
        return theme.hover if self.underMouse() else None

    def border(self, theme: Theme) -> QColor | None:
        """None."""
        return None

    def sizeHint(self) -> QSize:
        """A square, which grows with the font as rows do."""
        grown = metrics.metrics().control - 28
        return QSize(self._side + grown, self._side + grown)


class LinkButton(PaintedButton):
    """Text in the accent colour, underlined under the pointer."""

    padding = 4

    def __init__(self, text: str, icon: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, name, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if icon:
            self.setIcon(icons.icon(icon, "accent"))

    def fill(self, theme: Theme) -> QColor | None:
        """Nothing."""
        return None

    def border(self, theme: Theme) -> QColor | None:
        """None."""
        return None

    def ink(self, theme: Theme) -> QColor:
        """The accent."""
        return theme.color("accent") if self.isEnabled() else theme.disabled

    def text_font(self) -> QFont:
        """Underlined under the pointer."""
        font = QFont(self.font())
        font.setUnderline(self.underMouse() and self.isEnabled())
        return font
