"""Value editors by themselves: what is typed, what becomes of it, and what is said when it is no value."""

from __future__ import annotations

import asyncio
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.core.call import Placeholder
from explorer.core.domain.operators import Editor
from explorer.core.domain.tree import EMPTY, Expression, SubDomain, Value
from explorer.core.fields import Field
from explorer.ui import metrics, theme
from explorer.ui.panels.build.line_widget import order_tabs
from explorer.ui.panels.build.paths import Resolved
from explorer.ui.panels.build.values import plain
from explorer.ui.panels.build.values.base import BadValueError, LineEditor, ValueEditor
from explorer.ui.panels.build.values.choices import ChoiceEditor, read_span, span_label
from explorer.ui.panels.build.values.dates import DateEditor, local_text, read_date, read_moment
from explorer.ui.panels.build.values.make import fits, make, wanted
from explorer.ui.panels.build.values.ranges import RangeEditor
from explorer.ui.panels.build.values.records import RecordEditor
from explorer.ui.panels.build.values.selections import SelectionsEditor
from explorer.ui.panels.build.values.tags import TagEditor
from explorer.ui.widgets.chips import Chip

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key = Qt.Key
BRUSSELS = ZoneInfo("Europe/Brussels")
LONG_NAME = "Customer / Retail / Furniture and everything else that stands in a room"
STATES = (("draft", "Quotation"), ("sale", "Sales Order"), ("cancel", "Cancelled"))


class Names:
    """Knows three tags, and nobody to ask."""

    def name(self, model: str, record: int) -> str | None:
        return {3: "VIP", 7: "Prospect", 8: LONG_NAME}.get(record)

    def learn(self, model: str, record: int, name: str) -> None:
        raise AssertionError

    def look_up(self, model: str, text: str) -> asyncio.Task[tuple[tuple[int, str], ...]]:
        raise AssertionError(text)


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


def editor(
    qtbot: QtBot, kind: Editor, field_type: str, value: Value, *, words: bool = True, selection: Any = ()
) -> ValueEditor:
    target = Resolved("f", ("F",), field_type, Field("f", field_type, selection=selection), "res.partner.category")
    made = make(wanted(kind, target, value, words=words, zone=BRUSSELS), "Value", Names())
    qtbot.addWidget(made)
    made.made = []  # type: ignore[attr-defined]  # what was announced, for the test
    made.edited.connect(made.made.append)  # type: ignore[attr-defined]  # see above
    made.show_value(value)
    made.resize(300, 40)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def announced(made: ValueEditor) -> list[Value]:
    found: list[Value] = made.made  # type: ignore[attr-defined]  # set by editor()
    return found


def typed(made: ValueEditor, text: str) -> None:
    assert isinstance(made, LineEditor)
    made.line.clear()
    QTest.keyClicks(made.line, text)


# --- lines -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "field_type", "text", "value"),
    [
        ("text", "char", "Azure", "Azure"),
        ("text", "char", "{{name}} & Co", "{{name}} & Co"),
        ("number", "integer", "12345678901234567890", 12345678901234567890),
        ("number", "integer", "-7", -7),
        ("number", "integer", "{{n}}", Placeholder("n")),
        ("number", "float", "0.1000000000000001", 0.1000000000000001),
        ("number", "monetary", "10", 10),
        ("date", "date", "2024-1-5", "2024-01-05"),
        ("date", "date", "today -7d", "today -7d"),
        ("datetime", "datetime", "2024-07-01 14:30", "2024-07-01 12:30:00"),
        ("datetime", "datetime", "2024-01-31", "2024-01-30 23:00:00"),
        ("datetime", "datetime", "{{since}}", Placeholder("since")),
        ("json", "json", '{"a": [1, {{x}}]}', {"a": (1, Placeholder("x"))}),
    ],
)
def test_what_is_typed_becomes_the_value(qtbot: QtBot, kind: Editor, field_type: str, text: str, value: Value) -> None:
    made = editor(qtbot, kind, field_type, "" if kind != "number" else 0)
    typed(made, text)
    assert repr(announced(made)[-1]) == repr(value)
    assert made.problem == ""


@pytest.mark.parametrize(
    ("kind", "field_type", "text", "sentence"),
    [
        ("number", "integer", "1.5", "A whole number is needed here, such as 42."),
        ("number", "float", "1,5", "Write 1.5: decimals follow a point."),
        ("number", "float", "1e999", "This number is too large."),
        ("date", "date", "31.1.2024", "A date is written like 2024-01-31."),
        ("date", "date", "2024-02-30", "There is no such day."),
        ("datetime", "datetime", "2024-01-31 25:00", "There is no such day or time."),
        ("json", "json", "{'a': 1}", "JSON takes double quotes, not single ones."),
    ],
)
def test_bad_input_stays_is_marked_and_changes_nothing(
    qtbot: QtBot, kind: Editor, field_type: str, text: str, sentence: str
) -> None:
    start: Value = 5 if kind == "number" else "2020-01-01"
    made = editor(qtbot, kind, field_type, start)
    assert isinstance(made, LineEditor)
    before = len(announced(made))
    with qtbot.waitSignal(made.complained):
        made.set_text(text)
    assert made.line.text() == text
    assert made.problem == sentence
    assert made.line.property("wrong") is True
    assert announced(made)[before:] == []
    assert made.value == start
    made.show_value(start)
    assert made.line.text() == text, "the draft telling the same value again is no reason to lose what was typed"


def test_relative_words_need_a_server_that_reads_them(qtbot: QtBot) -> None:
    made = editor(qtbot, "date", "date", "2020-01-01", words=False)
    typed(made, "today -7d")
    assert made.problem == "This server does not know relative dates: they came with Odoo 19.0."


def test_the_same_value_told_again_leaves_text_and_cursor_alone(qtbot: QtBot) -> None:
    made = editor(qtbot, "number", "float", 1)
    typed(made, "1.50")
    assert isinstance(made, LineEditor)
    made.line.setCursorPosition(2)
    made.show_value(1.5)
    assert (made.line.text(), made.line.cursorPosition()) == ("1.50", 2)
    made.show_value(2)
    assert made.line.text() == "2"


def test_a_moment_is_shown_in_the_persons_zone_and_says_what_goes_over_the_wire(qtbot: QtBot) -> None:
    made = editor(qtbot, "datetime", "datetime", "2024-07-01 12:30:00")
    assert isinstance(made, DateEditor)
    assert made.line.text() == "2024-07-01 14:30"
    assert made.line.toolTip() == "Time of Europe/Brussels. 2024-07-01 12:30:00 UTC on the wire."
    assert local_text("2024-07-01 12:30:15", UTC) == "2024-07-01 12:30:15"
    assert local_text("today -1d", BRUSSELS) == "today -1d"


def test_a_day_picked_from_the_calendar_keeps_the_time(qtbot: QtBot) -> None:
    made = editor(qtbot, "datetime", "datetime", "2024-07-01 12:30:00")
    assert isinstance(made, DateEditor)
    made.open_calendar()
    calendar = made.findChild(QCalendarWidget)
    assert isinstance(calendar, QCalendarWidget)
    assert calendar.selectedDate() == QDate(2024, 7, 1)
    calendar.clicked.emit(QDate(2024, 12, 24))
    assert made.line.text() == "2024-12-24 14:30"
    assert announced(made) == ["2024-12-24 13:30:00"]


def test_nothing_is_painted_over_the_name_of_the_month(qtbot: QtBot) -> None:
    made = editor(qtbot, "date", "date", "2026-11-05")
    assert isinstance(made, DateEditor)
    made.open_calendar()
    month = made.findChild(QToolButton, "qt_calendar_monthbutton")
    assert isinstance(month, QToolButton)
    shown = month.grab().toImage()
    month.setMenu(None)  # type: ignore[arg-type]  # Qt takes none
    assert month.grab().toImage() == shown
    assert made._popup is not None
    made._popup.hide()


def test_dates_read_and_refuse() -> None:
    assert read_date("2024-12-1") == "2024-12-01"
    assert read_moment("2024-12-01T08:05:09", UTC) == "2024-12-01 08:05:09"
    with pytest.raises(BadValueError, match="no such day"):
        read_moment("0001-01-01 00:00", BRUSSELS)


# --- chips -----------------------------------------------------------------------------------------------------------


def test_enter_and_comma_make_chips_and_backspace_removes_the_last(qtbot: QtBot) -> None:
    made = editor(qtbot, "list", "char", ("a",))
    assert isinstance(made, TagEditor)
    QTest.keyClicks(made.line, "b")
    QTest.keyClick(made.line, Key.Key_Return)
    QTest.keyClicks(made.line, "c,")
    assert announced(made) == [("a", "b"), ("a", "b", "c")]
    assert made.line.text() == ""
    QTest.keyClick(made.line, Key.Key_Backspace)
    assert announced(made)[-1] == ("a", "b")


def test_a_chip_that_cannot_be_read_stays_in_the_line(qtbot: QtBot) -> None:
    made = editor(qtbot, "numbers", "integer", ())
    assert isinstance(made, TagEditor)
    QTest.keyClicks(made.line, "1.5")
    QTest.keyClick(made.line, Key.Key_Return)
    assert made.line.text() == "1.5"
    assert made.problem == "A whole number is needed here, such as 42."
    assert announced(made) == []


def test_a_placeholder_alone_stands_for_the_whole_list(qtbot: QtBot) -> None:
    made = editor(qtbot, "numbers", "integer", ())
    assert isinstance(made, TagEditor)
    QTest.keyClicks(made.line, "{{ids}}")
    QTest.keyClick(made.line, Key.Key_Return)
    QTest.keyClicks(made.line, "5,")
    assert announced(made) == [Placeholder("ids"), (Placeholder("ids"), 5)]


def test_values_of_other_kinds_in_a_list_are_kept_and_told_apart(qtbot: QtBot) -> None:
    made = editor(qtbot, "list", "char", ("1", False, "1"))
    assert isinstance(made, TagEditor)
    assert made.items == ("1", False, "1")
    made.add_item("2")
    assert announced(made) == [("1", False, "1", "2")]


def test_records_show_their_names_and_take_ids(qtbot: QtBot) -> None:
    made = editor(qtbot, "records", "many2many", (3, 99))
    assert isinstance(made, RecordEditor)
    assert [made._label(item) for item in made.items] == ["VIP", "#99"]
    QTest.keyClicks(made.line, "#7")
    QTest.keyClick(made.line, Key.Key_Return)
    assert announced(made) == [(3, 99, 7)]


def test_a_single_record_replaces_the_one_before(qtbot: QtBot) -> None:
    made = editor(qtbot, "record", "many2one", 3)
    assert isinstance(made, RecordEditor)
    QTest.keyClicks(made.line, "7")
    QTest.keyClick(made.line, Key.Key_Return)
    made.remove_item(0)
    assert announced(made) == [7, 0]


def test_selections_are_chosen_by_label_or_key(qtbot: QtBot) -> None:
    made = editor(qtbot, "selections", "selection", ("draft",), selection=STATES)
    assert isinstance(made, SelectionsEditor)
    for text in ("sales order", "cancel"):
        QTest.keyClicks(made.line, text)
        QTest.keyClick(made.line, Key.Key_Return)
    assert announced(made)[-1] == ("draft", "sale", "cancel")
    QTest.keyClicks(made.line, "x")
    QTest.keyClick(made.line, Key.Key_Return)
    assert made.problem == "There is no such choice. Press Down to see them."


# --- choices and ranges ----------------------------------------------------------------------------------------------


def test_a_selection_shows_its_label_and_gives_its_key(qtbot: QtBot) -> None:
    made = editor(qtbot, "selection", "selection", "sale", selection=STATES)
    assert isinstance(made, ChoiceEditor)
    assert made.button.shown_text() == "Sales Order"
    made.button.chosen.emit("draft")
    made.button.chosen.emit("{{state}}")
    assert announced(made) == ["draft", Placeholder("state")]
    made.show_value("unknown_key")
    assert made.button.shown_text() == "unknown_key"


def test_a_named_range_is_chosen_or_typed(qtbot: QtBot) -> None:
    made = editor(qtbot, "named_range", "date", "last_7_days")
    assert isinstance(made, ChoiceEditor)
    assert made.button.shown_text() == "last 7 days"
    made.button.chosen.emit("Past 10 days")
    assert made.button.shown_text() == "past 10 days"
    made.button.chosen.emit("yesteryear")
    assert made.problem == "A range is written like “past 10 days” or “next 2 weeks”."
    made.button.chosen.emit("today")
    assert announced(made) == ["past 10d", "today"]
    assert (read_span("next 2 weeks"), read_span("last 3m"), read_span("soon")) == ("next 2w", "past 3m", "")
    assert span_label("next 2w") == "next 2 weeks"


def test_a_range_has_two_ends_and_complains_for_both(qtbot: QtBot) -> None:
    made = editor(qtbot, "number_range", "integer", (1, 9))
    assert isinstance(made, RangeEditor)
    typed(made.second, "12")
    typed(made.first, "x")
    assert announced(made)[-1] == (1, 12)
    assert made.problem == "A whole number is needed here, such as 42."
    typed(made.first, "2")
    assert announced(made)[-1] == (2, 12)
    assert made.problem == ""


# --- which editor ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "fitting"),
    [
        ("text", "a", True),
        ("text", 5, False),
        ("text", Expression("uid"), False),
        ("text", Placeholder("x"), True),
        ("number", True, False),
        ("number", 1.5, True),
        ("list", ("a", 1), False),
        ("list", ("a", False), True),
        ("records", (1, "Azure", False), True),
        ("records", 7, True),
        ("number_range", (1, 2), True),
        ("number_range", (1, "x"), False),
        ("date_range", ("", ""), True),
        ("subdomain", SubDomain(EMPTY), True),
    ],
)
def test_a_value_that_does_not_fit_gets_the_json_line(kind: Editor, value: Value, fitting: bool) -> None:
    assert fits(kind, value) is fitting


def test_json_shows_what_nothing_else_can() -> None:
    assert plain.write_json(Expression("context_today()")) == "context_today()"
    assert plain.write_json((1, Placeholder("x"), None)) == "[1, {{x}}, null]"


def test_the_tab_order_leaves_out_what_stands_in_another_window(qtbot: QtBot) -> None:
    window = QWidget()
    first, second, stranger = QLineEdit(window), QLineEdit(window), QLineEdit()
    for widget in (window, stranger):
        qtbot.addWidget(widget)
    # Qt would say so on the terminal, and a message of Qt's fails the test.
    order_tabs([second, stranger, first])
    order_tabs([second, first])
    window.show()
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Tab)
    assert window.focusWidget() is first


def test_chips_that_fill_the_line_begin_no_other_before_somebody_writes(qtbot: QtBot) -> None:
    made = editor(qtbot, "list", "char", ("one", "two"))
    assert isinstance(made, TagEditor)
    chips = [chip.sizeHint().width() for chip in made.findChildren(Chip)]
    width = sum(chips) + 4 + 2 * 4
    qtbot.waitUntil(lambda: made.box.heightForWidth(width) > metrics.metrics().control)
    made.line.clearFocus()
    qtbot.waitUntil(lambda: made.box.heightForWidth(width) == metrics.metrics().control)


def test_a_chip_shows_a_name_and_its_tool_tip_the_id(qtbot: QtBot) -> None:
    name = LONG_NAME
    made = editor(qtbot, "records", "many2many", (8,))
    (chip,) = made.findChildren(Chip)
    assert chip.toolTip() == f"{name} · 8"
    assert "…" in chip.text()
    assert (chip.text()[:8], chip.text()[-5:]) == ("Customer", " room")
    assert chip.accessibleName() == name
