"""The grid's header: labels, and an arrow where the answer is sorted. A click sorts on the server."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QToolTip, QWidget

from explorer.core.fields import X2MANY
from explorer.ui import icons, metrics
from explorer.ui.models.cells import Column, tool_tip
from explorer.ui.models.records import RecordsModel
from explorer.ui.panels.results.delegate import PADDING
from explorer.ui.tokens import current

ARROW = 12
_GAP = 4
_SMALLEST = 32


class RecordsHeader(QHeaderView):
    """Paints its sections itself: Qt's asks for each whether its whole column is selected, 1.9 s for 100 000 rows.

    ``sortable`` says whether the method takes an order, ``refusal`` why no click may sort now.
    """

    def __init__(self, records: RecordsModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._records = records
        self._order: dict[str, bool] = {}
        self.sortable = False
        self.refusal = ""
        self.setAccessibleName(self.tr("Columns"))
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(_SMALLEST)
        self.setStretchLastSection(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setMouseTracking(True)

    def set_order(self, terms: tuple[tuple[str, bool], ...]) -> None:
        """Show the arrows of an order: names with true for descending."""
        # Only the first term gets an arrow: it is the one that a click changes.
        self._order = dict(terms[:1])
        self.viewport().update()

    def arrow(self, name: str) -> str:
        """Return the arrow of a column: ``up``, ``down`` or none."""
        descending = self._order.get(name)
        return "" if descending is None else "down" if descending else "up"

    def can_sort(self, section: int) -> bool:
        """Whether a click on a section sorts."""
        return not self.why_not(self._records.columns[section])

    def why_not(self, column: Column) -> str:
        """Return why the server cannot sort by a column; empty when it can, as far as the schema says."""
        if self.refusal:
            return self.refusal
        if not self.sortable:
            return self.tr("This method takes no order.")
        if column.type in X2MANY:
            return self.tr("Not sortable: it holds several records.")
        if column.known and not column.field.sortable:
            return self.tr("Not sortable: the server works it out for each record and does not store it.")
        return ""

    def explanation(self, column: Column) -> str:
        """Return the tool tip of a column."""
        facts = [column.name, column.type] if column.type else [column.name]
        if column.timed:
            facts.append(self._clock(column.zone))
        if column.field.relation:
            facts.append(column.field.relation)
        lines = [column.label] if column.label != column.name else []
        lines += [" · ".join(facts), self.why_not(column) or self.tr("Click to sort on the server.")]
        if column.field.help:
            lines.append(column.field.help)
        return "\n".join(lines)

    def _clock(self, zone: str) -> str:
        """Say by which clock the times of a column are."""
        from explorer.work.local_time import moment

        if not zone:
            return self.tr("in UTC, as on the wire")
        when = moment("2000-01-01 00:00:00", zone)
        if when is None or not when.known:
            return self.tr("in UTC: this computer does not know {0}").format(zone)
        return self.tr("in the time of {0}").format(zone)

    def natural_width(self, section: int) -> int:
        """Return the room that a label and its arrow ask for."""
        column = self._records.columns[section]
        text = QFontMetrics(metrics.semibold()).horizontalAdvance(column.label)
        return text + 2 * PADDING + 2 + (_GAP + ARROW if self.arrow(column.name) else 0)

    def sizeHint(self) -> QSize:
        """Return the height of headers."""
        return QSize(super().sizeHint().width(), metrics.metrics().header)

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Return the room of a section."""
        return QSize(self.natural_width(section), metrics.metrics().header)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint label, arrow and lines."""
        theme = current()
        column = self._records.columns[section]
        painter.fillRect(rect, theme.color("header"))
        painter.fillRect(rect.right(), rect.y(), 1, rect.height(), theme.color("line"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        font = metrics.semibold()
        measure = QFontMetrics(font)
        arrow = self.arrow(column.name)
        room = rect.width() - 2 * PADDING - (ARROW + _GAP if arrow else 0)
        shown = measure.elidedText(column.label, Qt.TextElideMode.ElideRight, room + 1)
        width = measure.horizontalAdvance(shown)
        left = rect.x() + PADDING + (max(0, room - width) if column.right else 0)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        place = QRect(left, rect.y(), width + 2, rect.height() - 1)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if arrow:
            box = QRect(left + width + _GAP, rect.y() + (rect.height() - ARROW) // 2, ARROW, ARROW)
            icons.draw(painter, box, f"arrow-{arrow}", theme.color("text"))

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the tool tip of the section under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            section = self.logicalIndexAt(event.pos())
            if 0 <= section < len(self._records.columns):
                words = self.explanation(self._records.columns[section])
                QToolTip.showText(event.globalPos(), tool_tip(words), self)
                return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the header's ground to the right of the last section too."""
        painter = QPainter(self.viewport())
        theme = current()
        painter.fillRect(self.viewport().rect(), theme.color("header"))
        painter.fillRect(0, self.viewport().height() - 1, self.viewport().width(), 1, theme.color("line"))
        painter.end()
        super().paintEvent(event)


class HeaderEnd(QWidget):
    """Carries the header's ground on above the vertical scroll bar."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as the header."""
        return QSize(0, metrics.metrics().header)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and line."""
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("header"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
