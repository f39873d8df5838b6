"""Paints a row of the tree: type chip, label with its marks, and the technical name at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem

from explorer.ui import icons, metrics, text
from explorer.ui.models.schema_tree import OTHERS, Kind, Node, SchemaTree
from explorer.ui.tokens import Theme, current
from explorer.ui.type_chips import CHIP_SIZE, paint_type_chip

INDENT = 14
LEFT = 8
"""Before the first triangle; a selected row is filled from the edge."""
_RIGHT = 10
_GAP = 10
_LOCK = 11
_LEAST = 36
"""Pixels below which a cut technical name says nothing."""
_NAME_OF_ROW = 0.45
"""Share of the row that a technical name may take from the label."""
_LABEL = 52
"""Pixels that a label keeps in a narrow or deep row, its marks not counted."""
_VCENTER = Qt.AlignmentFlag.AlignVCenter


class _Fonts:
    """The fonts of the rows with their measures, made once for a size of the interface."""

    def __init__(self) -> None:
        self.plain = QFont(QApplication.font())
        self.bold = metrics.semibold(self.plain)
        self.fixed = metrics.fixed_font(2)
        self.small = metrics.small_font(0.92)
        self.of_plain = QFontMetrics(self.plain)
        self.of_bold = QFontMetrics(self.bold)
        self.of_fixed = QFontMetrics(self.fixed)
        self.of_small = QFontMetrics(self.small)
        sizes = metrics.metrics()
        self.row = sizes.tree_row
        scale = max(1.0, sizes.font / metrics.SMALLEST)
        self.chip = QSize(round(CHIP_SIZE.width() * scale), round(CHIP_SIZE.height() * scale))
        self.lock = round(_LOCK * scale)


class SchemaDelegate(QStyledItemDelegate):
    """One for all rows. ``front`` is the model of the tab in front."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.front = ""
        self._fonts: _Fonts | None = None

    def forget_fonts(self) -> None:
        """Measure anew: the interface's font changed."""
        self._fonts = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are equally high."""
        return QSize(160, self._measured().row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a row; its ground and its triangle are the view's."""
        model = index.model()
        node = model.node(index) if isinstance(model, SchemaTree) else None
        if node is None:
            return
        theme, fonts = current(), self._measured()
        room = _room(QRect(option.rect))
        if node.kind is Kind.GROUP:
            self._paint_group(painter, room, node, theme, fonts)
        elif node.kind is Kind.NOTE:
            painter.setFont(fonts.plain)
            painter.setPen(theme.color("error" if node.failed else "accent" if node.name == OTHERS else "dim"))
            painter.drawText(
                room, _VCENTER, fonts.of_plain.elidedText(node.label, Qt.TextElideMode.ElideRight, room.width())
            )
        else:
            self._paint_name(painter, QRect(option.rect), node, theme, fonts)

    def _paint_group(self, painter: QPainter, room: QRect, node: Node, theme: Theme, fonts: _Fonts) -> None:
        count = text.number(len(node.children or ()))
        painter.setFont(fonts.small)
        painter.setPen(theme.color("dim"))
        painter.drawText(room, _VCENTER | Qt.AlignmentFlag.AlignRight, count)
        room.setRight(room.right() - fonts.of_small.horizontalAdvance(count) - _GAP)
        _draw(painter, room, node.label, fonts.bold, fonts.of_bold, theme.color("text"))

    def _paint_name(self, painter: QPainter, row: QRect, node: Node, theme: Theme, fonts: _Fonts) -> None:
        room = _room(row)
        if node.kind is Kind.FIELD:
            self._paint_chip(painter, room, node, theme, fonts)
            room.setLeft(room.left() + fonts.chip.width() + 6)
        font, measures = fonts.plain, fonts.of_plain
        field = node.field
        marks = (9 if field and field.required else 0) + (fonts.lock + 5 if field and field.readonly else 0)
        label, name = measures.horizontalAdvance(node.label) + 1, fonts.of_fixed.horizontalAdvance(node.name) + 1
        name = name_width(room.width(), row.right() + 1, label, name, marks)
        if node.name == node.label:
            name = 0
        if name:
            place = QRect(room.right() - name + 1, room.top(), name, room.height())
            shown = fonts.of_fixed.elidedText(node.name, Qt.TextElideMode.ElideRight, name)
            painter.setFont(fonts.fixed)
            painter.setPen(theme.color("dim"))
            painter.drawText(place, _VCENTER | Qt.AlignmentFlag.AlignRight, shown)
            room.setRight(room.right() - name - _GAP)
        room.setRight(room.right() - marks)
        end = _draw(painter, room, node.label, font, measures, theme.color("text"))
        if field and field.required:
            painter.setPen(theme.color("error"))
            painter.drawText(QRect(end + 4, room.top(), 9, room.height()), _VCENTER, "*")
            end += 9
        if field and field.readonly:
            icons.draw(painter, QRect(end + 4, room.top(), fonts.lock, room.height()), "lock", theme.disabled)

    def _paint_chip(self, painter: QPainter, room: QRect, node: Node, theme: Theme, fonts: _Fonts) -> None:
        size = fonts.chip
        box = QRect(room.left(), room.center().y() - size.height() // 2 + 1, size.width(), size.height())
        if node.field is not None:
            paint_type_chip(painter, box, node.field.type, theme)
        else:
            painter.fillRect(box, theme.color("chip"))

    def _measured(self) -> _Fonts:
        if self._fonts is None:
            self._fonts = _Fonts()
        return self._fonts


def name_width(room: int, row: int, label: int, name: int, marks: int = 0) -> int:
    """Return how wide a technical name is drawn in ``room``, the part of a ``row`` behind its triangle and chip.

    All are pixels; ``label`` and ``name`` are what the whole texts need, ``marks`` what stands behind the label. Names
    are what people copy into code, so the label is cut first, until the name has its share of the row or the label
    is as short as it may be; 0 leaves the name out.
    """
    kept = min(label, _LABEL) + marks + _GAP
    width = min(name, max(room - label - marks - _GAP, min(round(row * _NAME_OF_ROW), room - kept)))
    return width if width == name or width >= _LEAST else 0


def _room(row: QRect) -> QRect:
    return row.adjusted(LEFT, 0, -_RIGHT, 0)


def _draw(painter: QPainter, room: QRect, words: str, font: QFont, measures: QFontMetrics, ink: QColor) -> int:
    """Draw text as far as there is room; return where it ends."""
    shown = measures.elidedText(words, Qt.TextElideMode.ElideRight, room.width() + 1)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(room.adjusted(0, 0, 2, 0), _VCENTER, shown)
    return room.left() + measures.horizontalAdvance(shown)
