"""From one value to another, in two editors of the same kind."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from explorer.core.domain.tree import Value
from explorer.ui.panels.build.values.base import ValueEditor
from explorer.ui.widgets.labels import DimLabel


class RangeEditor(ValueEditor):
    """Two editors with "and" between them; the value is the pair."""

    def __init__(self, name: str, make: Callable[[str], ValueEditor], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.first = make(self.tr("{name}, from").format(name=name))
        self.second = make(self.tr("{name}, to").format(name=name))
        self.row.addWidget(self.first, 1)
        self.row.addWidget(DimLabel(self.tr("and")))
        self.row.addWidget(self.second, 1)
        self.setFocusProxy(self.first)
        for editor in (self.first, self.second):
            editor.edited.connect(self._edited)
            editor.complained.connect(self._complained)

    def render_value(self, value: Value) -> None:
        """Show both ends."""
        pair = value if isinstance(value, tuple) and len(value) == 2 else ("", "")
        self.first.show_value(pair[0])
        self.second.show_value(pair[1])

    def settle(self) -> ValueEditor | None:
        """The end that is no value."""
        return self.first.settle() or self.second.settle()

    def _edited(self, _: object) -> None:
        self.take((self.first.value, self.second.value))
        self._complained("")

    def _complained(self, _: str) -> None:
        self.complain(self.first.problem or self.second.problem)
