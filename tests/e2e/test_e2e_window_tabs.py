"""Several tabs at once: opened, closed, moved; each keeps what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.work.view import Phase

if TYPE_CHECKING:
    from explorer.work.tab import Tab
    from tests.e2e.conftest import Hands, Play, Practice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key, Modifier = Qt.Key, Qt.KeyboardModifier


async def new_tab(hands: Hands) -> Tab:
    """Open a tab with Ctrl+T and wait for its rows."""
    before = hands.tab
    hands.press(Key.Key_T, Modifier.ControlModifier)
    await hands.until(lambda: hands.tab is not before and hands.draft.count is not None)
    return hands.tab


def titles(hands: Hands) -> list[str]:
    bar = hands.window.strip.bar
    return [bar.tabText(index) for index in range(bar.count())]


def middle_of(hands: Hands, index: int) -> QPoint:
    return hands.window.strip.bar.tabRect(index).center()


def test_each_tab_keeps_its_call_and_its_rows(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        first = await hands.answered(0)
        second = await new_tab(hands)
        assert second.draft.call.model == "res.partner"
        second.draft.set_argument("limit", 3)
        await hands.send()
        assert len(hands.column("display_name")) == 3
        asked = len(practice.received())
        hands.press(Key.Key_PageUp, Modifier.ControlModifier)
        await hands.until(lambda: hands.tab is first)
        assert len(hands.column("display_name")) == 80
        assert hands.draft.argument("limit") == 80
        hands.press(Key.Key_PageDown, Modifier.ControlModifier)
        await hands.until(lambda: hands.tab is second)
        assert len(hands.column("display_name")) == 3
        assert hands.page.isVisible()
        hands.click(hands.window.strip.bar, middle_of(hands, 0))
        await hands.until(lambda: hands.tab is first)
        await hands.pilot.settle()
        assert len(practice.received()) == asked, "turning to a tab asks nothing"
        hands.press(Key.Key_D, Modifier.ControlModifier | Modifier.ShiftModifier)
        await hands.until(lambda: len(hands.program.workspace.tabs) == 3)
        assert hands.draft.call == first.draft.call
        assert hands.tab is not first

    play(scenario)


def test_tabs_close_by_key_by_middle_click_and_by_their_button(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        first = await hands.answered(0)
        second, third = await new_tab(hands), await new_tab(hands)
        hands.press(Key.Key_W, Modifier.ControlModifier)
        await hands.until(lambda: third not in hands.program.workspace.tabs)
        assert hands.tab is second
        hands.click(hands.window.strip.bar, middle_of(hands, 0), Qt.MouseButton.MiddleButton)
        await hands.until(lambda: hands.program.workspace.tabs == [second])
        assert first not in hands.program.workspace.tabs
        bar = hands.window.strip.bar
        hands.click(bar.tabButton(0, bar.ButtonPosition.RightSide))
        await hands.until(hands.window.empty.isVisible)
        assert hands.program.workspace.tabs == []
        assert not hands.window.actions_by_name["send"].isEnabled()
        hands.press(Key.Key_Return, Modifier.ControlModifier)
        hands.press(Key.Key_W, Modifier.ControlModifier)
        hands.press(Key.Key_T, Modifier.ControlModifier)
        await hands.until(lambda: hands.program.workspace.tabs and hands.draft.count is not None)
        assert hands.grid.isVisible()

    play(scenario)


def test_a_tab_is_moved_with_the_mouse(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        hands.open_model("res.country", new_tab=True)
        await hands.until(lambda: len(hands.program.workspace.tabs) == 2 and hands.draft.count is not None)
        assert titles(hands) == ["res.partner · search_read", "res.country · search_read"]
        bar = hands.window.strip.bar
        start, end = middle_of(hands, 1), middle_of(hands, 0) - QPoint(40, 0)
        QTest.mousePress(bar, Qt.MouseButton.LeftButton, Modifier.NoModifier, start)
        for step in range(1, 11):
            QTest.mouseMove(bar, start + (end - start) * step / 10)
        QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, Modifier.NoModifier, end)
        await hands.until(lambda: titles(hands) == ["res.country · search_read", "res.partner · search_read"])
        models = [tab.draft.call.model for tab in hands.program.workspace.tabs]
        assert models == ["res.country", "res.partner"]
        assert hands.draft.call.model == "res.country"
        hands.press(Key.Key_PageDown, Modifier.ControlModifier)
        await hands.until(lambda: hands.draft.call.model == "res.partner")

    play(scenario)


def test_closing_a_tab_ends_its_call(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        hanging = await new_tab(hands)
        text = hands.draft.envelope_text().replace("/json/2/", "/practice/fault/hang/json/2/", 1)
        hands.draft.edit_text(text)
        hands.press(Key.Key_Return, Modifier.ControlModifier)
        await hands.until(lambda: hands.program.worker.busy == 1)
        hands.press(Key.Key_W, Modifier.ControlModifier)
        await hands.until(lambda: hanging not in hands.program.workspace.tabs)
        await hands.until(lambda: hands.program.worker.busy == 0)
        assert hanging.draft.phase is not Phase.SENDING

    play(scenario)


def test_a_tab_whose_envelope_was_edited_wears_a_dot_until_it_is_built_again(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        bar = hands.window.strip.bar
        hands.open_model("res.country", new_tab=True)
        await hands.until(lambda: bar.count() == 2 and hands.draft.count is not None)
        button = bar.tabButton(0, bar.ButtonPosition.RightSide)
        plain = button.grab().toImage()
        edited = hands.program.workspace.tabs[0].draft
        edited.edit_text(edited.envelope_text() + " ")
        assert button.grab().toImage() != plain
        edited.discard_text()
        assert button.grab().toImage() == plain

    play(scenario)
