"""The left panel: all models of the connection in groups, their fields, and one box that finds both."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from explorer.core.faults import Fault
from explorer.core.fields import ModelIndex
from explorer.ui import icons, metrics, text
from explorer.ui.loop import TaskScope
from explorer.ui.models.schema_tree import (
    OTHERS,
    Kind,
    Node,
    SchemaTree,
    field_nodes,
    found_nodes,
    group_node,
    note_node,
)
from explorer.ui.panels.tree import deeds
from explorer.ui.panels.tree.menu import row_menu
from explorer.ui.panels.tree.view import SchemaView
from explorer.ui.widgets.labels import DimLabel, EmptyState
from explorer.ui.widgets.progress import BusyLine, LoadingState
from explorer.ui.widgets.tabs import CardTabs
from explorer.work.draft import Aspect
from explorer.work.live import LiveAspect, LiveConnection, State
from explorer.work.model_groups import group_models
from explorer.work.schema_search import SchemaIndex
from explorer.work.tab import Tab
from explorer.work.workspace import FieldSelection, Workspace, WorkspaceAspect

REST = 150
"""Milliseconds without a key before the list is filtered."""
TYPED_MODELS = 12
"""Models among the results whose fields are fetched, so that their types show."""


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
        self._searches = tasks.child()
        self._live: LiveConnection | None = None
        self._tab: Tab | None = None
        self._index: SchemaIndex | None = None
        self._shown: ModelIndex | None = None
        self._open_before: list[tuple[str, ...]] = []
        self._live_end = self._tab_end = _nothing
        self._ends = [workspace.subscribe(self._workspace_changed)]
        self._lay_out()
        self._workspace_changed(frozenset({WorkspaceAspect.LIVE, WorkspaceAspect.CURRENT}))

    def closed(self) -> None:
        """Stop watching and end what loads."""
        self._rest.stop()
        self._loads.cancel()
        self._searches.cancel()
        for end in (*self._ends, self._live_end, self._tab_end):
            end()

    def search(self, text: str = "") -> None:
        """Put the cursor into the search box; a text is searched for at once."""
        if text:
            self.box.setText(text)
            self._filter()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def refresh(self) -> None:
        """Ask the server for its models and fields anew."""
        if self._live is not None and self._live.state is State.CONNECTED:
            self._open_before = self.tree_view.open_places()
            self._load(anew=True)

    # Layout

    def _lay_out(self) -> None:
        self.tabs = CardTabs(self.tr("Left panel"), [("models", self.tr("Models"))])
        strip = QFrame()
        strip.setProperty("role", "bar")
        row = QVBoxLayout(strip)
        row.setContentsMargins(6, 0, 6, 0)
        row.addWidget(self.tabs)
        self.box = QLineEdit()
        self.box.setObjectName("modelSearch")
        self.box.setAccessibleName(self.tr("Search models and fields"))
        self.box.setPlaceholderText(self.tr("Filter models and fields"))
        self.box.installEventFilter(self)
        self._clear = self.box.addAction(icons.icon("close", "dim"), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setText(self.tr("Clear the search"))
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.box.clear)
        self.scope = DimLabel(wrap=True)
        self.scope.setFont(metrics.small_font(0.92))
        self.scope.hide()
        top = QVBoxLayout()
        top.setContentsMargins(8, 8, 8, 6)
        top.setSpacing(4)
        top.addWidget(self.box)
        top.addWidget(self.scope)
        self.busy = BusyLine(self.tr("Models load"))
        self.tree_view = self._view("modelsTree", self.tr("Models and fields"))
        self.found_view = self._view("foundTree", self.tr("Found models and fields"))
        self.loading = LoadingState(self.tr("Loading the models …"))
        self.loading.cancelled.connect(self._stop_loading)
        self.empty = EmptyState("database", self.tr("No connection is open."))
        self.empty.pressed.connect(self._try_again)
        self._stack = QStackedLayout()
        for widget in (self.empty, self.loading, self.tree_view, self.found_view):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addLayout(top)
        column.addWidget(self.busy)
        column.addLayout(self._stack, 1)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._filter)
        self.box.textChanged.connect(self._typed)

    def _view(self, name: str, spoken: str) -> SchemaView:
        view = SchemaView(SchemaTree(self), spoken)
        view.setObjectName(name)
        view.opened.connect(self._row_opened)
        view.clicked_on.connect(self._row_clicked)
        view.activated_on.connect(self._row_activated)
        view.menu_asked.connect(self._show_menu)
        view.escaped.connect(self.search)
        view.installEventFilter(self)
        return view

    @property
    def view(self) -> SchemaView:
        """The tree on screen: that of all models, or that of what was found."""
        return self.found_view if self._stack.currentWidget() is self.found_view else self.tree_view

    # What the workspace says

    def _workspace_changed(self, aspects: frozenset[str]) -> None:
        if WorkspaceAspect.LIVE in aspects and self._live is not self._workspace.live:
            self._live_end()
            self._live = self._workspace.live
            self._live_end = self._live.subscribe(self._live_changed) if self._live else _nothing
            self._shown, self._index = None, None
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
        if live is None:
            self._say("database", self.tr("No connection is open."), self.tr("Choose one at the top."))
        elif live.state is State.CONNECTING:
            self._wait(self.tr("Connecting …"))
        elif live.state is State.CONNECTED:
            if self._shown is None:
                self._load()
        elif live.fault is not None:
            self._say_fault(live.fault)
        else:
            self._say("database", self.tr("Not connected."), button=self.tr("Connect"))

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
        self.busy.start()
        try:
            index = await (live.schema.refresh() if anew else live.schema.models())
        except Fault as fault:
            if live is self._live:
                self._shown = None
                self._say_fault(fault)
            return
        finally:
            self.busy.stop()
        await self._take(live, index)

    async def _take(self, live: LiveConnection, index: ModelIndex) -> None:
        """Show the models at once, and make them searchable in the worker."""
        if live is not self._live:
            return
        self._shown = index
        self._index = None
        self.tree_view.tree.set_top([group_node(group) for group in group_models(index.models)])
        self._show_source(index)
        if not index.models:
            self._say("list", self.tr("This user sees no models."), self.tr("Ask an administrator for access rights."))
            return
        self._show_tree()
        self._open_again()
        self._mark_front()
        made = await live.worker.run(SchemaIndex, index)
        if live is self._live and self._shown is index:
            self._index = made
            if self.box.text().strip():
                self._filter()

    def _stop_loading(self) -> None:
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

    def _show_source(self, index: ModelIndex) -> None:
        fields = sum(map(len, index.field_labels.values()))
        models = text.number(len(index.models))
        if fields:
            words = self.tr("Filter {models} models, {fields} fields")
            self.box.setPlaceholderText(words.format(models=models, fields=text.number(fields)))
        else:
            self.box.setPlaceholderText(self.tr("Filter {models} models").format(models=models))
        sources = {
            "doc-bearer": self.tr("The list comes from /doc-bearer."),
            "ir.model": self.tr("The list comes from ir.model."),
            "get_available_models": self.tr("The list comes from get_available_models."),
        }
        self.box.setToolTip(sources.get(index.source, index.source))
        said = self.tr("Searches {models} models and the fields opened so far; this server hides its field list.")
        self.scope.setText(said.format(models=models))
        self.scope.setVisible(not fields and bool(index.models))

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

    def _mark_front(self) -> None:
        model = self._tab.draft.call.model if self._tab else ""
        for view in (self.tree_view, self.found_view):
            view.set_front(model)
        node = self.tree_view.current_node
        if model and (node is None or node.root != model):
            found = self.tree_view.tree.find((model, ""))
            if found is not None:
                self.tree_view.go_to(found)

    def _open_again(self) -> None:
        """Open what was open before the tree was built anew."""
        places, self._open_before = self._open_before, []
        for place in places:
            node = self.tree_view.tree.find(place)
            if node is not None:
                self.tree_view.expand_node(node)

    # Searching

    def _typed(self, typed: str) -> None:
        self._clear.setVisible(bool(typed))
        if typed.strip():
            self._rest.start()
        else:
            self._rest.stop()
            self._filter()

    def _filter(self) -> None:
        self._rest.stop()
        self._searches.cancel()
        live, index = self._live, self._index
        if live is None or self._shown is None or not self._shown.models:
            return
        if not self.box.text().strip():
            self._show_tree()
            return
        if index is None:
            # It comes in a moment, and searches then.
            return
        self._learn_opened(live, index)
        found = index.search(self.box.text())
        view = self.found_view
        view.tree.set_top(found_nodes(found, index.label, live.schema.known_fields))
        if not found.hits:
            self._say(
                "search",
                self.tr("Nothing is called “{text}”.").format(text=self.box.text().strip()),
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
        self._searches.spawn(self._fetch_types(live, [hit.model.name for hit in found.hits if hit.fields]), "types")

    def _learn_opened(self, live: LiveConnection, index: SchemaIndex) -> None:
        """Fields that somebody opened since can be found too, where the server lists none."""
        if index.complete or self._shown is None:
            return
        for model in self._shown.models:
            fields = live.schema.known_fields(model.name)
            if fields is not None and not index.has_fields(model.name):
                index.add_fields(model.name, {name: field.label for name, field in fields.items()})

    async def _fetch_types(self, live: LiveConnection, models: list[str]) -> None:
        """The index knows labels only; the types of the first results are fetched behind them."""
        for model in models[:TYPED_MODELS]:
            if live.schema.known_fields(model) is None:
                try:
                    fields = await live.schema.fields(model)
                except Fault:
                    # Opening the model says what is wrong with it.
                    continue
                self.found_view.tree.learn(model, fields)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter go from the box to what it found; Esc clears it, also from there."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key == Qt.Key.Key_Escape and self.box.text():
                self.box.clear()
                return True
            if watched is self.box and key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._into_tree()
                return True
        return super().eventFilter(watched, event)

    def _into_tree(self) -> None:
        if self._rest.isActive():
            self._filter()
        if self._stack.currentWidget() is self.view:
            if self.view.current_node is None and self.view.tree.top:
                self.view.go_to(self.view.tree.top[0])
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # Rows

    def _row_opened(self, node: object) -> None:
        view = self.sender()
        if isinstance(node, Node) and isinstance(view, SchemaView) and self._live is not None:
            self._open_row(view, node)

    def _open_row(self, view: SchemaView, node: Node) -> None:
        live = self._live
        if live is None:
            return
        known = live.schema.known_fields(node.target)
        if known is not None:
            view.tree.set_children(node, field_nodes(known, node))
        elif view.tree.open(node):
            self._loads.spawn(self._fetch_fields(live, view, node), f"fields of {node.target}")

    async def _fetch_fields(self, live: LiveConnection, view: SchemaView, node: Node) -> None:
        try:
            fields = await live.schema.fields(node.target)
        except Fault as fault:
            words = f"{fault.message.partition(chr(10))[0]} {fault.advice}".strip()
            view.tree.set_children(node, [note_node(words, node, failed=True)])
            return
        view.tree.set_children(node, field_nodes(fields, node))

    def _row_clicked(self, node: object, new_tab: bool) -> None:
        if not isinstance(node, Node):
            return
        if node.kind is Kind.GROUP:
            self.view.toggle(node)
        elif node.kind is Kind.MODEL:
            self._tasks.spawn(self._workspace.open_model(node.model, self._live, new_tab=new_tab), "open model")
        elif node.name == OTHERS and node.parent is not None:
            parent = node.parent
            self.view.tree.close(parent)
            self._open_row(self.view, parent)
            self.view.expand_node(parent)
        elif node.kind is Kind.FIELD and node.field is None:
            self._tasks.spawn(self._select_unknown(node), "field")
        elif node.kind is Kind.FIELD:
            self._select(node)

    def _select(self, node: Node) -> None:
        if self._live is not None and node.field is not None:
            self._workspace.select(FieldSelection(self._live, node.model, node.field))

    async def _select_unknown(self, node: Node) -> None:
        """A field that the search found by its label alone: its facts are fetched first."""
        live = self._live
        if live is None:
            return
        try:
            fields = await live.schema.fields(node.model)
        except Fault as fault:
            self._say_fault(fault)
            return
        self.found_view.tree.learn(node.model, fields)
        if live is self._live and self.view.current_node is node:
            self._select(node)

    def _row_activated(self, node: object) -> None:
        if not isinstance(node, Node):
            return
        if node.kind in (Kind.GROUP, Kind.MODEL):
            self.view.toggle(node)
        elif node.kind is Kind.NOTE:
            self._row_clicked(node, False)
        else:
            draft = self._tab.draft if self._tab else None
            if draft is not None and deeds.can_add_field(draft, node.root, node.path):
                deeds.add_field(draft, node.path)

    def _show_menu(self, node: object, place: object) -> None:
        if not isinstance(node, Node) or not isinstance(place, QPoint):
            return
        menu = row_menu(node, self._tab, self, self._row_clicked)
        if menu is not None:
            menu.popup(place)


def _nothing() -> None:
    """What ends when nothing was begun."""
