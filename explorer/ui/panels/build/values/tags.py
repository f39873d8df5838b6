"""Lists of values as chips in an input: type one, press Enter or comma, and it is a chip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QWidget

from explorer.core.call import Placeholder
from explorer.core.domain.tree import Value
from explorer.ui import metrics
from explorer.ui.panels.build.values.base import BadValueError, ValueEditor, same
from explorer.ui.tokens import current
from explorer.ui.widgets import painting
from explorer.ui.widgets.chips import Chip
from explorer.ui.widgets.flow_layout import FlowLayout

_WIDEST_NAME = 180
"""Pixels of a chip's text."""


class ChipInput(QLineEdit):
    """The line behind the chips: as wide as its text, so that it stays beside them while there is room."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("value")
        self.setAccessibleName(name)
        self.setFrame(False)
        self.setStyleSheet("QLineEdit { border: 0; background: transparent; padding: 0 4px; min-height: 0; }")
        self.textChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """The text or the hint, and a little to write in."""
        shown = self.text() or self.placeholderText()
        room = self.fontMetrics().horizontalAdvance(shown) + (32 if shown else 14)
        return QSize(room, metrics.metrics().control - 8)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(14, metrics.metrics().control - 8)


class ValueChip(Chip):
    """A chip of a value: lower than those on bare ground, and a long name is cut in its middle."""

    def __init__(self, label: str, tip: str, parent: QWidget) -> None:
        shown = QFontMetrics(parent.font()).elidedText(label, Qt.TextElideMode.ElideMiddle, _WIDEST_NAME)
        super().__init__(shown, tip, parent=parent)
        self.label = label
        self.setAccessibleName(label)

    def sizeHint(self) -> QSize:
        """Lower than the box by its border and some air."""
        return QSize(super().sizeHint().width(), metrics.metrics().control - 8)


class ChipBox(QFrame):
    """The input around the chips: it looks as an input does, grows with its lines, and passes the focus on."""

    def __init__(self, line: QLineEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chip-box")
        self._line = line
        self.wrong = False
        self.flow = FlowLayout(self, 4)
        self.flow.setContentsMargins(4, 4, 4, 4)
        self.flow.addWidget(line)
        line.textChanged.connect(self.refit)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        line.installEventFilter(self)

    def refit(self) -> None:
        """Give the empty line no place among the chips while nobody writes: it would begin a line of its own."""
        line = self._line
        idle = not (line.hasFocus() or line.text() or line.placeholderText())
        placed = any(self.flow.itemAt(at).widget() is line for at in range(self.flow.count()))  # type: ignore[union-attr]  # below count
        if idle and placed:
            self.flow.removeWidget(line)
            line.resize(line.minimumSizeHint())
            line.move(self.flow.contentsMargins().left(), self.flow.contentsMargins().top())
            line.lower()
        elif not idle and not placed:
            self.flow.addWidget(line)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(80, metrics.metrics().control)

    def heightForWidth(self, width: int) -> int:
        """The lines that the chips need."""
        return max(metrics.metrics().control, self.flow.heightForWidth(width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaint the border when the focus comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            # The line has the focus, or has lost it, when the event is over.
            QTimer.singleShot(0, self, self.refit)
            self.update()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the chips is a click into the line."""
        self._line.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and border."""
        theme = current()
        painter = QPainter(self)
        painting.rounded(painter, self.rect(), theme.color("input"), theme.color("error" if self.wrong else "line"))
        if self._line.hasFocus() and not self.wrong:
            painting.ring(painter, self.rect())


class TagEditor(ValueEditor):
    """Values as chips. ``read`` makes an item of a typed text, ``write`` a chip's label of an item.

    With ``single`` there is one item at most, and the value is the item itself; ``empty`` is the value without one.
    """

    def __init__(
        self,
        name: str,
        read: Callable[[str], Value],
        write: Callable[[Value], str],
        hint: str = "",
        *,
        single: bool = False,
        empty: Value = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._read_item, self._write_item = read, write
        self._single, self._empty, self._hint = single, empty, hint
        self._items: tuple[Value, ...] = ()
        self._chips: list[ValueChip] = []
        self.line = ChipInput(name, self)
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._left)
        self.box = ChipBox(self.line, self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.row.addWidget(self.box)
        self.setFocusProxy(self.line)

    @property
    def items(self) -> tuple[Value, ...]:
        """The values of the chips."""
        return self._items

    def render_value(self, value: Value) -> None:
        """Show the value's items as chips."""
        self._show_items(self.items_of(value))

    def items_of(self, value: Value) -> tuple[Value, ...]:
        """The chips that a value is shown as."""
        if isinstance(value, tuple) and not self._single:
            return value
        return () if value is None or same(value, self._empty) or value == () else (value,)

    def value_of(self, items: tuple[Value, ...]) -> Value:
        """The value that the chips stand for: a placeholder alone stands for the whole list."""
        if self._single:
            return items[-1] if items else self._empty
        if len(items) == 1 and isinstance(items[0], Placeholder):
            return items[0]
        return items

    def add_item(self, item: Value) -> None:
        """Add a chip as if it were typed; one that is there already is not added again."""
        self.line.clear()
        self._typed("")
        if not any(same(item, known) for known in self._items):
            self._change((item,) if self._single else (*self._items, item))

    def remove_item(self, index: int) -> None:
        """Take a chip away."""
        self._change(self._items[:index] + self._items[index + 1 :])

    def refresh_labels(self) -> None:
        """Write the labels anew, when names became known."""
        self._show_items(self._items)

    def commit(self) -> bool:
        """Make a chip of what was typed. Return whether something was typed and could be read."""
        text = self.line.text().strip()
        if not text:
            return False
        try:
            found = self._read_item(text)
        except BadValueError as problem:
            self.complain(str(problem))
            return False
        self.add_item(found)
        return True

    def settle(self) -> ValueEditor | None:
        """What stands in the line becomes a chip, or is no value."""
        if self.line.text().strip():
            self.commit()
        return super().settle()

    def mark(self, *, wrong: bool) -> None:
        """The box's border in red."""
        self.box.wrong = wrong
        self.box.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and comma make a chip, Backspace in an empty line removes the last."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.key(event)
        return super().eventFilter(watched, event)

    def key(self, event: QKeyEvent) -> bool:
        """Treat a key of the line; return whether it was used up."""
        text = self.line.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and text.strip():
            self.commit()
            return True
        if event.text() in (",", ";") and self.ends_item(text):
            self.commit()
            return True
        if event.key() == Qt.Key.Key_Backspace and not text and self._items:
            self.remove_item(len(self._items) - 1)
            return True
        return False

    def ends_item(self, text: str) -> bool:
        """Whether a comma behind this text ends the item; for subclasses."""
        return bool(text.strip())

    def _typed(self, text: str) -> None:
        self.complain("")

    def _left(self) -> None:
        if not self.line.hasFocus():
            self.commit()

    def _change(self, items: tuple[Value, ...]) -> None:
        self._show_items(items)
        self.take(self.value_of(items))

    def _show_items(self, items: tuple[Value, ...]) -> None:
        self._items = items
        labels = [self._write_item(item) for item in items]
        while len(self._chips) > len(labels):
            chip = self._chips.pop()
            self.box.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for index, label in enumerate(labels):
            tip = self.tip_of(items[index])
            if index < len(self._chips) and (self._chips[index].label, self._chips[index].toolTip()) == (label, tip):
                continue
            chip = ValueChip(label, tip, self.box)
            chip.remove_asked.connect(self._remove_asked)
            if index < len(self._chips):
                old = self._chips[index]
                self.box.flow.removeWidget(old)
                old.hide()
                old.deleteLater()
                self._chips[index] = chip
            else:
                self._chips.append(chip)
            self.box.flow.insert_widget(index, chip)
            chip.show()
        self.line.setPlaceholderText("" if items else self._hint)
        self.box.refit()

    def tip_of(self, item: Value) -> str:
        """The tool tip of an item's chip."""
        return str(item)

    def _remove_asked(self) -> None:
        sender = self.sender()
        index = next((index for index, chip in enumerate(self._chips) if chip is sender), None)
        if index is not None:
            self.line.setFocus()
            self.remove_item(index)
