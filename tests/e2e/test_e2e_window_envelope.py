"""The envelope: read, changed by hand, sent as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from explorer.core.connection import ProtocolName
from explorer.core.faults import Kind
from explorer.core.secret import MASK
from explorer.work.view import Phase

if TYPE_CHECKING:
    from tests.e2e.conftest import Hands, Play, Practice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key, Modifier = Qt.Key, Qt.KeyboardModifier


async def open_envelope(hands: Hands) -> None:
    await hands.answered(0)
    hands.press(Key.Key_2, Modifier.ControlModifier)
    await hands.until(lambda: hands.page.envelope is not None and hands.envelope.editor.hasFocus())


def go_behind(hands: Hands, words: str) -> None:
    """Put the cursor behind words of the envelope."""
    editor = hands.envelope.editor
    found = editor.document().find(words)
    assert not found.isNull(), f"{words} is not in the envelope"
    found.setPosition(found.selectionEnd())
    editor.setTextCursor(found)


def mark(hands: Hands, words: str) -> None:
    """Select words of the envelope."""
    found = hands.envelope.editor.document().find(words)
    assert not found.isNull()
    hands.envelope.editor.setTextCursor(found)


def line_of(hands: Hands) -> str:
    """The line that is marked as wrong."""
    error = hands.envelope.editor.error
    assert error is not None
    return hands.envelope.editor.text().split("\n")[error[0] - 1]


def test_what_is_typed_changes_the_call_and_build_shows_it(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await open_envelope(hands)
        text = hands.envelope.editor.text()
        assert text.startswith("POST ")
        assert practice.wait().api_key not in text
        go_behind(hands, '"domain": [')
        hands.type('["is_company", "=", true]')
        assert hands.draft.argument("domain") == [["is_company", "=", True]]
        assert "Your own text" in hands.envelope.note.text()
        hands.press(Key.Key_1, Modifier.ControlModifier)
        assert hands.conditions() == ["Is a Company is true"]
        await hands.send()
        assert practice.last()["domain"] == [["is_company", "=", True]]

    play(scenario)


def test_hand_made_headers_and_keys_survive_a_change_in_build_and_arrive(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await open_envelope(hands)
        go_behind(hands, "Content-Type: application/json")
        hands.press(Key.Key_Return)
        hands.type("X-Trace: by hand")
        go_behind(hands, '"limit": 80')
        hands.type(', "my_own_key": 7')
        hands.press(Key.Key_1, Modifier.ControlModifier)
        hands.click(hands.page.results.pager.page_size)
        await hands.does(lambda: hands.keys(Key.Key_Down, Key.Key_Return))
        request = practice.received("/res.partner/search_read")[-1]
        assert request.json()["limit"] == 200
        assert request.json()["my_own_key"] == 7
        assert request.header("X-Trace") == "by hand"
        assert request.header("Authorization") == f"bearer {practice.wait().api_key}"

    play(scenario)


def test_broken_json_is_marked_keeps_the_call_and_is_sent_as_it_stands(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await open_envelope(hands)
        call = hands.draft.call
        mark(hands, '"limit": 80')
        hands.type('"limit" 80')
        assert hands.draft.call == call
        assert '"limit" 80' in line_of(hands)
        assert "Line " in hands.envelope.note.text()
        assert hands.build.problem is not None
        hands.front.allow_writes(allowed=True)
        await hands.send()
        assert '"limit" 80' in practice.received("/search_read")[-1].body
        assert hands.phase() is Phase.FAILED
        assert '"limit" 80' in hands.envelope.editor.text(), "nothing typed is lost"
        hands.press(Key.Key_1, Modifier.ControlModifier)
        assert "last call that could be read" in hands.build.problem.text()
        hands.press(Key.Key_2, Modifier.ControlModifier)
        hands.click(hands.envelope.back)
        assert hands.envelope.editor.error is None
        await hands.send()
        assert practice.last()["limit"] == 80
        assert hands.phase() is Phase.ANSWERED

    play(scenario)


def test_what_is_no_request_at_all_is_not_sent(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await open_envelope(hands)
        before = len(practice.received())
        cursor = hands.envelope.editor.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        hands.envelope.editor.setTextCursor(cursor)
        hands.type("!!")
        hands.front.allow_writes(allowed=True)
        await hands.send()
        assert hands.outcome.fault is not None
        assert hands.outcome.fault.kind is Kind.REFUSED_BY_GUARD
        assert len(practice.received()) == before
        assert hands.envelope.editor.text().startswith("!!POST")

    play(scenario)


def test_an_envelope_that_is_no_known_call_is_refused_while_read_only(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await open_envelope(hands)
        mark(hands, "/json/2/res.partner/search_read")
        hands.type("/practice/log")
        mark(hands, "POST")
        hands.type("GET")
        before = len(practice.received())
        await hands.send()
        assert hands.fault.tag.text() == "refused by guard"
        assert "read-only" in hands.fault.message.text()
        assert len(practice.received()) == before
        hands.click(hands.button("Allow writes"))
        await hands.until(lambda: hands.front.writes_allowed)
        await hands.send()
        assert hands.reply.status == 200
        assert bytes(hands.reply.body).startswith(b"[")

    play(scenario)


@pytest.mark.parametrize("protocol", [ProtocolName.JSON2, ProtocolName.JSONRPC])
def test_the_envelope_is_exactly_what_the_server_receives(
    play: Play, practice: Practice, protocol: ProtocolName
) -> None:
    async def scenario(hands: Hands) -> None:
        await open_envelope(hands)
        hands.click(hands.page.protocols.chip(protocol))
        assert hands.front.protocol is protocol
        shown = hands.envelope.editor.text()
        assert MASK in shown
        await hands.send()
        assert hands.phase() is Phase.ANSWERED
        end = "/jsonrpc" if protocol is ProtocolName.JSONRPC else "/search_read"
        received = next(one for one in reversed(practice.received(end)) if "search_read" in one.path + one.body)
        head, _, body = shown.replace(MASK, practice.wait().api_key).partition("\n\n")
        line, *headers = head.split("\n")
        assert received.body == body
        assert line == f"POST {practice.wait().url}{received.path}"
        sent = [f"{name}: {value}" for name, value in received.headers]
        assert [one for one in sent if one.partition(":")[0] not in ("Host", "Content-Length")] == headers

    play(scenario)
