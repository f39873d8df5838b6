"""The window: puts panels, menu and actions together. It passes no messages between panels; those watch the work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QCloseEvent, QIcon, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from explorer import assets
from explorer.core.connection import Connection
from explorer.store.settings import Settings
from explorer.ui import focus, marks, metrics
from explorer.ui.actions import Actions
from explorer.ui.deeds import handlers, mark_state
from explorer.ui.host import Host
from explorer.ui.loop import TaskScope
from explorer.ui.panels.status_line import StatusLine
from explorer.ui.panels.top_bar import TopBar
from explorer.ui.reporter import Report
from explorer.ui.widgets.labels import Banner, EmptyState
from explorer.ui.widgets.tabs import PageTabs
from explorer.work.draft import Aspect, Phase
from explorer.work.tab import Tab
from explorer.work.workspace import FIRST_MODEL, RecordSelection, WorkspaceAspect

if TYPE_CHECKING:
    from explorer.ui.panels.call_page import CallPage
    from explorer.ui.panels.inspector import InspectorPanel
    from explorer.ui.panels.models_tree import ModelsPanel

FRAME = QSize(8, 40)
"""What a window manager may add around the window."""
MAIN_SPLIT = "main"
CALL_SPLIT = "call"
SIDES = (280, 840, 320)
NARROWEST_SIDES = (200, 200)
"""What tree and inspector keep when the window is made narrow; below it they can only be put away."""
NARROWEST_MIDDLE = (380, 560)
"""The middle gives way last: the sides shrink before it comes below the second figure."""


class MainWindow(QMainWindow):
    """The one window of the program."""

    def __init__(self, host: Host, tasks: TaskScope) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(self.tr("Odoo API Explorer"))
        self.setWindowIcon(QIcon(str(assets.path("icons", "app-icon.svg"))))
        self.setMinimumSize(860, 560)
        self._host = host
        self._tasks = tasks
        self._workspace = host.workspace
        self._pages: dict[Tab, CallPage] = {}
        self._ends = [self._workspace.subscribe(self._changed)]
        self._may_close = False
        self._call_split: tuple[int, ...] = ()
        self._rows_marked: Callable[[], None] | None = None
        self._painted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.top = TopBar(host, self.menu, tasks.child())
        self.models: ModelsPanel | None = None
        self.inspector: InspectorPanel | None = None
        self._sides = (_side(), _side())
        self._middle = QWidget()
        self.strip = PageTabs(self.tr("Tabs"))
        self.banner = Banner(self.tr("Notice"))
        self.pages = QStackedWidget()
        self.empty = EmptyState(
            "search", self.tr("No tab is open."), self.tr("Choose a model at the left, or press Ctrl+T.")
        )
        self.status = StatusLine(self._workspace, host.worker)
        self.actions_by_name = Actions(self, handlers(self, host, tasks))
        self._mark_state()
        self._lay_out()
        self.strip.chosen.connect(self._tab_chosen)
        self.strip.close_asked.connect(self._close_tab)
        self.strip.new_asked.connect(self.new_tab)
        self.strip.moved.connect(self._tab_moved)
        host.reporter.subscribe(self._show_report)

    # Start and end

    async def painted(self) -> None:
        """Wait until the window was painted for the first time."""
        await self._painted

    def fill_sides(self) -> None:
        """Make what stands around the first rows, which people wait for: the tree, the inspector, the Build view."""
        from explorer.ui.panels.inspector import InspectorPanel
        from explorer.ui.panels.models_tree import ModelsPanel

        if self.models is None:
            self.models = ModelsPanel(self._workspace, self._tasks.child())
            self.inspector = InspectorPanel(self._workspace, self._tasks.child())
            for side, panel in zip(self._sides, (self.models, self.inspector), strict=True):
                side.addWidget(panel)
            for page in self._pages.values():
                page.make_build()
            self._order_focus()

    def search(self, text: str = "") -> None:
        """Go to the box that finds models and fields."""
        self.fill_sides()
        if self.models is not None:
            self.models.search(text)

    def refresh(self) -> None:
        """Read models and fields anew."""
        if self.models is not None:
            self.models.refresh()

    def mark_rows(self, done: Callable[[], None]) -> None:
        """Let the first paint of rows be marked, for the benchmark of the start."""
        self._rows_marked = done

    def restore_layout(self) -> None:
        """Put window and splitters where they were."""
        settings = self._host.settings.value
        if settings.window_geometry:
            self.restoreGeometry(QByteArray(settings.window_geometry))
        sizes = settings.splitter_sizes.get(MAIN_SPLIT)
        if sizes and len(sizes) == len(SIDES):
            self.split.setSizes(list(sizes))
        self._call_split = settings.splitter_sizes.get(CALL_SPLIT, ())

    def fit_screen(self) -> None:
        """Keep the window, with its frame, on the screen."""
        room = self.screen().availableGeometry().size() - FRAME
        self.resize(self.size().boundedTo(room))

    def layout_into(self, settings: Settings) -> Settings:
        """Return the settings with where window and splitters are now."""
        sizes = dict(settings.splitter_sizes) | {MAIN_SPLIT: tuple(self.split.sizes())}
        page = self.page
        if page is not None:
            sizes[CALL_SPLIT] = tuple(page.split.sizes())
        geometry = bytes(self.saveGeometry().data())
        return msgspec.structs.replace(settings, window_geometry=geometry, splitter_sizes=sizes)

    def shut(self) -> None:
        """Let the window close, with all its panels."""
        self._may_close = True
        for end in self._ends:
            end()
        for page in self._pages.values():
            page.closed()
        for panel in (self.top, self.models, self.inspector, self.status):
            if panel is not None:
                panel.closed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the middle as much as the narrowest sides allow."""
        least, wanted = NARROWEST_MIDDLE
        self._middle.setMinimumWidth(max(least, min(wanted, self.width() - sum(NARROWEST_SIDES) - 2)))
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The first close asks the program to end, which saves first and then closes for real."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self._host.close()

    # What the panels and scenes use

    @property
    def page(self) -> CallPage | None:
        """The page of the tab in front."""
        tab = self._workspace.current
        return self._pages.get(tab) if tab else None

    def menu(self) -> QMenu:
        """Return the program's menu; the caller shows it and it deletes itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._mark_state()
        for group, actions in self.actions_by_name.groups().items():
            part = menu.addMenu(self.tr(group))
            part.addActions(actions)
            if self.actions_by_name["quit"] in actions:
                part.insertSeparator(self.actions_by_name["quit"])
        return menu

    # Layout

    def _lay_out(self) -> None:
        middle = self._middle
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QFrame()
        bar.setProperty("role", "bar")
        tabs = QHBoxLayout(bar)
        tabs.setContentsMargins(metrics.INSIDE, 0, metrics.INSIDE, 0)
        tabs.addWidget(self.strip)
        column.addWidget(bar)
        column.addWidget(self.banner)
        column.addWidget(self.pages, 1)
        self.pages.addWidget(self.empty)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setObjectName("mainSplitter")
        self.split.setHandleWidth(1)
        for widget in (self._sides[0], middle, self._sides[1]):
            self.split.addWidget(widget)
        for place, stretch in enumerate((0, 1, 0)):
            self.split.setStretchFactor(place, stretch)
        for side, narrowest in zip(self._sides, NARROWEST_SIDES, strict=True):
            side.setMinimumWidth(narrowest)
        self.split.setCollapsible(1, False)
        self.split.setSizes(list(SIDES))
        whole = _Paper(self._first_paint)
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.top)
        rows.addWidget(self.split, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(whole)
        self.banner.hide()

    def _first_paint(self) -> None:
        if not self._painted.done():
            self._painted.set_result(None)

    # The workspace changed

    def _changed(self, aspects: frozenset[str]) -> None:
        if WorkspaceAspect.TABS in aspects:
            self._sync_tabs()
        if aspects & {WorkspaceAspect.CURRENT, WorkspaceAspect.TABS}:
            self._show_current()
        self._mark_state()

    def _sync_tabs(self) -> None:
        tabs = self._workspace.tabs
        for tab in [tab for tab in self._pages if tab not in tabs]:
            page = self._pages.pop(tab)
            page.closed()
            self.strip.remove_page(tab)
            self.pages.removeWidget(page)
            page.deleteLater()
        for tab in tabs:
            if tab not in self._pages:
                self._add_page(tab)

    def _add_page(self, tab: Tab) -> None:
        from explorer.ui.panels.call_page import CallPage

        page = CallPage(tab, self._workspace, self._tasks.child())
        page.results.edit_connection_asked.connect(self._edit_corrected)
        page.results.record_opened.connect(self._open_record)
        self._pages[tab] = page
        self.pages.addWidget(page)
        if self.models is not None:
            page.make_build()
        self.strip.add_page(tab, tab.draft.title, tab.draft.edited)
        end = tab.draft.subscribe(lambda aspects: self._draft_changed(tab, aspects))
        page.destroyed.connect(_called(end))
        if self._rows_marked is not None:
            grid = page.results.grid.viewport()
            marks.PaintMark(grid, "rows", lambda: tab.draft.phase is Phase.ANSWERED, self._rows_marked)
            self._rows_marked = None
        if len(self._call_split) == 2:
            page.split.setSizes(list(self._call_split))

    def _show_current(self) -> None:
        tab = self._workspace.current
        if tab is None:
            self.pages.setCurrentWidget(self.empty)
            return
        self.strip.set_key(tab)
        page = self._pages[tab]
        if self.pages.currentWidget() is not page:
            self.pages.setCurrentWidget(page)
            self._order_focus()
        for one in self._pages:
            self._show_title(one)

    def _draft_changed(self, tab: Tab, aspects: frozenset[str]) -> None:
        if aspects & {Aspect.TITLE, Aspect.TEXT, Aspect.LIVE} and tab in self._pages:
            self._show_title(tab)
            self.strip.set_modified(tab, tab.draft.edited)
        if tab is self._workspace.current:
            self._mark_state()

    def _show_title(self, tab: Tab) -> None:
        """Name the tab; where tabs go to several connections, the connection stands in front."""
        several = len({one.live.connection.name for one in self._pages}) > 1
        name = tab.live.connection.name
        self.strip.set_title(tab, f"{name}: {tab.draft.title}" if several else tab.draft.title)

    def _order_focus(self) -> None:
        page = self.page
        inside = (page.bar, page.card, page.results) if page is not None else ()
        focus.order(self, (self.top, self._sides[0], self.strip, *inside, self._sides[1]))

    def _show_report(self, report: Report) -> None:
        # A mistake may happen in any thread; only the window's may touch the banner.
        if self.thread().isCurrentThread():
            self.banner.say(self.tr("The program made a mistake: {0}").format(report.sentence), "error")

    # The tab strip

    def _tab_chosen(self, tab: object) -> None:
        if isinstance(tab, Tab):
            self._workspace.show_tab(tab)

    def _close_tab(self, tab: object) -> None:
        if isinstance(tab, Tab):
            self._workspace.close_tab(tab)

    def _tab_moved(self, order: object) -> None:
        if isinstance(order, tuple | list):
            self._workspace.order_tabs([tab for tab in order if isinstance(tab, Tab)])

    def new_tab(self) -> None:
        """Open a tab on the model of the tab in front."""
        tab, live = self._workspace.current, self._workspace.live
        if live is not None:
            model = tab.draft.call.model if tab else FIRST_MODEL
            self._tasks.spawn(self._workspace.open_model(model, live, new_tab=True), "new tab")

    def _edit_corrected(self, connection: object) -> None:
        if isinstance(connection, Connection):
            self.top.edit_connection(url=connection.url)

    def _open_record(self, selection: object) -> None:
        if isinstance(selection, RecordSelection) and self.inspector is not None:
            self._workspace.select(selection)
            self.inspector.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark_state(self) -> None:
        mark_state(self.actions_by_name, self._host)


class _Paper(QWidget):
    """Tells when the window was first painted."""

    def __init__(self, painted: Callable[[], None]) -> None:
        super().__init__()
        self._painted = painted

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._painted()


def _side() -> QStackedWidget:
    """Return the place of a panel that is made later."""
    side = QStackedWidget()
    side.setProperty("role", "panel")
    return side


def _called(end: Callable[[], None]) -> Callable[[], None]:
    """Give a slot that takes whatever a signal brings."""

    def slot() -> None:
        end()

    return slot
