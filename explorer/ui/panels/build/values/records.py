"""Records of a related model: found by name on the server while typing, shown by their names, typed as numbers."""

from __future__ import annotations

import asyncio
from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, QStringListModel, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from explorer.core.call import Placeholder
from explorer.core.domain.tree import Value
from explorer.core.faults import Fault
from explorer.ui import metrics
from explorer.ui.panels.build.values.base import BadValueError, ValueEditor, placeholder, same
from explorer.ui.panels.build.values.tags import TagEditor

PAUSE_MS = 250
"""A name is looked up when nothing was typed for so long."""
_MOST = 8
"""So many records are offered."""


class Names(Protocol):
    """Who knows the names of records."""

    def name(self, model: str, record: int) -> str | None:
        """Return a record's name, None while it is not known (it is then looked up)."""
        ...

    def learn(self, model: str, record: int, name: str) -> None:
        """Remember a name."""
        ...

    def look_up(self, model: str, text: str) -> asyncio.Task[tuple[tuple[int, str], ...]]:
        """Ask the server for records by name; cancel the task to stop it. It raises Fault."""
        ...


class RecordEditor(TagEditor):
    """Chips of records; a list, or one with ``single``."""

    def __init__(
        self, name: str, model: str, names: Names, *, single: bool = False, parent: QWidget | None = None
    ) -> None:
        self._model, self._names = model, names
        empty: Value = 0 if single else ()
        super().__init__(
            name, self._read_record, self._label, self.tr("Name or id"), single=single, empty=empty, parent=parent
        )
        self._found: list[tuple[int, str]] = []
        self._asked: asyncio.Task[tuple[tuple[int, str], ...]] | None = None
        self._completer: QCompleter | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self.destroyed.connect(self._stop_on_destruction(self))

    @property
    def choices(self) -> tuple[tuple[int, str], ...]:
        """The records that the list offers now."""
        return tuple(self._found)

    def items_of(self, value: Value) -> tuple[Value, ...]:
        """False and 0 in a single editor mean that nothing is chosen yet."""
        if self._single and not value:
            return ()
        return super().items_of(value)

    def key(self, event: QKeyEvent) -> bool:
        """The list, while it is open, takes Enter."""
        return not self._list_open() and super().key(event)

    def ends_item(self, text: str) -> bool:
        """A comma may be part of a name ("Azure Interior, Brandon"); behind a number it ends the id."""
        return text.strip().isdigit()

    def pick(self, index: int) -> None:
        """Take a record of the list."""
        record, name = self._found[index]
        self._names.learn(self._model, record, name)
        self._stop()
        self.add_item(record)

    def commit(self) -> bool:
        """A name alone is no value: it is looked up, and the person chooses."""
        return False if self._list_open() else super().commit()

    def settle(self) -> ValueEditor | None:
        """A name that is still being looked up is no value; nor is the 0 of a single record that nobody chose."""
        self._stop()
        if self._completer is not None:
            _popup(self._completer).hide()
        unchosen = self._single and same(self.value, 0)
        if unchosen and not self.line.text().strip():
            self.complain(self.tr("No record is chosen yet: choose one by its name, or type its id."))
        return super().settle()

    def _label(self, item: Value) -> str:
        if isinstance(item, bool) or item is None:
            return self.tr("not set")
        if isinstance(item, int):
            name = self._names.name(self._model, item) if self._model else None
            return name or f"#{item}"
        return str(item) if isinstance(item, Placeholder) else f"“{item}”"

    def tip_of(self, item: Value) -> str:
        """The whole name, and the id that is sent."""
        if isinstance(item, bool) or not isinstance(item, int):
            return super().tip_of(item)
        return f"{self._label(item)} · {item}"

    def _read_record(self, text: str) -> Value:
        if (variable := placeholder(text)) is not None:
            return variable
        digits = text.removeprefix("#")
        if digits.isdigit():
            return int(digits)
        exact = [record for record, name in self._found if name.casefold() == text.casefold()]
        if len(exact) == 1:
            return exact[0]
        raise BadValueError(self.tr("Choose a record from the list, or type its id."))

    def _typed(self, text: str) -> None:
        super()._typed(text)
        self._stop()
        words = text.strip()
        if words and self._model and not words.lstrip("#").isdigit() and "{" not in words:
            self._timer.start()
        else:
            self._show_found(())

    def _ask(self) -> None:
        self._asked = self._names.look_up(self._model, self.line.text().strip())
        self._asked.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[tuple[tuple[int, str], ...]]) -> None:
        if task is not self._asked or task.cancelled():
            return
        self._asked = None
        problem = task.exception()
        if problem is not None:
            if isinstance(problem, Fault):
                self.complain(problem.message)
            return
        self._show_found(task.result())
        if not self._found:
            self.complain(self.tr("No record has this name."))

    def _show_found(self, found: tuple[tuple[int, str], ...]) -> None:
        """Offer these records in a list below the line, or close it."""
        self._found = list(found)
        if not found:
            if self._completer is not None:
                _popup(self._completer).hide()
            return
        if self._completer is None:
            self._completer = QCompleter(self)
            self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            self._completer.setWidget(self.line)
            self._completer.setMaxVisibleItems(_MOST)
            _popup(self._completer).setItemDelegate(_Rows(self._completer))
            self._completer.activated[QModelIndex].connect(self._picked)  # type: ignore[index]  # overloaded
        self._completer.setModel(QStringListModel([f"{name} ({record})" for record, name in found], self._completer))
        if self.line.hasFocus():
            corner = self.line.mapFromGlobal(self.box.mapToGlobal(QPoint(0, 0)))
            self._completer.complete(QRect(corner, self.box.size()))
            # Enter takes the first; arrows choose another.
            self._completer.setCurrentRow(0)
            _popup(self._completer).setCurrentIndex(self._completer.currentIndex())

    def _list_open(self) -> bool:
        return self._completer is not None and _popup(self._completer).isVisible()

    def _picked(self, index: QModelIndex) -> None:
        # The completer writes its text into the line right after this; the line is cleared behind it.
        self.pick(index.row())
        QTimer.singleShot(0, self.line, self.line.clear)

    def _stop(self) -> None:
        self._timer.stop()
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None

    @staticmethod
    def _stop_on_destruction(editor: RecordEditor) -> object:
        """The running question must end with the editor, whose own methods are gone by then."""
        state = editor.__dict__

        def stop() -> None:
            task = state.get("_asked")
            if task is not None:
                task.cancel()

        return stop


class _Rows(QStyledItemDelegate):
    """Rows as high as everywhere else."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), metrics.metrics().tree_row)


def _popup(completer: QCompleter) -> QAbstractItemView:
    popup = completer.popup()
    assert popup is not None  # Qt makes it when it is asked for
    return popup
