"""The box above the tree: says how much it searches and where the list comes from, and waits until the typing rests."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from explorer.core.fields import ModelIndex
from explorer.ui import icons, metrics, text
from explorer.ui.widgets.labels import DimLabel

REST = 150
"""Milliseconds without a key before the list is filtered."""


class SearchBox(QWidget):
    """A line to type into, and below it a note where the server hides its field list."""

    rested = Signal()
    """The words changed and the typing rests; at once when they were cleared."""
    entered = Signal()
    """Down: the person goes into the list."""
    accepted = Signal()
    """Enter: the person wants the hit that is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setObjectName("modelSearch")
        self.line.setAccessibleName(self.tr("Search models and fields"))
        # Made here: the action that the line makes itself is lost to Python once the focus chain was walked through.
        self._clear = QAction(icons.icon("close", "dim"), self.tr("Clear the search"), self)
        self.line.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self.scope = DimLabel(wrap=True)
        self.scope.setFont(metrics.small_font(0.92))
        self.forget()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 6)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.scope)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.settle)
        self._clear.triggered.connect(self.line.clear)
        self.line.textChanged.connect(self._typed)
        self.clears_on_escape(self.line)

    def words(self) -> str:
        """Return what is searched for; empty when nothing is."""
        return self.line.text().strip()

    def settle(self) -> None:
        """Search now, without waiting any longer."""
        self._rest.stop()
        self.rested.emit()

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._rest.stop()

    def take_focus(self) -> None:
        """Put the cursor into the box, ready to type anew."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def clears_on_escape(self, widget: QWidget) -> None:
        """Let Esc clear the box while the focus is in ``widget``."""
        widget.installEventFilter(self)

    def forget(self) -> None:
        """Say nothing of a list that is not there any more."""
        self.line.setPlaceholderText(self.tr("Filter models and fields"))
        self.line.setToolTip("")
        self.scope.hide()

    def describe(self, index: ModelIndex) -> None:
        """Say how many models and fields are searched, and who lists them."""
        fields = sum(map(len, index.field_labels.values()))
        models = text.number(len(index.models))
        if fields:
            words = self.tr("Filter {models} models, {fields} fields")
            self.line.setPlaceholderText(words.format(models=models, fields=text.number(fields)))
        else:
            self.line.setPlaceholderText(self.tr("Filter {models} models").format(models=models))
        sources = {
            "doc-bearer": self.tr("The list comes from /doc-bearer."),
            "ir.model": self.tr("The list comes from ir.model."),
            "get_available_models": self.tr("The list comes from get_available_models."),
        }
        self.line.setToolTip(sources.get(index.source, index.source))
        said = self.tr("Searches {models} models and the fields opened so far; this server hides its field list.")
        self.scope.setText(said.format(models=models))
        self.scope.setVisible(not fields and bool(index.models))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the box into the list, Enter takes the marked hit; Esc clears the box, also from the list."""
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        escape = event.key() == Qt.Key.Key_Escape and bool(self.line.text())
        if event.type() == QEvent.Type.ShortcutOverride and escape:
            # Esc would else cancel the tab's call, since the window has a shortcut of that name.
            event.accept()
        elif event.type() == QEvent.Type.KeyPress and escape:
            self.line.clear()
            return True
        elif event.type() == QEvent.Type.KeyPress and watched is self.line and event.key() in _LEAVING:
            if self._rest.isActive():
                self.settle()
            signal = self.entered if event.key() == Qt.Key.Key_Down else self.accepted
            signal.emit()
            return True
        return super().eventFilter(watched, event)

    def _typed(self, typed: str) -> None:
        self._clear.setVisible(bool(typed))
        if typed.strip():
            self._rest.start()
        else:
            self.settle()


_LEAVING = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
