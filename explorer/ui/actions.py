"""Every action of the window, declared once: its words, its shortcut, what it does."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


class Deed(msgspec.Struct, frozen=True):
    """One action. ``group`` is the part of the menu that it stands in, ``keys`` its shortcuts, the first one shown."""

    name: str
    label: str
    group: str
    keys: tuple[str, ...] = ()


DEEDS = (
    Deed("send", "Send", "Call", ("Ctrl+Return", "Ctrl+Enter")),
    Deed("cancel", "Cancel", "Call", ("Esc",)),
    Deed("copy_command", "Copy as command", "Call", ("Ctrl+Shift+C",)),
    Deed("next_page", "Next page", "Call", ("Alt+Right",)),
    Deed("previous_page", "Previous page", "Call", ("Alt+Left",)),
    Deed("undo", "Undo", "Edit", ("Ctrl+Z",)),
    Deed("redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Deed("show_build", "Show Build", "Edit", ("Ctrl+1",)),
    Deed("show_envelope", "Show Envelope", "Edit", ("Ctrl+2",)),
    Deed("new_tab", "New tab", "Tabs", ("Ctrl+T",)),
    Deed("duplicate_tab", "Duplicate tab", "Tabs", ("Ctrl+Shift+D",)),
    Deed("close_tab", "Close tab", "Tabs", ("Ctrl+W",)),
    Deed("reopen_tab", "Reopen closed tab", "Tabs", ("Ctrl+Shift+T",)),
    Deed("next_tab", "Next tab", "Tabs", ("Ctrl+PgDown", "Ctrl+Tab")),
    Deed("previous_tab", "Previous tab", "Tabs", ("Ctrl+PgUp", "Ctrl+Shift+Tab")),
    Deed("find_model", "Find a model or field", "Go", ("Ctrl+K", "Ctrl+F")),
    Deed("refresh_models", "Read models and fields anew", "Go", ("F5",)),
    Deed("new_connection", "New connection …", "Connection", ("Ctrl+N",)),
    Deed("edit_connection", "Edit this connection …", "Connection"),
    Deed("reconnect", "Connect again", "Connection"),
    Deed("allow_writes", "Allow writes", "Connection"),
    Deed("theme_system", "Colours of the desktop", "Window"),
    Deed("theme_light", "Light", "Window"),
    Deed("theme_dark", "Dark", "Window"),
    Deed("quit", "Quit", "Window", ("Ctrl+Q",)),
)
"""In the order of the menu."""


class Actions:
    """The QActions of a window by name."""

    def __init__(self, window: QWidget, handlers: dict[str, Callable[[], object]]) -> None:
        missing = {deed.name for deed in DEEDS} ^ set(handlers)
        if missing:
            raise ValueError(f"Actions and handlers differ: {sorted(missing)}")
        self._actions: dict[str, QAction] = {}
        for deed in DEEDS:
            action = QAction(QCoreApplication.translate("Actions", deed.label), window)
            action.setObjectName(deed.name)
            action.setShortcuts([QKeySequence(keys) for keys in deed.keys])
            action.triggered.connect(_calls(handlers[deed.name]))
            window.addAction(action)
            self._actions[deed.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def groups(self) -> dict[str, list[QAction]]:
        """Return the actions by the part of the menu that they stand in."""
        found: dict[str, list[QAction]] = {}
        for deed in DEEDS:
            found.setdefault(deed.group, []).append(self._actions[deed.name])
        return found


def _calls(handler: Callable[[], object]) -> Callable[[], None]:
    def triggered() -> None:
        handler()

    return triggered
