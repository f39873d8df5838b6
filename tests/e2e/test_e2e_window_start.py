"""The first look: what a newcomer sees when the window opens, and how it ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from explorer.app import Program
from explorer.core.connection import Connection, ProtocolName
from explorer.core.secret import Secret
from explorer.ui.panels.connection_dialog import keep_secrets
from explorer.ui.pilot import Pilot
from explorer.work.live import State
from explorer.work.practice_server import PracticeServer
from explorer.work.view import Phase

if TYPE_CHECKING:
    from tests.e2e.conftest import Hands, Play, Practice

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_the_first_start_shows_rows_of_a_model_on_the_practice_server(play: Play, practice: Practice) -> None:
    total = practice.ask("res.partner", "search_count", domain=[])

    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        assert hands.range() == f"1–80 of {total}"
        assert hands.grid.records.rowCount() == 80
        assert hands.grid.isVisible()
        first = hands.grid.visualRect(hands.grid.records.index(0, 1)).center()
        assert hands.grid.viewport().rect().contains(first)
        assert hands.column("display_name")[0]
        await hands.until(lambda: hands.models.view.current_node)
        node = hands.models.view.current_node
        assert node is not None
        assert node.model == "res.partner"
        rect = hands.models.view.visualRect(hands.models.view.currentIndex())
        assert hands.models.view.viewport().rect().contains(rect.center() - QPoint(0, 0))
        state, last, place, _ = (label.text() for label in hands.window.status.labels())
        assert state == "Connected"
        assert last == "JSON/2 · search_read · 80 rows"
        assert "Practice" in place
        assert hands.window.strip.bar.tabText(0) == "res.partner · search_read"
        assert "Practice" in hands.window.top.connection.accessibleName()

    play(scenario)
    sent = practice.last()
    assert sent["domain"] == []
    assert sent["limit"] == 80
    assert sent["fields"][0] == "display_name"
    assert len(sent["fields"]) == 9


def test_files_that_cannot_be_read_are_said_and_stop_nothing(play: Play, program_home: Path) -> None:
    folder = program_home / "config"
    folder.mkdir(parents=True)
    for name in ("connections.json", "settings.json"):
        (folder / name).write_text("{ this is no JSON")

    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        assert hands.window.banner.isVisible()
        for name in ("connections.json", "settings.json"):
            assert name in hands.window.banner.text()
        assert hands.range().startswith("1–80 of ")

    play(scenario)
    kept = [path.read_text() for path in folder.rglob("*") if path.is_file()]
    assert kept.count("{ this is no JSON") == 2, "what the person may still need is not thrown away"


def test_without_the_practice_server_other_connections_still_work(
    qapp: QApplication, practice: Practice, program_home: Path
) -> None:
    facts = practice.wait()
    broken = PracticeServer(["--nonsense"])
    program = Program(broken, "light")

    async def errand(pilot: Pilot) -> None:
        await pilot.until(pilot.window.banner.isVisible)
        assert "did not start" in pilot.window.banner.text()
        assert pilot.window.empty.isVisible()
        mine = Connection("Mine", facts.url, facts.database, facts.login, protocol=ProtocolName.JSON2)
        mine = keep_secrets(program, mine, None, Secret(facts.api_key))
        await program.workspace.enter(program.live(mine))
        assert program.live(mine).state is State.CONNECTED
        await pilot.answered()
        assert len(pilot.page.results.grid.records.page) == 80

    assert program.run((1200, 800), errand) == 0
    broken.stop()


def test_an_older_server_is_spoken_to_in_its_own_protocol(qapp: QApplication) -> None:
    older = PracticeServer(["--series", "17.0"])
    program = Program(older, "light")

    async def errand(pilot: Pilot) -> None:
        tab = await pilot.answered()
        assert tab.draft.phase is Phase.ANSWERED
        assert tab.live.series == "17.0"
        assert tab.live.protocol is ProtocolName.JSONRPC
        await pilot.until(lambda: tab.draft.count is not None)
        pilot.show_row(2)
        inspector = pilot.window.inspector
        assert inspector is not None
        await pilot.until(lambda: inspector.record is not None and len(inspector.record.lines) > 9)
        models = pilot.window.models
        assert models is not None
        await pilot.until(lambda: models.view.current_node is not None)
        await tab.sort("name")
        assert tab.draft.phase is Phase.ANSWERED
        assert tab.draft.argument("order") == "name"
        tab.draft.set_argument("fields", ["no_such_field"])
        await tab.send()
        assert pilot.page.results.fault_card().view.message.text()
        assert pilot.page.results.fault_card().isVisible()

    assert program.run((1200, 800), errand) == 0
    older.stop()
