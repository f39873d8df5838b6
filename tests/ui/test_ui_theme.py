"""The look as a whole: readable colours, icons that render, a theme that switches live, scrolling that stays cheap."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontInfo, QIcon, QImage, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from explorer.ui import icons, metrics, theme, type_chips
from explorer.ui.stylesheet import stylesheet
from explorer.ui.tokens import DARK, LIGHT, Theme, contrast
from explorer.ui.widgets import colouring
from explorer.ui.widgets.buttons import IconButton

# The offscreen platform says so of size hints, of raising and of grabbing, each time a window is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

READABLE = 4.5

BOTH = pytest.mark.parametrize("worn", [LIGHT, DARK], ids=lambda worn: worn.name)


@pytest.fixture
def manager(qapp: QApplication) -> Iterator[theme.ThemeManager]:
    manager = theme.apply(qapp, "light")
    font = qapp.font()
    yield manager
    qapp.setFont(font)
    manager.set_mode("light")


@BOTH
@pytest.mark.parametrize(
    ("ink", "grounds"),
    [
        ("text", "background panel header alternate input chip selection accent_soft"),
        ("dim", "background panel header alternate input chip selection"),
        ("accent", "background panel header alternate input accent_soft"),
        ("on_accent", "accent"),
        ("good", "background panel header chip input"),
        ("warning", "background panel header chip input"),
        ("error", "background panel header chip input"),
        ("syntax_key", "panel alternate"),
        ("syntax_text", "panel alternate"),
        ("syntax_number", "panel alternate"),
        ("syntax_constant", "panel alternate"),
    ],
)
def test_text_is_readable_on_every_ground_it_stands_on(worn: Theme, ink: str, grounds: str) -> None:
    for ground in grounds.split():
        assert contrast(worn.color(ink), worn.color(ground)) >= READABLE, f"{ink} on {ground}"


@BOTH
def test_mixed_grounds_keep_their_text_readable(worn: Theme) -> None:
    for style, look in colouring.formats(worn).items():
        assert contrast(look.foreground().color(), worn.error_soft) >= READABLE, f"{style} on the line that is wrong"
    for tone in ("accent", "warning", "error", "good"):
        assert contrast(worn.color("text"), worn.mixed(tone, "panel", 0.1)) >= READABLE, f"a banner: {tone}"
    assert contrast(worn.mixed("on_accent", "accent", 0.82), worn.color("accent")) >= READABLE, "the shortcut's hint"
    assert contrast(worn.color("on_accent"), worn.mixed("text", "accent", 0.1)) >= READABLE, "under the pointer"
    assert contrast(worn.color("text"), worn.mixed("accent", "input", 0.3)) >= READABLE, "selected text"


def test_contrast_is_what_the_standard_says() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@BOTH
def test_the_palette_says_what_the_table_says(worn: Theme) -> None:
    made = theme.palette(worn)
    assert made.color(QPalette.ColorRole.Window).name() == worn.background
    assert made.color(QPalette.ColorRole.Base).name() == worn.panel
    assert made.color(QPalette.ColorRole.Highlight).name() == worn.selection
    assert made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name() == worn.disabled.name()


@BOTH
def test_the_sheet_is_filled_in(qapp: QApplication, worn: Theme) -> None:
    sheet = stylesheet(worn, metrics.metrics())
    assert "@" not in sheet
    assert worn.accent in sheet


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_renders_in_its_colour(qapp: QApplication, name: str) -> None:
    image = icons.pixmap(name, QColor("#123456"), 16, 2.0).toImage()
    assert image.size() == QSize(32, 32)
    inked = _opaque(image)
    assert inked, "nothing is drawn"
    if name != "app-icon":
        assert QColor("#123456") in inked
    edge = [image.pixelColor(x, y).alpha() for x in range(32) for y in (0, 31)]
    assert name in ("app-icon", "dot") or not any(edge), "drawn over the edge of its box"


def test_the_icons_that_panels_rely_on_are_there() -> None:
    wanted = (
        "plus copy close chevron-down chevron-left chevron-right search send stop arrow-up arrow-down lock check "
        "warning error info link refresh columns group ungroup more filter database key eye eye-off external app-icon"
    )
    assert set(wanted.split()) <= set(icons.names())


def test_an_icon_follows_theme_and_state(qapp: QApplication, manager: theme.ThemeManager) -> None:
    icon = icons.icon("check", "accent")
    light = _opaque(icon.pixmap(QSize(16, 16)).toImage())
    assert QColor(LIGHT.accent) in light
    manager.set_mode("dark")
    assert QColor(DARK.accent) in _opaque(icon.pixmap(QSize(16, 16)).toImage())
    dimmed = _opaque(icon.pixmap(QSize(16, 16), icon.Mode.Disabled).toImage())
    assert DARK.disabled in dimmed


def test_a_changed_copy_of_an_icon_lives(qapp: QApplication) -> None:
    for _ in range(200):
        first = icons.icon("plus")
        copy = QIcon(first)
        copy.addPixmap(QPixmap(16, 16))  # parts the copy from the first: Qt clones what draws it
        del first
        gc.collect(0)
        assert not copy.pixmap(QSize(16, 16)).isNull()


def test_a_missing_icon_is_empty_and_logged(qapp: QApplication, expect_log: object) -> None:
    assert callable(expect_log)
    expect_log("no-such-icon is missing")
    assert not _opaque(icons.icon("no-such-icon").pixmap(QSize(16, 16)).toImage())


@pytest.mark.parametrize(
    "field_type",
    [
        "char",
        "text",
        "html",
        "integer",
        "float",
        "monetary",
        "boolean",
        "date",
        "datetime",
        "selection",
        "many2one",
        "one2many",
        "many2many",
        "binary",
        "json",
        "properties",
        "reference",
        "unheard_of",
    ],
)
def test_type_chips_fit_their_box(qapp: QApplication, field_type: str) -> None:
    image = QImage(QSize(60, 48), QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    type_chips.paint_type_chip(painter, QRect(21, 16, 18, 16), field_type, LIGHT)
    painter.end()
    coloured = {(x, y) for x in range(60) for y in range(48) if image.pixelColor(x, y) != QColor("white")}
    assert all(21 <= x < 39 and 16 <= y < 32 for x, y in coloured)
    darkest = min(image.pixelColor(x, y).lightness() for x, y in coloured)
    assert darkest < 180, "nothing stands on the chip"


def test_switching_reaches_palette_sheet_and_listeners(qapp: QApplication, manager: theme.ThemeManager) -> None:
    heard: list[object] = []
    manager.changed.connect(heard.append)
    button = IconButton("plus", "Add")
    before = _ink(button)
    manager.set_mode("dark")
    assert theme.current() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.background
    assert DARK.accent in qapp.styleSheet()
    assert heard == [DARK]
    assert _ink(button) != before
    manager.set_mode("dark")
    assert heard == [DARK], "nothing changed, nothing is said"
    assert theme.apply(qapp, "light") is manager


class FakeHints(QObject):
    """Stands in for the style hints, whose scheme cannot be set on the offscreen platform."""

    colorSchemeChanged = Signal(object)  # noqa: N815 - Qt's name

    def __init__(self) -> None:
        super().__init__()
        self.scheme = Qt.ColorScheme.Unknown

    def colorScheme(self) -> Qt.ColorScheme:
        return self.scheme


def test_the_system_s_scheme_is_followed(qapp: QApplication, manager: theme.ThemeManager) -> None:
    hints = FakeHints()

    class App:
        def __getattr__(self, name: str) -> object:
            return (lambda: hints) if name == "styleHints" else getattr(qapp, name)

    manager._app = App()  # type: ignore[assignment]  # only the hints differ
    hints.colorSchemeChanged.connect(manager._scheme_changed)
    try:
        manager.set_mode("system")
        assert theme.current() is LIGHT, "an unknown scheme counts as light"
        hints.scheme = Qt.ColorScheme.Dark
        hints.colorSchemeChanged.emit(hints.scheme)
        assert theme.current() is DARK
        manager.set_mode("light")
        hints.colorSchemeChanged.emit(hints.scheme)
        assert theme.current() is LIGHT, "a choice of one's own stands"
    finally:
        manager._app = qapp


def test_sizes_follow_the_font(qapp: QApplication, manager: theme.ThemeManager) -> None:
    usual = metrics.metrics()
    assert (usual.tree_row, usual.grid_row, usual.header, usual.control) == (24, 26, 28, 28)
    assert (usual.bar, usual.tabs, usual.status) == (44, 36, 26)
    assert QFontInfo(metrics.fixed_font()).pixelSize() == usual.font - 1
    font = qapp.font()
    font.setPixelSize(2 * usual.font)
    qapp.setFont(font)
    large = metrics.metrics()
    assert large.font == 2 * usual.font
    assert large.tree_row > usual.tree_row
    assert large.tree_row == large.control


class Table(QAbstractTableModel):
    """Many rows of text."""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 5_000

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 6

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return f"{index.row()}, {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


class CountingTable(QTableView):
    """Counts the pixels that each paint covers."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[int] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted.append(sum(rect.width() * rect.height() for rect in event.region()))  # type: ignore[attr-defined]
        super().paintEvent(event)


def test_a_table_still_scrolls_by_copying(qtbot: QtBot, manager: theme.ThemeManager) -> None:
    table = CountingTable()
    qtbot.addWidget(table)
    table.setModel(Table(table))
    table.setFrameShape(QTableView.Shape.NoFrame)
    table.resize(640, 480)
    table.show()
    qtbot.waitUntil(lambda: bool(table.painted))
    QApplication.sendPostedEvents()
    table.painted.clear()
    table.verticalScrollBar().setValue(1)
    qtbot.waitUntil(lambda: bool(table.painted))
    whole = table.viewport().width() * table.viewport().height()
    assert sum(table.painted) < whole / 4, "the sheet makes every scrolled line repaint the whole table"


def _opaque(image: QImage) -> list[QColor]:
    return [
        QColor(image.pixelColor(x, y).rgb())
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    ]


def _ink(button: IconButton) -> bytes:
    image = button.grab().toImage()
    return bytes(image.constBits())
