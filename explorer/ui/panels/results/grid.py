"""The grid of records: fixed rows, columns that fit, one selected row that the inspector looks at."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from explorer.core.fields import Field
from explorer.core.records import Page
from explorer.ui import metrics
from explorer.ui.loop import TaskScope
from explorer.ui.models.cells import Column, copied
from explorer.ui.models.records import SAMPLE, RecordsModel
from explorer.ui.panels.results import columns, copying
from explorer.ui.panels.results.columns import Layout
from explorer.ui.panels.results.delegate import RecordsDelegate, Shade
from explorer.ui.panels.results.header import HeaderEnd, RecordsHeader
from explorer.ui.tokens import current


class RecordsGrid(QTableView):
    """Shows a page of records. It knows nothing of calls; what is done in it is announced."""

    sort_asked = Signal(object)
    """The name of the column whose header was clicked."""
    row_chosen = Signal(object)
    """The number of the row that became the current one."""
    row_opened = Signal(object)
    """The number of a row that was double-clicked, or on which Enter was pressed."""
    link_followed = Signal(object)
    """The Link to the records that a cell names, to be opened in a tab of their own."""

    def __init__(self, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resultsGrid")
        self.setAccessibleName(self.tr("Records"))
        self._tasks = tasks
        self._layout = Layout()
        self._arranging = False
        self.records = RecordsModel(self)
        self.cells = RecordsDelegate(self.records, self)
        self.columns = RecordsHeader(self.records, self)
        self.setModel(self.records)
        self.setItemDelegate(self.cells)
        self.setHorizontalHeader(self.columns)
        self.addScrollBarWidget(HeaderEnd(self), Qt.AlignmentFlag.AlignTop)
        self._settle()
        self.columns.sectionClicked.connect(self._clicked)
        self.columns.sectionResized.connect(self._resized)
        self.columns.sectionMoved.connect(self._moved)
        self.selectionModel().currentRowChanged.connect(self._chosen)
        self.doubleClicked.connect(self._open)

    # -- content -----------------------------------------------------------------------------------------------

    def show_page(
        self, page: Page, fields: Mapping[str, Field] | None, layout: Layout, *, keep: bool, zone: str = ""
    ) -> None:
        """Show other rows, their times in ``zone``. ``keep`` is for the same page sent again: place and record stay."""
        place = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        row, column = self.currentIndex().row(), self.currentIndex().column()
        record = self.records.record_id(row) if row >= 0 else None
        self._layout = layout
        self.records.set_page(page, fields, zone)
        self._arrange()
        if not keep:
            self.scrollToTop()
            return
        if record is not None:
            self._choose(self.records.place_of(record, row), column)
        self.verticalScrollBar().setValue(place[0])
        self.horizontalScrollBar().setValue(place[1])

    def set_fields(self, fields: Mapping[str, Field]) -> None:
        """The schema came after the rows."""
        self.records.set_fields(fields)
        self._arrange()

    def set_shade(self, shade: Shade) -> None:
        """Dim the rows while others are awaited, or because the call was changed since."""
        if self.cells.shade != shade:
            self.cells.shade = shade
            self.viewport().update()

    def select_row(self, row: int) -> None:
        """Make a row the current one; nothing happens outside the page."""
        self._choose(row if 0 <= row < self.records.rowCount() else None, 0)

    def shown_columns(self) -> list[Column]:
        """Return the columns from left to right."""
        header = self.columns
        return [self.records.columns[header.logicalIndex(place)] for place in range(header.count())]

    # -- the clipboard -----------------------------------------------------------------------------------------

    def copy_rows(self) -> None:
        """Put the selected records on the clipboard as tab-separated values, technical names first."""
        rows = copying.chosen_rows(self.selectionModel().selection())
        if rows:
            self._tasks.spawn(self._copy(rows), "copy rows")

    def copy_value(self) -> None:
        """Put the current cell's whole value on the clipboard."""
        index = self.currentIndex()
        if index.isValid():
            column = self.records.columns[index.column()]
            value = self.records.value(index.row(), index.column())
            QGuiApplication.clipboard().setText(copied(value, boolean=column.type == "boolean"))

    def copy_ids(self) -> None:
        """Put the ids of the selected records on the clipboard, as a call takes them."""
        rows = copying.chosen_rows(self.selectionModel().selection())
        ids = [record for row in rows if (record := self.records.record_id(row)) is not None]
        QGuiApplication.clipboard().setText(str(ids))

    async def _copy(self, rows: list[int]) -> None:
        QGuiApplication.clipboard().setText(await copying.table(self.records, rows, self.shown_columns()))

    # -- what Qt calls -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the selected rows, Enter opens the current one."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            if self.currentIndex().isValid():
                self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the records that a cell names, what can be copied, and to sort, which needs no mouse here."""
        if not self.currentIndex().isValid():
            return
        self.context_menu().popup(event.globalPos())

    def context_menu(self) -> QMenu:
        """Return what can be done with the current cell and the selected rows; it is gone when it closes."""
        from explorer.ui.panels.results.related import link_of

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        index = self.currentIndex()
        found = link_of(self.records.columns[index.column()], self.records.value(index.row(), index.column()))
        if found is not None:
            link, words = found
            shown = self.tr("Open {0}").format(words).replace("&", "&&")
            menu.addAction(shown, lambda: self.link_followed.emit(link))
            menu.addSeparator()
        copy = menu.addAction(self.tr("Copy rows"), self.copy_rows)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        menu.addAction(self.tr("Copy value"), self.copy_value)
        ids = menu.addAction(self.tr("Copy ids"), self.copy_ids)
        ids.setEnabled(any(column.name == "id" for column in self.records.columns))
        menu.addSeparator()
        section = index.column()
        label = self.records.columns[section].label.replace("&", "&&")
        sort = menu.addAction(self.tr("Sort by {0}").format(label), lambda: self._clicked(section))
        sort.setEnabled(self.columns.can_sort(section))
        return menu

    def indexAt(self, pos: QPoint) -> QModelIndex:
        """Return the cell at a point; to the right of the last one the row goes on, so it is that one."""
        index = super().indexAt(pos)
        end = self._strip().left() - 1
        return index if index.isValid() or pos.x() <= end else super().indexAt(QPoint(end - 1, pos.y()))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Fill or clear the rows to their end as well: Qt paints cells alone."""
        super().selectionChanged(selected, deselected)
        strip = self._strip()
        if strip.width() > 0:
            self.viewport().update(strip)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, then the rows to the right of the last column."""
        super().paintEvent(event)
        strip = self._strip()
        if strip.width() > 0 and event.region().intersects(strip):
            self._paint_strip(strip)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns that the person did not set."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again with another font, paint again in another theme."""
        super().changeEvent(event)
        if not hasattr(self, "columns"):
            return
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self.cells.use_fonts()
            self._settle()
            self._arrange()
        elif event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    # -- inside ------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(16)
        rows.setDefaultSectionSize(metrics.metrics().grid_row)

    def _arrange(self) -> None:
        """Put the columns in order and give them their widths."""
        shown = self.records.columns
        names = [column.name for column in shown]
        if not names:
            return
        self._arranging = True
        for place, name in enumerate(columns.ordered(names, self._layout.order)):
            self.columns.moveSection(self.columns.visualIndex(names.index(name)), place)
        for section, width in enumerate(self._widths(shown)):
            self.columns.resizeSection(section, width)
        self._arranging = False

    def _widths(self, shown: tuple[Column, ...]) -> list[int]:
        widths = [self.columns.natural_width(section) for section in range(len(shown))]
        for row in range(min(self.records.rowCount(), SAMPLE)):
            for section, cell in enumerate(self.records.cells(row)):
                widths[section] = max(widths[section], self.cells.natural_width(cell))
        widths = [max(columns.NARROWEST, min(columns.WIDEST, width)) for width in widths]
        chosen = self._layout.widths
        if not chosen.keys().isdisjoint(column.name for column in shown):
            return [chosen.get(column.name, width) for column, width in zip(shown, widths, strict=True)]
        # One pixel a column is the grid's line, and Qt counts it into the section.
        return columns.fitted(widths, (column.roomy for column in shown), self.viewport().width())

    def _strip(self) -> QRect:
        """Return the part of the viewport to the right of the last column; its width is 0 where there is none."""
        header, view = self.columns, self.viewport()
        left = header.length() - header.offset()
        return QRect(left, 0, max(0, view.width() - left) if self.records.columns else 0, view.height())

    def _paint_strip(self, strip: QRect) -> None:
        theme, painter, selected = current(), QPainter(self.viewport()), self.selectionModel()
        row, line = self.rowAt(0), theme.color("line")
        while 0 <= row < self.records.rowCount():
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            if top > strip.bottom():
                break
            ground = QRect(strip.left(), top, strip.width(), height - 1)
            if selected.isSelected(self.records.index(row, 0)):
                painter.fillRect(ground, theme.color("selection"))
            elif row & 1:
                painter.fillRect(ground, theme.color("alternate"))
            painter.fillRect(strip.left(), ground.bottom() + 1, strip.width(), 1, line)
            row += 1
        painter.end()

    def _choose(self, row: int | None, column: int) -> None:
        if row is None:
            return
        index = self.records.index(row, max(0, min(column, self.records.columnCount() - 1)))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_chosen.emit(index.row())

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.row_opened.emit(index.row())

    @Slot(int)
    def _clicked(self, section: int) -> None:
        if self.columns.can_sort(section):
            self.sort_asked.emit(self.records.columns[section].name)

    @Slot(int, int, int)
    def _resized(self, section: int, _: int, width: int) -> None:
        if not self._arranging:
            self._layout.widths[self.records.columns[section].name] = width

    @Slot()
    def _moved(self) -> None:
        if not self._arranging:
            self._layout.order = tuple(column.name for column in self.shown_columns())
