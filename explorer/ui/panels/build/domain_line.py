"""The domain on one line as it goes over the wire, coloured, cut where the room ends; copied with a click."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QWidget

from explorer.core.domain.render import RenderError, to_json, to_python
from explorer.core.domain.tree import Node
from explorer.ui import metrics
from explorer.ui.tokens import current
from explorer.ui.widgets import painting
from explorer.ui.widgets.buttons import IconButton

_TOKENS = re.compile(
    r'(?P<syntax_text>"(?:[^"\\]|\\.)*")|(?P<syntax_number>-?\d[\d.eE+-]*)|(?P<syntax_constant>true|false|null|\{\{.*?\}\})'
)
_LONGEST = 3000
"""No line shows more characters; the tool tip and the copy have them all."""
_TIP_LINES = 40


def tokens(text: str) -> list[tuple[str, str]]:
    """The text in pieces, each with the theme token of its colour."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for found in _TOKENS.finditer(text):
        if found.start() > end:
            pieces.append((text[end : found.start()], "text"))
        pieces.append((found[0], found.lastgroup or "text"))
        end = found.end()
    if end < len(text):
        pieces.append((text[end:], "text"))
    return pieces


def domain_text(domain: Node, *, lines: bool = False) -> str:
    """The domain as JSON, or as Python where it holds what JSON cannot say."""
    try:
        return to_json(domain, one_condition_a_line=lines)
    except RenderError:
        return to_python(domain, one_condition_a_line=lines)


class DomainLine(QFrame):
    """The name of the parameter, dim, and the domain behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("domain-line")
        self.setProperty("role", "foot")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.EDGE, 0, 6, 0)
        row.setSpacing(4)
        self.text = _Painted(self)
        self.text.pressed.connect(self.open)
        self.copy_button = IconButton("copy", self.tr("Copy the domain"), size=22)
        self.copy_button.clicked.connect(self.copy)
        policy = self.copy_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.copy_button.setSizePolicy(policy)
        self.copy_button.hide()
        row.addWidget(self.text, 1)
        row.addWidget(self.copy_button)
        self._domain: Node | None = None

    def show_domain(self, domain: Node, name: str = "domain") -> None:
        """Show a domain under the name of its parameter."""
        if domain is self._domain and name == self.text.name:
            return
        self._domain = domain
        self.text.say(name, domain_text(domain))
        lines = domain_text(domain, lines=True).split("\n")
        more = ["…"] if len(lines) > _TIP_LINES else []
        self.setToolTip("\n".join(lines[:_TIP_LINES] + more))
        self.setAccessibleName(f"{name} {self.text.text[:300]}")

    def open(self) -> None:
        """Show the whole domain, one condition a line. Returns at once."""
        from explorer.ui.panels.build.domain_popup import DomainPopup

        if self._domain is not None:
            DomainPopup(self.text.name, domain_text(self._domain, lines=True), self).open_over(self)

    def copy(self) -> None:
        """Put the whole domain into the clipboard."""
        QGuiApplication.clipboard().setText(self.text.text)

    def sizeHint(self) -> QSize:
        """A row a little higher than a control."""
        return QSize(200, metrics.metrics().control + 3)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Offer to copy."""
        self.copy_button.show()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Quiet again."""
        self.copy_button.setVisible(self.copy_button.hasFocus())
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer both ways of writing it."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(self.tr("Copy"), self.copy)
        menu.addAction(self.tr("Copy as Python"), self._copy_python)
        menu.popup(event.globalPos())

    def _copy_python(self) -> None:
        if self._domain is not None:
            QGuiApplication.clipboard().setText(to_python(self._domain))


class _Painted(QWidget):
    """Coloured text on one line. A label with rich text would be laid out anew for every key."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("domain-text")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.name, self.text = "domain", "[]"
        self._pieces = tokens(self.text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def say(self, name: str, text: str) -> None:
        self.name, self.text = name, text
        self._pieces = tokens(text[:_LONGEST])
        self.setAccessibleName(f"{name} {text[:300]}")
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, metrics.metrics().control)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, font = current(), QPainter(self), metrics.fixed_font()
        size = QFontMetrics(font)
        painter.setFont(font)
        x, end = 0, self.width() - size.horizontalAdvance("…")
        for text, token in [(self.name + " ", "dim"), *self._pieces]:
            width = size.horizontalAdvance(text)
            cut = x + width > end
            fitting = size.elidedText(text, Qt.TextElideMode.ElideRight, self.width() - x) if cut else text
            painter.setPen(theme.color(token))
            painter.drawText(QRect(x, 0, self.width() - x, self.height()), Qt.AlignmentFlag.AlignVCenter, fitting)
            x += width
            if cut:
                break
        if self.hasFocus():
            painting.ring(painter, self.rect().adjusted(0, 2, 0, -2))
