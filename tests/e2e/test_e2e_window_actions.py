"""Every action of the menu does what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from explorer.ui.actions import DEEDS
from explorer.ui.panels.connection_dialog import ConnectionDialog
from explorer.work.live import State
from explorer.work.view import Phase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.e2e.conftest import Hands, Play, Practice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def said(text: str) -> str:
    return text.replace("&", "")


def test_the_menu_holds_every_action_in_its_group(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        hands.click(hands.window.top.more)
        await hands.until(lambda: hands.shown(QMenu))
        menu = hands.shown(QMenu)[0]
        found: dict[str, list[str]] = {}
        for action in menu.actions():
            part = action.menu()
            assert isinstance(part, QMenu)
            found[said(action.text())] = [entry.objectName() for entry in part.actions() if not entry.isSeparator()]
        wanted: dict[str, list[str]] = {}
        for deed in DEEDS:
            wanted.setdefault(deed.group, []).append(deed.name)
        assert found == wanted
        menu.close()

    play(scenario)


def test_what_makes_no_sense_now_is_disabled(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        action = hands.window.actions_by_name
        enabled = {deed.name for deed in DEEDS if action[deed.name].isEnabled()}
        assert not {"cancel", "undo", "redo"} & enabled
        assert {"send", "copy_command", "new_tab", "close_tab", "new_connection", "quit"} <= enabled
        hands.draft.set_argument("limit", 3)
        assert action["undo"].isEnabled()
        hands.press(Key.Key_T, Modifier.ControlModifier)
        await hands.until(lambda: len(hands.program.workspace.tabs) == 2)
        assert not action["undo"].isEnabled(), "the new tab has nothing to take back"
        hands.press(Key.Key_W, Modifier.ControlModifier)
        await hands.until(action["undo"].isEnabled)
        hands.press(Key.Key_W, Modifier.ControlModifier)
        await hands.until(lambda: not action["send"].isEnabled())
        assert not action["undo"].isEnabled()
        assert not action["close_tab"].isEnabled()
        assert action["new_tab"].isEnabled()

    play(scenario)


async def send(hands: Hands) -> None:
    await hands.does(hands.window.actions_by_name["send"].trigger)


async def cancel(hands: Hands) -> None:
    text = hands.draft.envelope_text()
    hands.draft.edit_text(text.replace("/json/2/", "/practice/fault/hang/json/2/", 1))
    hands.window.actions_by_name["send"].trigger()
    await hands.until(hands.window.actions_by_name["cancel"].isEnabled)
    hands.window.actions_by_name["cancel"].trigger()
    await hands.until(lambda: hands.phase() is Phase.ANSWERED)


async def copy_command(hands: Hands) -> None:
    hands.window.actions_by_name["copy_command"].trigger()
    await hands.until(lambda: hands.clipboard().startswith("odoo-explorer call res.partner search_read"))


async def pages(hands: Hands) -> None:
    await hands.does(hands.window.actions_by_name["next_page"].trigger)
    assert hands.range().startswith("81–160")
    await hands.does(hands.window.actions_by_name["previous_page"].trigger)
    assert hands.range().startswith("1–80")


async def undo_and_redo(hands: Hands) -> None:
    hands.draft.set_argument("limit", 3)
    hands.window.actions_by_name["undo"].trigger()
    assert hands.draft.argument("limit") == 80
    hands.window.actions_by_name["redo"].trigger()
    assert hands.draft.argument("limit") == 3


async def views(hands: Hands) -> None:
    hands.window.actions_by_name["show_envelope"].trigger()
    await hands.until(lambda: hands.page.envelope is not None and hands.envelope.isVisible())
    hands.window.actions_by_name["show_build"].trigger()
    await hands.until(hands.build.isVisible)


async def tabs(hands: Hands) -> None:
    action, first = hands.window.actions_by_name, hands.tab
    action["new_tab"].trigger()
    await hands.until(lambda: hands.tab is not first)
    second = hands.tab
    action["duplicate_tab"].trigger()
    await hands.until(lambda: len(hands.program.workspace.tabs) == 3)
    action["close_tab"].trigger()
    await hands.until(lambda: hands.program.workspace.tabs == [first, second])
    action["reopen_tab"].trigger()
    await hands.until(lambda: len(hands.program.workspace.tabs) == 3)
    assert not action["reopen_tab"].isEnabled()
    action["close_tab"].trigger()
    await hands.until(lambda: hands.program.workspace.tabs == [first, second])
    action["next_tab"].trigger()
    await hands.until(lambda: hands.tab is first)
    action["previous_tab"].trigger()
    await hands.until(lambda: hands.tab is second)


async def go(hands: Hands) -> None:
    hands.window.actions_by_name["find_model"].trigger()
    await hands.until(lambda: hands.window.focusWidget() is not None)
    focus = hands.window.focusWidget()
    assert focus is not None
    assert focus.objectName() == "modelSearch"
    asked = len(hands.practice.received())
    hands.window.actions_by_name["refresh_models"].trigger()
    await hands.until(lambda: len(hands.practice.received()) > asked)


async def connections(hands: Hands) -> None:
    hands.window.actions_by_name["new_connection"].trigger()
    await hands.until(lambda: hands.shown(ConnectionDialog))
    hands.dialog().reject()
    await hands.until(lambda: not hands.shown(ConnectionDialog))
    action = hands.window.actions_by_name
    assert not action["edit_connection"].isEnabled(), "the practice connection is the program's own"
    before = len(hands.practice.received())
    action["reconnect"].trigger()
    await hands.until(lambda: len(hands.practice.received()) > before)
    await hands.until(lambda: hands.front.state is State.CONNECTED)
    action["allow_writes"].trigger()
    await hands.until(lambda: hands.front.writes_allowed)
    assert action["allow_writes"].text() == "Make read-only"
    action["allow_writes"].trigger()
    await hands.until(lambda: not hands.front.writes_allowed)
    assert action["allow_writes"].text() == "Allow writes"


async def themes(hands: Hands) -> None:
    action = hands.window.actions_by_name
    action["theme_dark"].trigger()
    assert hands.program.theme.theme.name == "dark"
    action["theme_light"].trigger()
    assert hands.program.theme.theme.name == "light"
    assert [action[f"theme_{name}"].isChecked() for name in ("system", "light", "dark")] == [False, True, False]
    action["theme_system"].trigger()
    assert hands.program.settings.value.theme == "system"


async def leave(hands: Hands) -> None:
    closing = hands.program._closing
    assert closing is not None
    hands.window.actions_by_name["quit"].trigger()
    await hands.until(closing.is_set)


TRIED: dict[str, Callable[[Hands], Awaitable[None]]] = {
    "send": send,
    "cancel": cancel,
    "copy_command": copy_command,
    "next_page previous_page": pages,
    "undo redo": undo_and_redo,
    "show_build show_envelope": views,
    "new_tab duplicate_tab close_tab reopen_tab next_tab previous_tab": tabs,
    "find_model refresh_models": go,
    "new_connection edit_connection reconnect allow_writes": connections,
    "theme_system theme_light theme_dark": themes,
    "quit": leave,
}


def test_no_action_is_left_out_here() -> None:
    assert {name for names in TRIED for name in names.split()} == {deed.name for deed in DEEDS}


@pytest.mark.parametrize("names", TRIED)
def test_an_action_does_what_it_says(play: Play, practice: Practice, names: str) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        await hands.until(lambda: hands.models.view.current_node is not None)
        await TRIED[names](hands)

    play(scenario)


def test_shortcuts_are_not_given_twice() -> None:
    keys = [key for deed in DEEDS for key in deed.keys]
    assert len(keys) == len(set(keys))
