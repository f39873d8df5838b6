"""Several values of a selection field: chips with labels, added from the list of choices or typed by key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from explorer.core.domain.tree import Value
from explorer.ui.panels.build.values.base import BadValueError, placeholder
from explorer.ui.panels.build.values.tags import TagEditor
from explorer.ui.widgets.buttons import IconButton
from explorer.ui.widgets.choice_popup import ChoicePopup


class SelectionsEditor(TagEditor):
    """Chips of chosen values; Down or the arrow at the end opens the list of those not chosen yet."""

    def __init__(self, name: str, pairs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        self._labels = dict(pairs)
        super().__init__(name, self._read_choice, self._label, self.tr("Choose"), parent=parent)
        self._popup: ChoicePopup | None = None
        self.arrow = IconButton("chevron-down", self.tr("Show the choices"), size=22)
        self.arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.arrow.clicked.connect(self.open_choices)
        self.row.addWidget(self.arrow)

    def open_choices(self) -> None:
        """Show the list of choices below. Returns at once."""
        if self._popup is None:
            self._popup = ChoicePopup(self.accessibleName(), len(self._labels) > 8, False, self)
            self._popup.chosen.connect(self.add_item)
        left = [(key, label, key) for key, label in self._labels.items() if key not in self.items]
        self._popup.set_choices(left)
        self._popup.open_below(self)

    def key(self, event: QKeyEvent) -> bool:
        """Down opens the list."""
        if event.key() == Qt.Key.Key_Down:
            self.open_choices()
            return True
        return super().key(event)

    def _label(self, item: Value) -> str:
        if isinstance(item, str):
            return self._labels.get(item, item)
        return self.tr("not set") if not item else str(item)

    def _read_choice(self, text: str) -> Value:
        if (variable := placeholder(text)) is not None:
            return variable
        if text in self._labels:
            return text
        found = [key for key, label in self._labels.items() if label.casefold() == text.casefold()]
        if found:
            return found[0]
        raise BadValueError(self.tr("There is no such choice. Press Down to see them."))
