"""What the eye sees of the look: corners, where texts begin, what gives way in a narrow window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.core.secret import MASK
from explorer.ui import theme
from explorer.ui.tokens import LIGHT, contrast
from explorer.ui.widgets.bar_button import BarButton, BarParts
from explorer.ui.widgets.buttons import LinkButton
from explorer.ui.widgets.card import Card
from explorer.ui.widgets.choice_popup import ChoicePopup
from explorer.ui.widgets.inset_line import InsetLine, SecretLine
from explorer.ui.widgets.tabs import PageTabs

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    manager = theme.apply(qapp, "light")
    yield
    manager.set_mode("light")


def shown(qtbot: QtBot, widget: QWidget, width: int, height: int) -> QImage:
    """Show a widget and return what it looks like."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget.grab().toImage()


def ink_begins(picture: QImage, left: int, right: int) -> int:
    """Return the first column between two that holds text."""
    for x in range(left, right):
        if any(contrast(picture.pixelColor(x, y), QColor(LIGHT.panel)) > 2.5 for y in range(6, picture.height() - 6)):
            return x - left
    raise AssertionError("There is no text.")


@pytest.mark.parametrize("right", [False, True])
def test_what_reaches_into_a_cards_corner_is_rounded(qtbot: QtBot, right: bool) -> None:
    card = Card("The call")
    content = QFrame()
    content.setProperty("role", "foot")
    card.body.addWidget(content, 1)
    holder = QWidget()
    QVBoxLayout(holder).addWidget(card)
    picture = shown(qtbot, holder, 300, 200)
    place = card.geometry().bottomRight() if right else card.geometry().bottomLeft()
    assert picture.pixelColor(place) == QColor(LIGHT.background)
    inside = place + QPoint(-10 if right else 10, -10)
    assert picture.pixelColor(inside) == QColor(LIGHT.panel)


def test_texts_of_tabs_begin_at_the_left_whether_active_or_not(qtbot: QtBot) -> None:
    tabs = PageTabs("Tabs")
    for key in ("first", "second"):
        tabs.add_page(key, "res.partner · search_read")
    tabs.set_key("second")
    picture = shown(qtbot, tabs, 700, 40)
    starts = [ink_begins(picture, rect.left(), rect.right()) for rect in map(tabs.bar.tabRect, (0, 1))]
    assert abs(starts[0] - starts[1]) <= 1


def test_a_kept_secret_says_where_it_is_and_has_nothing_to_show(qtbot: QtBot) -> None:
    line = SecretLine("API key", "for JSON/2", "in the system keyring")
    picture = shown(qtbot, line, 420, 28)
    assert line.line.text() == ""
    assert line.secret() is None
    assert MASK not in line.line.text()
    assert line.line.accessibleDescription() == "in the system keyring"
    assert ink_begins(picture, 4, 100) < 12
    assert ink_begins(picture, 250, 416) < 40
    eye = line.line.findChild(QWidget)
    assert eye is not None
    assert not eye.isVisible()
    QTest.keyClicks(line.line, "word")
    assert eye.isVisible()
    secret = line.secret()
    assert secret is not None
    assert secret.reveal() == "word"


def test_a_button_inside_a_line_takes_no_text_below_it(qtbot: QtBot) -> None:
    line = InsetLine("Database", "practice")
    button = LinkButton("Ask the server")
    line.set_button(button)
    shown(qtbot, line, 300, 28)
    assert line.textMargins().right() >= button.width()
    assert line.rect().contains(button.geometry())
    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_facts_of_the_top_bar_give_way(qtbot: QtBot) -> None:
    holder = QWidget()
    button = BarButton(
        "Connection", BarParts(dot="good", title="Practice", facts="19.0 · admin · practice", caret=True)
    )
    QVBoxLayout(holder).addWidget(button)
    shown(qtbot, holder, 400, 60)
    whole = button.width()
    holder.resize(180, 60)
    QApplication.sendPostedEvents()
    assert button.width() < whole
    assert button.width() >= button.minimumSizeHint().width()


def test_a_list_that_is_learnt_late_gets_its_room(qtbot: QtBot) -> None:
    anchor = QWidget()
    shown(qtbot, anchor, 120, 28)
    popup = ChoicePopup("Model", parent=anchor)
    popup.open_below(anchor)
    before = popup.height()
    popup.set_choices([(f"model.{number}", f"Model {number}", f"model.{number}") for number in range(30)])
    assert popup.height() > 2 * before
    popup.hide()
