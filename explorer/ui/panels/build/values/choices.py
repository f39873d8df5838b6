"""Choices: the values of a selection field, true and false, and ranges with a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from explorer.core.domain import relative
from explorer.core.domain.tree import Value
from explorer.ui.panels.build.values.base import ValueEditor, placeholder, same
from explorer.ui.widgets.combo import Choice, ChoiceButton

_SPAN = re.compile(r"(past|last|next)\s+(\d+)\s*(d|w|m|y|days?|weeks?|months?|years?)", re.IGNORECASE)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChoiceEditor", text)


class ChoiceEditor(ValueEditor):
    """One of some values, by label and key. Other text can be typed where ``other`` allows it."""

    def __init__(
        self, name: str, choices: Sequence[Choice], *, other: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self._choices = list(choices)
        self.button = ChoiceButton(
            name, self._choices, placeholder=_tr("Choose"), allow_other=other, searchable=other, parent=self
        )
        self.button.setObjectName("value")
        self.button.padding = 11  # where the text of lines begins
        self.row.addWidget(self.button)
        self.setFocusProxy(self.button)
        self.button.chosen.connect(self._chosen)

    def render_value(self, value: Value) -> None:
        """Show the label of the value, or the value itself where it has none."""
        empty = value is None or (value is False and not any(same(key, False) for key, _, _ in self._choices))
        self.button.set_key(None if empty else value, self.label_of(value))

    def label_of(self, value: Value) -> str | None:
        """The words for a value that is not among the choices."""
        if any(same(key, value) for key, _, _ in self._choices):
            return None
        return None if value is None or value is False else str(value)

    def read(self, key: object) -> Value:
        """The value that a chosen key or a typed text stands for. Raises BadValueError."""
        if isinstance(key, str) and (variable := placeholder(key)) is not None:
            return variable
        return key  # type: ignore[return-value]  # keys are values here

    def settle(self) -> ValueEditor | None:
        """The button shows the value; what was typed into its list and refused is gone."""
        self.complain("")
        return None

    def _chosen(self, key: object) -> None:
        value = self.read(key)
        self.take(value)
        self.render_value(value)


class RangeNameEditor(ChoiceEditor):
    """A range with a name ("last 7 days"), or one that is typed: "past 10 days", "next 2 weeks"."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        named = [(known.key, _tr(known.label), "") for known in relative.RANGES]
        spans = [(key, span_label(key), "") for key in ("past 90d", "next 7d", "next 30d")]
        super().__init__(name, [*named, *spans], parent=parent)

    def label_of(self, value: Value) -> str | None:
        """A typed range in words."""
        if isinstance(value, str) and span_label(value):
            return span_label(value)
        return super().label_of(value)

    def read(self, key: object) -> Value:
        """A known range, or the span that was typed; anything else leaves the range as it is."""
        if isinstance(key, str) and key not in {known.key for known in relative.RANGES}:
            found = read_span(key)
            if not found:
                self.complain(_tr("A range is written like “past 10 days” or “next 2 weeks”."))
                return self.value
            self.complain("")
            return found
        self.complain("")
        return super().read(key)

    def take(self, value: Value) -> None:
        """An unreadable range changes nothing, and its complaint stays."""
        if not same(value, self.value):
            super().take(value)


def read_span(text: str) -> str:
    """``past 10 days`` as ``past 10d``; empty for other texts."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        return ""
    direction = "next" if found[1].lower() == "next" else "past"
    return f"{direction} {int(found[2])}{found[3][0].lower()}"


def span_label(key: str) -> str:
    """``past 10d`` in words; empty for other texts."""
    found = re.fullmatch(r"(past|next) (\d+)([dwmy])", key)
    if not found:
        return ""
    unit = {"d": _tr("days"), "w": _tr("weeks"), "m": _tr("months"), "y": _tr("years")}[found[3]]
    words = _tr("past {count} {unit}") if found[1] == "past" else _tr("next {count} {unit}")
    return words.format(count=found[2], unit=unit)


def selection_choices(pairs: Sequence[tuple[str, str]]) -> list[Choice]:
    """The choices of a selection field: label first, key beside it."""
    return [(key, label or key, key) for key, label in pairs]
