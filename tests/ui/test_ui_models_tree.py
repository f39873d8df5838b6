"""The tree of models against the practice server: loading, opening, searching, keys, menus, faults."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

import pytest
import qasync
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from explorer.background import RpcWorker
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core.connection import Connection, ProtocolName
from explorer.core.domain.parse import parse_list
from explorer.core.domain.render import to_value
from explorer.core.domain.tree import EMPTY
from explorer.core.fields import Field, Model, ModelIndex
from explorer.core.secret import Secret
from explorer.practice.server import PracticeServer
from explorer.ui import theme
from explorer.ui.loop import TaskScope
from explorer.ui.models.schema_tree import Node, SchemaTree, model_node
from explorer.ui.panels.models_tree import ModelsPanel
from explorer.ui.panels.tree import deeds
from explorer.ui.panels.tree.delegate import name_width
from explorer.ui.panels.tree.menu import row_menu
from explorer.work.draft import Phase
from explorer.work.live import LiveConnection
from explorer.work.tab import Tab
from explorer.work.workspace import FieldSelection, Workspace

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class _Settings:
    page_size = 80


class Stage:
    """The panel of a workspace on the practice server, and the loop that both run on."""

    def __init__(self, server: PracticeServer, qtbot: QtBot) -> None:
        self.server = server
        self.loop = asyncio.get_event_loop_policy().get_event_loop()
        self.reports: list[BaseException] = []
        self.worker = RpcWorker()
        self.clients: list[Client] = []
        self.workspace = Workspace(_Settings())
        self.scope = TaskScope(self.reports.append)
        self.live = self.connection("admin", server.url, server.password, server.api_key)
        self.panel = ModelsPanel(self.workspace, self.scope.child())
        qtbot.addWidget(self.panel)
        self.panel.resize(280, 700)
        self.panel.show()
        qtbot.waitExposed(self.panel)

    def connection(self, login: str, url: str, password: str, key: str | None) -> LiveConnection:
        protocol = ProtocolName.JSON2 if key else ProtocolName.JSONRPC
        connection = Connection(login, url, self.server.database, login, protocol=protocol)
        client = Client(connection, Secret(password), Secret(key) if key else None, self.worker)
        self.clients.append(client)
        return LiveConnection(connection, client, Schema(client, self.worker), self.worker)

    # Acting

    def run(self, work: Coroutine[Any, Any, object]) -> None:
        self.loop.run_until_complete(asyncio.wait_for(work, 20))

    def until(self, ready: Callable[[], object]) -> None:
        """Let the loop run until ``ready()`` holds."""

        async def wait() -> None:
            while not ready():
                await asyncio.sleep(0.01)

        self.run(wait())

    def act(self, action: Callable[[], object]) -> None:
        """Do something while the loop runs, then wait until all tasks have ended."""

        async def acting() -> None:
            action()
            while self.scope.busy:
                await asyncio.sleep(0.01)

        self.run(acting())

    def enter(self, live: LiveConnection | None = None) -> None:
        self.act(lambda: self.scope.spawn(self.workspace.enter(live or self.live)))

    def search(self, text: str) -> None:
        self.act(lambda: self.panel.search(text))

    def click(self, node: Node, button: Qt.MouseButton = Qt.MouseButton.LeftButton, x: int = 60) -> None:
        self.act(lambda: QTest.mouseClick(self.panel.view.viewport(), button, pos=self.place(node, x)))

    def double_click(self, node: Node) -> None:
        self.click(node)
        self.act(lambda: QTest.mouseDClick(self.panel.view.viewport(), Qt.MouseButton.LeftButton, pos=self.place(node)))

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.act(lambda: QTest.keyClick(self.panel.view, key, modifier))

    def open(self, *places: tuple[str, str]) -> Node:
        """Open rows by place, and return the last."""
        for place in places:
            node = self.node(*place)
            self.act(lambda opened=node: self.panel.view.expand_node(opened))  # type: ignore[misc]  # bound early
        return node

    # Looking

    @property
    def tab(self) -> Tab:
        tab = self.workspace.current
        assert tab is not None
        return tab

    @property
    def tree(self) -> SchemaTree:
        return self.panel.view.tree

    def node(self, root: str, path: str = "") -> Node:
        node = self.tree.find((root, path))
        assert node is not None, (root, path)
        return node

    def place(self, node: Node, x: int = 60) -> QPoint:
        rect = self.panel.view.visualRect(self.tree.index_of(node))
        return QPoint(x, rect.center().y())

    def rows(self, node: Node | None = None) -> list[str]:
        return [below.label for below in (node.children or () if node else self.tree.top)]

    def says(self) -> str:
        return self.panel.empty.accessibleName() if self.panel.empty.isVisible() else ""

    def received(self, method: str) -> list[dict[str, Any]]:
        return [json.loads(request.body) for request in self.server.received if request.path.endswith(f"/{method}")]

    def close(self) -> None:
        self.panel.closed()
        for tab in list(self.workspace.tabs):
            tab.close()
        for client in self.clients:
            client.close()
        self.scope.cancel()
        self.until(lambda: not self.scope.busy)
        self.worker.shutdown(5)


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as running:
        yield running


@pytest.fixture
def stage(server: PracticeServer, qapp: QApplication, qtbot: QtBot) -> Iterator[Stage]:
    theme.apply(qapp, "light")
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    server.forget()
    made = Stage(server, qtbot)
    yield made
    made.close()
    loop.close()
    asyncio.set_event_loop(None)
    reports = made.reports
    # The server's threads are in this process: none of them may come to collect the loop's timers.
    del made, loop
    gc.collect()
    assert reports == []


# --- loading -----------------------------------------------------------------------------------------------------


def test_models_come_in_groups_with_the_front_model_selected(stage: Stage) -> None:
    stage.enter()
    assert stage.rows()[:4] == ["Contacts", "CRM", "Sales", "Invoicing"]
    assert "Contact" in stage.rows(stage.node("", "Contacts"))
    current = stage.panel.view.current_node
    assert current is not None
    assert current.name == "res.partner"
    assert stage.panel.view.rows.front == "res.partner"


def test_the_box_says_how_much_it_searches_and_where_the_list_comes_from(stage: Stage) -> None:
    stage.enter()
    index = stage.live.schema.known_models()
    assert index is not None
    fields = f"{sum(map(len, index.field_labels.values())):,}".replace(",", "\u202f")
    line = stage.panel.box.line
    assert line.placeholderText() == f"Filter {len(index.models)} models, {fields} fields"
    assert line.toolTip() == "The list comes from /doc-bearer."
    assert not stage.panel.box.scope.isVisible()


def test_without_a_connection_it_says_so_after_a_while(stage: Stage) -> None:
    assert stage.says() == ""
    stage.panel._patience.timeout.emit()
    assert stage.says() == "No connection is open."


def test_a_failed_login_is_shown_and_tried_again(stage: Stage) -> None:
    wrong = stage.connection("admin", stage.server.url, "wrong", None)
    stage.enter(wrong)
    assert wrong.fault is not None
    assert stage.says() == wrong.fault.message
    assert stage.panel.empty.button.text() == "Try again"
    tries = len(stage.server.received)
    stage.act(stage.panel.empty.button.click)
    assert len(stage.server.received) > tries
    assert stage.says() == wrong.fault.message


def test_connecting_once_more_keeps_the_tree(stage: Stage) -> None:
    stage.enter()
    seen: list[bool] = []
    stage.live.subscribe(lambda _: seen.append(stage.panel.tree_view.isVisible()))
    stage.act(lambda: stage.scope.spawn(stage.live.connect()))
    assert seen == [True, True]
    stage.search("currency")
    stage.act(lambda: stage.scope.spawn(stage.live.connect()))
    assert stage.panel.found_view.isVisible()


def test_another_connection_says_nothing_of_the_one_before(stage: Stage) -> None:
    stage.enter()
    stage.enter(stage.connection("admin", stage.server.url, "wrong", None))
    assert stage.panel.box.line.placeholderText() == "Filter models and fields"


def test_waiting_for_the_models_can_be_stopped(stage: Stage) -> None:
    async def stop() -> None:
        await stage.live.connect()
        stage.workspace.set_live(stage.live)
        await asyncio.sleep(0)
        assert stage.panel.loading.isVisible()
        stage.panel.loading.cancelled.emit()

    stage.run(stop())
    assert stage.says() == "Stopped."
    stage.act(stage.panel.empty.button.click)
    assert stage.rows()[:1] == ["Contacts"]


def test_refreshing_asks_the_server_anew_and_keeps_what_was_open(stage: Stage) -> None:
    stage.enter()
    stage.open(("", "Sales"), ("sale.order", ""))
    asked = len(stage.server.received)
    stage.act(stage.panel.refresh)
    assert len(stage.server.received) > asked
    assert stage.panel.view.isExpanded(stage.tree.index_of(stage.node("sale.order")))
    assert "Order Reference" in stage.rows(stage.node("sale.order"))


def test_refreshing_keeps_relations_open_to_any_depth(stage: Stage) -> None:
    stage.enter()
    stage.open(("res.partner", ""), ("res.partner", "parent_id"), ("res.partner", "parent_id.country_id"))
    for _ in range(2):
        stage.act(stage.panel.refresh)
        for path in ("", "parent_id", "parent_id.country_id"):
            assert stage.panel.view.isExpanded(stage.tree.index_of(stage.node("res.partner", path)))
        assert "Country Code" in stage.rows(stage.node("res.partner", "parent_id.country_id"))


def test_each_connection_has_its_tree_and_finds_it_as_it_was(stage: Stage) -> None:
    stage.enter()
    stage.open(("", "Sales"), ("sale.order", ""))
    demo = stage.connection("demo", stage.server.url, "demo", stage.server.demo_api_key)
    stage.enter(demo)
    assert not stage.panel.view.isExpanded(stage.tree.index_of(stage.node("sale.order")))
    stage.act(lambda: stage.workspace.show_tab(stage.workspace.tabs[0]))
    assert stage.panel.view.isExpanded(stage.tree.index_of(stage.node("sale.order")))


# --- opening -----------------------------------------------------------------------------------------------------


def test_fields_come_when_a_model_is_opened_and_only_then(stage: Stage) -> None:
    stage.enter()
    stage.server.forget()
    model = stage.node("res.country")
    assert model.expandable
    assert stage.received("fields_get") == []

    async def look() -> None:
        stage.panel.view.expand_node(model)
        assert stage.rows(model) == ["Loading…"]
        while stage.scope.busy:
            await asyncio.sleep(0.01)

    stage.run(look())
    assert stage.rows(model)[:3] == ["Display Name", "Country Name", "Country Code"]
    assert len(stage.received("fields_get")) == 1
    name = stage.node("res.country", "name")
    assert name.field is not None
    assert name.field.required
    assert name.spoken() == "Country Name, name, char, required"


def test_relations_open_in_place_to_any_depth(stage: Stage) -> None:
    stage.enter()
    deep = stage.open(("res.partner", ""), ("res.partner", "parent_id"), ("res.partner", "parent_id.country_id"))
    code = stage.node("res.partner", "parent_id.country_id.code")
    assert (code.parent, code.model, code.field and code.field.type) == (deep, "res.country", "char")
    assert not code.expandable


def test_a_model_that_cannot_be_described_says_why_below_its_row(stage: Stage) -> None:
    stage.enter()
    tree = stage.panel.tree_view.tree
    tree.set_top([model_node(Model("no.such.model", "Nothing"))])
    node = stage.open(("no.such.model", ""))
    assert node.children is not None
    (note,) = node.children
    assert note.failed
    assert "no.such.model" in note.label


@pytest.mark.parametrize(
    ("room", "label", "name", "drawn"),
    [
        (240, 80, 90, 90),
        (240, 200, 100, 100),  # the label is cut first
        (240, 200, 150, 126),  # up to 45 % of the row
        (240, 60, 300, 170),  # what the label leaves
        (120, 100, 100, 58),  # deep in the tree the label keeps its beginning
        (50, 100, 100, 0),  # nothing but an ellipsis
        (50, 100, 20, 0),
    ],
)
def test_technical_names_have_their_room(room: int, label: int, name: int, drawn: int) -> None:
    assert name_width(room, 280, label, name) == drawn


def test_a_technical_name_is_cut_at_its_end(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.enter()
    tree = stage.panel.tree_view.tree
    long = "is_a_technical_name_that_nobody_can_show_in_whole"
    tree.set_top([model_node(Model(long, "Its label, which is also longer than the row"))])
    asked: list[tuple[str, Qt.TextElideMode]] = []
    whole = QFontMetrics.elidedText

    def note(measures: QFontMetrics, text: str, mode: Qt.TextElideMode, width: int) -> str:
        asked.append((text, mode))
        return whole(measures, text, mode, width)

    monkeypatch.setattr(QFontMetrics, "elidedText", note)
    stage.panel.view.viewport().grab()
    assert (long, Qt.TextElideMode.ElideRight) in asked
    assert (
        tree.data(tree.index(0, 0), Qt.ItemDataRole.ToolTipRole)
        == f"Its label, which is also longer than the row\n{long}"
    )


# --- clicking ----------------------------------------------------------------------------------------------------


def test_a_click_on_a_model_opens_it_in_the_untouched_tab(stage: Stage) -> None:
    stage.enter()
    stage.click(stage.node("res.country"))
    assert [tab.draft.call.model for tab in stage.workspace.tabs] == ["res.country"]
    assert stage.tab.draft.phase is Phase.ANSWERED
    assert stage.panel.view.rows.front == "res.country"


@pytest.mark.parametrize("off", [-13, -4, 0, 4])
def test_the_triangle_only_opens(stage: Stage, off: int) -> None:
    stage.enter()
    node = stage.node("res.country")
    x = stage.panel.view.visualRect(stage.tree.index_of(node)).left() + off
    stage.click(node, x=x)
    assert stage.panel.view.isExpanded(stage.tree.index_of(node))
    assert stage.tab.draft.call.model == "res.partner"


def test_the_triangle_of_a_relation_opens_and_closes_it(stage: Stage) -> None:
    stage.enter()
    stage.open(("res.partner", ""))
    node = stage.node("res.partner", "country_id")
    index = stage.tree.index_of(node)
    x = stage.panel.view.visualRect(index).left() - 4
    stage.click(node, x=x)
    assert stage.panel.view.isExpanded(index)
    assert "Country Code" in stage.rows(node)
    stage.click(node, x=x)
    assert not stage.panel.view.isExpanded(index)
    assert stage.workspace.selection is None


def test_right_and_left_walk_the_tree(stage: Stage) -> None:
    stage.enter()
    view = stage.panel.view
    stage.panel.view.go_to(stage.node("res.partner"))
    stage.key(Qt.Key.Key_Right)
    stage.panel.view.go_to(stage.node("res.partner", "country_id"))
    relation = view.currentIndex()
    stage.key(Qt.Key.Key_Right)
    assert view.isExpanded(relation)
    stage.key(Qt.Key.Key_Right)
    below = view.current_node
    assert below is not None
    assert below.path == "country_id.display_name"
    stage.key(Qt.Key.Key_Left)
    assert view.current_node is stage.node("res.partner", "country_id")
    stage.key(Qt.Key.Key_Left)
    assert not view.isExpanded(relation)
    stage.key(Qt.Key.Key_Left)
    assert view.current_node is stage.node("res.partner")


def test_middle_click_and_ctrl_enter_open_a_tab_of_its_own(stage: Stage) -> None:
    stage.enter()
    stage.click(stage.node("res.country"), Qt.MouseButton.MiddleButton)
    assert [tab.draft.call.model for tab in stage.workspace.tabs] == ["res.partner", "res.country"]
    stage.panel.view.go_to(stage.node("res.partner.category"))
    stage.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [tab.draft.call.model for tab in stage.workspace.tabs][2:] == ["res.partner.category"]


def test_the_windows_own_shortcuts_wait_while_the_tree_needs_the_keys(stage: Stage) -> None:
    stage.enter()
    fired: list[str] = []
    for keys in ("Ctrl+Return", "Esc"):
        shortcut = QShortcut(QKeySequence(keys), stage.panel)
        shortcut.activated.connect(partial(fired.append, keys))
    stage.panel.activateWindow()
    stage.panel.view.setFocus()
    stage.panel.view.go_to(stage.node("res.country"))
    stage.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (fired, len(stage.workspace.tabs)) == ([], 2)
    stage.panel.view.go_to(stage.node("", "CRM"))
    stage.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert fired == ["Ctrl+Return"]
    stage.search("country")
    QTest.keyClick(stage.panel.box.line, Qt.Key.Key_Escape)
    assert (fired, stage.panel.box.words()) == (["Ctrl+Return"], "")
    QTest.keyClick(stage.panel.box.line, Qt.Key.Key_Escape)
    assert fired == ["Ctrl+Return", "Esc"]


def test_enter_opens_a_model_and_a_group(stage: Stage) -> None:
    stage.enter()
    group = stage.node("", "CRM")
    stage.panel.view.go_to(group)
    stage.key(Qt.Key.Key_Return)
    assert stage.panel.view.isExpanded(stage.tree.index_of(group))
    stage.panel.view.go_to(stage.node("crm.stage"))
    stage.key(Qt.Key.Key_Enter)
    assert stage.tab.draft.call.model == "crm.stage"


def test_a_click_on_a_group_opens_and_closes_it(stage: Stage) -> None:
    stage.enter()
    group = stage.node("", "CRM")
    stage.click(group)
    assert stage.panel.view.isExpanded(stage.tree.index_of(group))
    stage.click(group)
    assert not stage.panel.view.isExpanded(stage.tree.index_of(group))


def test_a_click_on_a_field_hands_it_to_the_inspector(stage: Stage) -> None:
    stage.enter()
    stage.open(("res.partner", ""), ("res.partner", "country_id"))
    stage.click(stage.node("res.partner", "country_id.code"), x=120)
    selection = stage.workspace.selection
    assert isinstance(selection, FieldSelection)
    assert (selection.model, selection.field.name) == ("res.country", "code")


def test_a_double_click_adds_a_field_of_the_tab_once(stage: Stage) -> None:
    stage.enter()
    stage.open(("res.partner", ""))
    before = list(deeds.chosen_fields(stage.tab.draft) or [])
    node = stage.node("res.partner", "ref")
    assert "ref" not in before
    stage.double_click(node)
    stage.double_click(node)
    assert stage.tab.draft.argument("fields") == [*before, "ref"]
    stage.tab.draft.undo()
    assert stage.tab.draft.argument("fields") == before


def test_fields_of_other_models_and_of_relations_are_not_added(stage: Stage) -> None:
    stage.enter()
    stage.open(("res.partner", ""), ("res.partner", "country_id"), ("res.country", ""))
    before = stage.tab.draft.call
    stage.double_click(stage.node("res.partner", "country_id.code"))
    stage.double_click(stage.node("res.country", "code"))
    assert stage.tab.draft.call == before


# --- the menu ----------------------------------------------------------------------------------------------------


def menu(stage: Stage, node: Node) -> dict[str, Callable[[], object]]:
    made = row_menu(node, stage.tab, stage.panel, stage.panel._row_clicked, stage.panel._open_model)
    assert isinstance(made, QMenu)
    return {action.text(): action.trigger for action in made.actions() if action.isEnabled() and action.text()}


def test_a_condition_is_added_through_the_path(stage: Stage) -> None:
    stage.enter()
    stage.open(("res.partner", ""), ("res.partner", "country_id"))
    stage.tab.draft.set_domain(parse_list([["is_company", "=", True]]))
    menu(stage, stage.node("res.partner", "country_id.code"))["Add as condition"]()
    written = json.dumps(stage.tab.draft.argument("domain"))
    assert written.startswith('[["is_company", "=", true], ["country_id.code", ')


def test_a_condition_is_added_to_the_whole_of_an_any_of() -> None:
    either = parse_list(["|", ["a", "=", 1], ["b", "=", 2]])
    leaf = parse_list([["c", "=", 3]])
    assert to_value(deeds.with_condition(either, leaf)) == ["|", ["a", "=", 1], ["b", "=", 2], ["c", "=", 3]]
    assert to_value(deeds.with_condition(EMPTY, leaf)) == [["c", "=", 3]]
    neither = parse_list(["!", "&", ["a", "=", 1], ["b", "=", 2]])
    assert to_value(deeds.with_condition(neither, leaf)) == ["!", "&", ["a", "=", 1], ["b", "=", 2], ["c", "=", 3]]


def test_what_cannot_be_searched_makes_no_condition(stage: Stage) -> None:
    stage.enter()
    draft = stage.tab.draft
    assert not deeds.can_add_condition(draft, "res.partner", Field("x", "char", searchable=False))
    assert not deeds.can_add_condition(draft, "res.country", Field("x", "char"))
    assert deeds.can_add_condition(draft, "res.partner", Field("x", "char"))


def test_names_and_paths_are_copied(stage: Stage) -> None:
    stage.enter()
    stage.open(("res.partner", ""), ("res.partner", "country_id"))
    node = stage.node("res.partner", "country_id.code")
    menu(stage, node)["Copy path"]()
    assert QGuiApplication.clipboard().text() == "country_id.code"
    menu(stage, node)["Copy technical name"]()
    assert QGuiApplication.clipboard().text() == "code"
    assert "Copy path" not in menu(stage, stage.node("res.partner", "name"))


def test_the_menu_opens_models_and_related_models(stage: Stage) -> None:
    stage.enter()
    stage.open(("res.partner", ""))
    stage.act(menu(stage, stage.node("res.partner", "country_id"))["Open res.country in a new tab"])
    stage.act(menu(stage, stage.node("res.partner.category"))["Open in a new tab"])
    assert [tab.draft.call.model for tab in stage.workspace.tabs][1:] == ["res.country", "res.partner.category"]


# --- searching ---------------------------------------------------------------------------------------------------


def test_typing_finds_after_a_rest_and_escape_clears(stage: Stage) -> None:
    stage.enter()
    line = stage.panel.box.line
    stage.act(lambda: QTest.keyClicks(line, "partnerid"))
    assert stage.panel.view is stage.panel.tree_view
    stage.until(lambda: stage.panel.view is stage.panel.found_view and not stage.scope.busy)
    names = {below.name for node in stage.tree.top for below in node.children or ()}
    assert {"partner_id", "commercial_partner_id"} <= names
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == ""
    assert stage.panel.view is stage.panel.tree_view


def test_the_first_hit_is_selected_and_down_enter_goes_there(stage: Stage) -> None:
    stage.enter()
    stage.search("sale order")
    assert [node.name for node in stage.tree.top[:2]] == ["sale.order", "sale.order.line"]
    assert stage.panel.view.current_node is stage.tree.top[0]
    QTest.keyClick(stage.panel.box.line, Qt.Key.Key_Down)
    assert stage.panel.view.hasFocus()
    stage.key(Qt.Key.Key_Return)
    assert stage.tab.draft.call.model == "sale.order"
    stage.key(Qt.Key.Key_Up)
    assert stage.panel.box.line.hasFocus()


def test_one_enter_opens_the_first_hit_without_waiting_for_the_rest(stage: Stage) -> None:
    stage.enter()

    def type_quickly() -> None:
        stage.panel.search()
        QTest.keyClicks(stage.panel.box.line, "currency")
        QTest.keyClick(stage.panel.box.line, Qt.Key.Key_Return)

    stage.act(type_quickly)
    assert stage.tree.top[0].name == "res.currency"
    assert stage.tab.draft.call.model == "res.currency"
    assert stage.tab.draft.phase is Phase.ANSWERED
    assert stage.panel.box.line.hasFocus()


def test_one_enter_shows_a_field_that_was_found_and_marks_it(stage: Stage) -> None:
    stage.enter()
    stage.search("expected revenue")
    stage.act(lambda: QTest.keyClick(stage.panel.box.line, Qt.Key.Key_Return))
    selection = stage.workspace.selection
    assert isinstance(selection, FieldSelection)
    assert (selection.model, selection.field.name) == ("crm.lead", "expected_revenue")
    assert stage.panel.found_view.current_node is stage.node("crm.lead", "expected_revenue")
    assert stage.tab.draft.call.model == "res.partner"


def test_an_enter_before_the_list_is_searchable_is_not_lost(stage: Stage) -> None:
    stage.enter()

    def refresh_and_type() -> None:
        stage.panel.refresh()
        stage.panel._index = None
        stage.panel.search("currency")
        QTest.keyClick(stage.panel.box.line, Qt.Key.Key_Return)
        assert stage.tab.draft.call.model == "res.partner"

    stage.act(refresh_and_type)
    assert stage.tab.draft.call.model == "res.currency"


def test_tab_goes_from_the_box_to_the_list_on_screen(stage: Stage) -> None:
    stage.enter()
    for words in ("", "country"):
        stage.search(words)
        QTest.keyClick(stage.panel.box.line, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is stage.panel.view
        QTest.keyClick(stage.panel.view, Qt.Key.Key_Backtab)
        assert QApplication.focusWidget() is stage.panel.box.line


def test_types_of_what_was_found_follow(stage: Stage) -> None:
    stage.enter()
    assert stage.live.schema.known_fields("crm.lead") is None
    stage.search("crm.lead expected revenue")
    (model,) = stage.tree.top
    first = (model.children or [])[0]
    assert (first.name, first.field and first.field.type) == ("expected_revenue", "monetary")


def test_a_found_field_goes_to_the_inspector(stage: Stage) -> None:
    stage.enter()
    stage.search("expected revenue")
    node = stage.node("crm.lead", "expected_revenue")
    stage.click(node, x=90)
    selection = stage.workspace.selection
    assert isinstance(selection, FieldSelection)
    assert (selection.model, selection.field.name) == ("crm.lead", "expected_revenue")


def test_all_fields_of_a_model_found_are_a_click_away(stage: Stage) -> None:
    stage.enter()
    stage.search("country")
    node = stage.node("res.country")
    assert stage.rows(node)[-1] == "Show all fields"
    found = len(node.children or ())
    stage.click((node.children or [])[-1])
    assert len(node.children or ()) > found
    assert "Currency" in stage.rows(node)


def test_nothing_found_says_so(stage: Stage) -> None:
    stage.enter()
    stage.search("giraffe")
    assert stage.says() == "Nothing is called “giraffe”."


def test_a_server_that_hides_its_fields_is_searched_as_far_as_they_were_opened(stage: Stage) -> None:
    demo = stage.connection("demo", stage.server.url, "demo", None)
    stage.enter(demo)
    index = demo.schema.known_models()
    assert index is not None
    assert not index.field_labels
    scope = stage.panel.box.scope
    assert scope.isVisible()
    assert scope.text() == (
        f"Searches {len(index.models)} models and the fields opened so far; this server hides its field list."
    )
    assert stage.panel.box.line.toolTip() == "The list comes from get_available_models."
    stage.search("expected revenue")
    assert stage.says().startswith("Nothing is called")
    stage.search("")
    stage.panel.box.line.clear()
    stage.open(("", "CRM"), ("crm.lead", ""))
    stage.search("expected revenue")
    assert stage.panel.found_view.isVisible()
    assert stage.node("crm.lead", "expected_revenue").field is not None


def test_a_thousand_models_with_fifty_thousand_fields_are_cut_to_what_can_be_read(stage: Stage) -> None:
    stage.enter()
    names = [f"thing{number}.part" for number in range(1000)]
    labels = {name: {f"field_{number}": f"Field {number}" for number in range(50)} for name in names}
    index = ModelIndex(tuple(Model(name, name) for name in names), "ir.model", labels)
    stage.act(lambda: stage.scope.spawn(stage.panel._take(stage.live, index)))
    assert stage.panel.box.line.placeholderText() == "Filter 1\u202f000 models, 50\u202f000 fields"
    stage.panel._fields.learn_types = lambda *_: None  # type: ignore[method-assign]  # these models do not exist
    stage.search("field")
    shown = sum(len(node.children or ()) for node in stage.tree.top)
    assert shown == 200
    assert stage.rows()[-1] == "49\u202f800 more; type more of the name"


# --- painting ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_kind_of_row_is_painted_in_both_themes(stage: Stage, qapp: QApplication, mode: theme.Mode) -> None:
    theme.apply(qapp, mode)
    stage.enter()
    stage.open(("res.partner", ""), ("res.partner", "country_id"))
    view = stage.panel.view
    image = view.viewport().grab().toImage()
    row = view.visualRect(stage.tree.index_of(stage.node("res.partner"))).center().y()
    selection = theme.current().color("selection")
    assert image.pixelColor(view.viewport().width() - 2, row) == selection
    assert image.pixelColor(4, row) == selection
    assert image.pixelColor(0, row) == theme.current().color("accent")
    other = view.visualRect(stage.tree.index_of(stage.node("res.partner", "name"))).center().y()
    assert image.pixelColor(view.viewport().width() - 2, other) == theme.current().color("panel")
