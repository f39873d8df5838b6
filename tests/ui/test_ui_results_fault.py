"""A fault on screen: what it says, and that each button does what it says and no more."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Callable, Iterator
from typing import Any, cast

import msgspec
import pytest
import qasync
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from explorer.background import RpcWorker
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core.call import Call
from explorer.core.connection import Connection, Limits, ProtocolName, Stage
from explorer.core.envelope import HttpReply, HttpRequest, Timings
from explorer.core.faults import Fault, GuardFault, Kind, ServerFault, TransportFault
from explorer.core.secret import MASK, Secret
from explorer.practice.server import PracticeServer
from explorer.ui import metrics, theme
from explorer.ui.loop import TaskScope
from explorer.ui.panels.results import remedies
from explorer.ui.panels.results.fault_card import CORRECT, RAW, TICKET
from explorer.ui.panels.results.fault_view import FaultView, parted
from explorer.ui.panels.results.panel import ResultsPanel
from explorer.ui.panels.results.remedies import Way
from explorer.ui.widgets.viewer import TextViewer
from explorer.work.draft import Outcome
from explorer.work.live import LiveConnection
from explorer.work.workspace import Workspace

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

WRITE = HttpRequest("POST", "https://user:word@erp.example.com/json/2/sale.order/write?x=1", (), '{"ids": [1]}')
READ = HttpRequest("POST", "https://erp.example.com/json/2/sale.order/search_read", (), '{"domain": []}')
MISSING = ServerFault(
    Kind.ARGUMENTS,
    "missing a required argument: 'vals'",
    "Give <vals> & send again. Nothing was changed on the server.",
    exception="werkzeug.exceptions.UnprocessableEntity",
    traceback="\n".join(f"line {number}" for number in range(31)),
    status=422,
)
READ_ONLY = GuardFault("write on sale.order may change records.", "Allow writes, then send again.")
LARGE = TransportFault(
    Kind.TOO_LARGE,
    "The reply has 240.0 MB, beyond the limit of 100.0 MB.",
    "Ask for fewer records.",
    detail={"limit": 100_000_000, "size": 240_000_000, "repeatable": True},
)
WANTS_HTTPS = TransportFault(
    Kind.TLS, "It takes only https.", "Change the URL.", detail={"suggested_url": "https://erp.example.com:8443"}
)


class _Settings:
    page_size = 80


class Scene:
    """A tab on a connection, its results on screen, and the loop that both run on."""

    def __init__(self, server: PracticeServer, loop: qasync.QEventLoop, stage: Stage) -> None:
        self.loop = loop
        self.reports: list[BaseException] = []
        self.worker = RpcWorker()
        connection = Connection(
            "Shop",
            server.url,
            server.database,
            server.login,
            protocol=ProtocolName.JSON2,
            stage=stage,
            limits=Limits(megabytes=0.001),
        )
        self.client = Client(connection, Secret("hunter2-hunter2"), Secret(server.api_key), self.worker)
        self.live = LiveConnection(connection, self.client, Schema(self.client, self.worker), self.worker)
        self.workspace = Workspace(_Settings())
        self.scope = TaskScope(self.reports.append)
        kwargs: dict[str, Any] = {"domain": [], "fields": ["name", "email", "phone"], "limit": 80}
        self.tab = self.workspace.open_tab(Call("res.partner", "search_read", kwargs=kwargs), self.live)
        self.panel = ResultsPanel(self.tab, self.workspace, self.scope)
        self.panel.resize(900, 420)
        self.panel.show()

    def fail(self, fault: Fault, request: HttpRequest | None = READ, reply: HttpReply | None = None) -> Outcome:
        outcome = Outcome(self.tab.draft.begin(), Call("sale.order", "write"), request, reply, fault=fault)
        self.tab.draft.finish(outcome)
        return outcome

    @property
    def view(self) -> FaultView:
        return self.panel.fault_card().view

    @property
    def labels(self) -> list[str]:
        return [button.text() for button in self.view.buttons.values()]

    def until(self, ready: Callable[[], object]) -> None:
        async def wait() -> None:
            while not ready():
                await asyncio.sleep(0.01)

        self.loop.run_until_complete(asyncio.wait_for(wait(), 20))

    def press(self, key: object) -> None:
        """Press a button while the loop runs, and wait until what it started has ended."""

        async def acting() -> None:
            QTest.mouseClick(self.view.buttons[key], Qt.MouseButton.LeftButton)
            while self.scope.busy:
                await asyncio.sleep(0.01)

        self.loop.run_until_complete(asyncio.wait_for(acting(), 20))

    def close(self) -> None:
        self.panel.closed()
        self.panel.close()
        self.panel.deleteLater()
        self.tab.close()
        self.client.close()
        self.until(lambda: not self.scope.busy)
        self.worker.shutdown(5)


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as running:
        yield running


@pytest.fixture
def scene(server: PracticeServer, qapp: QApplication, qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Scene]:
    manager = theme.apply(qapp, "light")
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    made = Scene(server, loop, getattr(request, "param", Stage.DEVELOPMENT))
    qtbot.waitExposed(made.panel)
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


# --- what it says ----------------------------------------------------------------------------------------------------


def test_the_fault_takes_the_place_of_the_results(scene: Scene) -> None:
    reply = HttpReply(422, "", (), b"{}", Timings(0.01, 0.018), 2)
    scene.fail(MISSING, WRITE, reply)
    view = scene.view
    assert view.isVisible()
    assert not scene.panel.card.isVisible()
    assert view.tag.text() == "422 · arguments"
    assert view.message.text() == "missing a required argument: 'vals'"
    assert view.message.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert view.exception.text() == "werkzeug.exceptions.UnprocessableEntity"
    assert view.duration.text() == "18 ms"
    assert "What to do." in view.advice.text()
    assert "Give &lt;vals&gt; &amp; send again." in view.advice.text()
    assert scene.labels == ["Copy for a ticket", "Show the reply"]


LONG = ServerFault(Kind.ARGUMENTS, "word " * 40, "A sentence of advice. " * 12, status=422)


@pytest.mark.parametrize("width", [560, 780, 1500])
def test_a_fault_scrolls_only_where_its_text_has_no_room(scene: Scene, qtbot: QtBot, width: int) -> None:
    scene.panel.resize(width, 900)
    scene.fail(LONG)
    view = scene.view
    need = 0

    def settled() -> bool:
        nonlocal need
        need, before = view.box.geometry().bottom() + 1 + 14 + metrics.GRID, need
        return need == before and view.box.width() > width - 80

    qtbot.waitUntil(settled)
    around = scene.panel.height() - view.viewport().height()
    scene.panel.resize(width, around + need + 12)
    qtbot.waitUntil(lambda: view.viewport().height() >= need)
    assert view.verticalScrollBar().maximum() == 0
    scene.panel.resize(width, around + need - 40)
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0)


def test_a_traceback_of_one_line_is_counted_as_one(scene: Scene) -> None:
    scene.fail(ServerFault(Kind.ARGUMENTS, "Refused.", "Correct it.", traceback="ValueError: x"))
    assert scene.view.fold.button.text() == "Traceback from the server, 1 line"


def test_a_cancelled_repetition_is_said_below_the_fault(scene: Scene) -> None:
    scene.fail(MISSING)
    scene.tab.draft.begin()
    scene.tab.cancel()
    assert scene.view.isVisible()
    assert scene.view.note.text() == "The last sending was cancelled."
    scene.fail(MISSING)
    assert scene.view.note.text() == ""


def test_without_a_reply_there_is_only_the_kind(scene: Scene) -> None:
    scene.fail(TransportFault(Kind.NOT_ODOO, "A web page.", "Check the URL."))
    assert scene.view.tag.text() == "not odoo"
    assert scene.view.duration.text() == ""
    assert not scene.view.exception.isVisible()
    assert not scene.view.fold.isVisible()
    assert "Show the reply" not in scene.labels


def test_the_traceback_is_folded_opens_in_place_and_can_be_copied(scene: Scene) -> None:
    scene.fail(MISSING)
    view = scene.view
    assert view.fold.button.text() == "Traceback from the server, 31 lines"
    assert not view.traceback.isVisible()
    QTest.mouseClick(view.fold.button, Qt.MouseButton.LeftButton)
    assert view.traceback.isVisible()
    assert view.traceback.line_count() == 31
    QTest.mouseClick(view.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == MISSING.traceback
    scene.fail(MISSING)
    assert not view.traceback.isVisible()


def test_a_long_message_wraps_and_scrolls(scene: Scene) -> None:
    message = "The operation cannot be completed:\n" + "\n".join(f"- line {number} of it" for number in range(60))
    scene.fail(ServerFault(Kind.VALIDATION, message, "Read it."))
    assert scene.view.message.text() == "The operation cannot be completed:"
    assert scene.view.rest.text().endswith("- line 59 of it")
    scene.until(lambda: scene.view.verticalScrollBar().maximum() > 0)
    inner = scene.view.widget()
    assert inner is not None
    assert inner.width() <= scene.view.viewport().width()
    first, rest = parted("word " * 200)
    assert len(first) <= 302
    assert first.endswith(" …")
    assert (first[:-2] + " " + rest).split() == ["word"] * 200
    assert len(parted("x" * 100_000)[0]) == 302


def test_a_new_answer_takes_the_fault_away(scene: Scene) -> None:
    scene.fail(MISSING)
    generation = scene.tab.draft.begin()
    scene.tab.draft.finish(Outcome(generation, Call("res.partner", "search_count"), READ, result=msgspec.Raw(b"5")))
    assert scene.panel.card.isVisible()
    assert scene.panel.tabs.tabText(0) == "Grid"


def test_a_long_wait_after_a_fault_says_that_it_waits(scene: Scene, qtbot: QtBot) -> None:
    scene.fail(MISSING)
    scene.tab.draft.begin()
    assert scene.view.isVisible()
    qtbot.waitUntil(lambda: scene.panel.empty.accessibleName() == "Waiting for the server")
    assert scene.panel.card.isVisible()
    scene.tab.cancel()
    assert scene.view.isVisible()


def test_the_reply_of_a_fault_can_be_read_and_left_again(scene: Scene) -> None:
    secret = "hunter2-hunter2"
    reply = HttpReply(500, "Oops", (), f"<pre>{secret}</pre>".encode(), Timings(0.01, 0.018), 2)
    scene.fail(MISSING, WRITE, reply)
    scene.press(RAW)
    viewer = next(viewer for viewer in scene.panel.card.findChildren(TextViewer) if viewer.isVisible())
    viewer.select_all()
    assert viewer.selected_text() == f"HTTP 500 Oops\n\n<pre>{MASK}</pre>"
    assert scene.panel.tabs.tabText(0) == "Fault"
    scene.panel.show_view("json")
    assert viewer.isVisible()
    scene.panel.show_view("grid")
    assert scene.view.isVisible()


def test_focus_stays_with_what_is_shown(scene: Scene, qapp: QApplication) -> None:
    scene.panel.activateWindow()
    scene.tab.draft.finish(Outcome(scene.tab.draft.begin(), Call("x", "y"), READ, result=msgspec.Raw(b"5")))
    scene.panel.take_focus()
    assert isinstance(qapp.focusWidget(), TextViewer)
    scene.fail(MISSING)
    assert qapp.focusWidget() is scene.view


# --- ways out --------------------------------------------------------------------------------------------------------


def test_a_ticket_holds_the_facts_and_no_secret(scene: Scene) -> None:
    scene.fail(MISSING, WRITE, HttpReply(422, "", (), b"{}"))
    scene.press(TICKET)
    assert QGuiApplication.clipboard().text() == (
        "Kind: arguments\n"
        "Status: 422\n"
        "Exception: werkzeug.exceptions.UnprocessableEntity\n"
        "Message: missing a required argument: 'vals'\n"
        "Call: sale.order.write\n"
        "URL: https://erp.example.com/json/2/sale.order/write\n"
        "Database: practice\n"
    )
    assert scene.view.note.text().startswith("Copied")


def test_writes_are_allowed_at_once_where_nothing_is_at_risk(scene: Scene, server: PracticeServer) -> None:
    server.forget()
    scene.fail(READ_ONLY, WRITE)
    assert scene.labels == ["Allow writes", "Copy for a ticket"]
    scene.press(Way.ALLOW_WRITES)
    assert scene.live.writes_allowed
    assert Way.ALLOW_WRITES not in scene.view.buttons
    assert "press Send" in scene.view.note.text()
    assert server.received == []


@pytest.mark.parametrize(("scene", "answer"), [(Stage.PRODUCTION, 0), (Stage.PRODUCTION, 1)], indirect=["scene"])
def test_on_production_it_asks_first(scene: Scene, answer: int) -> None:
    scene.fail(READ_ONLY, WRITE)

    def reply() -> None:
        box = scene.panel.findChild(QMessageBox)
        if box is None or not box.isVisible():
            QTimer.singleShot(20, reply)
            return
        assert "Shop" in box.text()
        assert box.defaultButton() is box.buttons()[1]
        QTest.mouseClick(box.buttons()[answer], Qt.MouseButton.LeftButton)

    QTimer.singleShot(20, reply)
    scene.press(Way.ALLOW_WRITES)
    assert scene.live.writes_allowed is (answer == 0)


def test_writes_are_not_offered_where_they_are_not_the_matter(scene: Scene) -> None:
    placeholder = HttpRequest("POST", WRITE.url, (), '{"ids": [{{order}}]}')
    scene.fail(GuardFault("{{order}} has no value.", "Put a value in its place."), placeholder)
    assert scene.labels == ["Copy for a ticket"]
    scene.fail(GuardFault("The first line is a method and a URL."), None)
    assert scene.labels == ["Copy for a ticket"]
    scene.fail(GuardFault("The envelope goes elsewhere, and its secret belongs here."), READ)
    assert scene.labels == ["Copy for a ticket"]
    scene.live.allow_writes(True)
    scene.fail(READ_ONLY, WRITE)
    assert scene.labels == ["Copy for a ticket"]


def test_a_reply_over_the_limit_is_a_question(scene: Scene) -> None:
    scene.fail(LARGE)
    assert scene.view.question.text() == "The reply has 240 MB, the limit is 100 MB. Take it this once?"
    assert scene.labels[0] == "Take it this once"
    once = TransportFault(Kind.TOO_LARGE, "It goes on.", "", detail={"limit": 100_000_000, "size": None})
    scene.fail(once)
    assert scene.view.question.text() == "The reply has more than 100 MB. Take up to 1.0 GB this once?"
    wrote = TransportFault(Kind.TOO_LARGE, "It goes on.", "", detail={"repeatable": False})
    scene.fail(wrote)
    assert Way.TAKE_LARGE not in scene.view.buttons
    assert scene.view.question.text() == ""


def test_a_large_reply_is_taken_when_the_person_says_so(scene: Scene, server: PracticeServer) -> None:
    async def send() -> None:
        await scene.tab.send()

    scene.loop.run_until_complete(send())
    assert scene.view.tag.text().endswith("too large")
    assert scene.panel.grid.records.rowCount() == 0
    scene.press(Way.TAKE_LARGE)
    assert scene.panel.grid.isVisible()
    assert scene.panel.grid.records.rowCount() == 80
    assert scene.live.connection.limits.megabytes == 0.001


def misspelt(scene: Scene) -> None:
    """Send a call whose argument has a wrong name, and wait for the refusal."""
    scene.tab.draft.set_call(Call("res.country", "search_count", kwargs={"domains": [["code", "=", "BE"]]}))
    scene.loop.run_until_complete(scene.tab.send())
    assert scene.view.tag.text().endswith("· arguments")


def test_a_wrong_argument_name_is_put_right_and_sent(scene: Scene) -> None:
    misspelt(scene)
    assert scene.labels[0] == "Rename it to domain and send"
    assert "<b>Why.</b> search_count names this argument domain, not domains." in scene.view.advice.text()
    assert "<b>What to do.</b> Rename it to domain and send again." in scene.view.advice.text()
    scene.press(CORRECT)
    assert scene.tab.draft.call.kwargs == {"domain": [["code", "=", "BE"]]}
    assert scene.tab.draft.outcome is not None
    assert bytes(cast("msgspec.Raw", scene.tab.draft.outcome.result)) == b"1"
    assert scene.panel.card.isVisible()


def test_a_call_changed_since_its_fault_is_not_sent(scene: Scene) -> None:
    misspelt(scene)
    scene.tab.draft.set_model("res.partner")
    before = scene.tab.draft.call
    scene.press(CORRECT)
    assert scene.tab.draft.call == before
    assert "changed since" in scene.view.note.text()
    assert scene.view.tag.text().endswith("· arguments")


def test_a_suggested_url_goes_to_the_editor_of_the_connection(scene: Scene, qtbot: QtBot) -> None:
    scene.fail(WANTS_HTTPS)
    assert scene.labels == ["Use https://erp.example.com:8443", "Copy for a ticket"]
    with qtbot.waitSignal(scene.panel.edit_connection_asked) as asked:
        QTest.mouseClick(scene.view.buttons[Way.EDIT_CONNECTION], Qt.MouseButton.LeftButton)
    connection = asked.args[0]
    assert (connection.name, connection.url) == ("Shop", "https://erp.example.com:8443")
    assert scene.live.connection.url != connection.url


def test_connecting_again_logs_in_anew_and_sends_nothing_else(scene: Scene, server: PracticeServer) -> None:
    scene.loop.run_until_complete(scene.live.connect())
    scene.fail(ServerFault(Kind.SESSION_EXPIRED, "Session expired", "Connect again."))
    assert scene.labels == ["Connect again", "Copy for a ticket"]
    server.forget()
    scene.press(Way.CONNECT)
    assert server.received
    assert not any(b"search_read" in request.body or "search_read" in request.path for request in server.received)
    assert "Connected again" in scene.view.note.text()
    assert scene.labels[0] == "Send again"


def test_connecting_in_vain_says_why(scene: Scene) -> None:
    scene.client._key = Secret("wrong")
    scene.fail(ServerFault(Kind.LOGIN, "Access denied", "Check the key.", status=401))
    assert scene.labels == ["Connect again", "Edit the connection", "Copy for a ticket"]
    scene.press(Way.CONNECT)
    assert scene.live.fault is not None
    assert scene.view.note.text().startswith(scene.live.fault.message)
    assert "Send again" not in scene.labels


def test_what_may_pass_can_be_sent_again_when_it_only_reads(scene: Scene, server: PracticeServer) -> None:
    slow = TransportFault(Kind.TIMEOUT, "Nothing for 60 s.", "Ask for fewer.")
    scene.fail(slow, WRITE)
    assert Way.SEND_AGAIN not in scene.view.buttons
    scene.fail(slow, READ)
    server.forget()
    scene.press(Way.SEND_AGAIN)
    assert json.loads(server.received[-1].body)["limit"] == 80


@pytest.mark.parametrize(
    ("detail", "megabytes"),
    [
        ({"limit": 100_000_000, "size": 240_000_000}, 252),
        ({"limit": 100_000_000, "size": None}, 1000),
        ({"limit": 100_000_000, "size": 20_000_000}, 1000),
        ({}, 1000),
    ],
)
def test_how_much_is_taken_this_once(detail: dict[str, object], megabytes: int) -> None:
    fault = TransportFault(Kind.TOO_LARGE, "It is large.", detail=detail)
    assert remedies.megabytes_needed(fault) == megabytes


@pytest.mark.parametrize("worn", ["light", "dark"])
def test_it_is_painted_in_both_themes(scene: Scene, qapp: QApplication, worn: str) -> None:
    theme.apply(qapp, worn)  # type: ignore[arg-type]  # one of the modes
    scene.fail(MISSING)
    image = scene.panel.grab().toImage()
    edge = theme.current().color("error")
    assert image.pixelColor(1, image.height() // 2) == edge
