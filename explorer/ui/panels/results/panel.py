"""What became of a sending: rows, JSON, the raw reply, a fault, or that nothing was sent yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec
from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QStackedWidget, QWidget

from explorer.core.faults import Fault
from explorer.ui.loop import TaskScope
from explorer.ui.panels.results import nothing
from explorer.ui.panels.results.columns import memory_of
from explorer.ui.panels.results.grid import RecordsGrid
from explorer.ui.panels.results.pager import Pager, Waiting
from explorer.ui.panels.results.standing import Follower, Standing, same_page, zone_of
from explorer.ui.widgets.card import Card
from explorer.ui.widgets.labels import EmptyState
from explorer.ui.widgets.progress import PATIENCE, BusyLine
from explorer.ui.widgets.tabs import CardTabs
from explorer.work import pages
from explorer.work.draft import Aspect, Outcome, Phase
from explorer.work.tab import Tab
from explorer.work.workspace import RecordSelection, Workspace

if TYPE_CHECKING:
    from explorer.ui.panels.results.fault_card import FaultCard
    from explorer.ui.panels.results.reply_views import JsonView, RawView

GRID, JSON, RAW = "grid", "json", "raw"
_NARROW = 640
"""Width of the panel below which the header leaves out the page size."""
_NARROWEST = 500
"""Width below which it leaves out time and size of the reply as well."""
_CRAMPED = 400
"""Width below which all of the reply goes, and words about the rows take the place of their range."""
_TICK = 200
"""Milliseconds between two looks at how much of a reply has come."""


class ResultsPanel(QWidget):
    """Watches a tab's draft and shows its last outcome; while a call runs, the outcome before it stays."""

    edit_connection_asked = Signal(object)
    """A Connection to be edited: the tab's own, with the URL corrected where a fault suggested one."""
    record_opened = Signal(object)
    """A RecordSelection that was double-clicked or entered: the inspector may take the focus."""

    def __init__(self, tab: Tab, workspace: Workspace, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resultsPanel")
        self.setAccessibleName(self.tr("Results"))
        self._tab = tab
        self._workspace = workspace
        self._tasks = tasks.child()
        # Made when they are first needed: neither stands on the first screen.
        self._fault: FaultCard | None = None
        self._json: JsonView | None = None
        self._raw: RawView | None = None
        self._seen: Outcome | None = None
        self._gridded: Outcome | None = None
        self._gridded_from = tab.live
        self._chosen = GRID
        self._turning = False
        self._waiting = False
        self._open = True
        self._build()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._lose_patience)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK)
        self._clock.timeout.connect(self._tick)
        self._since = QElapsedTimer()
        self._follower = Follower(tab)
        self._standing = Standing()
        # Runs when the call is not sent in the same breath, as turning the page and sorting do.
        self._edited = QTimer(self)
        self._edited.setSingleShot(True)
        self._edited.setInterval(0)
        self._edited.timeout.connect(self._compare)
        self._end = tab.draft.subscribe(self._changed)
        self._take_standing()
        self._show_outcome()
        self._follow_phase()

    # -- for the owner -----------------------------------------------------------------------------------------

    def closed(self) -> None:
        """Stop watching and end what runs for the panel."""
        self._open = False
        self._end()
        self._patience.stop()
        self._clock.stop()
        self._edited.stop()
        self.busy.stop()
        self._tasks.cancel()

    def show_view(self, key: str) -> None:
        """Show ``grid``, ``json`` or ``raw``."""
        self.tabs.set_key(key)

    def take_focus(self) -> None:
        """Give the keyboard to what the panel shows."""
        target = self._stack.currentWidget()
        if self._fault is not None and self._cards.currentWidget() is self._fault:
            target = self._fault.view
        for view in (self._json, self._raw):
            if view is not None and view is target:
                target = view.viewer
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def fault_card(self) -> FaultCard:
        """Return the card that takes the place of the results when a call failed."""
        if self._fault is None:
            from explorer.ui.panels.results.fault_card import FaultCard

            self._fault = FaultCard(self._tab, self._tasks)
            self._cards.addWidget(self._fault)
            self._fault.raw_asked.connect(self._ask_raw)
            self._fault.edit_connection_asked.connect(self.edit_connection_asked)
        return self._fault

    def select_first(self) -> None:
        """Make the first record the current one, where there is one."""
        self.grid.select_row(0)

    # -- the draft ---------------------------------------------------------------------------------------------

    def _changed(self, aspects: frozenset[str]) -> None:
        if Aspect.REPLY in aspects:
            self._follower.note()
            self._take_standing()
            self._show_outcome()
            self._follow_phase()
        elif Aspect.COUNT in aspects:
            self._show_pager()
        if not aspects.isdisjoint((Aspect.CALL, Aspect.LIVE)):
            self._edited.start()
        if Aspect.LIVE in aspects and self._seen is not None and self._seen.fault is not None:
            self.fault_card().show_outcome(self._seen)

    def _show_outcome(self) -> None:
        outcome = self._tab.draft.outcome
        self._show_pager()
        if outcome is self._seen:
            return
        self._seen = outcome
        self.tabs.set_label(GRID, self.tr("Fault") if outcome and outcome.fault else self.tr("Grid"))
        if outcome is None:
            return
        if outcome.fault is not None:
            self.fault_card().show_outcome(outcome)
            self._turn_to(GRID)
        elif outcome.page is not None:
            self._show_page(outcome)
            self._turn_to(self._chosen)
        else:
            self._turn_to(JSON if self._chosen == GRID else self._chosen)
        self._show_view()

    def _turn_to(self, key: str) -> None:
        """Choose a view without making it the person's choice, which the next answer follows again."""
        self._turning = True
        self.tabs.set_key(key)
        self._turning = False

    def _show_page(self, outcome: Outcome) -> None:
        page, call = outcome.page, outcome.call
        assert page is not None
        model = call.model if call else ""
        schema = self._tab.live.schema
        fields = schema.known_fields(model) if model else None
        keep = same_page(self._gridded, outcome)
        layout = memory_of(self._workspace).layout(model)
        self._gridded, self._gridded_from = outcome, self._tab.live
        self.grid.columns.sortable = call is not None and pages.is_paged(call.method)
        self.grid.columns.set_order(pages.parse_order(self._order(outcome)))
        self.grid.show_page(page, fields, layout, keep=keep, zone=zone_of(call))
        if model and fields is None and len(page):
            self._tasks.spawn(self._load_fields(outcome, model), "fields")

    async def _load_fields(self, outcome: Outcome, model: str) -> None:
        try:
            fields = await self._tab.live.schema.fields(model)
        except Fault:
            # The rows are there; their columns keep technical names.
            return
        if self._open and self._gridded is outcome:
            self.grid.set_fields(fields)

    def _order(self, outcome: Outcome) -> object:
        if outcome.call is None:
            return None
        signature = self._tab.live.signature(outcome.call)
        return outcome.call.argument("order", signature.names if signature else ())

    # -- waiting -----------------------------------------------------------------------------------------------

    def _follow_phase(self) -> None:
        if self._tab.draft.phase is Phase.SENDING:
            self._since.restart()
            if not self._waiting:
                self._patience.start()
            return
        self._patience.stop()
        self._clock.stop()
        self.busy.stop()
        self._waiting = False
        self._show_pager()
        self._show_view()
        if self._standing.cancelled and self._seen is not None and self._seen.fault is not None:
            self.fault_card().view.say(self.tr("The last sending was cancelled."))

    @Slot()
    def _lose_patience(self) -> None:
        self._waiting = True
        self.busy.begin_now()
        self._clock.start()
        self._tick()
        self._show_pager()
        self._show_view()

    @Slot()
    def _tick(self) -> None:
        self.waiting.show_progress(self._tab.received, self._since.elapsed() / 1000)

    # -- what is on screen -------------------------------------------------------------------------------------

    def _take_standing(self) -> None:
        """See how the answer stands to the call; while one is under way, the mark stays as it was."""
        if self._tab.draft.phase is Phase.SENDING:
            self._edited.stop()
            self._standing = msgspec.structs.replace(self._standing, cancelled=False)
        else:
            self._standing = self._follower.standing()

    @Slot()
    def _compare(self) -> None:
        before = self._standing
        self._take_standing()
        if self._standing != before:
            self._show_pager()
            self._show_view()

    def _show_pager(self) -> None:
        draft, standing = self._tab.draft, self._standing
        self.waiting.setVisible(self._waiting)
        self.pager.setVisible(not self._waiting and (draft.outcome is not None or standing.cancelled))
        self.pager.show_standing(standing, draft.outcome)
        room = self.width() - self.pager.room_of_standing()
        self.pager.show_outcome(
            draft.outcome, draft.count, sum(room < width for width in (_NARROW, _NARROWEST, _CRAMPED))
        )
        self.grid.columns.refusal = self.pager.why_no_pages()
        self.grid.set_shade("waiting" if self._waiting else "outdated" if standing.outdated else "")

    @Slot()
    def _show_view(self) -> None:
        """Put the part in front that the phase, the outcome and the chosen tab ask for."""
        inside = self._has_content_focus()
        self._choose_content()
        if inside and not self._has_content_focus():
            # What had the focus is hidden now; Qt would give it to whichever button comes next.
            self.take_focus()

    def _choose_content(self) -> None:
        outcome, key = self._seen, self.tabs.key()
        faulty = outcome is not None and outcome.fault is not None
        faulted = faulty and key == GRID and not self._waiting
        self._cards.setCurrentWidget(self.fault_card() if faulted else self.card)
        if outcome is None or (faulty and key == GRID):
            self._show_empty()
        elif key == JSON:
            self._show_json(outcome)
        elif key == RAW:
            self._show_raw(outcome)
        elif outcome.page is not None and len(outcome.page):
            self._stack.setCurrentWidget(self.grid)
        else:
            self._show_empty()

    def _has_content_focus(self) -> bool:
        holder = QApplication.focusWidget()
        places = (self._stack, self._fault)
        return holder is not None and any(place is not None and place.isAncestorOf(holder) for place in places)

    def _show_empty(self) -> None:
        said = nothing.words(self._seen, self._tab.draft, waiting=self._waiting)
        self.empty.say(said.sentence, said.todo, said.button, said.icon)
        self._stack.setCurrentWidget(self.empty)

    @Slot()
    def _press_empty(self) -> None:
        outcome = self._seen
        if outcome is not None and outcome.page is None:
            self.tabs.set_key(JSON)
        elif outcome is not None:
            limit = outcome.call.kwargs.get("limit") if outcome.call else None
            self._tasks.spawn(self._tab.set_page_size(pages.number(limit, pages.PAGE_SIZES[0])), "first page")

    def _show_json(self, outcome: Outcome) -> None:
        if outcome.result is None:
            # A fault has no result; its reply as it came is all there is.
            self._show_raw(outcome)
            return
        if self._json is None:
            from explorer.ui.panels.results.reply_views import JsonView

            self._json = JsonView(self._tasks)
            self._stack.addWidget(self._json)
        self._stack.setCurrentWidget(self._json)
        self._json.show_outcome(outcome, self._tab.live)

    def _show_raw(self, outcome: Outcome) -> None:
        if self._raw is None:
            from explorer.ui.panels.results.reply_views import RawView

            self._raw = RawView(self._tasks)
            self._stack.addWidget(self._raw)
        self._stack.setCurrentWidget(self._raw)
        self._raw.show_outcome(outcome, self._tab.live)

    @Slot(object)
    def _choose_view(self, key: object) -> None:
        if self._turning:
            return
        if self._seen is None or self._seen.fault is None:
            self._chosen = str(key)
        self._show_view()

    @Slot()
    def _ask_raw(self) -> None:
        self.tabs.set_key(RAW)

    # -- intents -----------------------------------------------------------------------------------------------

    def _selection(self, row: object) -> RecordSelection:
        number = cast("int", row)
        outcome = self._gridded
        model = outcome.call.model if outcome and outcome.call else ""
        records = self.grid.records
        return RecordSelection(self._gridded_from, model, records.record_id(number), records.row(number))

    @Slot(object)
    def _select(self, row: object) -> None:
        self._workspace.select(self._selection(row))

    @Slot(object)
    def _open_record(self, row: object) -> None:
        selection = self._selection(row)
        self._workspace.select(selection)
        self.record_opened.emit(selection)

    @Slot(object)
    def _follow_link(self, link: object) -> None:
        from explorer.ui.models.record_lines import Link
        from explorer.ui.panels.results.related import open_link

        if isinstance(link, Link):
            self._tasks.spawn(open_link(self._workspace, self._gridded_from, link), "open related records")

    @Slot(object)
    def _sort(self, name: object) -> None:
        self._tasks.spawn(self._tab.sort(str(name)), "sort")

    @Slot(object)
    def _turn(self, step: object) -> None:
        self._tasks.spawn(self._tab.turn_page(cast("int", step)), "turn the page")

    @Slot(object)
    def _resize_page(self, size: object) -> None:
        self._tasks.spawn(self._tab.set_page_size(cast("int", size)), "page size")

    @Slot()
    def _cancel(self) -> None:
        self._tab.cancel()

    # -- what Qt calls -----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the busy line over the header's lower edge; leave out what has no room."""
        super().resizeEvent(event)
        self._place_busy_line()
        self._show_pager()

    def _place_busy_line(self) -> None:
        self.busy.setGeometry(1, self.card.header.sizeHint().height(), max(0, self.width() - 2), 2)
        self.busy.raise_()

    # -- building ----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.card = Card(self.tr("Results"), foot=True)
        self.tabs = self.card.add_tabs(CardTabs(self.tr("Views of the answer")))
        for key, label in ((GRID, self.tr("Grid")), (JSON, self.tr("JSON")), (RAW, self.tr("Raw"))):
            self.tabs.add_tab(key, label)
        self.pager, self.waiting = Pager(), Waiting()
        self.card.add_tool(self.pager)
        self.card.add_tool(self.waiting)
        self.busy = BusyLine(self.tr("A call is running"), self.card)
        self.grid = RecordsGrid(self._tasks)
        self.empty = EmptyState("send", self.tr("Nothing sent yet"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.grid)
        self.card.body.addWidget(self._stack, 1)
        self._cards = QStackedLayout(self)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.addWidget(self.card)
        self.tabs.chosen.connect(self._choose_view)
        self.pager.turned.connect(self._turn)
        self.pager.page_size_chosen.connect(self._resize_page)
        self.waiting.cancelled.connect(self._cancel)
        self.empty.pressed.connect(self._press_empty)
        self.grid.sort_asked.connect(self._sort)
        self.grid.row_chosen.connect(self._select)
        self.grid.row_opened.connect(self._open_record)
        self.grid.link_followed.connect(self._follow_link)
