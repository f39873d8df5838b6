"""When a call fails: what the person reads, which ways out there are, and that nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from explorer.core.call import Call
from explorer.core.connection import Connection, Limits, ProtocolName, Stage
from explorer.core.faults import Kind
from explorer.core.secret import Secret
from explorer.work.view import Phase

if TYPE_CHECKING:
    from tests.e2e.conftest import Hands, Play, Practice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key, Modifier = Qt.Key, Qt.KeyboardModifier
WRITE = Call("res.partner", "write", (14,), (), {"vals": {"comment": "Rush order"}})


def connection(practice: Practice, **changes: object) -> Connection:
    facts = practice.wait()
    made = Connection("Mine", facts.url, facts.database, facts.login, protocol=ProtocolName.JSON2)
    return msgspec.structs.replace(made, **changes)


async def is_alive(hands: Hands) -> None:
    """A key is still taken: a new tab opens, and closes again."""
    tabs = len(hands.program.workspace.tabs)
    hands.press(Key.Key_T, Modifier.ControlModifier)
    await hands.until(lambda: len(hands.program.workspace.tabs) == tabs + 1)
    hands.press(Key.Key_W, Modifier.ControlModifier)
    await hands.until(lambda: len(hands.program.workspace.tabs) == tabs)


def test_a_wrong_field_is_a_fault_with_message_advice_and_a_folded_traceback(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        hands.draft.set_argument("fields", ["name", "no_such_field"])
        typed = hands.draft.call
        await hands.send()
        view = hands.fault
        assert view.isVisible()
        assert hands.outcome.fault is not None
        assert hands.outcome.fault.kind is Kind.UNKNOWN_FIELD
        assert "unknown field" in view.tag.text()
        assert "no_such_field" in view.message.text()
        assert "What to do." in view.advice.text()
        assert len(view.advice.text()) > 40
        assert not view.traceback.isVisible()
        hands.click(view.fold.button)
        assert view.traceback.isVisible()
        view.traceback.select_all()
        assert "Traceback" in view.traceback.selected_text()
        hands.click(hands.button("Copy for a ticket"))
        await hands.until(lambda: "no_such_field" in hands.clipboard())
        assert "Kind: unknown_field" in hands.clipboard()
        assert hands.draft.call == typed
        await is_alive(hands)
        hands.draft.set_argument("fields", ["name"])
        await hands.send()
        assert hands.grid.isVisible()

    play(scenario)


def test_the_guard_refuses_a_write_until_the_person_allows_it(play: Play, practice: Practice) -> None:
    before = practice.ask("res.partner", "read", ids=[14], fields=["comment"])[0]["comment"]

    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        hands.pilot.open_call(WRITE)
        await hands.send()
        assert hands.fault.tag.text() == "refused by guard"
        assert not practice.received("/write")
        hands.click(hands.button("Allow writes"))
        await hands.until(lambda: hands.front.writes_allowed)
        assert "Writes allowed" in hands.window.top.lock.accessibleName()
        assert not practice.received("/write"), "allowing alone sends nothing"
        assert hands.draft.call == WRITE
        await hands.send()
        assert hands.phase() is Phase.ANSWERED
        assert len(practice.received("/write")) == 1
        await is_alive(hands)

    play(scenario)
    after = practice.ask("res.partner", "read", ids=[14], fields=["comment"])[0]["comment"]
    assert "Rush order" in after
    assert after != before


def test_a_reply_over_the_limit_is_asked_about_and_then_shown(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        await hands.enter(connection(practice, limits=Limits(megabytes=1)), key=Secret(practice.wait().api_key))
        await hands.until(lambda: hands.tab.live is hands.front and hands.phase() is Phase.ANSWERED)
        text = hands.draft.envelope_text()
        elsewhere = text.replace("/json/2/", "/practice/ready/20000/json/2/", 1)
        hands.draft.edit_text(elsewhere)
        await hands.send()
        view = hands.fault
        assert "too large" in view.tag.text()
        assert "MB" in view.question.text()
        assert view.question.text().endswith("Take it this once?")
        assert hands.draft.envelope_text() == elsewhere
        await is_alive(hands)
        await hands.does(lambda: hands.click(hands.button("Take it this once")))
        assert hands.phase() is Phase.ANSWERED
        assert hands.grid.records.rowCount() == 20_000
        assert hands.front.connection.limits.megabytes == 1

    play(scenario)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("html500", Kind.SERVER),
        ("notjson", Kind.NOT_ODOO),
        ("cut", Kind.MALFORMED_REPLY),
        ("reset", Kind.NETWORK),
        ("status/502", Kind.NETWORK),
        ("redirect", Kind.NOT_ODOO),
    ],
)
def test_what_no_odoo_answers_is_a_fault_with_advice(play: Play, fault: str, kind: Kind) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        text = hands.draft.envelope_text().replace("/json/2/", f"/practice/fault/{fault}/json/2/", 1)
        hands.draft.edit_text(text)
        await hands.send()
        assert hands.outcome.fault is not None
        assert hands.outcome.fault.kind.value == kind.value
        assert hands.fault.isVisible()
        assert hands.fault.message.text()
        assert hands.outcome.fault.advice in hands.fault.advice.text().replace("&quot;", '"').replace("&#x27;", "'")
        assert hands.outcome.fault.advice
        assert hands.draft.envelope_text() == text
        await is_alive(hands)

    play(scenario)


def test_on_production_writes_are_allowed_only_after_a_question(play: Play, practice: Practice) -> None:
    live_server = connection(practice, stage=Stage.PRODUCTION)

    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        await hands.enter(live_server, key=Secret(practice.wait().api_key))
        assert "Production" in hands.window.top.connection.accessibleName()
        assert not hands.front.writes_allowed
        red = hands.program.theme.theme.color("error").name()
        assert hands.colour(hands.window.top, hands.window.top.rect().topLeft()) == red
        for words, allowed in (("Stay read-only", False), ("Allow writes", True)):
            hands.click(hands.window.top.lock)
            await hands.until(lambda: hands.shown(QMessageBox))
            box = hands.shown(QMessageBox)[0]
            assert "Mine" in box.text()
            hands.click(hands.button(words, box))
            await hands.until(lambda: not hands.shown(QMessageBox))
            await hands.pilot.settle()
            assert hands.front.writes_allowed is allowed
        assert "Writes allowed" in hands.window.top.lock.accessibleName()
        hands.click(hands.window.top.lock)
        await hands.until(lambda: not hands.front.writes_allowed)

    play(scenario)


def test_esc_and_enter_pressed_too_early_keep_production_read_only(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        await hands.enter(connection(practice, stage=Stage.PRODUCTION), key=Secret(practice.wait().api_key))
        for key in (Key.Key_Escape, Key.Key_Return):
            hands.click(hands.window.top.lock)
            await hands.until(lambda: hands.shown(QMessageBox))
            await hands.until(hands.shown(QMessageBox)[0].isActiveWindow)
            hands.press(key)
            await hands.until(lambda: not hands.shown(QMessageBox))
            await hands.pilot.settle()
            assert not hands.front.writes_allowed

    play(scenario)
