"""Rows on screen: pages, sorting, the views of a reply, the inspector, cancelling, and answers that come too late."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer
from PySide6.QtWidgets import QLineEdit

from explorer.core.secret import MASK
from explorer.ui.widgets.viewer import TextViewer
from explorer.work.view import Phase

if TYPE_CHECKING:
    from tests.e2e.conftest import Hands, Play, Practice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def click_header(hands: Hands, name: str) -> None:
    header = hands.grid.columns
    section = [column.name for column in hands.grid.records.columns].index(name)
    middle = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
    hands.click(header.viewport(), QPoint(middle, header.height() // 2))


def click_row(hands: Hands, row: int) -> None:
    hands.click(hands.grid.viewport(), hands.grid.visualRect(hands.grid.records.index(row, 1)).center())


def send_elsewhere(hands: Hands, path: str) -> None:
    """Send the envelope to another path of the server, as somebody who edits the URL does."""
    text = hands.draft.envelope_text()
    hands.draft.edit_text(text.replace("/json/2/", f"{path}/json/2/", 1))
    hands.press(Key.Key_Return, Modifier.ControlModifier)


def text_of(viewer: TextViewer) -> str:
    viewer.select_all()
    return viewer.selected_text()


def test_pages_are_turned_by_buttons_and_keys(play: Play, practice: Practice) -> None:
    total = practice.ask("res.partner", "search_count", domain=[])
    rows = practice.ask("res.partner", "search_read", domain=[], fields=["display_name"], limit=400)
    names = [row["display_name"] for row in rows]
    assert total > 240

    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        pager = hands.page.results.pager
        assert not pager.before.isEnabled()
        assert hands.column("display_name") == names[:80]
        await hands.does(lambda: hands.click(pager.after))
        assert hands.range() == f"81–160 of {total}"
        assert practice.last()["offset"] == 80
        assert hands.column("display_name") == names[80:160]
        await hands.does(lambda: hands.press(Key.Key_Right, Modifier.AltModifier))
        assert hands.range() == f"161–240 of {total}"
        await hands.does(lambda: hands.press(Key.Key_Left, Modifier.AltModifier))
        await hands.does(lambda: hands.click(pager.before))
        assert hands.range() == f"1–80 of {total}"
        assert "offset" not in practice.last()
        hands.click(pager.page_size)
        await hands.does(lambda: hands.keys(Key.Key_Down, Key.Key_Return))
        assert practice.last()["limit"] == 200
        assert hands.range() == f"1–200 of {total}"
        assert hands.column("display_name") == names[:200]

    play(scenario)


def test_the_last_page_ends_the_turning(play: Play, practice: Practice) -> None:
    total = practice.ask("res.country", "search_count", domain=[])

    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        await hands.does(lambda: hands.open_model("res.country"))
        while hands.page.results.pager.after.isEnabled():
            await hands.does(lambda: hands.click(hands.page.results.pager.after))
        assert hands.range().endswith(f"{total} of {total}")
        asked = len(practice.received("/search_read"))
        hands.press(Key.Key_Right, Modifier.AltModifier)
        await hands.pilot.settle()
        assert len(practice.received("/search_read")) == asked

    play(scenario)


def test_a_click_on_a_header_sorts_on_the_server(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        for order in ("name", "name desc", None):
            await hands.does(lambda: click_header(hands, "name"))
            assert practice.last().get("order") == order
            arguments = {"order": order} if order else {}
            rows = practice.ask("res.partner", "search_read", domain=[], fields=["name"], limit=80, **arguments)
            assert hands.column("name") == [row["name"] or "" for row in rows]

    play(scenario)


def test_json_and_raw_show_the_reply(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        results = hands.page.results
        hands.click(results.tabs, results.tabs.tabRect(1).center())
        await hands.until(lambda: hands.shown(TextViewer, "jsonText"))
        shown = json.loads(text_of(hands.shown(TextViewer, "jsonText")[0]))
        assert shown == json.loads(bytes(hands.reply.body))
        assert len(shown) == 80
        hands.click(results.tabs, results.tabs.tabRect(2).center())
        await hands.until(lambda: hands.shown(TextViewer, "rawText"))
        raw = text_of(hands.shown(TextViewer, "rawText")[0])
        assert raw.split("\n")[0] == "HTTP 200 OK"
        assert "Content-Type: application/json" in raw
        assert raw.rstrip().endswith(bytes(hands.reply.body).decode().rstrip())
        assert MASK not in raw
        assert "First byte after" in hands.words(results)
        hands.click(results.tabs, results.tabs.tabRect(0).center())
        assert hands.grid.isVisible()

    play(scenario)


def test_the_inspector_shows_the_whole_record_of_the_selected_row(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        click_row(hands, 3)
        record = hands.grid.records.record_id(3)
        assert record is not None
        inspector = hands.inspector
        await hands.until(
            lambda: inspector.record is not None and any(one.name == "city" for one in inspector.record.lines)
        )
        assert inspector.record is not None
        fields = ["name", "city", "create_date"]
        assert not set(fields[1:]) & set(hands.draft.argument("fields"))  # type: ignore[call-overload]  # a list
        truth = practice.ask("res.partner", "read", ids=[record], fields=fields)[0]
        lines = {line.name: line.value for line in inspector.record.lines}
        assert inspector.record.heading.text() == hands.column("display_name")[3]
        assert inspector.record.place.text() == f"res.partner · {record}"
        assert lines["city"] == truth["city"]
        assert lines["name"] == truth["name"]
        asked = hands.draft.generation
        hands.press(Key.Key_Down)
        await hands.until(lambda: hands.named_text("res.partner · " + str(hands.grid.records.record_id(4))))
        assert hands.draft.generation == asked

    play(scenario)


def test_esc_cancels_a_call_that_hangs_and_the_old_rows_stay(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        before = hands.column("display_name")
        send_elsewhere(hands, "/practice/fault/hang")
        await hands.until(hands.page.results.waiting.isVisible)
        assert hands.page.bar.cancel.isVisible()
        assert hands.column("display_name") == before
        assert "running" in hands.words(hands.window.status)
        await hands.until(lambda: practice.received("/search_read")[-1].path.startswith("/practice/fault/hang"))
        hands.press(Key.Key_Escape)
        await hands.until(lambda: hands.phase() is Phase.ANSWERED)
        assert hands.column("display_name") == before
        assert hands.grid.isVisible()
        assert not hands.page.results.waiting.isVisible()
        await hands.until(lambda: hands.program.worker.busy == 0)
        assert "/practice/fault/hang" in hands.draft.envelope_text(), "nothing typed is lost"

    play(scenario)


def test_esc_in_a_field_of_build_cancels_too(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        send_elsewhere(hands, "/practice/fault/hang")
        await hands.until(lambda: hands.phase() is Phase.SENDING)
        line = next(line for line in hands.shown(QLineEdit, parent=hands.build) if line.isEnabled())
        hands.click(line)
        hands.press(Key.Key_Escape)
        await hands.until(lambda: hands.phase() is Phase.ANSWERED)

    play(scenario)


def test_of_two_sendings_only_the_second_shows(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        built = hands.draft.envelope_text()
        send_elsewhere(hands, "/practice/fault/slow")
        await hands.until(lambda: practice.received("/search_read")[-1].path.startswith("/practice/fault/slow"))
        assert hands.phase() is Phase.SENDING
        late = hands.draft.generation
        hands.draft.edit_text(built.replace('"limit": 80', '"limit": 3'))
        await hands.send()
        assert hands.draft.generation == late + 1
        assert len(hands.column("display_name")) == 3
        shown: list[int] = []
        end = hands.draft.subscribe(lambda _: shown.append(hands.outcome.generation))
        await hands.pilot.settle()
        await hands.until(lambda: hands.program.worker.busy == 0)
        end()
        assert set(shown) <= {late + 1}
        assert len(hands.column("display_name")) == 3
        assert practice.last()["limit"] == 3

    play(scenario)


def test_the_window_lives_while_twenty_thousand_rows_arrive(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        beats: list[int] = []
        clock = QElapsedTimer()
        heart = QTimer()
        heart.setInterval(0)
        heart.timeout.connect(lambda: beats.append(hands.tab.received))
        clock.start()
        heart.start()
        send_elsewhere(hands, "/practice/ready/20000")
        await hands.until(lambda: hands.outcome.page is not None and len(hands.outcome.page) == 20_000)
        await hands.until(lambda: hands.grid.records.rowCount() == 20_000)
        heart.stop()
        assert len(beats) >= 10
        assert len(set(beats)) >= 3, "the window saw the reply grow"
        hands.press(Key.Key_Tab)
        hands.grid.scrollToBottom()
        await hands.until(lambda: hands.grid.records.cells(19_999))
        assert "Partner 020000" in hands.column("name")[-1]

    play(scenario)
