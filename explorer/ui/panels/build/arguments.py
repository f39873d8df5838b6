"""The arguments of a method as a form: the records it runs on, a line for each parameter, and the context."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.call import Placeholder
from explorer.core.domain.tree import Value
from explorer.ui import metrics
from explorer.ui.panels.build.argument_lines import CONTEXT, IDS, POSITIONAL, Argument, arguments
from explorer.ui.panels.build.context import BuildContext
from explorer.ui.panels.build.held import Held
from explorer.ui.panels.build.json_field import JsonField
from explorer.ui.panels.build.values.base import BadValueError, LineEditor, placeholder
from explorer.ui.panels.build.values.records import RecordEditor
from explorer.ui.panels.build.values_field import PARAMETERS, ValuesField
from explorer.ui.widgets.buttons import IconButton
from explorer.ui.widgets.combo import ChoiceButton
from explorer.ui.widgets.labels import DimLabel, ElidedLabel, TechnicalLabel, set_tone
from explorer.work.draft import Draft


def read_ids(text: str) -> Value:
    """Record ids with commas or spaces between them as a tuple; ``{{name}}`` alone as it is, or among them.

    Raises BadValueError.
    """
    if (variable := placeholder(text)) is not None:
        return variable
    items: list[Value] = []
    for piece in text.strip().strip("[]()").replace(",", " ").split():
        variable = placeholder(piece)
        if variable is None and not piece.isdecimal():
            sentence = QCoreApplication.translate("Arguments", "“{piece}” is no record id: ids are whole numbers.")
            raise BadValueError(sentence.format(piece=piece))
        items.append(int(piece) if variable is None else variable)
    return tuple(items)


def write_ids(value: Value) -> str:
    """Ids as a person reads them: ``7, 8``."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value) if isinstance(value, Placeholder) else ""


_NEED_IDS = frozenset({"read", "web_read", "write", "unlink", "copy", "action_archive", "action_unarchive"})
"""Methods that do nothing without records, and say true or [] then; what others do is their own affair."""


class ArgumentsForm(QScrollArea):
    """The form. It is built anew when the lines change, and only shown values change otherwise."""

    def __init__(self, draft: Draft, context: BuildContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("arguments")
        self.setAccessibleName(self.tr("Arguments"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._draft = draft
        self._lines: tuple[Argument, ...] = ()
        self._rows: dict[str, ArgumentRow] = {}
        self._elsewhere: frozenset[str] = frozenset()
        self._with_context = self._short = False
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(metrics.EDGE, 8, metrics.EDGE, 8)
        column.setSpacing(6)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self._nothing = DimLabel(self.tr("This method takes no arguments."))
        column.addWidget(self._nothing)
        self.add = ChoiceButton(
            self.tr("Add an argument"), placeholder=self.tr("Add an argument"), allow_other=True, parent=body
        )
        self.add.setObjectName("add-argument")
        self.add.about_to_open.connect(self._offer)
        self.add.chosen.connect(self._add_argument)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addStretch(1)
        self._body = body
        self.setWidget(body)
        body.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    @property
    def rows(self) -> Mapping[str, ArgumentRow]:
        """The lines by their keys."""
        return self._rows

    def keep_low(self, *, low: bool) -> None:
        """Beside conditions the form takes the height of its lines; alone it takes all there is."""
        vertical = QSizePolicy.Policy.Maximum if low else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)

    def sizeHint(self) -> QSize:
        """The lines."""
        return self._body.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Three lines; the rest is scrolled to."""
        return QSize(120, min(self.sizeHint().height(), 3 * metrics.metrics().control + 30))

    def refresh(self, elsewhere: frozenset[str], *, short: bool, context: bool) -> None:
        """Show the arguments of the call."""
        self._elsewhere = elsewhere
        self._short = short
        lines = arguments(self._draft, elsewhere, short=short, context=self._with_context or context)
        if [_shape(line) for line in lines] != [_shape(line) for line in self._lines]:
            self._rebuild(lines)
        self._lines = lines
        for line in lines:
            self._rows[line.key].show_argument(line)
        if IDS in self._rows:
            idle = self._draft.call.ids == () and self._draft.call.method in _NEED_IDS
            self._rows[IDS].editor.show_hint(self.tr("No ids: nothing is read or changed.") if idle else "")
        self._nothing.setVisible(not lines)

    def held(self) -> Held | None:
        """The first argument that shows no value."""
        for key, row in list(self._rows.items()):
            found = row.editor.held() if self._rows.get(key) is row else None
            if found is not None:
                return found
        return None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The form follows its lines: a scroll area does not by itself."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._body:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def refresh_names(self) -> None:
        """Names of records became known."""
        for editor in self.findChildren(RecordEditor):
            editor.refresh_labels()

    def _rebuild(self, lines: tuple[Argument, ...]) -> None:
        keep = {line.key: line for line in lines}
        shapes = {line.key: _shape(line) for line in self._lines}
        for key, row in list(self._rows.items()):
            for widget in row.widgets:
                self._grid.removeWidget(widget)
            if key not in keep or shapes.get(key) != _shape(keep[key]):
                for widget in row.widgets:
                    widget.hide()
                    widget.deleteLater()
                del self._rows[key]
        for at, line in enumerate(lines):
            made = self._rows.get(line.key)
            if made is None:
                made = self._rows[line.key] = ArgumentRow(line, self._input(line), self._body)
                made.editor.changed.connect(partial(self._set, line.key))
                made.remove.clicked.connect(partial(self._set, line.key, msgspec.UNSET))
            for column, widget in enumerate(made.widgets):
                alignment = Qt.AlignmentFlag.AlignTop if column != 1 else Qt.AlignmentFlag(0)
                self._grid.addWidget(widget, at, column, alignment)

    def _input(self, line: Argument) -> JsonField | ValuesField | None:
        """What the value is edited with; ids have a line of their own."""
        if line.key == IDS:
            return None
        if line.name in PARAMETERS:
            return ValuesField(line.name, line.hint, self._context, lambda: self._draft.call.model)
        return JsonField(line.name, line.hint)

    def _set(self, key: str, value: object, _: bool = False) -> None:
        draft = self._draft
        if key == IDS:
            draft.set_ids(None if value is msgspec.UNSET else value)  # type: ignore[arg-type]  # what read_ids makes
        elif key == CONTEXT:
            draft.set_context({} if value is msgspec.UNSET else value)  # type: ignore[arg-type]  # checked by the row
        elif key == POSITIONAL:
            names = draft.signature.names if draft.signature else ()
            rest = tuple(value) if isinstance(value, list) else ()
            draft.set_call(msgspec.structs.replace(draft.call, args=draft.call.args[: len(names)] + rest), key)
        else:
            draft.set_argument(key, value, f"argument {key}")

    def _offer(self) -> None:
        signature = self._draft.signature
        offered = [
            (parameter.name, parameter.name, parameter.default)
            for parameter in (signature.parameters if signature else ())
            if parameter.name not in self._rows
            and parameter.name not in self._elsewhere
            and not parameter.kind.startswith("VAR_")
        ]
        if CONTEXT not in self._rows:
            offered.append((CONTEXT, "context", "{}"))
        self.add.set_choices(offered)

    def _add_argument(self, key: object) -> None:
        self.add.set_key(None)
        if key == CONTEXT:
            self._with_context = True
            self.refresh(self._elsewhere, short=self._short, context=True)
        elif isinstance(key, str) and key.isidentifier():
            self._draft.set_argument(key, None)
        row = self._rows.get(str(key))
        if row is not None:
            row.editor.setFocus()


class ArgumentEditor(QWidget):
    """Ids on a line, anything else as JSON, with one signal for both."""

    changed = Signal(object)
    """The value that the person made; UNSET when they emptied it."""

    def __init__(self, line: Argument, field: JsonField | ValuesField | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._name = line.key, line.name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.field = field
        self.ids: LineEditor | None = None
        self._note = ElidedLabel(tone="error")
        self._note.hide()
        if field is None:
            self.ids = LineEditor(line.name, read_ids, write_ids, self.tr("Record ids, such as 7, 8"))
            self.ids.edited.connect(self.changed)
            self.ids.complained.connect(self._complain)
            column.addWidget(self.ids)
            self.setFocusProxy(self.ids)
        else:
            field.made.connect(self._made)
            field.cleared.connect(self._cleared)
            column.addWidget(field)
            self.setFocusProxy(field)
        column.addWidget(self._note)
        self.hint = DimLabel()
        self.hint.hide()
        column.addWidget(self.hint)

    def show_hint(self, sentence: str) -> None:
        """Say below the input what is good to know about its value."""
        self.hint.setText(sentence)
        self.hint.setVisible(bool(sentence))

    @property
    def json(self) -> JsonField | None:
        """Where the value is written as JSON."""
        return self.field.json if isinstance(self.field, ValuesField) else self.field

    def show_argument(self, line: Argument) -> None:
        """Show a value."""
        if self.ids is not None:
            self.ids.show_value(line.value if isinstance(line.value, tuple | Placeholder) else ())
        elif self.field is not None:
            self.field.show_value(line.value, given=line.given)

    @property
    def problem(self) -> str:
        """What is wrong with what was typed, empty when nothing is."""
        if self.field is not None and self.field.problem:
            return self.field.problem
        return "" if self._note.isHidden() else self._note.text()

    def held(self) -> Held | None:
        """What the argument shows and is no value."""
        found = self.field.held() if self.field is not None else None
        if found is None and self.problem:
            found = Held(self._name, self.problem, self.ids or self.field or self)
        return found

    def _made(self, value: object) -> None:
        sentence = ""
        if self._key == CONTEXT and not isinstance(value, dict | Placeholder):
            sentence = self.tr("A context is an object: names and values in braces.")
        elif self._key == POSITIONAL and not isinstance(value, list):
            sentence = self.tr("These arguments are a list, in brackets.")
        self._complain(sentence)
        if not sentence:
            self.changed.emit(value)

    def _cleared(self) -> None:
        self._complain("")
        self.changed.emit(msgspec.UNSET)

    def _complain(self, sentence: str) -> None:
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))
        self.hint.setVisible(bool(self.hint.text()) and not sentence)


class ArgumentRow:
    """Name, editor and remove button of one line, for a grid."""

    def __init__(self, line: Argument, field: JsonField | ValuesField | None, parent: QWidget | None) -> None:
        self._name = QWidget(parent)
        names = QHBoxLayout(self._name)
        names.setContentsMargins(0, 6, 0, 0)
        names.setSpacing(3)
        label = TechnicalLabel(line.name)
        names.addWidget(label)
        if line.required:
            star = QLabel("*")
            set_tone(star, "error")
            star.setToolTip(QCoreApplication.translate("Arguments", "must be given"))
            names.addWidget(star)
        names.addStretch(1)
        self.editor = ArgumentEditor(line, field, parent)
        self.editor.setObjectName(f"argument-{line.name}")
        name = QCoreApplication.translate("Arguments", "Remove {name}").format(name=line.name)
        self.remove = IconButton("close", name, size=28, parent=parent)
        self.remove.setVisible(line.removable)

    @property
    def widgets(self) -> tuple[QWidget, QWidget, QWidget]:
        """What stands in the row, from left to right."""
        return self._name, self.editor, self.remove

    def show_argument(self, line: Argument) -> None:
        """Show a value."""
        self.editor.show_argument(line)


def _shape(line: Argument) -> tuple[object, ...]:
    """What of a line decides about its widgets."""
    return line.key, line.required, line.hint, line.removable
