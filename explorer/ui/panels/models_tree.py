"""The left panel: all models of the connection in groups, their fields, and one box that finds both."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from explorer.core.faults import Fault
from explorer.core.fields import ModelIndex
from explorer.ui.loop import TaskScope
from explorer.ui.models.schema_tree import (
    OTHERS,
    Kind,
    Node,
    SchemaTree,
    found_nodes,
    group_node,
)
from explorer.ui.panels.tree.fetching import FieldFetcher
from explorer.ui.panels.tree.places import OpenPlaces
from explorer.ui.panels.tree.search_box import SearchBox
from explorer.ui.panels.tree.view import SchemaView
from explorer.ui.widgets.labels import EmptyState
from explorer.ui.widgets.progress import BusyLine, LoadingState
from explorer.ui.widgets.tabs import CardTabs
from explorer.work.draft import Aspect
from explorer.work.live import LiveAspect, LiveConnection, State
from explorer.work.model_groups import group_models
from explorer.work.schema_search import SchemaIndex
from explorer.work.tab import Tab
from explorer.work.workspace import FieldSelection, Workspace, WorkspaceAspect

PATIENCE = 3000
"""Milliseconds without a connection before that is said."""


class ModelsPanel(QFrame):
    """Watches the workspace: the connection in front gives the models, the tab in front is marked."""

    def __init__(self, workspace: Workspace, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelsPanel")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Models"))
        self._workspace = workspace
        self._tasks = tasks
        self._loads = tasks.child()
        self._live: LiveConnection | None = None
        self._tab: Tab | None = None
        self._index: SchemaIndex | None = None
        self._shown: ModelIndex | None = None
        self._front = ""
        self._wants_hit = ""
        self._live_end = self._tab_end = _nothing
        self._ends = [workspace.subscribe(self._workspace_changed)]
        self._lay_out()
        self._workspace_changed(frozenset({WorkspaceAspect.LIVE, WorkspaceAspect.CURRENT}))

    def closed(self) -> None:
        """Stop watching and end what loads."""
        self.box.stop()
        self._patience.stop()
        self._loads.cancel()
        self._fields.cancel()
        for end in (*self._ends, self._live_end, self._tab_end):
            end()

    def search(self, text: str = "") -> None:
        """Put the cursor into the search box; a text is searched for at once."""
        if text:
            self.box.line.setText(text)
            self.box.settle()
        self.box.take_focus()

    def refresh(self) -> None:
        """Ask the server for its models and fields anew."""
        if self._live is not None and self._live.state is State.CONNECTED:
            self._load(anew=True)

    def show_fields(self, model: str) -> None:
        """Open the row of a model, so that its fields show."""
        node = self.tree_view.tree.find((model, ""))
        if node is not None:
            self.tree_view.go_to(node)
            self.tree_view.expand_node(node)

    # Layout

    def _lay_out(self) -> None:
        self.tabs = CardTabs(self.tr("Left panel"), [("models", self.tr("Models"))])
        strip = QFrame()
        strip.setProperty("role", "bar")
        row = QVBoxLayout(strip)
        row.setContentsMargins(6, 0, 6, 0)
        row.addWidget(self.tabs)
        self.box = SearchBox()
        self.box.rested.connect(self._filter)
        self.box.entered.connect(self._into_tree)
        self.box.accepted.connect(self._take_hit)
        self.busy = BusyLine(self.tr("Models load"))
        self.tree_view = self._view("modelsTree", self.tr("Models and fields"))
        self._places = OpenPlaces(self.tree_view)
        self._fields = FieldFetcher(self._tasks.child(), self._places.filled)
        self.found_view = self._view("foundTree", self.tr("Found models and fields"))
        self.loading = LoadingState(self.tr("Loading the models …"))
        self.loading.cancelled.connect(self._stop_loading)
        self.empty = EmptyState("database", self.tr("No connection is open."))
        self.empty.pressed.connect(self._try_again)
        self._blank = QWidget()
        self._stack = QStackedLayout()
        for widget in (self._blank, self.empty, self.loading, self.tree_view, self.found_view):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self.box)
        column.addWidget(self.busy)
        column.addLayout(self._stack, 1)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._say_nothing_open)

    def _view(self, name: str, spoken: str) -> SchemaView:
        view = SchemaView(SchemaTree(self), spoken)
        view.setObjectName(name)
        view.opened.connect(self._row_opened)
        view.clicked_on.connect(self._row_clicked)
        view.activated_on.connect(self._row_activated)
        view.menu_asked.connect(self._show_menu)
        view.escaped.connect(self.search)
        self.box.clears_on_escape(view)
        return view

    @property
    def view(self) -> SchemaView:
        """The tree on screen: that of all models, or that of what was found."""
        return self.found_view if self._stack.currentWidget() is self.found_view else self.tree_view

    # What the workspace says

    def _workspace_changed(self, aspects: frozenset[str]) -> None:
        if WorkspaceAspect.LIVE in aspects and self._live is not self._workspace.live:
            self._remember_places()
            self._live_end()
            self._live = self._workspace.live
            self._live_end = self._live.subscribe(self._live_changed) if self._live else _nothing
            self._shown, self._index = None, None
            self.box.forget()
            self._show_state()
        if WorkspaceAspect.CURRENT in aspects and self._tab is not self._workspace.current:
            self._tab_end()
            self._tab = self._workspace.current
            self._tab_end = self._tab.draft.subscribe(self._draft_changed) if self._tab else _nothing
            self._mark_front()

    def _live_changed(self, aspects: frozenset[str]) -> None:
        if LiveAspect.STATE in aspects:
            self._show_state()

    def _draft_changed(self, aspects: frozenset[str]) -> None:
        if Aspect.CALL in aspects:
            self._mark_front()

    def _show_state(self) -> None:
        live = self._live
        self.busy.set_busy(live is not None and live.state is State.CONNECTING)
        if live is None:
            # At the start this holds for a moment, while the practice server comes up: nothing is said too early.
            self._stack.setCurrentWidget(self._blank)
            self._patience.start()
        elif live.state is State.CONNECTING and self._shown is not None:
            # Connecting once more: what is known stays.
            pass
        elif live.state is State.CONNECTING:
            self._wait(self.tr("Connecting to {0} …").format(live.connection.url.partition("://")[2]))
        elif live.state is State.CONNECTED:
            if self._shown is None:
                self._load()
            else:
                self._filter()
        elif live.fault is not None:
            self._say_fault(live.fault)
        else:
            self._say("database", self.tr("Not connected."), button=self.tr("Connect"))

    def _say_nothing_open(self) -> None:
        if self._live is None:
            self._say("database", self.tr("No connection is open."), self.tr("Choose one at the top."))

    # Loading

    def _load(self, *, anew: bool = False) -> None:
        live = self._live
        if live is None:
            return
        self._loads.cancel()
        known = live.schema.known_models()
        if known is not None and not anew:
            self._loads.spawn(self._take(live, known), "models")
        else:
            self._loads.spawn(self._fetch(live, anew=anew), "models")

    async def _fetch(self, live: LiveConnection, *, anew: bool) -> None:
        if self._shown is None:
            self._wait(self.tr("Loading the models …"))
        else:
            self.busy.start()
        try:
            index = await (live.schema.refresh() if anew else live.schema.models())
        except Fault as fault:
            if live is self._live:
                self._shown = self._index = None
                self.box.forget()
                self._say_fault(fault)
            return
        finally:
            self.busy.stop()
        await self._take(live, index)

    async def _take(self, live: LiveConnection, index: ModelIndex) -> None:
        """Show the models at once, and make them searchable in the worker."""
        if live is not self._live:
            return
        self._remember_places()
        self._shown = index
        self._index = None
        self.tree_view.tree.set_top([group_node(group) for group in group_models(index.models)])
        self.box.describe(index)
        if not index.models:
            self._say("list", self.tr("This user sees no models."), self.tr("Ask an administrator for access rights."))
            return
        self._show_tree()
        self._places.open_again(live)
        self._mark_front(anew=True)
        made = await live.worker.run(SchemaIndex, index)
        if live is self._live and self._shown is index:
            self._index = made
            if self.box.words():
                self._filter()
                if self._wants_hit == self.box.words():
                    self._take_hit()

    def _stop_loading(self) -> None:
        if self._live is not None and self._live.state is State.CONNECTING:
            self._live.cancel_login()
            return
        self._loads.cancel()
        self._say("stop", self.tr("Stopped."), button=self.tr("Try again"))

    def _try_again(self) -> None:
        live = self._live
        if live is None:
            return
        if live.state is State.CONNECTED:
            self._load(anew=True)
        else:
            self._tasks.spawn(self._workspace.enter(live), "connect")

    # What stands in the panel's body

    def _say(self, icon: str, sentence: str, todo: str = "", button: str = "") -> None:
        self.loading.stop()
        self.empty.say(sentence, todo, button, icon)
        self._stack.setCurrentWidget(self.empty)

    def _say_fault(self, fault: Fault) -> None:
        self._say("error", fault.message.partition("\n")[0][:300], fault.advice, self.tr("Try again"))

    def _wait(self, sentence: str) -> None:
        self.loading.start(sentence)
        self._stack.setCurrentWidget(self.loading)

    def _show_tree(self) -> None:
        self.loading.stop()
        self._stack.setCurrentWidget(self.tree_view)

    def _mark_front(self, *, anew: bool = False) -> None:
        """Mark the model of the tab in front, and go to it when it is another than before."""
        model = self._tab.draft.call.model if self._tab else ""
        if model == self._front and not anew:
            return
        self._front = model
        for view in (self.tree_view, self.found_view):
            view.set_front(model)
        node = self.tree_view.current_node
        if model and (node is None or node.root != model):
            found = self.tree_view.tree.find((model, ""))
            if found is not None:
                self.tree_view.go_to(found)

    def _remember_places(self) -> None:
        """Note which rows are open, for when the tree of this connection is built anew."""
        if self._live is not None and self._shown is not None:
            self._places.remember(self._live)

    # Searching

    def _filter(self) -> None:
        live, index = self._live, self._index
        if live is None or self._shown is None or not self._shown.models:
            return
        if not self.box.words():
            self._show_tree()
            return
        if index is None:
            # It comes in a moment, and searches then.
            return
        self._learn_opened(live, index)
        found = index.search(self.box.words())
        view = self.found_view
        view.tree.set_top(found_nodes(found, index.label, live.schema.known_fields))
        if not found.hits:
            self._say(
                "search",
                self.tr("Nothing is called “{text}”.").format(text=self.box.words()),
                self.tr("Labels and technical names are searched; fewer letters find more."),
            )
            return
        for node in view.tree.top:
            if node.children and node.kind is Kind.MODEL:
                view.expand_node(node)
        self.loading.stop()
        self._stack.setCurrentWidget(view)
        first = view.tree.top[0]
        view.go_to(first if found.hits[0].direct or not first.children else first.children[0], open_above=False)
        view.scrollToTop()
        self._fields.learn_types(live, view.tree, [hit.model.name for hit in found.hits if hit.fields])

    def _learn_opened(self, live: LiveConnection, index: SchemaIndex) -> None:
        """Fields that somebody opened since can be found too, where the server lists none."""
        if index.complete or self._shown is None:
            return
        for model in self._shown.models:
            fields = live.schema.known_fields(model.name)
            if fields is not None and not index.has_fields(model.name):
                index.add_fields(model.name, {name: field.label for name, field in fields.items()})

    def _into_tree(self) -> None:
        if self._stack.currentWidget() is self.view:
            if self.view.current_node is None and self.view.tree.top:
                self.view.go_to(self.view.tree.top[0])
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_hit(self) -> None:
        """Do for the marked hit what a click on it does; the cursor stays in the box for the next search."""
        self._wants_hit = ""
        if not self.box.words():
            self._into_tree()
        elif self._index is None:
            self._wants_hit = self.box.words()
        elif self._stack.currentWidget() is self.found_view:
            self._row_clicked(self.found_view.current_node, False)

    # Rows

    def _row_opened(self, node: object) -> None:
        view = self.sender()
        if isinstance(node, Node) and isinstance(view, SchemaView) and self._live is not None:
            self._fields.open(self._live, view.tree, node)

    def _row_clicked(self, node: object, new_tab: bool) -> None:
        if not isinstance(node, Node):
            return
        if node.kind is Kind.GROUP:
            self.view.toggle(node)
        elif node.kind is Kind.MODEL:
            self._open_model(node.model, new_tab)
        elif node.name == OTHERS and node.parent is not None:
            self._show_all_fields(node.parent)
        elif node.kind is Kind.FIELD and node.field is None:
            self._tasks.spawn(self._select_unknown(node), "field")
        elif node.kind is Kind.FIELD:
            self._select(node)

    def _show_all_fields(self, node: Node) -> None:
        """Put all fields below a model of which the search shows some."""
        if self._live is not None:
            self.view.tree.close(node)
            self._fields.open(self._live, self.view.tree, node)
            self.view.expand_node(node)

    def _open_model(self, model: str, new_tab: bool) -> None:
        self._tasks.spawn(self._workspace.open_model(model, self._live, new_tab=new_tab), "open model")

    def _select(self, node: Node) -> None:
        if self._live is not None and node.field is not None:
            self._workspace.select(FieldSelection(self._live, node.model, node.field))

    async def _select_unknown(self, node: Node) -> None:
        """A field that the search found by its label alone: its facts are fetched first."""
        live = self._live
        if live is None:
            return
        fault = await self._fields.learn(live, self.found_view.tree, node.model)
        if fault is not None:
            self._say_fault(fault)
        elif live is self._live and self.view.current_node is node:
            self._select(node)

    def _row_activated(self, node: object) -> None:
        if not isinstance(node, Node):
            return
        if node.kind in (Kind.GROUP, Kind.MODEL):
            self.view.toggle(node)
        elif node.kind is Kind.NOTE:
            self._row_clicked(node, False)
        else:
            from explorer.ui.panels.tree import deeds

            draft = self._tab.draft if self._tab else None
            if draft is not None and deeds.can_add_field(draft, node.root, node.path):
                deeds.add_field(draft, node.path)

    def _show_menu(self, node: object, place: object) -> None:
        if not isinstance(node, Node) or not isinstance(place, QPoint):
            return
        from explorer.ui.panels.tree.menu import row_menu

        menu = row_menu(node, self._tab, self, self._row_clicked, self._open_model)
        if menu is not None:
            menu.popup(place)


def _nothing() -> None:
    """What ends when nothing was begun."""
