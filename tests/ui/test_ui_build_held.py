"""What stands in Build and is no value is never sent as the value before it: sending is refused and says where."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from explorer.background import RpcWorker
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core.call import Call
from explorer.core.connection import Connection, ProtocolName
from explorer.core.faults import GuardFault
from explorer.core.secret import Secret
from explorer.practice.server import PracticeServer
from explorer.ui import theme
from explorer.ui.loop import TaskScope
from explorer.ui.panels.build.condition_row import ConditionRow
from explorer.ui.panels.build.panel import BuildPanel
from explorer.ui.panels.build.values.base import LineEditor
from explorer.ui.panels.build.values.ranges import RangeEditor
from explorer.ui.panels.build.values.records import RecordEditor
from explorer.ui.panels.build.values.tags import TagEditor
from explorer.ui.panels.build.values_field import ValuesField
from explorer.work.draft import Draft
from explorer.work.live import LiveConnection
from explorer.work.tab import Tab

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

MOMENT = ["create_date", ">", "2024-01-01 00:00:00"]


class _Settings:
    page_size = 80


class Sender:
    """A Build panel on the practice server, and the deed of sending what it shows."""

    def __init__(self, server: PracticeServer, loop: qasync.QEventLoop, qtbot: QtBot) -> None:
        self.server, self.loop, self.qtbot = server, loop, qtbot
        self.worker = RpcWorker()
        self.reports: list[BaseException] = []
        self.scope = TaskScope(self.reports.append)
        connection = Connection("practice", server.url, server.database, server.login, protocol=ProtocolName.JSON2)
        self.client = Client(connection, Secret(server.password), Secret(server.api_key), self.worker)
        self.live = LiveConnection(connection, self.client, Schema(self.client, self.worker), self.worker)
        loop.run_until_complete(asyncio.wait_for(self.live.connect(), 20))

    def open(self, *domain: object, model: str = "res.partner") -> BuildPanel:
        return self.open_call(Call(model, "search_read", None, (), {"domain": list(domain), "fields": ["name"]}))

    def open_call(self, call: Call) -> BuildPanel:
        self.tab = Tab(Draft(call, self.live.writer()), self.live, _Settings())
        tab = self.tab

        def build() -> None:
            self.panel = BuildPanel(tab, self.scope)
            self.qtbot.addWidget(self.panel)
            self.panel.resize(860, 420)
            self.panel.show()

        self.act(build)
        self.qtbot.waitExposed(self.panel)
        return self.panel

    def act(self, action: Callable[[], object]) -> None:
        """Do something while the loop runs, then wait until all tasks have ended."""

        async def acting() -> None:
            action()
            await asyncio.sleep(0.01)
            while self.scope.busy:
                await asyncio.sleep(0.01)

        self.loop.run_until_complete(asyncio.wait_for(acting(), 20))

    def send(self) -> None:
        self.server.forget()
        self.act(lambda: self.scope.spawn(self.tab.send()))

    @property
    def bodies(self) -> list[Any]:
        """The calls that the server received since the last sending began."""
        end = f"/{self.tab.draft.call.method}"
        return [json.loads(call.body) for call in self.server.received if call.path.endswith(end)]

    @property
    def refusal(self) -> str:
        """Why the last sending was refused; it reached no server."""
        outcome = self.tab.draft.outcome
        assert outcome is not None
        assert isinstance(outcome.fault, GuardFault)
        assert not self.server.received
        return outcome.fault.message

    def row(self, number: int) -> ConditionRow:
        row = self.panel.conditions.rows[number]
        assert isinstance(row, ConditionRow)
        return row

    def line(self, number: int) -> LineEditor:
        editor = self.row(number).editor
        assert isinstance(editor, LineEditor)
        return editor

    def close(self) -> None:
        self.panel.closed()
        self.tab.close()
        self.client.close()
        self.act(lambda: None)
        self.worker.shutdown(5)


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as running:
        yield running


@pytest.fixture
def at(server: PracticeServer, qapp: QApplication, qtbot: QtBot) -> Iterator[Sender]:
    manager = theme.apply(qapp, "light")
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    made = Sender(server, loop, qtbot)
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


def typed(widget: QWidget, text: str) -> None:
    """Type a text in the place of what stands in a line."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(widget, text)


def focus_is_in(widget: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and (focus is widget or widget.isAncestorOf(focus))


def test_a_condition_with_a_complaint_is_not_sent_as_it_was_before(at: Sender) -> None:
    at.open(["name", "ilike", "a"], MOMENT)
    editor = at.line(2)
    at.act(lambda: typed(editor.line, "31.12.2026"))
    at.act(at.line(1).line.setFocus)
    at.send()
    assert at.refusal == "Created on: A date and time is written like 2024-01-31 14:30."
    assert focus_is_in(editor)
    assert editor.line.text() == "31.12.2026"
    at.act(lambda: typed(editor.line, "2026-12-31"))
    at.send()
    assert at.bodies[0]["domain"] == [["name", "ilike", "a"], ["create_date", ">", "2026-12-30 23:00:00"]]


@pytest.mark.parametrize("way", ["remove", "undo", "model"])
def test_what_is_gone_from_the_screen_holds_nothing(at: Sender, way: str) -> None:
    at.open(["name", "ilike", "a"], MOMENT)
    draft = at.tab.draft
    at.act(lambda: draft.set_argument("domain", [["name", "ilike", "b"], ["create_date", ">", "2025-01-01 00:00:00"]]))
    at.act(lambda: typed(at.line(2).line, "31.12.2026"))
    deeds: dict[str, Callable[[], object]] = {
        "remove": at.row(2).button("remove").click,
        "undo": draft.undo,
        "model": lambda: draft.set_model("res.country"),
    }
    at.act(deeds[way])
    at.send()
    assert len(at.bodies) >= 1


def test_a_closed_panel_holds_nothing(at: Sender) -> None:
    at.open(MOMENT)
    at.act(lambda: typed(at.line(1).line, "31.12.2026"))
    at.panel.closed()
    at.send()
    assert len(at.bodies) >= 1


def test_a_limit_that_is_no_number_says_so_and_is_not_sent(at: Sender) -> None:
    panel = at.open(["name", "ilike", "a"])
    limit = panel.fields_line.order.limit
    at.act(lambda: typed(limit.line, "abc"))
    assert panel.fields_line.note.isVisible()
    assert panel.fields_line.note.text() == "A limit is a whole number, such as 80."
    at.act(at.line(1).line.setFocus)
    at.send()
    assert at.refusal == "Limit: A limit is a whole number, such as 80."
    assert focus_is_in(limit)
    assert limit.line.text() == "abc"
    at.act(lambda: typed(limit.line, "3"))
    assert panel.fields_line.note.isHidden()
    at.send()
    assert at.bodies[0]["limit"] == 3


def test_one_end_of_a_range_that_is_no_date_gets_the_focus(at: Sender) -> None:
    at.open(["create_date", ">=", "2024-01-01 00:00:00"], ["create_date", "<=", "2024-02-01 00:00:00"])
    editor = at.row(1).editor
    assert isinstance(editor, RangeEditor)
    end = editor.second
    assert isinstance(end, LineEditor)
    at.act(lambda: typed(end.line, "soon"))
    at.send()
    assert "A date and time is written like 2024-01-31 14:30." in at.refusal
    assert focus_is_in(end)


def test_ids_and_json_and_values_with_a_complaint_are_not_sent(at: Sender) -> None:
    panel = at.open_call(Call("res.partner", "write", (7,), (), {"vals": {"name": "A", "color": 1}}))
    ids = panel.arguments.rows["\0ids"].editor
    assert ids.ids is not None
    line = ids.ids.line
    at.act(lambda: typed(line, "seven"))
    at.send()
    assert at.refusal == "ids: “seven” is no record id: ids are whole numbers."
    assert focus_is_in(ids)
    at.act(lambda: typed(line, "7"))
    values = panel.arguments.rows["vals"].editor.field
    assert isinstance(values, ValuesField)
    color = values.rows["color"].editor
    assert isinstance(color, LineEditor)
    at.act(lambda: typed(color.line, "red"))
    at.send()
    assert at.refusal.startswith("Color Index: ")
    assert focus_is_in(color)
    at.act(lambda: typed(color.line, "2"))
    context = panel.arguments.rows["\0context"].editor
    assert context.json is not None
    edit = context.json.edit
    at.act(lambda: typed(edit, "[1"))
    at.send()
    assert at.refusal.startswith("context: ")
    assert focus_is_in(edit)
    assert edit.toPlainText() == "[1"
    at.act(lambda: typed(edit, "[1]"))
    at.send()
    assert at.refusal == "context: A context is an object: names and values in braces."


def test_a_single_record_that_nobody_chose_is_not_sent_as_zero(at: Sender) -> None:
    at.open(["parent_id", "in", [1]])
    at.act(lambda: at.row(1).key_chosen.emit("="))
    editor = at.row(1).editor
    assert isinstance(editor, RecordEditor)
    at.act(lambda: editor.remove_item(0))
    at.send()
    assert "No record is chosen yet" in at.refusal
    assert focus_is_in(editor)
    at.act(lambda: QTest.keyClicks(editor.line, "7"))
    at.send()
    assert [["parent_id", "=", 7]] in [body["domain"] for body in at.bodies]


def test_what_is_still_being_typed_into_a_list_is_sent_with_it(at: Sender) -> None:
    at.open(["id", "in", [7]])
    editor = at.row(1).editor
    assert isinstance(editor, TagEditor)
    at.act(lambda: QTest.keyClicks(editor.line, "8"))
    at.send()
    assert at.bodies[0]["domain"] == [["id", "in", [7, 8]]]
    at.act(lambda: QTest.keyClicks(editor.line, "nine"))
    at.send()
    assert at.refusal.startswith("ID: ")
    assert editor.line.text() == "nine"
