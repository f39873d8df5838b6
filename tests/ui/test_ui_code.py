"""The code editor and the viewer: colours where one looks, the line that is wrong, editing by keyboard, big texts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QTextBlock
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.ui import theme
from explorer.ui.tokens import DARK, LIGHT
from explorer.ui.widgets import colouring
from explorer.ui.widgets.code_editor import PIECE, CodeEditor
from explorer.ui.widgets.text_lines import CUT, TextLines
from explorer.ui.widgets.units import to_column, to_units
from explorer.ui.widgets.viewer import TextViewer

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key = Qt.Key

ENVELOPE = """POST https://erp.example.com/json/2/sale.order/write
Authorization: bearer ••••••••••
X-Odoo-Database: {{odoo_db}}

{
  "ids": [42],
  "note": "Rush {{who}}",
  "active": true
}"""


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    manager = theme.apply(qapp, "light")
    yield
    manager.set_mode("light")


IN_JSON = pytest.mark.parametrize("editor", ["json"], indirect=True)


@pytest.fixture
def editor(qtbot: QtBot, request: pytest.FixtureRequest) -> CodeEditor:
    editor = CodeEditor("Envelope", getattr(request, "param", "envelope"))
    qtbot.addWidget(editor)
    editor.resize(600, 260)
    editor.show()
    qtbot.waitExposed(editor)
    editor.setFocus()
    return editor


def colours(block: QTextBlock) -> dict[str, QColor]:
    """The coloured parts of a line and their colours."""
    text = block.text()
    return {
        text[to_column(text, part.start) : to_column(text, part.start + part.length)]: part.format.foreground().color()
        for part in block.layout().formats()
    }


def line(editor: CodeEditor, number: int) -> QTextBlock:
    return editor.document().findBlockByNumber(number - 1)


def put_cursor(editor: CodeEditor, position: int) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(position)
    editor.setTextCursor(cursor)


# --- colours ---------------------------------------------------------------------------------------------------------


def test_an_envelope_is_coloured_part_by_part(editor: CodeEditor) -> None:
    editor.set_text(ENVELOPE)
    assert colours(line(editor, 1)) == {
        "POST": QColor(LIGHT.text),
        " https://erp.example.com/json/2/sale.order/write": QColor(LIGHT.syntax_text),
    }
    assert colours(line(editor, 2)) == {"Authorization": QColor(LIGHT.syntax_key), "•" * 10: QColor(LIGHT.dim)}
    assert colours(line(editor, 3))["{{odoo_db}}"] == QColor(LIGHT.accent)
    assert colours(line(editor, 6)) == {'"ids"': QColor(LIGHT.syntax_key), "42": QColor(LIGHT.syntax_number)}
    body = colours(line(editor, 7))
    assert body['"note"'] == QColor(LIGHT.syntax_key)
    assert body['"Rush '] == QColor(LIGHT.syntax_text)
    assert body["{{who}}"] == QColor(LIGHT.accent)
    assert colours(line(editor, 8))["true"] == QColor(LIGHT.syntax_constant)


@IN_JSON
def test_only_lines_on_screen_are_coloured(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.set_text("\n".join(f'"key {number}": {number},' for number in range(2_000)))
    assert colours(line(editor, 1))
    assert not colours(line(editor, 200))
    assert not colours(line(editor, 1_900))
    coloured = sum(bool(line(editor, number).layout().formats()) for number in range(1, 2_001))
    assert coloured < 40
    editor.verticalScrollBar().setValue(1_895)
    qtbot.waitUntil(lambda: bool(colours(line(editor, 1_900))))
    assert not colours(line(editor, 1_000))


def test_a_line_is_coloured_again_when_it_changes(editor: CodeEditor) -> None:
    editor.set_text(ENVELOPE)
    put_cursor(editor, line(editor, 6).position() + len('  "ids": [42'))
    QTest.keyClicks(editor, "7, null")
    assert colours(line(editor, 6)).keys() == {'"ids"', "427", "null"}


def test_lines_below_follow_when_the_body_begins_elsewhere(editor: CodeEditor) -> None:
    editor.set_text("POST http://a\nX: 1\n42")
    assert colours(line(editor, 3)) == {}
    put_cursor(editor, line(editor, 3).position())
    QTest.keyClick(editor, Key.Key_Return)
    assert colours(line(editor, 4)) == {"42": QColor(LIGHT.syntax_number)}


def test_colours_follow_the_theme(editor: CodeEditor, qapp: QApplication) -> None:
    editor.set_text(ENVELOPE)
    theme.apply(qapp, "dark")
    assert colours(line(editor, 8))["true"] == QColor(DARK.syntax_constant)


@pytest.mark.parametrize("editor", ["python"], indirect=True)
def test_program_text_is_coloured_across_lines(editor: CodeEditor) -> None:
    editor.set_text('def call():\n    """one\n    two"""\n    return None\n')
    assert colours(line(editor, 3)) == {'    two"""': QColor(LIGHT.syntax_text)}
    assert colours(line(editor, 4))["None"] == QColor(LIGHT.syntax_constant)


@pytest.mark.parametrize("editor", ["text"], indirect=True)
def test_a_plain_text_has_no_colours(editor: CodeEditor) -> None:
    editor.set_text(ENVELOPE)
    assert colours(line(editor, 8)) == {}


@IN_JSON
def test_emoji_do_not_shift_the_colours(editor: CodeEditor) -> None:
    editor.set_text('["😀😀", 12, "é"]')
    assert colours(line(editor, 1)) == {
        '"😀😀"': QColor(LIGHT.syntax_text),
        "12": QColor(LIGHT.syntax_number),
        '"é"': QColor(LIGHT.syntax_text),
    }


@pytest.mark.parametrize("text", ["", '"', '"\\', "{{", "{{ {{a}}", "•", '"a": "•{', "POST", ": x", "}{", "\\", "é😀"])
@pytest.mark.parametrize("state", ["request", "headers", "json"])
def test_half_typed_text_is_read_without_gaps_or_overlaps(text: str, state: str) -> None:
    end = 0
    for start, length, _ in colouring.line_spans(text, state):
        assert start >= end
        assert length > 0
        end = start + length
    assert end <= to_units(text, len(text))


def test_a_very_long_line_stays_uncoloured() -> None:
    assert colouring.line_spans('"' + "x" * colouring.LONGEST + '"', "json") == []


def test_pygments_is_not_loaded_before_the_first_coloured_text() -> None:
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from explorer.ui.widgets.code_editor import CodeEditor\n"
        "from explorer.ui.widgets.viewer import TextViewer\n"
        "kept = CodeEditor('Code'), TextViewer('Answer')\n"
        "kept[0].show()\n"
        "app.sendPostedEvents()\n"
        "print('pygments' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"


# --- the line that is wrong ------------------------------------------------------------------------------------------


def test_the_wrong_line_is_marked_over_its_whole_width(editor: CodeEditor) -> None:
    editor.set_text(ENVELOPE)
    plain = editor.grab().toImage()
    editor.set_error_line(8, "JSON/2 names this argument vals.")
    image = editor.grab().toImage()
    place = editor.blockBoundingGeometry(line(editor, 8)).translated(editor.contentOffset())
    middle = round(place.center().y())
    for x in (1, editor.gutter_width() + 1, editor.viewport().width() - 2):
        assert image.pixelColor(x, middle) == LIGHT.error_soft, x
        assert plain.pixelColor(x, middle) == QColor(LIGHT.panel)
    above = round(editor.blockBoundingGeometry(line(editor, 7)).translated(editor.contentOffset()).center().y())
    assert image.pixelColor(1, above) == QColor(LIGHT.panel)
    assert editor.accessibleDescription() == "JSON/2 names this argument vals."
    assert editor.error == (8, "JSON/2 names this argument vals.")
    editor.set_error_line(None)
    assert editor.accessibleDescription() == ""
    assert editor.grab().toImage().pixelColor(1, middle) == QColor(LIGHT.panel)


# --- editing ---------------------------------------------------------------------------------------------------------


def test_only_the_person_s_changes_are_told(editor: CodeEditor, qapp: QApplication) -> None:
    told: list[str] = []
    editor.edited.connect(lambda: told.append(editor.text()))
    editor.set_text("POST http://a\n\n{}")
    editor.set_text("POST http://b\n\n{}")
    editor.set_error_line(1, "wrong")
    theme.apply(qapp, "dark")
    editor.verticalScrollBar().setValue(1)
    assert told == []
    put_cursor(editor, 0)
    QTest.keyClicks(editor, "X")
    assert told == ["XPOST http://b\n\n{}"]
    QTest.keyClick(editor, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert told == ["XPOST http://b\n\n{}", "POST http://b\n\n{}"]


def test_setting_a_text_keeps_the_place(editor: CodeEditor) -> None:
    editor.set_text("one\ntwo\nthree")
    put_cursor(editor, len("one\ntw"))
    editor.set_text("one\ntwenty\nthree")
    assert editor.textCursor().position() == len("one\ntw")
    editor.set_text("x")
    assert editor.textCursor().position() == 1


@pytest.mark.parametrize(
    ("before", "keys", "after"),
    [
        ("  a|", [Key.Key_Return], "  a\n  |"),
        ("{|", [Key.Key_Return], "{\n  |"),
        ("  {|}", [Key.Key_Return], "  {\n    |\n  }"),
        ('😀 "a": [|]', [Key.Key_Return], '😀 "a": [\n  |\n]'),
        ("a|", [Key.Key_Tab], "a |"),
        ("|a", [Key.Key_Tab], "  |a"),
        ("   a|", [Key.Key_Backtab], " a|"),
        (" a|", [Key.Key_Backtab], "a|"),
        ("a|", [Key.Key_Backtab], "a|"),
    ],
)
def test_indentation(editor: CodeEditor, before: str, keys: list[Qt.Key], after: str) -> None:
    editor.set_text(before.replace("|", ""))
    put_cursor(editor, to_units(before, before.index("|")))
    for key in keys:
        QTest.keyClick(editor, key)
    assert editor.text() == after.replace("|", "")
    assert editor.textCursor().position() == to_units(after, after.index("|"))


def test_tab_indents_all_selected_lines(editor: CodeEditor) -> None:
    editor.set_text("a\nb\nc")
    cursor = editor.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(4, cursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    QTest.keyClick(editor, Key.Key_Tab)
    assert editor.text() == "  a\n  b\nc"
    QTest.keyClick(editor, Key.Key_Backtab)
    assert editor.text() == "a\nb\nc"
    QTest.keyClick(editor, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == "  a\n  b\nc", "one step is one undo"


def test_ctrl_enter_is_left_to_the_window(editor: CodeEditor) -> None:
    editor.set_text("{}")
    QTest.keyClick(editor, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == "{}"


def test_a_read_only_text_cannot_be_changed_and_tab_leaves_it(qtbot: QtBot) -> None:
    editor = CodeEditor("Code", "python", read_only=True)
    qtbot.addWidget(editor)
    editor.set_text("a = 1")
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.text() == "a = 1"
    assert editor.tabChangesFocus()


@IN_JSON
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('|{"a": [1, "}"]}', {0, 14}),
        ('{"a": [1, "}"]}|', {0, 14}),
        ('{"a": |[1, "]"]}', {6, 13}),
        ("{|", set()),
        ("ab|c", set()),
    ],
)
def test_matching_brackets_are_marked(editor: CodeEditor, text: str, expected: set[int]) -> None:
    editor.set_text(text.replace("|", ""))
    put_cursor(editor, 1)
    put_cursor(editor, text.index("|"))
    assert {mark.cursor.selectionStart() for mark in editor.extraSelections()} == expected


# --- large texts -----------------------------------------------------------------------------------------------------


@IN_JSON
def test_a_large_text_comes_in_pieces_and_another_cancels_it(editor: CodeEditor, qtbot: QtBot) -> None:
    text = "\n".join(f'"{number}": "some value",' for number in range(30_000))
    editor.set_large_text(text)
    assert editor.text() == ""
    with qtbot.waitSignal(editor.loaded):
        pass
    assert editor.text() == text
    assert colours(line(editor, 1))
    editor.set_large_text(text)
    QApplication.sendPostedEvents()
    editor.set_text("{}")
    qtbot.wait(20)
    assert editor.text() == "{}"


def test_set_text_takes_pieces_by_itself_for_a_large_text(editor: CodeEditor, qtbot: QtBot) -> None:
    told: list[None] = []
    editor.edited.connect(lambda: told.append(None))
    text = "line\n" * PIECE
    with qtbot.waitSignal(editor.loaded):
        editor.set_text(text)
    assert editor.text() == text
    assert told == []


# --- the viewer ------------------------------------------------------------------------------------------------------


@pytest.fixture
def viewer(qtbot: QtBot) -> TextViewer:
    viewer = TextViewer("Answer")
    qtbot.addWidget(viewer)
    viewer.resize(500, 200)
    viewer.show()
    qtbot.waitExposed(viewer)
    viewer.setFocus()
    return viewer


def test_a_big_answer_is_laid_out_only_where_it_is_seen(viewer: TextViewer, qtbot: QtBot) -> None:
    data = json.dumps([{"id": number, "name": "n" * 60} for number in range(50_000)], indent=1).encode()
    assert len(data) > 5_000_000 - 500_000
    viewer.set_bytes(data)
    viewer.grab()
    assert len(viewer._layouts) < 60
    qtbot.waitUntil(lambda: viewer.line_count() == data.count(b"\n") + 1)
    viewer.show_line(100_000)
    viewer.grab()
    assert len(viewer._layouts) < 120
    viewer.select_all()
    assert viewer.selected_text().encode() == data


def test_json_is_coloured_and_follows_the_theme(viewer: TextViewer, qapp: QApplication) -> None:
    viewer.set_text('{"a": 1}')
    assert QColor(LIGHT.syntax_key) in _used(viewer)
    theme.apply(qapp, "dark")
    assert QColor(DARK.syntax_key) in _used(viewer)
    viewer.set_text('{"a": 1}', "text")
    assert QColor(DARK.syntax_key) not in _used(viewer)


def test_selecting_and_copying_by_keyboard(viewer: TextViewer) -> None:
    viewer.set_text("first line\nsecond 😀 line\nthird")
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    for _ in range(6):
        QTest.keyClick(viewer, Key.Key_Right)
    QTest.keyClick(viewer, Key.Key_Down, shift)
    QTest.keyClick(viewer, Key.Key_Right, shift)
    QTest.keyClick(viewer, Key.Key_Right, shift)
    assert viewer.selected_text() == "line\nsecond 😀"
    QTest.keyClick(viewer, Key.Key_C, control)
    assert QGuiApplication.clipboard().text() == "line\nsecond 😀"
    QTest.keyClick(viewer, Key.Key_End, control | shift)
    assert viewer.selected_text() == "line\nsecond 😀 line\nthird"
    QTest.keyClick(viewer, Key.Key_Home, control)
    assert viewer.selected_text() == ""
    QTest.keyClick(viewer, Key.Key_A, control)
    assert viewer.selected_text() == "first line\nsecond 😀 line\nthird"


def test_selecting_by_mouse(viewer: TextViewer) -> None:
    viewer.set_text("alpha beta\ngamma_delta")
    area = viewer.viewport()
    letter, left = viewer._letter, viewer._gutter()
    QTest.mousePress(area, Qt.MouseButton.LeftButton, pos=QPoint(round(left + 6 * letter), 8))
    QTest.mouseMove(area, QPoint(round(left + 5 * letter), 8 + viewer._row))
    QTest.mouseRelease(area, Qt.MouseButton.LeftButton, pos=QPoint(round(left + 5 * letter), 8 + viewer._row))
    assert viewer.selected_text() == "beta\ngamma"
    QTest.mouseDClick(area, Qt.MouseButton.LeftButton, pos=QPoint(round(left + 3 * letter), 8 + viewer._row))
    assert viewer.selected_text() == "gamma_delta"


def test_a_long_line_is_cut_for_the_eye_and_copied_whole(viewer: TextViewer) -> None:
    long = '"' + "é" * (3 * CUT) + '"'
    viewer.set_text(long + "\r\nend")
    assert len(viewer._layout(0).text()) < CUT + 100
    assert "bytes more" in viewer._layout(0).text()
    viewer.select_all()
    assert viewer.selected_text() == long + "\nend"
    QTest.keyClick(viewer, Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(viewer, Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.selected_text() == long


def test_an_empty_answer_and_broken_bytes_are_no_trouble(viewer: TextViewer) -> None:
    viewer.set_bytes(b"")
    viewer.grab()
    for key in (Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_End, Key.Key_PageDown):
        QTest.keyClick(viewer, key)
    viewer.select_all()
    assert viewer.selected_text() == ""
    viewer.set_bytes(b"\xff\xfe\x00\n\xc3")
    viewer.grab()
    viewer.select_all()
    assert viewer.selected_text() == "��\x00\n�"


@pytest.mark.parametrize("data", [b"", b"\n", b"a", b"a\n", b"a\r\nb\r\n", "é\n😀".encode(), b"\n\n\n"])
def test_lines_are_those_of_the_text(data: bytes) -> None:
    lines = TextLines(data)
    while lines.index_more(2):
        pass
    text = data.decode().replace("\r\n", "\n")
    assert [lines.line(number)[0] for number in range(len(lines))] == text.split("\n")
    last = len(lines) - 1
    assert lines.between((0, 0), (last, len(lines.line(last)[0]))) == text


def _used(viewer: TextViewer) -> list[QColor]:
    return [part.format.foreground().color() for part in viewer._layout(0).formats()]
