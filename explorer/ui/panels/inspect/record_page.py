"""One record, whole: what the grid has of it at once, the rest read when the person stays on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget

from explorer.background import CancelToken
from explorer.client import records
from explorer.core.call import Call
from explorer.core.faults import CancelledFault, Fault
from explorer.core.fields import Field
from explorer.ui import icons, metrics, text
from explorer.ui.loop import TaskScope
from explorer.ui.models.record_lines import Line, hidden_count, record_lines, shown_lines, tag_requests
from explorer.ui.panels.inspect.fault_note import FaultNote
from explorer.ui.panels.inspect.frame import Foot, heading_labels
from explorer.ui.panels.inspect.lines_view import LinesView
from explorer.ui.widgets.buttons import LinkButton
from explorer.ui.widgets.check_box import CheckBox
from explorer.ui.widgets.progress import BusyLine
from explorer.work.workspace import RecordSelection

PAUSE = 120
"""Milliseconds on a record before it is read, so that holding the Down key does not flood the server."""
MOST_TAGS = 12
"""Related records whose names are read for a many2many value; more of them stay a count."""
_UNREAD = frozenset({"binary", "image"})


class RecordPage(QWidget):
    """Shows a RecordSelection."""

    followed = Signal(object, object)
    """The connection, and the Link that the person clicked."""
    field_asked = Signal(object, object)
    """The selection, and the Field that the person wants to know more about."""

    def __init__(self, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recordPage")
        self._reads = tasks.child()
        self._token: CancelToken | None = None
        self._selection: RecordSelection | None = None
        self._generation = 0
        self._values: Mapping[str, object] = {}
        self._names: dict[tuple[str, int], str] = {}
        self._lines: list[Line] = []
        self._show_empty = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._begin)
        self._lay_out()

    def closed(self) -> None:
        """End what is being read."""
        self._stop()

    def show_record(self, selection: RecordSelection) -> None:
        """Show what is known of a record now, and read the rest of it after a pause."""
        before = self._selection
        if selection is before:
            return
        same = before is not None and _key(before) == _key(selection)
        self._stop()
        self._generation += 1
        self._selection = selection
        # The same record after another answer stays as it is until it is read anew.
        self._values = {**(self._values if same else {}), **selection.row}
        self._names = self._names if same else {}
        self.note.hide()
        self._show(keep_place=same)
        if selection.id is None:
            self.note.tell(self.tr("These rows have no id, so only what the answer holds can be shown."))
        else:
            self._pause.start()

    def clear(self) -> None:
        """Forget the record, and end what is being read of it."""
        self._stop()
        self._generation += 1
        self._selection = None

    @property
    def selection(self) -> RecordSelection | None:
        """What is shown."""
        return self._selection

    @property
    def lines(self) -> Sequence[Line]:
        """The lines on screen."""
        return self.list.lines

    # Layout

    def _lay_out(self) -> None:
        self.heading, self.place = heading_labels()
        self.filter = QLineEdit()
        self.filter.setObjectName("recordFilter")
        self.filter.setPlaceholderText(self.tr("Filter fields"))
        self.filter.setAccessibleName(self.tr("Filter the record's fields"))
        self.filter.installEventFilter(self)
        self.busy = BusyLine(self.tr("The record loads"))
        self.note = FaultNote()
        self.list = LinesView(self.tr("Fields of the record"))
        self.list.setObjectName("recordLines")
        self.more = LinkButton(self.tr("Show empty fields"))
        self.technical = CheckBox(self.tr("Technical names"))
        top = QVBoxLayout()
        top.setContentsMargins(metrics.EDGE, 10, metrics.EDGE, 8)
        top.setSpacing(2)
        top.addWidget(self.heading)
        top.addWidget(self.place)
        top.addSpacing(8)
        top.addWidget(self.filter)
        top.addSpacing(2)
        top.addWidget(self.note)
        self.foot = Foot(self.more, self.technical)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.busy)
        column.addWidget(self.list, 1)
        column.addWidget(self.foot)
        self.filter.textChanged.connect(self._filter_changed)
        self.more.clicked.connect(self._toggle_empty)
        self.technical.toggled.connect(self.list.show_names)
        self.note.pressed.connect(self._begin)
        self.list.followed.connect(self._follow)
        self.list.menu_asked.connect(self._show_menu)

    # Reading

    def _begin(self) -> None:
        selection = self._selection
        if selection is not None and selection.id is not None:
            self.note.hide()
            self._token = CancelToken()
            self._reads.spawn(self._read(selection, selection.id, self._generation, self._token), "record")

    async def _read(self, selection: RecordSelection, record: int, generation: int, token: CancelToken) -> None:
        live, model = selection.live, selection.model
        self.busy.start()
        try:
            fields = await live.schema.fields(model)
            wanted = [name for name, field in fields.items() if field.type not in _UNREAD]
            values = await records.read_one(live.client, model, record, wanted, live.context, token)
            if generation != self._generation:
                return
            if values is None:
                self.note.tell(self.tr("This record is gone."), self.tr("Send the call again to see what is left."))
                return
            # What the answer has and was not read, such as the size of a file, stays.
            self._values = dict(selection.row) | dict(values)
            self._show(keep_place=True)
            await self._read_names(selection, fields, generation, token)
        except CancelledFault:
            return
        except Fault as fault:
            if generation == self._generation:
                self.note.say(fault)
        finally:
            if generation == self._generation:
                self.busy.stop()

    async def _read_names(
        self, selection: RecordSelection, fields: Mapping[str, Field], generation: int, token: CancelToken
    ) -> None:
        """Read the names of tags, which are shown in place of their count."""
        live = selection.live
        for model, ids in tag_requests(self._values, fields, MOST_TAGS).items():
            call = Call(model, "read", tuple(ids), (), {"fields": ["display_name"]}, live.context)
            try:
                page = await records.page(live.client, call, token)
            except CancelledFault:
                raise
            except Fault:
                # Names are an extra: a model that may not be read leaves its tags a count.
                continue
            if generation != self._generation:
                return
            rows = [page.row(place) for place in range(len(page))]
            self._names |= {(model, row["id"]): str(row["display_name"]) for row in rows if isinstance(row["id"], int)}
        if self._names:
            self._show(keep_place=True)

    def _stop(self) -> None:
        self._pause.stop()
        self._reads.cancel()
        self.busy.stop()
        if self._token is not None:
            self._token.cancel()
            self._token = None

    # Showing

    def _show(self, *, keep_place: bool) -> None:
        selection = self._selection
        if selection is None:
            return
        fields = selection.live.schema.known_fields(selection.model) or {}
        zone = selection.live.context.get("tz")
        self._lines = record_lines(
            self._values, tuple(selection.row), fields, zone if isinstance(zone, str) else "", self._names
        )
        name = self._values.get("display_name") or self._values.get("name")
        number = str(selection.id) if selection.id is not None else self.tr("no id")
        self.heading.setText(name if isinstance(name, str) and name else self.tr("Record {0}").format(number))
        self.place.setText(f"{selection.model} · {number}")
        self._show_lines(keep_place=keep_place)

    def _show_lines(self, *, keep_place: bool) -> None:
        self.list.set_lines(shown_lines(self._lines, self.filter.text(), empty=self._show_empty), keep_place=keep_place)
        hidden = text.number(hidden_count(self._lines))
        words = self.tr("Hide empty fields ({0})") if self._show_empty else self.tr("Show empty fields ({0})")
        self.more.setText(words.format(hidden))
        self.more.setAccessibleName(words.format(hidden))
        self.more.setVisible(hidden != "0" and not self.filter.text().strip())
        self.foot.arrange()

    def _filter_changed(self) -> None:
        self._show_lines(keep_place=False)

    def _toggle_empty(self) -> None:
        self._show_empty = not self._show_empty
        self._show_lines(keep_place=True)

    # Doing

    def _follow(self, link: object) -> None:
        if self._selection is not None:
            self.followed.emit(self._selection.live, link)

    def _show_menu(self, line: object, place: object) -> None:
        if isinstance(line, Line) and isinstance(place, QPoint):
            self.menu_for(line).popup(place)

    def menu_for(self, line: Line) -> QMenu:
        """Return the menu of a line; it deletes itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if line.link is not None:
            menu.addAction(icons.icon("external"), self.tr("Open in a new tab"), partial(self._follow, line.link))
        copy = menu.addAction(icons.icon("copy"), self.tr("Copy value"), partial(_copy, line.copied))
        copy.setEnabled(bool(line.copied))
        menu.addAction(self.tr("Copy technical name"), partial(_copy, line.name))
        selection = self._selection
        fields = selection.live.schema.known_fields(selection.model) if selection else None
        field = fields.get(line.name) if fields else None
        if field is not None:
            menu.addAction(icons.icon("info"), self.tr("About this field"), partial(self._ask_field, field))
        return menu

    def _ask_field(self, field: Field) -> None:
        self.field_asked.emit(self._selection, field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc clears the filter, Down goes from it to the list."""
        if watched is not self.filter or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape and self.filter.text():
            # Esc would else cancel the tab's call, since the window has a shortcut of that name.
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return super().eventFilter(watched, event)


def _key(selection: RecordSelection) -> tuple[int, str, int | None]:
    return id(selection.live), selection.model, selection.id


def _copy(words: str) -> None:
    QGuiApplication.clipboard().setText(words)
