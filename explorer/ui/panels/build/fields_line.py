"""The last line of a search: which fields are asked for, in which order the records come, and how many."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.core import jsontext
from explorer.core.fields import Field
from explorer.ui import metrics
from explorer.ui.panels.build.chip_area import ChipArea
from explorer.ui.panels.build.context import BuildContext
from explorer.ui.panels.build.order_line import OrderLine
from explorer.ui.widgets.chips import ChipLine
from explorer.ui.widgets.labels import DimLabel, ElidedLabel
from explorer.work.draft import Draft

FIELD_LISTS = {"search_read": "fields", "read": "fields", "search_fetch": "field_names"}
"""Methods that take a list of plain field names, and the parameter that does."""


_LEAST_CHIPS = 9
"""Heights of a control: with less room beside the order, the chips get the whole width."""


class FieldsLine(QFrame):
    """Chips of the chosen fields at the left; order, limit and offset at the right."""

    def __init__(self, draft: Draft, context: BuildContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fields-line")
        self.setProperty("role", "foot")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._draft, self._context = draft, context
        self._label = DimLabel(self.tr("Fields"))
        self._all = DimLabel(self.tr("all fields"))
        self._all.setToolTip(
            self.tr("Without a list Odoo returns every field, which may take long. Choose some with +.")
        )
        self.chips = ChipLine(self.tr("Fields"), self.tr("Choose fields"), movable=True)
        self.chips.setObjectName("fields")
        self.chips.setContentsMargins(0, 2, 0, 2)
        self.order = OrderLine(draft, context)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.EDGE, 3, metrics.EDGE, 3)
        column.setSpacing(2)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        self._parts.addLayout(row, 1)
        column.addLayout(self._parts)
        self.note = ElidedLabel(tone="error")
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.note.hide()
        column.addWidget(self.note)
        self.order.limit.complained.connect(self._complain)
        top = Qt.AlignmentFlag.AlignTop
        for label in (self._label, self._all):
            label.setMinimumHeight(metrics.metrics().control)
            row.addWidget(label, 0, top)
        self.area = ChipArea(self.chips)
        row.addWidget(self.area, 1)
        self._gap = QWidget()
        self._gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row.addWidget(self._gap)
        self._parts.addWidget(self.order, 0, top)
        self.chips.removed.connect(self._remove)
        self.chips.order_changed.connect(self._reorder)
        self.chips.add_asked.connect(self.open_picker)

    def refresh(self) -> None:
        """Show what the call asks for."""
        name = FIELD_LISTS.get(self._draft.call.method, "")
        takes = bool(name)
        for widget in (self._label, self.area):
            widget.setVisible(takes)
        self._gap.setVisible(not takes)
        self.order.refresh()
        self.setVisible(takes or self.order.useful)
        if not takes:
            self._all.hide()
            return
        chosen = self._draft.argument(name)
        known = self._context.fields(self._draft.call.model) or {}
        self._all.setVisible(not chosen)
        if isinstance(chosen, list | tuple):
            chips = [_chip(item, known.get(item) if isinstance(item, str) else None) for item in chosen]
        else:
            chips = [_chip(chosen, None)] if chosen else []
        self.chips.set_chips(chips)
        self._fit()
        self.area.refit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow panel the order gets a line of its own."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        direction = QBoxLayout.Direction
        left = self.width() - 2 * metrics.EDGE - self._label.sizeHint().width() - self.order.sizeHint().width()
        narrow = not self.area.isHidden() and left < metrics.metrics().control * _LEAST_CHIPS
        if self._parts.direction() != (wanted := direction.TopToBottom if narrow else direction.LeftToRight):
            self._parts.setDirection(wanted)

    def open_picker(self) -> None:
        """Let the person choose fields; a second press on one takes it away."""
        from explorer.ui.panels.build.field_picker import FieldPicker

        picker = FieldPicker(self._context, self._draft.call.model, "columns", self, self._chosen())
        picker.picked.connect(self._toggle)
        picker.open_below(self.chips.add_button or self.chips)

    def _complain(self, sentence: str) -> None:
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def _chosen(self) -> tuple[str, ...]:
        chosen = self._draft.argument(FIELD_LISTS.get(self._draft.call.method, "fields"))
        return tuple(map(str, chosen)) if isinstance(chosen, list | tuple) else ()

    def _toggle(self, name: str) -> None:
        chosen = self._chosen()
        self._set([other for other in chosen if other != name] if name in chosen else [*chosen, name])

    def _remove(self, key: object) -> None:
        self._set([other for other in self._chosen() if other != key])

    def _reorder(self, keys: tuple[object, ...]) -> None:
        self._set([str(key) for key in keys])

    def _set(self, names: list[str]) -> None:
        parameter = FIELD_LISTS.get(self._draft.call.method, "fields")
        self._draft.set_argument(parameter, names or msgspec.UNSET, "fields")


def _chip(item: object, field: Field | None) -> tuple[object, str, str]:
    name = item if isinstance(item, str) else jsontext.compact(item)
    return (name, field.label or name, f"{name} · {field.type}") if field is not None else (name, name, name)
