"""A button that shows what is chosen and opens a filtered list: for models, methods, operators, page sizes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.ui import metrics
from explorer.ui.tokens import Theme
from explorer.ui.widgets import painting
from explorer.ui.widgets.choice_popup import Choice, ChoicePopup
from explorer.ui.widgets.painted_button import PaintedButton

__all__ = ["Choice", "ChoiceButton", "ChoicePopup"]


class ChoiceButton(PaintedButton):
    """Looks like an input; a press, Enter, Down or a typed letter opens the list.

    ``fixed`` shows the key in fixed type instead of the label, for technical names. ``placeholder`` stands there
    while nothing is chosen. ``allow_other`` lets any text be chosen.
    """

    chosen = Signal(object)
    """The key that the person chose."""
    about_to_open = Signal()
    """The list opens next: the time to call ``set_choices`` where they are made late."""

    padding = 8

    def __init__(
        self,
        name: str,
        choices: Sequence[Choice] = (),
        placeholder: str = "",
        fixed: bool = False,
        searchable: bool = True,
        allow_other: bool = False,
        caret: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", name, parent)
        self._name = name
        self._choices: Sequence[Choice] = choices
        self._key: object = None
        self._label = ""
        self._placeholder = placeholder
        self._fixed = fixed
        self._caret = caret
        self._options = (searchable, allow_other)
        self._popup: ChoicePopup | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._press)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; what is chosen stays, even when it is not among them."""
        self._choices = choices
        self.set_key(self._key)
        if self._popup is not None:
            self._popup.set_choices(choices)

    def key(self) -> object:
        """Return the key of what is chosen, None for nothing."""
        return self._key

    def set_key(self, key: object, label: str | None = None) -> None:
        """Choose without announcing it. ``label`` says what to show for a key that is not among the choices."""
        self._key = key
        if label is None:
            label = next((label for other, label, _ in self._choices if other == key), None)
        if label is None or self._fixed:
            label = "" if key is None else str(key)
        self._label = label
        self.setAccessibleName(f"{self._name}: {label}" if label else self._name)
        self.setToolTip(label)
        self.updateGeometry()
        self.update()

    def shown_text(self) -> str:
        """Return the label, the key or the placeholder."""
        return self._label or self._placeholder

    def open(self, text: str = "") -> None:
        """Open the list, filtered by ``text``. Returns at once."""
        self.about_to_open.emit()
        self.choice_popup().open_below(self, self._key, text)

    def choice_popup(self) -> ChoicePopup:
        """Return the list, which is made when it is first needed."""
        if self._popup is None:
            searchable, allow_other = self._options
            self._popup = ChoicePopup(self._name, searchable, allow_other, self)
            self._popup.set_choices(self._choices)
            self._popup.chosen.connect(self._take)
        return self._popup

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Down open the list; so does a letter, which then filters it."""
        text = event.text()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.open()
        elif self._options[0] and plain and text.isprintable() and text.strip():
            self.open(text)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """The text, the caret, and some room to change in."""
        return QSize(max(72, self.content_width() + 2 * self.padding), metrics.metrics().control)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(56, metrics.metrics().control)

    def text_font(self) -> QFont:
        """Fixed type for technical names."""
        return metrics.fixed_font() if self._fixed and self._label else self.font()

    def content_width(self) -> int:
        """Text and caret."""
        width = QFontMetrics(self.text_font()).horizontalAdvance(self.shown_text()) + 1
        return width + (painting.CARET + 8 if self._caret else 0)

    def fill(self, theme: Theme) -> QColor | None:
        """As inputs are."""
        if not self.isEnabled():
            return theme.color("background")
        return theme.color("header") if self.isDown() else theme.color("input")

    def border(self, theme: Theme) -> QColor | None:
        """A line, stronger under the pointer."""
        return theme.mixed("dim", "line", 0.4) if self.underMouse() and self.isEnabled() else theme.color("line")

    def paint_content(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        """Paint the text from the left, and the caret behind it."""
        font = self.text_font()
        room = rect.width() - (painting.CARET + 8 if self._caret else 0)
        # Technical names differ at their end as often as at their beginning.
        mode = Qt.TextElideMode.ElideMiddle if self._fixed and self._label else Qt.TextElideMode.ElideRight
        text = QFontMetrics(font).elidedText(self.shown_text(), mode, room + 1)
        painter.setFont(font)
        ink = theme.color("text" if self._label else "dim") if self.isEnabled() else theme.disabled
        painter.setPen(ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self._caret:
            left = rect.x() + QFontMetrics(font).horizontalAdvance(text) + 8
            painting.caret(painter, left, rect.y() + rect.height() / 2, ink)

    def _press(self) -> None:
        self.open()

    def _take(self, key: object) -> None:
        self.set_key(key)
        self.chosen.emit(key)
