"""The inspector against the practice server: the whole record, its links, its faults, and the facts of a field."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any

import pytest
import qasync
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from explorer.background import CancelToken, RpcWorker
from explorer.client import Client, records
from explorer.client.schema import Schema
from explorer.core.call import Call
from explorer.core.connection import Connection, ProtocolName
from explorer.core.secret import Secret
from explorer.practice.server import PracticeServer
from explorer.ui import theme
from explorer.ui.loop import TaskScope
from explorer.ui.models.record_lines import Line
from explorer.ui.panels.inspect.lines_delegate import breakable
from explorer.ui.panels.inspect.lines_view import LinesView
from explorer.ui.panels.inspect.record_page import RecordPage
from explorer.ui.panels.inspector import FIELD, RECORD, InspectorPanel
from explorer.work.live import LiveConnection
from explorer.work.workspace import FieldSelection, RecordSelection, Workspace

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class _Settings:
    page_size = 80


class Stage:
    """The inspector of a workspace on the practice server, and the loop that both run on."""

    def __init__(self, server: PracticeServer, qtbot: QtBot) -> None:
        self.server = server
        self.loop = asyncio.get_event_loop_policy().get_event_loop()
        self.reports: list[BaseException] = []
        self.worker = RpcWorker()
        self.workspace = Workspace(_Settings())
        self.scope = TaskScope(self.reports.append)
        connection = Connection("practice", server.url, server.database, server.login, protocol=ProtocolName.JSON2)
        self.client = Client(connection, Secret(server.password), Secret(server.api_key), self.worker)
        self.live = LiveConnection(connection, self.client, Schema(self.client, self.worker), self.worker)
        self.panel = InspectorPanel(self.workspace, self.scope.child())
        qtbot.addWidget(self.panel)
        self.panel.resize(320, 700)
        self.panel.show()
        qtbot.waitExposed(self.panel)
        self.run(self.live.connect())
        self.workspace.set_live(self.live)

    # Acting

    def run(self, work: Coroutine[Any, Any, object]) -> None:
        self.loop.run_until_complete(asyncio.wait_for(work, 20))

    def act(self, action: Callable[[], object]) -> None:
        """Do something while the loop runs, then wait until pauses are over and all tasks have ended."""

        async def acting() -> None:
            action()
            while self.scope.busy or (self.panel.record is not None and self.panel.record._pause.isActive()):
                await asyncio.sleep(0.01)

        self.run(acting())

    def show(self, record: int | None, row: Mapping[str, object], model: str = "res.partner") -> None:
        self.act(lambda: self.workspace.select(RecordSelection(self.live, model, record, row)))

    def show_field(self, model: str, name: str) -> None:
        async def showing() -> None:
            fields = await self.live.schema.fields(model)
            self.workspace.select(FieldSelection(self.live, model, fields[name]))

        self.run(showing())

    def click_value(self, view: LinesView, label: str) -> None:
        """Click at the beginning of a line's value."""
        row = [line.label for line in view.lines].index(label)
        index = view.model().index(row, 0)
        view.scrollTo(index)
        place = view.rows.link_rect(view.lines[row], view.visualRect(index)).topLeft() + QPoint(4, 6)
        self.act(lambda: QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place))

    # Looking

    @property
    def page(self) -> RecordPage:
        assert self.panel.record is not None
        return self.panel.record

    def values(self) -> dict[str, str]:
        return {line.name: line.value for line in self.page.lines}

    def line(self, name: str) -> Line:
        return next(line for line in self.page._lines if line.name == name)

    def received(self, method: str) -> list[dict[str, Any]]:
        return [json.loads(request.body) for request in self.server.received if request.path.endswith(f"/{method}")]

    def close(self) -> None:
        self.panel.closed()
        for tab in self.workspace.tabs:
            tab.close()
        self.client.close()
        self.scope.cancel()
        self.act(lambda: None)
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
    made = Stage(server, qtbot)
    server.forget()
    yield made
    made.close()
    loop.close()
    asyncio.set_event_loop(None)
    reports = made.reports
    # The server's threads are in this process: none of them may come to collect the loop's timers.
    del made, loop
    gc.collect()
    assert reports == []


ROW = {"id": 3, "display_name": "Robin Adler", "email": "admin@example.com"}


# --- the record --------------------------------------------------------------------------------------------------


def test_at_first_it_says_what_to_do(stage: Stage) -> None:
    assert stage.panel.empty.accessibleName() == "Select a row to see the whole record."
    stage.panel.tabs.set_key(FIELD)
    assert stage.panel.empty.accessibleName() == "Select a field in the tree to see what it is."


def test_the_row_shows_at_once_and_the_rest_follows_in_one_read(stage: Stage) -> None:
    async def look() -> None:
        stage.workspace.select(RecordSelection(stage.live, "res.partner", 3, ROW))
        assert stage.page.heading.text() == "Robin Adler"
        assert stage.page.place.text() == "res.partner · 3"
        assert stage.values() == {"display_name": "Robin Adler", "email": "admin@example.com", "id": "3"}
        while stage.page._pause.isActive() or stage.scope.busy:
            await asyncio.sleep(0.01)

    stage.run(look())
    assert list(stage.values())[:2] == ["display_name", "email"]
    assert stage.values()["tz"] != ""
    assert stage.line("email").label == "Email"
    (read,) = stage.received("read")
    fields = stage.live.schema.known_fields("res.partner")
    assert fields is not None
    assert read["ids"] == [3]
    assert set(read["fields"]) == {name for name, field in fields.items() if field.type != "binary"}
    assert set(read["fields"]) < set(fields)


def test_running_over_rows_reads_only_the_one_where_the_person_stays(stage: Stage) -> None:
    def run_down() -> None:
        for record in (1, 3, 7, 10):
            row = {"id": record, "display_name": f"row {record}"}
            stage.workspace.select(RecordSelection(stage.live, "res.partner", record, row))

    stage.act(run_down)
    assert [read["ids"] for read in stage.received("read") if len(read["fields"]) > 1] == [[10]]
    assert stage.page.place.text() == "res.partner · 10"


def test_an_answer_for_another_record_changes_nothing(stage: Stage) -> None:
    stage.show(3, ROW)
    old = stage.page._generation

    async def late() -> None:
        selection = RecordSelection(stage.live, "res.partner", 1, {"id": 1})
        await stage.page._read(selection, 1, old - 1, CancelToken())

    stage.run(late())
    assert stage.page.place.text() == "res.partner · 3"
    assert stage.line("email").value == "admin@example.com"


def test_the_same_record_of_another_answer_is_read_anew_and_stays_meanwhile(stage: Stage) -> None:
    stage.show(3, ROW)
    stage.server.forget()

    async def look() -> None:
        stage.workspace.select(RecordSelection(stage.live, "res.partner", 3, {**ROW, "email": "new@example.com"}))
        assert stage.values()["email"] == "new@example.com"
        assert stage.values()["tz"] != ""
        while stage.page._pause.isActive() or stage.scope.busy:
            await asyncio.sleep(0.01)

    stage.run(look())
    assert stage.values()["email"] == "admin@example.com"
    stage.act(lambda: stage.panel.tabs.set_key(FIELD))
    stage.act(lambda: stage.panel.tabs.set_key(RECORD))
    assert len([read for read in stage.received("read") if read["ids"] == [3]]) == 1


def test_tags_become_chips_with_their_names(stage: Stage) -> None:
    tagged = _tagged(stage)
    stage.show(tagged, {"id": tagged, "category_id": []})
    line = stage.line("category_id")
    assert line.chips
    assert all(line.chips)
    assert [read for read in stage.received("read") if read["fields"] == ["display_name"]]


def test_empty_fields_are_hidden_until_asked_for(stage: Stage) -> None:
    stage.show(3, ROW)
    hidden = [line.name for line in stage.page._lines if line.empty]
    assert hidden
    assert not set(hidden) & set(stage.values())
    assert stage.page.more.text() == f"Show empty fields ({len(hidden)})"
    stage.act(stage.page.more.click)
    assert set(hidden) <= set(stage.values())
    assert stage.page.more.text() == f"Hide empty fields ({len(hidden)})"


def test_the_filter_finds_by_label_and_name_and_escape_clears_it(stage: Stage) -> None:
    stage.show(3, ROW)
    everything = len(stage.page.lines)
    QTest.keyClicks(stage.page.filter, "time zone")
    assert set(stage.values()) == {"tz", "tz_offset"}
    QTest.keyClick(stage.page.filter, Qt.Key.Key_Escape)
    assert len(stage.page.lines) == everything
    QTest.keyClicks(stage.page.filter, "countryid")
    assert list(stage.values()) == ["country_id"]


def test_the_filter_stays_with_the_next_record(stage: Stage) -> None:
    stage.show(3, ROW)
    QTest.keyClicks(stage.page.filter, "email")
    stage.show(1, {"id": 1, "email": "x@example.com"})
    assert set(stage.values()) == {"email", "email_normalized", "email_formatted"}


def test_technical_names_make_rows_higher(stage: Stage) -> None:
    stage.show(3, ROW)
    view = stage.page.list
    before = view.visualRect(view.model().index(0, 0)).height()
    stage.act(lambda: QTest.mouseClick(stage.page.technical, Qt.MouseButton.LeftButton, pos=QPoint(8, 12)))
    view.executeDelayedItemsLayout()
    assert view.visualRect(view.model().index(0, 0)).height() > before


def test_a_row_without_an_id_shows_what_it_has(stage: Stage) -> None:
    stage.show(None, {"country_id": [233, "United States"], "__count": 4})
    assert stage.values() == {"country_id": "United States", "__count": "4"}
    assert stage.page.note.isVisible()
    assert stage.received("read") == []


def test_a_record_that_is_gone_is_said(stage: Stage) -> None:
    stage.show(999_999, {"id": 999_999, "display_name": "Old"})
    assert stage.page.note.isVisible()
    assert stage.page.heading.text() == "Old"


def test_a_fault_is_shown_beside_the_row_and_tried_again(stage: Stage) -> None:
    stage.show(1, {"id": 1, "name": "x"}, model="no.such.model")
    assert stage.page.note.isVisible()
    assert "no.such.model" in stage.page.note.message.text()
    assert stage.page.note.button.isVisible()
    assert stage.values()["name"] == "x"
    asked = len(stage.server.received)
    stage.act(stage.page.note.button.click)
    assert len(stage.server.received) > asked
    stage.show(3, ROW)
    assert not stage.page.note.isVisible()


def test_no_selection_gives_the_empty_state_back(stage: Stage) -> None:
    stage.show(3, ROW)
    stage.act(lambda: stage.workspace.select(None))
    assert stage.panel.empty.isVisible()
    stage.show(3, ROW)
    assert stage.page.isVisible()


# --- tabs and connections ----------------------------------------------------------------------------------------


def test_each_tab_of_the_window_has_its_own_record(stage: Stage) -> None:
    call = stage.workspace.new_call("res.partner", stage.live)
    first = stage.workspace.open_tab(call)
    stage.show(3, ROW)
    second = stage.workspace.open_tab(call)
    assert stage.panel.empty.isVisible()
    stage.show(1, {"id": 1, "display_name": "The company"})
    stage.act(lambda: stage.workspace.show_tab(first))
    assert stage.page.place.text() == "res.partner · 3"
    assert stage.values()["email"] == "admin@example.com"
    stage.act(lambda: stage.workspace.show_tab(second))
    assert stage.page.place.text() == "res.partner · 1"
    stage.workspace.close_tab(second)
    assert stage.page.place.text() == "res.partner · 3"
    stage.workspace.close_tab(first)
    assert stage.panel.empty.isVisible()


def test_a_connection_says_nothing_of_the_record_of_another(stage: Stage) -> None:
    other = LiveConnection(stage.live.connection, stage.client, stage.live.schema, stage.worker)
    stage.workspace.open_tab(stage.workspace.new_call("res.partner", stage.live))
    stage.show(3, ROW)
    stage.workspace.open_tab(stage.workspace.new_call("res.partner", other), other)
    assert stage.panel.empty.accessibleName() == "Select a row to see the whole record."


def test_a_field_goes_when_another_model_is_opened(stage: Stage) -> None:
    stage.act(lambda: stage.scope.spawn(stage.workspace.open_model("res.partner")))
    stage.show_field("res.partner", "email")
    stage.act(lambda: stage.scope.spawn(stage.workspace.open_model("crm.lead")))
    assert stage.panel.tabs.key() == FIELD
    assert stage.panel.empty.accessibleName() == "Select a field in the tree to see what it is."


def test_what_is_read_ends_when_the_tab_is_left(stage: Stage) -> None:
    for key in (RECORD, FIELD):
        stage.workspace.open_tab(stage.workspace.new_call("res.partner", stage.live))
        stage.server.forget()

        async def leave(key: str = key) -> None:
            stage.workspace.select(RecordSelection(stage.live, "res.partner", 3, ROW))
            stage.panel.tabs.set_key(key)
            stage.workspace.open_tab(stage.workspace.new_call("res.partner", stage.live))
            assert not stage.page._pause.isActive()
            assert not stage.scope.busy

        stage.run(leave())
        assert stage.received("read") == []


# --- links and copies --------------------------------------------------------------------------------------------


def test_a_many2one_opens_its_record_in_a_tab_of_its_own(stage: Stage) -> None:
    stage.show(3, ROW)
    country = stage.line("country_id").link
    assert country is not None
    stage.click_value(stage.page.list, "Country")
    (tab,) = stage.workspace.tabs
    assert tab.draft.call.model == "res.country"
    assert tab.draft.call.kwargs["domain"] == [["id", "=", country.ids[0]]]
    assert "name" in str(tab.draft.call.kwargs["fields"])
    assert tab.draft.outcome is not None
    assert tab.draft.outcome.page is not None
    assert len(tab.draft.outcome.page) == 1
    assert stage.page.place.text() == f"res.country · {country.ids[0]}"
    assert stage.values()["code"] != ""


def test_a_link_that_was_left_selects_nothing_elsewhere(stage: Stage) -> None:
    stage.show(3, ROW)
    link = stage.line("country_id").link

    def follow_and_leave() -> None:
        stage.panel._follow(stage.live, link)
        stage.loop.call_soon(
            lambda: stage.workspace.open_tab(stage.workspace.new_call("res.partner", stage.live), stage.live)
        )

    stage.act(follow_and_leave)
    assert [tab.draft.call.model for tab in stage.workspace.tabs] == ["res.country", "res.partner"]
    assert stage.workspace.selection is None


def test_an_x2many_opens_its_records(stage: Stage) -> None:
    stage.show(1, {"id": 1, "child_ids": [3, 7]})
    link = stage.line("child_ids").link
    assert link is not None
    stage.click_value(stage.page.list, stage.line("child_ids").label)
    assert stage.workspace.tabs[0].draft.call.kwargs["domain"] == [["id", "in", list(link.ids)]]


def test_a_click_beside_a_link_opens_nothing(stage: Stage) -> None:
    stage.show(3, ROW)
    view = stage.page.list
    row = [line.name for line in view.lines].index("country_id")
    rect = view.visualRect(view.model().index(row, 0))
    stage.act(
        lambda: QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.right() - 3, rect.center().y())
        )
    )
    stage.act(
        lambda: QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 20, rect.center().y())
        )
    )
    assert stage.workspace.tabs == []


def test_keys_copy_values_and_follow_links(stage: Stage) -> None:
    stage.show(3, ROW)
    view = stage.page.list
    names = [line.name for line in view.lines]
    view.setCurrentIndex(view.model().index(names.index("email"), 0))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "admin@example.com"
    view.setCurrentIndex(view.model().index(names.index("country_id"), 0))
    stage.act(lambda: QTest.keyClick(view, Qt.Key.Key_Return))
    assert [tab.draft.call.model for tab in stage.workspace.tabs] == ["res.country"]


def test_the_menu_copies_and_leads_to_the_field(stage: Stage) -> None:
    stage.show(3, ROW)
    actions = {action.text(): action.trigger for action in stage.page.menu_for(stage.line("email")).actions()}
    actions["Copy technical name"]()
    assert QGuiApplication.clipboard().text() == "email"
    actions["Copy value"]()
    assert QGuiApplication.clipboard().text() == "admin@example.com"
    stage.act(actions["About this field"])
    assert stage.panel.tabs.key() == FIELD
    assert stage.panel.field is not None
    assert stage.panel.field.place.text() == "res.partner · email"


# --- the field ---------------------------------------------------------------------------------------------------


def test_a_field_shows_its_facts_and_its_model_is_a_link(stage: Stage) -> None:
    stage.show_field("res.partner", "country_id")
    assert stage.panel.tabs.key() == FIELD
    page = stage.panel.field
    assert page is not None
    facts = {line.label: line.value for line in page.list.lines}
    assert page.heading.text() == "Country"
    assert (facts["Technical name"], facts["Type"]) == ("country_id", "many2one")
    stage.click_value(page.list, "Related model")
    assert [tab.draft.call.model for tab in stage.workspace.tabs] == ["res.country"]


def test_each_tab_keeps_what_it_showed(stage: Stage) -> None:
    stage.show(3, ROW)
    stage.show_field("res.partner", "email")
    stage.act(lambda: stage.panel.tabs.set_key(RECORD))
    assert stage.page.isVisible()
    assert stage.page.place.text() == "res.partner · 3"


# --- room --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [180, 230, 260, 320])
def test_nothing_of_the_foot_is_cut_however_narrow(stage: Stage, width: int) -> None:
    stage.show(3, ROW)
    assert stage.panel.minimumSizeHint().width() <= 180
    stage.act(lambda: stage.panel.resize(width, 700))
    foot = stage.page.foot
    assert foot.width() == width
    for part in (stage.page.more, stage.page.technical):
        assert part.width() >= part.sizeHint().width()
        assert foot.rect().contains(part.geometry())
    assert (stage.page.more.y() == stage.page.technical.y()) == (width == 320)


def test_a_long_model_widens_nothing(stage: Stage) -> None:
    stage.show(12, {"id": 12, "name": "A name of very many letters" * 3}, model="x" * 60)
    assert stage.panel.minimumSizeHint().width() <= 180


def test_values_stand_below_their_labels_when_it_is_narrow(stage: Stage) -> None:
    stage.show(3, ROW)
    view = stage.page.list
    country = [line.name for line in view.lines].index("country_id")
    heights = {}
    for width in (320, 200):
        stage.act(lambda width=width: stage.panel.resize(width, 700))  # type: ignore[misc]  # bound early
        view.executeDelayedItemsLayout()
        rect = view.visualRect(view.model().index(country, 0))
        heights[width] = rect.height()
        left = view.rows.link_rect(view.lines[country], rect).left()
        assert (left > 100) == (width == 320)
    assert heights[200] > heights[320]
    stage.click_value(view, "Country")
    assert [tab.draft.call.model for tab in stage.workspace.tabs] == ["res.country"]


def test_labels_take_two_lines_at_most_and_the_tool_tip_has_the_whole(stage: Stage, qtbot: QtBot) -> None:
    label = "A label that somebody made so very long that it takes four lines of the inspector or more"
    view = LinesView("Lines")
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.set_lines([Line("Two\nlines", value="x"), Line(label, value="x")])
    view.show()
    view.executeDelayedItemsLayout()
    two, long = (view.visualRect(view.model().index(row, 0)).height() for row in (0, 1))
    assert long == two
    assert view.model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == label


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("robin.adler@example.com", ["robin.", "adler@", "example.", "com"]),
        ("https://example.com/a?b=1", ["https://", "example.", "com/", "a?", "b=", "1"]),
        ("account_move_count", ["account_", "move_", "count"]),
        ("1 234.50 at 1.5", ["1 234.50 at 1.5"]),
        ("2026-03-02 10:14", ["2026-03-02 10:14"]),
    ],
)
def test_addresses_break_at_sensible_places(words: str, parts: list[str]) -> None:
    assert breakable(words).split("\u200b") == parts


def test_tab_goes_from_the_filter_through_the_list_to_the_foot(stage: Stage) -> None:
    stage.show(3, ROW)
    stage.panel.activateWindow()
    page = stage.page
    stage.panel.tabs.setFocus()
    before: QWidget = stage.panel.tabs
    for widget in (page.filter, page.list, page.more, page.technical):
        QTest.keyClick(before, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is widget
        before = widget


# --- painting ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_values_are_painted_in_the_colours_of_their_kind(stage: Stage, qapp: QApplication, mode: theme.Mode) -> None:
    theme.apply(qapp, mode)
    tagged = _tagged(stage)
    stage.show(tagged, {"id": tagged, "category_id": [], "country_id": False})
    view = stage.page.list
    image = view.viewport().grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    worn = theme.current()
    assert {worn.panel, worn.chip, worn.accent} <= colours


def _tagged(stage: Stage) -> int:
    """Return a partner that has tags."""
    found: list[int] = []

    async def look() -> None:
        domain = [["category_id", "!=", False], ["country_id", "!=", False]]
        kwargs = {"domain": domain, "fields": ["id"], "limit": 1}
        page = await records.page(stage.client, Call("res.partner", "search_read", kwargs=kwargs))
        number = page.row(0)["id"]
        assert isinstance(number, int)
        found.append(number)

    stage.run(look())
    return found[0]
