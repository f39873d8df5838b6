"""Buttons of every kind; this module gathers the larger ones, which have files of their own."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from explorer.ui import icons, metrics
from explorer.ui.tokens import Theme
from explorer.ui.widgets.bar_button import BarButton, StatusPill
from explorer.ui.widgets.check_box import CheckBox
from explorer.ui.widgets.painted_button import PaintedButton
from explorer.ui.widgets.segments import SegmentedChips, ToggleChip

__all__ = [
    "BarButton",
    "CheckBox",
    "IconButton",
    "LinkButton",
    "PaintedButton",
    "PrimaryButton",
    "SecondaryButton",
    "SegmentedChips",
    "StatusPill",
    "ToggleChip",
]


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

    def drawn_width(self) -> int:
        """Text and hint."""
        return super().drawn_width() + self._hint_width()

    def paint_content(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        """Paint the text, then the hint in dimmer fixed type."""
        super().paint_content(painter, rect, theme)
        if not self._hint:
            return
        painter.setFont(metrics.fixed_font())
        painter.setPen(theme.mixed("on_accent", "accent", 0.82) if self.isEnabled() else theme.disabled)
        spare = max(0, (rect.width() - self.drawn_width()) // 2)
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
