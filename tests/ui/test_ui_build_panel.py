"""The Build panel against the practice server: what a person types and clicks, what the draft holds, what is shown."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Callable, Coroutine, Iterator, Mapping
from functools import partial
from typing import Any

import pytest
import qasync
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QAction, QEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from explorer.background import RpcWorker
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core.call import Call, Placeholder
from explorer.core.connection import Connection, ProtocolName
from explorer.core.domain import tree
from explorer.core.secret import Secret
from explorer.practice.server import PracticeServer
from explorer.ui import metrics, theme
from explorer.ui.loop import TaskScope
from explorer.ui.panels.build.condition_row import ConditionRow
from explorer.ui.panels.build.domain_popup import DomainPopup
from explorer.ui.panels.build.field_picker import FieldPicker
from explorer.ui.panels.build.group_row import ConnectorButton, GroupRow
from explorer.ui.panels.build.line_widget import LineWidget
from explorer.ui.panels.build.order_line import TermButton
from explorer.ui.panels.build.panel import BuildPanel
from explorer.ui.panels.build.values.base import LineEditor
from explorer.ui.panels.build.values.records import RecordEditor
from explorer.ui.panels.build.values.tags import TagEditor
from explorer.ui.panels.build.values_field import ValuesField
from explorer.ui.widgets.buttons import LinkButton
from explorer.ui.widgets.chips import Chip
from explorer.work.draft import Draft
from explorer.work.live import LiveConnection
from explorer.work.tab import Tab

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key = Qt.Key
COMPANY = ["is_company", "=", True]
US = ["country_id.code", "=", "US"]
NAME = ["name", "ilike", "a"]


class _Settings:
    page_size = 80


class Stage:
    """A tab on the practice server with its Build panel, and the loop that both run on."""

    def __init__(self, server: PracticeServer, loop: qasync.QEventLoop, qtbot: QtBot) -> None:
        self.server = server
        self.loop = loop
        self.qtbot = qtbot
        self.reports: list[BaseException] = []
        self.worker = RpcWorker()
        self.scope = TaskScope(self.reports.append)
        self.connect(server)
        self.tab: Tab | None = None
        self.panels: list[BuildPanel] = []

    def connect(self, server: PracticeServer, protocol: ProtocolName = ProtocolName.JSON2) -> None:
        connection = Connection("practice", server.url, server.database, server.login, protocol=protocol)
        self.client = Client(connection, Secret(server.password), Secret(server.api_key), self.worker)
        self.live = LiveConnection(connection, self.client, Schema(self.client, self.worker), self.worker)
        self.run(self.live.connect())

    def open(self, domain: object = (), model: str = "res.partner", **kwargs: object) -> BuildPanel:
        """Open a tab that searches, and its panel; return when all that it asked for came."""
        return self.open_call(Call(model, "search_read", kwargs={"domain": list(domain), **kwargs}))  # type: ignore[call-overload]  # any list

    def open_call(self, call: Call) -> BuildPanel:
        self.tab = Tab(Draft(call, self.live.writer()), self.live, _Settings())
        tab = self.tab

        def build() -> None:
            panel = BuildPanel(tab, self.scope)
            self.panels.append(panel)
            self.qtbot.addWidget(panel)
            panel.resize(860, 420)
            panel.show()

        self.act(build)
        self.qtbot.waitExposed(self.panel)
        return self.panel

    @property
    def panel(self) -> BuildPanel:
        return self.panels[-1]

    @property
    def draft(self) -> Draft:
        assert self.tab is not None
        return self.tab.draft

    @property
    def domain(self) -> object:
        """The domain of the call that would be sent."""
        return self.draft.argument("domain")

    def run(self, work: Coroutine[Any, Any, object]) -> None:
        self.loop.run_until_complete(asyncio.wait_for(work, 20))

    def act(self, action: Callable[[], object], ready: Callable[[], object] | None = None) -> None:
        """Do something while the loop runs, then wait until ``ready()``, else until all tasks have ended."""

        async def acting() -> None:
            action()
            await asyncio.sleep(0.01)
            while not (ready() if ready else not self.scope.busy):
                await asyncio.sleep(0.01)

        self.run(acting())

    def key(self, widget: QWidget, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.act(lambda: QTest.keyClick(widget, key, modifier))

    def row(self, number: int) -> ConditionRow:
        row = self.panel.conditions.rows[number]
        assert isinstance(row, ConditionRow)
        return row

    def labels(self) -> list[str]:
        """What the lines say, indented."""
        return ["  " * row.line.depth + said(row) for row in self.panel.conditions.rows]

    def picker(self) -> FieldPicker:
        found = [popup for popup in self.panel.findChildren(FieldPicker) if popup.isVisible()]
        assert len(found) == 1
        return found[0]

    def choose(self, menu: QMenu, data: object) -> None:
        """Choose from a menu and its sub-menus."""
        action = next(action for action in actions(menu) if action.data() == data)
        self.act(action.trigger)

    def bodies(self, method: str) -> list[Mapping[str, Any]]:
        """The bodies of the calls of a method that the server received."""
        return [json.loads(call.body) for call in self.server.received if call.path.endswith(f"/{method}")]

    def close(self) -> None:
        for panel in self.panels:
            panel.closed()
        if self.tab is not None:
            self.tab.close()
        self.client.close()
        self.act(lambda: None)
        self.worker.shutdown(5)


def said(row: LineWidget) -> str:
    if isinstance(row, ConditionRow):
        parts = [row.field.shown_text(), row.operator.shown_text()]
        if isinstance(row.editor, TagEditor):
            parts.append(" ".join(chip.text() for chip in row.editor.findChildren(Chip)))
        elif isinstance(row.editor, LineEditor):
            parts.append(row.editor.line.text())
        elif row.editor is not None:
            parts.append(str(row.editor.value))
        return " | ".join(parts)
    if isinstance(row, GroupRow):
        return row.connector.text()
    return row.accessibleName()


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def actions(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        below = action.menu()
        yield action
        if isinstance(below, QMenu):
            yield from actions(below)


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as running:
        yield running


@pytest.fixture
def stage(server: PracticeServer, qapp: QApplication, qtbot: QtBot) -> Iterator[Stage]:
    manager = theme.apply(qapp, "light")
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    server.forget()
    made = Stage(server, loop, qtbot)
    yield made
    made.close()
    loop.close()
    asyncio.set_event_loop(None)
    manager.set_mode("light")
    reports = made.reports
    # The server's threads are in this process: none of them may come to collect the loop's timers.
    del made, loop
    gc.collect()
    assert reports == []


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_a_domain_is_drawn_with_labels_names_and_groups(stage: Stage) -> None:
    panel = stage.open([COMPANY, "|", US, ["category_id", "in", [3, 7]]])
    names = {row["id"]: row["display_name"] for row in search(stage, "res.partner.category", [3, 7])}
    assert stage.labels() == [
        "All of",
        "  Is a Company | is true",
        "  Any of",
        "    Country › Country Code | is equal to | US",
        f"    Tags | is in | {names[3]} {names[7]}",
    ]
    assert panel.domain_line.text.text == (
        '[["is_company", "=", true], "|", ["country_id.code", "=", "US"], ["category_id", "in", [3, 7]]]'
    )
    assert stage.row(3).field.toolTip() == "country_id.code · char"


def search(stage: Stage, model: str, ids: list[int]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []

    async def ask() -> None:
        call = Call(model, "read", tuple(ids), (), {"fields": ["display_name"]})
        answer = await stage.client.call(call, reads=True)
        value = answer.value()
        assert isinstance(value, list)
        rows.extend(value)

    stage.run(ask())
    return rows


def test_names_of_records_are_asked_for_once(stage: Stage) -> None:
    stage.open([["category_id", "in", [3, 7]], ["category_id", "=", 3]])
    asked = [body for body in stage.bodies("search_read") if body["fields"] == ["display_name"]]
    assert [body["domain"] for body in asked] == [[["id", "in", [3, 7]]]]
    stage.act(stage.panel.conditions.refresh)
    assert len([body for body in stage.bodies("search_read") if body["fields"] == ["display_name"]]) == 1


def test_without_conditions_it_says_what_that_means_and_adds_one(stage: Stage) -> None:
    panel = stage.open()
    assert panel.conditions.rows == ()
    button = panel.findChild(LinkButton, "add-condition")
    assert isinstance(button, LinkButton)
    assert button.isVisible()
    stage.act(button.click)
    assert stage.labels() == ["All of", "  Country | is in | "]
    assert stage.domain == [["country_id", "in", []]]
    # The picker is open on it; nothing is said about a value that nobody had the time to fill in.
    assert stage.row(1).notes == ()
    picker = stage.picker()
    stage.act(lambda: QTest.keyClicks(picker.search, "country"))
    stage.key(picker.search, Key.Key_Return)
    editor = stage.row(1).editor
    assert editor is not None
    assert editor.isAncestorOf(focused())
    assert stage.row(1).notes == ()
    stage.act(button.setFocus)
    assert stage.row(1).notes == ()
    stage.act(panel.fields_line.order.limit.setFocus)
    assert "matches nothing" in stage.row(1).notes[0]


def test_of_new_conditions_nothing_is_said_until_they_were_touched_or_sent(stage: Stage) -> None:
    panel = stage.open([NAME])
    button = panel.findChild(LinkButton, "add-group")
    assert isinstance(button, LinkButton)
    for _ in range(2):
        stage.act(button.click)
    new = [row for row in panel.conditions.rows if row.line.depth == 2]
    assert len(new) == 4
    assert [row.notes for row in panel.conditions.rows] == [()] * 8
    assert stage.tab is not None
    sending = stage.tab.send()
    stage.act(lambda: stage.scope.spawn(sending))
    assert all("matches nothing" in row.notes[0] for row in new)


def test_the_button_of_the_menu_stands_at_the_right_of_every_line_also_of_one_that_is_new(stage: Stage) -> None:
    panel = stage.open()
    enter = partial(QEnterEvent, QPointF(9, 9), QPointF(9, 9), QPointF(9, 9))
    places: list[QRect] = []

    def add() -> None:
        # The first line comes to stand under the pointer that pressed the button.
        panel.conditions.add_condition()
        for row in panel.conditions.rows:
            QApplication.sendEvent(row, enter())
            assert row.more is not None
            places.append(row.more.geometry())

    stage.act(add)
    group, row = panel.conditions.rows
    assert places[0].right() == group.width() - 1
    assert places[1].right() + 1 == row.button("add").geometry().left()
    stage.act(partial(panel.resize, 1000, 420))
    assert row.more is not None
    assert row.more.geometry().right() + 1 == row.button("add").geometry().left()


def test_a_negated_condition_is_said_in_the_opposite_word_where_there_is_one(stage: Stage) -> None:
    domain = ["!", ["phone", "=", False], "!", ["color", "<", 5], "!", ["country_id.code", "=", "US"]]
    stage.open(domain)
    assert [label.strip() for label in stage.labels()] == [
        "All of",
        "Phone | is set",
        "Color Index | not: is less than | 5",
        "Country › Country Code | not: is equal to | US",
    ]
    assert stage.domain == domain
    stage.choose(stage.row(1).operator.menu_of_operators(), "not_set")
    assert stage.domain == [["phone", "=", False], *domain[2:]]
    assert stage.row(1).operator.shown_text() == "is not set"


def test_what_is_no_condition_is_shown_with_its_reason_and_kept(stage: Stage) -> None:
    domain = [COMPANY, [0, "=", 1], ["a", "b", "c", "d"], ["name", "=", ["x", {"y": 1}]]]
    stage.open(domain)
    shown = stage.labels()
    assert shown[2] == '  never: [0, "=", 1]. matches no record'
    assert "kept as it is" in shown[3]
    stage.act(lambda: stage.row(1).asked.emit("negate"))
    assert stage.domain == ["!", COMPANY, *domain[1:3], ["name", "in", ["x", {"y": 1}]]]


def test_a_domain_that_is_no_list_is_kept_whole(stage: Stage) -> None:
    panel = stage.open_call(Call("res.partner", "search_read", kwargs={"domain": Placeholder("mine")}))
    assert [row.notes for row in panel.conditions.rows] == [(), ()]
    assert "{{mine}}" in stage.labels()[1]
    assert panel.domain_line.text.text == "{{mine}}"
    assert not panel.conditions._foot.add_condition.isEnabled()
    stage.act(panel.conditions.rows[1].button("remove").click)
    assert stage.domain == []


def test_a_fault_in_a_condition_is_said_below_it_and_cured_by_its_button(stage: Stage) -> None:
    stage.open([["nmae", "=", "x"]])
    row = stage.row(1)
    assert row.notes == ('The model res.partner has no field "nmae".',)
    button = next(button for button in row.findChildren(LinkButton) if button.text() == "Use name")
    stage.act(button.click)
    assert stage.domain == [["name", "=", "x"]]
    assert stage.row(1).notes == ()


def test_of_three_hundred_conditions_the_first_are_shown_and_the_text_says_the_rest(stage: Stage) -> None:
    panel = stage.open()
    many = [["name", "=", str(number)] for number in range(300)]
    stage.act(lambda: stage.draft.set_argument("domain", many), lambda: len(panel.conditions.rows) == 201)
    assert "300 conditions" in panel.conditions._cut.text()
    assert stage.domain == many


# --- editing ---------------------------------------------------------------------------------------------------------


def test_typing_changes_the_domain_and_keeps_the_focus_and_the_widgets(stage: Stage) -> None:
    stage.open([COMPANY, NAME])
    rows, editor = stage.panel.conditions.rows, stage.row(2).editor
    assert isinstance(editor, LineEditor)
    editor.line.setFocus()
    stage.act(lambda: QTest.keyClicks(editor.line, "zure"))
    assert stage.domain == [COMPANY, ["name", "ilike", "zurea"]]
    assert stage.panel.conditions.rows == rows
    assert stage.row(2).editor is editor
    assert editor.line.cursorPosition() == 4
    stage.act(stage.draft.undo)
    assert stage.domain == [COMPANY, NAME], "what was typed in one go is one step"
    assert editor.line.text() == "a"


def test_an_operator_is_chosen_from_the_menu_and_the_value_is_kept_where_it_can_be(stage: Stage) -> None:
    stage.open([["name", "=", "Azure"], ["create_date", "=", "2024-01-31 10:00:00"]])
    menu = stage.row(1).operator.menu_of_operators()
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "contains\tilike"
    assert texts[-1] == "More operators"
    stage.choose(menu, "in")
    assert stage.domain == [["name", "in", ["Azure"]], ["create_date", "=", "2024-01-31 10:00:00"]]
    stage.choose(stage.row(1).operator.menu_of_operators(), "=like")
    stage.choose(stage.row(1).operator.menu_of_operators(), "not_set")
    stage.choose(stage.row(2).operator.menu_of_operators(), "in_range")
    assert stage.domain == [["name", "=", False], ["create_date", ">=", "today"], ["create_date", "<", "today +1d"]]
    assert stage.labels()[1:] == ["  Name | is not set", "  Created on | is in the range | today"]


def test_bad_input_is_said_below_the_row_and_the_domain_stays(stage: Stage) -> None:
    stage.open([["color", "=", 5]])
    editor = stage.row(1).editor
    assert isinstance(editor, LineEditor)
    stage.act(lambda: editor.set_text("5x"))
    assert stage.domain == [["color", "=", 5]]
    assert stage.row(1).notes == ("A whole number is needed here, such as 42.",)
    stage.act(lambda: stage.draft.set_argument("limit", 10))
    assert editor.line.text() == "5x"


def test_placeholders_can_stand_in_any_editor(stage: Stage) -> None:
    stage.open([["color", "=", 5], ["category_id", "in", [3]]])
    number, records = stage.row(1).editor, stage.row(2).editor
    assert isinstance(number, LineEditor)
    assert isinstance(records, RecordEditor)
    stage.act(lambda: number.set_text("{{colour}}"))
    QTest.keyClicks(records.line, "{{tag}}")
    stage.key(records.line, Key.Key_Return)
    assert stage.domain == [
        ["color", "=", Placeholder("colour")],
        ["category_id", "in", [3, Placeholder("tag")]],
    ]


def test_records_are_found_by_name_on_the_server(stage: Stage) -> None:
    stage.open([["country_id", "in", []]])
    editor = stage.row(1).editor
    assert isinstance(editor, RecordEditor)
    editor.line.setFocus()
    stage.act(lambda: QTest.keyClicks(editor.line, "Belg"), lambda: editor.choices)
    assert [body["name"] for body in stage.bodies("name_search")] == ["Belg"], "asked once the typing paused"
    assert editor._timer.interval() == 250
    assert editor.choices[0][1] == "Belgium"
    record = editor.choices[0][0]
    popup = QApplication.activePopupWidget()
    assert popup is not None
    stage.act(lambda: QTest.keyClick(popup, Key.Key_Return))
    assert editor.line.text() == ""
    assert stage.domain == [["country_id", "in", [record]]]
    assert stage.labels()[1] == "  Country | is in | Belgium"


def test_the_connector_has_four_ways(stage: Stage) -> None:
    stage.open([COMPANY, NAME])
    head = stage.panel.conditions.rows[0]
    assert isinstance(head, GroupRow)
    for connector, domain in (
        ("any", ["|", COMPANY, NAME]),
        ("none", ["!", "|", COMPANY, NAME]),
        ("not_all", ["!", "&", COMPANY, NAME]),
        ("all", [COMPANY, NAME]),
    ):
        stage.choose(head.connector.menu_of_connectors(), connector)
        assert stage.domain == domain
    assert isinstance(head.connector, ConnectorButton)
    assert head.connector.text() == "All of"


def test_rows_are_moved_doubled_wrapped_and_removed_by_keys(stage: Stage) -> None:
    stage.open([COMPANY, NAME])
    alt, control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
    stage.row(2).setFocus()
    stage.key(stage.row(2), Key.Key_Up, alt)
    assert stage.domain == [NAME, COMPANY]
    assert stage.row(1).hasFocus(), "the focus moves with the row"
    stage.key(stage.row(1), Key.Key_D, control)
    assert stage.domain == [NAME, NAME, COMPANY]
    assert stage.row(2).hasFocus()
    stage.key(stage.row(2), Key.Key_G, control)
    assert stage.labels() == [
        "All of",
        "  Name | contains | a",
        "  Any of",
        "    Name | contains | a",
        "  Is a Company | is true",
    ]
    stage.key(stage.row(3), Key.Key_Delete)
    assert stage.domain == [NAME, COMPANY]


def test_delete_in_an_editor_deletes_letters_not_the_row(stage: Stage) -> None:
    stage.open([NAME])
    editor = stage.row(1).editor
    assert isinstance(editor, LineEditor)
    editor.line.setFocus()
    editor.line.setCursorPosition(0)
    stage.key(editor.line, Key.Key_Delete)
    assert stage.domain == [["name", "ilike", ""]]
    for part in (editor.line, stage.row(1).field, stage.row(1).operator):
        stage.key(part, Key.Key_Delete)
    assert stage.domain == [["name", "ilike", ""]]


def test_json_that_becomes_plain_text_is_not_taken_away_while_it_is_typed(stage: Stage) -> None:
    stage.open([["name", "=", 5]])
    editor = stage.row(1).editor
    assert isinstance(editor, LineEditor)
    editor.line.setFocus()
    editor.line.clear()
    for letter in '"ab"':
        stage.act(lambda letter=letter: QTest.keyClicks(editor.line, letter))  # type: ignore[misc]  # a lambda with a default
    assert stage.domain == [["name", "=", "ab"]]
    assert stage.row(1).editor is editor
    assert editor.line.text() == '"ab"'


def test_a_row_keeps_its_widgets_when_one_above_it_goes(stage: Stage) -> None:
    stage.open([COMPANY, NAME, US])
    below = stage.panel.conditions.rows[2:]
    stage.act(stage.row(1).button("remove").click)
    assert stage.panel.conditions.rows[1:] == below
    assert [row.line.path for row in below] == [(0,), (1,)]


def test_a_row_moved_from_within_its_editor_keeps_the_focus_there(stage: Stage) -> None:
    stage.open([COMPANY, NAME])
    editor = stage.row(2).editor
    assert isinstance(editor, LineEditor)
    editor.line.setFocus()
    stage.key(editor.line, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert stage.domain == [NAME, COMPANY]
    assert editor.line.hasFocus()


def test_tab_goes_through_a_row_from_left_to_right_also_when_it_came_later(stage: Stage) -> None:
    stage.open([NAME, US])
    stage.act(stage.row(1).button("duplicate").click)
    row = stage.row(2)
    editor = row.editor
    assert isinstance(editor, LineEditor)
    row.setFocus()
    for expected in (row.field, row.operator, editor.line, row.button("add")):
        QTest.keyClick(focused(), Key.Key_Tab)
        assert expected.hasFocus()
    for _ in range(2):
        QTest.keyClick(focused(), Key.Key_Tab)
    QTest.keyClick(focused(), Key.Key_Tab)
    assert stage.panel.conditions.rows[3].hasFocus()


def test_all_that_can_be_done_with_a_row_is_in_its_menu(stage: Stage) -> None:
    stage.open([NAME])
    QTest.mouseMove(stage.row(1), stage.row(1).rect().center())
    more = stage.row(1).more
    assert more is not None
    assert more.isVisible()
    stage.choose(stage.row(1).menu(), "negate")
    assert stage.domain == ["!", NAME]
    assert stage.labels()[1] == "  Name | does not contain | a"
    stage.choose(stage.row(1).menu(), "wrap")
    stage.choose(stage.panel.conditions.rows[1].menu(), "add_group")
    assert stage.domain == ["|", "!", NAME, "&", ["country_id", "in", []], ["country_id", "in", []]]
    stage.choose(stage.panel.conditions.rows[3].menu(), "ungroup")
    assert len(stage.panel.conditions.rows) == 5


def test_the_buttons_of_a_row_add_double_and_remove_and_a_group_is_added(stage: Stage) -> None:
    panel = stage.open([NAME])
    stage.act(stage.row(1).button("duplicate").click)
    stage.act(stage.row(1).button("add").click)
    assert stage.domain == [NAME, ["country_id", "in", []], NAME]
    stage.act(stage.row(3).button("remove").click)
    stage.act(stage.row(2).button("remove").click)
    button = panel.findChild(LinkButton, "add-group")
    assert isinstance(button, LinkButton)
    stage.act(button.click)
    assert stage.domain == [NAME, "|", ["country_id", "in", []], ["country_id", "in", []]]


def test_conditions_on_related_records_are_a_group_on_their_model(stage: Stage) -> None:
    stage.open([["child_ids", "set", False], NAME])
    stage.act(lambda: stage.draft.set_argument("domain", [["child_ids", "any", []], NAME]))
    head = stage.panel.conditions.rows[2]
    assert isinstance(head, GroupRow)
    stage.act(lambda: head.asked.emit("add"))
    assert stage.domain == [["child_ids", "any", [["country_id", "in", []]]], NAME]
    assert stage.panel.conditions.rows[3].line.model == "res.partner"


def test_an_expression_in_the_domain_is_refused_with_a_sentence_and_nothing_changes(stage: Stage) -> None:
    panel = stage.open([NAME])
    leaf = tree.Leaf("user_id", "=", tree.Expression("uid"))
    stage.act(lambda: panel.conditions._change(tree.Group("&", children=(leaf,)), None))
    assert panel.refusal.text() == "The domain needs a value for uid."
    assert stage.domain == [NAME]


def test_the_domain_is_copied(stage: Stage) -> None:
    panel = stage.open([NAME])
    stage.act(panel.domain_line.copy)
    assert QGuiApplication.clipboard().text() == '[["name", "ilike", "a"]]'
    assert panel.domain_line.toolTip() == '[\n  ["name", "ilike", "a"]\n]'


# --- the field picker ------------------------------------------------------------------------------------------------


def test_the_whole_domain_is_read_and_copied_from_its_line(stage: Stage) -> None:
    panel = stage.open([NAME, "|", COMPANY, US])
    stage.key(panel.domain_line.text, Key.Key_Return)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, DomainPopup)
    text = popup.text.toPlainText()
    assert json.loads(text) == [NAME, "|", COMPANY, US]
    assert [line for line in text.splitlines() if "country_id.code" in line] == ['  ["country_id.code", "=", "US"]']
    stage.act(popup.copy_button.click)
    assert QGuiApplication.clipboard().text() == text
    stage.key(popup.text, Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    stage.act(lambda: QTest.mouseClick(panel.domain_line.text, Qt.MouseButton.LeftButton))
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, DomainPopup)
    stage.act(popup.hide)


def test_no_ids_are_said_to_do_nothing(stage: Stage) -> None:
    panel = stage.open_call(Call("res.partner", "unlink", (), (), {}))
    ids = panel.arguments.rows["\0ids"].editor
    assert ids.hint.isVisible()
    assert ids.hint.text() == "No ids: nothing is read or changed."
    assert ids.problem == ""
    assert ids.ids is not None
    line = ids.ids.line
    stage.act(lambda: QTest.keyClicks(line, "7"))
    assert ids.hint.isHidden()


def test_a_field_is_found_by_label_and_taken_with_enter(stage: Stage) -> None:
    stage.open([NAME])
    stage.act(stage.row(1).field.click)
    picker = stage.picker()
    stage.act(lambda: QTest.keyClicks(picker.search, "is a com"))
    assert picker.shown[0].name == "is_company"
    stage.key(picker.search, Key.Key_Return)
    assert stage.domain == [["is_company", "=", True]]


def test_relations_open_in_place_and_return(stage: Stage) -> None:
    stage.open([NAME])
    stage.act(stage.row(1).field.click)
    picker = stage.picker()
    stage.act(lambda: QTest.keyClicks(picker.search, "country_id"))
    stage.key(picker.search, Key.Key_Right)
    assert picker.prefix == "country_id."
    assert "code" in [entry.name for entry in picker.shown]
    stage.key(picker.search, Key.Key_Left)
    assert picker.prefix == ""
    stage.key(picker.search, Key.Key_Right)
    stage.act(lambda: QTest.keyClicks(picker.search, "code"))
    stage.key(picker.search, Key.Key_Return)
    assert stage.domain == [["country_id.code", "ilike", "a"]], "the value fits the new field too"
    assert stage.row(1).field.shown_text() == "Country › Country Code"


def test_a_dotted_path_can_be_typed(stage: Stage) -> None:
    stage.open([NAME])
    stage.act(stage.row(1).field.click)
    picker = stage.picker()
    stage.act(lambda: QTest.keyClicks(picker.search, "parent_id.country_id.cod"))
    assert picker.shown[0].name == "code"
    stage.key(picker.search, Key.Key_Return)
    assert stage.domain == [["parent_id.country_id.code", "ilike", "a"]]


def test_what_cannot_be_searched_says_why_and_is_not_taken(stage: Stage) -> None:
    stage.open([NAME])
    stage.act(stage.row(1).field.click)
    picker = stage.picker()
    barred = [entry for entry in picker.shown if entry.reason]
    assert barred
    assert picker.shown[-len(barred) :] == tuple(barred)
    stage.act(lambda: QTest.keyClicks(picker.search, barred[0].name))
    row = [entry.name for entry in picker.shown].index(barred[0].name)
    stage.act(lambda: picker.view.clicked.emit(picker.view.model().index(row, 0)))
    assert stage.domain == [NAME]
    stage.key(picker.search, Key.Key_Escape)


def test_fields_that_cannot_be_loaded_are_said_to_be_and_a_path_can_be_typed(stage: Stage) -> None:
    stage.open([NAME], model="no.such.model")
    assert stage.labels() == ["All of", "  name | contains | a"]
    stage.act(stage.row(1).field.click)
    picker = stage.picker()
    assert "no.such.model" in picker._notice.text()
    assert picker._retry.isVisible()
    stage.act(lambda: QTest.keyClicks(picker.search, "x_colour"))
    stage.key(picker.search, Key.Key_Return)
    assert stage.domain == [["x_colour", "ilike", "a"]]


# --- fields, order, limit --------------------------------------------------------------------------------------------


def test_fields_are_chips_that_are_added_moved_and_removed(stage: Stage) -> None:
    panel = stage.open(fields=["name", "email"])
    chips = panel.fields_line.chips
    assert [chips.chip(key).text() for key in ("name", "email")] == ["Name", "Email"]
    stage.act(panel.fields_line.open_picker)
    picker = stage.picker()
    stage.act(lambda: QTest.keyClicks(picker.search, "country_id"))
    stage.key(picker.search, Key.Key_Return)
    assert picker.isVisible(), "several are taken one after another"
    stage.key(picker.search, Key.Key_Escape)
    assert stage.draft.argument("fields") == ["name", "email", "country_id"]
    chips.chip("country_id").setFocus()
    stage.key(chips.chip("country_id"), Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert stage.draft.argument("fields") == ["name", "country_id", "email"]
    for name in ("name", "country_id", "email"):
        stage.key(chips.chip(name), Key.Key_Delete)
    assert "fields" not in stage.draft.call.kwargs
    assert panel.fields_line._all.isVisible()


def test_many_fields_take_two_lines_and_the_rest_opens(stage: Stage) -> None:
    names = ["name", "email", "phone", "country_id", "city", "zip", "street", "website", "function", "create_date"]
    panel = stage.open([NAME], fields=names, order="name desc")
    line = panel.fields_line
    assert line.area.more.isHidden()
    stage.act(partial(panel.resize, 414, 420))
    two_lines = 2 * metrics.metrics().control + 8
    assert line.area.height() <= two_lines
    assert line.area.more.isVisible()
    hidden = int(line.area.more.text().removeprefix("+"))
    assert 0 < hidden < len(names)
    # Nothing of the order is cut: it has a line of its own.
    term = line.order.findChild(TermButton)
    assert isinstance(term, TermButton)
    assert term.width() >= term.sizeHint().width()
    assert line.order.geometry().top() >= line.area.geometry().bottom()
    stage.act(line.area.more.click)
    assert line.area.height() > two_lines
    assert all(not line.chips.chip(name).visibleRegion().isEmpty() for name in names)


def test_rows_shrink_so_that_their_buttons_stay_in_a_narrow_panel(stage: Stage) -> None:
    panel = stage.open([NAME, "|", COMPANY, ["create_date", ">", "2024-01-01 00:00:00"]])
    wide = stage.row(1).field.width()
    stage.act(partial(panel.resize, 414, 420))
    for row in panel.conditions.rows:
        button = row.button("remove")
        if button.isVisible():
            place = button.mapTo(panel.conditions, button.rect().topRight())
            assert place.x() < panel.conditions.viewport().width()
    assert stage.row(1).field.width() < wide


def test_the_order_turns_grows_and_goes(stage: Stage) -> None:
    panel = stage.open(order="name")
    button = panel.findChildren(TermButton)[0]
    stage.act(button.click)
    assert stage.draft.argument("order") == "name desc"
    stage.act(panel.fields_line.order.open_picker)
    picker = stage.picker()
    stage.act(lambda: QTest.keyClicks(picker.search, "create_date"))
    stage.key(picker.search, Key.Key_Return)
    assert stage.draft.argument("order") == "name desc, create_date"
    for _ in range(2):
        first = next(button for button in panel.findChildren(TermButton) if button.isVisible())
        stage.key(first, Key.Key_Delete)
    assert "order" not in stage.draft.call.kwargs


def test_an_order_from_a_variable_is_shown_kept_and_replaced(stage: Stage) -> None:
    panel = stage.open(order=Placeholder("mine"))
    button = panel.findChildren(TermButton)[0]
    assert button.text() == "{{mine}}"
    stage.act(button.click)
    assert stage.draft.argument("order") == Placeholder("mine")
    stage.act(panel.fields_line.order.open_picker)
    stage.act(lambda: stage.picker().picked.emit("name"))
    stage.act(stage.picker().hide)
    assert stage.draft.argument("order") == "name"


def test_the_limit_is_a_number_and_the_offset_shows_where_it_is_not_the_start(stage: Stage) -> None:
    panel = stage.open(limit=80, offset=160)
    order = panel.fields_line.order
    assert order._offset.text() == "from 161"
    stage.act(order._clear.click)
    assert "offset" not in stage.draft.call.kwargs
    assert not order._offset.isVisible()
    stage.act(lambda: order.limit.set_text("many"))
    assert stage.draft.argument("limit") == 80
    stage.act(lambda: order.limit.set_text("200"))
    assert stage.draft.argument("limit") == 200
    stage.act(lambda: order.limit.set_text(""))
    assert "limit" not in stage.draft.call.kwargs
    assert order.limit.line.placeholderText() == "80"


# --- arguments -------------------------------------------------------------------------------------------------------


def test_a_write_has_ids_values_and_a_context(stage: Stage) -> None:
    panel = stage.open_call(Call("res.partner", "write", (7,), (), {"vals": {"name": "Azure"}}))
    assert not panel.conditions.isVisible()
    assert [line.name for line in panel.arguments._lines] == ["ids", "vals", "context"]
    ids, vals = panel.arguments.rows["\0ids"].editor, panel.arguments.rows["vals"].editor
    assert ids.ids is not None
    assert vals.json is not None
    edit = ids.ids
    stage.act(lambda: edit.set_text("7, 8 {{extra}}"))
    assert stage.draft.call.ids == (7, 8, Placeholder("extra"))
    stage.act(lambda: edit.set_text("7, x"))
    assert ids.problem == "“x” is no record id: ids are whole numbers."
    assert stage.draft.call.ids == (7, 8, Placeholder("extra"))


def test_values_to_write_are_rows_with_the_editors_of_their_types(stage: Stage) -> None:
    vals = {"name": "Azure", "is_company": True, "country_id": 20, "category_id": [[6, 0, [3]]]}
    panel = stage.open_call(Call("res.partner", "write", (7,), (), {"vals": vals}))
    field = panel.arguments.rows["vals"].editor.field
    assert isinstance(field, ValuesField)
    assert [(row.label.text(), row.want.kind) for row in field.rows.values()] == [
        ("Name", "text"),
        ("Is a Company", "boolean"),
        ("Country", "record"),
        ("Tags", "json"),
    ]
    name = field.rows["name"].editor
    assert isinstance(name, LineEditor)
    stage.act(lambda: name.set_text("Blue {{n}}"))
    stage.act(field.rows["is_company"].remove.click)
    country = field.rows["country_id"].editor
    assert isinstance(country, RecordEditor)
    assert [chip.text() for chip in country.findChildren(Chip)] == ["Belgium"]
    stage.act(lambda: country.remove_item(0))
    written = {"name": "Blue {{n}}", "country_id": False, "category_id": [[6, 0, [3]]]}
    assert repr(stage.draft.argument("vals")) == repr(written)
    stage.act(field.open_picker)
    picker = stage.picker()
    stage.act(lambda: QTest.keyClicks(picker.search, "date"))
    stage.key(picker.search, Key.Key_Escape)
    stage.act(field.switch.click)
    assert field.json.isVisible()
    assert field.rows == {}


def test_values_to_create_are_a_list_of_one_record(stage: Stage) -> None:
    panel = stage.open_call(Call("res.partner", "create"))
    field = panel.arguments.rows["vals_list"].editor.field
    assert isinstance(field, ValuesField)
    stage.act(field.open_picker)
    picker = stage.picker()
    stage.act(lambda: QTest.keyClicks(picker.search, "email"))
    stage.key(picker.search, Key.Key_Return)
    assert stage.draft.argument("vals_list") == [{"email": ""}]
    email = field.rows["email"].editor
    assert isinstance(email, LineEditor)
    # The picker is closed and the value has the focus: what is typed now is the value.
    assert QApplication.activePopupWidget() is None
    assert focused() is email.line
    stage.act(lambda: QTest.keyClicks(focused(), "a@b.example"))
    assert stage.draft.argument("vals_list") == [{"email": "a@b.example"}]
    stage.act(lambda: stage.draft.set_argument("vals_list", [{"name": "a"}, {"name": "b"}]))
    assert field.json.isVisible()
    assert "b" in field.json.edit.toPlainText()


def test_wrong_json_is_marked_kept_and_changes_nothing(stage: Stage) -> None:
    panel = stage.open_call(Call("res.partner", "write", (7,), (), {"vals": {"name": "Azure"}}))
    field = panel.arguments.rows["vals"].editor.json
    assert field is not None
    stage.act(lambda: field.edit.setPlainText("{'name': 1}"))
    assert field.problem == "JSON takes double quotes, not single ones."
    assert stage.draft.argument("vals") == {"name": "Azure"}
    stage.act(lambda: field.edit.setPlainText('{"name": "Blue", "n": {{n}}}'))
    assert stage.draft.argument("vals") == {"name": "Blue", "n": Placeholder("n")}
    assert field.problem == ""


def test_an_argument_that_is_emptied_is_not_sent_and_any_can_be_added(stage: Stage) -> None:
    panel = stage.open_call(Call("res.partner", "fields_get", kwargs={"attributes": ["string"]}))
    field = panel.arguments.rows["attributes"].editor.json
    assert field is not None
    stage.act(lambda: field.edit.setPlainText(""))
    assert stage.draft.call.kwargs == {}
    stage.act(lambda: panel.arguments.add.chosen.emit("colour"))
    assert stage.draft.call.kwargs == {"colour": None}
    stage.act(panel.arguments.rows["colour"].remove.click)
    assert stage.draft.call.kwargs == {}
    assert "colour" not in panel.arguments.rows


def test_a_context_is_an_object(stage: Stage) -> None:
    panel = stage.open_call(Call("res.partner", "action_archive", (7,)))
    editor = panel.arguments.rows["\0context"].editor
    assert editor.json is not None
    edit = editor.json.edit
    stage.act(lambda: edit.setPlainText("[1]"))
    assert editor.problem == "A context is an object: names and values in braces."
    assert stage.draft.call.context == {}
    stage.act(lambda: edit.setPlainText('{"lang": "fr_BE"}'))
    assert stage.draft.call.context == {"lang": "fr_BE"}


def test_a_grouping_has_conditions_and_arguments(stage: Stage) -> None:
    kwargs = {"domain": [NAME], "groupby": ["country_id"], "aggregates": ["__count"]}
    panel = stage.open_call(Call("res.partner", "formatted_read_group", kwargs=kwargs))
    assert panel.conditions.isVisible()
    assert [line.name for line in panel.arguments._lines] == ["groupby", "aggregates", "having"]
    stage.act(lambda: panel.arguments.add.chosen.emit("\0context"))
    assert [line.name for line in panel.arguments._lines][-1] == "context"
    assert panel.fields_line.order.limit.line.placeholderText() == "all"


# --- the envelope ----------------------------------------------------------------------------------------------------


def test_an_edited_envelope_is_drawn_and_one_that_is_no_call_is_said_to_be(stage: Stage) -> None:
    panel = stage.open([NAME])
    text = stage.draft.envelope_text()
    stage.act(lambda: stage.draft.edit_text(text.replace('"ilike"', '"="')))
    assert stage.labels()[1] == "  Name | is equal to | a"
    stage.act(lambda: stage.draft.edit_text(text[:-4]))
    assert panel.problem.isVisible()
    assert "Build shows the last call that could be read." in panel.problem.text()
    assert stage.labels()[1] == "  Name | is equal to | a"
    stage.act(panel.problem.button.click)
    assert not panel.problem.isVisible()
    assert stage.draft.problem is None


def test_a_closed_panel_hears_nothing_more(stage: Stage) -> None:
    panel = stage.open([NAME])
    panel.closed()
    assert len(stage.draft._observers) == 0
    stage.act(lambda: stage.draft.set_argument("domain", [COMPANY]))
    assert stage.labels()[1] == "  Name | contains | a"


def test_what_is_built_is_what_the_server_receives(stage: Stage) -> None:
    stage.open([COMPANY], fields=["name"], limit=5)
    tab = stage.tab
    assert tab is not None
    stage.act(lambda: stage.row(1).asked.emit("negate"))
    stage.act(lambda: stage.scope.spawn(tab.send()))
    sent = [body for body in stage.bodies("search_read") if body.get("fields") == ["name"]]
    assert sent[-1]["domain"] == ["!", COMPANY]
    assert sent[-1]["limit"] == 5


def test_an_older_server_gets_literal_dates_and_no_relative_words(stage: Stage) -> None:
    with PracticeServer("17.0") as older:
        stage.client.close()
        stage.connect(older, ProtocolName.JSONRPC)
        stage.open([["create_date", ">", "2024-01-01 00:00:00"], ["date", "=", "2024-01-01"]])
        stage.choose(stage.row(1).operator.menu_of_operators(), "in_range")
        sent = json.dumps(stage.domain)
        assert "today" not in sent
        assert stage.labels()[1] == "  Created on | is in the range | today"
        editor = stage.row(2).editor
        assert isinstance(editor, LineEditor)
        stage.act(lambda: editor.set_text("today -1d"))
        assert stage.row(2).notes == ("This server does not know relative dates: they came with Odoo 19.0.",)
        stage.client.close()
