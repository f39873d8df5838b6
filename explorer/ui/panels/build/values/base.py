"""What all value editors share: they show a value, announce another one, and keep what cannot be read as typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from explorer.core.call import Placeholder
from explorer.core.domain.tree import Value
from explorer.core.variables import PATTERN
from explorer.ui import metrics

WIDE = 200
"""Pixels that an editor asks for at 100 percent."""


class BadValueError(ValueError):
    """What was typed is no value of this kind; the message is a sentence that says what would be."""


def same(left: object, right: object) -> bool:
    """Whether two values are written the same: 1, 1.0 and True are different here."""
    return repr(left) == repr(right)


def placeholder(text: str) -> Placeholder | None:
    """The placeholder that a text is as a whole, ``{{name}}``, else None."""
    found = PATTERN.fullmatch(text.strip())
    return Placeholder(found[1]) if found else None


class ValueEditor(QWidget):
    """An editor of one value. A value shown again leaves cursor and text alone."""

    edited = Signal(object)
    """The new value, as the tree holds it."""
    complained = Signal(str)
    """Why what was typed is no value, as a sentence; empty when it is one again."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("value-editor")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.problem = ""
        self._value: Value = None
        self._shown_once = False
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)

    @property
    def value(self) -> Value:
        """The last value that was shown or announced."""
        return self._value

    def show_value(self, value: Value) -> None:
        """Show a value, unless it is the one that stands there."""
        if not same(value, self._value) or not self._shown_once:
            self._value = value
            self._shown_once = True
            self.complain("")
            self.render_value(value)

    def render_value(self, value: Value) -> None:
        """Put the value on the screen; for subclasses."""

    def take(self, value: Value) -> None:
        """The person made this value: announce it when it is another one."""
        self.complain("")
        if not same(value, self._value):
            self._value = value
            self.edited.emit(value)

    def complain(self, sentence: str) -> None:
        """Mark what was typed as wrong, or with an empty sentence as right."""
        if sentence != self.problem:
            self.problem = sentence
            self.setToolTip(sentence)
            self.mark(wrong=bool(sentence))
            self.complained.emit(sentence)

    def settle(self) -> ValueEditor | None:
        """Take what is still being typed, and return the editor that shows no value, None when all is well."""
        return self if self.problem else None

    def mark(self, *, wrong: bool) -> None:
        """Show or hide the red border; for subclasses."""


class LineEditor(ValueEditor):
    """One line of text that is read as a value while it is typed."""

    def __init__(
        self,
        name: str,
        read: Callable[[str], Value],
        write: Callable[[Value], str],
        hint: str = "",
        *,
        fixed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._read, self._write = read, write
        self._shown_text = ""
        self.line = QLineEdit(self)
        self.line.setObjectName("value")
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(hint)
        if fixed:
            self.line.setFont(metrics.fixed_font())
        self.row.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self.read_text)

    def render_value(self, value: Value) -> None:
        """Write the value into the line."""
        self._shown_text = self._write(value)
        if self.line.text() != self._shown_text:
            self.line.setText(self._shown_text)
            self.line.setCursorPosition(0)

    def read_text(self, text: str) -> None:
        """Read what stands in the line now."""
        try:
            value = self._value if text == self._shown_text else self._read(text)
        except BadValueError as problem:
            self.complain(str(problem))
            return
        self.take(value)

    def set_text(self, text: str) -> None:
        """Write a text as if it were typed."""
        self.line.setText(text)
        self.read_text(text)

    def mark(self, *, wrong: bool) -> None:
        """The line's border in red."""
        mark(self.line, wrong=wrong)


def mark(line: QWidget, *, wrong: bool) -> None:
    """Give an input the red border, or take it away."""
    if bool(line.property("wrong")) != wrong:
        line.setProperty("wrong", wrong)
        line.style().unpolish(line)
        line.style().polish(line)
