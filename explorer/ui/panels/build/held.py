"""What stands in the panel and is no value: where it stands, why, and what the focus goes to."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


class Held(NamedTuple):
    """An input whose text is no value. ``place`` is its name on screen, ``sentence`` its complaint."""

    place: str
    sentence: str
    widget: QWidget

    @property
    def said(self) -> str:
        """Place and complaint on one line."""
        return f"{self.place}: {self.sentence}"

    def show(self) -> None:
        """Give the input the focus, and scroll to it."""
        above = self.widget.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self.widget)
        self.widget.setFocus(Qt.FocusReason.OtherFocusReason)
