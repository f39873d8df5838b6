"""The tree of models: found by typing, opened, followed through relations, fields taken into the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.ui.models.schema_tree import Node

if TYPE_CHECKING:
    from tests.e2e.conftest import Hands, Play, Practice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def place_of(hands: Hands, node: Node) -> QPoint:
    view = hands.models.view
    view.scrollTo(view.tree.index_of(node))
    return view.visualRect(view.tree.index_of(node)).center()


def field(hands: Hands, parent: Node, name: str) -> Node:
    return next(node for node in parent.children or [] if node.name == name)


async def search(hands: Hands, words: str) -> None:
    """Look for something with Ctrl+K."""
    await hands.answered(0)
    hands.press(Key.Key_K, Modifier.ControlModifier)
    hands.type(words)
    await hands.until(lambda: hands.models.view is hands.models.found_view and hands.models.view.isVisible())
    await hands.until(lambda: hands.models.view.tree.top)


def test_a_model_is_found_by_typing_and_opened_with_enter(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await search(hands, "sales ord")
        labels = [node.label for node in hands.models.view.tree.top]
        assert any("Sales Order" in label for label in labels), labels
        hands.press(Key.Key_Down)
        node = hands.models.view.current_node
        assert node is not None
        assert hands.models.view.hasFocus()
        model = node.model
        hands.press(Key.Key_Return)
        await hands.until(lambda: practice.received(f"/{model}/search_read"))
        await hands.until(lambda: hands.draft.count is not None)
        assert hands.draft.call.model == model
        assert hands.grid.records.rowCount() > 0
        hands.press(Key.Key_Escape)
        await hands.until(lambda: hands.models.view is hands.models.tree_view)

    play(scenario)


def test_a_relation_opens_in_place_and_a_field_is_added_to_the_call(play: Play, practice: Practice) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        await hands.until(lambda: hands.models.view.current_node is not None)
        view = hands.models.view
        model = view.current_node
        assert model is not None
        assert model.name == "res.partner"
        asked = len(practice.received("/search_read"))
        view.setFocus()
        hands.press(Key.Key_Right)
        await hands.until(lambda: any(node.name == "country_id" for node in model.children or []))
        country = field(hands, model, "country_id")
        view.go_to(country)
        hands.press(Key.Key_Right)
        await hands.until(lambda: any(node.name == "code" for node in country.children or []))
        assert field(hands, country, "code").path == "country_id.code"
        assert len(practice.received("/search_read")) == asked
        vat = field(hands, model, "vat")
        place = place_of(hands, vat)
        hands.click(view.viewport(), place)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, Modifier.NoModifier, place)
        await hands.until(lambda: "vat" in (hands.draft.argument("fields") or ()))  # type: ignore[operator]  # a list
        await hands.send()
        assert practice.last()["fields"][-1] == "vat"
        assert "vat" in [column.name for column in hands.grid.records.columns]

    play(scenario)


def test_a_click_on_a_field_shows_its_facts_in_the_inspector(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await search(hands, "country_id")
        view = hands.models.view
        node = next(
            child
            for top in view.tree.top
            for child in top.children or []
            if (child.model, child.name) == ("res.partner", "country_id")
        )
        hands.click(view.viewport(), place_of(hands, node))
        await hands.until(lambda: hands.inspector.field is not None and hands.inspector.field.isVisible())
        words = hands.words(hands.inspector)
        assert "country_id" in words
        assert "Country" in words

    play(scenario)


def test_ctrl_click_on_a_model_opens_a_tab_of_its_own(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        await hands.until(lambda: hands.models.view.current_node is not None)
        view = hands.models.view
        other = next(node for group in view.tree.top for node in group.children or [] if node.name == "res.country")
        hands.click(view.viewport(), place_of(hands, other), modifier=Modifier.ControlModifier)
        await hands.until(lambda: hands.draft.call.model == "res.country" and hands.draft.count is not None)
        assert len(hands.program.workspace.tabs) == 2

    play(scenario)


def test_what_is_not_there_is_said(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        hands.press(Key.Key_K, Modifier.ControlModifier)
        hands.type("zzzzq")
        await hands.until(lambda: "Nothing is called “zzzzq”" in hands.words(hands.models))
        hands.press(Key.Key_Escape)
        await hands.until(lambda: hands.models.view is hands.models.tree_view and hands.models.view.isVisible())

    play(scenario)
