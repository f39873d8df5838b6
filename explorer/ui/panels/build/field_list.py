"""The list in the field picker: which fields it offers, in which order, and how a line of it looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from explorer.core.fields import Field
from explorer.ui import icons, metrics
from explorer.ui.panels.build.paths import why_not_searchable
from explorer.ui.tokens import current
from explorer.ui.type_chips import CHIP_SIZE, paint_type_chip
from explorer.ui.widgets import painting

Purpose: TypeAlias = Literal["search", "columns", "order", "values"]
"""What a field is picked for: conditions go through relations, the others take direct fields only."""


class Entry(msgspec.Struct, frozen=True):
    """A line of the list. ``reason`` says why the field cannot be taken; ``typed`` marks the text as it was typed."""

    name: str
    label: str
    type: str = ""
    relation: str = ""
    reason: str = ""
    taken: bool = False
    typed: bool = False


def entries(fields: Mapping[str, Field], purpose: Purpose, taken: Iterable[str] = ()) -> tuple[Entry, ...]:
    """The fields of a model by label, those that cannot be taken at the end with the reason."""
    chosen = frozenset(taken)
    made = [
        Entry(
            field.name,
            field.label or field.name,
            field.type,
            field.relation or "" if field.is_relation and purpose == "search" else "",
            _reason(field, purpose),
            field.name in chosen,
        )
        for field in fields.values()
    ]
    return tuple(sorted(made, key=lambda entry: (bool(entry.reason), entry.label.casefold(), entry.name)))


def matching(found: Sequence[Entry], text: str) -> tuple[Entry, ...]:
    """The entries whose label or technical name holds every word; exact names first, then beginnings."""
    words = text.casefold().split()
    if not words:
        return tuple(found)
    whole = text.casefold().strip()

    def rank(entry: Entry) -> int:
        label, name = entry.label.casefold(), entry.name.casefold()
        if whole in (name, label):
            return 0
        return 1 if name.startswith(whole) or label.startswith(whole) else 2

    kept = [entry for entry in found if all(word in f"{entry.label} {entry.name}".casefold() for word in words)]
    return tuple(sorted(kept, key=lambda entry: (bool(entry.reason), rank(entry))))


_SET_BY_ODOO = frozenset({"id", "create_uid", "create_date", "write_uid", "write_date", "display_name"})


def _reason(field: Field, purpose: Purpose) -> str:
    if purpose == "search":
        return why_not_searchable(field)
    if purpose == "values" and field.name in _SET_BY_ODOO:
        return _tr("Odoo sets this itself.")
    if purpose == "values" and field.readonly and not field.store:
        return _tr("Computed: a value would be ignored.")
    if purpose == "order" and not (field.store and field.sortable):
        return _tr("Odoo sorts by stored fields only.")
    if purpose == "order" and field.type in ("one2many", "many2many", "binary", "json", "properties"):
        return _tr("Odoo cannot sort by a field of the type {type}.").format(type=field.type)
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("FieldPicker", text)


class FieldListModel(QAbstractListModel):
    """The entries that the search leaves."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: tuple[Entry, ...] = ()

    def show(self, shown: tuple[Entry, ...]) -> None:
        """Show these entries."""
        self.beginResetModel()
        self.shown = shown
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the label; all that is known for screen readers; the reason as the tool tip."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        entry = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.reason or entry.relation
        return ", ".join(part for part in (entry.label, entry.name, entry.type, entry.reason) if part)


class FieldDelegate(QStyledItemDelegate):
    """Paints type chip, label, the arrow of a relation, and the technical name at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One row of a tree."""
        return QSize(100, metrics.metrics().tree_row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint an entry."""
        model = index.model()
        if not isinstance(model, FieldListModel):
            return
        entry, theme = model.shown[index.row()], current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painting.rounded(painter, rect.adjusted(4, 0, -4, 0), theme.color("selection"), None, 4)
        usable = not entry.reason
        room = rect.adjusted(10, 0, -10, 0)
        if entry.type:
            top = room.y() + (room.height() - CHIP_SIZE.height()) // 2
            paint_type_chip(painter, QRect(room.x(), top, CHIP_SIZE.width(), CHIP_SIZE.height()), entry.type, theme)
            room.setLeft(room.left() + CHIP_SIZE.width() + 8)
        room.setRight(room.right() - 18)
        end = QRect(room.right() + 2, rect.y() + (rect.height() - 14) // 2, 14, 14)
        if entry.taken:
            icons.draw(painter, end, "check", theme.color("accent"))
        elif entry.relation:
            icons.draw(painter, end, "chevron-right", theme.color("dim"))
        fixed = metrics.fixed_font()
        detail = "" if entry.typed else entry.reason or entry.name
        font = fixed if not entry.reason else option.font
        width = min(QFontMetrics(font).horizontalAdvance(detail) + 1, round(room.width() * 0.6))
        painter.setFont(font)
        painter.setPen(theme.color("dim") if usable else theme.disabled)
        shown = QFontMetrics(font).elidedText(detail, Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        room.setRight(room.right() - width - 12)
        painter.setFont(option.font)
        painter.setPen(theme.color("text") if usable else theme.disabled)
        shown = QFontMetrics(option.font).elidedText(entry.label, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
