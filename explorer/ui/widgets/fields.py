"""Fields to type in: a line of text, a line to search with, a whole number; and how a field says that it is wrong."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from explorer.ui import icons, metrics


def set_wrong(field: QWidget, message: str = "") -> None:
    """Draw a field's border in the error colour and say why as its tool tip; an empty message takes it back."""
    wrong = bool(message)
    field.setToolTip(message)
    field.setAccessibleDescription(message)
    if bool(field.property("wrong")) != wrong:
        field.setProperty("wrong", wrong)
        field.style().unpolish(field)
        field.style().polish(field)


class LineField(QLineEdit):
    """A line of text. ``fixed`` for technical names and JSON."""

    def __init__(
        self, name: str, placeholder: str = "", text: str = "", fixed: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._fixed = fixed
        self._use_font()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the interface's font."""
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_fixed"):
            self._use_font()
        super().changeEvent(event)

    def _use_font(self) -> None:
        if self._fixed and self.font().pixelSize() != metrics.fixed_font().pixelSize():
            self.setFont(metrics.fixed_font())


class SearchField(LineField):
    """A line to search with: a lens at the left, a cross that empties it; Esc empties it before it means more."""

    def __init__(self, name: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, placeholder, parent=parent)
        self.addAction(icons.icon("search", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = self.addAction(icons.icon("close", "dim"), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setToolTip(self.tr("Clear"))
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._offer_clear)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the line; from an empty one it goes on to the window."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _offer_clear(self, text: str) -> None:
        self._clear.setVisible(bool(text))


class NumberField(QSpinBox):
    """A whole number without arrows beside it; the arrow keys count."""

    def __init__(
        self, name: str, value: int = 0, lowest: int = 0, highest: int = 2_147_483_647, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(lowest, highest)
        self.setValue(value)
        # The sheet hides the arrows, and its padding does not reach a spin box's line. (Without buttons, Qt gives the
        # line of a box with a style sheet a width of 1.)
        self.lineEdit().setTextMargins(6, 0, 6, 0)
