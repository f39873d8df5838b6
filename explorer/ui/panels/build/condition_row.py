"""A condition: field, operator, value. It shows what the tree says and sends edits; it decides nothing."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QWidget

from explorer.core.domain import operators, virtual
from explorer.core.domain.tree import Value
from explorer.ui import metrics
from explorer.ui.panels.build.context import BuildContext
from explorer.ui.panels.build.field_button import FieldButton, OperatorButton
from explorer.ui.panels.build.held import Held
from explorer.ui.panels.build.line_widget import INDENT, LineWidget, order_tabs
from explorer.ui.panels.build.outline import Line
from explorer.ui.panels.build.paths import Resolved
from explorer.ui.panels.build.values.base import LineEditor, ValueEditor
from explorer.ui.panels.build.values.make import Wanted, make, wanted
from explorer.ui.panels.build.values.ranges import RangeEditor
from explorer.ui.panels.build.values.tags import TagEditor

_FIELD_WIDTH, _OPERATOR_WIDTH = 240, 132
"""Figures of the drawing at 100 percent; fields at deeper levels end at the same place."""
_LEAST_FIELD, _LEAST_OPERATOR, _LEAST_VALUE = 64, 56, 72
"""What they shrink to in a narrow window."""
_WIDEST_VALUE = 420
_WIDEST = (1 << 24) - 1
"""QWIDGETSIZE_MAX: no limit."""


class ConditionRow(LineWidget):
    """One condition, or a range made of two."""

    field_asked = Signal(str)
    """The person wants to pick another field; the text is what they typed."""
    key_chosen = Signal(object)
    """The operator that the person chose, a virtual one perhaps."""
    value_made = Signal(object)
    """The value that the person made."""

    def __init__(self, line: Line, context: BuildContext, parent: QWidget | None = None) -> None:
        super().__init__(line, "", parent)
        self.setObjectName("condition")
        self._context = context
        self._want: Wanted | None = None
        self._asked: tuple[str, str, str] = ("", "", "")
        self._absorbs_not = False
        self.editor: ValueEditor | None = None
        self.field = FieldButton(self.tr("Field"), self)
        self.field.setObjectName("field")
        self.operator = OperatorButton(self.tr("Operator"), self)
        self.operator.setObjectName("operator")
        self.content.addWidget(self.field)
        self.content.addWidget(self.operator)
        self.content.addStretch(1)
        self.field.open_asked.connect(self.field_asked)
        self.operator.chosen.connect(self.key_chosen)
        self.show_line(line)

    @property
    def target(self) -> Resolved:
        """Where the condition's path leads, as far as it is known."""
        return self._target

    def show_line(self, line: Line) -> None:
        """Show a condition; an editor that fits stays as it is."""
        super().show_line(line)
        shown = line.shown
        assert shown is not None  # a line of this kind has one
        self._target = self._context.resolve(line.model, shown.path)
        series = self._context.series
        self.field.show_path(self._target)
        opposite = opposite_of(shown, self._target.type, series) if shown.negate else None
        self._absorbs_not = opposite is not None
        key = shown.key if opposite is None else opposite
        self.operator.show_operator(key, self._target, series, negated=shown.negate and not self._absorbs_not)
        self._fit_widths()
        kind = operators.editor(shown.key, self._target.type, shown.path)
        self._show_value(kind, shown.value)
        words = f"{self._target.label} {self.operator.shown_text()}"
        self.setAccessibleName(self.tr("Condition: {words}").format(words=words))

    def refresh_names(self) -> None:
        """Names of records became known."""
        from explorer.ui.panels.build.values.records import RecordEditor

        for editor in self.findChildren(RecordEditor):
            editor.refresh_labels()

    def changed_key(self, key: str) -> virtual.Shown:
        """The condition with another operator; its value is kept where that can use it."""
        shown = self.line.shown
        assert shown is not None
        changed = virtual.changed_key(shown, key, self._target.type)
        if self._absorbs_not:
            # The words on screen had no "not" in them, so the words that were chosen now get none.
            changed = msgspec.structs.replace(changed, negate=False)
        kind = operators.editor(key, self._target.type, shown.path)
        before = operators.editor(shown.key, self._target.type, shown.path)
        if kind != before and _is_blank(changed.value):
            start = starting_value(kind, self._target, self._context)
            changed = msgspec.structs.replace(changed, value=start)
        return changed

    def held(self) -> Held | None:
        """What the row shows and is no value; what is still being typed is taken first."""
        wrong = self.editor.settle() if self.editor is not None else None
        return Held(self._target.label, wrong.problem, wrong) if wrong is not None else None

    def tab_chain(self) -> list[QWidget]:
        """Field, operator, value, then the actions."""
        inside = [] if self.editor is None else [self.editor, *self.editor.findChildren(QWidget)]
        stops = [part for part in inside if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not part.focusProxy()]
        return [self, self.field, self.operator, *stops, *self.action_buttons()]

    def changeEvent(self, event: QEvent) -> None:
        """Widths follow the size of the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_widths()

    def _show_value(self, kind: operators.Editor, value: Value) -> None:
        want = wanted(kind, self._target, value, words=self._context.words, zone=self._context.zone)
        asked = (kind, want.type, want.relation)
        # JSON on its way to a value that fits another editor is not taken away under the person's hands.
        typing = want.kind != "json" and asked == self._asked and self._types_json()
        if want != self._want and not typing:
            self._replace_editor(want)
        self._asked = asked
        if self.editor is not None:
            self.editor.show_value(value)

    def _types_json(self) -> bool:
        json = self._want is not None and self._want.kind == "json"
        return json and isinstance(self.editor, LineEditor) and self.editor.line.hasFocus()

    def _replace_editor(self, want: Wanted) -> None:
        had_focus = False
        if self.editor is not None:
            had_focus = any(part.hasFocus() for part in (self.editor, *self.editor.findChildren(QWidget)))
            self.content.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
            self.show_complaint("")
        self._want = want
        if want.kind in ("none", "subdomain"):
            return
        self.editor = make(want, self.tr("Value"), self._context, self)
        self.editor.edited.connect(self.value_made)
        self.editor.complained.connect(self.show_complaint)
        self._fit_editor(self.editor)
        self.content.insertWidget(2, self.editor, 100)
        self.editor.show()
        order_tabs(self.tab_chain())
        if had_focus:
            self.editor.setFocus()

    def _fit_widths(self) -> None:
        least = _scaled(_LEAST_FIELD)
        self.field.wanted = max(_scaled(_FIELD_WIDTH) - INDENT * (self.line.depth - 1), least)
        self.field.setMinimumWidth(least)
        self.field.setMaximumWidth(self.field.wanted)
        self.operator.wanted = _scaled(_OPERATOR_WIDTH)
        self.operator.setMinimumWidth(_scaled(_LEAST_OPERATOR))
        for button in (self.field, self.operator):
            button.updateGeometry()
        if self.editor is not None:
            self._fit_editor(self.editor)

    def _fit_editor(self, editor: ValueEditor) -> None:
        two = isinstance(editor, RangeEditor)
        editor.setMinimumWidth(_scaled(_LEAST_VALUE * (2 if two else 1)))
        # Chips and texts take what is free; dates and numbers gain nothing by that.
        grows = isinstance(editor, TagEditor) or (self._want is not None and self._want.kind in ("text", "json"))
        editor.setMaximumWidth(_WIDEST if grows else _scaled(_WIDEST_VALUE))


_OPPOSITES = {"set": "not_set", "not_set": "set", "true": "false", "false": "true"}


def opposite_of(shown: virtual.Shown, field_type: str, series: str) -> str | None:
    """The operator that says a negated condition without "not", None where no word says exactly that."""
    if "." in shown.path:
        return None  # through a relation, "some line is not" differs from "no line is"
    found = _OPPOSITES.get(shown.key) or operators.flip(shown.key, series)
    offered = {choice.key for choice in operators.choices(field_type, series, path=shown.path)}
    return found if found in offered else None


def starting_value(kind: operators.Editor, target: Resolved, context: BuildContext) -> Value:
    """What an editor starts from: something that a server reads, so that a call is never half made."""
    if kind in ("date", "datetime", "date_range", "datetime_range"):
        today = context.clock().now.replace(hour=0, minute=0, second=0, microsecond=0)
        text = today.date().isoformat()
        if kind.startswith("datetime"):
            text = (today - context.clock().utc_offset).strftime("%Y-%m-%d %H:%M:%S")
        return (text, text) if kind.endswith("_range") else text
    if kind == "selection" and target.field is not None and target.field.selection:
        return target.field.selection[0][0]
    return 0 if kind == "record" else operators.default_value(kind)


def new_condition(target: Resolved, context: BuildContext) -> virtual.Shown:
    """The condition that a field starts with: its first operator, and a value to begin from."""
    choice = operators.choices(target.type, context.series, path=target.path)[0]
    return virtual.Shown(target.path, choice.key, starting_value(choice.editor, target, context))


def _is_blank(value: Value) -> bool:
    return value in ("", (), ("", "")) or value is False or value is None


def _scaled(pixels: int) -> int:
    return round(pixels * metrics.metrics().font / metrics.SMALLEST)
