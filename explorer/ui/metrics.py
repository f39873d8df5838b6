"""Sizes and fonts of the window, worked out from the system's font so that a larger font makes a larger window.

No text has a fixed size: figures here are the design's at 100 percent, and each height is the larger of its figure
and the font's height plus 8.
"""

from __future__ import annotations

import msgspec
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

GRID = 4
"""Every distance is a multiple of this, in device-independent pixels."""
INSIDE = 8
"""From a control's edge to its text."""
EDGE = 12
"""From a panel's edge to its content."""
RADIUS = 6
"""Corners of controls."""
CARD_RADIUS = 8
ICON = 16
SMALLEST = 13
"""Pixels below which the interface's text does not go, where the system states no wish or a tiny one."""


class Metrics(msgspec.Struct, frozen=True):
    """Heights in device-independent pixels; ``font`` is the height of the interface's text in pixels."""

    font: int
    tree_row: int
    grid_row: int
    header: int
    control: int
    bar: int
    tabs: int
    status: int


def metrics() -> Metrics:
    """Return the sizes that go with the application's font."""
    font = QApplication.font()
    needed = QFontMetrics(font).height() + 8
    return Metrics(
        font=_pixels(font),
        tree_row=max(24, needed),
        grid_row=max(26, needed),
        header=max(28, needed),
        control=max(28, needed),
        bar=max(44, needed),
        tabs=max(36, needed),
        status=max(26, needed),
    )


def interface_font() -> QFont:
    """Return the system's font, no smaller than SMALLEST pixels."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(round(max(SMALLEST, _pixels(font))))
    return font


def fixed_font(steps: int = 1) -> QFont:
    """Return the system's fixed font, ``steps`` pixels smaller than the interface's."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    font.setPixelSize(max(9, _pixels(QApplication.font()) - steps))
    return font


def semibold(font: QFont | None = None) -> QFont:
    """Return ``font`` (else the interface's) in the weight of active tabs and names."""
    bold = QFont(font if font is not None else QApplication.font())
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def heading_font() -> QFont:
    """Return the font of headings: semibold, 15 to the interface's 13."""
    font = semibold()
    font.setPixelSize(round(_pixels(QApplication.font()) * 15 / 13))
    return font


def small_font(share: float = 0.85) -> QFont:
    """Return the interface's font made smaller, for marks that stand beside text."""
    font = QFont(QApplication.font())
    font.setPixelSize(max(8, round(_pixels(font) * share)))
    return font


def _pixels(font: QFont) -> int:
    # Without any font installed Qt knows no size.
    size = QFontInfo(font).pixelSize()
    return size if size > 0 else max(SMALLEST, font.pixelSize())
