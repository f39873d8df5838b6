"""The right panel: the whole of the record, or all there is to know of the field, that the person looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from explorer.core.call import Call
from explorer.core.fields import Field
from explorer.ui.loop import TaskScope
from explorer.ui.widgets.labels import EmptyState
from explorer.ui.widgets.tabs import CardTabs
from explorer.work.live import LiveConnection
from explorer.work.tab import Tab
from explorer.work.workspace import FieldSelection, RecordSelection, Workspace, WorkspaceAspect

if TYPE_CHECKING:
    from explorer.ui.models.record_lines import Link
    from explorer.ui.panels.inspect.field_page import FieldPage
    from explorer.ui.panels.inspect.record_page import RecordPage

RECORD, FIELD = "record", "field"


class _Seen:
    """What a tab of the window last let the inspector look at, for each of the inspector's two pages."""

    def __init__(self) -> None:
        self.record: RecordSelection | None = None
        self.field: FieldSelection | None = None


class InspectorPanel(QFrame):
    """Watches what is selected in the tab in front. The pages are imported and built when they are first needed."""

    def __init__(self, workspace: Workspace, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspectorPanel")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Inspector"))
        self._workspace = workspace
        self._tasks = tasks
        self.record: RecordPage | None = None
        self.field: FieldPage | None = None
        # The workspace stands for the place where no tab is open.
        self._seen_by: WeakKeyDictionary[Tab | Workspace, _Seen] = WeakKeyDictionary()
        self.tabs = CardTabs(self.tr("Inspector"), [(RECORD, self.tr("Record")), (FIELD, self.tr("Field"))])
        strip = QFrame()
        strip.setProperty("role", "bar")
        row = QVBoxLayout(strip)
        row.setContentsMargins(6, 0, 6, 0)
        row.addWidget(self.tabs)
        self.empty = EmptyState("info", "")
        self._stack = QStackedLayout()
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addLayout(self._stack, 1)
        self.tabs.chosen.connect(self._show)
        self._end = workspace.subscribe(self._changed)
        self._select()

    def closed(self) -> None:
        """Stop watching and end what is being read."""
        self._end()
        if self.record is not None:
            self.record.closed()
        self._tasks.cancel()

    def _changed(self, aspects: frozenset[str]) -> None:
        if WorkspaceAspect.SELECTION in aspects:
            self._select()

    @property
    def _seen(self) -> _Seen:
        """What the tab in front looks at; nothing for one that never did."""
        return self._seen_by.setdefault(self._workspace.current or self._workspace, _Seen())

    def _select(self) -> None:
        selection, seen = self._workspace.selection, self._seen
        if isinstance(selection, RecordSelection):
            seen.record = selection
        elif isinstance(selection, FieldSelection):
            seen.field = selection
        else:
            seen.record = seen.field = None
        if isinstance(selection, FieldSelection):
            self._turn_to(FIELD)
        else:
            self._turn_to(RECORD if selection is not None else self.tabs.key())
        if self.record is not None and self.record.selection is not seen.record:
            # Behind the page in front: what nobody will see is not read to its end.
            self.record.clear()

    def _turn_to(self, key: object) -> None:
        if self.tabs.key() == key:
            self._show()
        else:
            self.tabs.set_key(key)

    def _show(self) -> None:
        if self.tabs.key() == RECORD:
            self._show_record()
        else:
            self._show_field()

    def _show_record(self) -> None:
        selection = self._seen.record
        if selection is None:
            self.empty.say(self.tr("Select a row to see the whole record."), icon="list")
            self._stack.setCurrentWidget(self.empty)
            return
        if self.record is None:
            from explorer.ui.panels.inspect.record_page import RecordPage

            self.record = RecordPage(self._tasks.child())
            self.record.followed.connect(self._follow)
            self.record.field_asked.connect(self._ask_field)
            self._stack.addWidget(self.record)
        self.record.show_record(selection)
        self._stack.setCurrentWidget(self.record)

    def _show_field(self) -> None:
        selection = self._seen.field
        if selection is None:
            self.empty.say(self.tr("Select a field in the tree to see what it is."), icon="info")
            self._stack.setCurrentWidget(self.empty)
            return
        if self.field is None:
            from explorer.ui.panels.inspect.field_page import FieldPage

            self.field = FieldPage()
            self.field.followed.connect(self._follow)
            self._stack.addWidget(self.field)
        self.field.show_field(selection)
        self._stack.setCurrentWidget(self.field)

    def _ask_field(self, selection: object, field: object) -> None:
        if isinstance(selection, RecordSelection) and isinstance(field, Field):
            self._workspace.select(FieldSelection(selection.live, selection.model, field))

    def _follow(self, live: object, link: object) -> None:
        from explorer.ui.models.record_lines import Link

        if isinstance(live, LiveConnection) and isinstance(link, Link):
            self._tasks.spawn(self._open(live, link), "open link")

    async def _open(self, live: LiveConnection, link: Link) -> None:
        """Show the records that a link names in a tab of their own, or the model when it names none.

        A single record goes on into the inspector, so that one click leads from record to record.
        """
        if not link.ids:
            await self._workspace.open_model(link.model, live, new_tab=True)
            return
        tab = self._workspace.open_tab(records_call(self._workspace.new_call(link.model, live), link), live)
        await tab.open_fields()
        await tab.send()
        outcome = tab.draft.outcome
        rows = outcome.page if outcome is not None else None
        # The person may have gone elsewhere, or have looked at something else, while the answer was on its way.
        waiting = self._workspace.current is tab and self._workspace.selection is None
        if waiting and rows is not None and len(rows) == 1:
            row = rows.row(0)
            number = row.get("id")
            self._workspace.select(RecordSelection(live, link.model, number if isinstance(number, int) else None, row))


def records_call(call: Call, link: Link) -> Call:
    """Return a new tab's call narrowed to the records of a link."""
    one = len(link.ids) == 1
    leaf: list[object] = ["id", "=", link.ids[0]] if one else ["id", "in", list(link.ids)]
    return call.with_kwargs(domain=[leaf])
