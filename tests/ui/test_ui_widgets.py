"""The small parts under keyboard and mouse: buttons, tabs, chips, lists to choose from, waits, notices."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, Qt, SignalInstance
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.ui import theme
from explorer.ui.tokens import LIGHT
from explorer.ui.widgets.bar_button import BarButton, BarParts, StatusPill
from explorer.ui.widgets.buttons import CheckBox, IconButton, LinkButton, PrimaryButton, SecondaryButton
from explorer.ui.widgets.card import Card
from explorer.ui.widgets.chips import Chip, ChipLine
from explorer.ui.widgets.choice_popup import matching
from explorer.ui.widgets.code_editor import CodeEditor
from explorer.ui.widgets.combo import ChoiceButton
from explorer.ui.widgets.flow_layout import FlowLayout
from explorer.ui.widgets.labels import Banner, ElidedLabel, EmptyState, Heading, StrongLabel, Tag, TechnicalLabel
from explorer.ui.widgets.progress import PATIENCE, BusyLine, LoadingState
from explorer.ui.widgets.segments import SegmentedChips, ToggleChip
from explorer.ui.widgets.tabs import CardTabs, PageTabs
from explorer.ui.widgets.viewer import TextViewer
from explorer.ui.widgets.wrapped_label import WrappedLabel

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key = Qt.Key
MODELS = [
    ("res.partner", "Contact", "res.partner"),
    ("res.partner.category", "Contact tags", "res.partner.category"),
    ("sale.order", "Sales order", "sale.order"),
    ("crm.lead", "Lead", "crm.lead"),
]


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    _windows.clear()


_windows: list[QWidget] = []
"""Keeps the windows of the running test, which would go with their last reference."""


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    window = QWidget()
    _windows.append(window)
    window.setObjectName("window of the test")
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def heard(signal: SignalInstance) -> list[object]:
    calls: list[object] = []
    signal.connect(lambda *values: calls.append(values[0] if values else None))
    return calls


# --- names -----------------------------------------------------------------------------------------------------------


def test_every_control_says_its_name(qtbot: QtBot) -> None:
    controls: list[tuple[QWidget, str]] = [
        (PrimaryButton("Send", "Ctrl ⏎"), "Send"),
        (SecondaryButton("Save"), "Save"),
        (IconButton("copy", "Copy the call"), "Copy the call"),
        (LinkButton("Open the lesson"), "Open the lesson"),
        (CheckBox("Allow writes"), "Allow writes"),
        (ToggleChip("JSON/2"), "JSON/2"),
        (BarButton("Connection", BarParts(title="Practice", facts="19.0")), "Connection: Practice 19.0"),
        (StatusPill("Writes", "Read-only"), "Writes: Read-only"),
        (ChoiceButton("Model", MODELS), "Model"),
    ]
    for control, name in controls:
        qtbot.addWidget(control)
        spoken = QAccessible.queryAccessibleInterface(control)
        assert spoken.text(QAccessible.Text.Name) == name
        assert spoken.role() in (QAccessible.Role.Button, QAccessible.Role.CheckBox), name
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, f"Tab does not reach {name}"


def test_a_name_or_a_text_is_required() -> None:
    for kind in (IconButton, BarButton, StatusPill, SegmentedChips, CardTabs, PageTabs, ChipLine, ChoiceButton, Card):
        parameters = inspect.signature(kind.__init__).parameters
        assert parameters["name"].default is inspect.Parameter.empty, kind.__name__


def test_names_follow_what_is_shown(qtbot: QtBot) -> None:
    button = BarButton("Connection")
    model = ChoiceButton("Model", MODELS)
    qtbot.addWidget(button)
    qtbot.addWidget(model)
    button.set_parts(BarParts(title="Production", facts="erp"))
    model.set_key("sale.order")
    assert button.accessibleName() == "Connection: Production erp"
    assert model.accessibleName() == "Model: Sales order"


# --- buttons ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: PrimaryButton("Send", "Ctrl ⏎"),
        lambda: SecondaryButton("Rename it", icon="copy", accent=True),
        lambda: IconButton("copy", "Copy"),
        lambda: LinkButton("Open"),
        lambda: ChoiceButton("Model", MODELS),
        lambda: ToggleChip("JSON/2"),
    ],
)
def test_the_ring_shows_for_the_keyboard_only(qtbot: QtBot, make: object) -> None:
    assert callable(make)
    button = make()
    shown(qtbot, QLineEdit(), button)
    plain = button.grab().toImage()
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not _has_ring(button.grab().toImage(), plain)
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert _has_ring(button.grab().toImage(), plain)


def test_buttons_fit_their_text_and_dim_when_disabled(qtbot: QtBot) -> None:
    for button in (PrimaryButton("Save and connect", "Ctrl ⏎"), SecondaryButton("Copy for a ticket", icon="copy")):
        window = shown(qtbot, button)
        usual = button.grab().toImage()
        button.setEnabled(False)
        assert button.grab().toImage() != usual
        assert button.height() == 28
        assert button.width() >= button.sizeHint().width()
        window.close()


def test_a_bar_button_gives_up_facts_before_its_name(qtbot: QtBot) -> None:
    parts = BarParts(dot="good", title="Practice", facts="19.0 · admin · practice", caret=True)
    button = BarButton("Connection", parts)
    qtbot.addWidget(button)
    assert button.minimumSizeHint().width() < button.sizeHint().width()
    wide = button.sizeHint().width()
    button.set_parts(msgspec.structs.replace(parts, facts=""))
    assert button.sizeHint().width() < wide
    button.resize(button.sizeHint())
    assert QColor(LIGHT.good) in _colours(button.grab().toImage())


def test_a_check_box_is_toggled_with_space(qtbot: QtBot) -> None:
    box = CheckBox("Allow writes")
    shown(qtbot, box)
    box.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(box, Key.Key_Space)
    assert box.isChecked()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert not box.isChecked()


def test_arrows_choose_among_segments(qtbot: QtBot) -> None:
    stage = SegmentedChips("Stage", [("dev", "Development"), ("test", "Test"), ("prod", "Production", "error")])
    shown(qtbot, QLineEdit(), stage, QLineEdit())
    told = heard(stage.chosen)
    assert stage.key() == "dev"
    stage.chip("dev").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(stage.chip("dev"), Key.Key_Right)
    assert (stage.key(), stage.chip("test").hasFocus()) == ("test", True)
    QTest.keyClick(stage.chip("test"), Key.Key_Left)
    QTest.keyClick(stage.chip("dev"), Key.Key_Left)
    assert stage.key() == "prod", "the ends are joined"
    QTest.mouseClick(stage.chip("test"), Qt.MouseButton.LeftButton)
    assert told == ["test", "dev", "prod", "test"]
    QTest.mouseClick(stage.chip("test"), Qt.MouseButton.LeftButton)
    assert stage.chip("test").isChecked(), "a second press does not switch it off"
    stage.set_key("dev")
    assert told == ["test", "dev", "prod", "test"], "what the program sets is not told"
    stops = [key for key in ("dev", "test", "prod") if stage.chip(key).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["dev"], "Tab stops once"


# --- tabs ------------------------------------------------------------------------------------------------------------


def test_card_tabs_keep_their_width(qtbot: QtBot) -> None:
    tabs = CardTabs("Views", [("build", "Build"), ("envelope", "Envelope & more")])
    shown(qtbot, tabs)
    told = heard(tabs.chosen)
    widths = [tabs.tabRect(at).width() for at in range(2)]
    tabs.set_key("envelope")
    assert [tabs.tabRect(at).width() for at in range(2)] == widths
    assert told == ["envelope"]
    assert tabs.key() == "envelope"
    with pytest.raises(KeyError):
        tabs.set_key("nothing")


def test_page_tabs_open_move_and_close(qtbot: QtBot) -> None:
    pages = PageTabs("Calls")
    shown(qtbot, pages)
    chosen, closing, moved, new = (
        heard(pages.chosen),
        heard(pages.close_asked),
        heard(pages.moved),
        heard(pages.new_asked),
    )
    for key, title in ((1, "Companies to call"), (2, "sale.order · write"), (3, "Third")):
        pages.add_page(key, title)
    assert chosen == [1]
    pages.set_key(2)
    pages.bar.moveTab(0, 2)
    assert pages.keys() == (2, 3, 1)
    assert moved == [(2, 3, 1)]
    QTest.mouseClick(_close_button(pages, 3), Qt.MouseButton.LeftButton)
    QTest.mouseClick(pages.bar, Qt.MouseButton.MiddleButton, pos=pages.bar.tabRect(2).center())
    QTest.mouseClick(pages.plus, Qt.MouseButton.LeftButton)
    assert closing == [3, 1]
    assert new == [None]
    assert pages.keys() == (2, 3, 1), "asking closes nothing"
    pages.remove_page(3)
    assert pages.keys() == (2, 1)


def test_a_modified_page_shows_a_dot_where_the_cross_was(qtbot: QtBot) -> None:
    pages = PageTabs("Calls")
    shown(qtbot, pages)
    pages.add_page("a", "Call")
    button = _close_button(pages, "a")
    cross = button.grab().toImage()
    pages.set_modified("a", modified=True)
    assert button.grab().toImage() != cross
    assert button.accessibleName() == "Close Call"
    pages.set_title("a", "Other")
    assert button.accessibleName() == "Close Other"


def test_a_long_title_is_elided_and_told_in_full(qtbot: QtBot) -> None:
    pages = PageTabs("Calls")
    shown(qtbot, pages)
    title = "a title that goes on and on " * 5
    pages.add_page(1, title)
    assert pages.bar.tabRect(0).width() <= 240
    assert pages.bar.tabToolTip(0) == title


# --- chips -----------------------------------------------------------------------------------------------------------


def field_line(qtbot: QtBot) -> ChipLine:
    line = ChipLine("Fields", add="Add a field", movable=True)
    shown(qtbot, line).resize(500, 100)
    line.set_chips([("name", "Name"), ("email", "Email", "email"), ("country_id", "Country")])
    return line


def test_chips_are_removed_with_the_keyboard(qtbot: QtBot) -> None:
    line = field_line(qtbot)
    told = heard(line.removed)
    line.chip("email").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(line.chip("email"), Key.Key_Delete)
    assert line.keys() == ("name", "country_id")
    assert line.chip("country_id").hasFocus(), "the next one is at hand"
    QTest.keyClick(line.chip("country_id"), Key.Key_Backspace)
    assert line.chip("name").hasFocus()
    QTest.keyClick(line.chip("name"), Key.Key_Delete)
    assert told == ["email", "country_id", "name"]
    assert line.add_button is not None
    assert line.add_button.hasFocus()


def test_arrows_walk_and_with_alt_move(qtbot: QtBot) -> None:
    line = field_line(qtbot)
    told = heard(line.order_changed)
    line.chip("name").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(line.chip("name"), Key.Key_Right)
    assert line.chip("email").hasFocus()
    QTest.keyClick(line.chip("email"), Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert told == [("email", "name", "country_id")]
    assert line.chip("email").x() < line.chip("name").x()


def test_chips_are_dragged_into_another_order(qtbot: QtBot) -> None:
    line = field_line(qtbot)
    told = heard(line.order_changed)
    chip, last = line.chip("name"), line.chip("country_id")
    goal = last.geometry().center() + QPoint(6, 0)
    start = QPoint(6, chip.height() // 2)
    QTest.mousePress(chip, Qt.MouseButton.LeftButton, pos=start)
    at = chip.mapTo(line, start)
    for step in range(1, 21):
        place = at + (goal - at) * step / 20
        QTest.mouseMove(chip, chip.mapFrom(line, place))
    QTest.mouseRelease(chip, Qt.MouseButton.LeftButton, pos=chip.mapFrom(line, goal))
    assert line.keys() == ("email", "country_id", "name")
    assert told == [("email", "country_id", "name")]


def test_the_cross_removes_and_the_rest_of_a_chip_does_not(qtbot: QtBot) -> None:
    line = field_line(qtbot)
    told = heard(line.removed)
    chip = line.chip("email")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert told == []
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 10, chip.height() // 2))
    assert told == ["email"]


def test_showing_the_same_chips_again_keeps_the_focus(qtbot: QtBot) -> None:
    line = field_line(qtbot)
    chip = line.chip("email")
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    line.set_chips([("name", "Name"), ("email", "Email", "email"), ("country_id", "Country")])
    assert line.chip("email") is chip
    line.set_chips([("email", "Email", "email"), ("city", "City")])
    assert line.chip("email").hasFocus()


def test_chips_that_only_show_take_no_focus(qtbot: QtBot) -> None:
    chip = Chip("VIP", removable=False)
    qtbot.addWidget(chip)
    assert chip.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_flow_wraps_and_asks_for_its_height(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    flow = FlowLayout(window, spacing=4)
    boxes = [QWidget() for _ in range(5)]
    for box in boxes:
        box.setFixedSize(50, 20)
        flow.addWidget(box)
    assert flow.heightForWidth(1000) == 20
    assert flow.heightForWidth(104) == 3 * 20 + 2 * 4
    flow.setGeometry(QRect(0, 0, 104, 200))
    assert [box.pos() for box in boxes[:3]] == [QPoint(0, 0), QPoint(54, 0), QPoint(0, 24)]


# --- choosing from a list --------------------------------------------------------------------------------------------


def test_typing_filters_and_enter_chooses(qtbot: QtBot) -> None:
    button = ChoiceButton("Model", MODELS, fixed=True)
    shown(qtbot, button)
    told = heard(button.chosen)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Key.Key_S)
    popup = button.choice_popup()
    qtbot.waitUntil(popup.isVisible)
    assert popup.search.text() == "s"
    QTest.keyClicks(popup.search, "ale")
    assert [row[0] for row in popup.rows()] == ["sale.order"]
    QTest.keyClick(popup.search, Key.Key_Return)
    assert not popup.isVisible()
    assert told == ["sale.order"]
    assert button.shown_text() == "sale.order"


def test_arrows_move_and_escape_leaves(qtbot: QtBot) -> None:
    button = ChoiceButton("Model", MODELS)
    shown(qtbot, button)
    told = heard(button.chosen)
    button.set_key("res.partner")
    QTest.keyClick(button, Key.Key_Down)
    popup = button.choice_popup()
    QTest.keyClick(popup.search, Key.Key_Down)
    QTest.keyClick(popup.search, Key.Key_Down)
    QTest.keyClick(popup.search, Key.Key_Up)
    QTest.keyClick(popup.search, Key.Key_Escape)
    assert (told, popup.isVisible(), button.key()) == ([], False, "res.partner")
    button.open()
    assert popup.view.currentIndex().row() == 0, "what is chosen is marked"
    QTest.keyClick(popup.search, Key.Key_PageDown)
    QTest.keyClick(popup.search, Key.Key_Enter)
    assert told == ["crm.lead"]


def test_a_click_chooses(qtbot: QtBot) -> None:
    button = ChoiceButton("Operator", [("=", "is equal to", "="), ("in", "is in", "in")], searchable=False)
    shown(qtbot, button)
    told = heard(button.chosen)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    popup = button.choice_popup()
    assert not popup.search.isVisible()
    row = popup.view.visualRect(popup.view.model().index(1, 0))
    QTest.mouseClick(popup.view.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert told == ["in"]
    assert button.shown_text() == "is in"


def test_what_was_typed_may_be_chosen_where_that_is_allowed(qtbot: QtBot) -> None:
    method = ChoiceButton("Method", [("search_read", "search_read", "")], allow_other=True)
    shown(qtbot, method)
    told = heard(method.chosen)
    method.open()
    popup = method.choice_popup()
    QTest.keyClicks(popup.search, "action_confirm")
    assert [row[0] for row in popup.rows()] == ["action_confirm"]
    QTest.keyClick(popup.search, Key.Key_Return)
    assert told == ["action_confirm"]
    assert method.shown_text() == "action_confirm"
    method.open("search_read")
    assert [row[0] for row in popup.rows()] == ["search_read"], "an exact name is not offered twice"
    popup.hide()


def test_nothing_matches_is_said(qtbot: QtBot) -> None:
    model = ChoiceButton("Model", MODELS)
    shown(qtbot, model)
    told = heard(model.chosen)
    model.open("zzz")
    popup = model.choice_popup()
    assert popup.rows() == ()
    assert not popup.view.isVisible()
    QTest.keyClick(popup.search, Key.Key_Return)
    assert told == []
    popup.hide()


def test_choices_that_come_late(qtbot: QtBot) -> None:
    model = ChoiceButton("Model", placeholder="Choose a model")
    shown(qtbot, model)
    assert model.shown_text() == "Choose a model"
    model.about_to_open.connect(lambda: model.set_choices(MODELS))
    model.set_key("sale.order")
    assert model.shown_text() == "sale.order"
    model.open()
    assert model.shown_text() == "Sales order"
    assert len(model.choice_popup().rows()) == len(MODELS)
    model.choice_popup().hide()


def test_matching_puts_beginnings_first_and_takes_every_word() -> None:
    haystacks = [f"{label}\n{detail}".lower() for _, label, detail in MODELS]
    assert matching(MODELS, haystacks, "") == [0, 1, 2, 3]
    assert matching(MODELS, haystacks, "lead") == [3]
    assert matching(MODELS, haystacks, "order sale") == [2]
    assert matching(MODELS, haystacks, "TAGS") == [1]
    assert matching([("a", "x sale", ""), ("b", "Sale", "")], ["x sale\n", "sale\n"], "sale") == [1, 0]


# --- fonts ------------------------------------------------------------------------------------------------------------


def test_fonts_of_their_own_follow_the_interface(qtbot: QtBot, qapp: QApplication) -> None:
    labels = (Heading("a"), StrongLabel("a"), TechnicalLabel("a"))
    parts = (*labels, CodeEditor("a"), TextViewer("a"))
    tabs, button = CardTabs("a", [(1, "Build")]), PrimaryButton("Send")
    shown(qtbot, *parts, tabs, button)
    before = [part.font().pixelSize() for part in parts]
    widths = (tabs.sizeHint().width(), button.sizeHint().width())
    manager = theme.apply(qapp, "light")
    usual = qapp.font()
    larger = qapp.font()
    larger.setPixelSize(2 * usual.pixelSize())
    qapp.setFont(larger)
    try:
        manager.set_mode("dark")  # another sheet makes everything look at its font again
        for part, size in zip(parts, before, strict=True):
            assert part.font().pixelSize() > 1.8 * size, type(part).__name__
        assert tabs.sizeHint().width() > 1.5 * widths[0]
        assert button.sizeHint().width() > 1.5 * widths[1]
    finally:
        qapp.setFont(usual)
        manager.set_mode("light")


# --- labels, cards, waits --------------------------------------------------------------------------------------------


def test_labels_show_what_they_are_told_and_no_markup(qtbot: QtBot) -> None:
    for label in (Heading("<b>a</b>"), TechnicalLabel("<i>x</i>")):
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText
    assert TechnicalLabel("res.partner").textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_an_elided_label_tells_the_whole_as_its_tool_tip(qtbot: QtBot) -> None:
    label = ElidedLabel("a sentence that is much too long for its room")
    shown(qtbot, label)
    label.setFixedWidth(60)
    label.grab()
    assert label.toolTip() == label.text()
    label.setFixedWidth(600)
    label.grab()
    assert label.toolTip() == ""


def test_an_empty_state_says_what_to_do(qtbot: QtBot) -> None:
    state = EmptyState("filter", "No record matches", "Take a condition away.", "Remove the conditions")
    shown(qtbot, state)
    told = heard(state.pressed)
    QTest.mouseClick(state.button, Qt.MouseButton.LeftButton)
    assert told == [None]
    state.say("No call was sent yet", "Press Send.")
    assert not state.button.isVisible()
    assert state.accessibleName() == "No call was sent yet"


def test_a_banner_appears_acts_and_closes(qtbot: QtBot) -> None:
    banner = Banner("Notice")
    shown(qtbot, banner)
    assert not banner.isVisible()
    pressed, closed = heard(banner.pressed), heard(banner.closed)
    banner.say("The server hides its field list.", "warning", "Show how")
    assert banner.isVisible()
    assert banner.accessibleName() == "Notice: The server hides its field list."
    QTest.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    assert (pressed, closed, banner.isVisible()) == ([None], [None], False)


LONG_PATH = f"/home/user/{'folder/' * 12}connections.json"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Short.", 1),
        ("One.\nTwo.\nThree.", 3),
        (f"connections.json was damaged and is now kept as {LONG_PATH}: it ends in the middle.", 3),
    ],
)
def test_a_long_notice_takes_the_lines_it_needs(qtbot: QtBot, text: str, lines: int) -> None:
    banner = Banner("Notice")
    window = shown(qtbot, banner, QTextEdit())
    window.resize(600, 400)
    banner.say(text, "warning", "Show")
    (label,) = banner.findChildren(WrappedLabel)
    spacing = label.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: lines * spacing <= label.height() < max(40, (lines + 1) * spacing))
    seen, cut = label.shown_lines(label.width())
    assert (len(seen), cut, label.toolTip()) == (lines, False, "")
    assert "".join(seen).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(label.fontMetrics().horizontalAdvance(line) <= label.width() for line in seen)


def test_a_notice_beyond_four_lines_ends_in_an_ellipsis_and_is_told_whole(qtbot: QtBot) -> None:
    banner = Banner("Notice")
    window = shown(qtbot, banner, QTextEdit())
    window.resize(600, 400)
    text = "\n".join(f"Problem {number}: {LONG_PATH}" for number in range(6))
    banner.say(text, "error")
    (label,) = banner.findChildren(WrappedLabel)
    qtbot.waitUntil(lambda: label.toolTip() == text)
    seen, _ = label.shown_lines(label.width())
    assert len(seen) == 4
    assert seen[-1].endswith("…")
    assert label.height() < 5 * label.fontMetrics().lineSpacing()
    assert banner.accessibleName() == f"Notice: {text}"
    banner.say("\n".join("12345"))
    assert label.shown_lines(label.width()) == (["1", "2", "3", "4 5"], False)


def test_a_card_has_tabs_left_tools_right_and_an_edge(qtbot: QtBot) -> None:
    card = Card("Answer", edge="error")
    tabs = card.add_tabs(CardTabs("Answer", [("grid", "Grid")]))
    card.body.addWidget(QWidget())
    tag = Tag("200", "good")
    card.add_tool(tag)
    shown(qtbot, card).resize(400, 300)
    QApplication.sendPostedEvents()
    assert tabs.mapTo(card, QPoint()).x() < tag.mapTo(card, QPoint()).x()
    image = card.grab().toImage()
    assert image.pixelColor(1, 100) == QColor(LIGHT.error)
    card.set_edge("")
    assert card.grab().toImage().pixelColor(1, 100) == QColor(LIGHT.panel)


def test_a_short_wait_shows_nothing(qtbot: QtBot) -> None:
    line = BusyLine("Waiting")
    shown(qtbot, line)
    line.start()
    assert not line.running
    line.stop()
    qtbot.wait(PATIENCE + 100)
    assert not line.running
    line.start()
    qtbot.waitUntil(lambda: line.running)
    assert QColor(LIGHT.accent_soft) in _colours(line.grab().toImage())
    line.stop()
    assert not line.running


def test_a_long_wait_can_be_stopped(qtbot: QtBot) -> None:
    state = LoadingState("Waiting for erp.example.com")
    shown(qtbot, state)
    told = heard(state.cancelled)
    state.start()
    assert not state.button.isVisible()
    qtbot.waitUntil(state.button.isVisible)
    assert state.line.running
    QTest.mouseClick(state.button, Qt.MouseButton.LeftButton)
    assert told == [None]
    state.stop()
    assert not state.line.running


def _close_button(pages: PageTabs, key: object) -> QWidget:
    button = pages.bar.tabButton(pages.keys().index(key), pages.bar.ButtonPosition.RightSide)
    assert isinstance(button, QWidget)
    return button


def _colours(image: QImage) -> list[QColor]:
    return [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]


def _has_ring(image: QImage, plain: QImage) -> bool:
    """Whether the second column of pixels is in accent colour half way down, and was not before."""
    middle = image.height() // 2
    accent = QColor(LIGHT.accent)
    for x in (1, 2):
        if image.pixelColor(x, middle) != plain.pixelColor(x, middle):
            return image.pixelColor(1, middle) == accent
    return False
