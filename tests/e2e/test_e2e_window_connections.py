"""Connections: made, tested, saved and edited in the dialog; what goes wrong is said where it is."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from explorer.client.check import Check, Level
from explorer.core.connection import ProtocolName, Stage
from explorer.ui.panels.connection_dialog import ConnectionDialog
from explorer.work.live import State

if TYPE_CHECKING:
    from tests.e2e.conftest import Hands, Play, Practice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key, Modifier = Qt.Key, Qt.KeyboardModifier


async def new_connection(hands: Hands) -> ConnectionDialog:
    """Open the dialog with Ctrl+N."""
    await hands.answered(0)
    hands.press(Key.Key_N, Modifier.ControlModifier)
    await hands.until(lambda: hands.shown(ConnectionDialog))
    await hands.until(lambda: hands.dialog().isActiveWindow())
    return hands.dialog()


def fill(hands: Hands, dialog: ConnectionDialog, practice: Practice, **words: str) -> None:
    """Type a connection to the practice server; ``words`` say what is typed otherwise."""
    facts = practice.wait()
    typed = {"url": facts.url, "name": "Mine", "database": facts.database, "login": facts.login, "key": facts.api_key}
    lines = {
        "url": dialog.url,
        "name": dialog.name,
        "database": dialog.database,
        "login": dialog.login,
        "key": dialog.key.line,
        "password": dialog.password.line,
    }
    for name, text in (typed | words).items():
        hands.type(text, lines[name]) if text else hands.click(lines[name])


async def lines_of_test(hands: Hands, dialog: ConnectionDialog) -> list[Check]:
    """Press Test and return its lines."""
    hands.click(dialog.test)
    await hands.until(lambda: dialog.checks.isVisible() and dialog.checks.ended)
    return dialog.checks.checks


async def close(hands: Hands, dialog: ConnectionDialog) -> None:
    hands.press(Key.Key_Escape)
    await hands.until(lambda: not hands.shown(ConnectionDialog))
    await hands.until(hands.window.isActiveWindow)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert isinstance(port, int)
        return port


def test_what_is_missing_is_said_in_place_and_what_was_typed_stays(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        dialog = await new_connection(hands)
        hands.click(dialog.save)
        assert dialog.isVisible()
        said = hands.words(dialog)
        assert "Give the connection a name." in said
        assert "Enter the server's address" in said
        fill(hands, dialog, practice, name="Practice", url="http://")
        hands.click(dialog.save)
        said = hands.words(dialog)
        assert "built-in practice server" in said
        assert dialog.isVisible()
        assert dialog.database.text() == practice.wait().database
        assert dialog.key.line.text() == practice.wait().api_key
        assert practice.wait().api_key not in said
        hands.type("Mine", dialog.name)
        hands.type("http://user:word@host", dialog.url)
        hands.click(dialog.save)
        assert "in their own fields, not in the address" in hands.words(dialog)
        await close(hands, dialog)
        assert hands.program.workspace.connections == ()

    play(scenario)


def test_a_connection_is_tested_saved_and_opened_and_no_file_holds_its_secret(
    play: Play, practice: Practice, program_home: Path
) -> None:
    facts = practice.wait()

    async def scenario(hands: Hands) -> None:
        dialog = await new_connection(hands)
        fill(hands, dialog, practice, password="a word nobody else has")
        checks = await lines_of_test(hands, dialog)
        assert [check.level for check in checks] == [Level.OK] * 4
        for check in checks:
            assert check.sentence in hands.words(dialog)
        assert "Key accepted for admin" in checks[2].sentence
        hands.click(dialog.save)
        await hands.until(lambda: hands.front.connection.name == "Mine")
        await hands.until(lambda: hands.tab.live is hands.front and hands.draft.count is not None)
        assert not hands.shown(ConnectionDialog)
        assert "Mine" in hands.window.top.connection.accessibleName()
        assert hands.window.status.labels()[0].text() == "Connected"
        assert hands.range().startswith("1–80 of ")
        assert not hands.front.writes_allowed
        hands.click(hands.window.top.connection)
        await hands.until(lambda: hands.shown(QMenu))
        await hands.menu("Practice")
        await hands.until(lambda: hands.front.connection.practice)
        hands.click(hands.window.top.connection)
        await hands.until(lambda: hands.shown(QMenu))
        await hands.menu("Mine")
        await hands.until(lambda: hands.front.connection.name == "Mine")

    play(scenario)
    files = [path for path in program_home.rglob("*") if path.is_file()]
    saved = next(path for path in files if path.name == "connections.json")
    assert "Mine" in saved.read_text()
    for path in files:
        content = path.read_bytes()
        assert facts.api_key.encode() not in content, path
        assert b"a word nobody else has" not in content, path


def test_a_new_production_connection_is_red_and_read_only(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        dialog = await new_connection(hands)
        fill(hands, dialog, practice)
        hands.click(dialog.stage.chip(Stage.PRODUCTION))
        assert "always starts read-only" in hands.words(dialog)
        hands.click(dialog.name)
        hands.press(Key.Key_Return)
        await hands.until(lambda: hands.front.connection.name == "Mine")
        await hands.until(lambda: hands.front.state is State.CONNECTED)
        assert hands.window.top.connection.accessibleName().count("Production") == 1
        assert hands.window.top.lock.accessibleName().count("Read-only") == 1
        assert not hands.front.writes_allowed

    play(scenario)


@pytest.mark.parametrize(
    ("words", "sentence", "advice"),
    [
        ({"url": "http://127.0.0.1:{free}"}, "refused", "port"),
        ({"url": "{url}/practice/fault/notjson"}, "", "URL"),
        ({"url": "{url}/practice/fault/html500"}, "", ""),
        ({"key": "nonsense" * 5}, "", "key"),
        ({"key": "admin"}, "is the password of admin", "New API Key"),
        ({"database": "nothere"}, "", ""),
    ],
    ids=["wrong port", "no odoo", "error page", "wrong key", "password as key", "wrong database"],
)
def test_the_test_says_what_is_wrong_and_what_to_do(
    play: Play, practice: Practice, words: dict[str, str], sentence: str, advice: str
) -> None:
    url = practice.wait().url
    typed = {name: text.format(url=url, free=free_port()) for name, text in words.items()}

    async def scenario(hands: Hands) -> None:
        dialog = await new_connection(hands)
        fill(hands, dialog, practice, **typed)
        checks = await lines_of_test(hands, dialog)
        last = next(check for check in checks if check.level is not Level.OK)
        assert sentence in last.sentence
        assert last.advice
        assert advice.lower() in last.advice.lower()
        assert last.sentence in hands.words(dialog)
        assert last.advice in hands.words(dialog)
        for name, text in typed.items():
            line = dialog.key.line if name == "key" else getattr(dialog, name)
            assert line.text() == text, "nothing typed is lost"
        await close(hands, dialog)
        hands.press(Key.Key_T, Modifier.ControlModifier)
        await hands.until(lambda: len(hands.program.workspace.tabs) == 2)

    play(scenario)


def test_a_wrong_password_over_json_rpc(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        dialog = await new_connection(hands)
        fill(hands, dialog, practice, key="", password="wrong")
        hands.click(dialog.protocol.chip(ProtocolName.JSONRPC))
        checks = await lines_of_test(hands, dialog)
        assert checks[-1].level is Level.ERROR
        assert checks[-1].advice
        hands.type(practice.wait().password, dialog.password.line)
        checks = await lines_of_test(hands, dialog)
        assert Level.ERROR not in [check.level for check in checks]
        assert any("Password accepted for admin" in check.sentence for check in checks)
        await close(hands, dialog)

    play(scenario)


def test_a_connection_that_fails_stays_in_front_with_its_fault_and_can_be_corrected(
    play: Play, practice: Practice
) -> None:
    async def scenario(hands: Hands) -> None:
        dialog = await new_connection(hands)
        fill(hands, dialog, practice, key="nonsense" * 5)
        hands.click(dialog.save)
        await hands.until(lambda: hands.front.connection.name == "Mine" and hands.front.state is State.FAILED)
        assert hands.window.status.labels()[0].text() == "Not connected"
        assert hands.front.fault is not None
        assert hands.front.fault.message.split("\n")[0] in hands.words(hands.models)
        await hands.edit_connection()
        dialog = hands.dialog()
        hands.type(practice.wait().api_key, dialog.key.line)
        hands.click(dialog.save)
        await hands.until(lambda: hands.front.state is State.CONNECTED)
        await hands.until(lambda: hands.tab.live is hands.front and hands.draft.count is not None)
        assert hands.range().startswith("1–80 of ")

    play(scenario)


def test_editing_keeps_the_secrets_that_nobody_touched(play: Play, practice: Practice, program_home: Path) -> None:
    async def scenario(hands: Hands) -> None:
        dialog = await new_connection(hands)
        fill(hands, dialog, practice)
        hands.click(dialog.save)
        await hands.until(lambda: hands.front.connection.name == "Mine" and hands.front.state is State.CONNECTED)
        await hands.edit_connection()
        dialog = hands.dialog()
        assert dialog.key.line.text() == ""
        assert practice.wait().api_key not in hands.words(dialog) + dialog.key.line.placeholderText()
        hands.type("Other name", dialog.name)
        hands.click(dialog.save)
        await hands.until(lambda: hands.front.connection.name == "Other name" and hands.front.state is State.CONNECTED)
        assert [one.name for one in hands.program.workspace.connections] == ["Other name"]
        hands.open_model("res.country", new_tab=True)
        await hands.until(lambda: practice.received("/res.country/search_read"))
        request = practice.received("/res.country/search_read")[-1]
        assert request.header("Authorization") == f"bearer {practice.wait().api_key}"

    play(scenario)
    saved = json.loads((program_home / "config" / "connections.json").read_text())
    assert "Other name" in json.dumps(saved)


def test_the_tabs_of_a_connection_go_on_after_it_was_edited(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        dialog = await new_connection(hands)
        fill(hands, dialog, practice)
        hands.click(dialog.save)
        await hands.until(lambda: hands.front.connection.name == "Mine" and hands.front.state is State.CONNECTED)
        await hands.until(lambda: hands.tab.live is hands.front and hands.draft.count is not None)
        tabs = list(hands.program.workspace.tabs)
        hands.draft.set_argument("limit", 7)
        await hands.edit_connection()
        dialog = hands.dialog()
        hands.click(dialog.protocol.chip(ProtocolName.JSONRPC))
        hands.click(dialog.save)
        await hands.until(lambda: hands.front.protocol is ProtocolName.JSONRPC and hands.front.state is State.CONNECTED)
        assert hands.program.workspace.tabs == tabs
        await hands.until(lambda: hands.tab.live is hands.front)
        assert len(hands.column("display_name")) == 80
        await hands.send()
        assert len(hands.column("display_name")) == 7
        assert '"limit": 7' in practice.received("/jsonrpc")[-2].body

    play(scenario)


def test_the_server_tells_its_databases(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        dialog = await new_connection(hands)
        fill(hands, dialog, practice, database="", key="")
        hands.click(dialog.listed)
        await hands.until(lambda: hands.shown(QMenu, parent=dialog))
        await hands.menu("practice")
        await hands.until(lambda: dialog.database.text() == "practice")
        await close(hands, dialog)

    play(scenario)


def test_a_corrected_address_is_offered_by_the_fault(play: Play, practice: Practice) -> None:
    """A server that redirects to https: the dialog opens with that address, the rest as it was."""
    facts = practice.wait()

    async def scenario(hands: Hands) -> None:
        dialog = await new_connection(hands)
        fill(hands, dialog, practice)
        hands.click(dialog.save)
        await hands.until(lambda: hands.front.connection.name == "Mine" and hands.front.state is State.CONNECTED)
        await hands.until(lambda: hands.tab.live is hands.front and hands.draft.count is not None)
        text = hands.draft.envelope_text()
        hands.draft.edit_text(text.replace("/json/2/", "/practice/fault/redirect/json/2/", 1))
        await hands.send()
        corrected = facts.url.replace("http://", "https://")
        hands.click(next(button for button in hands.fault.buttons.values() if button.text().startswith("Use https")))
        await hands.until(lambda: hands.shown(ConnectionDialog))
        dialog = hands.dialog()
        assert dialog.url.text().startswith(corrected)
        assert dialog.name.text() == "Mine"
        hands.press(Key.Key_Escape)
        await hands.until(lambda: not hands.shown(ConnectionDialog))

    play(scenario)
