"""What every line of the conditions has: its indentation with the bars of its groups, its actions at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from explorer.core.domain.check_values import DomainFinding
from explorer.ui.panels.build.outline import Line
from explorer.ui.tokens import current
from explorer.ui.widgets import painting
from explorer.ui.widgets.buttons import IconButton, LinkButton
from explorer.ui.widgets.labels import ElidedLabel, IconLabel, set_tone

INDENT = 16
"""Pixels a level."""
_BAR = 2
_MORE = 22
"""Width of the button that opens the menu."""
_LEFT = 4
"""From a line's edge to the first bar."""

_KEYS: dict[tuple[int, bool, bool], str] = {
    (Qt.Key.Key_Up, True, False): "up",
    (Qt.Key.Key_Down, True, False): "down",
    (Qt.Key.Key_D, False, True): "duplicate",
    (Qt.Key.Key_G, False, True): "wrap",
    (Qt.Key.Key_Delete, False, False): "remove",
    (Qt.Key.Key_Insert, False, False): "add",
}


class LineWidget(QWidget):
    """A line. It takes the focus itself, for the keys that move, double and remove it."""

    asked = Signal(object)
    """What the person wants done with the line: "add", "duplicate", "remove", "wrap", "up", "down", "negate", ..."""
    fix_asked = Signal(object)
    """The DomainFinding whose fix the person wants."""

    offered: Sequence[str] = ("add", "duplicate", "remove")

    def __init__(self, line: Line, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        self._findings: tuple[DomainFinding, ...] = ()
        self.untouched = False
        """Just added: nothing is said yet about what the person had no time to fill in."""
        self._complaint = ""
        self.more: IconButton | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu_at)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(2)
        self.row = QHBoxLayout()
        self.row.setSpacing(6)
        self.column.addLayout(self.row)
        self.content = QHBoxLayout()
        self.content.setSpacing(6)
        self.row.addLayout(self.content, 1)
        self._notes: list[_Note] = []
        self._add_actions()
        self._indent()

    def show_line(self, line: Line) -> None:
        """Show another line, or the same at another place."""
        self.line = line
        self._indent()

    def show_findings(self, findings: tuple[DomainFinding, ...]) -> None:
        """Say below the line what is to be said about it."""
        findings = () if self.untouched else findings
        if findings != self._findings:
            self._findings = findings
            self._show_notes()

    def show_complaint(self, sentence: str) -> None:
        """Say below the line why what was typed is no value."""
        if sentence != self._complaint:
            self._complaint = sentence
            self._show_notes()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is said below the line now."""
        return tuple(note.label.text() for note in self._notes)

    def menu(self) -> QMenu:
        """The menu of all that can be done with the line."""
        menu = QMenu(self)
        menu.setObjectName("line-menu")
        menu.aboutToHide.connect(menu.deleteLater)
        for wish, text, keys in self.wishes():
            if not wish:
                menu.addSeparator()
                continue
            action = menu.addAction(f"{text}\t{keys}" if keys else text)
            action.setData(wish)
            action.triggered.connect(partial(self._ask, wish))
        return menu

    def wishes(self) -> list[tuple[str, str, str]]:
        """What can be asked for: the wish, its words, its keys; an empty wish is a separator."""
        return [
            ("add", self.tr("Add a condition below"), self.tr("Ins")),
            ("add_group", self.tr("Add a group below"), ""),
            ("duplicate", self.tr("Duplicate"), self.tr("Ctrl+D")),
            ("wrap", self.tr("Put into a group"), self.tr("Ctrl+G")),
            ("negate", self.tr("Put “not” before it") if not self.line.node.negate else self.tr("Take “not” away"), ""),
            ("", "", ""),
            ("up", self.tr("Move up"), self.tr("Alt+Up")),
            ("down", self.tr("Move down"), self.tr("Alt+Down")),
            ("", "", ""),
            ("remove", self.tr("Remove"), self.tr("Del")),
        ]

    def button(self, wish: str) -> IconButton:
        """The button at the right for a wish among those offered."""
        return self._buttons[wish]

    def action_buttons(self) -> list[IconButton]:
        """The buttons at the right."""
        return list(self._buttons.values())

    def tab_chain(self) -> list[QWidget]:
        """What the Tab key reaches in the line, in order."""
        return [self, *self.action_buttons()]

    # What Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, double, wrap and remove; keys that an editor of the line did not use come here too."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        alt = modifiers == Qt.KeyboardModifier.AltModifier
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        wish = _KEYS.get((event.key(), alt, control)) if alt or control or not modifiers else None
        if wish is None or (wish in ("remove", "add") and not self.hasFocus()):
            super().keyPressEvent(event)
        else:
            self._ask(wish)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Offer the menu while the pointer is here; other lines stay quiet."""
        super().enterEvent(event)
        if self.more is None:
            self.more = IconButton("more", self.tr("More"), size=_MORE, parent=self)
            self.more.setObjectName("more")
            self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.more.resize(self.more.sizeHint())
            self.more.clicked.connect(self._open_menu)
        self._place_more()
        self.more.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button of the menu stands beside the others."""
        super().resizeEvent(event)
        self._place_more()

    def leaveEvent(self, event: QEvent) -> None:
        """Quiet again."""
        super().leaveEvent(event)
        if self.more is not None:
            self.more.hide()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars of the groups that the line stands in."""
        painter = QPainter(self)
        accent = current().color("accent")
        for level in range(self.line.depth):
            painter.fillRect(QRect(_LEFT + INDENT * level, 0, _BAR, self.height()), accent)
        if self.hasFocus():
            left = self.column.contentsMargins().left() - 4
            painting.ring(painter, self.rect().adjusted(left, 0, 0, 0))

    # Inside

    def _indent(self) -> None:
        left = INDENT * self.line.depth
        if self.column.contentsMargins().left() != left:
            self.column.setContentsMargins(left, 3, 0, 3)

    def _add_actions(self) -> None:
        looks = {
            "add": ("plus", self.tr("Add a condition below")),
            "duplicate": ("copy", self.tr("Duplicate")),
            "remove": ("close", self.tr("Remove")),
        }
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        # Room for the button of the menu, which is made when the pointer first comes.
        buttons.setContentsMargins(_MORE, 0, 0, 0)
        self._buttons: dict[str, IconButton] = {}
        for wish in self.offered:
            icon, text = looks[wish]
            button = IconButton(icon, text, size=22, parent=self)
            button.setObjectName(wish)
            button.clicked.connect(partial(self._ask, wish))
            buttons.addWidget(button)
            self._buttons[wish] = button
        self.row.addLayout(buttons)

    def _ask(self, wish: str, _: bool = False) -> None:
        self.asked.emit(wish)

    def _place_more(self) -> None:
        if self.more is None:
            return
        # A line that comes to stand under the pointer is entered before it was laid out.
        self.column.activate()
        shown = [button for button in self._buttons.values() if not button.isHidden()]
        end = shown[0].geometry().left() if shown else self.row.geometry().right() + 1
        centre = self.row.geometry().center().y()
        self.more.move(end - self.more.width(), centre - self.more.height() // 2 + 1)

    def _open_menu(self) -> None:
        if self.more is not None:
            self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _open_menu_at(self, place: QPoint) -> None:
        self.menu().popup(self.mapToGlobal(place))

    def _show_notes(self) -> None:
        for note in self._notes:
            self.column.removeWidget(note)
            note.hide()
            note.deleteLater()
        self._notes = []
        if self._complaint:
            self._notes.append(_Note("error", self._complaint, None, self))
        for finding in self._findings:
            note = _Note(_TONES[finding.severity], finding.sentence, finding, self)
            note.fix_asked.connect(self.fix_asked)
            self._notes.append(note)
        for note in self._notes:
            self.column.addWidget(note)
            note.show()


def order_tabs(chain: Sequence[QWidget]) -> None:
    """Let the Tab key go along the widgets. One that has no window yet, or another, has no place in the order."""
    for before, after in pairwise(chain):
        if before.window() is after.window():
            QWidget.setTabOrder(before, after)


_TONES = {"error": "error", "warning": "warning", "hint": "dim"}
_ICONS = {"error": "error", "warning": "warning", "dim": "info"}


class _Note(QWidget):
    """An icon, a sentence, and the button that cures what it says."""

    fix_asked = Signal(object)

    def __init__(self, tone: str, sentence: str, finding: DomainFinding | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._finding = finding
        self.setAccessibleName(sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(IconLabel(_ICONS[tone], tone, 14))
        self.label = ElidedLabel(sentence)
        set_tone(self.label, tone)
        row.addWidget(self.label, 1)
        if finding is not None and finding.fix is not None:
            button = LinkButton(finding.fix_label or self.tr("Correct it"))
            button.clicked.connect(self._ask)
            row.addWidget(button)

    def _ask(self) -> None:
        self.fix_asked.emit(self._finding)
