"""Time stamps of the start, for the benchmark: printed only when ``ODOO_EXPLORER_MARKS`` is set.

``paint`` is the window's first paint, ``rows`` the first paint of a grid that holds an answer; both on the system's
monotonic clock, in seconds. The value ``exit`` ends the program after the last one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

VARIABLE = "ODOO_EXPLORER_MARKS"


def wanted() -> bool:
    """Whether somebody measures this start."""
    return VARIABLE in os.environ


def mark(name: str) -> None:
    """Print a time stamp."""
    print(f"{name} {time.monotonic():.6f}", flush=True)


class PaintMark(QObject):
    """Marks the first paint of a widget after ``ready`` says that what it waits for is there."""

    def __init__(self, widget: QWidget, name: str, ready: Callable[[], bool], done: Callable[[], None]) -> None:
        super().__init__(widget)
        self._name = name
        self._ready = ready
        self._done = done
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch for the paint; nothing is held back."""
        if event.type() == QEvent.Type.Paint and self._ready():
            watched.removeEventFilter(self)
            mark(self._name)
            if os.environ[VARIABLE] == "exit":
                self._done()
        return False
