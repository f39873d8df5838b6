"""What stands below the conditions: the buttons that add to the root, and without conditions what that means."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.ui.widgets.buttons import LinkButton
from explorer.ui.widgets.labels import ElidedLabel


class Foot(QWidget):
    """Below the lines: add a condition or a group; without lines, what that means."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = ElidedLabel(self.tr("No conditions: every record matches."), tone="dim")
        self.add_condition = LinkButton(self.tr("Add a condition"), "plus", parent=self)
        self.add_condition.setObjectName("add-condition")
        self.add_group = LinkButton(self.tr("Add a group"), "plus", parent=self)
        self.add_group.setObjectName("add-group")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 2, 0, 2)
        self._row.setSpacing(8)
        for widget in (self._sentence, self.add_condition, self.add_group):
            self._row.addWidget(widget)
        self._row.addStretch(1)

    def say(self, *, empty: bool, whole: bool, cut: bool) -> None:
        """Fit what is offered to what is shown."""
        self._sentence.setVisible(empty)
        self.add_group.setVisible(not empty)
        self._row.setContentsMargins(0 if empty else 14, 2, 0, 2)
        for button in (self.add_condition, self.add_group):
            button.setEnabled(not whole and not cut)
