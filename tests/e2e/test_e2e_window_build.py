"""Building a call by clicking and typing, and what the server then receives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from explorer.ui.panels.build.condition_row import ConditionRow
from explorer.ui.panels.build.group_row import GroupRow
from explorer.ui.widgets.buttons import LinkButton

if TYPE_CHECKING:
    from tests.e2e.conftest import Hands, Play, Practice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key, Modifier = Qt.Key, Qt.KeyboardModifier
COMPANY = ["is_company", "=", True]


async def add_condition(hands: Hands, words: str) -> ConditionRow:
    """Add a condition at the end and choose its field by typing, in the picker that opens by itself."""
    before = len(hands.conditions())
    hands.click(hands.named(LinkButton, "add-condition"))
    await hands.until(lambda: len(hands.conditions()) == before + 1)
    await pick(hands, words)
    return hands.condition(before)


async def choose_field(hands: Hands, row: ConditionRow, words: str) -> None:
    hands.click(row.field)
    await pick(hands, words)


async def pick(hands: Hands, words: str) -> None:
    """Choose a field in the picker that is open, or about to be."""
    await hands.until(hands.pickers)
    hands.type(words)
    hands.press(Key.Key_Return)
    await hands.until(lambda: not hands.pickers())


async def choose_operator(hands: Hands, row: ConditionRow, *way: str) -> None:
    hands.click(row.operator)
    await hands.menu(*way)


def test_a_domain_is_clicked_together_sent_and_taken_apart_again(play: Play, practice: Practice) -> None:
    wanted = [["email", "ilike", "example"], COMPANY]
    total = practice.ask("res.partner", "search_count", domain=wanted)
    everything = practice.ask("res.partner", "search_count", domain=[])
    assert 0 < total < everything

    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        row = await add_condition(hands, "email")
        assert row.operator.shown_text() == "contains"
        hands.type("example", row.editor)
        await add_condition(hands, "is a comp")
        assert hands.conditions() == ["Email contains", "Is a Company is true"]
        await hands.send()
        assert practice.last()["domain"] == wanted
        assert practice.bodies("/search_count")[-1]["domain"] == wanted
        assert hands.range().endswith(f" of {total}")
        assert f"{total}\nmatch" in hands.words()
        assert len(hands.column("display_name")) == min(80, total)
        for _ in wanted:
            hands.click(hands.condition(0).button("remove"))
        assert hands.conditions() == []
        await hands.send()
        assert practice.last()["domain"] == []
        assert hands.range() == f"1–80 of {everything}"

    play(scenario)


def test_a_group_of_alternatives_with_a_path_through_a_relation(play: Play, practice: Practice) -> None:
    wanted = [COMPANY, "|", ["country_id.code", "in", ["US", "FR"]], ["category_id", "=", False]]
    total = practice.ask("res.partner", "search_count", domain=wanted)

    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        await add_condition(hands, "is_company")
        hands.click(hands.named(LinkButton, "add-group"))
        await hands.until(lambda: len(hands.conditions()) == 3)
        head = [row for row in hands.build.conditions.rows if isinstance(row, GroupRow)][1]
        assert head.connector.text() == "Any of"
        await choose_field(hands, hands.condition(1), "country_id.code")
        await choose_operator(hands, hands.condition(1), "is in")
        editor = hands.condition(1).editor
        assert editor is not None
        line = editor.findChildren(QLineEdit)[-1]
        for word in ("US", "FR"):
            hands.click(line)
            hands.type(word)
            hands.press(Key.Key_Return)
        await choose_field(hands, hands.condition(2), "category_id")
        await choose_operator(hands, hands.condition(2), "is not set")
        expected = ["Is a Company is true", "Country › Country Code is in", "Tags is not set"]
        await hands.until(lambda: hands.conditions() == expected)
        await hands.send()
        assert practice.last()["domain"] == wanted
        assert hands.range().endswith(f" of {total}")

    play(scenario)


def test_undo_and_redo_go_through_build_and_envelope(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        await add_condition(hands, "is_company")
        hands.press(Key.Key_2, Modifier.ControlModifier)
        await hands.until(lambda: hands.page.envelope is not None and hands.envelope.editor.hasFocus())
        assert '"domain": []' not in hands.envelope.editor.text()
        text = hands.envelope.editor.text().replace('"limit": 80', '"limit": 5')
        hands.press(Key.Key_A, Modifier.ControlModifier)
        QApplication.clipboard().setText(text)
        hands.press(Key.Key_V, Modifier.ControlModifier)
        assert hands.draft.argument("limit") == 5
        hands.press(Key.Key_Z, Modifier.ControlModifier)
        assert hands.draft.argument("limit") == 80
        assert '"limit": 80' in hands.envelope.editor.text()
        assert not hands.draft.edited
        while hands.draft.can_undo:
            hands.press(Key.Key_Z, Modifier.ControlModifier)
        assert '"domain": []' in hands.envelope.editor.text()
        hands.press(Key.Key_1, Modifier.ControlModifier)
        assert hands.conditions() == []
        while hands.draft.can_redo:
            hands.press(Key.Key_Z, Modifier.ControlModifier | Modifier.ShiftModifier)
        assert hands.conditions() == ["Is a Company is true"]
        await hands.send()
        sent = practice.last()
        assert (sent["domain"], sent["limit"]) == ([COMPANY], 5)

    play(scenario)


def test_fields_order_and_limit_are_part_of_the_call(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        line = hands.build.fields_line
        fields = list(hands.draft.argument("fields") or [])  # type: ignore[call-overload]  # a list, as the test shows
        line.open_picker()
        await hands.until(hands.pickers)
        hands.type("vat")
        hands.press(Key.Key_Return)
        hands.press(Key.Key_Escape)
        await hands.until(lambda: not hands.pickers())
        await hands.send()
        assert practice.last()["fields"] == [*fields, "vat"]
        assert [column.name for column in hands.grid.records.columns if column.name == "vat"] == ["vat"]

    play(scenario)
