"""The results of a tab against the practice server: rows, pages, sorting, selection, JSON, Raw, waiting."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, cast

import msgspec
import pytest
import qasync
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from explorer.background import RpcWorker
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core.call import Call
from explorer.core.connection import Connection, ProtocolName
from explorer.core.domain.parse import parse_list
from explorer.core.envelope import HttpReply, HttpRequest, Timings
from explorer.core.fields import Field
from explorer.core.records import page_of
from explorer.core.secret import MASK, Secret
from explorer.practice.server import PracticeServer
from explorer.ui import theme, tokens
from explorer.ui.loop import TaskScope
from explorer.ui.models.cells import Column
from explorer.ui.panels.results.grid import RecordsGrid
from explorer.ui.panels.results.header import HeaderEnd
from explorer.ui.panels.results.pager import range_text
from explorer.ui.panels.results.panel import ResultsPanel
from explorer.ui.panels.results.related import link_of
from explorer.ui.widgets.labels import EmptyState
from explorer.ui.widgets.viewer import TextViewer
from explorer.work.draft import Count, Outcome, Phase
from explorer.work.live import LiveConnection
from explorer.work.local_time import moment
from explorer.work.tab import Tab
from explorer.work.workspace import RecordSelection, Workspace

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

FIELDS = ["name", "email", "country_id", "category_id", "is_company", "create_date"]
NARROW = "\u202f"


class _Settings:
    page_size = 80


class Stage:
    """A tab on the practice server, its results on screen, and the loop that both run on."""

    def __init__(self, server: PracticeServer, loop: qasync.QEventLoop, qtbot: QtBot) -> None:
        self.server = server
        self.loop = loop
        self.reports: list[BaseException] = []
        self.worker = RpcWorker()
        connection = Connection("practice", server.url, server.database, server.login, protocol=ProtocolName.JSON2)
        self.client = Client(connection, Secret(server.password), Secret(server.api_key), self.worker)
        self.live = LiveConnection(connection, self.client, Schema(self.client, self.worker), self.worker)
        self.workspace = Workspace(_Settings())
        self.scope = TaskScope(self.reports.append)
        kwargs: dict[str, Any] = {"domain": [], "fields": FIELDS, "limit": 10}
        self.tab: Tab = self.workspace.open_tab(Call("res.partner", "search_read", kwargs=kwargs), self.live)
        self.panel = ResultsPanel(self.tab, self.workspace, self.scope)
        qtbot.addWidget(self.panel)
        self.panel.resize(900, 420)
        self.panel.show()
        qtbot.waitExposed(self.panel)

    @property
    def grid(self) -> RecordsGrid:
        return self.panel.grid

    def run(self, work: Coroutine[Any, Any, object]) -> None:
        self.loop.run_until_complete(asyncio.wait_for(work, 20))

    def until(self, ready: Callable[[], object]) -> None:
        """Let the loop run until ``ready()`` holds."""

        async def wait() -> None:
            while not ready():
                await asyncio.sleep(0.01)

        self.run(wait())

    def act(self, action: Callable[[], object], ready: Callable[[], object] | None = None) -> None:
        """Do something while the loop runs, then wait until ``ready()``, else until all tasks have ended."""

        async def acting() -> None:
            action()
            while not (ready() if ready else not self.scope.busy):
                await asyncio.sleep(0.01)

        self.run(acting())

    def send(self, **kwargs: object) -> None:
        if kwargs:
            self.tab.draft.set_call(self.tab.draft.call.with_kwargs(**kwargs))
        self.act(lambda: self.scope.spawn(self.tab.send()))

    def answer(self, value: object, **parts: object) -> Outcome:
        """Let an answer arrive that no server gave."""
        raw = json.dumps(value).encode()
        reply = HttpReply(200, "OK", (("Content-Type", "application/json"),), raw, Timings(0.02, 0.041), len(raw))
        outcome = Outcome(
            self.tab.draft.begin(),
            self.tab.draft.call,
            HttpRequest("POST", "https://user:word@erp.example.com/jsonrpc?x=1"),
            reply,
            msgspec.Raw(raw),
            page_of(raw),
        )
        outcome = msgspec.structs.replace(outcome, **parts)
        self.act(lambda: self.tab.draft.finish(outcome))
        return outcome

    def calls(self, method: str) -> list[dict[str, Any]]:
        """The bodies of the calls that the server received."""
        paths = [(request.path, request.body) for request in self.server.received]
        return [json.loads(body) for path, body in paths if path.endswith(f"/{method}")]

    def column(self, name: str) -> list[str]:
        place = [column.name for column in self.grid.records.columns].index(name)
        return [self.grid.records.cells(row)[place].text for row in range(self.grid.records.rowCount())]

    def shown(self, kind: type[QWidget]) -> list[QWidget]:
        return [widget for widget in self.panel.findChildren(kind) if widget.isVisible()]

    def says(self) -> str:
        """The sentence of the empty state that is on screen."""
        return " ".join(state.accessibleName() for state in self.shown(EmptyState))

    def close(self) -> None:
        self.panel.closed()
        self.tab.close()
        self.client.close()
        self.until(lambda: not self.scope.busy)
        self.worker.shutdown(5)


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as running:
        yield running


@pytest.fixture
def stage(server: PracticeServer, qapp: QApplication, qtbot: QtBot) -> Iterator[Stage]:
    manager = theme.apply(qapp, "light")
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
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


# --- states ----------------------------------------------------------------------------------------------------------


def test_before_the_first_sending_it_says_what_to_do(stage: Stage) -> None:
    assert stage.says() == "Nothing sent yet"
    assert not stage.panel.pager.isVisible()


def test_rows_arrive_with_labels_values_facts_and_range(stage: Stage) -> None:
    stage.send()
    assert stage.grid.isVisible()
    assert [column.label for column in stage.grid.shown_columns()][:4] == ["ID", "Name", "Email", "Country"]
    assert stage.grid.records.rowCount() == 10
    total = stage.tab.draft.count
    assert total is not None
    pager = stage.panel.pager
    assert (pager.shown.text(), pager.total.text()) == ("1–10", f" of {total.total}")
    assert pager.reply.status.text() == "200"
    assert "ms" in pager.reply.facts.text()
    assert "First byte" in pager.reply.toolTip()


def test_the_count_comes_after_the_rows(stage: Stage) -> None:
    rows = [{"id": number, "name": "x"} for number in range(1, 81)]
    stage.tab.draft.set_call(stage.tab.draft.call.with_kwargs(limit=80))
    outcome = stage.answer(rows)
    assert stage.panel.pager.total.text() == " of …"
    stage.tab.draft.set_count(outcome.generation, Count(1243))
    assert stage.panel.pager.rows.accessibleName() == f"Rows 1–80 of 1{NARROW}243"


def test_no_rows_say_so_and_what_to_do(stage: Stage) -> None:
    stage.tab.draft.set_domain(parse_list([["name", "=", "nobody has this name"]]))
    stage.send()
    assert stage.says() == "No record matches."
    assert any("condition" in label.text() for label in stage.panel.empty.findChildren(type(stage.panel.empty._todo)))
    assert stage.panel.pager.shown.text() == "0"


def test_a_page_behind_the_end_leads_back_to_the_first(stage: Stage) -> None:
    stage.send(offset=9990)
    assert stage.says() == "There are no records on this page."
    stage.act(stage.panel.empty.button.click)
    assert stage.grid.isVisible()
    assert "offset" not in stage.tab.draft.call.kwargs


def test_an_answer_that_is_no_list_of_records_is_shown_as_json(stage: Stage) -> None:
    stage.answer({"a": 1})
    assert stage.panel.tabs.key() == "json"
    viewer = stage.shown(TextViewer)[0]
    assert isinstance(viewer, TextViewer)
    viewer.select_all()
    assert viewer.selected_text() == '{\n  "a": 1\n}'
    stage.panel.show_view("grid")
    assert stage.says() == "The answer is not a list of records."
    stage.act(stage.panel.empty.button.click)
    assert stage.panel.tabs.key() == "json"


def test_rows_bring_the_grid_back_unless_the_person_chose_json(stage: Stage) -> None:
    stage.answer(5)
    assert stage.panel.tabs.key() == "json"
    stage.answer([{"id": 1}])
    assert stage.panel.tabs.key() == "grid"
    stage.panel.show_view("json")
    stage.answer([{"id": 2}])
    assert stage.panel.tabs.key() == "json"
    stage.answer(5)
    stage.answer([{"id": 2}])
    assert stage.panel.tabs.key() == "json"


def test_a_limit_that_the_program_added_is_said(stage: Stage) -> None:
    stage.send(limit=msgspec.UNSET)
    assert stage.panel.pager.note.isVisible()
    assert "80" in stage.panel.pager.note.toolTip()
    stage.send()
    assert not stage.panel.pager.note.isVisible()


# --- waiting ---------------------------------------------------------------------------------------------------------


def signs_of_waiting(stage: Stage) -> list[bool]:
    return [stage.panel.waiting.isVisible(), stage.panel.busy.running, stage.grid.cells.shade == "waiting"]


def test_a_wait_shows_after_its_patience_what_came_and_a_way_to_stop_it(stage: Stage, qtbot: QtBot) -> None:
    stage.send()
    rows = stage.column("name")
    stage.tab.draft.begin()
    stage.tab.received = 2_345_678
    assert signs_of_waiting(stage) == [False, False, False]
    qtbot.waitUntil(stage.panel.waiting.isVisible)
    assert "2.3 MB received" in stage.panel.waiting.words.text()
    assert stage.grid.isVisible()
    assert signs_of_waiting(stage) == [True, True, True]
    QTest.mouseClick(stage.panel.waiting.button, Qt.MouseButton.LeftButton)
    assert stage.tab.draft.phase is Phase.ANSWERED
    assert signs_of_waiting(stage) == [False, False, False]
    assert stage.column("name") == rows


def test_the_first_wait_says_that_it_waits(stage: Stage, qtbot: QtBot) -> None:
    stage.tab.draft.begin()
    assert stage.says() == "Nothing sent yet"
    qtbot.waitUntil(lambda: stage.says() == "Waiting for the server")
    stage.tab.cancel()
    assert stage.says() == "The call was cancelled"
    assert stage.panel.pager.isVisible()
    assert stage.panel.pager.standing.text() == "Cancelled"


def test_a_panel_that_is_closed_watches_no_more(stage: Stage) -> None:
    stage.panel.closed()
    stage.answer([{"id": 1}])
    assert stage.grid.records.rowCount() == 0


# --- pages and order -------------------------------------------------------------------------------------------------


def test_the_arrows_turn_pages_and_end_at_the_ends(stage: Stage) -> None:
    stage.send(order="id")
    first = stage.column("id")
    pager = stage.panel.pager
    assert [button.isEnabled() for button in (pager.before, pager.after)] == [False, True]
    stage.act(pager.after.click)
    assert stage.calls("search_read")[-1]["offset"] == 10
    assert pager.shown.text() == "11–20"
    assert set(first).isdisjoint(stage.column("id"))
    assert [button.isEnabled() for button in (pager.before, pager.after)] == [True, True]
    stage.act(pager.before.click)
    assert stage.column("id") == first


def test_the_last_page_has_no_next_even_when_it_is_full(stage: Stage) -> None:
    outcome = stage.answer([{"id": number} for number in range(10)])
    assert stage.panel.pager.after.isEnabled()
    stage.tab.draft.set_count(outcome.generation, Count(10))
    assert not stage.panel.pager.after.isEnabled()


def test_another_page_size_starts_from_the_first(stage: Stage) -> None:
    stage.send(offset=10)
    stage.act(lambda: stage.panel.pager.page_size.chosen.emit(200))
    body = stage.calls("search_read")[-1]
    assert (body["limit"], "offset" in body) == (200, False)
    assert stage.panel.pager.page_size.key() == 200


def click_header(stage: Stage, name: str) -> None:
    place = [column.name for column in stage.grid.records.columns].index(name)
    header = stage.grid.columns
    at = QPoint(header.sectionViewportPosition(place) + 12, header.height() // 2)
    stage.act(lambda: QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at))


def test_a_click_on_a_header_sorts_on_the_server(stage: Stage) -> None:
    stage.send(limit=80)
    for order, arrow in (("name", "up"), ("name desc", "down"), (None, "")):
        click_header(stage, "name")
        assert stage.calls("search_read")[-1].get("order") == order
        assert stage.grid.columns.arrow("name") == arrow
    click_header(stage, "email")
    assert stage.grid.columns.arrow("email") == "up"


def test_what_the_server_cannot_sort_is_not_asked_and_says_why(stage: Stage) -> None:
    stage.send()
    before = len(stage.calls("search_read"))
    click_header(stage, "category_id")
    assert len(stage.calls("search_read")) == before
    column = next(column for column in stage.grid.records.columns if column.name == "category_id")
    assert "several records" in stage.grid.columns.explanation(column)
    name = next(column for column in stage.grid.records.columns if column.name == "name")
    assert stage.grid.columns.explanation(name).startswith("Name\nname · char\nClick to sort")


# --- rows of another call ---


def pages_of(stage: Stage) -> list[bool]:
    pager = stage.panel.pager
    return [pager.before.isEnabled(), pager.after.isEnabled(), pager.page_size.isEnabled()]


def mark(stage: Stage) -> tuple[str, str]:
    """What the pager says of the rows, and how they are dimmed."""
    stage.until(lambda: not stage.panel._edited.isActive())
    label = stage.panel.pager.standing
    return label.text() if label.isVisible() else "", stage.grid.cells.shade


def test_rows_of_another_model_say_so_and_can_be_neither_paged_nor_sorted(stage: Stage) -> None:
    stage.send(order="id")
    assert mark(stage) == ("", "")
    assert pages_of(stage) == [False, True, True]
    stage.tab.draft.set_model("res.country")
    assert mark(stage) == ("rows of the last call", "outdated")
    assert pages_of(stage) == [False, False, False]
    reason = "The call was changed since. Send to see its rows."
    pager = stage.panel.pager
    assert [part.toolTip() for part in (pager.standing, pager.before, pager.after, pager.page_size)] == [reason] * 4
    sent = len(stage.calls("search_read"))
    click_header(stage, "name")
    assert len(stage.calls("search_read")) == sent
    assert reason in stage.grid.columns.explanation(stage.grid.records.columns[1])
    stage.tab.draft.undo()
    assert mark(stage) == ("", "")
    assert pages_of(stage) == [False, True, True]
    assert stage.grid.columns.can_sort(1)


def test_the_views_keep_their_room_beside_the_words(stage: Stage) -> None:
    stage.send()
    stage.panel.resize(414, 300)
    stage.tab.draft.set_model("res.country")
    assert mark(stage)[0] == "rows of the last call"
    assert not stage.panel.pager.rows.isVisible()
    assert stage.panel.tabs.width() >= stage.panel.tabs.sizeHint().width()


def test_an_empty_page_of_another_model_leads_nowhere(stage: Stage) -> None:
    stage.send(offset=9990)
    assert stage.panel.empty.button.isVisible()
    stage.tab.draft.set_model("res.country")
    assert mark(stage)[0] == "rows of the last call"
    assert stage.says() == "There are no records on this page."
    assert not stage.panel.empty.button.isVisible()


def test_changed_conditions_mark_the_rows_and_their_next_page_is_the_first(stage: Stage) -> None:
    stage.send(order="id", offset=10)
    stage.tab.draft.set_domain(parse_list([["id", ">", 3]]))
    assert mark(stage) == ("rows of the last call", "outdated")
    assert pages_of(stage) == [True, True, True]
    assert "first page" in stage.panel.pager.after.toolTip()
    stage.act(stage.panel.pager.after.click)
    body = stage.calls("search_read")[-1]
    assert (body["domain"], "offset" in body) == ([["id", ">", 3]], False)
    assert mark(stage) == ("", "")
    assert stage.panel.pager.after.toolTip() == "Next page (Alt+Right)"


def test_a_page_or_a_sort_that_is_sent_at_once_marks_nothing(stage: Stage) -> None:
    stage.send(order="id")
    said: list[str] = []
    stage.tab.draft.subscribe(lambda _: said.append(stage.panel.pager.standing.text()))
    stage.act(stage.panel.pager.after.click)
    click_header(stage, "name")
    assert mark(stage) == ("", "")
    assert set(said) == {""}


@pytest.mark.parametrize(
    "call",
    [
        Call("res.partner", "read", (1, 2), (["name"],)),
        Call("res.partner", "read", None, ([1, 2], ["name"])),
        Call("res.partner", "name_search", None, ("a",)),
        Call("res.partner", "search_read", None, ([("id", ">", 3)], ["name"])),
    ],
)
def test_an_answer_that_just_came_belongs_to_the_call_however_it_was_written(stage: Stage, call: Call) -> None:
    stage.tab.draft.set_call(call)
    stage.send()
    assert stage.tab.draft.phase is Phase.ANSWERED
    assert mark(stage) == ("", "")
    stage.tab.draft.set_model("res.country")
    assert mark(stage)[0].endswith("of the last call") or mark(stage)[0] == "answer to the last call"


def test_a_cancelled_sending_is_said_until_the_next(stage: Stage) -> None:
    stage.send()
    stage.tab.draft.begin()
    stage.tab.cancel()
    assert mark(stage) == ("Cancelled", "")
    assert "cancelled" in stage.panel.pager.standing.toolTip()
    stage.tab.draft.begin()
    assert mark(stage) == ("", "")
    stage.tab.cancel()
    stage.send()
    assert mark(stage) == ("", "")


# --- the grid --------------------------------------------------------------------------------------------------------


def test_the_current_row_is_what_the_inspector_looks_at(stage: Stage) -> None:
    stage.send(order="id")
    stage.grid.select_row(2)
    selection = stage.workspace.selection
    assert isinstance(selection, RecordSelection)
    assert (selection.model, selection.live) == ("res.partner", stage.live)
    assert str(selection.id) == stage.column("id")[2]
    assert selection.row["name"] == stage.column("name")[2]
    QTest.keyClick(stage.grid, Qt.Key.Key_Down)
    assert str(stage.workspace.selection.id) == stage.column("id")[3]  # type: ignore[union-attr]  # as asserted above


def test_enter_and_double_click_open_the_record(stage: Stage, qtbot: QtBot) -> None:
    stage.send(order="id")
    stage.grid.select_row(1)
    with qtbot.waitSignal(stage.panel.record_opened) as opened:
        QTest.keyClick(stage.grid, Qt.Key.Key_Return)
    assert str(opened.args[0].id) == stage.column("id")[1]
    at = stage.grid.visualRect(stage.grid.records.index(4, 1)).center()
    with qtbot.waitSignal(stage.panel.record_opened) as opened:
        QTest.mouseClick(stage.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(stage.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert str(opened.args[0].id) == stage.column("id")[4]


def test_the_same_page_again_keeps_place_and_record(stage: Stage) -> None:
    stage.send(limit=80, order="id")
    stage.grid.select_row(40)
    stage.grid.verticalScrollBar().setValue(30)
    record = stage.column("id")[40]
    stage.send()
    assert stage.grid.verticalScrollBar().value() == 30
    assert stage.grid.currentIndex().row() == 40
    assert stage.column("id")[stage.grid.currentIndex().row()] == record
    stage.act(stage.panel.pager.after.click)
    assert stage.grid.verticalScrollBar().value() == 0


def test_ctrl_c_copies_whole_rows_with_technical_names(stage: Stage) -> None:
    stage.send(order="id")
    stage.grid.setFocus()
    stage.grid.select_row(0)
    QTest.keyClick(stage.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    stage.act(lambda: QTest.keyClick(stage.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier))
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["id", *FIELDS]
    assert [line.split("\t")[1] for line in lines[1:]] == stage.column("name")[:2]
    stage.grid.copy_ids()
    assert QGuiApplication.clipboard().text() == f"[{', '.join(stage.column('id')[:2])}]"


def test_widths_and_order_of_columns_are_kept_by_model_and_field(stage: Stage) -> None:
    stage.send()
    names = [column.name for column in stage.grid.shown_columns()]
    stage.grid.columns.resizeSection(names.index("email"), 333)
    stage.grid.columns.moveSection(names.index("email"), 1)
    stage.answer([{"id": 1, "x": 1}])
    stage.send(fields=["country_id", "email", "name"])
    assert [column.name for column in stage.grid.shown_columns()] == ["id", "email", "name", "country_id"]
    place = [column.name for column in stage.grid.records.columns].index("email")
    assert stage.grid.columns.sectionSize(place) == 333


def test_columns_are_as_wide_as_what_they_hold_and_no_wider_than_400(stage: Stage) -> None:
    stage.answer([{"id": 1, "short": "x", "long": "word " * 200}])
    widths = [stage.grid.columns.sectionSize(place) for place in range(3)]
    assert widths[0] < 80
    assert 400 <= widths[2] <= 640
    assert sum(widths) <= stage.grid.viewport().width()
    stage.panel.resize(420, 300)
    assert stage.grid.columns.sectionSize(2) < 400
    stage.until(lambda: stage.grid.horizontalScrollBar().maximum() == 0)


def test_times_are_in_the_zone_of_the_call_that_was_sent(stage: Stage) -> None:
    stage.tab.draft.set_context({"tz": "Europe/Brussels"})
    stage.send(order="id")
    outcome = stage.tab.draft.outcome
    assert outcome is not None
    assert outcome.page is not None
    created = str(outcome.page.row(0)["create_date"])
    when = moment(created, "Europe/Brussels")
    assert when is not None
    assert stage.column("create_date")[0] == when.local != created[:16]
    column = next(column for column in stage.grid.records.columns if column.name == "create_date")
    assert "in the time of Europe/Brussels" in stage.grid.columns.explanation(column)
    # A context that was not sent changes nothing.
    stage.tab.draft.set_context({"tz": "Asia/Tokyo"})
    assert stage.column("create_date")[0] == when.local
    stage.tab.draft.set_context({})
    stage.send()
    assert stage.column("create_date")[0] == created[:16]
    column = next(column for column in stage.grid.records.columns if column.name == "create_date")
    assert "in UTC, as on the wire" in stage.grid.columns.explanation(column)


class Regions(QObject):
    """What is painted of a widget."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.seen: list[QRegion] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.seen.append(event.region())
        return False

    def hold(self, point: QPoint) -> bool:
        return any(region.contains(point) for region in self.seen)


def test_rows_go_on_to_the_right_of_their_last_cell(stage: Stage) -> None:
    stage.answer([{"id": number, "ok": True} for number in range(1, 6)])
    view = stage.grid.viewport()
    right = view.width() - 6
    assert stage.grid.columns.length() < right
    at = QPoint(right, stage.grid.rowViewportPosition(2) + 8)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert stage.grid.currentIndex().row() == 2
    regions = Regions(view)
    # What the focus that came with the click paints.
    stage.until(lambda: regions.seen)
    regions.seen.clear()
    stage.grid.select_row(3)
    stage.until(lambda: regions.seen)
    assert regions.hold(QPoint(right, stage.grid.rowViewportPosition(2) + 8))
    stage.grid.select_row(2)
    painted = stage.grid.viewport().grab().toImage()
    light = tokens.LIGHT
    for row, token in ((0, "panel"), (1, "alternate"), (2, "selection"), (4, "panel")):
        colour = painted.pixelColor(right, stage.grid.rowViewportPosition(row) + 8)
        assert colour == light.color(token), row
    assert painted.pixelColor(right, stage.grid.rowViewportPosition(1) - 1) == light.color("line")


def test_the_records_that_a_cell_names_open_from_its_menu(stage: Stage) -> None:
    stage.send(order="id", domain=[["country_id", "!=", False]])
    place = [column.name for column in stage.grid.records.columns].index("country_id")
    record, name = cast("tuple[int, str]", stage.grid.records.value(0, place))
    at = stage.grid.visualRect(stage.grid.records.index(0, place)).center()
    QTest.mouseClick(stage.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert stage.workspace.tabs == [stage.tab]
    menu = stage.grid.context_menu()
    action = menu.actions()[0]
    assert action.text() == f"Open {name} (res.country, {record})"
    stage.act(action.trigger)
    menu.close()
    opened = stage.workspace.current
    assert opened is not None
    assert opened is not stage.tab
    assert (opened.draft.call.model, opened.draft.argument("domain")) == ("res.country", [["id", "=", record]])
    assert stage.calls("search_read")[-1]["domain"] == [["id", "=", record]]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (Field("f", "many2one", relation="res.country"), [233, "United States"], "United States (res.country, 233)"),
        (Field("f", "many2one", relation="res.country"), 233, "res.country, 233"),
        (Field("f", "many2one", relation="res.country"), False, ""),
        (Field("f", "many2one"), [233, "United States"], ""),
        (Field("f", "many2many", relation="res.partner.category"), [3, 7], "2 records (res.partner.category)"),
        (Field("f", "many2many", relation="res.partner.category"), [3], "1 record (res.partner.category)"),
        (Field("f", "many2many", relation="res.partner.category"), [], ""),
        (Field("f", "reference"), "res.partner,14", "res.partner, 14"),
        (Field("f", "char"), "res.partner,14", ""),
    ],
)
def test_where_a_cell_leads(field: Field, value: object, words: str) -> None:
    found = link_of(Column("f", field, known=True), value)
    assert (found[1] if found else "") == words


def test_page_sizes_are_numbers_that_are_not_cut(stage: Stage) -> None:
    stage.send()
    button = stage.panel.pager.page_size
    button.open()
    popup = button.choice_popup()
    assert [choice[1:] for choice in popup.rows()] == [("80", ""), ("200", ""), ("500", ""), (f"1{NARROW}000", "")]
    assert button.toolTip() == "Rows a page"
    popup.hide()


def test_the_header_goes_on_above_the_scroll_bar(stage: Stage) -> None:
    stage.send(limit=80)
    end = stage.grid.findChildren(HeaderEnd)[0]
    stage.until(end.isVisible)
    assert end.height() == stage.grid.columns.height()


def test_a_cell_that_is_cut_says_the_whole_of_it(stage: Stage) -> None:
    stage.send()
    stage.answer([{"id": 1, "name": "A name of some length", "country_id": [233, "United States"]}])
    cells = stage.grid.cells
    assert cells.explanation(0, 1, 400) == ""
    assert cells.explanation(0, 1, 60) == "A name of some length"
    assert cells.explanation(0, 2, 400) == "res.country, id 233"
    assert cells.explanation(0, 2, 60) == "United States\nres.country, id 233"


def test_two_hundred_thousand_rows_open_without_being_read(stage: Stage) -> None:
    raw = b"[" + b",".join(b'{"id": %d}' % number for number in range(200_000)) + b"]"
    page = page_of(raw)
    assert page is not None
    stage.answer([], page=page, result=msgspec.Raw(raw))
    assert stage.grid.records.rowCount() == 200_000
    stage.grid.grab()
    assert len(page._decoded) < 200
    stage.grid.scrollToBottom()
    stage.grid.grab()
    assert len(page._decoded) < 400


@pytest.mark.parametrize("worn", ["light", "dark"])
def test_odd_rows_are_painted(stage: Stage, qapp: QApplication, worn: str) -> None:
    theme.apply(qapp, worn)  # type: ignore[arg-type]  # one of the modes
    stage.answer([{"id": 1, "a": [1, "x"], "b": True}, {"b": False, "c": {"d": [None]}}, {}])
    stage.grid.select_row(1)
    assert not stage.grid.grab().isNull()
    assert isinstance(stage.workspace.selection, RecordSelection)
    assert stage.workspace.selection.id is None


# --- the reply -------------------------------------------------------------------------------------------------------


def text_of(stage: Stage) -> str:
    viewer = stage.shown(TextViewer)[0]
    assert isinstance(viewer, TextViewer)
    viewer.select_all()
    return viewer.selected_text()


def test_views_are_made_only_when_they_are_looked_at(stage: Stage) -> None:
    stage.send()
    assert stage.panel.findChildren(TextViewer) == []
    stage.panel.show_view("raw")
    assert len(stage.panel.findChildren(TextViewer)) == 1


def test_raw_shows_the_reply_as_it_came_with_cookies_masked(stage: Stage) -> None:
    body = b"<html>\n<h1>It works!</h1>\n</html>"
    reply = HttpReply(
        503, "Busy", (("Set-Cookie", "session_id=abc123; Path=/"), ("Retry-After", "3")), body, Timings(0.02, 1.5), 20
    )
    stage.answer(None, reply=reply, page=None)
    stage.panel.show_view("raw")
    assert text_of(stage) == (
        f"HTTP 503 Busy\nSet-Cookie: session_id={MASK}; Path=/\nRetry-After: 3\n\n{body.decode()}"
    )
    raw = stage.panel._raw
    assert raw is not None
    assert raw.request.text() == "POST https://erp.example.com/jsonrpc?x=1"
    assert raw.facts.text() == "First byte after 20 ms · all after 1.5 s · 20 B on the wire, 33 B decompressed"


def test_json_is_formatted_with_short_lists_on_one_line(stage: Stage) -> None:
    stage.answer([{"id": 1, "country_id": [233, "United, [States]"], "price": 1.50}])
    stage.panel.show_view("json")
    assert text_of(stage) == (
        '[\n  {\n    "id": 1,\n    "country_id": [233, "United, [States]"],\n    "price": 1.5\n  }\n]'
    )


def test_large_results_are_formatted_in_the_worker(stage: Stage) -> None:
    rows = [{"id": number, "name": "x" * 200, "tags": [1, 2]} for number in range(8000)]
    stage.answer(rows)
    stage.act(lambda: stage.panel.show_view("json"))
    assert text_of(stage) == msgspec.json.format(json.dumps(rows), indent=2)
    stage.act(lambda: stage.panel.show_view("raw"))
    assert text_of(stage).endswith(json.dumps(rows))


def test_the_shown_range_of_every_page() -> None:
    assert range_text(0, 80, None) == ("1–80", "…")
    assert range_text(80, 80, Count(1243)) == ("81–160", f"1{NARROW}243")
    assert range_text(1000, 1, Count(1001)) == (f"1{NARROW}001", f"1{NARROW}001")
    assert range_text(0, 0, Count(0)) == ("0", "0")
    assert range_text(0, 10, Count(10_000, exact=False)) == ("1–10", f"10{NARROW}000+")
