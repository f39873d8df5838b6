"""One field of a model: what it is called, what it holds, what may be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from explorer.ui import icons, metrics
from explorer.ui.models.record_lines import Line, field_lines
from explorer.ui.panels.inspect.frame import heading_labels
from explorer.ui.panels.inspect.lines_view import LinesView
from explorer.work.workspace import FieldSelection


class FieldPage(QWidget):
    """Shows a FieldSelection."""

    followed = Signal(object, object)
    """The connection, and the Link that the person clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fieldPage")
        self._selection: FieldSelection | None = None
        self.heading, self.place = heading_labels()
        self.list = LinesView(self.tr("Facts of the field"))
        self.list.setObjectName("fieldLines")
        # Names of attributes are long, and their values are short.
        self.list.rows.share = 0.58
        top = QVBoxLayout()
        top.setContentsMargins(metrics.EDGE, 10, metrics.EDGE, 8)
        top.setSpacing(2)
        top.addWidget(self.heading)
        top.addWidget(self.place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        self.list.followed.connect(self._follow)
        self.list.menu_asked.connect(self._show_menu)

    def show_field(self, selection: FieldSelection) -> None:
        """Show a field."""
        self._selection = selection
        field = selection.field
        self.heading.setText(field.label or field.name)
        self.place.setText(f"{selection.model} · {field.name}")
        self.list.set_lines(field_lines(field))

    def _follow(self, link: object) -> None:
        if self._selection is not None:
            self.followed.emit(self._selection.live, link)

    def _show_menu(self, line: object, place: object) -> None:
        if not isinstance(line, Line) or not isinstance(place, QPoint):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon("copy"), self.tr("Copy value"), partial(_copy, line.copied or line.value))
        menu.popup(place)


def _copy(words: str) -> None:
    QGuiApplication.clipboard().setText(words)
