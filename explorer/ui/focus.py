"""The order in which Tab goes through the window: as it is read, whatever was made first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def chain(window: QWidget) -> Iterator[QWidget]:
    """Give the widgets that Tab stops at, in their present order."""
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            yield widget
        widget = widget.nextInFocusChain()


def order(window: QWidget, parts: Sequence[QWidget]) -> None:
    """Let Tab go through ``parts`` one after the other; within each the order stays as it is.

    What belongs to none of them comes last.
    """

    def place(widget: QWidget) -> int:
        found = (at for at, part in enumerate(parts) if part is widget or part.isAncestorOf(widget))
        return next(found, len(parts))

    stops = sorted(chain(window), key=place)
    for before, after in pairwise(stops):
        if before.window() is window and after.window() is window:
            QWidget.setTabOrder(before, after)
