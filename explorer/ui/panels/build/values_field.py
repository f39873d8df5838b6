"""The values of a record to write or create: a row a field, with the editor of its type; or the JSON itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.domain.operators import Editor
from explorer.core.domain.tree import Value, freeze
from explorer.core.fields import X2MANY, Field
from explorer.ui.panels.build.condition_row import starting_value
from explorer.ui.panels.build.context import BuildContext
from explorer.ui.panels.build.held import Held
from explorer.ui.panels.build.json_field import JsonField
from explorer.ui.panels.build.paths import resolve
from explorer.ui.panels.build.values.base import ValueEditor
from explorer.ui.panels.build.values.make import Wanted, make, wanted
from explorer.ui.widgets.buttons import IconButton, LinkButton
from explorer.ui.widgets.labels import ElidedLabel, set_tone

PARAMETERS = frozenset({"vals", "vals_list", "values", "default"})
"""Parameters that hold values by field, for a record or (``vals_list``) for several."""

_EDITORS: dict[str, Editor] = {
    "char": "text",
    "text": "text",
    "html": "text",
    "integer": "number",
    "float": "number",
    "monetary": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "selection": "selection",
    "many2one": "record",
    "many2one_reference": "number",
    "reference": "text",
}


class ValuesField(QWidget):
    """Values by field. What is no single record's values is edited as JSON."""

    made = Signal(object)
    """The values as the call holds them."""
    cleared = Signal()

    def __init__(
        self, name: str, hint: str, context: BuildContext, model: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._context, self._model = context, model
        self._value: object = None
        self._given = self._listed = self._as_json = False
        self._rows: dict[str, _ValueRow] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.json = JsonField(name, hint)
        self.json.made.connect(self._made_json)
        self.json.cleared.connect(self._cleared)
        self.add = LinkButton(self.tr("Add a value"), "plus")
        self.add.setObjectName("add-value")
        self.add.clicked.connect(self.open_picker)
        self.switch = LinkButton("")
        self.switch.setObjectName("as-json")
        self.switch.clicked.connect(self._switch)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addWidget(self.switch)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._grid)
        column.addWidget(self.json)
        column.addLayout(foot)

    @property
    def rows(self) -> Mapping[str, _ValueRow]:
        """The rows by the names of their fields; empty while the JSON is shown."""
        return self._rows

    @property
    def problem(self) -> str:
        """What is wrong with what was typed, empty when nothing is."""
        if not self.json.isHidden():
            return self.json.problem
        return next((row.editor.problem for row in self._rows.values() if row.editor.problem), "")

    def held(self) -> Held | None:
        """The first value that is none, or the JSON that is none."""
        if not self.json.isHidden():
            return self.json.held()
        for name, row in list(self._rows.items()):
            wrong = row.editor.settle() if self._rows.get(name) is row else None
            if wrong is not None:
                return Held(row.label.text(), wrong.problem, wrong)
        return None

    def show_value(self, value: object, *, given: bool) -> None:
        """Show the values of a call."""
        self._value, self._given = value, given
        self._listed = isinstance(value, list)
        record = _record(value) if given else {}
        fits = record is not None
        shows_json = self._as_json or not fits
        self.json.setVisible(shows_json)
        self.add.setVisible(not shows_json)
        self.switch.setVisible(fits)
        self.switch.setText(self.tr("As fields") if shows_json else self.tr("As JSON"))
        self.switch.setAccessibleName(self.switch.text())
        self.json.show_value(value, given=given)
        self._show_rows({} if shows_json or record is None else record)

    def open_picker(self) -> None:
        """Let the person choose a field to give a value."""
        from explorer.ui.panels.build.field_picker import FieldPicker

        picker = FieldPicker(self._context, self._model(), "values", self, self._rows)
        picker.picked.connect(self._add_value)
        picker.open_below(self.add)

    # Inside

    def _add_value(self, name: str) -> None:
        """Give a field a value, or go to the one that it has."""
        if name not in self._rows:
            self._toggle(name)
        if name in self._rows:
            self._rows[name].editor.setFocus()

    def _show_rows(self, record: Mapping[str, object]) -> None:
        fields = self._context.fields(self._model()) or {}
        wants = {name: _wanted(name, value, self._model(), fields, self._context) for name, value in record.items()}
        shapes = [(name, row.want, row.field) for name, row in self._rows.items()]
        if shapes != [(name, want, fields.get(name)) for name, want in wants.items()]:
            for name in list(self._rows):
                row = self._rows[name]
                for widget in row.widgets:
                    self._grid.removeWidget(widget)
                if wants.get(name) != row.want or row.field != fields.get(name):
                    for widget in row.widgets:
                        widget.hide()
                        widget.deleteLater()
                    del self._rows[name]
            kept, self._rows = self._rows, {}
            for at, (name, want) in enumerate(wants.items()):
                made = kept.get(name) or self._made_row(name, want, fields.get(name))
                self._rows[name] = made
                for column, widget in enumerate(made.widgets):
                    self._grid.addWidget(widget, at, column, Qt.AlignmentFlag.AlignTop)
                    widget.show()
        for name, value in record.items():
            self._rows[name].editor.show_value(freeze(value))

    def _made_row(self, name: str, want: Wanted, field: Field | None) -> _ValueRow:
        row = _ValueRow(name, want, field, self._context, self)
        row.editor.edited.connect(partial(self._set, name))
        row.remove.clicked.connect(partial(self._toggle, name))
        return row

    def _set(self, name: str, value: Value) -> None:
        record = dict(_record(self._value) or {})
        # A record that nobody chose is written as false: the field is emptied.
        record[name] = False if value == 0 and self._rows[name].want.kind == "record" else thaw(value)
        self._tell(record)

    def _toggle(self, name: str, _: bool = False) -> None:
        record = dict(_record(self._value) or {}) if self._given else {}
        if name in record:
            del record[name]
        else:
            record[name] = self._starting(name)
        self._tell(record)

    def _starting(self, name: str) -> object:
        """What a value begins from: something that the server takes."""
        field = (self._context.fields(self._model()) or {}).get(name)
        kind = _EDITORS.get(field.type) if field is not None else None
        if field is None or kind is None:
            return [] if field is not None and field.type in X2MANY else False
        if kind == "record":
            return False
        return thaw(starting_value(kind, self._context.resolve(self._model(), name), self._context))

    def _tell(self, record: dict[str, object]) -> None:
        listed = self._listed or (not self._given and self.accessibleName() == "vals_list")
        value: object = [record] if listed else record
        self.made.emit(value)

    def _made_json(self, value: object) -> None:
        self.made.emit(value)

    def _cleared(self) -> None:
        self.cleared.emit()

    def _switch(self) -> None:
        self._as_json = not self._as_json
        self.show_value(self._value, given=self._given)


class _ValueRow:
    """Label, editor and remove button of one field, for a grid."""

    def __init__(self, name: str, want: Wanted, field: Field | None, context: BuildContext, parent: QWidget) -> None:
        self.want, self.field = want, field
        self.label = ElidedLabel(field.label if field is not None and field.label else name, parent=parent)
        self.label.setToolTip(f"{name} · {field.type}" if field is not None else name)
        self.label.setMinimumSize(110, 28)
        self.label.setMaximumWidth(200)
        if field is None:
            set_tone(self.label, "warning")
        self.editor: ValueEditor = make(want, self.label.text(), context, parent)
        self.editor.setObjectName(f"value-{name}")
        self.editor.setSizePolicy(QSizePolicy.Policy.Expanding, self.editor.sizePolicy().verticalPolicy())
        words = QCoreApplication.translate("ValuesField", "Remove {name}").format(name=self.label.text())
        self.remove = IconButton("close", words, size=28, parent=parent)

    @property
    def widgets(self) -> tuple[QWidget, QWidget, QWidget]:
        """What stands in the row, from left to right."""
        return self.label, self.editor, self.remove


def thaw(value: Value) -> object:
    """A value of a tree as a call holds it: tuples as lists."""
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    if isinstance(value, dict):
        return {key: thaw(item) for key, item in value.items()}
    return value


def _record(value: object) -> Mapping[str, object] | None:
    """The values of the one record, or None where these are not that."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return value
    return None


def _wanted(name: str, value: object, model: str, fields: Mapping[str, Field], context: BuildContext) -> Wanted:
    field = fields.get(name)
    kind: Editor = _EDITORS.get(field.type, "json") if field is not None else "json"
    target = resolve(model, name, lambda _: fields)
    empty = value is False and kind not in ("boolean", "record")
    return wanted("json" if empty else kind, target, freeze(value), words=False, zone=context.zone)
