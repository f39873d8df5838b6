"""The look while the program runs: themes switched live, and names for everybody who does not see the icons."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QLineEdit, QMenu, QPlainTextEdit, QTabBar, QWidget

from explorer.ui.panels.connection_dialog import ConnectionDialog
from explorer.ui.tokens import DARK, LIGHT, Theme
from explorer.ui.widgets.buttons import SecondaryButton

if TYPE_CHECKING:
    from tests.e2e.conftest import Hands, Play

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def wears(hands: Hands, theme: Theme) -> bool:
    return hands.program.theme.theme is theme


async def choose_from_menu(hands: Hands, *way: str) -> None:
    hands.click(hands.window.top.more)
    await hands.until(lambda: hands.shown(QMenu))
    await hands.menu(*way)


def commonest(hands: Hands, widget: QWidget) -> str:
    """The colour that fills most of a widget in the picture of the window."""
    picture = hands.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    corner = widget.mapTo(hands.window, QPoint(0, 0))
    counted = Counter(
        picture.pixel(x, y)
        for x in range(corner.x(), min(corner.x() + widget.width(), picture.width()), 5)
        for y in range(corner.y(), min(corner.y() + widget.height(), picture.height()), 5)
    )
    return QColor(counted.most_common(1)[0][0]).name()


def grounds(hands: Hands) -> dict[str, str]:
    """What the parts of the window are filled with."""
    parts = {
        "tree": hands.models.view,
        "grid": hands.grid.viewport(),
        "inspector": hands.inspector,
        "build": hands.build,
        "bar": hands.window.top,
        "status": hands.window.status,
        "results header": hands.page.results.tabs,
    }
    return {name: commonest(hands, part) for name, part in parts.items()}


def expected(theme: Theme) -> set[str]:
    names = ("panel", "background", "header", "alternate", "accent", "chip")
    return {theme.color(name).name() for name in names}


def test_the_theme_changes_while_the_window_is_open_and_is_kept(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        hands.grid.select_row(0)
        hands.press(Key.Key_2, Modifier.ControlModifier)
        await hands.until(lambda: hands.page.envelope is not None)
        await hands.pilot.settle()
        hands.press(Key.Key_1, Modifier.ControlModifier)
        for words, theme, other in (("Dark", DARK, LIGHT), ("Light", LIGHT, DARK)):
            await choose_from_menu(hands, "Window", words)
            await hands.until(partial(wears, hands, theme))
            await hands.pilot.settle()
            found = grounds(hands)
            for part, colour in found.items():
                assert colour in expected(theme), f"{part} is {colour} in {words}"
                assert colour not in expected(other) - expected(theme), part
            hands.press(Key.Key_2, Modifier.ControlModifier)
            await hands.pilot.settle()
            assert commonest(hands, hands.envelope.editor.viewport()) in expected(theme)
            hands.press(Key.Key_1, Modifier.ControlModifier)
            assert hands.program.settings.value.theme == words.lower()

    play(scenario)


def test_a_window_that_changed_its_theme_looks_like_one_that_began_with_it(play: Play) -> None:
    pictures: list[QImage] = []

    async def scenario(hands: Hands) -> None:
        await hands.answered(0)
        await hands.until(lambda: hands.models.view.current_node is not None)
        if len(pictures) == 0:
            hands.window.actions_by_name["theme_dark"].trigger()
        await hands.pilot.settle()
        hands.grid.setFocus()
        await hands.pilot.settle()
        pictures.append(hands.window.grab().toImage())

    play(scenario, theme="light")
    play(scenario, theme="dark")
    changed, born = pictures
    assert changed.size() == born.size()
    differing = sum(
        changed.pixel(x, y) != born.pixel(x, y) for x in range(0, born.width(), 3) for y in range(0, born.height(), 3)
    )
    # Times and sizes of the two answers differ by some digits.
    assert differing < 400


def is_inner(widget: QWidget) -> bool:
    """Whether Qt made the widget inside another one, which speaks for it."""
    parent = widget.parentWidget()
    return widget.objectName().startswith("qt_") or isinstance(parent, QAbstractSpinBox | QLineEdit | QTabBar)


def nameless(within: QWidget) -> list[str]:
    """The controls that a screen reader could not name, or whose icon nobody explains."""
    found: list[str] = []
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractSpinBox):
        for widget in within.findChildren(kind):
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            waiting = isinstance(widget, SecondaryButton) and not widget.isVisible() and not text
            if is_inner(widget) or waiting:
                continue
            shown = widget.toolTip() or text
            if not widget.accessibleName() and not text:
                found.append(f"{widget} in {widget.parentWidget()} has no accessible name")
            elif isinstance(widget, QAbstractButton) and not (shown or drawn(widget)):
                found.append(f"{widget.accessibleName()} has neither text nor tool tip")
    return found


def drawn(button: QAbstractButton) -> bool:
    """Whether a button draws words of its own."""
    return any(callable(getattr(button, name, None)) for name in ("set_parts", "set_state", "shown_text"))


def test_every_control_has_a_name_and_every_icon_is_explained(play: Play) -> None:
    async def scenario(hands: Hands) -> None:
        await hands.pilot.query(
            [["is_company", "=", True], "|", ["name", "ilike", "a"], ["country_id.code", "=", "US"]]
        )
        hands.grid.select_row(0)
        hands.press(Key.Key_2, Modifier.ControlModifier)
        await hands.until(lambda: hands.page.envelope is not None)
        for view in ("json", "raw", "grid"):
            hands.page.results.show_view(view)
        await hands.pilot.settle()
        hands.draft.set_argument("fields", ["nothing"])
        await hands.send()
        assert nameless(hands.window) == []
        hands.press(Key.Key_N, Modifier.ControlModifier)
        await hands.until(lambda: hands.shown(ConnectionDialog))
        assert nameless(hands.dialog()) == []
        hands.press(Key.Key_Escape)
        await hands.until(lambda: not hands.shown(ConnectionDialog))

    play(scenario)
