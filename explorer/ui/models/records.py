"""The records of an answer as a table. Rows are decoded when they are looked at, so a page of any length opens at once.

The grid's delegate asks for cells by number and never goes through ``data()``, which serves screen readers and tool
tips: 600 cells painted through it cost 24 ms, directly 9.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from explorer.core.fields import Field
from explorer.core.records import ListPage, Page
from explorer.ui.models import cells
from explorer.ui.models.cells import MISSING, Cell, Column

SAMPLE = 50
"""Rows that tell types and widths."""
_KEPT = 1024
"""Rows whose cells are kept as they are written: some screens' worth."""

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = Qt.ItemDataRole.DisplayRole
_TOOLTIP = Qt.ItemDataRole.ToolTipRole
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
_ANSWERED = frozenset({_DISPLAY, _TOOLTIP, _SPOKEN})

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, IndexError)

NO_PAGE = ListPage(())


class RecordsModel(QAbstractTableModel):
    """Rows of one page, columns by field. It is read-only and never raises, whatever the rows look like."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page: Page = NO_PAGE
        self._columns: tuple[Column, ...] = ()
        self._formats: tuple[cells.Format, ...] = ()
        self._written: dict[int, tuple[Cell, ...]] = {}
        self._rows = 0
        self._zone = ""

    # -- what it holds -----------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The rows."""
        return self._page

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the answer."""
        return self._columns

    def set_page(self, page: Page, fields: Mapping[str, Field] | None = None, zone: str = "") -> None:
        """Show other rows; ``fields`` are those of their model, where the schema knows them, ``zone`` that of times."""
        self.beginResetModel()
        self._zone = zone
        self._page = page
        self._rows = len(page)
        self._describe(fields)
        self.endResetModel()

    def set_fields(self, fields: Mapping[str, Field]) -> None:
        """The schema came after the rows: labels and types change, the rows stay."""
        self._describe(fields)
        if self._columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        if self._columns and self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, len(self._columns) - 1), [_DISPLAY])

    def row(self, number: int) -> Mapping[str, object]:
        """Return a row by field name; nothing for one that is no object."""
        try:
            return self._page.row(number)
        except _UNREADABLE:
            return {}

    def value(self, row: int, column: int) -> object:
        """Return the value as it came; MISSING where the row lacks the key."""
        return self.row(row).get(self._columns[column].name, MISSING)

    def record_id(self, row: int) -> int | None:
        """Return the id of a row, None where it has none."""
        number = self.row(row).get("id")
        return number if isinstance(number, int) and not isinstance(number, bool) else None

    def cells(self, row: int) -> tuple[Cell, ...]:
        """Return what the cells of a row show."""
        known = self._written.get(row)
        if known is not None:
            return known
        if len(self._written) >= _KEPT:
            self._written.clear()
        values = self.row(row)
        made = tuple(
            write(values.get(column.name, MISSING)) for column, write in zip(self._columns, self._formats, strict=True)
        )
        self._written[row] = made
        return made

    def place_of(self, record_id: int, around: int, limit: int = 1000) -> int | None:
        """Return the row that holds a record: ``around`` is tried first, then the first ``limit`` rows."""
        if around < self._rows and self.record_id(around) == record_id:
            return around
        return next((row for row in range(min(self._rows, limit)) if self.record_id(row) == record_id), None)

    # -- what Qt calls -----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows the page has."""
        return 0 if parent is not None and parent.isValid() else self._rows

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many fields the rows have."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Return the cell's text, its tool tip, or "Field: value" for screen readers."""
        if role not in _ANSWERED or not index.isValid():
            return None
        row, place = index.row(), index.column()
        if row >= self._rows or place >= len(self._columns):
            return None
        if role == _DISPLAY:
            return self.cells(row)[place].text
        column = self._columns[place]
        if role == _TOOLTIP:
            return cells.tool_tip(cells.details(column, self.value(row, place))) or None
        return f"{column.label}: {self.cells(row)[place].spoken}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """Return a column's label or, for screen readers and tool tips, more about its field."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        if role in (_DISPLAY, _SPOKEN):
            return self._columns[section].label
        return None

    def _describe(self, fields: Mapping[str, Field] | None) -> None:
        names = _names(self._page)
        sample = [self.row(number) for number in range(min(self._rows, SAMPLE))]
        self._columns = tuple(
            cells.column(
                name, (row.get(name, MISSING) for row in sample), fields.get(name) if fields else None, self._zone
            )
            for name in names
        )
        self._formats = tuple(cells.formatter(column) for column in self._columns)
        self._written.clear()


def _names(page: Page) -> tuple[str, ...]:
    try:
        return page.columns()
    except _UNREADABLE:
        return ()
