"""The program's icons: SVG files of its own, tinted from the theme at the moment they are painted.

An icon asks for the theme each time it is drawn, so a switch of theme or of screen needs no rebuilding by whoever
shows it. Rendered pixmaps are kept by name, colour, size and pixel ratio.
"""

from __future__ import annotations

import logging
from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from explorer import assets
from explorer.ui import tokens

log = logging.getLogger(__name__)

_rendered: dict[tuple[str, str, int, float], QPixmap] = {}


def icon(name: str, tint: str = "text") -> QIcon:
    """Return the icon ``resources/icons/<name>.svg`` in the colour of a theme token; dimmed while disabled.

    A name without a file gives an empty icon and a line in the log.
    """
    return QIcon(TintedIcon(name, tint))


def pixmap(name: str, color: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon in any colour; ``size`` in device-independent pixels, ``ratio`` the screen's pixels for one."""
    key = (name, color.name(QColor.NameFormat.HexArgb), size, ratio)
    found = _rendered.get(key)
    if found is None:
        found = _rendered[key] = _render(name, color, size, ratio)
    return found


def draw(painter: QPainter, rect: QRect, name: str, color: QColor) -> None:
    """Paint an icon into the middle of ``rect``, as large as the rectangle's shorter side."""
    side = min(rect.width(), rect.height())
    image = pixmap(name, color, side, painter.device().devicePixelRatioF())
    painter.drawPixmap(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, image)


def names() -> list[str]:
    """Return the names of all icons there are."""
    return sorted(file.stem for file in assets.path("icons").glob("*.svg"))


def forget() -> None:
    """Drop what was rendered; called when the theme changes, since its colours will hardly be asked for again."""
    _rendered.clear()


_clones: list[QIconEngine] = []


def kept(engine: QIconEngine) -> QIconEngine:
    """Return an engine that stays for as long as the program runs.

    WORKAROUND: Qt takes over what ``clone`` returns, and PySide (6.11) frees it all the same when Python lets go of
    it: the next use ends the process. See https://wiki.qt.io/PySide_Shiboken_Object_Ownership.
    """
    _clones.append(engine)
    return engine


class TintedIcon(QIconEngine):
    """Renders one SVG in the colour that the theme gives it now."""

    def __init__(self, name: str, tint: str) -> None:
        super().__init__()
        self._name = name
        self._tint = tint

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon for a button, an action or a view."""
        draw(painter, rect, self._name, self._color(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon in ``size``, which counts the screen's own pixels."""
        return pixmap(self._name, self._color(mode), min(size.width(), size.height()))

    def clone(self) -> QIconEngine:
        """Return the same icon again, as Qt asks when a copy of it is changed."""
        return kept(TintedIcon(self._name, self._tint))

    def _color(self, mode: QIcon.Mode) -> QColor:
        theme = tokens.current()
        return theme.disabled if mode == QIcon.Mode.Disabled else theme.color(self._tint)


@cache
def _source(name: str) -> str:
    try:
        return assets.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        log.error("The icon %s is missing.", name)
        return ""


def _render(name: str, color: QColor, size: int, ratio: float) -> QPixmap:
    image = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    image.fill(Qt.GlobalColor.transparent)
    source = _source(name)
    if source and not image.isNull():
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", color.name()).encode()))
        painter = QPainter(image)
        renderer.render(painter, QRectF(QPoint(0, 0), image.size()))
        painter.end()
    image.setDevicePixelRatio(ratio)
    return image
