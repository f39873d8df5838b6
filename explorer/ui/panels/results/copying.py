"""Records as text for the clipboard: tab-separated values that spreadsheets take, made from the rows themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelection

from explorer.ui.models.cells import MISSING, Column, copied
from explorer.ui.models.records import RecordsModel

_AT_ONCE = 500
"""Rows that are written before the window gets a turn: about 10 ms."""


def chosen_rows(selection: QItemSelection) -> list[int]:
    """Return the rows of a selection from top to bottom; ranges are asked, since indexes of many cells take seconds."""
    rows: set[int] = set()
    for part in (selection.at(place) for place in range(selection.count())):
        rows.update(range(part.top(), part.bottom() + 1))
    return sorted(rows)


def line(values: Sequence[str]) -> str:
    """Return one line; a value with a tab, a quote or a line end is quoted as spreadsheets do."""
    return "\t".join(map(_quoted, values))


def row_line(row: Mapping[str, object], columns: Sequence[Column]) -> str:
    """Return a record as one line."""
    return line([copied(row.get(column.name, MISSING), column.type == "boolean") for column in columns])


async def table(records: RecordsModel, rows: Sequence[int], columns: Sequence[Column]) -> str:
    """Return records with the technical names as the first line; the window stays alive while many are written."""
    page = records.page
    lines = [line([column.name for column in columns])]
    for start in range(0, len(rows), _AT_ONCE):
        if records.page is not page:
            break
        lines += [row_line(records.row(number), columns) for number in rows[start : start + _AT_ONCE]]
        if start + _AT_ONCE < len(rows):
            await asyncio.sleep(0)
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    if any(mark in value for mark in '\t\n\r"'):
        return '"' + value.replace('"', '""') + '"'
    return value
