"""Puts the look on the application: Fusion, a palette and one style sheet from the same table, switched live.

Own painting asks :func:`current` while it paints; nobody keeps a theme. A widget that bakes colours into something
(rich text, a pixmap) rebuilds it in ``changeEvent`` on ``PaletteChange``; what is no widget follows
``ThemeManager.changed``.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from explorer.ui import icons, metrics
from explorer.ui.stylesheet import stylesheet
from explorer.ui.tokens import DARK, LIGHT, Theme, current, wear

Mode = Literal["light", "dark", "system"]

__all__ = ["Mode", "Theme", "ThemeManager", "apply", "current", "mode_of", "palette"]


def palette(theme: Theme) -> QPalette:
    """Return the palette made of a theme's tokens."""
    role = QPalette.ColorRole
    made = QPalette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for part, token in _ROLES:
            made.setColor(group, part, theme.color(token))
    for part in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, part, theme.disabled)
    return made


_ROLES = (
    (QPalette.ColorRole.Window, "background"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "panel"),
    (QPalette.ColorRole.AlternateBase, "alternate"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.Button, "panel"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.BrightText, "on_accent"),
    (QPalette.ColorRole.PlaceholderText, "dim"),
    (QPalette.ColorRole.Highlight, "selection"),
    (QPalette.ColorRole.HighlightedText, "text"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "accent"),
    (QPalette.ColorRole.ToolTipBase, "panel"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.Light, "panel"),
    (QPalette.ColorRole.Midlight, "header"),
    (QPalette.ColorRole.Mid, "line"),
    (QPalette.ColorRole.Dark, "line"),
    (QPalette.ColorRole.Shadow, "line"),
)


def mode_of(name: str) -> Mode:
    """Return the mode of this name; what is no name of a mode follows the system."""
    return "light" if name == "light" else "dark" if name == "dark" else "system"


class ThemeManager(QObject):
    """Keeps the application in the chosen mode; one lives as long as the application."""

    changed = Signal(object)
    """The Theme that was just put on."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._mode: Mode = "system"
        self._worn: Theme | None = None
        app.setStyle("Fusion")
        app.setFont(metrics.interface_font())
        app.styleHints().colorSchemeChanged.connect(self._scheme_changed)

    @property
    def mode(self) -> Mode:
        """What the person chose: light, dark, or whatever the system says."""
        return self._mode

    @property
    def theme(self) -> Theme:
        """The theme worn now."""
        return current()

    def set_mode(self, mode: Mode) -> None:
        """Choose light, dark, or to follow the system; takes effect at once."""
        self._mode = mode
        self._wear(self._wanted())

    def _wanted(self) -> Theme:
        if self._mode != "system":
            return DARK if self._mode == "dark" else LIGHT
        # Bare X11 and the offscreen platform know no scheme: that counts as light.
        return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT

    @Slot()
    def _scheme_changed(self) -> None:
        if self._mode == "system":
            self._wear(self._wanted())

    def _wear(self, theme: Theme) -> None:
        if theme is self._worn:
            return
        self._worn = theme
        wear(theme)
        icons.forget()
        self._app.setPalette(palette(theme))
        self._app.setStyleSheet(stylesheet(theme, metrics.metrics()))
        self.changed.emit(theme)


def apply(app: QApplication, mode: Mode = "system") -> ThemeManager:
    """Put the look on the application and return what switches it; a second call switches the same manager."""
    manager = app.findChild(ThemeManager)
    if manager is None:
        manager = ThemeManager(app)
    manager.set_mode(mode)
    return manager
