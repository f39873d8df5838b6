"""The first look: what a newcomer sees when the window opens, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint

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
